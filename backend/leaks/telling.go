package leaks

import (
	"context"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/oauth"
	"github.com/gatehouse-dev/gatehouse/backend/operators"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const (
	noticeKind   = "security.token_leaked"
	mailTemplate = "token-leaked"
)

// message is what people are told of a find.
type message struct {
	sentence, body, link, token, app string
}

// tellOfClient tells the app's owner, its contacts and the security admins.
func (s *Service) tellOfClient(ctx context.Context, l oauth.Leak, outcome Outcome, where string) error {
	sentence := "The secret of an OAuth client of " + l.App.Name + " was found: " + where + "."
	switch outcome {
	case Over:
		sentence += " It doesn't work any more; look at the client's calls before its end."
	case Revoked:
		sentence += " The secret was revoked, and every access token of the client ended. Add a new secret."
	default:
		sentence += " It still works. Add a new secret, then revoke this one."
	}
	m := message{
		sentence: sentence, body: "App " + l.App.Name + ", " + l.Client.Environment + ": " + l.Hint, link: "/apps/" + l.App.ID + "?tab=oauth",
		token: "OAuth client " + l.Client.ID + " (" + l.Hint + ")", app: l.App.Name,
	}
	people, err := s.clients.Apps.People(ctx, l.App.Owner)
	if err != nil {
		return err
	}
	return s.tell(ctx, m, people, l.App.Contacts, rbac.TokensRevokeAny)
}

// tellOfOperator tells who made the token and who answers for it, those who keep operator tokens, and nobody outside.
func (s *Service) tellOfOperator(ctx context.Context, t operators.Token, worked bool, where string) error {
	sentence := "The secret of the operator token " + t.Name + " was found: " + where + "."
	if worked {
		sentence += " The token was revoked. Look in the audit log at what it did, and make a new one."
	} else {
		sentence += " It doesn't work any more; look in the audit log at what it did before its end."
	}
	m := message{
		sentence: sentence, body: "Role " + string(t.Role) + ": " + t.Hint, link: "/operate/leaks",
		token: t.Name + " (" + t.Hint + ")", app: "the portal's operators",
	}
	people, err := s.machines.People(ctx, t)
	if err != nil {
		return err
	}
	return s.tell(ctx, m, people, nil, rbac.OperatorTokensWrite, rbac.TokensRevokeAny)
}

// tell sends a message to accounts, to addresses, and to everybody whose roles hold one of some permissions; to each once.
func (s *Service) tell(ctx context.Context, m message, first []string, addresses []string, permissions ...rbac.Permission) error {
	if s.messenger == nil {
		return nil
	}
	data := map[string]any{
		"Token": m.token, "App": m.app, "Sentence": m.sentence, "Link": m.link, "When": s.clock.Now().Format("2 January 2006, 15:04 MST"),
	}
	for _, address := range addresses {
		if err := s.messenger.Send(ctx, address, mailTemplate, data); err != nil {
			return err
		}
	}
	told := map[string]bool{"": true}
	ids := slices.Clone(first)
	for _, p := range permissions {
		people, err := s.people(ctx, p)
		if err != nil {
			return err
		}
		for _, each := range people {
			ids = append(ids, each.ID)
		}
	}
	for _, id := range ids {
		if told[id] {
			continue
		}
		told[id] = true
		n := accounts.Notice{Account: id, Kind: noticeKind, Title: m.sentence, Body: m.body, Link: m.link}
		if err := s.messenger.Notify(ctx, n, mailTemplate, data); err != nil {
			return err
		}
	}
	return nil
}
