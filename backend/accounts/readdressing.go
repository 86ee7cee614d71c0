package accounts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// OnReaddressed registers what follows the address of an account, in the transaction in which it changes. The hook sees the account as
// it was and as it is.
func (s *Service) OnReaddressed(h func(ctx context.Context, before, after Account) error) {
	s.readdressed = append(s.readdressed, h)
}

// Addressing answers where mail to the caller goes, and what may still become of that.
func (s *Service) Addressing(ctx context.Context) (Addressing, error) {
	a, err := s.repo.byID(ctx, rbac.From(ctx).AccountID())
	if err != nil {
		return Addressing{}, err
	}
	return s.addressing(ctx, a)
}

func (s *Service) addressing(ctx context.Context, a Account) (Addressing, error) {
	said := Addressing{Email: a.Email}
	waiting, err := s.repo.changeOf(ctx, a.ID, s.now())
	if err == nil {
		said.Waiting = &waiting
	} else if !errors.Is(err, ErrNoChange) {
		return Addressing{}, err
	}
	said.Former, err = s.repo.former(ctx, a.ID, s.now())
	return said, err
}

// AddressesOf answers the addresses besides its own that an account waits for or could go back to. One that it can't get is left out.
func (s *Service) AddressesOf(ctx context.Context, a Account) ([]string, error) {
	said, err := s.addressing(ctx, a)
	if err != nil {
		return nil, err
	}
	var all []string
	if said.Waiting != nil && !said.Waiting.void {
		all = append(all, said.Waiting.Email)
	}
	for _, f := range said.Former {
		all = append(all, f.Email)
	}
	return all, nil
}

// AskAddress sends a link to the address that the caller wants instead of theirs; nothing changes before it is confirmed. Whether the
// address is somebody else's can't be told from the answer, nor from the time it takes: its owner gets a mail that says so. A change
// that waited is given up for this one. It answers fault.ErrInvalid, ErrDomain and ErrThrottled.
func (s *Service) AskAddress(ctx context.Context, email string) (Addressing, error) {
	address, mistake := CleanAddress(email)
	if mistake != nil {
		return Addressing{}, fault.ErrInvalid.With(*mistake)
	}
	a, err := s.repo.byID(ctx, rbac.From(ctx).AccountID())
	if err != nil {
		return Addressing{}, err
	}
	if Canonical(address) == Canonical(a.Email) {
		return Addressing{}, fault.ErrInvalid.With(fault.Bad("/email", "This is your address already."))
	}
	return s.sendChange(ctx, address)
}

// ResendChange sends a fresh link for the change that waits and ends the one before. It answers ErrNoChange, ErrDomain and ErrThrottled.
func (s *Service) ResendChange(ctx context.Context) (Addressing, error) {
	waiting, err := s.repo.changeOf(ctx, rbac.From(ctx).AccountID(), s.now())
	if err != nil {
		return Addressing{}, err
	}
	return s.sendChange(ctx, waiting.Email)
}

func (s *Service) sendChange(ctx context.Context, address string) (Addressing, error) {
	id := rbac.From(ctx).AccountID()
	if err := s.listed(ctx, address); err != nil {
		return Addressing{}, err
	}
	if err := s.Attempt(ctx, limitChangeByAccount, id); err != nil {
		return Addressing{}, err
	}
	if err := s.Attempt(ctx, LimitMailByNetwork, ByNetwork(ctx)); err != nil {
		return Addressing{}, err
	}
	silent := s.Attempt(ctx, LimitMailByAddress, Canonical(address))
	if silent != nil && !errors.Is(silent, ErrThrottled) {
		return Addressing{}, silent
	}
	var said Addressing
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) (err error) {
		if err := s.deps.Store.TakeTurns(ctx, turn(id)); err != nil {
			return err
		}
		a, err := s.repo.byID(ctx, id)
		if err != nil {
			return err
		}
		if err := s.keepChange(ctx, a, address, silent != nil); err != nil {
			return err
		}
		said, err = s.addressing(ctx, a)
		return err
	})
	if err != nil {
		return Addressing{}, fmt.Errorf("ask for another address: %w", err)
	}
	return said, nil
}

// keepChange does the same statements for a free address and a taken one: the link of a taken one is born void.
func (s *Service) keepChange(ctx context.Context, a Account, address string, silent bool) error {
	owner, err := s.repo.claimed(ctx, Canonical(address), s.now())
	if err != nil {
		return err
	}
	taken := owner.ID != "" && owner.ID != a.ID
	text := secret.RandomText(linkChars)
	c := AddressChange{Email: address, SentAt: s.now(), ExpiresAt: s.now().Add(ChangeLife), void: taken || silent}
	if err := s.repo.putChange(ctx, a.ID, c, s.changeMAC(text)); err != nil {
		return err
	}
	if err := s.record(ctx, "people.ask_email", a.ID, audit.Success, nil); err != nil {
		return err
	}
	switch {
	case silent:
		return nil
	case taken:
		return s.messenger.Send(ctx, address, "address-wanted", map[string]any{"Name": owner.Name, "Link": "/sign-in"})
	}
	return s.messenger.Send(ctx, address, "confirm-address", map[string]any{"Name": a.Name, "Link": s.deps.PublicURL + "/confirm-email#token=" + text})
}

// CancelChange gives up the change that waits; its link is dead. It answers ErrNoChange.
func (s *Service) CancelChange(ctx context.Context) error {
	id := rbac.From(ctx).AccountID()
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.deps.Store.TakeTurns(ctx, turn(id)); err != nil {
			return err
		}
		if _, err := s.repo.changeOf(ctx, id, s.now()); err != nil {
			return err
		}
		if err := s.repo.dropChange(ctx, id); err != nil {
			return err
		}
		return s.record(ctx, "people.cancel_email", id, audit.Success, nil)
	})
	if err != nil {
		return fmt.Errorf("give up a change of address: %w", err)
	}
	return nil
}

// ConfirmChange uses up the link of the change that waits for the caller, and gives their account its new address. The former one is
// told, with a link that sets it back. It answers ErrChangeGone for a link that is used, too old, of another account, or whose address
// became somebody else's in the meantime, and ErrThrottled.
func (s *Service) ConfirmChange(ctx context.Context, token string) (Addressing, error) {
	id := rbac.From(ctx).AccountID()
	if err := s.Attempt(ctx, LimitLinkByNetwork, ByNetwork(ctx)); err != nil {
		return Addressing{}, err
	}
	var said Addressing
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.deps.Store.TakeTurns(ctx, turn(id)); err != nil {
			return err
		}
		a, err := s.repo.byID(ctx, id)
		if err != nil {
			return err
		}
		c, err := s.repo.takeChange(ctx, id, s.changeMAC(token), s.now())
		if err != nil {
			return err
		}
		owner, err := s.repo.claimed(ctx, Canonical(c.Email), s.now())
		if err != nil {
			return err
		}
		if owner.ID != "" && owner.ID != id {
			return ErrChangeGone
		}
		after, err := s.readdress(ctx, a, c.Email, "people.change_email", map[string]any{})
		if errors.Is(err, ErrAddressTaken) {
			return ErrChangeGone.Because(err)
		}
		if err != nil {
			return err
		}
		if err := s.tellChange(ctx, a, after); err != nil {
			return err
		}
		if err := s.follow(ctx, a, after); err != nil {
			return err
		}
		said, err = s.addressing(ctx, after)
		return err
	})
	if err != nil {
		return Addressing{}, fmt.Errorf("change the address of %s: %w", id, err)
	}
	return said, nil
}

// readdress changes the address of an account and records it.
func (s *Service) readdress(ctx context.Context, a Account, email, action string, set map[string]any) (Account, error) {
	if err := s.repo.readdress(ctx, a, email, s.now(), set); err != nil {
		return Account{}, err
	}
	after, err := s.repo.byID(ctx, a.ID)
	if err != nil {
		return Account{}, err
	}
	if err := s.deps.Store.Changed(ctx, store.KindAccount, a.ID); err != nil {
		return Account{}, err
	}
	return after, s.record(ctx, action, a.ID, audit.Success, nil)
}

// follow lets follow what follows an address. It comes last, because mails follow that tell of the change.
func (s *Service) follow(ctx context.Context, before, after Account) error {
	for _, h := range s.readdressed {
		if err := h(ctx, before, after); err != nil {
			return err
		}
	}
	return nil
}

// tellChange tells both addresses. The former one gets the link that sets it back.
func (s *Service) tellChange(ctx context.Context, before, after Account) error {
	text := secret.RandomText(linkChars)
	f := FormerAddress{Email: before.Email, ChangedAt: s.now(), Until: s.now().Add(UndoLife), account: after.ID, version: after.Version}
	if err := s.repo.insertUndo(ctx, f, s.undoMAC(text)); err != nil {
		return err
	}
	err := s.messenger.Send(ctx, before.Email, "address-changed", map[string]any{
		"Name": before.Name, "Link": s.deps.PublicURL + "/undo-email#token=" + text, "When": s.now().Format(time.DateTime) + " UTC", "Network": ByNetwork(ctx),
	})
	if err != nil {
		return err
	}
	return s.messenger.Notify(ctx, Notice{
		Account: after.ID, Kind: "security.address_changed", Title: "Your e-mail address was changed",
		Body: "Mail goes to the new address from now on. For 72 hours a link that was sent to the former one can set it back.", Link: "/account",
	}, "", nil)
}

func (s *Service) changeMAC(text string) [32]byte {
	return s.mac(secret.PurposeMailLink, domainChange, text)
}

func (s *Service) undoMAC(text string) [32]byte {
	return s.mac(secret.PurposeMailLink, domainUndo, text)
}

const (
	domainChange = "gth/address-change/v1"
	domainUndo   = "gth/address-undo/v1"
)
