package page_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
)

func TestCursorsRoundTripAndForgeriesAreRefused(t *testing.T) {
	mine, other := page.Codec{Key: []byte("k1")}, page.Codec{Key: []byte("k2")}
	cursor := mine.Encode("2026", "app_1")
	parts, err := mine.Decode(cursor)
	require.NoError(t, err)
	require.Equal(t, []string{"2026", "app_1"}, parts)
	_, err = other.Decode(cursor)
	require.ErrorIs(t, err, page.ErrCursor)
	for i := range cursor {
		forged := []byte(cursor)
		forged[i] ^= 1
		_, err := mine.Decode(string(forged))
		require.ErrorIs(t, err, page.ErrCursor)
	}
}

func TestLimitsOutOfBoundsAreRefused(t *testing.T) {
	for _, limit := range []string{"0", "-1", "201", "x", "1.5", " 1"} {
		_, err := page.Parse("", limit)
		require.ErrorIs(t, err, fault.ErrInvalid, limit)
	}
	r, err := page.Parse("", "")
	require.NoError(t, err)
	require.Equal(t, page.LimitDefault, r.Limit)
}

func FuzzCursor(f *testing.F) {
	f.Add("abc")
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := (page.Codec{Key: []byte("k")}).Decode(s); err == nil && s != "" {
			t.Fatalf("a cursor that nobody made was accepted: %q", s)
		}
	})
}
