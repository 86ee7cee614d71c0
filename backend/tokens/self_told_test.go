package tokens_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// turnFrom lets a token rotate itself from an address, and answers its next secret.
func (f *fixture) turnFrom(address string, full secret.Text) secret.Text {
	f.t.Helper()
	ctx := reqinfo.With(f.t.Context(), reqinfo.Info{Address: netip.MustParseAddr(address)})
	ctx, subject, err := f.AuthenticateRotating(ctx, full.Reveal())
	require.NoError(f.t, err)
	overlap := time.Duration(0)
	made, err := f.RotateSelf(rbac.With(ctx, subject), tokens.Turn{Overlap: &overlap})
	require.NoError(f.t, err)
	return made.Secret
}

func TestATokenThatRotatesItselfOftenSendsOneNoticeADay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f, other, messages := nodes(t, s)
		full := f.create(tokens.Draft{}).Secret
		messages.titles = nil
		tell := func() {
			for _, node := range []*fixture{f, other} {
				require.NoError(t, node.TellSelfRotations(t.Context()))
			}
		}
		for range 15 {
			full = f.turnFrom("192.0.2.7", full)
			f.clock.Advance(time.Hour)
			tell()
		}
		require.Len(t, messages.titles, 1)
		require.Equal(t, "The token Kiosk rotated itself.", messages.titles[0])
		f.clock.Advance(9 * time.Hour)
		tell()
		require.Len(t, messages.titles, 2)
		require.Equal(t, "The token Kiosk rotated itself 14 times.", messages.titles[1])
		f.clock.Advance(2 * day)
		tell()
		require.Len(t, messages.titles, 2, "what was told isn't told again")
		entries, err := f.audit.List(t.Context(), audit.Filter{Action: "tokens.rotate"}, page.Request{Limit: 50})
		require.NoError(t, err)
		require.Len(t, entries.Items, 15, "the audit log has each")
	})
}

func TestASelfRotationFromANewNetworkIsToldAtOnceButNotForAThousandOfThem(t *testing.T) {
	f, _, messages := nodes(t, storetest.New(t))
	full := f.create(tokens.Draft{}).Secret
	full = f.turnFrom("192.0.2.7", full)
	messages.titles = nil
	full = f.turnFrom("192.0.2.8", full)
	require.Empty(t, messages.titles, "the same network")
	full = f.turnFrom("203.0.113.9", full)
	require.Len(t, messages.titles, 1)
	require.Contains(t, messages.titles[0], "203.0.113.0/24")
	for n := range 60 {
		f.clock.Advance(time.Second)
		full = f.turnFrom(fmt.Sprintf("198.51.%d.1", n), full)
	}
	require.Len(t, messages.titles, 4, "five networks a day, the first of all among them")
	f.clock.Advance(day + time.Second)
	require.NoError(t, f.TellSelfRotations(t.Context()))
	require.Len(t, messages.titles, 5)
	require.Contains(t, messages.titles[4], "rotated itself 57 times, from 50 new networks")
}
