package operators

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const (
	noticeKind = "security.operator_tokens"
	tokensPage = "/operate/machines"
	namedMost  = 10
)

// Refuse writes down that the tokens of an account are refused from now on, and tells those who keep operator tokens. Register it for
// the disabling of accounts; a is the account as it was.
func (s *Service) Refuse(ctx context.Context, a accounts.Account) error {
	return s.refuse(ctx, a, accounts.Disabled, "because the account was disabled")
}

// RefuseUnused is Refuse for accounts that are suspended because nobody uses them.
func (s *Service) RefuseUnused(ctx context.Context, a accounts.Account) error {
	return s.refuse(ctx, a, accounts.Inactive, "because nobody used the account")
}

// Readmit writes down that the tokens of an account are taken again. Register it for accounts that are let in again; a is the account
// as it was.
func (s *Service) Readmit(ctx context.Context, a accounts.Account) error {
	after := a
	after.State = accounts.Active
	_, _, err := s.turn(ctx, a, after)
	return err
}

// Regrade writes down which tokens of somebody whose roles change are refused from now on, or taken again. It tells those who keep
// operator tokens what is refused, and what is answered for by somebody who manages none any more. before and after are the account.
func (s *Service) Regrade(ctx context.Context, before, after accounts.Account) error {
	refused, goOn, err := s.turn(ctx, before, after)
	if err != nil {
		return err
	}
	lost := s.keeps(before) && !s.keeps(after)
	if len(refused) == 0 && (!lost || len(goOn) == 0) {
		return nil
	}
	title, now := fault.Counted(len(refused), "operator token is", "operator tokens are")+" refused from now on", ""
	if len(refused) == 0 {
		title = fault.Counted(len(goOn), "operator token needs", "operator tokens need") + " somebody to answer for"
	}
	if lost {
		now = ", so that they manage none any more"
	}
	return s.tellKeepers(ctx, after.ID, accounts.Notice{
		Kind: noticeKind, Link: tokensPage + "?owner=" + after.ID, Title: title,
		Body: accounts.Answers(after.Name) + ", and their roles were changed" + now + ". " +
			listed("Refused, because they may do more than this person now: ", refused) + listed("Going on: ", goOn) + "Take over what shall work.",
	})
}

// refuse notes which tokens of an account are refused by its change to a state, and tells of it.
func (s *Service) refuse(ctx context.Context, a accounts.Account, to accounts.State, why string) error {
	after := a
	after.State = to
	refused, goOn, err := s.turn(ctx, a, after)
	if err != nil || len(refused)+len(goOn) == 0 {
		return err
	}
	return s.tellKeepers(ctx, a.ID, accounts.Notice{
		Kind: noticeKind, Link: tokensPage + "?owner=" + a.ID,
		Title: fault.Counted(len(refused), "operator token is", "operator tokens are") + " refused from now on",
		Body:  accounts.Answers(a.Name) + " that are refused from now on, " + why + ". " + listed("Refused: ", refused) + listed("Verifier tokens that go on: ", goOn) + "Take over what shall work.",
	})
}

// turn notes which tokens of an account are refused, or taken again, by a change of it. It answers the names of those that are refused
// from now on, and of those that go on.
func (s *Service) turn(ctx context.Context, before, after accounts.Account) (refused, goOn []string, err error) {
	found, err := s.repo.answeredBy(ctx, before.ID, s.now())
	if err != nil {
		return nil, nil, err
	}
	for _, t := range found {
		was, is := s.answers(t, before), s.answers(t, after)
		action := "operators.readmit"
		switch {
		case was && is:
			goOn = append(goOn, t.Name)
			continue
		case was == is:
			continue
		case was:
			action, refused = "operators.refuse", append(refused, t.Name)
		}
		if err := s.note(ctx, action, t, map[string]any{"owner": before.ID}); err != nil {
			return nil, nil, err
		}
	}
	return refused, goOn, nil
}

// Warn tells those who keep operator tokens which ones will be refused, and when, unless the account that answers for them is used.
// Register it for warnings to owners of accounts that nobody uses.
func (s *Service) Warn(ctx context.Context, a accounts.Account, ends time.Time) error {
	found, err := s.repo.answeredBy(ctx, a.ID, s.now())
	if err != nil {
		return err
	}
	var stop []string
	unused := a
	unused.State = accounts.Inactive
	for _, t := range found {
		if s.answers(t, a) && !s.answers(t, unused) {
			stop = append(stop, t.Name)
		}
	}
	if len(stop) == 0 {
		return nil
	}
	on := ends.Format("2 January 2006")
	return s.tellKeepers(ctx, a.ID, accounts.Notice{
		Kind: noticeKind, Link: tokensPage + "?owner=" + a.ID,
		Title: fault.Counted(len(stop), "operator token is", "operator tokens are") + " refused from " + on + " on",
		Body:  accounts.Answers(a.Name) + " but doesn't use the account, which is suspended then. " + listed("Concerned: ", stop) + "Take over what shall go on.",
	})
}

// tellEnded tells those who keep operator tokens what ended with the account of somebody who went for good.
func (s *Service) tellEnded(ctx context.Context, gone string, ended []string) error {
	if len(ended) == 0 {
		return nil
	}
	return s.tellKeepers(ctx, gone, accounts.Notice{
		Kind: noticeKind, Link: tokensPage, Title: fault.Counted(len(ended), "operator token", "operator tokens") + " ended with an account",
		Body: "Somebody who answered for operator tokens deleted their account. " + listed("Ended: ", ended) + "Make new ones for machines that still need them.",
	})
}

// tellInherited tells somebody that a person who went for good left a token to them.
func (s *Service) tellInherited(ctx context.Context, t Token) error {
	return s.tell(ctx, t.Owner, t, "Somebody who deleted their account handed it to you.")
}

// tellHanded tells who answers for a token from now on, and who did until now; not whoever decided it.
func (s *Service) tellHanded(ctx context.Context, t Token, before string) error {
	by := rbac.From(ctx).AccountID()
	who := "Somebody who manages operator tokens"
	if a, err := s.deps.Accounts.Get(ctx, by); err == nil {
		who = a.Name
	}
	if t.Owner != by {
		if err := s.tell(ctx, t.Owner, t, accounts.Handed(who)+" to you."); err != nil {
			return err
		}
	}
	if before == "" || before == by || s.deps.Messenger == nil {
		return nil
	}
	if _, err := s.deps.Accounts.Get(ctx, before); errors.Is(err, accounts.ErrNotFound) {
		return nil // they are gone
	} else if err != nil {
		return err
	}
	return s.deps.Messenger.Notify(ctx, accounts.Notice{
		Account: before, Kind: noticeKind, Title: "Somebody else answers for the operator token " + t.Name,
		Body: accounts.Handed(who) + " of yours over. It goes on as before.", Link: "/account",
	}, "", nil)
}

func (s *Service) tell(ctx context.Context, to string, t Token, how string) error {
	if s.deps.Messenger == nil {
		return nil
	}
	return s.deps.Messenger.Notify(ctx, accounts.Notice{
		Account: to, Kind: noticeKind, Link: tokensPage + "?owner=" + to, Title: "You answer for the operator token " + t.Name,
		Body: how + " It is refused while you may not sign in, or may do less than it. Who had it before may still know its secret, so replace it when its machine can take a new one.",
	}, "", nil)
}

// tellKeepers tells everybody who manages operator tokens but one account.
func (s *Service) tellKeepers(ctx context.Context, but string, n accounts.Notice) error {
	if s.deps.Messenger == nil {
		return nil
	}
	keepers, err := s.deps.Accounts.WithPermission(ctx, rbac.OperatorTokensWrite)
	if err != nil {
		return err
	}
	for _, k := range keepers {
		if n.Account = k.ID; n.Account == but {
			continue
		}
		if err := s.deps.Messenger.Notify(ctx, n, "", nil); err != nil {
			return err
		}
	}
	return nil
}

// listed answers a sentence that names some of many, or nothing where there is none.
func listed(what string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	more := ""
	if n := len(names) - namedMost; n > 0 {
		names, more = names[:namedMost], " and "+fault.Counted(n, "more", "more")
	}
	return what + strings.Join(names, ", ") + more + ". "
}
