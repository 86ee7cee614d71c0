package catalog

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestRulesThatAreSwitchedOffNeitherReportNorCount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		f.published(t, "museum", Public)
		app := serve(t, f)
		was, err := f.Version(publisher(t), "museum", Latest)
		require.NoError(t, err)
		rule := was.Findings[len(was.Findings)-1].Rule
		answer, body := call(t, app, "PUT", "/apis/museum/lint", `{"off":["`+rule+`"]}`, "If-Match", "*")
		require.Equal(t, 200, answer.StatusCode, body)
		require.NoError(t, f.lintAgain(t.Context(), lintArgs{API: was.APIID}))
		is, err := f.Version(publisher(t), "museum", Latest)
		require.NoError(t, err)
		require.Equal(t, was.Hash, is.Hash)
		require.Equal(t, was.State, is.State)
		require.GreaterOrEqual(t, is.Score, was.Score)
		for _, found := range is.Findings {
			require.NotEqual(t, rule, found.Rule)
		}
		next := f.second(t)
		for _, found := range next.Findings {
			require.NotEqual(t, rule, found.Rule, "later imports keep to it")
		}
		_, body = call(t, app, "GET", "/apis/museum/lint", "")
		require.Equal(t, 1, strings.Count(body, `"off":true`))
		answer, _ = call(t, app, "PUT", "/apis/museum/lint", `{"off":["no-such-rule"]}`, "If-Match", "*")
		require.Equal(t, 422, answer.StatusCode)
		answer, _ = call(t, app, "PUT", "/apis/museum/lint", `{"off":[]}`)
		require.Equal(t, 428, answer.StatusCode)
	})
}

func TestTheSourceIsAnsweredAsItWasGiven(t *testing.T) {
	f := open(storetest.New(t))
	f.published(t, "museum", Public)
	f.second(t)
	app := serve(t, f)
	_, body := call(t, app, "GET", "/apis/museum/versions/1.0.0/source", "")
	require.Contains(t, body, `"files":["openapi.yaml"]`)
	require.Contains(t, body, "Buy a ticket")
	missing, _ := call(t, app, "GET", "/apis/museum/versions/1.0.0/source?file=..%2Fsecret", "")
	require.Equal(t, 404, missing.StatusCode)
	stranger := serveAs(t, f, rbac.Subject{})
	original, body := call(t, stranger, "GET", "/apis/museum/versions/1.0.0/original", "")
	require.Equal(t, museum, body)
	require.Equal(t, "attachment; filename=museum-1.0.0.yaml", original.Header.Get("Content-Disposition"))
	require.Equal(t, "application/octet-stream", original.Header.Get("Content-Type"))
	draft, _ := call(t, stranger, "GET", "/apis/museum/versions/2.0.0/original", "")
	require.Equal(t, 404, draft.StatusCode)
}

func TestARefreshMakesADraftOfWhatChangedAndNeverPublishes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		box := &inbox{}
		f.Messenger = box
		api := f.published(t, "museum", Public)
		app := serve(t, f)
		early, _ := call(t, app, "POST", "/apis/museum/refresh", "{}")
		require.Equal(t, 409, early.StatusCode, "there is no address yet")
		answer, body := call(t, app, "PUT", "/apis/museum/refresh", `{"url":"https://example.com/o.yaml","schedule":"daily"}`, "If-Match", "*")
		require.Equal(t, 200, answer.StatusCode, body)
		now, _ := call(t, app, "POST", "/apis/museum/refresh", "{}")
		require.Equal(t, 202, now.StatusCode)

		*f.fetch = answering(200, museum)
		require.NoError(t, f.runRefresh(t.Context(), refreshArgs{API: api.ID}))
		_, r, err := f.FindRefresh(publisher(t), "museum")
		require.NoError(t, err)
		require.Equal(t, refreshUnchanged, r.Outcome, "a version of this document is there")

		var asked http.Header
		reply := func(status int, body string) network {
			return func(r *http.Request) (*http.Response, error) {
				asked = r.Header
				answer, err := answering(status, body)(r)
				answer.Header.Set("ETag", `"v2"`)
				return answer, err
			}
		}
		f.clock.Advance(25 * time.Hour)
		due, err := f.repo.refreshesDue(t.Context(), f.clock.Now())
		require.NoError(t, err)
		require.Equal(t, []string{api.ID}, due)
		*f.fetch = reply(200, museum2)
		require.NoError(t, f.runRefresh(t.Context(), refreshArgs{API: api.ID}))
		v, err := f.Version(publisher(t), "museum", "2026-03-02")
		require.NoError(t, err)
		require.NoError(t, f.runImport(t.Context(), v.ID))
		v, err = f.Version(publisher(t), "museum", v.ID)
		require.NoError(t, err)
		require.Equal(t, Draft, v.State)
		require.Len(t, box.told, 1)
		require.Equal(t, "api.refreshed", box.told[0].Kind)

		*f.fetch = reply(304, "")
		require.NoError(t, f.runRefresh(t.Context(), refreshArgs{API: api.ID}))
		require.Equal(t, `"v2"`, asked.Get("If-None-Match"))
		*f.fetch = reply(500, "")
		require.NoError(t, f.runRefresh(t.Context(), refreshArgs{API: api.ID}))
		_, r, err = f.FindRefresh(publisher(t), "museum")
		require.NoError(t, err)
		require.Equal(t, refreshFailed, r.Outcome)
		require.Equal(t, FailureBroken, r.Failure)
		require.Equal(t, f.clock.Now().Add(15*time.Minute), *r.DueAt, "soon, because it may be a short one")
		require.Len(t, box.told, 1, "one failure is not worth a mail")
		all, err := f.Versions(publisher(t), "museum")
		require.NoError(t, err)
		require.Len(t, all.Items, 2)
		for path, body := range map[string]string{"url": `{"url":"ftp://a","schedule":"daily"}`, "schedule": `{"url":"https://a","schedule":"yearly"}`} {
			answer, _ := call(t, app, "PUT", "/apis/museum/refresh", body, "If-Match", "*")
			require.Equal(t, 422, answer.StatusCode, path)
		}
	})
}

func TestAnAddressThatKeepsFailingIsToldOnceAndLookedAtLessOften(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		box := &inbox{}
		f.Messenger = box
		api := f.published(t, "museum", Public)
		app := serve(t, f)
		answer, body := call(t, app, "PUT", "/apis/museum/refresh", `{"url":"https://example.com/o.yaml","schedule":"hourly"}`, "If-Match", "*")
		require.Equal(t, 200, answer.StatusCode, body)
		look := func(n network) Refresh {
			*f.fetch = n
			require.NoError(t, f.runRefresh(t.Context(), refreshArgs{API: api.ID}))
			_, r, err := f.FindRefresh(publisher(t), "museum")
			require.NoError(t, err)
			return r
		}
		for i, wait := range []time.Duration{15 * time.Minute, time.Hour, 4 * time.Hour, 4 * time.Hour} {
			r := look(answering(404, "secret words"))
			require.Equal(t, FailureRefused, r.Failure)
			require.EqualValues(t, i+1, r.Failures)
			require.Equal(t, f.clock.Now().Add(wait), *r.DueAt)
		}
		require.Len(t, box.told, 1)
		require.Equal(t, "api.refresh_failed", box.told[0].Kind)
		require.Equal(t, "acc_1", box.told[0].Account)
		_, body = call(t, app, "GET", "/apis/museum/refresh", "")
		require.Contains(t, body, `"failure":"refused"`)
		require.NotContains(t, body+box.told[0].Body, "secret words")

		r := look(answering(200, museum))
		require.Zero(t, r.Failures)
		require.Empty(t, r.Failure)
		require.Equal(t, f.clock.Now().Add(time.Hour), *r.DueAt)
		for _, n := range []network{
			answering(200, ""), func(*http.Request) (*http.Response, error) { return nil, errors.New("10.0.0.1: no route") },
		} {
			r = look(n)
		}
		require.Equal(t, FailureUnreachable, r.Failure)
		require.Len(t, box.told, 2, "a new row of failures is told again")
	})
}

func TestANewDocumentThatCannotBeReadIsTold(t *testing.T) {
	f := open(storetest.New(t))
	box := &inbox{}
	f.Messenger = box
	api := f.published(t, "museum", Public)
	answer, body := call(t, serve(t, f), "PUT", "/apis/museum/refresh", `{"url":"https://example.com/o.yaml","schedule":"daily"}`, "If-Match", "*")
	require.Equal(t, 200, answer.StatusCode, body)
	*f.fetch = answering(200, "<html>")
	require.NoError(t, f.runRefresh(t.Context(), refreshArgs{API: api.ID}))
	v, err := f.Version(publisher(t), "museum", "2026-03-01")
	require.NoError(t, err)
	require.NoError(t, f.runImport(t.Context(), v.ID))
	require.Len(t, box.told, 2)
	require.Equal(t, "api.refresh_failed", box.told[1].Kind)
	by, err := f.StartImport(publisher(t), "museum", Import{Label: "by-hand", Text: "<html>"})
	require.NoError(t, err)
	require.NoError(t, f.runImport(t.Context(), by.ID))
	require.Len(t, box.told, 2, "whoever imports by hand sees it")
}

func TestThoseWhoManageAPIsAreToldWhereAnAPIHasNoPerson(t *testing.T) {
	f := open(storetest.New(t))
	box := &inbox{}
	f.Messenger, f.Managers = box, func(context.Context) ([]string, error) { return []string{"acc_7", "acc_8"}, nil }
	require.NoError(t, f.tellOfFailure(t.Context(), API{Name: "Museum", Owner: "system"}, Refresh{Failure: FailureEmpty}))
	require.Len(t, box.told, 2)
	require.Equal(t, "acc_8", box.told[1].Account)
}

func TestAnImportTellsHowFarItHasCome(t *testing.T) {
	f := open(storetest.New(t))
	f.api(t, "museum", Public)
	v, err := f.StartImport(publisher(t), "museum", Import{Label: "1.0.0", Text: museum})
	require.NoError(t, err)
	app := serve(t, f)
	_, body := call(t, app, "GET", "/apis/museum/versions/1.0.0", "")
	require.NotContains(t, body, `"stage"`, "it waits")
	f.reach(t.Context(), v.ID, "resolve")
	_, body = call(t, app, "GET", "/apis/museum/versions", "")
	require.Contains(t, body, `"stage":"resolve"`)
	require.NoError(t, f.runImport(t.Context(), v.ID))
	_, body = call(t, app, "GET", "/apis/museum/versions/1.0.0", "")
	require.Contains(t, body, `"state":"draft"`)
	require.NotContains(t, body, `"stage"`, "it has ended")

	broken, err := f.StartImport(publisher(t), "museum", Import{Label: "2.0.0", Text: "openapi: ["})
	require.NoError(t, err)
	require.NoError(t, f.runImport(t.Context(), broken.ID))
	_, body = call(t, app, "GET", "/apis/museum/versions/2.0.0", "")
	require.Contains(t, body, `"state":"failed","stage":"read"`)
}
