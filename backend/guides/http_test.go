package guides_test

import (
	"testing"

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
	require.Contains(t, guide.HTML, "<h1>")
	p.Nobody().Do(t, "GET", "/guides", nil).Want(t, 200, nil)
	require.Equal(t, 404, p.Nobody().Do(t, "GET", "/guides/other", nil).Status)
}
