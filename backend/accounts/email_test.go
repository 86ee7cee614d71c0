package accounts_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
)

func TestCanonicalCollapsesEverySpellingOfOneAddress(t *testing.T) {
	for _, spelling := range []string{
		"alice@example.com", "Alice@Example.COM", "  alice@example.com\t", "ａｌｉｃｅ@example.com",
		"alice@EXAMPLE.com.", "al\u200bice@example.com", "alice＠example.com",
	} {
		require.Equal(t, "alice@example.com", accounts.Canonical(spelling), "%q", spelling)
	}
	require.Equal(t, accounts.Canonical("a@bücher.example"), accounts.Canonical("A@xn--bcher-kva.example"))
	require.NotEqual(t, accounts.Canonical("alice@example.com"), accounts.Canonical("alice+x@example.com"))
}

func TestCleanAddressRefusesAnythingButOnePlainAddress(t *testing.T) {
	for _, bad := range []string{
		"", " ", "alice", "a@b\r\nBcc: x@y.example", "Alice <a@b.example>", "a@b.example, c@d.example", "\"a b\"@c.example",
		"@b.example", "a@", "a b@c.example", "a@[127.0.0.1]",
	} {
		_, mistake := accounts.CleanAddress(bad)
		require.NotNil(t, mistake, "%q", bad)
	}
	clean, mistake := accounts.CleanAddress("  a.b+c@d.example ")
	require.Nil(t, mistake)
	require.Equal(t, "a.b+c@d.example", clean)
}

func FuzzCanonicalIsStable(f *testing.F) {
	for _, seed := range []string{"alice@example.com", "ＡＬＩＣＥ@ﬁ.example", "@", "a@b@c", "\x00", "İ@ß.example"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := accounts.Canonical(s)
		require.Equal(t, once, accounts.Canonical(once))
	})
}
