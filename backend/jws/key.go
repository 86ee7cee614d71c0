package jws

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/go-jose/go-jose/v4"
)

// The algorithms, and no others (RFC 7518 §3.4, §3.5, RFC 8037).
const (
	ES256 = "ES256"
	EdDSA = "EdDSA"
	PS256 = "PS256"
)

const (
	rsaBitsMin    = 3072
	rsaBitsMax    = 8192
	keysMax       = 5
	keyIDBytesMax = 128
)

// Key is a public key with the one algorithm that it is for.
type Key struct {
	ID        string
	Algorithm string
	Public    crypto.PublicKey
}

// AlgorithmOf answers the algorithm that a public key is for, "" for a key that is not taken: anything but P-256, Ed25519
// and RSA of 3072 to 8192 bits.
func AlgorithmOf(public crypto.PublicKey) string {
	switch key := public.(type) {
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P256() {
			return ES256
		}
	case ed25519.PublicKey:
		return EdDSA
	case *rsa.PublicKey:
		if bits := key.N.BitLen(); bits >= rsaBitsMin && bits <= rsaBitsMax {
			return PS256
		}
	}
	return ""
}

func (k Key) usable() bool { return k.Algorithm != "" && AlgorithmOf(k.Public) == k.Algorithm }

// Thumbprint answers the name of a public key that everybody can compute from it (RFC 7638, SHA-256).
func Thumbprint(public crypto.PublicKey) (string, error) {
	key := jose.JSONWebKey{Key: public}
	sum, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(sum), nil
}

// JWK answers the key as a JSON Web Key for signatures (RFC 7517). It holds public members only.
func (k Key) JWK() ([]byte, error) {
	return json.Marshal(jose.JSONWebKey{Key: k.Public, KeyID: k.ID, Algorithm: k.Algorithm, Use: "sig"})
}

// Set answers keys as a JSON Web Key Set.
func Set(keys []Key) ([]byte, error) {
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, k := range keys {
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: k.Public, KeyID: k.ID, Algorithm: k.Algorithm, Use: "sig"})
	}
	return json.Marshal(set)
}

// What is wrong with a key set that somebody registers, in words for them.
var (
	ErrSetForm    = errors.New("A key set is {\"keys\": [1 to 5 JSON Web Keys]} of at most 16 KiB, each member once.")                                      //nolint:staticcheck // shown to people
	ErrSetPrivate = errors.New("The key set holds a private or secret key. Make a new pair, and register its public half only.")                            //nolint:staticcheck // shown to people
	ErrSetRemote  = errors.New("A key must stand here itself; addresses and certificates (x5u, x5c) are not followed.")                                     //nolint:staticcheck // shown to people
	ErrSetKind    = errors.New("A key is EC P-256 (ES256), Ed25519 (EdDSA), or RSA with 3072 to 8192 bits (PS256), for signatures, with a kid of its own.") //nolint:staticcheck // shown to people
)

const setBytesMax = 16 << 10

// ReadSet reads the public keys that a client registers. A key without kid is named by its thumbprint. It returns the
// ErrSet… errors.
func ReadSet(raw []byte) ([]Key, error) {
	if len(raw) > setBytesMax {
		return nil, ErrSetForm
	}
	members, err := object(raw)
	var list []json.RawMessage
	if err != nil || json.Unmarshal(members["keys"], &list) != nil || len(list) == 0 || len(list) > keysMax {
		return nil, ErrSetForm
	}
	keys, seen := make([]Key, len(list)), map[string]bool{}
	for i, one := range list {
		if keys[i], err = readKey(one); err != nil {
			return nil, err
		}
		if seen[keys[i].ID] {
			return nil, ErrSetKind
		}
		seen[keys[i].ID] = true
	}
	return keys, nil
}

func readKey(raw json.RawMessage) (Key, error) {
	members, err := object(raw)
	if err != nil {
		return Key{}, ErrSetForm
	}
	for _, name := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"} {
		if _, found := members[name]; found {
			return Key{}, ErrSetPrivate
		}
	}
	for _, name := range []string{"x5u", "x5c"} {
		if _, found := members[name]; found {
			return Key{}, ErrSetRemote
		}
	}
	var parsed jose.JSONWebKey
	if parsed.UnmarshalJSON(raw) != nil || !parsed.IsPublic() {
		return Key{}, ErrSetKind
	}
	k := Key{ID: parsed.KeyID, Algorithm: AlgorithmOf(parsed.Key), Public: parsed.Key}
	if k.Algorithm == "" || parsed.Algorithm != "" && parsed.Algorithm != k.Algorithm || parsed.Use != "" && parsed.Use != "sig" || len(k.ID) > keyIDBytesMax || strconv.Quote(k.ID) != `"`+k.ID+`"` {
		return Key{}, ErrSetKind
	}
	if k.ID == "" {
		if k.ID, err = Thumbprint(k.Public); err != nil {
			return Key{}, ErrSetKind
		}
	}
	return k, nil
}
