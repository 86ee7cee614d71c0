package accounts

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// OnSetBack registers what must end in the transaction in which a former address takes an account back: sessions.
func (s *Service) OnSetBack(h Hook) { s.setBack = append(s.setBack, h) }

// UndoChange uses up the link that was sent to a former address and gives it back to the account. Whoever holds that link may have been
// robbed of the account, so whatever came after is undone with it: later changes and their links, and one that waits. All sessions
// end, and for a day the account acts as a plain developer, as after a recovery. Links that earlier addresses got go on: of several
// that disagree, the one that had the account first has the last word. It answers the account, ErrUndoGone and ErrThrottled.
func (s *Service) UndoChange(ctx context.Context, token string) (Account, error) {
	if err := s.Attempt(ctx, LimitLinkByNetwork, ByNetwork(ctx)); err != nil {
		return Account{}, err
	}
	var after Account
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		f, err := s.repo.undo(ctx, s.undoMAC(token), s.now())
		if err != nil {
			return err
		}
		if err := s.deps.Store.TakeTurns(ctx, turn(f.account)); err != nil {
			return err
		}
		// Once more: it may have been used while others had their turn.
		if f, err = s.repo.undo(ctx, s.undoMAC(token), s.now()); err != nil {
			return err
		}
		after, err = s.giveBack(ctx, f)
		return err
	})
	if err != nil {
		return Account{}, fmt.Errorf("set an address back: %w", err)
	}
	return after, nil
}

func (s *Service) giveBack(ctx context.Context, f FormerAddress) (Account, error) {
	a, err := s.repo.byID(ctx, f.account)
	if err != nil {
		return Account{}, err
	}
	ctx = reqinfo.WithActor(ctx, reqinfo.Actor{Kind: reqinfo.Person, ID: a.ID})
	if err := s.repo.dropUndosFrom(ctx, a.ID, f.version); err != nil {
		return Account{}, err
	}
	if err := s.repo.dropChange(ctx, a.ID); err != nil {
		return Account{}, err
	}
	after, err := s.readdress(ctx, a, f.Email, "people.undo_email", map[string]any{"recovered_at": store.Micros(s.now())})
	if err != nil {
		return Account{}, err
	}
	if err := s.run(ctx, s.setBack, after); err != nil {
		return Account{}, err
	}
	if err := s.tellSetBack(ctx, a, after); err != nil {
		return Account{}, err
	}
	return after, s.follow(ctx, a, after)
}

// tellSetBack tells the address that lost the account, the one that has it again, and the admins.
func (s *Service) tellSetBack(ctx context.Context, before, after Account) error {
	if Canonical(before.Email) != Canonical(after.Email) {
		err := s.messenger.Send(ctx, before.Email, "notice", map[string]any{
			"Name": before.Name, "Title": "Your account has its former e-mail address again", "Link": "/account",
			"Text": "Somebody opened the link that the former address got when it was changed. All sessions were ended. If it was not you, sign in with your passkey and look at your account.",
		})
		if err != nil {
			return err
		}
	}
	err := s.messenger.Notify(ctx, Notice{
		Account: after.ID, Kind: "security.address_set_back", Title: "Your former e-mail address was set back",
		Body: "All sessions were ended. If somebody else had changed it, remove every passkey that is not yours, make new recovery codes, and look through your tokens.",
		Link: "/account?tab=passkeys",
	}, "", nil)
	if err != nil {
		return err
	}
	return s.tellAdmins(ctx, after, "security.address_set_back_of_other", "A change of address was undone", SetBack(after.Name))
}
