package enforce

import (
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// minted adds an ephemeral token of the world's live token.
func (w *world) minted(t *testing.T, scopes ...string) (string, *Token) {
	t.Helper()
	full, token := w.mint(t, secret.Ephemeral, Live, &Scopes{Names: scopes})
	token.rarely().Derived = &Derived{Parent: w.token.ID, Generation: 1}
	w.more = append(w.more, token)
	return full, token
}

func TestAnEphemeralTokenEndsAndIsHeldBackWithItsParent(t *testing.T) {
	read := "museum:tickets:read"
	later := noon.UnixMicro() + 1
	for name, row := range map[string]struct {
		change func(w *world, child *Token)
		want   Code
	}{
		"as it was minted":             {func(*world, *Token) {}, Allowed},
		"revoked":                      {func(w *world, _ *Token) { w.token.Revoked = true }, ParentEnded},
		"expired":                      {func(w *world, _ *Token) { w.token.ExpiresAt = noon.UnixMicro() }, ParentEnded},
		"suspended":                    {func(w *world, _ *Token) { w.token.Suspended = true }, TokenSuspended},
		"held back":                    {func(w *world, _ *Token) { w.token.rarely().Quarantine = &Quarantine{Hold: HoldAll, Until: later} }, TokenQuarantined},
		"rotated away":                 {func(w *world, _ *Token) { w.token.Current.Generation = 2 }, ParentEnded},
		"rotated, with an overlap":     {func(w *world, _ *Token) { w.rotate(later) }, Allowed},
		"rotated, the overlap is over": {func(w *world, _ *Token) { w.rotate(noon.UnixMicro()) }, ParentEnded},
		"narrowed":                     {func(w *world, _ *Token) { w.token.Scopes = &Scopes{} }, ScopeMissing},
		"fenced in": {func(w *world, _ *Token) {
			w.token.Fence = &Fence{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
		}, NetworkDenied},
		"bound to an origin":            {func(w *world, _ *Token) { w.token.Fence = &Fence{Origins: []string{"https://a.example"}} }, OriginDenied},
		"gone":                          {func(w *world, c *Token) { c.Derived().Parent = "nobody" }, ParentEnded},
		"itself minted":                 {func(w *world, _ *Token) { w.token.rarely().Derived = &Derived{} }, ParentEnded},
		"of another app":                {func(w *world, _ *Token) { w.token.AppID = "app_2" }, ParentEnded},
		"used up":                       {func(_ *world, c *Token) { c.Derived().UsesMax, c.Derived().Spent = 1, true }, TokenUsedUp},
		"used up, and its parent ended": {func(w *world, c *Token) { c.Derived().Spent, w.token.Revoked = true, true }, ParentEnded},
	} {
		w := newWorld(t)
		full, child := w.minted(t, read)
		row.change(w, child)
		ask := w.ask()
		ask.Credential = full
		d := Decide(w.snapshot(), &ask, noon.UnixMicro())
		require.Equal(t, row.want.String(), d.Code.String(), name)
		failed := 0
		for _, check := range Explain(&d, &ask) {
			if !check.Passed && !check.Skipped {
				failed++
				require.NotEmpty(t, check.Held, name)
			}
		}
		require.Equal(t, map[bool]int{true: 0, false: 1}[row.want == Allowed], failed, name)
	}
}

func (w *world) rotate(until int64) {
	old := w.token.Current
	old.Until = until
	w.token.rarely().Previous, w.token.Current.Generation = &old, 2
}

func TestMintingMoreTokensMakesNoMoreRoom(t *testing.T) {
	w := newWorld(t)
	w.plan.Limits = []Limit{{Name: "each", Requests: 1, Window: 60e9, Pool: PoolToken}}
	first, _ := w.minted(t, "museum:tickets:read")
	second, _ := w.minted(t, "museum:tickets:read")
	g := openGate(t, w, nil)
	codes := ""
	for _, full := range []string{first, second, w.full} {
		ask, v := w.ask(), verdict{}
		ask.Credential = full
		g.decide(&ask, 1, false, &v)
		codes += v.Code.String() + " "
	}
	require.Equal(t, "allowed rate_limited rate_limited ", codes)
}

func TestAStreamThatBeganWithTheLastUseGoesOn(t *testing.T) {
	w := newWorld(t)
	full, child := w.minted(t, "museum:tickets:read")
	g := openGate(t, w, nil)
	ask, ended := w.ask(), Undecided
	ask.Credential = full
	g.lives.add(&live{request: ask, end: func(c Code) { ended = c }})
	spent := *child
	spent.rarely().Derived = &Derived{Parent: w.token.ID, Generation: 1, UsesMax: 1, Spent: true}
	g.Use(g.Snapshot().withToken(spent.key(), &spent))
	g.endRefused()
	require.Equal(t, Undecided, ended)
	revoked := *w.token
	revoked.Revoked = true
	g.Use(g.Snapshot().withToken(revoked.key(), &revoked))
	g.endRefused()
	require.Equal(t, ParentEnded, ended)
}

// usable stores an ephemeral token of the stored world's token that is good for some uses.
func (r *rows) usable(uses int) string {
	made, err := secret.Generate("gth", secret.Ephemeral, fixedRandom{3})
	require.NoError(r.t, err)
	parent := r.token
	r.exec(store.KindToken, "tok_"+made.ID, `INSERT INTO tokens (id, kind, environment, app_id, name, scopes, expires_at, created_by, created_at, updated_at, version, parent_id, parent_generation, uses_max)
		VALUES (?, 'eph', 'sandbox', 'app_1', 'Key', '["museum:tickets:read"]', ?, 'k:x', 0, 0, 1, ?, 1, ?)`, "tok_"+made.ID, noon.UnixMicro()+hour, parent, uses)
	r.token = "tok_" + made.ID
	r.secret(1, made.Full, nil, false)
	r.token = parent
	return made.Full
}

func TestUsesAreCountedOnceForAllNodes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		r, one := storedWorld(t, st)
		r.exec(store.KindPlan, "pln_1", `UPDATE plans SET limits = '[]', quota = '{}'`)
		for _, uses := range []int{1, 7} {
			r.exec(store.KindToken, "tok_old", `DELETE FROM token_secrets WHERE token_id <> ?`, r.token)
			r.exec(store.KindToken, "tok_old", `DELETE FROM tokens WHERE parent_id <> ''`)
			full := r.usable(uses)
			other := New(Deps{Store: st, Clock: clock.NewFake(noon), Keys: r.keys})
			require.NoError(t, one.Load(t.Context()))
			require.NoError(t, other.Load(t.Context()))

			var v verdict
			one.decide(&Request{Brand: "gth", Credential: full, API: "museum", Method: "GET", Path: "/tickets"}, 1, true, &v)
			require.Equal(t, Allowed, v.Code, "a dry run takes none")
			require.Zero(t, new(errand).answerOf(&v).CacheSeconds, "nobody may reuse the answer")

			answers := make(chan string, 50)
			var calls sync.WaitGroup
			for i := range 50 {
				node := []*Service{one, other}[i%2]
				calls.Go(func() { answers <- r.decide(node, full) })
			}
			calls.Wait()
			close(answers)
			counts := map[string]int{}
			for answer := range answers {
				counts[answer]++
			}
			require.Equal(t, map[string]int{"allowed": uses, "token_used_up": 50 - uses}, counts)
			require.NoError(t, one.catchUp(t.Context()))
			id := strings.Split(full, "_")[2]
			require.True(t, one.Snapshot().Token("tok_"+id).Derived().Spent, "the snapshot knows, and asks the database no more")
		}
	})
}

func TestWithoutADatabaseNoUseIsGiven(t *testing.T) {
	w := newWorld(t)
	full, child := w.minted(t, "museum:tickets:read")
	child.Derived().UsesMax = 5
	g := openGate(t, w, nil)
	ask, v := w.ask(), verdict{}
	ask.Credential = full
	g.decide(&ask, 1, false, &v)
	require.Equal(t, Undecided, v.Code)
}

func TestDecidingOnAnEphemeralTokenAllocatesNothing(t *testing.T) {
	w := newWorld(t)
	full, _ := w.minted(t, "museum:tickets:read")
	s, ask := w.snapshot(), w.ask()
	ask.Credential = full
	require.Equal(t, Allowed, Decide(s, &ask, noon.UnixMicro()).Code)
	require.Zero(t, testing.AllocsPerRun(200, func() { Decide(s, &ask, noon.UnixMicro()) }))
}

func TestCallsOfAMintedTokenCountForWhatMintedIt(t *testing.T) {
	w := newWorld(t)
	full, child := w.minted(t, "museum:tickets:read")
	g := openGate(t, w, nil)
	_, body := g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: full, API: "museum", Method: "GET", Path: "/tickets"})
	require.Contains(t, body, `"id":"`+child.ID+`"`)
	event := <-g.events
	require.Equal(t, []any{w.token.ID, int64(1), child.ID}, []any{event.TokenID, event.Generation, event.Minted})
	g.verify(t, "/v1/verify", g.verifier, VerifyRequest{Token: full, API: "museum", Method: "POST", Path: "/tickets"})
	require.Equal(t, child.ID, (<-g.decisions).TokenID, "why a call was refused is asked of the token that made it")
}
