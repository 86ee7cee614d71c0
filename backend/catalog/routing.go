package catalog

import (
	"context"
	"errors"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Upstreams answers where the calls of an API go, without secrets. It returns ErrAPINotFound.
func (s *Service) Upstreams(ctx context.Context, idOrSlug string) (API, Upstreams, error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return API{}, Upstreams{}, err
	}
	u, err := s.repo.upstreams(ctx, api.ID)
	return api, u.shown(), err
}

// SetUpstreams replaces where the calls of an API go, when the API's version is the expected one (overwrite skips that);
// calls go there before this returns. Secrets that are left out stay as they are, as long as nobody else would see them. It
// answers what is stored, without secrets, and returns ErrAPINotFound, ErrStale and fault.ErrInvalid, which also names
// addresses that the operator does not allow.
func (s *Service) SetUpstreams(ctx context.Context, idOrSlug string, expected int64, overwrite bool, u Upstreams) (API, Upstreams, error) {
	api, err := s.changeAPI(ctx, idOrSlug, expected, overwrite, func(ctx context.Context, api *API) (string, map[string]any, error) {
		old, err := s.repo.upstreams(ctx, api.ID)
		if err != nil {
			return "", nil, err
		}
		details := map[string]any{"api": api.Slug, "sandbox": u.Sandbox.audited(), "live": u.Live.audited()}
		if err := s.complete(&u, old); err != nil {
			return "", nil, err
		}
		return "upstreams.update", details, s.repo.putUpstreams(ctx, api.ID, u)
	})
	return api, u.shown(), err
}

// TryUpstream answers an upstream as SetUpstreams would store it, secrets included, for a test of its connection. It returns
// ErrAPINotFound, ErrEnvironmentUnknown and fault.ErrInvalid.
func (s *Service) TryUpstream(ctx context.Context, idOrSlug string, e Environment, u Upstream) (API, Upstream, error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return API{}, Upstream{}, err
	}
	if e != Sandbox && e != Live {
		return API{}, Upstream{}, ErrEnvironmentUnknown
	}
	old, err := s.repo.upstreams(ctx, api.ID)
	if err != nil {
		return API{}, Upstream{}, err
	}
	refused := u.keep(old.of(e))
	return api, u, invalid(distinct(append(kept("", refused), u.check("", s.upstreamRules())...)))
}

// complete fills in the secrets that stay, stamps those that are new, and checks all.
func (s *Service) complete(u *Upstreams, old Upstreams) error {
	now := s.Clock.Now()
	var mistakes []fault.Field
	for _, e := range []Environment{Sandbox, Live} {
		one := u.of(e)
		if one == nil {
			continue
		}
		own := *one // what the caller gave stays as it is
		if own.Credential != nil {
			credential := *own.Credential
			credential.SetAt, own.Credential = &now, &credential
		}
		if own.TLS != nil {
			tls := *own.TLS
			tls.KeySetAt, own.TLS = &now, &tls
			if tls.Certificate == "" {
				tls.KeySetAt = nil
			}
		}
		mistakes = append(mistakes, kept("/"+string(e), own.keep(old.of(e)))...)
		if e == Sandbox {
			u.Sandbox = own
		} else {
			u.Live = &own
		}
	}
	if len(mistakes) == 0 {
		return u.check(s.upstreamRules())
	}
	var more *fault.Fault
	if errors.As(u.check(s.upstreamRules()), &more) {
		mistakes = append(mistakes, more.Fields...)
	}
	return invalid(distinct(mistakes))
}

func (s *Service) upstreamRules() upstreamRules {
	return upstreamRules{allowed: s.AllowUpstream, totalMS: int(s.UpstreamTotalMax.Milliseconds()), now: s.Clock.Now()}
}

// kept words why a secret does not stay.
func kept(at string, pointers []string) (mistakes []fault.Field) {
	for _, p := range pointers {
		mistakes = append(mistakes, fault.Bad(at+p, "Write the secret again: the one that is kept would go to another server."))
	}
	return mistakes
}

// distinct keeps the first mistake of each member.
func distinct(mistakes []fault.Field) (out []fault.Field) {
	seen := map[string]bool{}
	for _, m := range mistakes {
		if !seen[m.Pointer] {
			out = append(out, m)
		}
		seen[m.Pointer] = true
	}
	return out
}

// audited is what the audit log keeps of an upstream: whether secrets were written, never what.
func (u *Upstream) audited() map[string]any {
	if u == nil {
		return nil
	}
	details := map[string]any{"kind": u.Kind}
	if u.Kind == HTTP {
		details["targets"], details["longLived"] = u.Servers(), u.LongLived
	}
	if u.Connections > 0 {
		details["connections"] = u.Connections
	}
	if u.BodyBytesMax > 0 {
		details["bodyBytesMax"] = u.BodyBytesMax
	}
	if u.Timeouts != nil {
		details["timeouts"] = *u.Timeouts
	}
	if u.Health != nil {
		details["health"] = *u.Health
	}
	if u.TLS != nil {
		details["tls"] = map[string]any{"ownCA": u.TLS.CA != "", "serverName": u.TLS.ServerName, "clientCertificate": u.TLS.Certificate != "", "keyWritten": u.TLS.Key != ""}
	}
	if c := u.Credential; c != nil {
		details["credential"] = map[string]any{"kind": c.Kind, "header": c.Name, "tokenUrl": c.TokenURL, "secretWritten": c.Secret != ""}
	}
	return details
}

// UpstreamDown tells an API's people, once, that nothing answers in an environment; UpstreamUp that it answers again.
func (s *Service) UpstreamDown(ctx context.Context, api string, e Environment, cause string) error {
	return s.tellUpstream(ctx, api, e, "upstreams.down", func(ctx context.Context, found API) (bool, error) {
		return s.repo.markDown(ctx, found.ID, string(e), s.Clock.Now())
	}, func(a API) accounts.Notice {
		return accounts.Notice{Kind: "api.upstream_down", Title: "The " + string(e) + " server of " + a.Name + " is down",
			Body: "Calls are answered 502 until it is back. " + cause}
	})
}

// UpstreamUp is the other half of UpstreamDown; it tells nobody who was not told before.
func (s *Service) UpstreamUp(ctx context.Context, api string, e Environment) error {
	return s.tellUpstream(ctx, api, e, "upstreams.up", func(ctx context.Context, found API) (bool, error) {
		return s.repo.markUp(ctx, found.ID, string(e))
	}, func(a API) accounts.Notice {
		return accounts.Notice{Kind: "api.upstream_up", Title: "The " + string(e) + " server of " + a.Name + " is back", Body: "Calls reach it again."}
	})
}

func (s *Service) tellUpstream(ctx context.Context, id string, e Environment, action string,
	mark func(context.Context, API) (bool, error), words func(API) accounts.Notice) error {
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		api, err := s.AnyAPI(ctx, id)
		if errors.Is(err, ErrAPINotFound) {
			return nil // removed meanwhile
		}
		if err != nil {
			return err
		}
		if changed, err := mark(ctx, api); err != nil || !changed {
			return err
		}
		n := words(api)
		n.Link = "/operate/apis/" + api.Slug + "?tab=upstreams"
		if err := s.tellPeople(ctx, api, n, "", nil); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{Action: action, Object: api.ID, Outcome: audit.Success,
			Details: map[string]any{"api": api.Slug, "environment": string(e)}})
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", action, id, err)
	}
	return nil
}
