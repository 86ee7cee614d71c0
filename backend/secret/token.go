package secret

import (
	"fmt"
	"hash/crc32"
	"io"
)

// Kind says what a token opens. It is the second part of its text.
type Kind string

// The kinds of tokens that Gatehouse issues.
const (
	Live         Kind = "live" // an app's key for live upstreams
	Test         Kind = "test" // an app's key for the sandbox
	Ephemeral    Kind = "eph"  // a short-lived token of the console
	ClientSecret Kind = "cs"   // an OAuth client secret
	Operator     Kind = "op"   // a machine that operates Gatehouse itself
)

const (
	idLen     = 16 // base62 characters, 95 bits, public
	secretLen = 43 // base62 characters, 256 bits
	crcLen    = 6
	tailLen   = 1 + idLen + 1 + secretLen + crcLen // "_id_secretcrc"
)

// Token is a freshly made token. Full is the only copy of the secret that will ever exist: show it once, store its
// MAC. ID is the public 16-character look-up key without a prefix; the portal writes it "tok_"+ID (or "opt_"-typed
// for operators, which have their own id).
type Token struct {
	Brand string
	Kind  Kind
	ID    string
	Full  string
	Last4 string
}

// Hint returns a form that helps its owner to recognise the token and gives nothing away: gth_live_4fT9…_…abcd.
func (t Token) Hint() string { return Hint(t.Brand, t.Kind, t.ID, t.Last4) }

// Hint builds the recognisable form of a token from what is stored of it: its 16-character id and its last four
// characters.
func Hint(brand string, kind Kind, id, last4 string) string {
	if len(id) > 4 {
		id = id[:4]
	}
	return brand + "_" + string(kind) + "_" + id + "…_…" + last4
}

// Parsed is a well-formed token. Its strings share the memory of the parsed text: clone them to keep them. Being well
// formed says nothing about being genuine.
type Parsed struct {
	Kind Kind
	ID   string // 16 base62 characters
	Full string
}

// BrandValid says whether brand may begin a token: a lower-case letter, then one to seven of [a-z0-9].
func BrandValid(brand string) bool {
	if len(brand) < 2 || len(brand) > 8 || brand[0] < 'a' || brand[0] > 'z' {
		return false
	}
	for i := 1; i < len(brand); i++ {
		c := brand[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// Pattern returns the regular expression that finds tokens of a brand in text, for scanners and log scrubbers.
func Pattern(brand string) string {
	return `\b` + brand + `_(?:live|test|eph|cs|op)_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}\b`
}

// Generate makes a token from random, which is crypto/rand.Reader outside tests. It fails only when random does, or
// when brand or kind is not one of the allowed ones; then no token exists.
func Generate(brand string, kind Kind, random io.Reader) (Token, error) {
	if !BrandValid(brand) || !kindValid(string(kind)) {
		return Token{}, fmt.Errorf("generate token: brand %q or kind %q is not allowed", brand, kind)
	}
	text, err := randomText(random, idLen+secretLen)
	if err != nil {
		return Token{}, fmt.Errorf("generate token: %w", err)
	}
	id := string(text[:idLen])
	body := brand + "_" + string(kind) + "_" + id + "_" + string(text[idLen:])
	crc := checksum(body)
	full := body + string(crc[:])
	return Token{Brand: brand, Kind: kind, ID: id, Full: full, Last4: full[len(full)-4:]}, nil
}

// Parse reads a token of the given brand and says whether it is exactly one: right length, alphabet and checksum,
// nothing before, between or after. It does no I/O and allocates nothing; false costs a caller nothing but this call.
func Parse(brand, s string) (Parsed, bool) {
	prefix := len(brand) + 1
	kindLen := len(s) - prefix - tailLen
	if kindLen < 2 || kindLen > 4 || s[:len(brand)] != brand || s[len(brand)] != '_' {
		return Parsed{}, false
	}
	kind := s[prefix : prefix+kindLen]
	idStart := prefix + kindLen + 1
	id, rest := s[idStart:idStart+idLen], s[idStart+idLen+1:]
	if !kindValid(kind) || s[idStart-1] != '_' || s[idStart+idLen] != '_' || !isBase62(id) || !isBase62(rest) {
		return Parsed{}, false
	}
	body := s[:len(s)-crcLen]
	crc := checksum(body)
	for i := range crc {
		if s[len(body)+i] != crc[i] {
			return Parsed{}, false
		}
	}
	return Parsed{Kind: Kind(kind), ID: id, Full: s}, true
}

func kindValid(kind string) bool {
	switch Kind(kind) {
	case Live, Test, Ephemeral, ClientSecret, Operator:
		return true
	}
	return false
}

// crcTables let a checksum advance by four bytes at once: the k-th says what a byte does when k more follow it.
var crcTables = func() (t [4][256]uint32) {
	t[0] = *crc32.IEEETable
	for k := 1; k < len(t); k++ {
		for i, crc := range t[k-1] {
			t[k][i] = t[0][byte(crc)] ^ crc>>8
		}
	}
	return t
}()

// checksum is CRC-32/ISO-HDLC over the whole text, as six base62 digits. It catches typing mistakes and lets scanners
// work offline; it proves nothing. The table walk is written out because crc32.ChecksumIEEE makes its input escape.
func checksum(s string) (out [crcLen]byte) {
	crc := ^uint32(0)
	for ; len(s) >= 4; s = s[4:] {
		crc ^= uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
		crc = crcTables[3][byte(crc)] ^ crcTables[2][byte(crc>>8)] ^ crcTables[1][byte(crc>>16)] ^ crcTables[0][crc>>24]
	}
	for i := 0; i < len(s); i++ {
		crc = crc32.IEEETable[byte(crc)^s[i]] ^ (crc >> 8)
	}
	crc = ^crc
	for i := crcLen - 1; i >= 0; i-- {
		out[i] = Alphabet[crc%62]
		crc /= 62
	}
	return out
}
