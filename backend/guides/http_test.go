package guides_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
)

func TestGuidesAreReadByAnybodyAndWrittenByEditors(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	developer := p.Developer(t, "dev@example.com")
	body := map[string]any{"title": "Hello", "summary": "", "order": 1, "markdown": "# Hi\n\n<script>alert(1)</script>"}
	require.Equal(t, 401, p.Nobody().Do(t, "PUT", "/guides/hello", body).Status)
	require.Equal(t, 403, developer.Do(t, "PUT", "/guides/hello", body).Status)
	admin.Do(t, "PUT", "/guides/hello", body).Want(t, 200, nil)
	require.Equal(t, 412, admin.Send(t, "PUT", "/guides/hello", body, map[string]string{"If-Match": `"7"`}).Status)
	require.Equal(t, 428, admin.Send(t, "PUT", "/guides/hello", body, nil).Status)
	require.Equal(t, 404, admin.Send(t, "PUT", "/guides/other", body, map[string]string{"If-Match": `"1"`}).Status)
	require.Equal(t, 400, admin.Do(t, "PUT", "/guides/hello", map[string]any{"html": "<b>"}).Status)
	require.Equal(t, 422, admin.Do(t, "PUT", "/guides/Hello", body).Status)
	var guide struct {
		HTML string `json:"html"`
	}
	p.Nobody().Do(t, "GET", "/guides/hello", nil).Want(t, 200, &guide)
	require.NotContains(t, guide.HTML, "<script")
	require.Contains(t, guide.HTML, `<h1 id="part-hi">`)
	p.Nobody().Do(t, "GET", "/guides", nil).Want(t, 200, nil)
	require.Equal(t, 404, p.Nobody().Do(t, "GET", "/guides/other", nil).Status)
}

func TestAPreviewIsWhatReadersWouldSeeAndKeepsNothing(t *testing.T) {
	p := apitest.New(t)
	admin, developer := p.Admin(t), p.Developer(t, "dev@example.com")
	body := map[string]any{"markdown": ":::tabs\n== A\n[here](/apis)\n:::\n\n> [!TIP]\n> a <b>b</b>\r\n"}
	require.Equal(t, 401, p.Nobody().Do(t, "POST", "/guides/preview", body).Status)
	require.Equal(t, 403, developer.Do(t, "POST", "/guides/preview", body).Status)
	type shown struct{ HTML string }
	var preview, saved shown
	admin.Do(t, "POST", "/guides/preview", body).Want(t, 200, &preview)
	require.Contains(t, preview.HTML, `<a href="/apis">here</a>`)
	require.Equal(t, 404, p.Nobody().Do(t, "GET", "/guides/preview", nil).Status)
	admin.Do(t, "PUT", "/guides/hello", map[string]any{"title": "Hello", "section": " A / B ", "markdown": body["markdown"]}).Want(t, 200, &saved)
	require.Equal(t, saved, preview)
	var guide struct{ Section string }
	p.Nobody().Do(t, "GET", "/guides/hello", nil).Want(t, 200, &guide)
	require.Equal(t, "A/B", guide.Section)
	require.Equal(t, 422, admin.Do(t, "PUT", "/guides/hello", map[string]any{"title": "Hello", "section": "a//b", "markdown": "a"}).Status)
	require.Equal(t, 422, admin.Do(t, "POST", "/guides/preview", map[string]any{"markdown": strings.Repeat("a", 200_001)}).Status)
	admin.Do(t, "POST", "/guides/preview", map[string]any{"markdown": ""}).Want(t, 200, &preview)
	require.Empty(t, preview.HTML)
}

func TestTheHistoryOfAGuideIsForItsEditorsAndBringsTextsBack(t *testing.T) {
	p := apitest.New(t)
	admin, developer := p.Admin(t), p.Developer(t, "dev@example.com")
	for _, text := range []string{"one", "two", "three"} {
		body := map[string]any{"title": "Title " + text, "summary": "s", "order": 7, "markdown": text}
		admin.Do(t, "PUT", "/guides/hello", body).Want(t, 200, nil)
	}
	for _, path := range []string{"/guides/hello/revisions", "/guides/hello/revisions/1"} {
		require.Equal(t, 401, p.Nobody().Do(t, "GET", path, nil).Status, path)
		require.Equal(t, 403, developer.Do(t, "GET", path, nil).Status, path)
	}
	type revision struct {
		Version                             int64
		Title, Author, AuthorName, Markdown string
		At                                  time.Time
	}
	var first, second struct {
		Items []revision
		Next  string
	}
	admin.Do(t, "GET", "/guides/hello/revisions?limit=2", nil).Want(t, 200, &first)
	require.Len(t, first.Items, 2)
	require.EqualValues(t, 3, first.Items[0].Version)
	require.Equal(t, "Title three", first.Items[0].Title)
	require.Empty(t, first.Items[0].Markdown)
	require.NotEqual(t, first.Items[0].Author, first.Items[0].AuthorName, "people are shown by name")
	require.False(t, first.Items[0].At.IsZero())
	admin.Do(t, "GET", "/guides/hello/revisions?limit=2&cursor="+first.Next, nil).Want(t, 200, &second)
	require.Len(t, second.Items, 1)
	require.Empty(t, second.Next)
	var old revision
	admin.Do(t, "GET", "/guides/hello/revisions/1", nil).Want(t, 200, &old)
	require.Equal(t, "one", old.Markdown)
	require.Equal(t, second.Items[0].Title, old.Title)

	restored := map[string]any{"title": old.Title, "summary": "s", "order": 7, "markdown": old.Markdown}
	admin.Send(t, "PUT", "/guides/hello", restored, map[string]string{"If-Match": `"3"`}).Want(t, 200, nil)
	admin.Do(t, "GET", "/guides/hello/revisions/4", nil).Want(t, 200, &old)
	require.Equal(t, "one", old.Markdown)
	for _, path := range []string{"/guides/none/revisions", "/guides/none/revisions/1", "/guides/hello/revisions/5", "/guides/hello/revisions/0", "/guides/hello/revisions/x"} {
		require.Equal(t, 404, admin.Do(t, "GET", path, nil).Status, path)
	}
	require.Equal(t, 400, admin.Do(t, "GET", "/guides/hello/revisions?cursor=eA", nil).Status)
}
