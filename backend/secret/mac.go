package secret

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
)

// The domains under which secrets are hashed. A domain is part of the hash, so a stored MAC of one kind of secret is
// never the MAC of another.
const (
	DomainToken    = "gth/token/v1"
	DomainOperator = "gth/operator/v1"
	DomainSession  = "gth/session/v1"
	DomainLink     = "gth/link/v1"
	DomainProof    = "gth/proof/v1"
	DomainRecovery = "gth/recovery/v1"
	DomainBackup   = "gth/backup/v1"
)

const (
	blockLen  = sha256.BlockSize
	inlineLen = 256 // longest domain+value that is hashed on the stack; a token needs 88
)

// The pads of RFC 2104.
var innerPad, outerPad = [blockLen]byte(bytes.Repeat([]byte{0x36}, blockLen)), [blockLen]byte(bytes.Repeat([]byte{0x5c}, blockLen))

// MAC returns HMAC-SHA-256(key, domain ‖ 0x00 ‖ value). domain is a constant of the program without a zero byte, which
// makes the concatenation unambiguous. It allocates nothing for values up to 240 bytes and keys up to 64.
func MAC[T string | []byte](key []byte, domain string, value T) [32]byte {
	size := len(domain) + 1 + len(value)
	if size > inlineLen || len(key) > blockLen {
		return macLong(key, domain, []byte(value))
	}
	var inner [blockLen + inlineLen]byte
	var outer [blockLen + sha256.Size]byte
	copy(inner[:], innerPad[:])
	copy(outer[:], outerPad[:])
	subtle.XORBytes(inner[:], inner[:], key)
	subtle.XORBytes(outer[:], outer[:], key)
	copy(inner[blockLen:], domain)
	copy(inner[blockLen+len(domain)+1:], value)
	sum := sha256.Sum256(inner[:blockLen+size])
	copy(outer[blockLen:], sum[:])
	return sha256.Sum256(outer[:])
}

func macLong(key []byte, domain string, value []byte) (out [32]byte) {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(domain))
	h.Write([]byte{0})
	h.Write(value)
	h.Sum(out[:0])
	return out
}

// Equal compares two MACs in constant time.
func Equal(a, b [32]byte) bool { return subtle.ConstantTimeCompare(a[:], b[:]) == 1 }

// EqualBytes compares two secrets or MACs of any length in constant time; different lengths are unequal.
func EqualBytes(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }
