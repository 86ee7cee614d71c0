package notify

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/mail"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Letters answers every letter, by name.
func (s *Service) Letters(ctx context.Context) ([]Letter, error) {
	shipped, err := mail.Letters(s.deps.Templates)
	if err != nil {
		return nil, err
	}
	texts, err := s.repo.texts(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]Letter, len(shipped))
	for i, l := range shipped {
		all[i] = texts[l.Name].over(l)
	}
	return all, nil
}

// Letter answers one letter, or ErrNoLetter.
func (s *Service) Letter(ctx context.Context, name string) (Letter, error) {
	if strings.ContainsAny(name, "./\\") || name == "layout" {
		return Letter{}, ErrNoLetter
	}
	shipped, err := mail.Read(s.deps.Templates, name, "en")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return Letter{}, ErrNoLetter.Because(err)
	}
	if err != nil {
		return Letter{}, err
	}
	texts, err := s.repo.texts(ctx, name)
	if err != nil {
		return Letter{}, err
	}
	return texts[name].over(shipped), nil
}

// render makes a mail of a letter. One that can't be sent as it was edited is sent as it was shipped: people wait for it.
func (s *Service) render(ctx context.Context, name string, data map[string]any) (mail.Message, error) {
	l, err := s.Letter(ctx, name)
	if err != nil {
		return mail.Message{}, err
	}
	m, err := mail.Render(s.deps.Templates, l.Letter, data)
	if errors.Is(err, mail.ErrLetter) && l.Edited {
		l.Subject, l.Body = l.ShippedSubject, l.ShippedBody
		return mail.Render(s.deps.Templates, l.Letter, data)
	}
	return m, err
}

// rewritten answers a letter with another text, or fault.ErrInvalid with the place of every mistake.
func (s *Service) rewritten(ctx context.Context, name, subject, body string) (Letter, error) {
	l, err := s.Letter(ctx, name)
	if err != nil {
		return Letter{}, err
	}
	l.Subject, l.Body = strings.TrimSpace(subject), strings.Trim(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
	var fields []fault.Field
	for _, m := range l.Check() {
		pointer := "/body"
		if m.InSubject {
			pointer = "/subject"
		}
		fields = append(fields, fault.Bad(pointer, place(m)))
	}
	if len(fields) > 0 {
		return Letter{}, fault.ErrInvalid.With(fields...)
	}
	return l, nil
}

// SaveLetter replaces the text of a letter when its version is the expected one or overwrite is set. It returns ErrNoLetter,
// ErrLetterStale and fault.ErrInvalid.
func (s *Service) SaveLetter(ctx context.Context, name string, expected int64, overwrite bool, subject, body string) (Letter, error) {
	l, err := s.rewritten(ctx, name, subject, body)
	if err != nil {
		return Letter{}, err
	}
	return s.writeLetter(ctx, "mail_templates.edit", name, expected, overwrite, text{Edited: true, Subject: l.Subject, Body: l.Body})
}

// ResetLetter goes back to the shipped text. It returns ErrNoLetter and ErrLetterStale.
func (s *Service) ResetLetter(ctx context.Context, name string, expected int64, overwrite bool) (Letter, error) {
	return s.writeLetter(ctx, "mail_templates.reset", name, expected, overwrite, text{})
}

func (s *Service) writeLetter(ctx context.Context, action, name string, expected int64, overwrite bool, t text) (Letter, error) {
	var l Letter
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		was, err := s.Letter(ctx, name)
		if err != nil {
			return err
		}
		if !overwrite && was.Version != expected {
			return ErrLetterStale
		}
		t.Name, t.Version, t.Author, t.UpdatedAt = name, was.Version+1, rbac.From(ctx).Owner(), s.now()
		if err := s.repo.saveText(ctx, t); err != nil {
			return err
		}
		err = s.deps.Audit.Record(ctx, audit.Entry{
			Action: action, Object: name, Outcome: audit.Success, Details: map[string]any{"version": t.Version, "subject": t.Subject},
		})
		if err != nil {
			return err
		}
		l, err = s.Letter(ctx, name)
		return err
	})
	if err != nil {
		return Letter{}, fmt.Errorf("write mail template %s: %w", name, err)
	}
	return l, nil
}

// PreviewLetter answers the mail that a text would become, with made-up values. It returns ErrNoLetter and fault.ErrInvalid.
func (s *Service) PreviewLetter(ctx context.Context, name, subject, body string) (mail.Message, error) {
	l, err := s.rewritten(ctx, name, subject, body)
	if err != nil {
		return mail.Message{}, err
	}
	return mail.Render(s.deps.Templates, l.Letter, s.sample(l))
}
