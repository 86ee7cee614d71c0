package usage_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type keys string

func (k keys) Derive(purpose string) []byte { return []byte(string(k) + purpose) }
func (k keys) Pepper() (string, []byte)     { return "p1", []byte("0123456789abcdef0123456789abcdef") }
func (k keys) PepperByID(string) ([]byte, bool) {
	_, pepper := k.Pepper()
	return pepper, true
}

type fixture struct {
	*usage.Service
	t      *testing.T
	clock  *clock.Fake
	apps   *apps.Service
	tokens *tokens.Service
	app    apps.App
	token  string
}

var begin = time.Date(2026, 3, 1, 12, 30, 15, 0, time.UTC)

// each runs test with usage.db in a directory of its own, and on PostgreSQL when a server is given.
func each(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, open(t, "")) })
	server := os.Getenv(storetest.EnvPostgres)
	if server == "" {
		return
	}
	t.Run("postgres", func(t *testing.T) { test(t, open(t, schema(t, server))) })
}

func schema(t *testing.T, server string) string {
	t.Helper()
	name := ident.New("tst")
	db, err := sql.Open("pgx", server)
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), fmt.Sprintf("CREATE SCHEMA %q", name))
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := db.ExecContext(context.Background(), fmt.Sprintf("DROP SCHEMA %q CASCADE", name))
		require.NoError(t, err)
		_ = db.Close()
	})
	u, err := url.Parse(server)
	require.NoError(t, err)
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

func open(t *testing.T, pg string) *fixture {
	t.Helper()
	enforcer, err := rbac.New()
	require.NoError(t, err)
	s := storetest.New(t)
	f := &fixture{t: t, clock: clock.NewFake(begin)}
	cursors := page.Codec{Key: []byte("k")}
	log := audit.New(audit.Deps{Store: s, Keys: keys("k"), Clock: f.clock})
	f.apps = apps.New(apps.Deps{
		Store: s, Audit: log, Clock: f.clock, Allows: enforcer.Allows, Cursors: cursors,
		OwnerNames: func(context.Context, []string) (map[string]string, error) { return nil, nil },
	})
	queue := jobs.New(jobs.Deps{Store: s})
	cat := catalog.New(catalog.Deps{Store: s, Audit: log, Clock: f.clock, Jobs: queue, Allows: enforcer.Allows, Cursors: cursors})
	grants := access.New(access.Deps{Store: s, Audit: log, Clock: f.clock, Jobs: queue, Apps: f.apps, Catalog: cat, Allows: enforcer.Allows, Cursors: cursors})
	f.tokens = tokens.New(tokens.Deps{
		Store: s, Audit: log, Clock: f.clock, Apps: f.apps, Grants: grants, Policy: policy.New(policy.Deps{Store: s, Audit: log, Clock: f.clock}),
		Keys: keys("k"), Brand: "gth", Random: rand.Reader, Allows: enforcer.Allows, Cursors: cursors,
	})
	f.Service, err = usage.New(t.Context(), usage.Deps{
		Store: s, Dir: t.TempDir(), URL: pg, Clock: f.clock, Apps: f.apps, Catalog: cat, Tokens: f.tokens, Allows: enforcer.Allows, Cursors: cursors,
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Stop(context.Background())) })
	made, err := f.apps.Register(f.ada(), apps.Draft{Name: "Kiosk"})
	require.NoError(t, err)
	f.app, f.token = made.App, made.Token.(tokens.View).ID
	return f
}

func (f *fixture) as(id string, roles ...rbac.Role) context.Context {
	return rbac.With(f.t.Context(), rbac.Subject{ID: id, Roles: roles})
}

func (f *fixture) ada() context.Context { return f.as("u:acc_ada", rbac.Developer) }

// record records and writes calls that happen a second apart from the fixture's time on.
func (f *fixture) record(events ...usage.Event) {
	f.t.Helper()
	for i, e := range events {
		if e.At == 0 {
			e.At = f.clock.Now().Add(time.Duration(i) * time.Second).UnixMicro()
		}
		if e.AppID == "" {
			e.AppID, e.TokenID = f.app.ID, f.token
		}
		e.Network, e.Door, e.Environment = "192.0.2.0/24", "gateway", "sandbox"
		f.Recorder.Record(e)
	}
	f.Flush(f.t.Context())
}

func TestACallIsInTheChartTheRankingAndTheLog(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.record(
			usage.Event{Operation: "listThings", Method: "GET", Route: "/things", Status: 200, LatencyUS: 10_000, UpstreamUS: 9_000},
			usage.Event{Operation: "listThings", Method: "GET", Route: "/things", Status: 502, Code: "upstream_unreachable", LatencyUS: 20_000},
			usage.Event{Operation: "addThing", Method: "POST", Route: "/things", Status: 403, Code: "scope_missing", LatencyUS: 60, DecisionID: "dec_1"},
			usage.Event{Operation: "addThing", Method: "POST", Route: "/things", Status: 404, LatencyUS: 10_000},
		)
		f.clock.Advance(time.Minute)

		series, err := f.Series(f.ada(), usage.Query{From: begin.Add(-time.Hour)})
		require.NoError(t, err)
		require.Equal(t, usage.Minute, series.Step)
		require.EqualValues(t, 4, series.Total.Calls)
		require.EqualValues(t, 2, series.Total.Errors)
		require.EqualValues(t, 1, series.Total.Denied)
		require.InEpsilon(t, 10_000, series.Total.P50US, 0.2)
		require.Len(t, series.Points, 62, "no gaps, both edges")

		top, err := f.Top(f.ada(), usage.Query{}, "operation", 0)
		require.NoError(t, err)
		require.Equal(t, []string{"addThing", "listThings"}, []string{top[0].Key, top[1].Key})
		byToken, err := f.Top(f.ada(), usage.Query{}, "token", 1)
		require.NoError(t, err)
		require.Equal(t, "First sandbox token", byToken[0].Label)
		byStatus, err := f.Top(f.ada(), usage.Query{}, "status", 10)
		require.NoError(t, err)
		require.Len(t, byStatus, 4)

		calls, err := f.Calls(f.ada(), usage.Query{Status: "4xx"}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, calls.Items, 2)
		require.Equal(t, begin.Add(3*time.Second).UnixMicro(), calls.Items[0].Event.At)
		require.Equal(t, "dec_1", calls.Items[1].Event.DecisionID)

		today, failed, err := f.Today(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 4, today)
		require.EqualValues(t, 3, failed)
	})
}

func TestBatchesAddUpInTheSameBucket(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		for range 3 {
			f.record(usage.Event{Operation: "listThings", Status: 200, LatencyUS: 1000})
		}
		for _, step := range []string{"minute", "hour", "day"} {
			series, err := f.Series(f.ada(), usage.Query{Step: step, From: begin.Add(-time.Hour), To: begin.Add(time.Hour)})
			require.NoError(t, err)
			require.EqualValues(t, 3, series.Total.Calls, step)
		}
	})
}

func TestTheLogPagesWithoutRepeatingOrLosing(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		same := begin.UnixMicro()
		f.record(usage.Event{At: same, Status: 200}, usage.Event{At: same, Status: 201}, usage.Event{At: same, Status: 202})
		f.clock.Advance(time.Second)
		seen, cursor := map[int]bool{}, ""
		for range 3 {
			found, err := f.Calls(f.ada(), usage.Query{}, page.Request{Cursor: cursor, Limit: 1})
			require.NoError(t, err)
			require.Len(t, found.Items, 1)
			seen[found.Items[0].Event.Status], cursor = true, found.Next
		}
		require.Len(t, seen, 3)
		require.Empty(t, cursor)
	})
}

func TestDevelopersSeeTheirOwnAppsCallsOnly(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.record(usage.Event{Operation: "listThings", Status: 200})
		f.clock.Advance(time.Second)
		mallory := f.as("u:acc_mallory", rbac.Developer)

		calls, err := f.Calls(mallory, usage.Query{}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Empty(t, calls.Items)
		series, err := f.Series(mallory, usage.Query{})
		require.NoError(t, err)
		require.Zero(t, series.Total.Calls)
		top, err := f.Top(mallory, usage.Query{}, "app", 0)
		require.NoError(t, err)
		require.Empty(t, top)
		_, err = f.Series(mallory, usage.Query{App: f.app.ID})
		require.ErrorIs(t, err, apps.ErrNotFound)
		_, err = f.Calls(mallory, usage.Query{Token: f.token}, page.Request{Limit: 10})
		require.ErrorIs(t, err, tokens.ErrNotFound)

		all, err := f.Calls(f.as("u:acc_aud", rbac.Auditor), usage.Query{}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, all.Items, 1)
	})
}

func TestACallThatGotThroughMarksItsTokenAsUsed(t *testing.T) {
	f := open(t, "")
	f.record(usage.Event{Operation: "listThings", Status: 403, Code: "token_revoked"})
	found, err := f.tokens.Any(t.Context(), f.token)
	require.NoError(t, err)
	require.Nil(t, found.LastUsedAt)
	f.record(usage.Event{Operation: "listThings", Status: 200})
	found, err = f.tokens.Any(t.Context(), f.token)
	require.NoError(t, err)
	require.Equal(t, begin, *found.LastUsedAt)
	require.Equal(t, "192.0.2.0/24", found.LastUsedNetwork)
}

func TestADecisionIsShownToItsOwnersForSevenDays(t *testing.T) {
	f := open(t, "")
	f.Keep(usage.Decision{ID: "dec_1", At: begin.UnixMicro(), Code: "scope_missing", Status: 403, Door: "gateway", AppID: f.app.ID, TokenID: f.token,
		Checks: []usage.Check{{Name: "scope", Asked: "museum:write", Held: "museum:read", Message: "Missing."}}})
	f.Keep(usage.Decision{ID: "dec_2", At: begin.UnixMicro(), Code: "token_unknown", Status: 401, Door: "gateway"})

	d, err := f.Decision(f.ada(), "dec_1")
	require.NoError(t, err)
	require.Equal(t, "museum:write", d.Checks[0].Asked)
	for _, id := range []string{"dec_1", "dec_2", "dec_3"} {
		_, err = f.Decision(f.as("u:acc_mallory", rbac.Developer), id)
		require.ErrorIs(t, err, usage.ErrDecisionNotFound)
	}
	_, err = f.Decision(f.as("u:acc_sup", rbac.Support), "dec_2")
	require.NoError(t, err)

	f.clock.Advance(7 * 24 * time.Hour)
	require.NoError(t, f.Forget(t.Context()))
	_, err = f.Decision(f.ada(), "dec_1")
	require.NoError(t, err, "exactly seven days")
	f.clock.Advance(time.Microsecond)
	require.NoError(t, f.Forget(t.Context()))
	_, err = f.Decision(f.ada(), "dec_1")
	require.ErrorIs(t, err, usage.ErrDecisionNotFound)
}

func TestOldCallsAreForgottenAndTheirDaysAreNot(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.record(usage.Event{Operation: "listThings", Status: 200})
		f.clock.Advance(31 * 24 * time.Hour)
		require.NoError(t, f.Forget(t.Context()))

		calls, err := f.Calls(f.ada(), usage.Query{From: begin.Add(-time.Hour)}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Empty(t, calls.Items)
		series, err := f.Series(f.ada(), usage.Query{From: begin.Add(-time.Hour), Step: "day"})
		require.NoError(t, err)
		require.EqualValues(t, 1, series.Total.Calls)
	})
}

func TestWhatWasRecordedIsWrittenWithoutAskingForIt(t *testing.T) {
	f := open(t, "")
	f.Start()
	f.Recorder.Record(usage.Event{At: begin.UnixMicro(), AppID: f.app.ID, TokenID: f.token, Status: 200})
	require.Eventually(t, func() bool {
		calls, err := f.Calls(f.ada(), usage.Query{}, page.Request{Limit: 10})
		return err == nil && len(calls.Items) == 1
	}, time.Minute, 10*time.Millisecond)
}

func TestAQueryNamesEveryMistakeAtOnce(t *testing.T) {
	f := open(t, "")
	_, err := f.Series(f.ada(), usage.Query{From: begin, To: begin, Step: "week", Status: "teapot"})
	require.ErrorContains(t, err, "invalid")
	_, err = f.Top(f.ada(), usage.Query{}, "app_id; DROP TABLE usage_blocks", 51)
	require.ErrorContains(t, err, "invalid")
}

func TestOneOperationsFiguresAreOfTheAppsThatWereAskedFor(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		mine := []string{f.app.ID}
		at := func(ago time.Duration) int64 { return begin.Add(-ago).UnixMicro() }
		event := func(ago time.Duration, status int) usage.Event {
			return usage.Event{At: at(ago), APIID: "api_1", Operation: "listThings", Status: status, LatencyUS: 10_000}
		}
		old, other, stranger := event(8*24*time.Hour, 500), event(0, 200), event(0, 200)
		other.Operation = "addThing"
		stranger.AppID, stranger.TokenID = "app_other", "tok_other"
		console := event(2*time.Minute, 200)
		console.AppID, console.TokenID = f.app.ID, "con_4fT9aB3dE5fG7hJ9"
		f.record(old, event(26*time.Hour, 404), event(3*time.Hour, 200), event(2*time.Hour, 404), console, other, stranger)

		counts, err := f.OfOperation(t.Context(), "api_1", "listThings", mine)
		require.NoError(t, err)
		require.Len(t, counts, 1)
		require.EqualValues(t, 4, counts[f.app.ID].Calls)
		require.EqualValues(t, 2, counts[f.app.ID].Errors)
		none, err := f.OfOperation(t.Context(), "api_2", "listThings", mine)
		require.NoError(t, err)
		require.Empty(t, none)

		last, err := f.LastOfOperation(t.Context(), "api_1", "listThings", mine, 2)
		require.NoError(t, err)
		require.Len(t, last, 2)
		require.True(t, last[0].Event.Console())
		require.Equal(t, at(2*time.Hour), last[1].Event.At)
		last, err = f.LastOfOperation(t.Context(), "api_1", "listThings", mine, 5)
		require.NoError(t, err)
		require.Len(t, last, 4, "of seven days")

		top, err := f.Top(f.ada(), usage.Query{Traffic: usage.TrafficConsole}, "token", 0)
		require.NoError(t, err)
		require.Len(t, top, 1)
		require.Equal(t, "Console", top[0].Label)
		require.Equal(t, "con_", top[0].Key, "the charts keep no ids of five minutes")
	})
}

func TestSmallBlocksAreMergedAndNoCallIsLostOrMoved(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		var want []int64
		for i := range 90 { // over the end of an hour, each written by itself, not in order
			at := begin.Add(time.Duration(i*37%90) * time.Minute).UnixMicro()
			f.record(usage.Event{At: at, Operation: fmt.Sprintf("op%d", i%7), Status: 200 + i%3*100})
			want = append(want, begin.Add(time.Duration(89-i)*time.Minute).UnixMicro())
		}
		times := func(q usage.Query) (at []int64) {
			q.From, q.To = begin.Add(-time.Hour), begin.Add(3*time.Hour)
			request := page.Request{Limit: 7}
			for {
				calls, err := f.Calls(f.ada(), q, request)
				require.NoError(t, err)
				for _, c := range calls.Items {
					at = append(at, c.Event.At)
				}
				if request.Cursor = calls.Next; calls.Next == "" {
					return at
				}
			}
		}
		require.Equal(t, want, times(usage.Query{}))
		some := times(usage.Query{Operation: "op3", Status: "3xx"})
		require.NotEmpty(t, some)
		before := f.Blocks(t)
		f.clock.Advance(5 * time.Hour)
		require.NoError(t, f.Compact(t.Context()))
		require.Equal(t, 5, f.Blocks(t), "calls of two hours, minutes of two hours, hours of one day")
		require.Greater(t, before, 50)
		require.Equal(t, want, times(usage.Query{}))
		require.Equal(t, some, times(usage.Query{Operation: "op3", Status: "3xx"}))
		series, err := f.Series(f.ada(), usage.Query{Step: "day", From: begin.Add(-time.Hour), To: begin.Add(3 * time.Hour)})
		require.NoError(t, err)
		require.EqualValues(t, 90, series.Total.Calls)
	})
}

func TestCallsOfAProcessThatEndedTooEarlyJoinTheRollupsOnce(t *testing.T) {
	dir := t.TempDir()
	start := func() *usage.Service {
		s, err := usage.New(t.Context(), usage.Deps{Store: storetest.New(t), Dir: dir, Clock: clock.NewFake(begin)})
		require.NoError(t, err)
		return s
	}
	killed := start()
	killed.Recorder.Record(usage.Event{At: begin.UnixMicro(), AppID: "app_1", Status: 200})
	killed.Flush(t.Context()) // in the log, not yet in the rollups; then it is gone
	for range 2 {
		next := start()
		require.NoError(t, next.Compact(t.Context()))
		calls, _, err := next.Today(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 1, calls)
		require.NoError(t, next.Stop(t.Context()))
	}
	calls, _, err := killed.Today(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, calls, "what was claimed by another is not added again")
	require.NoError(t, killed.Stop(t.Context()))
}

func TestADamagedBlockHidesItsOwnCallsAndStopsNothing(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		for range 3 { // a block each
			f.record(usage.Event{Operation: "listThings", Status: 200})
		}
		f.Damage(t)
		q := usage.Query{From: begin.Add(-time.Hour), To: begin.Add(time.Hour)}
		check := func() {
			t.Helper()
			calls, err := f.Calls(f.ada(), q, page.Request{Limit: 10})
			require.NoError(t, err)
			require.Len(t, calls.Items, 2)
			series, err := f.Series(f.ada(), q)
			require.NoError(t, err)
			require.EqualValues(t, 2, series.Total.Calls)
		}
		check()
		f.clock.Advance(5 * time.Hour)
		require.NoError(t, f.Compact(t.Context()))
		check()
		f.clock.Advance(31 * 24 * time.Hour)
		require.NoError(t, f.Forget(t.Context()))
		calls, err := f.Calls(f.ada(), q, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Empty(t, calls.Items, "and it is forgotten like the others")
	})
}
