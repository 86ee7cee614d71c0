package notify

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// The service is what accounts and sessions tell people through.
var _ accounts.Messenger = (*Service)(nil)

// Notify tells an account something the way its owner chose for such notices: in the portal, by mail at once or in a digest.
// template names the mail; empty is the one that shows just the notice. Call it inside the transaction of what it tells;
// outside of one it makes its own. data is what the mail shows; Portal, Name and Link (from the notice, as a whole address)
// are added where they are missing.
func (s *Service) Notify(ctx context.Context, n Notice, template string, data map[string]any) error {
	return s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		c, err := s.choice(ctx, n.Account, TopicOf(n.Kind))
		if err != nil {
			return err
		}
		if c.InApp || c.digest() != "" {
			shown := Shown{ID: ident.New("ntc"), Notice: n, Topic: c.Topic, Hidden: !c.InApp, Digest: c.digest(), CreatedAt: s.now()}
			if err := s.repo.insertNotice(ctx, shown); err != nil {
				return err
			}
		}
		if c.Mail != Now {
			return nil
		}
		all := map[string]any{"Link": n.Link, "Choose": !c.Locked}
		if template == "" {
			template, all["Title"], all["Text"] = "notice", n.Title, n.Body
		}
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
	if all["Choose"] == true {
		all["Choose"] = s.deps.PublicURL + choosePage
	}
	rendered, err := s.render(ctx, template, all)
	if err != nil {
		return fmt.Errorf("render mail %s: %w", template, err)
	}
	m.Subject, m.Text, m.HTML = rendered.Subject, rendered.Text, rendered.HTML
	return s.deps.Store.Tx(ctx, func(ctx context.Context) error { return s.queue(ctx, m) })
}

// choosePage is where somebody chooses what reaches them.
const choosePage = "/account?tab=notices"

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
	if m.last() {
		return nil // kept for operators it would be all that is left of the person
	}
	return s.repo.insertMail(ctx, m)
}
