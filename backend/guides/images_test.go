package guides_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/guides"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func picture(t *testing.T, shade uint8) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 30, 20))
	m.SetGray(1, 1, color.Gray{Y: shade})
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, m))
	return out.Bytes()
}

func TestAPictureStaysAsLongAsAnyRevisionShowsIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		g := guides.New(guides.Deps{Store: s, Audit: audit.New(audit.Deps{Store: s, Keys: keys("k")}), Clock: now})
		add := func(shade uint8) string {
			made, err := g.AddImage(t.Context(), picture(t, shade))
			require.NoError(t, err)
			return made.Name
		}
		once, now1, never := add(1), add(2), add(3)
		show := func(name string) guides.Text {
			return guides.Text{Title: "A", Markdown: "![a](" + guides.ImagePath + name + ")"}
		}
		_, err := g.Save(t.Context(), "a", 0, true, show(once))
		require.NoError(t, err)
		_, err = g.Save(t.Context(), "a", 0, true, show(now1))
		require.NoError(t, err)
		there := func(name string) bool {
			_, err := g.Image(t.Context(), name)
			if err != nil {
				require.ErrorIs(t, err, guides.ErrNoImage)
			}
			return err == nil
		}
		now.Advance(6 * 24 * time.Hour)
		late := add(4)
		require.Equal(t, never, add(3), "the same upload is the same picture, and counts as new")
		now.Advance(2 * 24 * time.Hour)
		require.NoError(t, g.ForgetImages(t.Context()))
		require.True(t, there(once) && there(now1) && there(never) && there(late))
		now.Advance(6 * 24 * time.Hour)
		require.NoError(t, g.ForgetImages(t.Context()))
		require.True(t, there(once) && there(now1))
		require.False(t, there(never) || there(late))
		_, err = g.Save(t.Context(), "a", 0, true, show(never))
		require.ErrorIs(t, err, fault.ErrInvalid, "a text may not show what is not there")
	})
}

func TestPicturesAreAddedByEditorsAndShownToAnybodyAsDownloadsThatDoNothing(t *testing.T) {
	p := apitest.New(t)
	admin, developer := p.Admin(t), p.Developer(t, "dev@example.com")
	bytesOf := map[string]string{"Content-Type": "application/octet-stream"}
	require.Equal(t, 401, p.Nobody().Send(t, "POST", "/guide-images", picture(t, 9), bytesOf).Status)
	require.Equal(t, 403, developer.Send(t, "POST", "/guide-images", picture(t, 9), bytesOf).Status)
	require.Equal(t, 415, admin.Send(t, "POST", "/guide-images", picture(t, 9), map[string]string{"Content-Type": "image/png"}).Status)
	require.Equal(t, 415, admin.Send(t, "POST", "/guide-images", []byte("<svg onload=alert(1)>"), bytesOf).Status)
	require.Equal(t, 413, admin.Send(t, "POST", "/guide-images", make([]byte, 5<<20+1), bytesOf).Status)
	var made struct {
		Address       string
		Width, Height int
	}
	admin.Send(t, "POST", "/guide-images", append(picture(t, 9), "<script>"...), bytesOf).Want(t, 201, &made)
	require.Equal(t, []int{30, 20}, []int{made.Width, made.Height})
	path, ours := strings.CutPrefix(made.Address, "/api/v1")
	require.True(t, ours)
	for _, reader := range []*apitest.Client{p.Nobody(), admin} {
		answer := reader.Do(t, "GET", path, nil).Want(t, 200, nil)
		require.Equal(t, "image/png", answer.Header.Get("Content-Type"))
		require.Equal(t, "nosniff", answer.Header.Get("X-Content-Type-Options"))
		require.Equal(t, "default-src 'none'; sandbox", answer.Header.Get("Content-Security-Policy"))
		require.True(t, strings.HasPrefix(answer.Header.Get("Content-Disposition"), "attachment; filename="))
		require.Equal(t, "public, max-age=31536000, immutable", answer.Header.Get("Cache-Control"))
		require.NotContains(t, string(answer.Body), "script")
	}
	for _, name := range []string{"x", "x.png", path[len("/guide-images/"):] + "x", strings.Repeat("a", 64) + "-1x1.png"} {
		require.Equal(t, 404, p.Nobody().Do(t, "GET", "/guide-images/"+name, nil).Status)
	}
	var guide struct{ HTML string }
	text := "![A *grey* field](" + made.Address + " \"hover\") ![](https://evil.example/x.png)"
	admin.Do(t, "PUT", "/guides/shown", map[string]any{"title": "Shown", "markdown": text}).Want(t, 200, &guide)
	require.Contains(t, guide.HTML, `<img src="`+made.Address+`" alt="A grey field" title="hover" width="30" height="20"`)
	require.NotContains(t, guide.HTML, "evil")
	answer := admin.Do(t, "PUT", "/guides/shown", map[string]any{"title": "Shown", "markdown": strings.ReplaceAll(text, "-30x20", "-31x20")})
	require.Equal(t, 422, answer.Status)
}

func TestPicturesHaveABoundedRoom(t *testing.T) {
	s := storetest.New(t)
	g, _ := open(s)
	made, err := g.AddImage(t.Context(), picture(t, 1))
	require.NoError(t, err)
	require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
		return s.Write(ctx).Exec("UPDATE guide_images SET size = ?", 512<<20).Error
	}))
	_, err = g.AddImage(t.Context(), picture(t, 2))
	require.ErrorIs(t, err, guides.ErrImagesFull)
	again, err := g.AddImage(t.Context(), picture(t, 1))
	require.NoError(t, err)
	require.Equal(t, made.Name, again.Name)
}

func TestABodyThatCannotBeTakenIsRefusedInWords(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	for _, c := range []struct {
		kind   string
		size   int
		status int
		code   string
	}{
		{"application/octet-stream", 40 << 20, 413, "too_large"}, // more than any operation takes
		{"application/octet-stream", 6 << 20, 413, "too_large"},
		{"multipart/form-data; boundary=x", 1 << 10, 415, "media_type"},
		{"multipart/form-data; boundary=x", 40 << 20, 413, "too_large"},
	} {
		answer := admin.Send(t, "POST", "/guide-images", make([]byte, c.size), map[string]string{"Content-Type": c.kind})
		require.Equal(t, c.status, answer.Status, c)
		require.Equal(t, c.code, answer.Code())
		require.Contains(t, string(answer.Body), `"requestId":"rqs_`)
		require.Contains(t, string(answer.Body), `"fix":"`)
	}
}
