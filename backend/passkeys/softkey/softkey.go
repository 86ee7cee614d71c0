// Package softkey is an authenticator in software, for tests: it registers ES256 passkeys with attestation none and
// signs assertions, with every flag and the counter under the test's control. Only tests import it.
package softkey

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
)

// The flags of authenticator data (WebAuthn §6.1).
const (
	FlagUserPresent    byte = 0x01
	FlagUserVerified   byte = 0x04
	FlagBackupEligible byte = 0x08
	FlagBackupState    byte = 0x10
	flagAttested       byte = 0x40
)

// Key is one credential on one authenticator. Its fields may be changed between ceremonies. It is not safe for
// concurrent use.
type Key struct {
	// Origin is what the client data claims, such as http://localhost:8080.
	Origin string
	// CrossOrigin is what the client data claims.
	CrossOrigin bool
	// Flags go into the authenticator data; New sets user present and user verified.
	Flags byte
	// Counter is sent with each assertion. Step is added to it before; 0 makes an authenticator without a counter.
	Counter, Step uint32
	// ID is the credential's id.
	ID []byte
	// Handle is the user handle that registration brought.
	Handle []byte
	rpID   string
	key    *ecdsa.PrivateKey
}

// New answers an authenticator that claims to run on origin, without a credential yet.
func New(origin string) *Key {
	return &Key{Origin: origin, Flags: FlagUserPresent | FlagUserVerified}
}

// options are the members of creation and request options that an authenticator reads.
type options struct {
	Challenge string `json:"challenge"`
	RPID      string `json:"rpId"`
	RP        struct {
		ID string `json:"id"`
	} `json:"rp"`
	User struct {
		ID string `json:"id"`
	} `json:"user"`
}

// Register makes a fresh credential for creation options (the value of publicKey, as JSON) and answers what a browser
// would send to the server.
func (k *Key) Register(publicKey []byte) ([]byte, error) {
	var o options
	if err := json.Unmarshal(publicKey, &o); err != nil {
		return nil, fmt.Errorf("read creation options: %w", err)
	}
	handle, err := base64.RawURLEncoding.DecodeString(o.User.ID)
	if err != nil {
		return nil, fmt.Errorf("read user handle: %w", err)
	}
	if k.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	if len(k.ID) == 0 {
		k.ID = make([]byte, 32)
		_, _ = rand.Read(k.ID)
	}
	k.Handle, k.rpID = handle, o.RP.ID
	attested, err := k.attested()
	if err != nil {
		return nil, err
	}
	object, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": attested})
	if err != nil {
		return nil, fmt.Errorf("encode attestation: %w", err)
	}
	client := k.clientData("webauthn.create", o.Challenge)
	return k.response(map[string]any{"clientDataJSON": b64(client), "attestationObject": b64(object), "transports": []string{"internal"}})
}

func (k *Key) attested() ([]byte, error) {
	point, err := k.key.PublicKey.Bytes()
	if err != nil {
		return nil, fmt.Errorf("encode key: %w", err)
	}
	cose, err := webauthncbor.Marshal(webauthncose.EC2PublicKeyData{
		PublicKeyData: webauthncose.PublicKeyData{KeyType: int64(webauthncose.EllipticKey), Algorithm: int64(webauthncose.AlgES256)},
		Curve:         int64(webauthncose.P256), XCoord: point[1:33], YCoord: point[33:],
	})
	if err != nil {
		return nil, fmt.Errorf("encode key: %w", err)
	}
	data := k.authenticatorData(k.Flags | flagAttested)
	data = append(data, make([]byte, 16)...) // AAGUID of nobody in particular
	data = binary.BigEndian.AppendUint16(data, uint16(len(k.ID)))
	data = append(data, k.ID...)
	return append(data, cose...), nil
}

// Assert signs the challenge of request options (the value of publicKey, as JSON) and answers what a browser would send.
func (k *Key) Assert(publicKey []byte) ([]byte, error) {
	var o options
	if err := json.Unmarshal(publicKey, &o); err != nil {
		return nil, fmt.Errorf("read request options: %w", err)
	}
	k.Counter += k.Step
	data := k.authenticatorData(k.Flags)
	client := k.clientData("webauthn.get", o.Challenge)
	clientHash := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), clientHash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, k.key, digest[:])
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return k.response(map[string]any{
		"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(k.Handle),
	})
}

func (k *Key) authenticatorData(flags byte) []byte {
	hash := sha256.Sum256([]byte(k.rpID))
	data := append(hash[:], flags)
	return binary.BigEndian.AppendUint32(data, k.Counter)
}

func (k *Key) clientData(kind, challenge string) []byte {
	data, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": k.Origin, "crossOrigin": k.CrossOrigin})
	if err != nil {
		panic("encode client data: " + err.Error())
	}
	return data
}

func (k *Key) response(response map[string]any) ([]byte, error) {
	return json.Marshal(map[string]any{
		"id": b64(k.ID), "rawId": b64(k.ID), "type": "public-key", "response": response,
		"clientExtensionResults": map[string]any{}, "authenticatorAttachment": "platform",
	})
}

func b64(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
