package passkeys

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// List answers the passkeys of an account, oldest first.
func (s *Service) List(ctx context.Context, account string) ([]Passkey, error) {
	return s.repo.ofAccount(ctx, account, false)
}

// Rename gives one of an account's passkeys another name; ErrNotFound when the account has no such passkey.
func (s *Service) Rename(ctx context.Context, account, id, name string) (Passkey, error) {
	clean, ok := cleanName(name)
	if !ok {
		return Passkey{}, fault.ErrInvalid.With(fault.Bad("/name", "A name has 1 to 100 characters and no control characters."))
	}
	var renamed Passkey
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.repo.rename(ctx, account, id, clean); err != nil {
			return err
		}
		held, err := s.repo.ofAccount(ctx, account, false)
		if err != nil {
			return err
		}
		renamed = byID(held, id)
		return s.record(ctx, "passkeys.rename", id, audit.Success, nil)
	})
	if err != nil {
		return Passkey{}, fmt.Errorf("rename passkey %s: %w", id, err)
	}
	return renamed, nil
}

func byID(held []Passkey, id string) Passkey {
	for _, p := range held {
		if p.ID == id {
			return p
		}
	}
	return Passkey{}
}

// Remove takes a passkey from an account and ends the account's other sessions, which it may have opened. It answers
// ErrNotFound, and ErrLast when no other usable passkey would stay.
func (s *Service) Remove(ctx context.Context, account, id string) error {
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		held, err := s.repo.ofAccount(ctx, account, true)
		if err != nil {
			return err
		}
		removed := byID(held, id)
		if removed.ID == "" {
			return ErrNotFound
		}
		if !othersUsable(held, id) {
			return ErrLast
		}
		if err := s.repo.remove(ctx, account, id); err != nil {
			return err
		}
		if err := s.record(ctx, "passkeys.remove", id, audit.Success, nil); err != nil {
			return err
		}
		if err := s.deps.Sessions.EndOthers(ctx, account, rbac.From(ctx).SessionID); err != nil {
			return err
		}
		return s.tellRemoved(ctx, account, removed)
	})
	if err != nil {
		return fmt.Errorf("remove passkey %s: %w", id, err)
	}
	return nil
}

func othersUsable(held []Passkey, id string) bool {
	for _, p := range held {
		if p.ID != id && p.Usable() {
			return true
		}
	}
	return false
}

func (s *Service) tellRemoved(ctx context.Context, account string, p Passkey) error {
	n := accounts.Notice{
		Account: account, Kind: "security.passkey_removed", Title: "A passkey was removed",
		Body: p.Name + " can't sign in to your account any more. Your other sessions were ended.", Link: "/account",
	}
	return s.deps.Messenger.Notify(ctx, n, "", nil)
}
