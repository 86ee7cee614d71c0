package secret

import (
	"crypto/sha256"
	"errors"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Keys that another system made are known by their SHA-256 only. DomainImported and DomainImportedID are the domains of
// what is stored of one, and of the id that stands for it.
const (
	DomainImported   = "gth/imported/v1"
	DomainImportedID = "gth/imported-id/v1"
)

// Bounds of imported keys.
const (
	// ImportedBitsMin is how much chance a form has to leave to an imported key. Of a key with less, its SHA-256 would give
	// it away.
	ImportedBitsMin = 112
	ImportedLenMax  = 200

	importedLenMin    = 16
	importedPrefixMax = 32
)

// Form is the declared shape of keys that another system made: a prefix, then characters of one alphabet, Length in all.
// It is how a gate recognises them without asking anybody.
type Form struct {
	Prefix   string
	Alphabet string
	Length   int
}

const hexDigits, upper, lower, digits = "0123456789abcdef", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789"

// alphabets are the ones that a form may name. Those of uuid are where dashes stand.
var alphabets = map[string]string{
	"hex": hexDigits, "upperhex": "0123456789ABCDEF", "base32": upper + "234567", "base36": digits + lower, "base62": Alphabet,
	"base64url": Alphabet + "-_", "base64": Alphabet + "+/=", "uuid": hexDigits + "-",
}

const uuidLen = 36

// The mistakes that a form may have.
var (
	ErrFormAlphabet = errors.New("the alphabet is one of hex, upperhex, base32, base36, base62, base64, base64url, uuid")
	ErrFormPrefix   = errors.New("a prefix has at most 32 letters, digits and . _ - of its own, and does not begin like our own tokens")
	ErrFormLength   = errors.New("a key has 16 to 200 characters with its prefix; a uuid has 36 after it")
	errFormText     = errors.New("a form is written alphabet:length:prefix")
)

// Check answers what is wrong with a form, for the tokens of a brand; nil is nothing.
func (f Form) Check(brand string) error {
	if alphabets[f.Alphabet] == "" {
		return ErrFormAlphabet
	}
	if len(f.Prefix) > importedPrefixMax || strings.HasPrefix(f.Prefix, brand+"_") || strings.Trim(f.Prefix, Alphabet+"._-") != "" {
		return ErrFormPrefix
	}
	for i := range len(f.Prefix) {
		if c := f.Prefix[i]; !digitValid[c] && c != '.' && c != '_' && c != '-' {
			return ErrFormPrefix
		}
	}
	body := f.Length - len(f.Prefix)
	if f.Length < importedLenMin || f.Length > ImportedLenMax || body < 1 || f.Alphabet == "uuid" && body != uuidLen {
		return ErrFormLength
	}
	return nil
}

// Bits answers how much chance the form leaves to a key at most, in bits.
func (f Form) Bits() int {
	if f.Alphabet == "uuid" {
		return 122 // six bits of a random one are fixed
	}
	signs := len(strings.TrimRight(alphabets[f.Alphabet], "="))
	if bits.OnesCount(uint(signs)) == 1 {
		return (f.Length - len(f.Prefix)) * (bits.Len(uint(signs)) - 1)
	}
	return int(float64(f.Length-len(f.Prefix)) * math.Log2(float64(signs)))
}

// String writes the form for a database.
func (f Form) String() string { return f.Alphabet + ":" + strconv.Itoa(f.Length) + ":" + f.Prefix }

// ParseForm reads what String wrote.
func ParseForm(text string) (Form, error) {
	alphabet, rest, ok := strings.Cut(text, ":")
	length, prefix, more := strings.Cut(rest, ":")
	n, err := strconv.Atoi(length)
	if !ok || !more || err != nil || alphabets[alphabet] == "" {
		return Form{}, errFormText
	}
	return Form{Prefix: prefix, Alphabet: alphabet, Length: n}, nil
}

// Fits says whether a text has the form. It allocates nothing.
func (f *Form) Fits(s string) bool {
	if len(s) != f.Length || s[:len(f.Prefix)] != f.Prefix {
		return false
	}
	signs := alphabets[f.Alphabet]
	for i := len(f.Prefix); i < len(s); i++ {
		if strings.IndexByte(signs, s[i]) < 0 {
			return false
		}
		if at := i - len(f.Prefix); f.Alphabet == "uuid" && (s[i] == '-') != (at == 8 || at == 13 || at == 18 || at == 23) {
			return false
		}
	}
	return true
}

// HashImported answers the SHA-256 of a key, which has at most ImportedLenMax characters; what is longer has none. It
// allocates nothing.
func HashImported(full string) (hash Proof) {
	var text [ImportedLenMax]byte
	if len(full) > len(text) {
		return hash
	}
	return sha256.Sum256(text[:copy(text[:], full)])
}

// ImportedID answers the 16 characters under which an imported key is found. Nobody without the key of this installation can
// tell them from others, so they give nothing of the hash away.
func ImportedID(key []byte, hash Proof) (id [idLen]byte) {
	mac := MAC(key, DomainImportedID, string(hash[:]))
	// Long division of the number that the bytes write, digit by digit.
	for i := range id {
		var rest uint
		for j, b := range mac {
			rest = rest<<8 | uint(b)
			mac[j], rest = byte(rest/62), rest%62
		}
		id[i] = Alphabet[rest]
	}
	return id
}

// ImportedMAC is what is stored of an imported key.
func ImportedMAC(pepper []byte, hash Proof) [32]byte {
	return MAC(pepper, DomainImported, string(hash[:]))
}
