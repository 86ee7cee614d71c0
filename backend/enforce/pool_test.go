package enforce

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// neighbours opens a gate for two apps of a team and one of somebody else, and answers their tokens.
func neighbours(t *testing.T, w *world) (g *gate, ours, billing, stranger string) {
	t.Helper()
	w.app.Owner = "g:tea_1"
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	g = openGate(t, w, func(d *Deps) { d.Keys, _ = secret.OpenKeys(t.TempDir()) })
	s := w.snapshot()
	add := func(app, owner string) string {
		s = s.withApp(app, &App{ID: app, Name: app, Owner: owner})
		grant := *w.grant
		grant.ID, grant.AppID = "gnt_"+app, app
		s = s.withGrant(grant.key(), &grant)
		full, token := w.mint(t, secret.Live, Live, w.token.Scopes)
		token.AppID = app
		s = s.withToken(token.key(), token)
		return full
	}
	billing, stranger = add("app_2", "g:tea_1"), add("app_3", "u:acc_3")
	g.Use(s)
	return g, w.full, billing, stranger
}

func TestAppsOfATeamShareItsWindowAtEveryDoorAndNobodyElseDraws(t *testing.T) {
	w := newWorld(t)
	w.plan.Limits = []Limit{{Name: "ours", Requests: 3, Window: time.Hour, Pool: PoolTeam}, {Name: "app", Requests: 100, Window: time.Hour}}
	g, ours, billing, stranger := neighbours(t, w)
	response, _ := g.do(t, "GET", "/museum/tickets", ours, nil)
	require.Equal(t, 200, response.StatusCode)
	require.Equal(t, `"ours";q=3;w=3600, "app";q=100;w=3600`, response.Header.Get("RateLimit-Policy"))
	require.Equal(t, `"ours";r=2;t=1200, "app";r=99;t=36`, response.Header.Get("RateLimit"))
	_, body := g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: billing, API: "museum", Method: "GET", Path: "/tickets"})
	require.Contains(t, body, `"valid":true`)
	response, body = g.forwardAuth(t, "/forward-auth", ours, described("GET", "/museum/tickets"))
	require.Equal(t, 200, response.StatusCode, body)

	response, body = g.do(t, "GET", "/museum/tickets", billing, nil)
	require.Equal(t, 429, response.StatusCode)
	require.Contains(t, body, "The window ours has no room")
	require.Contains(t, body, "All apps of the team share it.")
	require.NotContains(t, body+fmt.Sprint(response.Header), "tea_1")
	_, body = g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: ours, API: "museum", Method: "GET", Path: "/tickets"})
	require.Contains(t, body, `"code":"rate_limited"`)
	response, _ = g.forwardAuth(t, "/forward-auth", billing, described("GET", "/museum/tickets"))
	require.Equal(t, 429, response.StatusCode)
	response, _ = g.do(t, "GET", "/museum/tickets", stranger, nil)
	require.Equal(t, 200, response.StatusCode, "another owner has the whole window")

	room := g.Headroom("app_2")
	require.Equal(t, PoolTeam, room[0].Standings[0].Pool)
	require.Zero(t, room[0].Standings[0].Remaining, "what the others used is gone for all")
	require.EqualValues(t, 99, room[0].Standings[1].Remaining, "refused calls took nothing from the app's own window")
	view := presentHeadroom(room).Items[0].Limits
	require.Equal(t, []string{"team", "app"}, []string{view[0].Per, view[1].Per})
}

func TestAnAppThatPassesOnDrawsOnItsNextOwnersPool(t *testing.T) {
	w := newWorld(t)
	w.plan.Limits = []Limit{{Name: "app", Requests: 3, Window: time.Hour}, {Name: "ours", Requests: 2, Window: time.Hour, Pool: PoolTeam}}
	w.plan.Quota = Quota{Requests: 100, Period: "day", Pool: PoolTeam}
	g, ours, billing, _ := neighbours(t, w)
	call := func(token string, want int) {
		t.Helper()
		response, body := g.do(t, "GET", "/museum/tickets", token, nil)
		require.Equal(t, want, response.StatusCode, body)
	}
	call(ours, 200)
	call(billing, 200)
	call(ours, 429)
	g.Use(g.Snapshot().withApp("app_1", &App{ID: "app_1", Owner: "u:acc_9"}))
	call(ours, 200)
	call(ours, 200)
	call(ours, 429) // its own window went with it: three calls in an hour, whoever owns it
	require.EqualValues(t, 0, standingOf(t, g, "app_1", "app").Remaining)
	require.EqualValues(t, 98, standingOf(t, g, "app_1", "quota-day").Remaining)
	require.EqualValues(t, 98, standingOf(t, g, "app_2", "quota-day").Remaining)
}

func standingOf(t *testing.T, g *gate, app, name string) Standing {
	t.Helper()
	for _, h := range g.Headroom(app) {
		for _, st := range h.Standings {
			if h.Environment == Live && st.Name == name {
				return st
			}
		}
	}
	t.Fatalf("no window %s", name)
	return Standing{}
}

func TestAnExceptionOfOneAppDoesNotWidenWhatItsTeamShares(t *testing.T) {
	plan := (&Plan{ID: "pln_1", Limits: []Limit{{Name: "minute", Requests: 5, Window: time.Minute}, {Name: "ours", Requests: 9, Window: time.Hour, Pool: PoolTeam}},
		Quota: Quota{Requests: 10, Period: "day", Pool: PoolTeam}}).prepare()
	own := (&Plan{ID: "pln_1", Own: true, Limits: []Limit{{Name: "ours", Requests: 500, Window: time.Minute}}, Quota: Quota{Requests: 7, Period: "month"}}).prepare()
	g := &Grant{ID: "gnt_1", PlanID: "pln_1", Own: own, OwnUntil: 10}
	api := &API{Plans: map[string]*Plan{"pln_1": plan}}
	both := g.plan(api, 9)
	require.Equal(t, `"ours";q=500;w=60, "ours (team)";q=9;w=3600, "quota-day";q=10;w=86400`, string(both.policy))
	require.Same(t, both, g.plan(api, 9), "made once, not for each call")
	require.Same(t, plan, g.plan(api, 10))
	api.Plans["pln_1"] = (&Plan{ID: "pln_1", Limits: plan.Limits[:1], Quota: Quota{Requests: 1, Period: "day"}}).prepare()
	require.Same(t, own, g.plan(api, 9), "the plan has nothing for teams any more")
	api.Plans["pln_1"] = (&Plan{ID: "pln_1", Limits: []Limit{{Name: "new", Requests: 1, Window: time.Hour, Pool: PoolTeam}}}).prepare()
	require.Equal(t, `"ours";q=500;w=60, "new";q=1;w=3600, "quota-month";q=7;w=2592000`, string(g.plan(api, 9).policy))
}

// Two shards at once, in whatever order calls name them, and exactly the limit.
func TestCallsOfManyAppsTakeATeamsWindowExactlyAndNeverWaitForEachOther(t *testing.T) {
	l := NewLimits()
	limits := []Limit{{Name: "app", Requests: 1 << 40, Window: time.Hour}, {Name: "team", Requests: 1000, Window: time.Hour, Pool: PoolTeam}}
	var allowed [2]atomic.Int64
	var workers sync.WaitGroup
	for i := range 16 {
		workers.Go(func() {
			for n := range 400 {
				team := uint64(1 + n%2)
				var out [2]Standing
				if _, ok := l.Take(Holder{Grant: uint64(2 - n%2 + i*limitShards), Team: team}, limits, 1, 0, false, out[:]); ok {
					allowed[n%2].Add(1)
				}
			}
		})
	}
	workers.Wait()
	require.EqualValues(t, 1000, allowed[0].Load())
	require.EqualValues(t, 1000, allowed[1].Load())
}

func TestNodesShareATeamsWindowAndKnowAnAppsOwnAfterItPassedOn(t *testing.T) {
	r := startRedis(t)
	f := newFleet(t, 2, SharedOptions{URL: "redis://" + r.addr})
	limits := []Limit{{Name: "app", Requests: 8, Window: time.Hour}, {Name: "team", Requests: 10, Window: time.Hour, Pool: PoolTeam}}
	spend := func(node int, grant, team string, calls int) (given int) {
		for range calls {
			var out [2]Standing
			s := f[node]
			if _, ok := s.takeWindows(Holder{Grant: s.keyOf(grant), Team: s.keyOf(team)}, limits, 1, false, out[:]); ok {
				given++
			}
		}
		return given
	}
	require.Equal(t, 6, spend(0, "gnt_1", "team one", 6))
	require.Equal(t, 4, spend(1, "gnt_2", "team one", 20), "the other app on the other node has the rest")
	require.Equal(t, 2, spend(0, "gnt_1", "team two", 20), "six of its eight were used before it passed on")
	require.Equal(t, 8, spend(1, "gnt_3", "team two", 20))
	require.Zero(t, f[0].Shared.State().Failures)
	keys, err := r.admin.Keys(t.Context(), "*").Result()
	require.NoError(t, err)
	for _, key := range keys {
		require.Regexp(t, `^gth:\{[0-9a-z]+\}:[0-9a-z]+:[0-9a-z]+$`, key, "whose it is stays here")
	}
}

// S-LIM-03 for a pool: several nodes and apps, and one node after the other is killed.
func TestATeamsQuotaOutlivesKillsAndIsNeverGivenTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		quota := Quota{Requests: 10_000, Period: "month", Pool: PoolTeam}
		plan := &Plan{ID: "pln_1", Quota: quota}
		holders := [2]string{}
		for i := range holders {
			holders[i] = plan.quotaHolder("g:tea_1", &Grant{ID: fmt.Sprint("gnt_", i), PlanID: "pln_1", Environment: Live})
		}
		require.Equal(t, holders[0], holders[1])
		given, kills := int64(0), int64(0)
		lasting := oneNode(st)
		for exhausted := false; !exhausted; kills++ {
			victim := oneNode(st)
			for n := range 1 + 37*kills%300 {
				node := []*Service{victim, lasting}[n%2]
				_, code := node.quotas.Take(holders[n%2], quota, 1, noon.UnixMicro(), false)
				if exhausted = code == QuotaExhausted; exhausted {
					break
				}
				require.Equal(t, Allowed, code)
				given++
			}
			require.GreaterOrEqual(t, stored(t, st), given, "what was acknowledged is counted")
		}
		require.Greater(t, kills, int64(20))
		require.LessOrEqual(t, given, quota.Requests)
		require.GreaterOrEqual(t, given, quota.Requests-(kills+1)*quotaBlock(quota))
		next := oneNode(st)
		require.NoError(t, next.loadQuotas(t.Context()))
		_, code := next.quotas.Take(holders[0], quota, 1, noon.UnixMicro(), false)
		require.Equal(t, QuotaExhausted, code, "after a restart, too")
		_, code = next.quotas.Take(plan.quotaHolder("g:tea_2", &Grant{ID: "gnt_9", PlanID: "pln_1", Environment: Live}), quota, 1, noon.UnixMicro(), false)
		require.Equal(t, Allowed, code, "another team has its own")
	})
}

func TestAStoredPlanForATeamIsReadAndATransferIsSeenByEveryNode(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		r, s := storedWorld(t, st)
		other := New(Deps{Store: st, Clock: clock.NewFake(noon), Keys: r.keys})
		r.exec(store.KindPlan, "pln_1", `UPDATE plans SET limits = '[{"name":"ours","requests":2,"windowSeconds":3600,"per":"team"}]', quota = '{"requests":100,"period":"day","per":"team"}' WHERE id = 'pln_1'`)
		require.NoError(t, s.Load(t.Context()))
		require.NoError(t, other.Load(t.Context()))
		require.Equal(t, "allowed", r.decide(s, r.full))
		require.Equal(t, "allowed", r.decide(s, r.full))
		require.Equal(t, "rate_limited", r.decide(s, r.full))
		r.exec(store.KindAccount, "acc_1", `INSERT INTO teams (id, name, name_folded, created_by, created_at, updated_at) VALUES ('tea_1', 'Quay', 'quay', 'u:acc_1', 0, 0)`)
		r.exec(store.KindAccount, "acc_1", `INSERT INTO team_members (team_id, account_id, role, joined_at) VALUES ('tea_1', 'acc_1', 'owner', 0)`)
		r.exec(store.KindApp, "app_1", `UPDATE apps SET owner = 'g:tea_1' WHERE id = 'app_1'`)
		require.Equal(t, "allowed", r.decide(s, r.full), "the next owner's window")
		require.NoError(t, other.catchUp(t.Context()))
		app, _ := other.Snapshot().apps.get("app_1")
		require.Equal(t, "g:tea_1", app.Owner)

		for id, owner := range map[string]string{"app_2": "g:tea_1", "app_3": "u:acc_1", "app_4": "g:tea_1"} {
			r.exec(store.KindApp, id, `INSERT INTO apps (id, owner, name, created_at, updated_at) VALUES (?, ?, ?, 0, 0)`, id, owner, "Name of "+id)
		}
		for _, app := range []string{"app_2", "app_3"} {
			r.exec(store.KindGrant, "gnt_"+app, `INSERT INTO grants (id, app_id, api_id, plan_id, environment, scopes, state, granted_by, created_at, updated_at, version) VALUES (?, ?, 'api_1', 'pln_1', 'sandbox', '[]', 'active', 'u:acc_1', 0, 0, 1)`, "gnt_"+app, app)
		}
		room := s.Headroom("app_1")
		require.NoError(t, s.nameSharers(t.Context(), "app_1", room))
		require.Equal(t, []Sharer{{App: "app_2", Name: "Name of app_2"}}, room[0].Sharers, "not another owner's, and not one without access")
		s.SharesOf = func(_ context.Context, api, environment string, apps []string, since time.Time) (map[string]int64, error) {
			require.Equal(t, []string{"api_1", "sandbox"}, []string{api, environment})
			require.Equal(t, []string{"app_1", "app_2"}, apps)
			require.Equal(t, noon.Truncate(24*time.Hour), since, "the begin of the quota's day")
			return map[string]int64{"app_1": 3, "app_2": 7}, nil
		}
		require.NoError(t, s.countShares(t.Context(), "app_1", room))
		require.EqualValues(t, 3, room[0].Calls)
		require.EqualValues(t, 7, room[0].Sharers[0].Calls)
	})
}
