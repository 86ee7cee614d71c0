package tokens

import (
	"context"
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// ReportLeak revokes a token because its secret is known to others, and tells the app's owner, its contacts and everybody
// who may revoke any token. where says where the secret was seen; it may be empty. The app's owner may report, and
// whoever holds tokens:revoke-any. It returns ErrNotFound, ErrState when the token was revoked already, and
// fault.ErrInvalid.
func (s *Service) ReportLeak(ctx context.Context, id, where string) (Token, error) {
	where = strings.TrimSpace(where)
	reason := "Reported as leaked."
	if where != "" {
		reason = "Reported as leaked: " + where
	}
	if !plain(reason, reasonRunesMax, true) {
		return Token{}, fault.ErrInvalid.With(fault.Bad("/where", "Say in at most 480 characters of plain text where it was seen."))
	}
	return s.stop(ctx, id, "report the leak of", func(ctx context.Context, t *Token, app apps.App) error {
		if t.RevokedAt != nil {
			return ErrState
		}
		now := s.now()
		t.RevokedAt, t.RevokedBy, t.RevokedReason = &now, rbac.From(ctx).ID, reason
		if err := s.save(ctx, "tokens.report_leak", t, map[string]any{"reason": reason}); err != nil {
			return err
		}
		return s.tellOfLeak(ctx, app, *t, "The token "+t.Name+" was revoked. "+t.RevokedReason)
	})
}

func (s *Service) tellOfLeak(ctx context.Context, app apps.App, t Token, sentence string) error {
	if err := s.tell(ctx, app, t, "security.token_leaked", sentence, "token-leaked"); err != nil || s.Messenger == nil {
		return err
	}
	data := map[string]any{
		"Token": t.Name + " (" + t.Hint(s.Brand) + ")", "App": app.Name, "Sentence": sentence, "Link": "/tokens/" + t.ID,
		"When": s.now().Format("2 January 2006, 15:04 MST"),
	}
	for _, contact := range app.Contacts {
		if err := s.Messenger.Send(ctx, contact, "token-leaked", data); err != nil {
			return err
		}
	}
	if s.Guards == nil {
		return nil
	}
	guards, err := s.Guards(ctx)
	if err != nil {
		return err
	}
	told, err := s.Apps.People(ctx, app.Owner)
	if err != nil {
		return err
	}
	for _, g := range guards {
		if slices.Contains(told, g.ID) {
			continue
		}
		n := accounts.Notice{
			Account: g.ID, Kind: "security.token_leaked", Title: sentence, Link: "/tokens/" + t.ID,
			Body: "App " + app.Name + ", " + t.Environment + ": look at its calls before it was reported.",
		}
		if err := s.Messenger.Notify(ctx, n, "token-leaked", data); err != nil {
			return err
		}
	}
	return nil
}
