package tokens

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Who holds back what people didn't: policy what it doesn't let work any more, the idle job what nobody used.
const (
	PolicyJob = "system:policy"
	IdleJob   = "system:idle"
)

// Holds are the rules about who holds a credential of an app back and who lets it go, for tokens and for what stands beside
// them: owners undo their own holds and those of the jobs, operators also each other's, and nobody an operator's hold on what
// is theirs.
type Holds struct {
	Apps   *apps.Service
	Allows func(rbac.Subject, rbac.Permission) bool
	Behind func(ctx context.Context, subject string) ([]string, error)
	// Refused is for who may not let go, Another what it says where another operator has to.
	Refused *fault.Fault
	Another string
}

// ByOperator reports whether a hold on a credential of an app is an operator's.
func ByOperator(app apps.App, by string) bool {
	return by != app.Owner && by != IdleJob && by != PolicyJob
}

// By answers by whom the caller holds something of app back: by its owner where they belong to it, so that every developer of
// a team may let go what another held back, and by themselves as operator elsewhere.
func (h Holds) By(ctx context.Context, app apps.App) (string, error) {
	role, err := h.Apps.RoleIn(ctx, app.Owner)
	if role.Writes() {
		return app.Owner, err
	}
	return rbac.From(ctx).ID, err
}

// MayLieOver reports whether the caller is an operator whose suspension goes over the one that by made.
func (h Holds) MayLieOver(ctx context.Context, app apps.App, by string) (bool, error) {
	own, err := rbac.Mine(ctx, h.Behind, app.Owner)
	return err == nil && !own && h.Allows(rbac.From(ctx), rbac.TokensRevokeAny) && !ByOperator(app, by), err
}

// MayUndo returns Refused unless the caller may take back what by did to a credential of app.
func (h Holds) MayUndo(ctx context.Context, app apps.App, by string) error {
	me := rbac.From(ctx)
	operators := ByOperator(app, by)
	if operators && !h.Allows(me, rbac.TokensRevokeAny) {
		return h.Refused
	}
	own, err := rbac.Mine(ctx, h.Behind, app.Owner)
	if err != nil {
		return err
	}
	if operators && own && by != me.ID {
		return h.Refused.Saying(h.Another)
	}
	return nil
}

// holds are the rules for tokens.
func (s *Service) holds() Holds {
	return Holds{
		Apps: s.Apps, Allows: s.Allows, Behind: s.Behind, Refused: ErrSuspendedByOperator,
		Another: "Another operator holds this token of yours back, and has to let it go.",
	}
}
