package web

import (
	"context"
	"io"
	"log/slog"
	"net/url"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"
)

func TestBeforeThereIsAnAdministratorADemoCanOnlyBeRead(t *testing.T) {
	public, err := url.Parse(localhost)
	require.NoError(t, err)
	for _, row := range []struct {
		demo         bool
		method, path string
		want         int
	}{
		{true, "GET", "/apis", 204}, {true, "POST", "/auth/sign-up", 503}, {true, "POST", "/setup/begin", 204},
		{false, "GET", "/apis", 503}, {false, "GET", "/portal", 204},
	} {
		p := NewPortal(Config{
			PublicURL: public, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), Demo: row.demo,
			Closed: func(context.Context) bool { return true },
		})
		app := fiber.New(fiber.Config{ErrorHandler: ErrorHandler(p.Logger, nil)})
		app.Use(p.Enter())
		ok := func(c *fiber.Ctx) error { return NoContent(c) }
		p.Mount(app, "", []Route{
			{Method: "GET", Path: "/apis", Public: true, Handler: ok}, {Method: "GET", Path: "/portal", Public: true, Handler: ok},
			{Method: "POST", Path: "/auth/sign-up", Public: true, Handler: ok}, {Method: "POST", Path: "/setup/begin", Public: true, Handler: ok},
		})
		status, text, _ := call{method: row.method, path: row.path, origin: localhost, contentType: map[string]string{"POST": "application/json"}[row.method]}.do(t, app)
		require.Equal(t, row.want, status, "%+v: %s", row, text)
	}
}
