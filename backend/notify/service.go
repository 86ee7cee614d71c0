package notify

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/mail"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// The service is what accounts and sessions tell people through.
var _ accounts.Messenger = (*Service)(nil)

// Notify shows a notice to an account and, when template is not empty, sends it a mail from that template as well. Call
// it inside the transaction of what it tells; outside of one it makes its own. data is what the template shows; Portal,
// Name and Link (from the notice, as a whole address) are added where they are missing.
func (s *Service) Notify(ctx context.Context, n Notice, template string, data map[string]any) error {
	return s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		shown := Shown{ID: ident.New("ntc"), Notice: n, CreatedAt: s.now()}
		if err := s.repo.insertNotice(ctx, shown); err != nil {
			return err
		}
		if template == "" {
			return nil
		}
		all := map[string]any{"Link": n.Link}
		maps.Copy(all, data)
		return s.Send(ctx, n.Account, template, all)
	})
}

// Send queues one mail from a template to an account's id or to a bare address; where no mail server is configured it
// is kept. Call it inside the transaction of its cause; outside of one it makes its own.
func (s *Service) Send(ctx context.Context, to, template string, data map[string]any) error {
	m := Mail{ID: ident.New("mal"), To: to, Template: template, State: Queued, CreatedAt: s.now()}
	all := map[string]any{"Portal": s.deps.Portal, "Name": ""}
	if ident.Valid("acc", to) {
		address, name, err := s.deps.Accounts.Address(ctx, to)
		if err != nil {
			return fmt.Errorf("look up the address of %s: %w", to, err)
		}
		m.Account, m.To, all["Name"] = to, address, name
	}
	maps.Copy(all, data)
	if link, ok := all["Link"].(string); ok && strings.HasPrefix(link, "/") {
		all["Link"] = s.deps.PublicURL + link
	}
	rendered, err := mail.Render(s.deps.Templates, template, "en", all)
	if err != nil {
		return fmt.Errorf("render mail %s: %w", template, err)
	}
	m.Subject, m.Text, m.HTML = rendered.Subject, rendered.Text, rendered.HTML
	return s.deps.Store.Tx(ctx, func(ctx context.Context) error { return s.queue(ctx, m) })
}

func (s *Service) queue(ctx context.Context, m Mail) error {
	if s.deps.Transport != nil {
		if err := s.repo.insertMail(ctx, m); err != nil {
			return err
		}
		return s.deps.Jobs.Enqueue(ctx, mailArgs{Mail: m.ID})
	}
	m.State = Kept
	if s.deps.Console != nil {
		store.AfterCommit(ctx, func(context.Context) { s.deps.Console(m) })
	}
	return s.repo.insertMail(ctx, m)
}

// SendTest sends a mail that says that mail works. It answers fault.ErrInvalid for what is not one plain address.
func (s *Service) SendTest(ctx context.Context, to string) error {
	address, mistake := accounts.CleanAddress(to)
	if mistake != nil {
		mistake.Pointer = "/to"
		return fault.ErrInvalid.With(*mistake)
	}
	return s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		err := s.deps.Audit.Record(ctx, audit.Entry{Action: "mails.test", Outcome: audit.Success})
		if err != nil {
			return fmt.Errorf("record test mail: %w", err)
		}
		return s.Send(ctx, address, "test", map[string]any{"Link": "/"})
	})
}

// Unread answers how many notices an account has not read.
func (s *Service) Unread(ctx context.Context, account string) (int, error) {
	n, err := s.repo.unread(ctx, account)
	return int(n), err
}

// CountKept answers how many mails wait for an operator because no mail server is configured.
func (s *Service) CountKept(ctx context.Context) (int, error) {
	n, err := s.repo.countMails(ctx, Kept)
	return int(n), err
}

// Notices answers an account's notices, newest first.
func (s *Service) Notices(ctx context.Context, account string, r page.Request) ([]Shown, string, error) {
	before, err := s.before(r)
	if err != nil {
		return nil, "", err
	}
	found, err := s.repo.notices(ctx, account, before, r.Limit+1)
	if err != nil || len(found) <= r.Limit {
		return found, "", err
	}
	found = found[:r.Limit]
	return found, s.cursors.Encode(found[r.Limit-1].ID), nil
}

// Mails answers mails, newest first.
func (s *Service) Mails(ctx context.Context, r page.Request) ([]Mail, string, error) {
	before, err := s.before(r)
	if err != nil {
		return nil, "", err
	}
	found, err := s.repo.mails(ctx, before, r.Limit+1)
	if err != nil || len(found) <= r.Limit {
		return found, "", err
	}
	found = found[:r.Limit]
	return found, s.cursors.Encode(found[r.Limit-1].ID), nil
}

func (s *Service) before(r page.Request) (string, error) {
	parts, err := s.cursors.Decode(r.Cursor)
	if err != nil || len(parts) != 1 {
		return "", err
	}
	return parts[0], nil
}

// MarkRead marks an account's notices as read: those named, or all when none is. Ids of others' notices do nothing.
func (s *Service) MarkRead(ctx context.Context, account string, ids []string) error {
	return s.deps.Store.Tx(ctx, func(ctx context.Context) error { return s.repo.markRead(ctx, account, ids, s.now()) })
}
