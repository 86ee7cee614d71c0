package tokens

import (
	"context"
	"errors"
	"net/netip"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// The faults of requests that tokens make for themselves.
var (
	// ErrSecretUnknown says that no token has this secret.
	ErrSecretUnknown = fault.New(fault.Unauthenticated, "tokens.secret_unknown", "There is no token with this id and secret.", "Send the token as Authorization: Bearer, whole and unchanged.")
	// ErrSecretOver says that the secret, or its token, doesn't work any more, or not yet.
	ErrSecretOver = fault.New(fault.Unauthenticated, "tokens.secret_over", "This secret doesn't work any more, or not yet.", "Put the token's newest secret in place, or make a new token.")
	// ErrHeldBack says that the token is suspended or in quarantine, or that its app is suspended.
	ErrHeldBack = fault.New(fault.Denied, "tokens.held_back", "The token is held back, so it can neither mint nor rotate.", "Its page says why, and by whom. Once it works again, so does this.")
	// ErrBlocked says that the gate refuses the network that the request came from.
	ErrBlocked = fault.New(fault.Denied, "tokens.network_blocked", "Requests from this network are refused.", "Send it from another network. If yours is listed by mistake, tell the people who run the portal the address that you call from.")
	// ErrElsewhere says that the request came from a network that the token doesn't allow.
	ErrElsewhere = fault.New(fault.Denied, "tokens.network_denied", "The token doesn't allow requests from this network.", "Send it from a network that the token names.")
)

type presentedKey struct{}

// presented is which secret a request carried.
type presented struct {
	id         string
	generation int64
}

// AuthenticateToken answers who a token's secret stands for, whatever state the token is in, and a context that remembers
// the secret. The subject has no role. It returns ErrBlocked and ErrSecretUnknown.
func (s *Service) AuthenticateToken(ctx context.Context, text string) (context.Context, rbac.Subject, error) {
	if s.Blocked != nil && s.Blocked(reqinfo.From(ctx).Address, true) {
		return ctx, rbac.Subject{}, ErrBlocked
	}
	parsed, ok := secret.Parse(s.Brand, text)
	if !ok {
		return ctx, rbac.Subject{}, ErrSecretUnknown
	}
	t, err := s.repo.find(ctx, idPrefix+parsed.ID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return ctx, rbac.Subject{}, err
	}
	if err != nil {
		t.Generations = []Generation{{}} // an unknown id costs what a wrong secret costs
		t.Generations[0].PepperKID, _ = s.Keys.Pepper()
	}
	for _, g := range t.Generations {
		if s.shows(Evidence{Full: parsed.Full}, g) && t.ID != "" {
			return context.WithValue(ctx, presentedKey{}, presented{t.ID, g.Number}), rbac.Subject{ID: rbac.TokenID(t.ID)}, nil
		}
	}
	return ctx, rbac.Subject{}, ErrSecretUnknown
}

// presenter is a token that asks for something with one of its secrets.
type presenter struct {
	token  Token
	secret Generation
	app    apps.App
}

// presented answers the token whose secret the request carries, in whatever state. id is that token's, or self; another
// token is missing: ErrNotFound.
func (s *Service) presented(ctx context.Context, id string) (presenter, error) {
	who, ok := ctx.Value(presentedKey{}).(presented)
	if !ok {
		return presenter{}, ErrSecretUnknown
	}
	if id != "self" && id != who.id {
		return presenter{}, ErrNotFound
	}
	t, err := s.repo.find(ctx, who.id)
	if err != nil {
		return presenter{}, err
	}
	g := t.generation(who.generation)
	if g == nil {
		return presenter{}, ErrSecretUnknown
	}
	app, err := s.Apps.Any(ctx, t.AppID)
	return presenter{token: t, secret: *g, app: app}, hide(err)
}

// presenting is presented for a token that works, here and now. It returns ErrSecretUnknown, ErrNotFound, ErrEphemeral,
// ErrSecretOver, ErrHeldBack and ErrElsewhere.
func (s *Service) presenting(ctx context.Context, id string) (presenter, error) {
	p, err := s.presented(ctx, id)
	if err != nil {
		return presenter{}, err
	}
	return p, s.works(ctx, p)
}

func (s *Service) works(ctx context.Context, p presenter) error {
	now := s.now()
	switch t := p.token; {
	case t.Ephemeral != nil:
		return ErrEphemeral
	case t.over(now), !p.secret.open(now), t.NotBefore != nil && now.Before(*t.NotBefore):
		return ErrSecretOver
	case t.SuspendedAt != nil, t.Quarantine.holds(now), p.app.State != apps.Active:
		return ErrHeldBack
	case !t.admits(reqinfo.From(ctx).Address):
		return ErrElsewhere
	}
	return nil
}

// admits reports whether the token may be used from an address.
func (t Token) admits(address netip.Addr) bool {
	if len(t.Networks) == 0 {
		return true
	}
	for _, text := range t.Networks {
		if network, err := netip.ParsePrefix(text); err == nil && network.Contains(address.Unmap()) {
			return true
		}
	}
	return false
}

// firstSeen settles a rotation that waits for the first use of the secret that is presented.
func (s *Service) firstSeen(ctx context.Context, p *presenter) error {
	generations, ok := activate(p.token.Generations, p.secret.Number, s.now())
	if !ok {
		return nil
	}
	p.token.Generations = generations
	return s.save(ctx, "tokens.activate_secret", &p.token, map[string]any{"generation": p.secret.Number})
}

func network(ctx context.Context) string { return reqinfo.Network(reqinfo.From(ctx).Address) }
