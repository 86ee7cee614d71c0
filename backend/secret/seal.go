package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
)

// PurposeUpstream is the key under which what the gateway shows to upstreams is kept.
const PurposeUpstream = "upstream"

// ErrSealed says that something sealed can't be opened: it was changed, moved to another place, or sealed by other keys.
var ErrSealed = errors.New("what was sealed can't be opened with these keys")

// sealVersion leads everything sealed, so that another cipher can follow one day.
const sealVersion = 1

// Seal encrypts text for the database (AES-256-GCM under the purpose's own key). place names where it will lie, such as a
// row and its column: it opens nowhere else.
func (k *Keys) Seal(purpose, place string, text []byte) []byte {
	box := k.sealer(purpose)
	return box.Seal([]byte{sealVersion}, nil, text, []byte(place))
}

// Open answers what Seal was given, or ErrSealed.
func (k *Keys) Open(purpose, place string, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != sealVersion {
		return nil, ErrSealed
	}
	text, err := k.sealer(purpose).Open(nil, nil, sealed[1:], []byte(place))
	if err != nil {
		return nil, ErrSealed
	}
	return text, nil
}

// sealer draws a fresh random nonce for each text and puts it in front.
func (k *Keys) sealer(purpose string) cipher.AEAD {
	block, err := aes.NewCipher(k.Derive("seal/" + purpose))
	if err == nil {
		var box cipher.AEAD
		if box, err = cipher.NewGCMWithRandomNonce(block); err == nil {
			return box
		}
	}
	panic("secret: seal: " + err.Error()) // only for keys of another length
}
