package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// Driver keeps private keys and signs with them. All methods may be called concurrently.
type Driver interface {
	// Name is stored with each key and says who can use it again.
	Name() string
	// Generate makes a P-256 key for a purpose and answers what is to be stored of it.
	Generate(purpose string) (public crypto.PublicKey, handle []byte, err error)
	// Open answers the signer of a key that Generate made for the same purpose. kid is the thumbprint of its public half.
	Open(kid, purpose string, handle []byte) (crypto.Signer, error)
	// Destroy ends a key where it is kept outside the database. It is called once its row is removed.
	Destroy(kid, purpose string, handle []byte) error
}

// DeviceOptions say how a PKCS #11 token is reached. The driver for it is compiled in with the build tag pkcs11.
type DeviceOptions struct {
	Module string // path of the library
	Token  string // label of the token
	PIN    secret.Text
}

// Software keeps keys in the database, sealed (AES-256-GCM) under a key from keys.json. The additional data are the key's
// id and purpose, so that a sealed key opens in its own row only (S-KEY-02).
type Software struct{ Keys *secret.Keys }

// Name returns software.
func (Software) Name() string { return "software" }

func sealedAt(kid, purpose string) string { return "signing_keys/" + kid + "/" + purpose }

// Generate makes a key by the operating system's randomness.
func (s Software) Generate(purpose string) (crypto.PublicKey, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("generate a signing key: %w", err)
	}
	kid, err := jws.Thumbprint(&key.PublicKey)
	if err != nil {
		return nil, nil, fmt.Errorf("name a signing key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, fmt.Errorf("encode a signing key: %w", err)
	}
	defer clear(der)
	return &key.PublicKey, s.Keys.Seal(secret.PurposeSigning, sealedAt(kid, purpose), der), nil
}

// Open unseals a key. It returns secret.ErrSealed for a key of another row or another deployment.
func (s Software) Open(kid, purpose string, handle []byte) (crypto.Signer, error) {
	der, err := s.Keys.Open(secret.PurposeSigning, sealedAt(kid, purpose), handle)
	if err != nil {
		return nil, err
	}
	defer clear(der)
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, errors.New("a sealed signing key is not PKCS #8") // the cause would quote it
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return nil, errors.New("a sealed signing key is not ECDSA")
	}
	return key, nil
}

// Destroy does nothing: with its row the key is gone.
func (Software) Destroy(string, string, []byte) error { return nil }
