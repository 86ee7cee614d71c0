package fault

import "strconv"

// Faults that every room may answer.
var (
	// ErrInvalid says that the request was understood and some of its values are not acceptable; Fields name all of them.
	ErrInvalid = New(Invalid, "invalid", "Some values are not acceptable.", "Correct the fields that are named and send the request again.")
	// ErrNotFound says that a thing does not exist or is not the caller's to see; the two cannot be told apart.
	ErrNotFound = New(NotFound, "not_found", "There is nothing here that you may see.", "Check the address, or ask its owner to share it with you.")
	// ErrForbidden says that the caller is known and may not do this.
	ErrForbidden = New(Denied, "forbidden", "Your role does not permit this.", "Ask an administrator for a role that does.")
)

// Required answers a field mistake for a missing member.
func Required(pointer, message string) Field {
	return Field{Pointer: pointer, Code: "required", Message: message}
}

// Bad answers a field mistake with code invalid.
func Bad(pointer, message string) Field {
	return Field{Pointer: pointer, Code: "invalid", Message: message}
}

// Counted answers a number with the noun that fits it: "1 line", "2 lines".
func Counted[N ~int | ~int64](n N, one, many string) string {
	if n == 1 {
		many = one
	}
	return strconv.FormatInt(int64(n), 10) + " " + many
}
