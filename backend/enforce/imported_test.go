package enforce

import (
	"crypto/sha256"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const foreignKey = "acme_live_k7Qm2Zx9Bv4Nc8Rt1Wy6Lp3Hd5Jf0GsAe"

// bring adds a key that another system made to the world, and answers its token.
func (w *world) bring(t testing.TB, full string) *Token {
	t.Helper()
	form := &secret.Form{Prefix: "acme_live_", Alphabet: "base62", Length: len(full)}
	require.True(t, form.Fits(full))
	id := secret.ImportedID(nil, sha256.Sum256([]byte(full)))
	token := *w.token
	token.ID = "tok_" + string(id[:])
	token.Current = Secret{MAC: secret.ImportedMAC(w.key, sha256.Sum256([]byte(full))), Key: &w.key, Generation: 1, Form: form}
	w.more = append(w.more, &token)
	return &token
}

func TestAnImportedKeyIsATokenAtTheGate(t *testing.T) {
	w := newWorld(t)
	brought := w.bring(t, foreignKey)
	s, r := w.snapshot(), w.ask()
	r.Credential = foreignKey
	d := Decide(s, &r, noon.UnixMicro())
	require.Equal(t, Allowed, d.Code)
	require.Equal(t, brought.ID, d.Token.ID)
	require.Zero(t, testing.AllocsPerRun(200, func() {
		if d := Decide(s, &r, noon.UnixMicro()); d.Code != Allowed {
			t.Error(d.Code)
		}
	}))
	for name, key := range map[string]string{
		"another key of the form": "acme_live_" + strings.Repeat("A", 33), "one sign changed": foreignKey[:len(foreignKey)-1] + "f",
	} {
		r.Credential = key
		require.Equal(t, TokenUnknown, Decide(s, &r, noon.UnixMicro()).Code, name)
	}
	for name, key := range map[string]string{
		"shorter": foreignKey[:len(foreignKey)-1], "longer": foreignKey + "A", "another prefix": "bcme" + foreignKey[4:],
		"a foreign sign": foreignKey[:len(foreignKey)-1] + "-", "endless": strings.Repeat("A", 1<<16),
	} {
		r.Credential = key
		require.Equal(t, TokenMalformed, Decide(s, &r, noon.UnixMicro()).Code, name)
	}
}

func TestAnImportedKeyEndsWithItsRotation(t *testing.T) {
	w := newWorld(t)
	brought := w.bring(t, foreignKey)
	renewed, err := secret.Renew("gth", secret.Live, strings.TrimPrefix(brought.ID, "tok_"), strings.NewReader(strings.Repeat("q7", 500)))
	require.NoError(t, err)
	old := brought.Current
	old.Until = noon.UnixMicro()
	brought.rarely().Previous, brought.Current = &old, w.secret(renewed.Full, 2)
	s, r := w.snapshot(), w.ask()
	r.Credential = foreignKey
	require.Equal(t, Allowed, Decide(s, &r, noon.UnixMicro()-1).Code)
	require.Equal(t, TokenRotated, Decide(s, &r, noon.UnixMicro()).Code)
	r.Credential = renewed.Full
	require.Equal(t, Allowed, Decide(s, &r, noon.UnixMicro()).Code)
}

func TestWithoutImportedKeysNothingIsLookedUp(t *testing.T) {
	w := newWorld(t)
	s, r := w.snapshot(), w.ask()
	r.Credential = foreignKey
	d := Decide(s, &r, noon.UnixMicro())
	require.Equal(t, TokenMalformed, d.Code)
	require.False(t, d.foreign)
	next := s.withToken("x", w.bring(t, foreignKey))
	require.Equal(t, TokenUnknown, Decide(next, &r, noon.UnixMicro()).Code, "filed under another id")
	require.Equal(t, TokenMalformed, Decide(s, &r, noon.UnixMicro()).Code, "the snapshot before stays as it was")
}

func TestWrongImportedKeysAreBoundedForEachNetwork(t *testing.T) {
	require.Equal(t, guessKey(netip.MustParseAddr("192.0.2.7")), guessKey(netip.MustParseAddr("::ffff:192.0.2.200")))
	require.NotEqual(t, guessKey(netip.MustParseAddr("192.0.2.7")), guessKey(netip.MustParseAddr("192.0.3.7")))
	w := newWorld(t)
	w.bring(t, foreignKey)
	f := openGate(t, w, nil)
	ask := func(key, from string) Code {
		r := w.ask()
		r.Credential, r.Address = key, netip.MustParseAddr(from)
		var v verdict
		f.decide(&r, 1, false, &v)
		return v.Code
	}
	for range 120 {
		require.Equal(t, TokenUnknown, ask("acme_live_"+strings.Repeat("A", 33), "198.51.100.1"))
	}
	require.Equal(t, RateLimited, ask("acme_live_"+strings.Repeat("A", 33), "198.51.100.2"))
	require.Equal(t, RateLimited, ask(foreignKey, "198.51.100.1"), "the right one too")
	require.Equal(t, Allowed, ask(w.full, "198.51.100.1"), "tokens of our own")
	require.Equal(t, Allowed, ask(foreignKey, "192.0.2.7"))
}
