package passkeys_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/passkeys/softkey"
)

func TestEveryMutationOfAnAssertionIsRefused(t *testing.T) {
	h := newHouse(t, sqlite(t))
	key := softkey.New(origin)
	key.Counter, key.Step = 1, 1
	h.join(t, "ada@example.com", key)
	mutants := 0
	for _, member := range []string{"clientDataJSON", "authenticatorData", "signature", "userHandle", "id", "rawId"} {
		for at := range 400 {
			response, ok := mutate(t, h.assertion(t, key), member, at)
			if !ok {
				break
			}
			mutants++
			h.clock.Advance(time.Minute) // keeps the network's limit out of the way
			_, started, err := h.passkeys.FinishSignIn(anonymous(t), browser, response)
			var f *fault.Fault
			require.True(t, errors.As(err, &f), "%s[%d]: %v", member, at, err)
			require.Contains(t, []fault.Kind{fault.Malformed, fault.Unauthenticated}, f.Kind, "%s[%d]", member, at)
			require.Empty(t, started.Cookie)
		}
	}
	require.Greater(t, mutants, 300)
	_, err := h.signIn(t, key)
	require.NoError(t, err, "the real one still works")
}

// mutate flips one bit of one byte of a member, or answers false past its end.
func mutate(t *testing.T, response []byte, member string, at int) ([]byte, bool) {
	t.Helper()
	var body map[string]any
	require.NoError(t, json.Unmarshal(response, &body))
	holder := body
	if !strings.Contains(member, "d") || member == "clientDataJSON" || member == "authenticatorData" || member == "userHandle" {
		holder, _ = body["response"].(map[string]any)
	}
	text, _ := holder[member].(string)
	raw, err := base64.RawURLEncoding.DecodeString(text)
	require.NoError(t, err)
	if at >= len(raw) {
		return nil, false
	}
	raw[at] ^= 1
	holder[member] = base64.RawURLEncoding.EncodeToString(raw)
	return asJSON(t, body), true
}
