// Package entrypoint does with a call what Traefik's entry point does before its router sees it. The parts are Traefik's own,
// taken beside this file; their order is that of its newHTTPServer.
package entrypoint

import (
	"fmt"
	"net/http"

	"github.com/traefik/traefik/v3/pkg/config/static"
	"github.com/traefik/traefik/v3/pkg/middlewares/contenttype"
	"github.com/traefik/traefik/v3/pkg/middlewares/forwardedheaders"
	"github.com/traefik/traefik/v3/pkg/middlewares/requestdecorator"
)

// Wrap puts the entry point in front of a router.
func Wrap(e *static.EntryPoint, router http.Handler) (http.Handler, error) {
	decorated, err := requestdecorator.WrapHandler(requestdecorator.New(nil))(router)
	if err != nil {
		return nil, err
	}
	var handler http.Handler
	handler, err = forwardedheaders.NewXForwarded(e.ForwardedHeaders.Insecure, e.ForwardedHeaders.TrustedIPs,
		e.ForwardedHeaders.Connection, e.ForwardedHeaders.NotAppendXForwardedFor, decorated)
	if err != nil {
		return nil, err
	}
	handler = contenttype.DisableAutoDetection(handler)
	handler = http.AllowQuerySemicolons(handler)
	if e.HTTP.SanitizePath != nil && *e.HTTP.SanitizePath {
		handler = sanitizePath(handler)
	}
	handler = denyFragment(normalizePath(handler))
	switch e.HTTP.AliasHeadersStrategy {
	case "", static.AliasHeadersStrategyKeep:
	case static.AliasHeadersStrategyDelete:
		handler = removeAliasingHeaders(handler)
	case static.AliasHeadersStrategyReject:
		handler = rejectAliasingHeaders(handler)
	default:
		return nil, fmt.Errorf("aliasHeadersStrategy %q", e.HTTP.AliasHeadersStrategy)
	}
	return denyOpaque(handler), nil
}
