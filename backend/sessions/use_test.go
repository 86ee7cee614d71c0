package sessions_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/sessions"
)

func TestTheUseOfALiveSessionIsAUseOfItsAccount(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ada := f.person(t, "ada@example.com")
		started := f.start(t, ada, sessions.ByPasskey)
		f.clock.Advance(3 * time.Hour)
		require.True(t, f.live(t, started.Cookie))
		at := f.clock.Now()
		f.clock.Advance(time.Minute)
		require.NoError(t, f.Flush(t.Context()))

		is, err := f.accounts.Get(t.Context(), ada.ID)
		require.NoError(t, err)
		require.Equal(t, at, *is.LastSeenAt)
	})
}
