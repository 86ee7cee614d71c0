package tokens_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestRotateKeepsTheOldSecretUntilTheOverlapEnds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		made := f.create(tokens.Draft{})
		overlap := time.Hour
		f.clock.Advance(day)
		rotated, err := f.Rotate(f.ada(), made.Token.ID, tokens.Turn{Overlap: &overlap})
		require.NoError(t, err)
		require.Equal(t, made.Token.ID, rotated.Token.ID)
		require.Equal(t, made.Token.ExpiresAt, rotated.Token.ExpiresAt)
		require.NotEqual(t, made.Secret, rotated.Secret)

		require.Equal(t, []int64{1, 2}, f.live(made.Token.ID))
		f.clock.Advance(time.Hour - time.Microsecond)
		require.Equal(t, []int64{1, 2}, f.live(made.Token.ID))
		f.clock.Advance(time.Microsecond)
		require.Equal(t, []int64{2}, f.live(made.Token.ID))
	})
}

func TestASecondRotationEndsTheSecretThatThePersonNames(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		id := f.create(tokens.Draft{}).Token.ID
		_, err := f.Rotate(f.ada(), id, tokens.Turn{})
		require.NoError(t, err)
		f.clock.Advance(6 * time.Minute)
		f.seen(id, 1)
		f.clock.Advance(4 * time.Minute)
		_, err = f.Rotate(f.ada(), id, tokens.Turn{})
		require.ErrorIs(t, err, tokens.ErrUnderway)
		var problem *fault.Fault
		require.ErrorAs(t, err, &problem)
		require.Len(t, problem.Fields, 2)
		require.Contains(t, problem.Fields[0].Message, "nobody has used yet")
		require.Contains(t, problem.Fields[1].Message, "last used 4 minutes ago")
		require.Equal(t, []int64{1, 2}, f.live(id), "asking ends nothing")

		_, err = f.Rotate(f.ada(), id, tokens.Turn{Ends: 2})
		require.NoError(t, err, "the answer with the second secret got lost")
		require.Equal(t, []int64{1, 3}, f.live(id), "the one in use goes on")
		_, err = f.Rotate(f.ada(), id, tokens.Turn{Ends: 2})
		require.ErrorIs(t, err, tokens.ErrUnderway, "another tab was faster: what it saw is not what would end now")
		_, err = f.Rotate(f.ada(), id, tokens.Turn{Ends: 1})
		require.NoError(t, err)
		require.Equal(t, []int64{3, 4}, f.live(id))
	})
}

func TestACompromisedTokenHasNoOverlap(t *testing.T) {
	f := open(t, storetest.New(t))
	id := f.create(tokens.Draft{}).Token.ID
	_, err := f.Rotate(f.ada(), id, tokens.Turn{})
	require.NoError(t, err)
	_, err = f.Rotate(f.ada(), id, tokens.Turn{Compromised: true, OnFirstUse: true})
	require.NoError(t, err)
	require.Equal(t, []int64{3}, f.live(id))
}

func TestTheOverlapBeginsWithTheFirstUseWhenAskedSo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		id := f.create(tokens.Draft{}).Token.ID
		overlap := time.Hour
		_, err := f.Rotate(f.ada(), id, tokens.Turn{Overlap: &overlap, OnFirstUse: true})
		require.NoError(t, err)
		f.clock.Advance(30 * day)
		require.Equal(t, []int64{1, 2}, f.live(id))

		require.NoError(t, f.MarkFirstUse(t.Context(), id, 2))
		f.clock.Advance(30 * time.Minute)
		require.NoError(t, f.MarkFirstUse(t.Context(), id, 2), "later uses change nothing")
		f.clock.Advance(30*time.Minute - time.Microsecond)
		require.Equal(t, []int64{1, 2}, f.live(id))
		f.clock.Advance(time.Microsecond)
		require.Equal(t, []int64{2}, f.live(id))
	})
}

func TestAnExposedSecretIsMarkedOnceUntilItIsReplaced(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		id := f.create(tokens.Draft{}).Token.ID
		require.NoError(t, f.MarkExposed(t.Context(), id, 1, "203.0.113.0/24"))
		first, err := f.Find(f.ada(), id)
		require.NoError(t, err)
		require.Equal(t, f.clock.Now(), *first.Exposed(f.clock.Now()))
		f.clock.Advance(time.Minute)
		require.NoError(t, f.MarkExposed(t.Context(), id, 1, "203.0.113.0/24"))
		require.NoError(t, f.MarkExposed(t.Context(), id, 7, "203.0.113.0/24"), "a secret that is gone")
		again, err := f.Find(f.ada(), id)
		require.NoError(t, err)
		require.Equal(t, first.Version, again.Version, "told once")
		_, err = f.Rotate(f.ada(), id, tokens.Turn{Compromised: true})
		require.NoError(t, err)
		after, err := f.Find(f.ada(), id)
		require.NoError(t, err)
		require.Nil(t, after.Exposed(f.clock.Now()), "its successor was never seen in the clear")
		require.ErrorIs(t, f.MarkExposed(t.Context(), "tok_0000000000000000", 1, ""), tokens.ErrNotFound)
	})
}

func TestASecretThatNobodyUsedGivesWayToTheOneInUse(t *testing.T) {
	f := open(t, storetest.New(t))
	id := f.create(tokens.Draft{}).Token.ID
	_, err := f.Rotate(f.ada(), id, tokens.Turn{OnFirstUse: true})
	require.NoError(t, err)
	_, err = f.Rotate(f.ada(), id, tokens.Turn{})
	require.ErrorIs(t, err, tokens.ErrUnderway, "somebody may be putting it in place")
	_, err = f.Rotate(f.ada(), id, tokens.Turn{Ends: 2})
	require.NoError(t, err)
	require.Equal(t, []int64{1, 3}, f.live(id))
}

func TestFinishingARotationEndsTheOldSecretAtOnce(t *testing.T) {
	f := open(t, storetest.New(t))
	id := f.create(tokens.Draft{}).Token.ID
	_, err := f.FinishRotation(f.ada(), id)
	require.ErrorIs(t, err, tokens.ErrState)
	rotated, err := f.Rotate(f.ada(), id, tokens.Turn{})
	require.NoError(t, err)
	require.Equal(t, tokens.Rotating, rotated.Token.StateAt(begin))

	done, err := f.FinishRotation(f.ada(), id)
	require.NoError(t, err)
	require.Equal(t, tokens.Active, done.StateAt(begin))
	require.Equal(t, []int64{2}, f.live(id))
}

func TestAnOverlapBeyondPolicyIsRefused(t *testing.T) {
	f := open(t, storetest.New(t))
	id := f.create(tokens.Draft{}).Token.ID
	overlap := 7*day + time.Second
	_, err := f.Rotate(f.ada(), id, tokens.Turn{Overlap: &overlap})
	require.Equal(t, []string{"/overlapSeconds"}, pointers(t, err))
}

func TestEveryStepOnSomebodyElsesTokenFindsNothing(t *testing.T) {
	f := open(t, storetest.New(t))
	id := f.create(tokens.Draft{}).Token.ID
	mallory := f.as("u:acc_mallory")
	for name, act := range map[string]func(context.Context) error{
		"find":    func(ctx context.Context) error { _, err := f.Find(ctx, id); return err },
		"change":  func(ctx context.Context) error { _, err := f.Change(ctx, id, 0, true, tokens.Patch{}); return err },
		"rotate":  func(ctx context.Context) error { _, err := f.Rotate(ctx, id, tokens.Turn{}); return err },
		"finish":  func(ctx context.Context) error { _, err := f.FinishRotation(ctx, id); return err },
		"revoke":  func(ctx context.Context) error { _, err := f.Revoke(ctx, id, "Mine."); return err },
		"suspend": func(ctx context.Context) error { _, err := f.Suspend(ctx, id, "Mine."); return err },
		"resume":  func(ctx context.Context) error { _, err := f.Resume(ctx, id); return err },
	} {
		require.ErrorIs(t, act(mallory), tokens.ErrNotFound, name)
	}
	security := f.as("u:acc_sec", rbac.SecurityAdmin)
	_, err := f.Rotate(security, id, tokens.Turn{})
	require.ErrorIs(t, err, tokens.ErrNotFound, "an operator never gets a developer's secret")
	_, err = f.Revoke(security, id, "Leaked.")
	require.NoError(t, err)
}

func TestARevokedTokenNeverComesBack(t *testing.T) {
	f := open(t, storetest.New(t))
	id := f.create(tokens.Draft{}).Token.ID
	var heard []store.Change
	f.store.OnChange(func(_ context.Context, changes []store.Change) { heard = append(heard, changes...) })

	revoked, err := f.Revoke(f.ada(), id, "Lost.")
	require.NoError(t, err)
	require.Equal(t, tokens.Revoked, revoked.StateAt(begin))
	require.Equal(t, id, heard[0].ID, "enforcement heard of it before the call returned")
	_, err = f.Revoke(f.ada(), id, "Lost.")
	require.ErrorIs(t, err, tokens.ErrState)
	_, err = f.Resume(f.ada(), id)
	require.ErrorIs(t, err, tokens.ErrState)
	_, err = f.Rotate(f.ada(), id, tokens.Turn{})
	require.ErrorIs(t, err, tokens.ErrState)
}

func TestOnlyOperatorsUndoAnOperatorsSuspension(t *testing.T) {
	f := open(t, storetest.New(t))
	id := f.create(tokens.Draft{}).Token.ID
	security := f.as("u:acc_sec", rbac.SecurityAdmin)
	_, err := f.Suspend(security, id, "Looks odd.")
	require.NoError(t, err)
	_, err = f.Resume(f.ada(), id)
	require.ErrorIs(t, err, tokens.ErrSuspendedByOperator)
	_, err = f.Resume(security, id)
	require.NoError(t, err)

	_, err = f.Suspend(f.ada(), id, "Holiday.")
	require.NoError(t, err)
	_, err = f.Resume(f.ada(), id)
	require.NoError(t, err)
}

func TestAnOperatorsSuspensionLiesOverTheOwnersAndOnlyOperatorsLiftIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		id := f.create(tokens.Draft{}).Token.ID
		security, other := f.as("u:acc_sec", rbac.SecurityAdmin), f.as("u:acc_other", rbac.SecurityAdmin)
		_, err := f.Suspend(f.ada(), id, "Holiday.")
		require.NoError(t, err)
		_, err = f.Suspend(f.ada(), id, "Again.")
		require.ErrorIs(t, err, tokens.ErrState)
		_, err = f.Suspend(security, id, "An incident.")
		require.NoError(t, err)
		_, err = f.Suspend(other, id, "Me too.")
		require.ErrorIs(t, err, tokens.ErrState)
		_, err = f.Resume(f.ada(), id)
		require.ErrorIs(t, err, tokens.ErrSuspendedByOperator)
		lifted, err := f.Resume(other, id)
		require.NoError(t, err)
		require.Equal(t, tokens.Suspended, lifted.StateAt(begin), "the owner's own holds again")
		require.Equal(t, []string{"u:acc_ada", "Holiday."}, []string{lifted.SuspendedBy, lifted.SuspendedReason})
		again, err := f.Resume(f.ada(), id)
		require.NoError(t, err)
		require.Equal(t, tokens.Active, again.StateAt(begin))
	})
}

func TestChangesNeedTheVersionAndAMightierTokenNeedsStepUp(t *testing.T) {
	f := open(t, storetest.New(t))
	made := f.create(tokens.Draft{Scopes: []string{"museum:read"}, Networks: []string{"192.0.2.0/24"}})
	id, version := made.Token.ID, made.Token.Version
	plainly := rbac.With(t.Context(), rbac.Subject{ID: "u:acc_ada", Roles: []rbac.Role{rbac.Developer}})
	list := func(texts ...string) *[]string { return &texts }

	_, err := f.Change(plainly, id, version, false, tokens.Patch{Scopes: list("museum:read", "museum:write")})
	require.ErrorIs(t, err, web.ErrStepUpRequired)
	_, err = f.Change(plainly, id, version, false, tokens.Patch{Networks: list()})
	require.ErrorIs(t, err, web.ErrStepUpRequired)
	changed, err := f.Change(plainly, id, version, false, tokens.Patch{Scopes: list(), Networks: list("192.0.2.0/25")})
	require.NoError(t, err)
	require.Empty(t, changed.Scopes)
	_, err = f.Change(plainly, id, version, false, tokens.Patch{})
	require.ErrorIs(t, err, tokens.ErrStale)
	changed, err = f.Change(f.ada(), id, version+1, false, tokens.Patch{Scopes: list("museum:write")})
	require.NoError(t, err)
	require.Equal(t, []string{"museum:write"}, changed.Scopes)
}

func TestRemovingAnAppRevokesItsTokens(t *testing.T) {
	f := open(t, storetest.New(t))
	made := f.create(tokens.Draft{})
	require.NoError(t, f.apps.Remove(f.ada(), made.Token.AppID))
	found, err := f.Any(t.Context(), made.Token.ID)
	require.NoError(t, err)
	require.Equal(t, tokens.Revoked, found.StateAt(begin))
	_, err = f.Find(f.ada(), made.Token.ID)
	require.ErrorIs(t, err, tokens.ErrNotFound)
}

func TestASuspendedAppGetsNoSecrets(t *testing.T) {
	f := open(t, storetest.New(t))
	made := f.create(tokens.Draft{})
	_, err := f.apps.Suspend(f.as("u:acc_sec", rbac.SecurityAdmin), made.Token.AppID, "Scraping.")
	require.NoError(t, err)
	_, err = f.Create(f.ada(), made.Token.AppID, tokens.Draft{Name: "More", Environment: "live"})
	require.ErrorIs(t, err, tokens.ErrAppSuspended)
	_, err = f.Rotate(f.ada(), made.Token.ID, tokens.Turn{})
	require.ErrorIs(t, err, tokens.ErrAppSuspended)
}

func TestTheInventoryFindsEachTokenInExactlyTheStateThatItShows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		soon := begin.Add(10 * day)
		ids := map[tokens.State]string{
			tokens.Active:    f.create(tokens.Draft{Name: "Active"}).Token.ID,
			tokens.Expiring:  f.create(tokens.Draft{Name: "Expiring", ExpiresAt: &soon}).Token.ID,
			tokens.Rotating:  f.create(tokens.Draft{Name: "Rotating"}).Token.ID,
			tokens.Suspended: f.create(tokens.Draft{Name: "Suspended"}).Token.ID,
			tokens.Revoked:   f.create(tokens.Draft{Name: "Revoked"}).Token.ID,
		}
		_, err := f.Suspend(f.ada(), ids[tokens.Suspended], "Holiday.")
		require.NoError(t, err)
		_, err = f.Revoke(f.ada(), ids[tokens.Revoked], "Lost.")
		require.NoError(t, err)
		f.clock.Advance(9 * day)
		_, err = f.Rotate(f.ada(), ids[tokens.Rotating], tokens.Turn{})
		require.NoError(t, err)
		for state, id := range ids {
			found, err := f.Inventory(t.Context(), tokens.Filter{State: state, Text: string(state)}, tokens.Newest, page.Request{Limit: 50})
			require.NoError(t, err)
			require.Len(t, found.Items, 1, state)
			require.Equal(t, id, found.Items[0].ID)
			require.Equal(t, state, found.Items[0].StateAt(f.clock.Now()))
		}
	})
}

func TestALastUseIsWrittenAtMostOnceAMinute(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		made := f.create(tokens.Draft{})
		at := begin.UnixMicro()
		for _, seconds := range []int64{0, 30, 59} {
			require.NoError(t, f.MarkUsed(t.Context(), []tokens.Use{{TokenID: made.Token.ID, At: at + seconds*1e6, Network: "192.0.2.0/24", Operation: "listThings"}}))
		}
		found, err := f.Any(t.Context(), made.Token.ID)
		require.NoError(t, err)
		require.Equal(t, begin, *found.LastUsedAt)
		require.Equal(t, made.Token.Version, found.Version)
		require.NoError(t, f.MarkUsed(t.Context(), []tokens.Use{{TokenID: made.Token.ID, At: at + 60e6}}))
		found, err = f.Any(t.Context(), made.Token.ID)
		require.NoError(t, err)
		require.Equal(t, begin.Add(time.Minute), *found.LastUsedAt)
	})
}

func TestAnIdleTokenIsSuspendedAndItsOwnerResumesIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		rules := policy.Shipped()
		rules.IdleDays = 30
		_, err := f.policy.Save(f.as("u:acc_sec", rbac.Admin), policy.Instance, 0, true, rules)
		require.NoError(t, err)
		id := f.create(tokens.Draft{}).Token.ID
		f.clock.Advance(20 * day)
		require.NoError(t, f.WarnIdle(t.Context()))
		f.clock.Advance(10*day - time.Microsecond)
		require.NoError(t, f.SuspendIdle(t.Context()))
		found, err := f.Any(t.Context(), id)
		require.NoError(t, err)
		require.Nil(t, found.SuspendedAt)
		f.clock.Advance(time.Microsecond)
		require.NoError(t, f.SuspendIdle(t.Context()))
		found, err = f.Any(t.Context(), id)
		require.NoError(t, err)
		require.NotNil(t, found.SuspendedAt)
		_, err = f.Resume(f.ada(), id)
		require.NoError(t, err)
	})
}
