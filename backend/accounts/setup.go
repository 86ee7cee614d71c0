package accounts

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// SetupFile is the name of the file in the data directory that holds the one-time link of the first start.
const SetupFile = "setup-link"

// setupLatch remembers that setup is over: it never opens again.
type setupLatch struct{ done atomic.Bool }

// SetupOpen reports whether the portal still waits for its first admin. It asks the database until setup is over, so
// a command beside a running server takes effect at once, and never again after that.
func (s *Service) SetupOpen(ctx context.Context) (bool, error) {
	if s.setup.done.Load() {
		return false, nil
	}
	row, err := s.repo.setupState(ctx)
	if err != nil {
		return false, err
	}
	if row.DoneAt != nil {
		s.setup.done.Store(true)
		s.forgetSetupFile()
	}
	return row.DoneAt == nil, nil
}

// SetupLink makes a fresh one-time link, which replaces the earlier one and works for 15 minutes, and writes it into the
// file setup-link (mode 0600) of the data directory. It answers false once there is an admin or an operator token: then
// there is no link any more.
func (s *Service) SetupLink(ctx context.Context, publicURL string) (string, bool, error) {
	text := secret.RandomText(linkChars)
	open := true
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		row, err := s.repo.setupState(ctx)
		if err != nil {
			return err
		}
		if open = row.DoneAt == nil; !open {
			return nil
		}
		if err := s.repo.setSetupSecret(ctx, s.setupMAC(text), s.now().Add(SetupLife)); err != nil {
			return err
		}
		return s.record(ctx, "setup.link", "", audit.Success, nil)
	})
	if err != nil {
		return "", false, fmt.Errorf("make the first start's link: %w", err)
	}
	if !open {
		return "", false, nil
	}
	link := publicURL + "/setup#secret=" + text
	return link, true, s.writeSetupFile(link)
}

func (s *Service) setupMAC(text string) [32]byte {
	return s.mac(secret.PurposeInvite, secret.DomainLink, text)
}

func (s *Service) writeSetupFile(link string) error {
	if s.deps.DataDir == "" {
		return nil
	}
	path := filepath.Join(s.deps.DataDir, SetupFile)
	s.forgetSetupFile() // a file that somebody made readable before must not receive the secret
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("create %s: %w", path, err)
	}
	_, err = f.WriteString(link + "\n")
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// forgetSetupFile removes the file. It may be gone already, and its secret is worth nothing by then.
func (s *Service) forgetSetupFile() {
	if s.deps.DataDir != "" {
		_ = os.Remove(filepath.Join(s.deps.DataDir, SetupFile))
	}
}

// BeginSetup checks the secret of the first start's link and permits the browser to register the first admin's passkey.
// The secret stays good until it made an admin or is too old. It answers ErrSetupSecret, ErrSetupDone, ErrThrottled and
// fault.ErrInvalid.
func (s *Service) BeginSetup(ctx context.Context, text, email, name, browser string) (Enrolment, error) {
	open, err := s.SetupOpen(ctx)
	if err != nil {
		return Enrolment{}, err
	}
	if !open {
		return Enrolment{}, ErrSetupDone
	}
	if err := s.Attempt(ctx, LimitSetupByNetwork, ByNetwork(ctx)); err != nil {
		return Enrolment{}, err
	}
	if err := s.checkSetup(ctx, text); err != nil {
		return Enrolment{}, err
	}
	address, clean, err := cleanPerson(email, name)
	if err != nil {
		return Enrolment{}, err
	}
	e := s.enrolment(ForSetup, address, clean, []rbac.Role{rbac.Admin})
	err = s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.repo.insertEnrolment(ctx, e, s.browserMAC(browser), s.now()); err != nil {
			return err
		}
		return s.record(ctx, "setup.begin", "", audit.Success, nil)
	})
	if err != nil {
		return Enrolment{}, fmt.Errorf("begin setup: %w", err)
	}
	return e, nil
}

func (s *Service) checkSetup(ctx context.Context, text string) error {
	row, err := s.repo.setupState(ctx)
	if err != nil {
		return err
	}
	mac := s.setupMAC(text)
	switch {
	case row.DoneAt != nil:
		return ErrSetupDone
	case !secret.EqualBytes(row.Mac, mac[:]):
		return ErrSetupSecret
	case row.ExpiresAt == nil || *row.ExpiresAt <= s.now().UnixMicro():
		return ErrSetupDone
	}
	return nil
}

// closeSetup ends setup for the first admin; it answers ErrSetupDone when it is over already.
func (s *Service) closeSetup(ctx context.Context, by string) error {
	first, err := s.repo.finishSetup(ctx, by, s.now())
	if err != nil {
		return err
	}
	if !first {
		return ErrSetupDone
	}
	return s.record(ctx, "setup.finish", by, audit.Success, nil)
}

// CloseSetup ends setup because the command line made an operator token. It must run inside the transaction that makes
// it, and does nothing when setup is over.
func (s *Service) CloseSetup(ctx context.Context, by string) error {
	err := s.closeSetup(ctx, by)
	if errors.Is(err, ErrSetupDone) {
		return nil
	}
	return err
}
