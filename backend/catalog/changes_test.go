package catalog

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// museum2 takes the hours away, asks for a new scope and adds to a schema.
var museum2 = strings.NewReplacer(
	"version: 1.0.0", "version: 2.0.0", `"tickets:read"]}]`, `"tickets:read", "tickets:write"]}]`,
	"/hours:", "/opening:", "getHours", "getOpening", "{id: {type: string}}", "{id: {type: string}, price: {type: integer}}",
).Replace(museum)

// inbox keeps what people are told.
type inbox struct{ told []accounts.Notice }

func (i *inbox) Send(context.Context, string, string, map[string]any) error { return nil }
func (i *inbox) Notify(_ context.Context, n accounts.Notice, _ string, _ map[string]any) error {
	i.told = append(i.told, n)
	return nil
}

func (f fixture) second(t *testing.T) Version {
	t.Helper()
	f.clock.Advance(time.Hour)
	v, err := f.ImportNow(publisher(t), "museum", "2.0.0", map[string][]byte{"openapi.yaml": []byte(museum2)})
	require.NoError(t, err)
	return v
}

// serveAs answers the routes as somebody calls them, without the guard before them.
func serveAs(t *testing.T, f fixture, who rbac.Subject) *fiber.App {
	t.Helper()
	app := serve(t, f)
	outer := fiber.New(fiber.Config{Immutable: true, ErrorHandler: app.Config().ErrorHandler})
	for _, r := range f.Routes() {
		outer.Add(r.Method, r.Path, func(c *fiber.Ctx) error {
			c.SetUserContext(rbac.With(c.UserContext(), who))
			return c.Next()
		}, r.Handler)
	}
	return outer
}

func TestVersionsAreComparedOnceAndForThoseWhoSeeBoth(t *testing.T) {
	f := open(storetest.New(t))
	f.published(t, "museum", Public)
	f.second(t)
	app, stranger := serve(t, f), serveAs(t, f, rbac.Subject{})
	answer, body := call(t, app, "GET", "/apis/museum/versions/2.0.0/diff", "")
	require.Equal(t, 200, answer.StatusCode, body)
	var d differenceJSON
	require.NoError(t, json.Unmarshal([]byte(body), &d))
	require.Equal(t, "1.0.0", d.From.Label)
	require.Equal(t, changeCounts{Breaking: 2, Risky: 0, Compatible: 2}, d.Counts, body)
	_, again := call(t, app, "GET", "/apis/museum/versions/2.0.0/diff?from=1.0.0", "")
	require.Equal(t, body, again)
	for path, status := range map[string]int{
		"/apis/museum/versions/2.0.0/diff":            404,
		"/apis/museum/versions/1.0.0/diff?from=2.0.0": 404,
		"/apis/museum/versions/1.0.0/diff":            404,
		"/apis/museum/versions/1.0.0/diff?from=1.0.0": 200,
		"/apis/zoo/versions/1.0.0/diff":               404,
		"/apis/zoo/changelog":                         404,
		"/apis/zoo/changelog.atom":                    404,
	} {
		answer, body := call(t, stranger, "GET", path, "")
		require.Equal(t, status, answer.StatusCode, "%s: %s", path, body)
	}
	_, err := f.Publish(publisher(t), "museum", "2.0.0", Acceptance{Breaking: true, ComparedWith: "1.0.0"})
	require.NoError(t, err)
	answer, _ = call(t, stranger, "GET", "/apis/museum/versions/latest/diff", "")
	require.Equal(t, 200, answer.StatusCode)
}

func TestTheChangelogTellsWhatEachVersionChanged(t *testing.T) {
	f := open(storetest.New(t))
	f.published(t, "museum", Public)
	f.second(t)
	f.clock.Advance(time.Hour)
	_, err := f.Publish(publisher(t), "museum", "2.0.0", Acceptance{Breaking: true, ComparedWith: "1.0.0"})
	require.NoError(t, err)
	f.clock.Advance(time.Hour)
	sunset := f.clock.Now().Add(24 * time.Hour)
	_, err = f.Deprecate(publisher(t), "museum", "1.0.0", &sunset)
	require.NoError(t, err)
	app := serveAs(t, f, rbac.Subject{})
	_, body := call(t, app, "GET", "/apis/museum/changelog", "")
	var log eventPage
	require.NoError(t, json.Unmarshal([]byte(body), &log))
	require.Len(t, log.Items, 3)
	require.Equal(t, Deprecated, log.Items[0].Kind)
	require.Equal(t, sunset, *log.Items[0].SunsetAt)
	require.Equal(t, 2, log.Items[1].Counts.Breaking)
	require.Equal(t, "1.0.0", log.Items[1].From.Label)
	require.Nil(t, log.Items[2].From)

	feed, body := call(t, app, "GET", "/apis/museum/changelog.atom", "")
	require.Equal(t, "application/atom+xml; charset=utf-8", feed.Header.Get("Content-Type"))
	var parsed atomFeed
	require.NoError(t, xml.Unmarshal([]byte(body), &parsed))
	require.Len(t, parsed.Entries, 3)
	require.Equal(t, stamp(f.clock.Now()), parsed.Updated)
	ids := map[string]bool{}
	for _, e := range parsed.Entries {
		require.Regexp(t, `^tag:portal\.example\.com,2026-03-01:versions/ver_`, e.ID)
		ids[e.ID] = true
		require.NotEmpty(t, e.Content.HTML)
	}
	require.Len(t, ids, 3)
	require.Contains(t, parsed.Entries[1].Title, "with breaking changes")
	require.Contains(t, parsed.Entries[1].Content.HTML, "<strong>breaking</strong>")
	unchanged, _ := call(t, app, "GET", "/apis/museum/changelog.atom", "", "If-None-Match", feed.Header.Get("ETag"))
	require.Equal(t, 304, unchanged.StatusCode)
}

func TestTheFeedOfAnAPIForSignedInPeopleIsMissingForStrangers(t *testing.T) {
	f := open(storetest.New(t))
	f.published(t, "museum", SignedIn)
	answer, _ := call(t, serveAs(t, f, rbac.Subject{}), "GET", "/apis/museum/changelog.atom", "")
	require.Equal(t, 404, answer.StatusCode)
	answer, _ = call(t, serveAs(t, f, rbac.Subject{ID: "u:acc_2"}), "GET", "/apis/museum/changelog.atom", "")
	require.Equal(t, 200, answer.StatusCode)
	require.Equal(t, "private, no-cache", answer.Header.Get("Cache-Control"))
}

func TestFeedsEscapeWhatADocumentSays(t *testing.T) {
	require.Equal(t, "<code>&lt;script&gt;</code> is &amp; new", coded("`<script>` is & new"))
	require.Equal(t, "one  alone", coded("one ` alone"))
}

func TestFollowersAreToldOfEachStepOnce(t *testing.T) {
	s := storetest.New(t)
	require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
		return s.Write(ctx).Exec("INSERT INTO accounts (id, email, email_canonical, name, handle, state, created_at, updated_at) VALUES ('acc_2', 'b@example.com', 'b@example.com', 'B', 'h', 'active', 1, 1)").Error
	}))
	f := open(s)
	box := &inbox{}
	f.Messenger = box
	f.published(t, "museum", Public)
	reader := serveAs(t, f, rbac.Subject{ID: "u:acc_2"})
	_, body := call(t, reader, "GET", "/apis/museum/follow", "")
	require.JSONEq(t, `{"following":false}`, body)
	for range 2 {
		answer, body := call(t, reader, "PUT", "/apis/museum/follow", "{}")
		require.Equal(t, 200, answer.StatusCode, body)
	}
	_, body = call(t, reader, "GET", "/me/follows", "")
	require.Contains(t, body, `"slug":"museum"`)
	f.second(t)
	v, err := f.Publish(publisher(t), "museum", "2.0.0", Acceptance{Breaking: true, ComparedWith: "1.0.0"})
	require.NoError(t, err)
	require.NoError(t, f.announce(t.Context(), announceArgs{Version: v.ID, State: Published}))
	require.NoError(t, f.announce(t.Context(), announceArgs{Version: v.ID, State: Retired}), "a step that is over is not told")
	require.Len(t, box.told, 1)
	require.Equal(t, "api.breaking", box.told[0].Kind)
	require.Equal(t, "acc_2", box.told[0].Account)
	require.Contains(t, box.told[0].Body, "2 breaking")
	_, err = f.Deprecate(publisher(t), "museum", "2.0.0", nil)
	require.NoError(t, err)
	_, err = f.Publish(publisher(t), "museum", "2.0.0", Acceptance{})
	require.NoError(t, err, "callers know what this version changed")
	require.NoError(t, f.announce(t.Context(), announceArgs{Version: v.ID, State: Published, Was: Deprecated}))
	require.Len(t, box.told, 2)
	require.Equal(t, "api.reinstated", box.told[1].Kind)
	require.NotContains(t, box.told[1].Body, "breaking", "what it changed was told when it came")
	answer, _ := call(t, reader, "DELETE", "/apis/museum/follow", "")
	require.Equal(t, 204, answer.StatusCode)
	_, err = f.Retire(publisher(t), "museum", "2.0.0")
	require.NoError(t, err)
	require.NoError(t, f.announce(t.Context(), announceArgs{Version: v.ID, State: Retired}))
	require.Len(t, box.told, 2)
	unknown, _ := call(t, reader, "PUT", "/apis/zoo/follow", "{}")
	require.Equal(t, 404, unknown.StatusCode)
}

func TestBreakingChangesArePublishedOnlyWhenTheyAreAcceptedAgainstTheCurrentVersion(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		api := f.published(t, "museum", Public)
		f.second(t)
		app := serve(t, f)
		publish := func(body string) (int, web.Problem) {
			answer, text := call(t, app, "POST", "/apis/museum/versions/2.0.0/publish", body)
			var p web.Problem
			require.NoError(t, json.Unmarshal([]byte(text), &p))
			return answer.StatusCode, p
		}
		status, refused := publish(`{}`)
		require.Equal(t, 409, status)
		require.Equal(t, "catalog.breaking_changes", refused.Code)
		require.Contains(t, refused.Detail, "2 changes since 1.0.0")
		require.Contains(t, refused.Fix, "comparedWith")
		require.Len(t, refused.Errors, 2)
		require.Contains(t, refused.Errors[0].Message+refused.Errors[1].Message, "GET /hours")
		for _, body := range []string{`{"comparedWith":"1.0.0"}`, `{"acceptBreaking":false}`} {
			status, refused = publish(body)
			require.Equal(t, 409, status, body)
			require.Equal(t, "catalog.breaking_changes", refused.Code, body)
		}
		for _, body := range []string{`{"acceptBreaking":true}`, `{"acceptBreaking":true,"comparedWith":"2.0.0"}`} {
			status, refused = publish(body)
			require.Equal(t, 409, status, body)
			require.Equal(t, "catalog.compared_with_other", refused.Code, body)
		}
		v, err := f.Version(publisher(t), "museum", "2.0.0")
		require.NoError(t, err)
		require.Equal(t, Draft, v.State, "a refusal leaves the draft as it is")
		status, _ = publish(`{"acceptBreaking":true,"comparedWith":"` + api.CurrentVersion + `"}`)
		require.Equal(t, 200, status)
	})
}

func TestAVersionThatBreaksNobodyIsPublishedWithoutAsking(t *testing.T) {
	f := open(storetest.New(t))
	f.published(t, "museum", Public)
	more := strings.Replace(museum, "version: 1.0.0", "version: 1.1.0", 1) + "tags: [{name: tickets}]\n"
	_, err := f.ImportNow(publisher(t), "museum", "1.1.0", map[string][]byte{"openapi.yaml": []byte(more)})
	require.NoError(t, err)
	_, err = f.Publish(publisher(t), "museum", "1.1.0", Acceptance{})
	require.NoError(t, err)
}

func TestNobodyBreaksWhenTheCurrentVersionIsRetired(t *testing.T) {
	f := open(storetest.New(t))
	f.published(t, "museum", Public)
	f.second(t)
	_, err := f.Retire(publisher(t), "museum", "1.0.0")
	require.NoError(t, err)
	_, err = f.Publish(publisher(t), "museum", "2.0.0", Acceptance{})
	require.NoError(t, err)
}
