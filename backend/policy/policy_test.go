package policy_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

type keys string

func (k keys) Derive(purpose string) []byte { return []byte(string(k) + purpose) }

func open(s *store.Store) (*policy.Service, *audit.Log) {
	log := audit.New(audit.Deps{Store: s, Keys: keys("k")})
	return policy.New(policy.Deps{Store: s, Audit: log, Clock: clock.System()}), log
}

func TestTheShippedRulesHoldUntilSomebodySavesOthers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p, log := open(s)
		was, err := p.Current(t.Context())
		require.NoError(t, err)
		require.Equal(t, policy.Shipped(), was)

		next := was
		next.MaxLife, next.DefaultLife, next.NameRule = 30*24*time.Hour, 24*time.Hour, "^[a-z]+$"
		saved, err := p.Save(t.Context(), policy.Instance, 0, false, next)
		require.NoError(t, err)
		now, err := p.Current(t.Context())
		require.NoError(t, err)
		require.Equal(t, saved, now)
		require.EqualValues(t, 1, now.Version)

		_, err = p.Save(t.Context(), policy.Instance, 0, false, next)
		require.ErrorIs(t, err, policy.ErrStale)
		_, err = p.Save(t.Context(), policy.Instance, 1, false, next)
		require.NoError(t, err)
		entries, err := log.List(t.Context(), audit.Filter{Action: "policy.update"}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, entries.Items, 2)
	})
}

func TestRulesBeyondTheBoundsAreRefusedAllAtOnce(t *testing.T) {
	p, _ := open(storetest.New(t))
	_, err := p.Save(t.Context(), policy.Instance, 0, true, policy.Rules{
		DefaultLife: 366 * 24 * time.Hour, MaxLife: 365*24*time.Hour + time.Second, MaxOverlap: 7*24*time.Hour + time.Second,
		TokensPerApp: 0, NameRule: "(", IdleDays: -1, RotationWarnDays: 30, RotationBlockDays: 30, Kinds: []string{"op"},
	})
	var f *fault.Fault
	require.True(t, errors.As(err, &f))
	require.Len(t, f.Fields, 9)
}

func TestAnUnknownLevelIsMissing(t *testing.T) {
	p, _ := open(storetest.New(t))
	_, _, err := p.At(t.Context(), "team", "")
	require.ErrorIs(t, err, policy.ErrLevelUnknown)
	_, _, err = p.At(t.Context(), policy.API, "")
	require.ErrorIs(t, err, policy.ErrLevelUnknown)
	_, err = p.Save(t.Context(), "team", 0, true, policy.Shipped())
	require.ErrorIs(t, err, policy.ErrLevelUnknown)
}

func TestANamingRuleIsAboutTheWholeName(t *testing.T) {
	rules := policy.Rules{NameRule: "[a-z]+|x)(y"}
	require.False(t, rules.NameAllowed("anything"), "a rule that doesn't compile admits nothing")
	rules.NameRule = "[a-z]+|[0-9]"
	for name, want := range map[string]bool{"kiosk": true, "7": true, "kiosk7": false, "77": false, "": false, "kiosk\n": false} {
		require.Equal(t, want, rules.NameAllowed(name), "%q", name)
	}
}
