package tokens

import (
	"context"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Change applies a patch to the caller's own token when its version is the expected one (overwrite skips that). Scopes
// may be given up at once and added within what the app was granted. What makes the token mightier (more scopes, more
// networks) asks people for a fresh passkey assertion: web.ErrStepUpRequired. It returns ErrNotFound, ErrState, ErrStale,
// ErrNameTaken, ErrTooMany where an API that is new to the token has enough of them, and fault.ErrInvalid.
func (s *Service) Change(ctx context.Context, id string, expected int64, overwrite bool, p Patch) (Token, error) {
	return s.change(ctx, id, "change", func(ctx context.Context, t *Token, _ apps.App) error {
		if !overwrite && t.Version != expected {
			return ErrStale
		}
		if t.over(s.now()) {
			return ErrState
		}
		if t.Ephemeral != nil {
			return ErrEphemeral
		}
		draft := p.apply(*t)
		r, err := s.rules(ctx, t.AppID, t.Environment, draft.Scopes)
		if err != nil {
			return err
		}
		if r.policy.AsksPasskey(policy.ActChange) && s.needsStepUp(ctx) {
			return web.ErrStepUpRequired
		}
		// The expiry isn't being changed, so a stricter policy doesn't apply to it now.
		entering := r
		r.policy.MaxLife = max(r.policy.MaxLife, t.ExpiresAt.Sub(r.now))
		draft, err = draft.check(r, t.Scopes)
		if err != nil {
			return err
		}
		if err := s.mayEnter(ctx, *t, draft, entering); err != nil {
			return err
		}
		if t.mightier(draft) && s.needsStepUp(ctx) {
			return web.ErrStepUpRequired
		}
		was := *t
		t.Name, t.Description, t.Scopes, t.Networks, t.Origins = draft.Name, draft.Description, draft.Scopes, draft.Networks, draft.Origins
		t.ScopeRisk = heaviest(t.Scopes, r.risks)
		if err := s.repo.saveAPIs(ctx, *t); err != nil {
			return err
		}
		if err := s.save(ctx, "tokens.update", t, differences(was, *t)); err != nil {
			return err
		}
		return s.settle(ctx, t)
	})
}

// mightier reports whether the draft could do something that the token can't.
func (t Token) mightier(d Draft) bool {
	return slices.ContainsFunc(d.Scopes, func(scope string) bool { return !slices.Contains(t.Scopes, scope) }) ||
		!narrower(t.Networks, d.Networks) ||
		len(t.Origins) > 0 && (len(d.Origins) == 0 || slices.ContainsFunc(d.Origins, func(o string) bool { return !slices.Contains(t.Origins, o) }))
}

func (s *Service) needsStepUp(ctx context.Context) bool {
	me := rbac.From(ctx)
	return me.Person() && !s.now().Before(me.StepUpUntil)
}

// differences answers what changed, before and after, for the audit log.
func differences(was, is Token) map[string]any {
	details := map[string]any{}
	note := func(member string, before, after any, same bool) {
		if !same {
			details[member+"Before"], details[member+"After"] = before, after
		}
	}
	note("name", was.Name, is.Name, was.Name == is.Name)
	note("description", was.Description, is.Description, was.Description == is.Description)
	note("scopes", was.Scopes, is.Scopes, slices.Equal(was.Scopes, is.Scopes))
	note("networks", was.Networks, is.Networks, slices.Equal(was.Networks, is.Networks))
	note("origins", was.Origins, is.Origins, slices.Equal(was.Origins, is.Origins))
	return details
}
