package tokens

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// selfReuse stands for what ends a token whose secrets have two holders.
const selfReuse = "self-rotation"

// ErrRotating says that a person rotated the token, and the new secret still waits for its first use.
var ErrRotating = fault.New(fault.Conflict, "tokens.rotation_waits", "Somebody rotated the token, and the new secret waits for its first use.", "Put that secret in place, or let its owner cancel the rotation.")

// settler is who replaced a secret with one that is in use.
type settler int

const (
	nobody settler = iota
	itself
	aPerson
)

// replacedBy answers who replaced a secret of the token. Where both did, the person's rotation settled what was before it.
func (t Token) replacedBy(number int64) settler {
	by := nobody
	for _, g := range t.Generations {
		switch {
		case g.Number <= number || g.ActivatedAt == nil:
		case !g.SelfMade:
			return aPerson
		default:
			by = itself
		}
	}
	return by
}

// waits reports whether a secret that a person made waits for its first use, and isn't the one with this number.
func (t Token) waits(number int64) bool {
	newest := t.Generations[0]
	return newest.Number != number && newest.Pending && !newest.SelfMade
}

// AuthenticateRotating is AuthenticateToken for a token that wants to rotate. A secret that the token replaced by itself,
// and that comes back for another one, has two holders, of whom nobody knows which is the right one: the token ends, its
// people are told, and the answer is ErrSecretOver.
func (s *Service) AuthenticateRotating(ctx context.Context, text string) (context.Context, rbac.Subject, error) {
	ctx, subject, err := s.AuthenticateToken(ctx, text)
	if err != nil {
		return ctx, subject, err
	}
	p, err := s.presented(ctx, "self")
	if err != nil || p.token.replacedBy(p.secret.Number) != itself {
		return ctx, subject, err
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		again, err := s.presented(ctx, "self")
		if err != nil || again.token.over(s.now()) {
			return err
		}
		return s.endReused(ctx, again)
	})
	if err != nil {
		return ctx, rbac.Subject{}, fmt.Errorf("end token %s: %w", p.token.ID, err)
	}
	return ctx, rbac.Subject{}, ErrSecretOver
}

func (s *Service) endReused(ctx context.Context, p presenter) error {
	ctx = reqinfo.AsSystem(ctx, "tokens.self_rotation")
	t, now := p.token, s.now()
	reason := "A secret that the token had replaced by itself asked for another one: two programs hold its secrets."
	t.RevokedAt, t.RevokedBy, t.RevokedReason = &now, selfReuse, reason
	details := map[string]any{"reason": reason, "generation": p.secret.Number, "network": network(ctx)}
	if err := s.save(ctx, "tokens.revoke", &t, details); err != nil {
		return err
	}
	sentence := "The token " + t.Name + " was revoked. A secret that it had replaced by itself asked for another one"
	if from := network(ctx); from != "" {
		sentence += ", from " + from
	}
	return s.tellOfLeak(ctx, p.app, t, sentence+": two programs hold its secrets, and one of them may be a thief's. Make a new token, and look at the calls.")
}

// RotateSelf gives the token whose secret the request carries another one. The overlap of the old secret begins with the
// first use of the new one, so an answer that got lost costs nothing: the old secret asks again. It returns ErrForbidden
// when policy wants a person for that, ErrRotating, fault.ErrInvalid for an overlap beyond policy, and what s.presenting
// returns.
func (s *Service) RotateSelf(ctx context.Context, turn Turn) (Made, error) {
	var made Made
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		p, err := s.presenting(ctx, "self")
		if err != nil {
			return err
		}
		switch {
		case p.token.replacedBy(p.secret.Number) != nobody:
			return ErrSecretOver
		case p.token.waits(p.secret.Number):
			return ErrRotating
		}
		if err := s.firstSeen(ctx, &p); err != nil {
			return err
		}
		made, err = s.renew(ctx, p, turn)
		return err
	})
	if err != nil {
		return Made{}, fmt.Errorf("rotate a token by itself: %w", err)
	}
	return made, nil
}

func (s *Service) renew(ctx context.Context, p presenter, turn Turn) (Made, error) {
	rules, err := s.renewable(ctx, p.token, Turn{})
	if err != nil {
		return Made{}, err
	}
	if !rules.SelfRotation {
		return Made{}, ErrForbidden.Saying(rules.From(policy.SelfRotation).String() + " lets no token rotate itself.")
	}
	overlap, err := turn.overlap(rules)
	if err != nil {
		return Made{}, err
	}
	t := p.token
	minted, next, err := s.mint(t.Kind, t.publicID())
	if err != nil {
		return Made{}, err
	}
	next.SelfMade = true
	silent, err := turn.silence(rules)
	if err != nil {
		return Made{}, err
	}
	turn.OnFirstUse, turn.Compromised = true, false
	t.Generations, t.FinishSilent = rotate(t.Generations, next, turn, overlap, s.now()), silent
	details := map[string]any{"finishSilentSeconds": int64(silent.Seconds()), "overlapSeconds": int64(overlap.Seconds()), "onFirstUse": true, "bySelf": true, "from": p.secret.Number, "generation": t.Generations[0].Number}
	if err := s.save(ctx, "tokens.rotate", &t, details); err != nil {
		return Made{}, err
	}
	if err := s.repo.used(ctx, Use{TokenID: t.ID, Generation: p.secret.Number, At: s.now().UnixMicro(), Network: network(ctx), Operation: "rotateTokenSelf"}); err != nil {
		return Made{}, err
	}
	return Made{Token: t, Secret: secret.Text(minted.Full)}, s.tellSelfRotation(ctx, p, t)
}
