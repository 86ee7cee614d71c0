package secret

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4"
)

// The purposes of derived keys. Each gets its own key from the master by HKDF.
const (
	PurposeSession  = "session"
	PurposeCSRF     = "csrf"
	PurposeCursor   = "cursor"
	PurposeAudit    = "audit"
	PurposeMailLink = "mail-link"
	PurposeRecovery = "recovery"
	PurposeInvite   = "invite"
	PurposeWindows  = "windows"
	PurposeSigning  = "signing"
	PurposeNonces   = "dpop-nonces"
	PurposeWebhook  = "webhook"
)

const keyLen = 32

// Keys holds every key of this deployment. It never changes after OpenKeys and is safe for concurrent use. It prints
// as nothing but its type.
type Keys struct {
	master  []byte
	current string
	peppers map[string][]byte
	signing *ecdsa.PrivateKey
	signKID string
	jwks    []byte
}

// keyFile is the content of keys.json. Keys are base64 (standard, padded); the signing key is PKCS #8.
type keyFile struct {
	Version int               `json:"version"`
	Master  string            `json:"master"`
	Pepper  string            `json:"currentPepper"`
	Peppers map[string]string `json:"peppers"`
	Signing string            `json:"signing"`
}

// newKeyFile draws a fresh key for every purpose.
func newKeyFile() (keyFile, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return keyFile{}, fmt.Errorf("generate signing key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return keyFile{}, fmt.Errorf("encode signing key: %w", err)
	}
	encode := base64.StdEncoding.EncodeToString
	kid := "p" + RandomText(7)
	return keyFile{
		Version: 1, Master: encode(RandomBytes(keyLen)),
		Pepper: kid, Peppers: map[string]string{kid: encode(RandomBytes(keyLen))},
		Signing: encode(der),
	}, nil
}

// keys checks and unpacks the file. A missing or short key is an error, never a default.
func (f keyFile) keys() (*Keys, error) {
	if f.Version != 1 {
		return nil, fmt.Errorf("version %d is not known to this program", f.Version)
	}
	k := &Keys{current: f.Pepper, peppers: make(map[string][]byte, len(f.Peppers))}
	var err error
	if k.master, err = decodeKey("master", f.Master); err != nil {
		return nil, err
	}
	for kid, text := range f.Peppers {
		if k.peppers[kid], err = decodeKey("pepper "+kid, text); err != nil {
			return nil, err
		}
	}
	if len(k.peppers[k.current]) == 0 {
		return nil, errors.New("the current pepper is not in the file")
	}
	return k, k.loadSigning(f.Signing)
}

func decodeKey(name, text string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(key) < keyLen {
		return nil, fmt.Errorf("%s is not at least %d base64-encoded bytes", name, keyLen)
	}
	return key, nil
}

func (k *Keys) loadSigning(text string) error {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return errors.New("the signing key is not base64")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return errors.New("the signing key is not PKCS #8")
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok || key.Curve != elliptic.P256() {
		return errors.New("the signing key is not ECDSA P-256")
	}
	public := jose.JSONWebKey{Key: &key.PublicKey, Algorithm: string(jose.ES256), Use: "sig"}
	thumb, err := public.Thumbprint(crypto.SHA256)
	if err != nil {
		return fmt.Errorf("name signing key: %w", err)
	}
	public.KeyID = base64.RawURLEncoding.EncodeToString(thumb) // RFC 7638, so that anybody can compute it
	if k.jwks, err = json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{public}}); err != nil {
		return fmt.Errorf("encode key set: %w", err)
	}
	k.signing, k.signKID = key, public.KeyID
	return nil
}

// Pepper returns the key, and its id, under which new token MACs are made.
func (k *Keys) Pepper() (kid string, key []byte) { return k.current, k.peppers[k.current] }

// PepperByID returns the key for MACs that were made earlier; false when the file no longer has it, which means
// that those tokens can't be verified any more.
func (k *Keys) PepperByID(kid string) ([]byte, bool) {
	key, ok := k.peppers[kid]
	return key, ok
}

// Derive returns the 32-byte key of one purpose (HKDF-SHA-256 of the master). The same purpose always gives the same
// key.
func (k *Keys) Derive(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, k.master, nil, "gatehouse/v1/"+purpose, keyLen)
	if err != nil {
		panic(fmt.Sprintf("secret: derive %s: %v", purpose, err)) // only for lengths over 8160
	}
	return key
}

// Signing returns the ES256 key that signs the context for upstreams, and the key id that verifiers look up.
func (k *Keys) Signing() (signer crypto.Signer, kid string) { return k.signing, k.signKID }

// JWKS returns the public half of the signing keys as a JSON Web Key Set. The caller must not change it.
func (k *Keys) JWKS() []byte { return k.jwks }

// String keeps keys out of logs.
func (k *Keys) String() string { return "secret.Keys" }

// GoString keeps keys out of %#v.
func (k *Keys) GoString() string { return "secret.Keys" }
