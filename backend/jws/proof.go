package jws

// Proof is what a caller wants to prove by a key of its own (RFC 9449 §4.2), which Thumbprint names. Before Verify nobody
// knows whether that key signed it.
type Proof struct {
	Thumbprint string
	ID         string // jti
	Method     string // htm
	Target     string // htu, as it was written
	IssuedAt   int64
	TokenHash  string // ath, "" when the proof names no token
	Nonce      string // "" when it has none

	parsed Parsed
	key    Key
}

// ParseProof takes a proof of possession apart: its header has typ (dpop+jwt), alg and a public jwk, and nothing else. What it
// is for is the caller's to check, before the dear step of Verify. It returns ErrShape, ErrHeader and ErrClaims.
func ParseProof(compact string) (Proof, error) {
	p, err := parse(compact, "alg", "typ", "jwk")
	if err != nil {
		return Proof{}, err
	}
	if p.Type != TypeProof || p.key == nil {
		return Proof{}, ErrHeader
	}
	key, err := readKey(p.key)
	if err != nil {
		return Proof{}, ErrHeader
	}
	proof := Proof{parsed: p, key: key}
	if proof.Thumbprint, err = Thumbprint(key.Public); err != nil {
		return Proof{}, ErrHeader
	}
	if err := proof.readClaims(p.Payload); err != nil {
		return Proof{}, err
	}
	return proof, nil
}

// Verify says whether the key that the proof carries signed it; that key decides over the algorithm. It returns ErrAlgorithm and
// ErrSignature.
func (p Proof) Verify() error { return p.parsed.Verify(p.key) }

func (p *Proof) readClaims(payload []byte) error {
	members, err := object(payload)
	if err != nil {
		return ErrClaims
	}
	if !text(members, "jti", &p.ID) || !text(members, "htm", &p.Method) || !text(members, "htu", &p.Target) ||
		!optional(members, "ath", &p.TokenHash) || !optional(members, "nonce", &p.Nonce) || !seconds(members, "iat", &p.IssuedAt) {
		return ErrClaims
	}
	return nil
}
