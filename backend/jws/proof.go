package jws

// Proof is what a caller proves by a key of its own (RFC 9449 §4.2). Thumbprint names that key, which signed the proof.
type Proof struct {
	Thumbprint string
	ID         string // jti
	Method     string // htm
	Target     string // htu, as it was written
	IssuedAt   int64
	TokenHash  string // ath, "" when the proof names no token
	Nonce      string // "" when it has none
}

// ReadProof takes a proof of possession apart and verifies it by the public key that it carries: its header has typ
// (dpop+jwt), alg and jwk, and nothing else, and the key decides over the algorithm. What the proof is for is the caller's to
// check. It returns ErrShape, ErrHeader, ErrAlgorithm, ErrSignature and ErrClaims.
func ReadProof(compact string) (Proof, error) {
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
	var proof Proof
	if proof.Thumbprint, err = Thumbprint(key.Public); err != nil {
		return Proof{}, ErrHeader
	}
	// Claims first: they are cheap to look at, and a signature is not.
	if err := proof.readClaims(p.Payload); err != nil {
		return Proof{}, err
	}
	if err := p.Verify(key); err != nil {
		return Proof{}, err
	}
	return proof, nil
}

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
