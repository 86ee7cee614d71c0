package tokens

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const (
	// revocationMax is how many tokens one bulk revocation ends.
	revocationMax   = 50_000
	revocationBatch = 100
)

// Revocation is the end of many tokens at once. Done counts those that work no more; FinishedAt is nil while it is under
// way.
type Revocation struct {
	ID         string
	Reason     string
	CreatedBy  string
	CreatedAt  time.Time
	Total      int64
	Done       int64
	FinishedAt *time.Time
}

// The faults of bulk revocations.
var (
	// ErrRevocationNotFound says that there is no such bulk revocation.
	ErrRevocationNotFound = fault.New(fault.NotFound, "tokens.revocation_not_found", "There is no such bulk revocation.", "Look into the audit log for the revocations that there were.")
	// ErrMatchChanged says that other tokens match than those that the caller saw.
	ErrMatchChanged = fault.New(fault.Conflict, "tokens.match_changed", "Meanwhile another number of tokens matches than you were shown.", "Look at the preview again, and confirm its number.")
	// ErrMatchTooMany says that a filter matches more tokens than one bulk revocation ends.
	ErrMatchTooMany = fault.New(fault.Conflict, "tokens.match_too_many", "More than 50,000 tokens match.", "Narrow the filter, and revoke in parts.")
)

// revocationArgs is the job that works a bulk revocation off.
type revocationArgs struct {
	Revocation string `json:"revocation"`
}

// Kind names the job.
func (revocationArgs) Kind() string { return "tokens.revoke_many" }

// Match answers the living tokens that a filter matches, by id with their apps, at most 50,000: else ErrMatchTooMany. An
// empty filter matches nothing that anybody could mean: fault.ErrInvalid. The route's permission admits the caller.
func (s *Service) Match(ctx context.Context, f Filter) (map[string]string, error) {
	if f == (Filter{}) {
		return nil, fault.ErrInvalid.With(fault.Required("/filter", "Narrow the tokens down by at least one member."))
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	found, err := s.repo.match(ctx, f, s.now(), revocationMax+1)
	if err != nil {
		return nil, fmt.Errorf("match tokens: %w", err)
	}
	if len(found) > revocationMax {
		return nil, ErrMatchTooMany
	}
	return found, nil
}

// RevokeMany begins to revoke every living token that the filter matches now. expected is the number that the caller was
// shown: ErrMatchChanged when it is another one now. What was begun goes on after a restart. It returns also the faults
// of Match, and fault.ErrInvalid for a missing reason.
func (s *Service) RevokeMany(ctx context.Context, f Filter, expected int64, reason string) (Revocation, error) {
	reason, err := cleanReason(reason)
	if err != nil {
		return Revocation{}, err
	}
	r := Revocation{ID: ident.New("rvk"), Reason: reason, CreatedBy: rbac.From(ctx).ID, CreatedAt: s.now()}
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		found, err := s.Match(ctx, f)
		if err != nil {
			return err
		}
		r.Total = int64(len(found))
		if r.Total == 0 || r.Total != expected {
			return ErrMatchChanged
		}
		if err := s.repo.insertRevocation(ctx, r, found); err != nil {
			return err
		}
		details := f.details()
		details["reason"], details["tokens"] = reason, r.Total
		if err := s.Audit.Record(ctx, audit.Entry{Action: "tokens.revoke_many", Object: r.ID, Outcome: audit.Success, Details: details}); err != nil {
			return err
		}
		return s.Jobs.Enqueue(ctx, revocationArgs{Revocation: r.ID})
	})
	if err != nil {
		return Revocation{}, fmt.Errorf("revoke many tokens: %w", err)
	}
	return r, nil
}

// Revocation answers how far a bulk revocation is, else ErrRevocationNotFound. The route's permission admits the caller.
func (s *Service) Revocation(ctx context.Context, id string) (Revocation, error) {
	return s.repo.revocation(ctx, id)
}

// runRevocation revokes what is left of a bulk revocation, app by app.
func (s *Service) runRevocation(ctx context.Context, args revocationArgs) error {
	r, err := s.repo.revocation(ctx, args.Revocation)
	if errors.Is(err, ErrRevocationNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	ctx = rbac.With(ctx, rbac.Subject{ID: r.CreatedBy})
	for r.FinishedAt == nil {
		err := s.Store.Tx(ctx, func(ctx context.Context) error {
			r, err = s.revokeSome(ctx, args.Revocation)
			return err
		})
		if err != nil {
			return fmt.Errorf("go on with bulk revocation %s: %w", args.Revocation, err)
		}
	}
	return nil
}

// revokeSome revokes the next tokens of one app, and tells its owner once they are all revoked.
func (s *Service) revokeSome(ctx context.Context, id string) (Revocation, error) {
	// Two workers must not take the same tokens.
	if err := s.Store.Serialize(ctx); err != nil {
		return Revocation{}, err
	}
	r, err := s.repo.revocation(ctx, id)
	if err != nil || r.FinishedAt != nil {
		return r, err
	}
	appID, ids, more, err := s.repo.nextRevoked(ctx, id, revocationBatch)
	if err != nil {
		return r, err
	}
	now := s.now()
	if len(ids) == 0 {
		r.FinishedAt = &now
		return r, s.repo.saveRevocation(ctx, r, "", nil)
	}
	last, err := s.revokeEach(ctx, ids, r.Reason)
	if err != nil {
		return r, err
	}
	r.Done += int64(len(ids))
	if err := s.repo.saveRevocation(ctx, r, appID, ids); err != nil || more || last == nil {
		return r, err
	}
	app, err := s.Apps.Any(ctx, appID)
	if err != nil {
		return r, hideGone(err)
	}
	return r, s.tell(ctx, app, *last, "security.token_revoked", "Tokens of the app "+app.Name+" were revoked: "+r.Reason, "token-revoked")
}

// revokeEach answers the last token that was still to be revoked; nil is none.
func (s *Service) revokeEach(ctx context.Context, ids []string, reason string) (last *Token, err error) {
	for _, id := range ids {
		t, err := s.repo.find(ctx, id)
		if errors.Is(err, ErrNotFound) || err == nil && t.RevokedAt != nil {
			continue // somebody was faster
		}
		if err != nil {
			return nil, err
		}
		if err := s.revoke(ctx, &t, reason); err != nil {
			return nil, err
		}
		last = &t
	}
	return last, nil
}

// hideGone makes an app that is gone nobody to tell.
func hideGone(err error) error {
	if errors.Is(err, apps.ErrNotFound) {
		return nil
	}
	return err
}
