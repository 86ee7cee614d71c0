package jws

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// BytesMax is the longest token that is looked at.
const BytesMax = 8 << 10

// The types of tokens, as their header says (RFC 8725 §3.11).
const (
	TypeAccess = "at+jwt"
	TypeProof  = "dpop+jwt"
)

// What is wrong with a token. None of them repeats a part of it.
var (
	// ErrShape says that the text is no compact JWS within the limits.
	ErrShape = errors.New("not a compact JWS of at most 8 KiB")
	// ErrHeader says that the header has another form than this kind of token has.
	ErrHeader = errors.New("the header is not that of such a token")
	// ErrAlgorithm says that the header names another algorithm than the key record.
	ErrAlgorithm = errors.New("the algorithm is not the key's")
	// ErrSignature says that the key did not sign this.
	ErrSignature = errors.New("the signature is not the key's")
	// ErrClaims says that a claim is missing, repeated or of the wrong form.
	ErrClaims = errors.New("a claim is missing or has the wrong form")
)

// Parsed is a well-formed token, about whose origin nothing is known before Verify.
type Parsed struct {
	Algorithm string
	KeyID     string // "" where the header may leave it out
	Type      string // "" likewise
	Payload   []byte
	header    []byte
	key       json.RawMessage // of a proof, as its header carries it
	compact   string
}

// Looks says whether a credential can only be meant as a JWS: our other tokens have no dots.
func Looks(credential string) bool { return strings.IndexByte(credential, '.') >= 0 }

// ParseAccess takes an access token apart: its header has alg, kid and typ (at+jwt), and nothing else.
func ParseAccess(compact string) (Parsed, error) {
	p, err := parse(compact, "alg", "kid", "typ")
	if err != nil {
		return Parsed{}, err
	}
	if p.KeyID == "" || p.Type != TypeAccess {
		return Parsed{}, ErrHeader
	}
	return p, nil
}

// ParseAssertion takes the assertion of a client apart. kid may be missing when the client has one key; typ may be
// missing, JWT or client-authentication+jwt. Thumbprints of certificates, which some libraries add, are not looked at.
func ParseAssertion(compact string) (Parsed, error) {
	p, err := parse(compact, "alg", "kid", "typ", "x5t", "x5t#S256")
	if err != nil {
		return Parsed{}, err
	}
	switch p.Type {
	case "", "JWT", "client-authentication+jwt":
		return p, nil
	}
	return Parsed{}, ErrHeader
}

// parse checks size and shape, then the header, which may have the members that are named and must have alg.
func parse(compact string, allowed ...string) (Parsed, error) {
	if len(compact) > BytesMax || strings.Count(compact, ".") != 2 {
		return Parsed{}, ErrShape
	}
	first, rest, _ := strings.Cut(compact, ".")
	second, third, _ := strings.Cut(rest, ".")
	header, ok := decode(first)
	payload, okPayload := decode(second)
	if _, okSignature := decode(third); !ok || !okPayload || !okSignature {
		return Parsed{}, ErrShape
	}
	p := Parsed{Payload: payload, header: header, compact: compact}
	return p, p.readHeader(allowed)
}

func (p *Parsed) readHeader(allowed []string) error {
	members, err := object(p.header)
	if err != nil {
		return ErrHeader
	}
	for name := range members {
		known := false
		for _, a := range allowed {
			known = known || a == name
		}
		if !known {
			return ErrHeader
		}
	}
	if !text(members, "alg", &p.Algorithm) || !optional(members, "kid", &p.KeyID) || !optional(members, "typ", &p.Type) {
		return ErrHeader
	}
	p.key = members["jwk"]
	return nil
}

// decode reads base64url without padding in its one spelling. The standard decoder passes over line ends.
func decode(part string) ([]byte, bool) {
	if part == "" || strings.ContainsAny(part, "\r\n") {
		return nil, false
	}
	out, err := base64.RawURLEncoding.Strict().DecodeString(part)
	return out, err == nil
}

// Verify says whether the key signed the token. The key's own algorithm is used, and the header has to agree with it. It
// returns ErrAlgorithm and ErrSignature.
func (p Parsed) Verify(k Key) error {
	if !k.usable() || p.Algorithm != k.Algorithm {
		return ErrAlgorithm
	}
	signed, err := jose.ParseSignedCompact(p.compact, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(k.Algorithm)})
	if err != nil {
		return ErrSignature
	}
	payload, err := signed.Verify(k.Public)
	if err != nil || string(payload) != string(p.Payload) {
		return ErrSignature
	}
	return nil
}
