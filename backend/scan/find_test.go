package scan

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

func token(t testing.TB, kind secret.Kind) secret.Token {
	t.Helper()
	made, err := secret.Generate("gth", kind, rand.Reader)
	require.NoError(t, err)
	return made
}

func find(t testing.TB, text string) []Match {
	t.Helper()
	var all []Match
	require.NoError(t, NewFinder("gth").Read(strings.NewReader(text), func(m Match) { all = append(all, m) }))
	return all
}

func TestEveryKindOfTokenIsFoundWhereverItStands(t *testing.T) {
	for _, kind := range []secret.Kind{secret.Live, secret.Test, secret.Ephemeral, secret.ClientSecret, secret.Operator} {
		made := token(t, kind)
		require.Equal(t, 4, find(t, "äöü"+made.Full)[0].Column, "columns are of characters")
		for name, text := range map[string]string{
			"alone": made.Full, "quoted": `key: "` + made.Full + `"`, "in a URL": "https://x.example/?k=" + made.Full + "&b=1",
			"glued": "x" + made.Full + "y", "after a false start": "gth_gth_live_" + made.Full, "after a carriage return": made.Full + "\r\n",
		} {
			found := find(t, "first line\n"+text)
			require.Len(t, found, 1, "%s %s", kind, name)
			m := found[0]
			require.Equal(t, kind, m.Kind)
			require.Equal(t, made.ID, m.ID)
			require.Equal(t, made.Hint(), m.Hint)
			require.Equal(t, 2, m.Line)
			require.Equal(t, strings.Index(text, made.Full)+1, m.Column)
			require.Equal(t, len(made.Full), m.Length)
			require.Equal(t, secret.ProofOf(made.Full), m.Proof)
		}
	}
}

func TestWhatOnlyLooksLikeATokenIsNotFound(t *testing.T) {
	made := token(t, secret.Live).Full
	for i := range made {
		wrong := []byte(made)
		wrong[i] = '!'
		require.Empty(t, find(t, string(wrong)))
		require.Empty(t, find(t, made[:i]+made[i+1:]))
	}
	require.Empty(t, find(t, strings.Replace(made, "gth", "abc", 1)))
}

func TestATokenInBase64IsFoundAtItsPlace(t *testing.T) {
	made := token(t, secret.Live)
	for _, before := range []string{"", "user:", "a", "ab"} {
		for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawURLEncoding} {
			text := "  token: " + encoding.EncodeToString([]byte(before+made.Full+"\n"))
			found := find(t, text)
			require.Len(t, found, 1)
			require.True(t, found[0].Encoded)
			require.Equal(t, made.ID, found[0].ID)
			require.Equal(t, len("  token: ")+len(before)*4/3+1, found[0].Column)
		}
	}
}

func TestATokenIsFoundOnceAtEveryPlaceOfALongLine(t *testing.T) {
	made := token(t, secret.Live).Full
	for _, at := range []int{0, bufferBytes - 200, bufferBytes - len(made), bufferBytes - 40, bufferBytes - 1, bufferBytes, bufferBytes + overlapBytes, 3*bufferBytes - 7} {
		text := bytes.Repeat([]byte{'-'}, 3*bufferBytes+500)
		copy(text[at:], made)
		var all []Match
		require.NoError(t, NewFinder("gth").Read(bytes.NewReader(append([]byte("first\n"), text...)), func(m Match) { all = append(all, m) }))
		require.Len(t, all, 1, "at %d", at)
		require.Equal(t, 2, all[0].Line)
		require.Equal(t, at+1, all[0].Column, "at %d", at)
	}
}

func TestATextThatBreaksOffIsAnError(t *testing.T) {
	require.Error(t, NewFinder("gth").Read(iotest.TimeoutReader(strings.NewReader(strings.Repeat("a\n", bufferBytes))), func(Match) {}))
}

func FuzzFind(f *testing.F) {
	f.Add([]byte("gth_live_"))
	f.Add([]byte(token(f, secret.Live).Full))
	f.Fuzz(func(t *testing.T, text []byte) {
		_ = NewFinder("gth").Read(bytes.NewReader(text), func(m Match) {
			if m.Line < 1 || m.Column < 1 || len(m.ID) != 16 {
				t.Fatal(m)
			}
		})
	})
}

func BenchmarkFind(b *testing.B) {
	text := []byte(strings.Repeat("const answer = require('./answer'); // forty-two or so\n", 20_000))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		_ = NewFinder("gth").Read(bytes.NewReader(text), func(Match) {})
	}
}
