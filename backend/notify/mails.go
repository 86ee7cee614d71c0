package notify

import (
	"cmp"
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
)

// The faults of mails.
var (
	// ErrNoMail says that there is no such mail.
	ErrNoMail = fault.New(fault.NotFound, "mails.not_found", "There is no such mail.", "Choose one from the list of mails.")
	// ErrNotRetried says that a mail is on its way or has been sent.
	ErrNotRetried = fault.New(fault.Conflict, "mails.not_waiting", "This mail is on its way already.", "Load the list again to see what became of it.")
	// ErrNoServer says that there is no way for mail.
	ErrNoServer = fault.New(fault.Conflict, "mails.no_server", "No mail server is configured, so nothing can be sent.",
		"Set the option smtp-host and start Gatehouse again; until then, pass the text on yourself.")
)

// retriedMax bounds how many mails go out again at once.
const retriedMax = 500

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

// CountKept answers how many mails wait for an operator because no mail server is configured.
func (s *Service) CountKept(ctx context.Context) (int, error) {
	n, err := s.repo.countMails(ctx, Kept)
	return int(n), err
}

// CountFailed answers how many mails were given up.
func (s *Service) CountFailed(ctx context.Context) (int, error) {
	n, err := s.repo.countMails(ctx, Failed)
	return int(n), err
}

// Mails answers mails in a state (in any when it is empty), newest first.
func (s *Service) Mails(ctx context.Context, state State, r page.Request) ([]Mail, string, error) {
	before, err := s.before(r)
	if err != nil {
		return nil, "", err
	}
	found, err := s.repo.mails(ctx, state, before, r.Limit+1)
	if err != nil || len(found) <= r.Limit {
		return found, "", err
	}
	found = found[:r.Limit]
	return found, s.cursors.Encode(found[r.Limit-1].ID), nil
}

// Retry sends a mail that failed or was kept once more. It returns ErrNoMail, ErrNotRetried and ErrNoServer.
func (s *Service) Retry(ctx context.Context, id string) (Mail, error) {
	if s.deps.Transport == nil {
		return Mail{}, ErrNoServer
	}
	var m Mail
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.requeue(ctx, id); err != nil {
			return err
		}
		var err error
		if m, _, err = s.repo.mailByID(ctx, id); err != nil {
			return err
		}
		return s.deps.Audit.Record(ctx, audit.Entry{Action: "mails.retry", Object: id, Outcome: audit.Success})
	})
	if err != nil {
		return Mail{}, fmt.Errorf("retry mail %s: %w", id, err)
	}
	return m, nil
}

// RetryFailed sends the oldest mails that failed once more, at most 500, and answers how many. It returns ErrNoServer.
func (s *Service) RetryFailed(ctx context.Context) (int, error) {
	if s.deps.Transport == nil {
		return 0, ErrNoServer
	}
	var n int
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		ids, err := s.repo.oldest(ctx, Failed, retriedMax)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := s.requeue(ctx, id); err != nil {
				return err
			}
		}
		n = len(ids)
		return s.deps.Audit.Record(ctx, audit.Entry{Action: "mails.retry_failed", Outcome: audit.Success, Details: map[string]any{"mails": n}})
	})
	if err != nil {
		return 0, fmt.Errorf("retry the mails that failed: %w", err)
	}
	return n, nil
}

func (s *Service) requeue(ctx context.Context, id string) error {
	changed, err := s.repo.requeue(ctx, id)
	if err != nil {
		return err
	}
	if !changed {
		if _, known, err := s.repo.mailByID(ctx, id); err != nil || !known {
			return cmp.Or(err, error(ErrNoMail))
		}
		return ErrNotRetried
	}
	return s.deps.Jobs.Enqueue(ctx, mailArgs{Mail: id})
}

// MailsTo answers the mails to an account, newest first.
func (s *Service) MailsTo(ctx context.Context, account string, r page.Request) ([]Mail, string, error) {
	before, err := s.before(r)
	if err != nil {
		return nil, "", err
	}
	found, err := s.repo.mailsTo(ctx, account, before, r.Limit+1)
	if err != nil || len(found) <= r.Limit {
		return found, "", err
	}
	found = found[:r.Limit]
	return found, s.cursors.Encode(found[r.Limit-1].ID), nil
}
