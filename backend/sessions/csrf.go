package sessions

import (
	"encoding/base64"
	"encoding/hex"
	"strconv"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const (
	domainCSRF = "csrf/v1"
	csrfRandom = 16
)

// csrf makes and checks tokens that are bound to one session's current cookie: rand16 ‖ HMAC(len ‖ sid ‖ rand16). The
// length makes the concatenation unambiguous. A step-up changes the cookie and with it every token.
type csrf struct{ key []byte }

func (c csrf) token(cookieMAC []byte) string {
	random := secret.RandomBytes(csrfRandom)
	mac := c.mac(cookieMAC, random)
	return base64.RawURLEncoding.EncodeToString(append(random, mac[:]...))
}

func (c csrf) valid(cookieMAC []byte, token string) bool {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != csrfRandom+32 {
		return false
	}
	mac := c.mac(cookieMAC, raw[:csrfRandom])
	return secret.EqualBytes(mac[:], raw[csrfRandom:])
}

func (c csrf) mac(cookieMAC, random []byte) [32]byte {
	sid := hex.EncodeToString(cookieMAC)
	return secret.MAC(c.key, domainCSRF, strconv.Itoa(len(sid))+":"+sid+string(random))
}
