package campaigns_test

import (
	"context"
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/campaigns"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/enforce"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/mail"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const day = 24 * time.Hour

var begin = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

type keys string

func (k keys) Derive(purpose string) []byte { return []byte(string(k) + purpose) }
func (k keys) Pepper() (string, []byte)     { return "p1", []byte("0123456789abcdef0123456789abcdef") }
func (k keys) PepperByID(string) ([]byte, bool) {
	_, pepper := k.Pepper()
	return pepper, true
}

type granted struct{}

var scopeRisks = map[string]string{"museum:read": "low", "museum:write": "high", "harbour:read": "medium"}

func (granted) Granted(context.Context, string, string) ([]string, error) {
	return []string{"museum:read", "museum:write", "harbour:read"}, nil
}

func (granted) Seen(_ context.Context, scopes []string) ([]string, error) { return scopes, nil }

func (granted) Staying(context.Context, apps.App, string) ([]string, error) { return nil, nil }

func (granted) Risks(context.Context, []string) (map[string]string, error) { return scopeRisks, nil }

type nowhere struct{}

func (nowhere) FindAPI(context.Context, string) (catalog.API, error) {
	return catalog.API{ID: "api_museum", Slug: "museum", Name: "Museum"}, nil
}

// told is what one owner got.
type told struct {
	notice accounts.Notice
	data   map[string]any
}

type messenger struct{ all []told }

func (m *messenger) Notify(_ context.Context, n accounts.Notice, _ string, data map[string]any) error {
	m.all = append(m.all, told{n, data})
	return nil
}

func (m *messenger) Send(context.Context, string, string, map[string]any) error { return nil }

type fixture struct {
	*campaigns.Service
	t      *testing.T
	store  *store.Store
	clock  *clock.Fake
	apps   *apps.Service
	tokens *tokens.Service
	people *messenger
	// needed are the scopes that calls needed, by token; those of other tokens weren't called.
	needed map[string][]string
	asked  int // how often advice was asked for
	deps   campaigns.Deps
}

func open(t *testing.T, s *store.Store) *fixture {
	t.Helper()
	enforcer, err := rbac.New()
	require.NoError(t, err)
	f := &fixture{t: t, store: s, clock: clock.NewFake(begin), people: &messenger{}, needed: map[string][]string{}}
	log := audit.New(audit.Deps{Store: s, Keys: keys("k"), Clock: f.clock})
	cursors := page.Codec{Key: []byte("k")}
	f.apps = apps.New(apps.Deps{
		Store: s, Audit: log, Clock: f.clock, Allows: enforcer.Allows, Cursors: cursors,
		OwnerNames: func(context.Context, []string) (map[string]string, error) { return nil, nil },
	})
	rules := policy.New(policy.Deps{Store: s, Audit: log, Clock: f.clock, APIs: nowhere{}, Apps: f.apps, Allows: enforcer.Allows})
	f.tokens = tokens.New(tokens.Deps{
		Store: s, Jobs: jobs.New(jobs.Deps{Store: s}), Audit: log, Clock: f.clock, Apps: f.apps, Policy: rules, Keys: keys("k"), Brand: "gth",
		Random: rand.Reader, Grants: granted{}, Allows: enforcer.Allows, Cursors: cursors,
	})
	f.deps = campaigns.Deps{
		Store: s, Audit: log, Clock: f.clock, Apps: f.apps, Tokens: f.tokens, Advise: f.advise, Risks: granted{}.Risks, Messenger: f.people,
		PublicURL: "https://portal.example.com", Cursors: cursors,
		Names: func(context.Context, []string) (map[string]string, error) { return map[string]string{}, nil },
	}
	f.Service = campaigns.New(f.deps)
	return f
}

// advise says what the gate would: the scopes that no call needed.
func (f *fixture) advise(ctx context.Context, ids []string) (map[string]enforce.Advice, error) {
	f.asked += len(ids)
	all := map[string]enforce.Advice{}
	found, err := f.tokens.Some(ctx, ids)
	for _, t := range found {
		needed, called := f.needed[t.ID]
		a := enforce.Advice{UnusedScopes: []string{}, UnusedNetworks: []string{}}
		for _, scope := range t.Scopes {
			if slices.Contains(needed, scope) {
				a.Scopes = append(a.Scopes, scope)
			} else {
				a.UnusedScopes = append(a.UnusedScopes, scope)
			}
		}
		if called {
			a.Calls = 7
		}
		all[t.ID] = a
	}
	return all, err
}

func (f *fixture) as(id string) context.Context {
	return rbac.With(f.t.Context(), rbac.Subject{ID: "u:acc_" + id, Roles: []rbac.Role{rbac.Developer}, StepUpUntil: begin.Add(1000 * day)})
}

func (f *fixture) security() context.Context {
	return rbac.With(f.t.Context(), rbac.Subject{ID: "u:acc_sec", Roles: []rbac.Role{rbac.SecurityAdmin}})
}

// token makes a token of a person that is called with what needs some scopes.
func (f *fixture) token(person, name string, needed ...string) tokens.Token {
	f.t.Helper()
	made, err := f.apps.Register(f.as(person), apps.Draft{Name: "App of " + name})
	require.NoError(f.t, err)
	token, err := f.tokens.Create(f.as(person), made.App.ID, tokens.Draft{Name: name, Environment: "live", Scopes: []string{"museum:read", "museum:write", "harbour:read"}, ExpiresAt: f.end()})
	require.NoError(f.t, err)
	f.needed[token.Token.ID] = needed
	return token.Token
}

func (f *fixture) end() *time.Time { at := f.clock.Now().Add(85 * day); return &at }

// look lets the job go along all tokens.
func (f *fixture) look() {
	f.t.Helper()
	f.clock.Advance(2 * time.Hour)
	require.NoError(f.t, f.Look(f.t.Context()))
}

func (f *fixture) board(filter campaigns.Filter) (ids []string) {
	f.t.Helper()
	found, err := f.Board(f.t.Context(), filter, page.Request{Limit: 50})
	require.NoError(f.t, err)
	for _, ask := range found.Items {
		ids = append(ids, ask.Advised.TokenID)
	}
	return ids
}

func (f *fixture) start(d campaigns.Draft) campaigns.Campaign {
	f.t.Helper()
	if d.Name == "" {
		d.Name = "Clean-up"
	}
	c, err := f.Start(f.security(), d)
	require.NoError(f.t, err)
	return c
}

func (f *fixture) report(id string) campaigns.Report {
	f.t.Helper()
	r, err := f.Report(f.t.Context(), id)
	require.NoError(f.t, err)
	return r
}

func (f *fixture) narrow(person string, t tokens.Token, scopes ...string) {
	f.t.Helper()
	_, err := f.tokens.Change(f.as(person), t.ID, 0, true, tokens.Patch{Scopes: &scopes})
	require.NoError(f.t, err)
}

func TestTheBoardHoldsUsedTokensOlderThan30DaysThatNeedLessThanTheyHold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		wide := f.token("ada", "Wide", "museum:read")
		f.token("ada", "Exact", "museum:read", "museum:write", "harbour:read")
		unused := f.token("ada", "Unused")
		delete(f.needed, unused.ID)
		mild := f.token("bob", "Mild", "museum:read", "museum:write")
		f.look()
		require.Empty(t, f.board(campaigns.Filter{}), "too young")
		f.clock.Advance(30 * day)
		f.token("ada", "Young", "museum:read")
		f.look()
		require.Equal(t, []string{wide.ID, mild.ID}, f.board(campaigns.Filter{}), "the riskiest first")
		require.Equal(t, []string{wide.ID}, f.board(campaigns.Filter{API: "museum"}))
		require.Equal(t, []string{wide.ID, mild.ID}, f.board(campaigns.Filter{Scope: "harbour:read"}))
		require.Equal(t, []string{mild.ID}, f.board(campaigns.Filter{Risk: "medium"}))
		require.Equal(t, []string{mild.ID}, f.board(campaigns.Filter{Owner: "acc_bob"}))
		first, err := f.Board(t.Context(), campaigns.Filter{}, page.Request{Limit: 1})
		require.NoError(t, err)
		second, err := f.Board(t.Context(), campaigns.Filter{}, page.Request{Limit: 1, Cursor: first.Next})
		require.NoError(t, err)
		require.Equal(t, mild.ID, second.Items[0].Advised.TokenID)
		require.Empty(t, second.Next)

		all, err := f.Summary(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 2, all.Narrower)
		require.EqualValues(t, 4+4, all.Tokens, "with the first sandbox tokens of their apps")
		require.Equal(t, []campaigns.Thing{{Name: "harbour", Tokens: 2}, {Name: "museum", Tokens: 1}}, all.APIs)
		require.Equal(t, campaigns.Thing{Name: "harbour:read", Tokens: 2}, all.Scopes[0])
	})
}

func TestWhatIsAdvisedGoesWithItsTokenAndWithItsReason(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		narrowed, ended, revived, expiring := f.token("ada", "A", "museum:read"), f.token("ada", "B", "museum:read"), f.token("ada", "C", "museum:read"), f.token("ada", "D", "museum:read")
		f.clock.Advance(30 * day)
		f.look()
		require.Len(t, f.board(campaigns.Filter{}), 4)
		f.narrow("ada", narrowed, "museum:read", "museum:write")
		require.Len(t, f.board(campaigns.Filter{Scope: "museum:write"}), 4, "one scope of two is still too much")
		require.Len(t, f.board(campaigns.Filter{Scope: "harbour:read"}), 3)
		f.narrow("ada", narrowed, "museum:read")
		require.Len(t, f.board(campaigns.Filter{}), 3)
		_, err := f.tokens.Revoke(f.as("ada"), ended.ID, "Over.")
		require.NoError(t, err)
		require.Len(t, f.board(campaigns.Filter{}), 2)
		f.needed[revived.ID] = []string{"museum:read", "museum:write", "harbour:read"}
		f.look()
		require.Equal(t, []string{expiring.ID}, f.board(campaigns.Filter{}))
		f.clock.Advance(60 * day)
		f.look()
		require.Empty(t, f.board(campaigns.Filter{}), "it expired")
	})
}

func TestALookThatBreaksOffGoesOnBehindTheLastTokens(t *testing.T) {
	f := open(t, storetest.New(t))
	made, err := f.apps.Register(f.as("ada"), apps.Draft{Name: "Many"})
	require.NoError(t, err)
	_, err = f.store.WriterPool().ExecContext(t.Context(), `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2100)
		INSERT INTO tokens (id, kind, environment, app_id, name, expires_at, created_by, created_at, updated_at, version)
		SELECT printf('tok_%016d', i), 'live', 'live', ?, 'n' || i, ?, 'x', ?, 0, 1 FROM n`, made.App.ID, begin.Add(300*day).UnixMicro(), begin.UnixMicro())
	require.NoError(t, err)
	f.clock.Advance(31 * day)
	require.NoError(t, f.Look(t.Context()))
	require.Equal(t, 2000, f.asked, "a turn is bounded")
	again := campaigns.New(f.deps)
	require.NoError(t, again.Look(t.Context()))
	require.Equal(t, 2101, f.asked, "every token once, by another node too")
	require.NoError(t, again.Look(t.Context()))
	require.Equal(t, 2101, f.asked, "then it rests")
	all, err := f.Summary(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 2101, all.Tokens)
	require.NotNil(t, all.LookedAt)
}

func TestEachOwnerHearsOfTheirOwnTokensOnceAndIsRemindedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		first, second, other := f.token("ada", "First", "museum:read"), f.token("ada", "Second", "museum:read"), f.token("bob", "Other", "museum:read")
		f.clock.Advance(30 * day)
		f.look()
		due := f.clock.Now().Add(10 * day).In(time.FixedZone("", 14*3600))
		c := f.start(campaigns.Draft{Words: "Before the audit, please.", Due: &due})
		_, err := f.Start(f.security(), campaigns.Draft{Name: "Again"})
		require.ErrorIs(t, err, campaigns.ErrNobody, "a token is asked about by one campaign at a time")

		node := campaigns.New(f.deps)
		for range 2 {
			require.NoError(t, f.Tell(t.Context()))
			require.NoError(t, node.Tell(t.Context()))
		}
		require.Len(t, f.people.all, 2)
		ada, bob := f.people.all[0], f.people.all[1]
		require.Equal(t, "acc_ada", ada.notice.Account)
		require.Equal(t, "/narrow", ada.notice.Link)
		require.Equal(t, due.UTC().Format("2 January 2006, 15:04 UTC"), ada.data["When"], "whatever the zone of whoever chose it")
		require.Len(t, ada.data["Notices"], 2)
		require.Equal(t, "/tokens/"+other.ID, bob.notice.Link)
		entries := bob.data["Notices"].([]mail.Entry)
		require.Len(t, entries, 1)
		require.Contains(t, entries[0].Title, "Other")
		require.Contains(t, entries[0].Text, "museum:write")
		require.Equal(t, "https://portal.example.com/tokens/"+other.ID, entries[0].Link)

		mine, err := f.Mine(f.as("ada"), page.Request{Limit: 1})
		require.NoError(t, err)
		require.Len(t, mine.Items, 1)
		require.NotEmpty(t, mine.Next)
		f.narrow("ada", first, "museum:read")
		_, err = f.Keep(f.as("ada"), other.ID, "Mine now.")
		require.ErrorIs(t, err, tokens.ErrNotFound)
		f.clock.Advance(6 * day)
		require.NoError(t, f.Tell(t.Context()))
		require.Len(t, f.people.all, 2, "it isn't time yet")
		f.clock.Advance(day + time.Hour)
		for range 2 {
			require.NoError(t, f.Tell(t.Context()))
			require.NoError(t, node.Tell(t.Context()))
		}
		require.Len(t, f.people.all, 4)
		require.Len(t, f.people.all[2].data["Notices"], 1, "without the one that is done")
		require.Contains(t, f.people.all[2].notice.Title, "Until "+due.UTC().Format("2 January, 15:04 UTC"))
		require.Equal(t, "/tokens/"+second.ID, f.people.all[2].notice.Link)
		f.clock.Advance(3 * day)
		require.NoError(t, f.Tell(t.Context()))
		require.Len(t, f.people.all, 4)
		r := f.report(c.ID)
		require.NotNil(t, r.EndedAt)
		require.EqualValues(t, 3, r.Tokens)
		require.EqualValues(t, 3, r.Told)
		require.Equal(t, map[campaigns.Outcome]int64{campaigns.Narrowed: 1, campaigns.Unanswered: 2}, r.Outcomes)
		require.Len(t, r.Narrowed, 1)
		require.Len(t, f.board(campaigns.Filter{State: "unasked"}), 2, "and may be asked about again")
		_, err = f.End(f.security(), c.ID)
		require.ErrorIs(t, err, campaigns.ErrOver)
	})
}

func TestAReasonKeepsATokenOutOfCampaignsUntilItsScopesChangeOr90DaysPass(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		token := f.token("ada", "Kiosk", "museum:read")
		f.token("bob", "Other", "museum:read")
		f.clock.Advance(30 * day)
		f.look()
		c := f.start(campaigns.Draft{})
		_, err := f.Keep(f.as("ada"), token.ID, " ")
		require.Error(t, err)
		ask, err := f.Keep(f.as("ada"), token.ID, "The yearly report needs it.")
		require.NoError(t, err)
		require.Equal(t, f.clock.Now().Add(90*day), ask.Keep.Until)
		require.NoError(t, f.Tell(t.Context()))
		require.Len(t, f.people.all, 1, "nobody is told of what has an answer")
		require.EqualValues(t, 1, f.report(c.ID).Outcomes[campaigns.Kept])
		kept := campaigns.Kept
		of, err := f.Members(t.Context(), c.ID, &kept, page.Request{Limit: 5})
		require.NoError(t, err)
		require.Equal(t, "The yearly report needs it.", of.Items[0].Reason)
		_, err = f.End(f.security(), c.ID)
		require.NoError(t, err)
		require.Equal(t, []string{token.ID}, f.board(campaigns.Filter{State: "kept"}))
		p, err := f.Preview(t.Context(), campaigns.Filter{})
		require.NoError(t, err)
		require.EqualValues(t, []int64{1, 1, 1}, []int64{p.Tokens, p.Owners, p.Kept})
		f.look()
		require.Equal(t, []string{token.ID}, f.board(campaigns.Filter{State: "kept"}), "a later look leaves the reason alone")

		f.narrow("ada", token, "museum:read", "museum:write")
		require.Empty(t, f.board(campaigns.Filter{State: "kept"}))
		_, err = f.Keep(f.as("ada"), token.ID, "Still.")
		require.NoError(t, err)
		f.clock.Advance(90 * day)
		require.Empty(t, f.board(campaigns.Filter{State: "kept"}))
		_, err = f.Keep(f.as("ada"), "tok_none", "Why.")
		require.ErrorIs(t, err, tokens.ErrNotFound)
	})
}

func TestACampaignSaysWhatIsWrongWithIt(t *testing.T) {
	f := open(t, storetest.New(t))
	past := begin
	for _, d := range []campaigns.Draft{
		{}, {Name: "X", Due: &past}, {Name: "X", Filter: campaigns.Filter{Risk: "huge"}},
		{Name: "X", Filter: campaigns.Filter{API: "museum", Scope: "harbour:read"}}, {Name: "X", Filter: campaigns.Filter{State: "kept"}},
	} {
		_, err := f.Start(f.security(), d)
		require.ErrorContains(t, err, "invalid", "%+v", d)
	}
	_, err := f.Report(t.Context(), "cmp_none")
	require.ErrorIs(t, err, campaigns.ErrNotFound)
}
