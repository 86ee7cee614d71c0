package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/mail"
)

// Schedule sends digests soon after they are due.
func (s *Service) Schedule(r *jobs.Runner) { r.Every("notify.digests", 5*time.Minute, s.SendDigests) }

// mailArgs is the job of sending one mail. The message itself stays in its row, so that it is emptied with it.
type mailArgs struct {
	Mail string `json:"mail"`
}

// Kind names the job.
func (mailArgs) Kind() string { return "notify.mail" }

// deliver sends a mail. It may run twice for one mail when the process dies between sending and noting it: a mail that
// comes twice is better than one that is lost, and both have the same Message-ID, by which mail boxes keep one.
func (s *Service) deliver(ctx context.Context, args mailArgs) error {
	m, ok, err := s.repo.mailByID(ctx, args.Mail)
	if err != nil || !ok || m.State != Queued {
		return err
	}
	if s.deps.Transport == nil {
		return s.deps.Store.Tx(ctx, func(ctx context.Context) error {
			if m.last() {
				return s.repo.deleteMail(ctx, m.ID)
			}
			return s.repo.refused(ctx, m.ID, Kept, "no mail server is configured any more")
		})
	}
	sending := s.deps.Transport.Send(ctx, mail.Message{ID: m.ID, To: m.To, Subject: m.Subject, Text: m.Text, HTML: m.HTML})
	state := Queued
	if m.Attempts+1 >= attemptsMax || errors.Is(sending, mail.ErrRejected) || errors.Is(sending, mail.ErrMessage) {
		state = Failed
	}
	err = s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		if m.last() && (sending == nil || state == Failed) {
			return s.repo.deleteMail(ctx, m.ID)
		}
		if sending == nil {
			return s.repo.sent(ctx, m.ID, s.now())
		}
		return s.repo.refused(ctx, m.ID, state, sending.Error())
	})
	switch {
	case err != nil || sending == nil:
		return errors.Join(err, sending)
	case state == Failed:
		return jobs.Permanent(fmt.Errorf("send mail %s: %w", m.ID, sending))
	}
	return fmt.Errorf("send mail %s: %w", m.ID, sending)
}
