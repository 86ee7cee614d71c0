package dpop

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const (
	// Life is how old a proof may be.
	Life = 60 * time.Second
	// Skew is how far the clock of whoever made it may be ahead.
	Skew = 30 * time.Second

	idBytesMax = 256
	shownMax   = 300
)

// Algorithms are what proofs may be signed by.
var Algorithms = []string{jws.ES256, jws.EdDSA, jws.PS256}

// AlgorithmsText is the same as a challenge lists them (RFC 9449 §7.1).
var AlgorithmsText = strings.Join(Algorithms, " ")

// Asked is the request that a proof has to be for.
type Asked struct {
	Method string
	Target string // in the form of Target
	// Token is the access token that the request carries, "" at the token endpoint, which hands one out.
	Token string
	// Thumbprint is the key that the token is bound to; "" takes any.
	Thumbprint string
}

// Failure is why a proof doesn't count: what was asked of it, and what it has instead. It is for people.
type Failure struct {
	Wanted, Found string
}

// Text answers both in one sentence.
func (f *Failure) Text() string { return "Wanted: " + f.Wanted + "; found: " + f.Found + "." }

// The failures that don't depend on the request.
var (
	Missing = &Failure{"one DPoP header", "none"}
	Several = &Failure{"one DPoP header", "several"}
	Used    = &Failure{"a proof that was not used before", "one with the same jti"}
	NoNonce = &Failure{"the nonce that the header DPoP-Nonce gives", "none, or one of earlier"}
)

// One answers the proof of a request with so many DPoP headers, the last of which is value.
func One(count int, value string) (string, *Failure) {
	switch {
	case count == 0 || value == "":
		return "", Missing
	case count > 1:
		return "", Several
	}
	return value, nil
}

// Check answers the proof when it fits the request at a time, or why it doesn't. Whether it was used before, and whether its
// nonce counts, is not looked at. The signature comes last, because it costs the most.
func Check(text string, asked Asked, now time.Time) (jws.Proof, *Failure) {
	proof, err := jws.ParseProof(text)
	if err != nil {
		return jws.Proof{}, formFailure(err)
	}
	switch target := Target(proof.Target); {
	case len(proof.ID) > idBytesMax:
		return jws.Proof{}, &Failure{"a jti of at most 256 bytes", strconv.Itoa(len(proof.ID)) + " bytes"}
	case proof.Method != asked.Method:
		return jws.Proof{}, &Failure{"htm " + asked.Method, "htm " + shown(proof.Method)}
	case target == "":
		return jws.Proof{}, &Failure{"htu " + asked.Target, "an htu that is no address"}
	case asked.Target == "" || target != asked.Target:
		return jws.Proof{}, &Failure{"htu " + asked.Target, "htu " + shown(target)}
	case asked.Token != "" && !secret.EqualBytes([]byte(proof.TokenHash), []byte(Hash(asked.Token))):
		return jws.Proof{}, &Failure{"ath, the SHA-256 of this access token", "another one, or none"}
	case asked.Thumbprint != "" && proof.Thumbprint != asked.Thumbprint:
		return jws.Proof{}, &Failure{"the key " + asked.Thumbprint, "the key " + proof.Thumbprint}
	}
	if old := now.Sub(time.Unix(proof.IssuedAt, 0)); old > Life || old < -Skew {
		return jws.Proof{}, &Failure{"iat at most 60 seconds ago", ageText(old)}
	}
	if err := proof.Verify(); err != nil {
		return jws.Proof{}, formFailure(err)
	}
	return proof, nil
}

// Hash answers what ath says of a token.
func Hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Name answers the name under which a proof is remembered as used: that of its key and its jti together, so that nobody can use
// up the proofs of others.
func Name(p jws.Proof) string {
	sum := sha256.Sum256([]byte(p.Thumbprint + "\x00" + p.ID))
	return hex.EncodeToString(sum[:])
}

// Until answers when a proof is refused for its age, so that nobody has to remember it any longer.
func Until(p jws.Proof) time.Time { return time.Unix(p.IssuedAt, 0).Add(Life + time.Second) }

func formFailure(err error) *Failure {
	wanted := "a JWT of at most 8 KiB with typ dpop+jwt, alg and jwk"
	switch {
	case errors.Is(err, jws.ErrHeader), errors.Is(err, jws.ErrAlgorithm):
		return &Failure{"a header with typ dpop+jwt, alg " + strings.Join(Algorithms, ", ") + " and its public jwk, and nothing else", "another header"}
	case errors.Is(err, jws.ErrSignature):
		return &Failure{"a signature of the key in jwk", "another one"}
	case errors.Is(err, jws.ErrClaims):
		return &Failure{"the claims jti, htm, htu and iat, each once", "other claims"}
	}
	return &Failure{wanted, "something else"}
}

func ageText(old time.Duration) string {
	seconds := int64(old / time.Second)
	if seconds < 0 {
		return strconv.FormatInt(-seconds, 10) + " seconds in the future"
	}
	return strconv.FormatInt(seconds, 10) + " seconds ago"
}

// shown cuts what a caller wrote to what a page has room for.
func shown(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) > shownMax {
		return strings.ToValidUTF8(text[:shownMax], "") + "…"
	}
	return text
}
