package enforce

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

func TestAHoneyTokenIsAnUnknownTokenThatTells(t *testing.T) {
	w := newWorld(t)
	full, token := w.mint(t, secret.Live, Live, w.token.Scopes)
	token.ID, token.Honey = honeyPrefix+token.ID[4:], true // with everything else that opens doors
	w.more = append(w.more, token)
	told := make(chan string, 10)
	g := openGate(t, w, func(d *Deps) {
		d.Activator = idle{}
		d.Lookout = func(_ context.Context, id, network string) error { told <- id + " " + network; return nil }
	})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go g.passReports(ctx)
	ask := func(full string) Decision {
		r := w.ask()
		r.Credential = full
		var v verdict
		g.decide(&r, 1, false, &v)
		return v.Decision
	}
	unknown, _ := w.mint(t, secret.Live, Live, w.token.Scopes)
	answer, want := ask(full), ask(unknown)
	require.Equal(t, TokenUnknown, answer.Code)
	answer.honey = nil
	require.Equal(t, want, answer, "nothing else tells it from an unknown token")
	require.Equal(t, token.ID+" 192.0.2.0/24", <-told)

	other, err := secret.Renew("gth", secret.Live, token.ID[4:], zeros{})
	require.NoError(t, err)
	require.Equal(t, want, ask(other.Full), "who knows the id only tells nothing")
	require.Equal(t, want.Code, ask(full).Code)
	ask(w.full)
	select {
	case again := <-told:
		t.Fatal("told again within the hour: " + again)
	default:
	}
	require.Nil(t, g.snapshot.Load().Token("tok_"+token.ID[4:]), "nobody's token has this id")
}

// idle hears what is seen of secrets and does nothing about it.
type idle struct{}

func (idle) MarkFirstUse(context.Context, string, int64) error        { return nil }
func (idle) MarkExposed(context.Context, string, int64, string) error { return nil }
func (idle) MarkReused(context.Context, string, int64, string) error  { return nil }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
