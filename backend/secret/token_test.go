package secret_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const vector = "gth_live_0123456789ABCDEF_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ2BPw7z"

func pepper() []byte {
	key := make([]byte, 32)
	for i := range key {
		key[i] = byte(i)
	}
	return key
}

func TestPublishedVectorParses(t *testing.T) {
	parsed, ok := secret.Parse("gth", vector)
	require.True(t, ok)
	require.Equal(t, secret.Parsed{Kind: secret.Live, ID: "0123456789ABCDEF", Full: vector}, parsed)
}

func TestPublishedVectorHasThePublishedMAC(t *testing.T) {
	mac := secret.MAC(pepper(), secret.DomainToken, vector)
	require.Equal(t, "443a020a3b9faaff0db1ce6023705a2eec5b33baf361bd517796965c2fe68cf7", hex.EncodeToString(mac[:]))
}

func TestMACIsHMACForEveryLength(t *testing.T) {
	for _, keyLen := range []int{0, 1, 32, 64, 65, 200} {
		for _, valueLen := range []int{0, 1, 75, 242, 243, 244, 1000} {
			key, value := secret.RandomBytes(keyLen), secret.RandomText(valueLen)
			h := hmac.New(sha256.New, key)
			h.Write([]byte("gth/token/v1\x00" + value))
			mac := secret.MAC(key, secret.DomainToken, value)
			require.Equal(t, h.Sum(nil), mac[:], "key %d value %d", keyLen, valueLen)
		}
	}
}

func TestGeneratedTokensMatchThePatternAndAreUnique(t *testing.T) {
	pattern := regexp.MustCompile("^" + secret.Pattern("gth") + "$")
	seen := map[string]bool{}
	for _, kind := range []secret.Kind{secret.Live, secret.Test, secret.Ephemeral, secret.ClientSecret, secret.Operator} {
		for range 2000 {
			token, err := secret.Generate("gth", kind, rand.Reader)
			require.NoError(t, err)
			require.Regexp(t, pattern, token.Full)
			parsed, ok := secret.Parse("gth", token.Full)
			require.True(t, ok)
			require.Equal(t, token.ID, parsed.ID)
			require.Equal(t, kind, parsed.Kind)
			require.False(t, seen[token.ID])
			seen[token.ID] = true
		}
	}
}

func TestEveryOneCharacterChangeIsRefused(t *testing.T) {
	for i := range len(vector) {
		for c := range 256 {
			mutant := vector[:i] + string([]byte{byte(c)}) + vector[i+1:]
			if mutant == vector {
				continue
			}
			_, ok := secret.Parse("gth", mutant)
			require.False(t, ok, "%q", mutant)
		}
	}
}

func TestNothingButTheExactTokenParses(t *testing.T) {
	for i := range len(vector) {
		for _, s := range []string{vector[:i], vector[i+1:], vector[:i] + "0" + vector[i:], vector[:i] + " " + vector[i:]} {
			_, ok := secret.Parse("gth", s)
			require.False(t, ok, "%q", s)
		}
	}
	for _, s := range []string{vector + "\n", " " + vector, `"` + vector + `"`, strings.ToUpper(vector), "", "gth",
		strings.ReplaceAll(vector, "_", "%5F"), strings.Replace(vector, "live", "lіve", 1), vector + vector} {
		_, ok := secret.Parse("gth", s)
		require.False(t, ok, "%q", s)
	}
	_, ok := secret.Parse("acme", vector)
	require.False(t, ok, "another brand's token")
}

func TestGenerateFailsWhenRandomnessFails(t *testing.T) {
	_, err := secret.Generate("gth", secret.Live, iotest.ErrReader(errors.New("no entropy")))
	require.Error(t, err)
	_, err = secret.Generate("gth", secret.Live, strings.NewReader("too short"))
	require.Error(t, err)
}

func TestGenerateRefusesUnknownKindAndBrand(t *testing.T) {
	for _, brand := range []string{"", "g", "Gth", "g_h", "123", "toolongbr"} {
		_, err := secret.Generate(brand, secret.Live, rand.Reader)
		require.Error(t, err, brand)
	}
	_, err := secret.Generate("gth", "root", rand.Reader)
	require.Error(t, err)
}

func TestHintHidesTheSecret(t *testing.T) {
	token, err := secret.Generate("gth", secret.Live, rand.Reader)
	require.NoError(t, err)
	require.Equal(t, "gth_live_"+token.ID[:4]+"…_…"+token.Last4, token.Hint())
	require.Less(t, len(token.Hint()), 32)
}

func TestRandomTextUsesEveryDigitEvenly(t *testing.T) {
	counts := map[byte]int{}
	text := secret.RandomText(62 * 2000)
	for i := range len(text) {
		counts[text[i]]++
	}
	chi := 0.0
	for i := range len(secret.Alphabet) {
		d := float64(counts[secret.Alphabet[i]] - 2000)
		chi += d * d / 2000
	}
	require.Less(t, chi, 130.0, "61 degrees of freedom; 130 is passed once in a million runs") // a modulo bias gives > 1000
}

func TestParseAndMACCheckAllocateNothing(t *testing.T) {
	key, want := pepper(), secret.MAC(pepper(), secret.DomainToken, vector)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		parsed, ok := secret.Parse("gth", vector)
		if !ok || !secret.Equal(want, secret.MAC(key, secret.DomainToken, parsed.Full)) {
			t.Error("the vector was refused")
		}
	}))
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{vector, vector[1:], vector + "0", "gth_op_0123456789ABCDEF_", "", "gth_live_", strings.Repeat("_", 75)} {
		f.Add(s)
	}
	pattern := regexp.MustCompile(`^gth_(?:live|test|eph|cs|op)_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}$`)
	f.Fuzz(func(t *testing.T, s string) {
		parsed, ok := secret.Parse("gth", s)
		if !ok {
			return
		}
		if !pattern.MatchString(s) || strings.HasSuffix(s, "\n") || parsed.Full != s || !strings.Contains(s, "_"+parsed.ID+"_") {
			t.Fatalf("accepted %q", s)
		}
	})
}

func BenchmarkTokenCheck(b *testing.B) {
	key, want := pepper(), secret.MAC(pepper(), secret.DomainToken, vector)
	b.ReportAllocs()
	for b.Loop() {
		parsed, ok := secret.Parse("gth", vector)
		if !ok || !secret.Equal(want, secret.MAC(key, secret.DomainToken, parsed.Full)) {
			b.Fatal("the vector was refused")
		}
	}
}
