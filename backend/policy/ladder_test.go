package policy_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// said draws what a level says: about each rule something or nothing.
func said(t *rapid.T, label string) policy.Part {
	seconds := func(name string) *time.Duration {
		return rapid.Ptr(rapid.Map(rapid.IntRange(0, 1000), func(n int) time.Duration { return time.Duration(n) * time.Second }), true).Draw(t, label+name)
	}
	number := func(name string) *int { return rapid.Ptr(rapid.IntRange(0, 9), true).Draw(t, label+name) }
	flag := func(name string) *bool { return rapid.Ptr(rapid.Bool(), true).Draw(t, label+name) }
	some := func(name string, of ...string) []string {
		return rapid.SliceOfDistinct(rapid.SampledFrom(of), rapid.ID[string]).Draw(t, label+name)
	}
	responses := []policy.LeakResponse{policy.LeakNotify, policy.LeakQuarantine, policy.LeakRevoke}
	return policy.Part{
		DefaultLife: seconds("default"), MaxLife: seconds("max"), MaxOverlap: seconds("overlap"), TokensPerApp: number("tokens"),
		NameRule:      rapid.Ptr(rapid.SampledFrom([]string{"", "[a-z]+", "a.*", ".*9"}), true).Draw(t, label+"name"),
		EphemeralLife: seconds("ephemeral"), SelfRotation: flag("self"), FinishSilentHours: number("silent"), DescriptionRequired: flag("description"), NetworksForHighRisk: flag("networks"), IdleDays: number("idle"),
		RotationWarnDays: number("warn"), RotationBlockDays: number("block"), Kinds: some("kinds", "live", "test", "eph", "cs"),
		StepUp:       some("acts", "change", "resume", "finish"),
		LeakResponse: rapid.Ptr(rapid.SampledFrom(responses), true).Draw(t, label+"leak"),
	}
}

func TestWhatHoldsIsNeverLooserThanAnyLevelAbove(t *testing.T) {
	strictness := []policy.LeakResponse{policy.LeakNotify, policy.LeakQuarantine, policy.LeakRevoke}
	soon := func(days int) int { return (days + 1_000_000 - 1) % 1_000_000 } // 0, never, is the latest
	rapid.Check(t, func(t *rapid.T) {
		instance := policy.Shipped()
		steps := []policy.Step{}
		for i := range rapid.IntRange(0, 4).Draw(t, "levels") {
			steps = append(steps, policy.Step{Part: said(t, string(rune('a'+i)))})
		}
		holds := policy.Climb(instance, steps)
		name := rapid.SampledFrom([]string{"abc", "b", "a9", "9"}).Draw(t, "a name")
		for above := range steps {
			for _, other := range []policy.Effective{policy.Climb(instance, steps[:above]), policy.Climb(instance, steps[above:above+1])} {
				require.LessOrEqual(t, holds.MaxLife, other.MaxLife)
				require.LessOrEqual(t, holds.DefaultLife, other.DefaultLife)
				require.LessOrEqual(t, holds.DefaultLife, holds.MaxLife)
				require.LessOrEqual(t, holds.MaxOverlap, other.MaxOverlap)
				require.LessOrEqual(t, holds.EphemeralLife, other.EphemeralLife)
				require.LessOrEqual(t, soon(holds.FinishSilentHours), soon(other.FinishSilentHours))
				require.False(t, holds.SelfRotation && !other.SelfRotation)
				require.LessOrEqual(t, holds.TokensPerApp, other.TokensPerApp)
				require.Subset(t, holds.Limits, other.Limits)
				require.LessOrEqual(t, soon(holds.IdleDays), soon(other.IdleDays))
				require.LessOrEqual(t, soon(holds.RotationWarnDays), soon(other.RotationWarnDays))
				require.LessOrEqual(t, soon(holds.RotationBlockDays), soon(other.RotationBlockDays))
				require.False(t, other.DescriptionRequired && !holds.DescriptionRequired)
				require.False(t, other.NetworksForHighRisk && !holds.NetworksForHighRisk)
				require.Subset(t, other.Kinds, holds.Kinds)
				require.Subset(t, holds.StepUp, other.StepUp)
				require.GreaterOrEqual(t, slices.Index(strictness, holds.LeakResponse), slices.Index(strictness, other.LeakResponse))
				_, refused := holds.NameRefused(name)
				_, refusedAbove := other.NameRefused(name)
				require.False(t, refusedAbove && !refused, "a name that a level refuses is refused")
			}
		}
	})
}

type oneAPI struct{}

func (oneAPI) FindAPI(_ context.Context, slug string) (catalog.API, error) {
	if slug != "payments" {
		return catalog.API{}, catalog.ErrAPINotFound
	}
	return catalog.API{ID: "api_1", Slug: "payments", Name: "Payments"}, nil
}

func ladder(t *testing.T, s *store.Store) (*policy.Service, *apps.Service) {
	t.Helper()
	return ladderAt(t, s, clock.System(), nil)
}

func ladderAt(t *testing.T, s *store.Store, c clock.Clock, m accounts.Messenger) (*policy.Service, *apps.Service) {
	t.Helper()
	enforcer, err := rbac.New()
	require.NoError(t, err)
	log := audit.New(audit.Deps{Store: s, Keys: keys("k")})
	owned := apps.New(apps.Deps{
		Store: s, Audit: log, Clock: c, Allows: enforcer.Allows, Cursors: page.Codec{Key: []byte("k")},
		OwnerNames: func(context.Context, []string) (map[string]string, error) { return nil, nil },
	})
	require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
		return s.Write(ctx).Exec("INSERT INTO apis (id, slug, name, visibility, owner, created_at, updated_at) VALUES ('api_1', 'payments', 'Payments', 'public', 'u:acc_1', 0, 0)").Error
	}))
	return policy.New(policy.Deps{Store: s, Audit: log, Clock: c, APIs: oneAPI{}, Apps: owned, Allows: enforcer.Allows, Messenger: m}), owned
}

func as(t *testing.T, id string, role rbac.Role) context.Context {
	return rbac.With(t.Context(), rbac.Subject{ID: id, Roles: []rbac.Role{role}})
}

func of[T any](value T) *T { return &value }

func TestEachValueIsShownWithThePlaceThatItComesFrom(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p, owned := ladder(t, s)
		admin := as(t, "u:acc_root", rbac.Admin)
		app, err := owned.Register(as(t, "u:acc_ada", rbac.Developer), apps.Draft{Name: "Kiosk"})
		require.NoError(t, err)
		_, err = p.Set(admin, policy.API, "payments", 0, false, policy.Part{MaxLife: of(90 * 24 * time.Hour), NameRule: of("pay-.+")}, policy.Apply{})
		require.NoError(t, err)
		_, err = p.Set(admin, policy.App, app.App.ID, 0, false, policy.Part{TokensPerApp: of(3), NameRule: of(".+-prod")}, policy.Apply{})
		require.NoError(t, err)

		holds, err := p.For(t.Context(), app.App.ID, []string{"museum", "payments"})
		require.NoError(t, err)
		require.Equal(t, 90*24*time.Hour, holds.MaxLife)
		require.Equal(t, "The API Payments", holds.From(policy.MaxLife).String())
		require.Equal(t, "The app Kiosk", holds.From(policy.TokensPerApp).String())
		require.Equal(t, "This portal", holds.From(policy.IdleDays).String())
		refused, no := holds.NameRefused("pay-x")
		require.True(t, no)
		require.Equal(t, "The app Kiosk", refused.String())
		_, no = holds.NameRefused("pay-x-prod")
		require.False(t, no)

		holds, err = p.For(t.Context(), "app_other", []string{"museum"})
		require.NoError(t, err)
		require.Equal(t, policy.Shipped(), holds.Rules, "another API's and app's rules are none of theirs")
		steps, err := p.Ladder(t.Context())
		require.NoError(t, err)
		require.Len(t, steps, 3)
	})
}

func TestALowerLevelThatWouldLoosenIsRefused(t *testing.T) {
	p, _ := ladder(t, storetest.New(t))
	admin := as(t, "u:acc_root", rbac.Admin)
	rules := policy.Shipped()
	rules.MaxLife, rules.DefaultLife, rules.DescriptionRequired, rules.Kinds = 30*24*time.Hour, 24*time.Hour, true, []string{"live"}
	_, err := p.Save(admin, policy.Instance, 0, false, rules)
	require.NoError(t, err)

	_, err = p.Set(admin, policy.API, "payments", 0, false, policy.Part{
		MaxLife: of(31 * 24 * time.Hour), DescriptionRequired: of(false), IdleDays: of(0), Kinds: []string{"live", "test"},
	}, policy.Apply{})
	var f *fault.Fault
	require.ErrorAs(t, err, &f)
	require.Len(t, f.Fields, 4)
	require.Equal(t, "This portal allows at most 30 days. A lower level only tightens.", f.Fields[0].Message)
}

func TestNobodyLoosensTheRulesOfTheirOwnApp(t *testing.T) {
	p, owned := ladder(t, storetest.New(t))
	me, other := as(t, "u:acc_root", rbac.Admin), as(t, "u:acc_sec", rbac.SecurityAdmin)
	app, err := owned.Register(me, apps.Draft{Name: "Mine"})
	require.NoError(t, err)
	_, err = p.Set(me, policy.App, app.App.ID, 0, false, policy.Part{IdleDays: of(30)}, policy.Apply{})
	require.NoError(t, err, "tightening is anybody's who sets policy")
	_, err = p.Set(me, policy.App, app.App.ID, 1, false, policy.Part{IdleDays: of(60)}, policy.Apply{})
	require.ErrorIs(t, err, policy.ErrOwnApp)
	_, err = p.Set(me, policy.App, app.App.ID, 1, false, policy.Part{}, policy.Apply{})
	require.ErrorIs(t, err, policy.ErrOwnApp)
	_, err = p.Set(other, policy.App, app.App.ID, 1, false, policy.Part{}, policy.Apply{})
	require.NoError(t, err)
	later := policy.Apply{Mode: policy.Report, From: time.Now().Add(time.Hour)}
	_, err = p.Set(other, policy.App, app.App.ID, 2, false, policy.Part{IdleDays: of(30)}, later)
	require.NoError(t, err)
	_, err = p.Set(me, policy.App, app.App.ID, 3, false, policy.Part{IdleDays: of(20)}, policy.Apply{})
	require.ErrorIs(t, err, policy.ErrOwnApp, "what was announced would be dropped")
}

func TestNobodyLetsTheBreakersOfTheirOwnAppGoOn(t *testing.T) {
	p, owned := ladder(t, storetest.New(t))
	me, other := as(t, "u:acc_root", rbac.Admin), as(t, "u:acc_sec", rbac.SecurityAdmin)
	app, err := owned.Register(me, apps.Draft{Name: "Mine"})
	require.NoError(t, err)
	id, atOnce := app.App.ID, policy.Apply{Mode: policy.AtOnce}
	_, err = p.Set(other, policy.App, id, 0, false, policy.Part{MaxLife: of(30 * 24 * time.Hour)}, atOnce)
	require.NoError(t, err)

	_, err = p.Set(me, policy.App, id, 1, false, policy.Part{MaxLife: of(29 * 24 * time.Hour)}, policy.Apply{})

	require.ErrorIs(t, err, policy.ErrOwnApp, "tokens that broke the rule were suspended, and would only be told of")
	saved, err := p.Set(me, policy.App, id, 1, false, policy.Part{MaxLife: of(29 * 24 * time.Hour)}, atOnce)
	require.NoError(t, err)
	_, err = p.Set(me, policy.App, id, saved.Version, false, policy.Part{MaxLife: of(29 * 24 * time.Hour), IdleDays: of(30)}, policy.Apply{})
	require.NoError(t, err, "the rule says the same and goes on to act")
}

func TestWhoSeesNoAppSeesNoneOfItsRules(t *testing.T) {
	p, owned := ladder(t, storetest.New(t))
	app, err := owned.Register(as(t, "u:acc_ada", rbac.Developer), apps.Draft{Name: "Kiosk"})
	require.NoError(t, err)
	_, _, err = p.At(as(t, "u:acc_bob", rbac.Developer), policy.App, app.App.ID)
	require.ErrorIs(t, err, apps.ErrNotFound)
	_, _, err = p.At(as(t, "u:acc_ada", rbac.Developer), policy.App, app.App.ID)
	require.NoError(t, err)
}
