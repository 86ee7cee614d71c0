package passkeys

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"
)

// newDecoy makes a credential whose private key nobody has. An assertion that names nobody is verified against it, so
// that it takes as long to refuse as one with a wrong signature.
func newDecoy() (webauthn.Credential, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return webauthn.Credential{}, fmt.Errorf("make decoy key: %w", err)
	}
	point, err := key.PublicKey.Bytes()
	if err != nil {
		return webauthn.Credential{}, fmt.Errorf("encode decoy key: %w", err)
	}
	public, err := webauthncbor.Marshal(webauthncose.EC2PublicKeyData{
		PublicKeyData: webauthncose.PublicKeyData{KeyType: int64(webauthncose.EllipticKey), Algorithm: int64(webauthncose.AlgES256)},
		Curve:         int64(webauthncose.P256), XCoord: point[1:33], YCoord: point[33:],
	})
	if err != nil {
		return webauthn.Credential{}, fmt.Errorf("encode decoy key: %w", err)
	}
	return webauthn.Credential{PublicKey: public}, nil
}

// nobody answers the user that stands for an unknown handle: it owns whatever credential was named, with the decoy's key.
func (s *Service) nobody(rawID, handle []byte, flags protocol.AuthenticatorFlags) user {
	c := s.decoy
	c.ID, c.Flags = rawID, webauthn.NewCredentialFlags(flags)
	return user{handle: handle, credentials: []webauthn.Credential{c}}
}
