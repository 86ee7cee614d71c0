package catalog

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// TestAnInvisibleAPIIsMissingOnEveryPath walks every reading use case as everybody who may not see the API.
func TestAnInvisibleAPIIsMissingOnEveryPath(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		f.published(t, "inside", SignedIn)
		f.api(t, "unborn", Public)
		f.imported(t, "unborn", Import{Label: "1", Text: museum})
		paths := map[string]func(ctx context.Context, api string) error{
			"api":      func(ctx context.Context, api string) error { _, err := f.FindAPI(ctx, api); return err },
			"versions": func(ctx context.Context, api string) error { _, err := f.Versions(ctx, api); return err },
			"version":  func(ctx context.Context, api string) error { _, err := f.Version(ctx, api, Latest); return err },
			"index":    func(ctx context.Context, api string) error { _, err := f.Index(ctx, api, Latest); return err },
			"document": func(ctx context.Context, api string) error { _, err := f.Document(ctx, api, Latest); return err },
			"operation": func(ctx context.Context, api string) error {
				_, err := f.Operation(ctx, api, Latest, "listTickets")
				return err
			},
			"schema": func(ctx context.Context, api string) error {
				_, err := f.Schema(ctx, api, Latest, "Ticket")
				return err
			},
			"samples": func(ctx context.Context, api string) error {
				_, err := f.Samples(ctx, api, Latest, "listTickets")
				return err
			},
			"plans":     func(ctx context.Context, api string) error { _, err := f.Plans(ctx, api); return err },
			"scopes":    func(ctx context.Context, api string) error { _, _, err := f.Scopes(ctx, api); return err },
			"upstreams": func(ctx context.Context, api string) error { _, _, err := f.Upstreams(ctx, api); return err },
		}
		restricted := rbac.With(t.Context(), rbac.Subject{ID: "u:acc_3", Restricted: true})
		for name, path := range paths {
			require.ErrorIs(t, path(t.Context(), "inside"), ErrAPINotFound, name)
			require.ErrorIs(t, path(restricted, "inside"), ErrAPINotFound, name)
			require.ErrorIs(t, path(developer(t), "unborn"), ErrAPINotFound, name)
			require.ErrorIs(t, path(developer(t), "nothing"), ErrAPINotFound, name)
			require.NoError(t, path(developer(t), "inside"), name)
			require.NoError(t, path(publisher(t), "unborn"), name)
		}
		for who, want := range map[context.Context]int{t.Context(): 0, developer(t): 1, publisher(t): 2} {
			found, err := f.ListAPIs(who, "", page.Request{Limit: 10})
			require.NoError(t, err)
			require.Len(t, found.Items, want)
			hits, err := f.Search(who, "tickets")
			require.NoError(t, err)
			require.Equal(t, want > 0, len(hits) > 0)
		}
	})
}

func TestVersionsThatAreNotPublishedAreForThoseWhoManage(t *testing.T) {
	f := open(storetest.New(t))
	f.published(t, "museum", Public)
	draft := f.imported(t, "museum", Import{Label: "2.0.0", Text: strings.Replace(museum, "1.0.0", "2.0.0", 1)})
	_, err := f.Version(developer(t), "museum", draft.ID)
	require.ErrorIs(t, err, ErrVersionNotFound)
	_, err = f.Index(developer(t), "museum", "2.0.0")
	require.ErrorIs(t, err, ErrVersionNotFound)
	seen, err := f.Versions(developer(t), "museum")
	require.NoError(t, err)
	require.Len(t, seen.Items, 1)
	p, err := f.Index(publisher(t), "museum", "2.0.0")
	require.NoError(t, err)
	require.False(t, p.Public, "a draft of a public API is not for shared caches")
}

func TestTheCurrentVersionFollowsTheLifeOfVersions(t *testing.T) {
	f := open(storetest.New(t))
	f.published(t, "museum", Public)
	f.imported(t, "museum", Import{Label: "2.0.0", Text: strings.Replace(museum, "1.0.0", "2.0.0", 1)})
	f.clock.Advance(time.Hour)
	current := func() (string, State) {
		api, err := f.FindAPI(publisher(t), "museum")
		require.NoError(t, err)
		return api.CurrentLabel, api.State
	}
	step := func(act func(context.Context, string, string) (Version, error), label, current1 string, state State) {
		t.Helper()
		_, err := act(publisher(t), "museum", label)
		require.NoError(t, err)
		gotLabel, gotState := current()
		require.Equal(t, current1, gotLabel)
		require.Equal(t, state, gotState)
	}
	deprecate := func(ctx context.Context, api, version string) (Version, error) {
		return f.Deprecate(ctx, api, version, nil)
	}
	publish := func(ctx context.Context, api, version string) (Version, error) {
		return f.Publish(ctx, api, version, Acceptance{})
	}
	step(publish, "2.0.0", "2.0.0", Published)
	step(deprecate, "2.0.0", "1.0.0", Published)
	step(publish, "2.0.0", "2.0.0", Published)
	step(deprecate, "1.0.0", "2.0.0", Published)
	step(f.Retire, "2.0.0", "1.0.0", Deprecated)
	step(f.Retire, "1.0.0", "2.0.0", Retired)
	_, err := f.Publish(publisher(t), "museum", "1.0.0", Acceptance{})
	require.ErrorIs(t, err, ErrWrongState)
	_, err = f.Index(t.Context(), "museum", "1.0.0")
	require.NoError(t, err, "the reference of a retired version stays readable")
	past := f.clock.Now()
	_, err = f.Deprecate(publisher(t), "museum", "1.0.0", &past)
	require.ErrorIs(t, err, fault.ErrInvalid)
}

func TestAnAPIIsChangedOnItsNewestVersionOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		api := f.api(t, "museum", Public)
		_, err := f.CreateAPI(publisher(t), APIDraft{Slug: "museum", Name: "Again", Visibility: Public})
		require.ErrorIs(t, err, ErrSlugTaken)
		name, hidden := "Museum of harbours", SignedIn
		changed, err := f.ChangeAPI(publisher(t), "museum", api.Version, false, APIPatch{Name: &name, Visibility: &hidden})
		require.NoError(t, err)
		require.Equal(t, name, changed.Name)
		_, err = f.ChangeAPI(publisher(t), "museum", api.Version, false, APIPatch{Name: &name})
		require.ErrorIs(t, err, ErrStale)
		_, _, err = f.SetUpstreams(publisher(t), "museum", api.Version, false, Upstreams{Sandbox: Upstream{Kind: Mock}})
		require.ErrorIs(t, err, ErrStale)
		_, _, err = f.ChangeScopes(publisher(t), "museum", api.Version, false, ScopePatch{})
		require.ErrorIs(t, err, ErrStale)
		require.NoError(t, f.RemoveAPI(publisher(t), "museum"))
		_, err = f.FindAPI(publisher(t), api.ID)
		require.ErrorIs(t, err, ErrAPINotFound)
	})
}

func TestBadAPIsNameEveryMistake(t *testing.T) {
	f := open(storetest.New(t))
	for _, slug := range []string{"", "a", "A", "a_b", "a--b", "-a", "a-", "1a", "v1", "api", "a/b", strings.Repeat("a", 41), "a\n", "ä"} {
		_, err := f.CreateAPI(publisher(t), APIDraft{Slug: slug, Name: "\u202ex", Visibility: "secret", Summary: "a\x00b"})
		require.ErrorIs(t, err, fault.ErrInvalid, slug)
		require.Equal(t, []string{"/slug", "/name", "/summary", "/visibility"}, fieldsOf(t, err), slug)
	}
}

func TestHooksKeepWhatIsInUse(t *testing.T) {
	f := open(storetest.New(t))
	api := f.published(t, "museum", Public)
	plan, err := f.CreatePlan(publisher(t), "museum", PlanDraft{Name: "Free", Approval: Automatic, Environments: []Environment{Sandbox}})
	require.NoError(t, err)
	f.OnRemoveAPI(func(context.Context, API) error { return ErrInUse })
	f.OnRemovePlan(func(context.Context, Plan) error { return ErrInUse })
	require.ErrorIs(t, f.RemoveAPI(publisher(t), api.ID), ErrInUse)
	require.ErrorIs(t, f.RemovePlan(publisher(t), api.ID, plan.ID), ErrInUse)
}

func TestPlansAreCheckedNamedOnceAndLocked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		f.published(t, "museum", SignedIn)
		f.published(t, "zoo", Public)
		good := PlanDraft{
			Name: "Free", Approval: Automatic, Limits: []Limit{{Name: "minute", Requests: 60, WindowSeconds: 60}}, Quota: &Quota{Requests: 1000, Period: "day"}, Environments: []Environment{Sandbox, Live},
		}
		plan, err := f.CreatePlan(publisher(t), "museum", good)
		require.NoError(t, err)
		found, err := f.AnyPlan(t.Context(), plan.ID)
		require.NoError(t, err)
		require.Equal(t, plan, found)
		_, err = f.CreatePlan(publisher(t), "museum", good)
		require.ErrorIs(t, err, ErrPlanNameTaken)
		good.Quota, good.Limits = nil, nil
		_, err = f.ChangePlan(publisher(t), "museum", plan.ID, plan.Version, false, good)
		require.NoError(t, err)
		_, err = f.ChangePlan(publisher(t), "museum", plan.ID, plan.Version, false, good)
		require.ErrorIs(t, err, ErrStale)
		_, err = f.ChangePlan(publisher(t), "zoo", plan.ID, 0, true, good)
		require.ErrorIs(t, err, ErrPlanNotFound, "a plan of another API")
		mine, err := f.AutomaticSandboxPlans(developer(t))
		require.NoError(t, err)
		require.Len(t, mine, 1)
		none, err := f.AutomaticSandboxPlans(t.Context())
		require.NoError(t, err)
		require.Empty(t, none)
		require.NoError(t, f.RemovePlan(publisher(t), "museum", plan.ID))
		_, err = f.CreatePlan(publisher(t), "museum", PlanDraft{
			Approval: "maybe", Limits: []Limit{{Name: "", Requests: 0, WindowSeconds: 1}, {Name: "a", Requests: 1, WindowSeconds: 1}, {Name: "a", Requests: 1, WindowSeconds: 1}}, Quota: &Quota{Requests: 1, Period: "year"}, Environments: []Environment{Sandbox, Sandbox},
		})
		require.Equal(t, []string{"/name", "/approval", "/limits/0/name", "/limits/0", "/limits/2/name", "/quota", "/environments/1"}, fieldsOf(t, err))
	})
}

func TestEachChangeIsAuditedAndAnnounced(t *testing.T) {
	s := storetest.New(t)
	f := open(s)
	f.published(t, "museum", Public)
	found, err := f.log.List(t.Context(), audit.Filter{}, page.Request{Limit: 50})
	require.NoError(t, err)
	var actions []string
	for _, e := range found.Items {
		actions = append(actions, e.Action)
	}
	require.Equal(t, []string{"versions.publish", "versions.import", "versions.create", "apis.create"}, actions)
	changes, err := s.ChangesSince(t.Context(), 0, 50)
	require.NoError(t, err)
	kinds := map[string]int{}
	for _, c := range changes {
		kinds[c.Kind]++
	}
	require.Equal(t, map[string]int{store.KindAPI: 2, store.KindVersion: 3}, kinds)
}

func TestAPlanCountsForAnAppATokenOrATeamAndItsQuotaNeverForAToken(t *testing.T) {
	terms := func(window, quota string) int {
		return len(CheckTerms([]Limit{{Name: "a", Requests: 1, WindowSeconds: 1, Per: window}}, &Quota{Requests: 1, Period: "day", Per: quota}))
	}
	for _, window := range []string{"", PerApp, PerToken, PerTeam} {
		for _, quota := range []string{"", PerApp, PerTeam} {
			require.Zero(t, terms(window, quota), window+" "+quota)
		}
	}
	require.Equal(t, 1, terms("owner", ""))
	require.Equal(t, 1, terms("", PerToken))
	require.Equal(t, 1, terms("", "Team"))
}
