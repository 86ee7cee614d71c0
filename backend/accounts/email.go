package accounts

import (
	"net/mail"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

const addressMax = 254

// Canonical answers the one spelling that stands for all spellings of an address: compatibility forms, case,
// surrounding space and the Unicode form of the domain collapse. It never fails; what is not an address collapses as
// text, so that throttles can count it.
func Canonical(address string) string {
	folded := cases.Fold().String(norm.NFKC.String(strings.TrimSpace(address)))
	folded = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, folded)
	local, domain, ok := strings.Cut(folded, "@")
	if !ok {
		return folded
	}
	if ascii, err := idna.Lookup.ToASCII(domain); err == nil {
		domain = ascii
	}
	return local + "@" + strings.TrimSuffix(domain, ".")
}

// CleanAddress answers address without surrounding space, or a field mistake when it is not exactly one plain mail
// address (no display name, no list, no quoted local part, no control characters, at most 254 bytes).
func CleanAddress(address string) (string, *fault.Field) {
	clean := strings.TrimSpace(address)
	if clean == "" {
		return "", &fault.Field{Pointer: "/email", Code: "required", Message: "Give your e-mail address."}
	}
	parsed, err := mail.ParseAddress(clean)
	odd := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("\"<>,;:()[]\\", r)
	}
	if err != nil || parsed.Name != "" || parsed.Address != clean || len(clean) > addressMax || strings.ContainsFunc(clean, odd) {
		return "", &fault.Field{Pointer: "/email", Code: "invalid", Message: "This is not one plain e-mail address."}
	}
	if at := strings.LastIndexByte(clean, '@'); !strings.Contains(Canonical(clean), "@") || at < 1 || at == len(clean)-1 {
		return "", &fault.Field{Pointer: "/email", Code: "invalid", Message: "This is not one plain e-mail address."}
	}
	return clean, nil
}

// Domain answers the part of a canonical address after the @.
func Domain(canonical string) string {
	_, domain, _ := strings.Cut(canonical, "@")
	return domain
}
