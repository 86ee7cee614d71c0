package terms

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Current answers the text that holds; its version is 0 while there is none.
func (s *Service) Current(ctx context.Context) (Text, error) { return s.repo.newest(ctx) }

// Version answers one text, or ErrNoVersion.
func (s *Service) Version(ctx context.Context, version int64) (Text, error) {
	return s.repo.version(ctx, version)
}

// History answers every version without its text, the newest first. There are tens of them at most.
func (s *Service) History(ctx context.Context) ([]Text, error) { return s.repo.history(ctx) }

// HTML answers a published text as HTML that is safe to show on the portal's pages.
func (s *Service) HTML(t Text) (string, error) { return s.Render(t.Markdown) }

// Draft answers the HTML that a text would have, and fault.ErrInvalid for one that can't be published.
func (s *Service) Draft(markdown string) (string, error) {
	if strings.TrimSpace(markdown) == "" {
		return "", fault.ErrInvalid.With(fault.Bad("/markdown", "The policy has no text yet."))
	}
	return s.Preview(markdown)
}

// Publish makes a text the one that holds, when the newest is still the one that its writer read (0 for none) or overwrite
// is set. The first text asks everybody. It returns ErrStale and fault.ErrInvalid.
func (s *Service) Publish(ctx context.Context, expected int64, overwrite bool, t Text) (Text, error) {
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		was, err := s.repo.newest(ctx)
		if err != nil {
			return err
		}
		if !overwrite && was.Version != expected {
			return ErrStale
		}
		if t, err = t.tidy(was.Version == 0); err != nil {
			return err
		}
		if _, err := s.Draft(t.Markdown); err != nil {
			return err
		}
		sum := sha256.Sum256([]byte(t.Markdown))
		t.Version, t.SHA256, t.Author, t.PublishedAt = was.Version+1, hex.EncodeToString(sum[:]), rbac.From(ctx).Owner(), s.Clock.Now()
		if err := s.repo.insert(ctx, t); err != nil {
			return err
		}
		details := map[string]any{"version": t.Version, "sha256": t.SHA256, "asks": t.Asks, "summary": t.Summary}
		return s.Audit.Record(ctx, audit.Entry{Action: "terms.publish", Object: "terms", Outcome: audit.Success, Details: details})
	})
	if err != nil {
		return Text{}, fmt.Errorf("publish the policy: %w", err)
	}
	return t, nil
}

// Due answers the version that an account has to accept before it changes anything, or 0.
func (s *Service) Due(ctx context.Context, account string) (int64, error) {
	asked, newest, err := s.repo.asked(ctx)
	if err != nil || asked == 0 {
		return 0, err
	}
	accepted, err := s.repo.accepted(ctx, account)
	if err != nil || accepted >= asked {
		return 0, err
	}
	return newest, nil
}

// Check answers ErrRequired when an account has to accept the policy first. It is what the way in asks before each act.
func (s *Service) Check(ctx context.Context, account string) error {
	due, err := s.Due(ctx, account)
	if err != nil {
		return fmt.Errorf("ask whether the policy was accepted: %w", err)
	}
	if due != 0 {
		return ErrRequired
	}
	return nil
}

// Accept notes that an account accepts a version, which must be the newest; doing it again changes nothing. It returns
// ErrStale and ErrNoVersion.
func (s *Service) Accept(ctx context.Context, account string, version int64, place string) error {
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		t, err := s.repo.newest(ctx)
		if err != nil {
			return err
		}
		if t.Version == 0 {
			return ErrNoVersion
		}
		if t.Version != version {
			return ErrStale
		}
		a := Acceptance{Account: account, Version: version, At: s.Clock.Now(), Place: place, RequestID: reqinfo.From(ctx).RequestID}
		if err := s.repo.accept(ctx, a); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{
			Action: "terms.accept", Object: account, Outcome: audit.Success, Details: map[string]any{"version": version, "sha256": t.SHA256, "place": place},
		})
	})
	if err != nil {
		return fmt.Errorf("accept version %d of the policy: %w", version, err)
	}
	return nil
}

// AcceptAtSignUp is Accept for an account that is being made, in the transaction that makes it. Without a policy there is
// nothing to accept; with one, an account is not made without it. It returns ErrRequired and ErrStale.
func (s *Service) AcceptAtSignUp(ctx context.Context, account string, version int64) error {
	due, err := s.Due(ctx, account)
	if err != nil || due == 0 {
		return err
	}
	if version == 0 {
		return ErrRequired
	}
	return s.Accept(ctx, account, version, AtSignUp)
}

// Of answers what an account accepted, the latest first.
func (s *Service) Of(ctx context.Context, account string) ([]Acceptance, error) {
	return s.repo.acceptedBy(ctx, account)
}

// Forget removes what an account accepted, in the transaction of ctx; the audit log goes on to say that somebody did.
func (s *Service) Forget(ctx context.Context, account string) error {
	return s.repo.forget(ctx, account)
}
