package accounts

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const linkChars = 43 // base62, 256 bits

func cleanPerson(email, name string) (string, string, error) {
	address, wrongAddress := CleanAddress(email)
	clean, wrongName := CleanName(name)
	invalid := fault.ErrInvalid
	for _, mistake := range []*fault.Field{wrongAddress, wrongName} {
		if mistake != nil {
			invalid = invalid.With(*mistake)
		}
	}
	if len(invalid.Fields) > 0 {
		return "", "", invalid
	}
	return address, clean, nil
}

// SignUp sends a confirmation link to an address. Whether an account with this address exists can't be told from the
// answer, nor from the time it takes: the owner of a known address gets a mail that says so, anybody else gets the
// link. More than five mails an hour to one address are not sent, silently. It answers fault.ErrInvalid,
// ErrSignUpClosed, ErrDomain, and ErrThrottled for a network that asks too often.
func (s *Service) SignUp(ctx context.Context, email, name string) error {
	address, clean, err := cleanPerson(email, name)
	if err != nil {
		return err
	}
	if err := s.admitted(ctx, address); err != nil {
		return err
	}
	if err := s.Attempt(ctx, LimitMailByNetwork, ByNetwork(ctx)); err != nil {
		return err
	}
	silent := s.Attempt(ctx, LimitMailByAddress, Canonical(address))
	if silent != nil && !errors.Is(silent, ErrThrottled) {
		return silent
	}
	err = s.deps.Store.Tx(ctx, func(ctx context.Context) error { return s.sendSignUp(ctx, address, clean, silent != nil) })
	if err != nil {
		return fmt.Errorf("sign up: %w", err)
	}
	return nil
}

// sendSignUp does the same statements for a known and an unknown address: the link of a known one is born used.
func (s *Service) sendSignUp(ctx context.Context, address, name string, silent bool) error {
	known, err := s.repo.claimed(ctx, Canonical(address), s.now())
	if err != nil {
		return err
	}
	exists := known.ID != ""
	text := secret.RandomText(linkChars)
	link := Link{ID: ident.New("lnk"), Purpose: ForSignUp, Email: address, Name: name, CreatedBy: "", ExpiresAt: s.now().Add(LinkLife)}
	if err := s.repo.insertLink(ctx, link, s.linkMAC(text), s.now(), exists || silent); err != nil {
		return err
	}
	if err := s.record(ctx, "auth.sign_up", link.ID, audit.Success, nil); err != nil {
		return err
	}
	switch {
	case silent:
		return nil
	case exists:
		return s.messenger.Send(ctx, address, "address-in-use", map[string]any{"Name": known.Name, "Link": s.deps.PublicURL + "/sign-in"})
	}
	return s.messenger.Send(ctx, address, "verify-email", map[string]any{"Name": name, "Link": s.verifyURL(text)})
}

// verifyURL puts the secret behind the #, so that it reaches no log, no Referer and no mail scanner's request line.
func (s *Service) verifyURL(text string) string {
	return s.deps.PublicURL + "/verify-email#token=" + text
}

func (s *Service) linkMAC(text string) [32]byte {
	return s.mac(secret.PurposeMailLink, secret.DomainLink, text)
}

func (s *Service) policy(ctx context.Context) (Mode, []string, error) {
	if s.deps.SignUp == nil {
		return Open, nil, nil
	}
	mode, domains, err := s.deps.SignUp(ctx)
	if err != nil {
		return "", nil, fmt.Errorf("read who may sign up: %w", err)
	}
	if mode == "" {
		mode = Open
	}
	return mode, domains, nil
}

func (s *Service) admitted(ctx context.Context, address string) error {
	mode, _, err := s.policy(ctx)
	if err != nil {
		return err
	}
	if mode == ByInvitation {
		return ErrSignUpClosed
	}
	return s.listed(ctx, address)
}

// listed answers ErrDomain for an address outside of the domains that the portal admits.
func (s *Service) listed(ctx context.Context, address string) error {
	mode, domains, err := s.policy(ctx)
	if err != nil {
		return err
	}
	canonical := func(d string) bool { return Domain(Canonical("x@"+d)) == Domain(Canonical(address)) }
	if mode == ByDomain && !slices.ContainsFunc(domains, canonical) {
		return ErrDomain
	}
	return nil
}

// Invite sends a link to an address that makes an account with roles, whatever the mode of sign-up. The caller must be
// allowed to grant each of them: otherwise ErrEscalation. It answers ErrAddressTaken for a known address
// and fault.ErrInvalid.
func (s *Service) Invite(ctx context.Context, email, name string, roles []rbac.Role) error {
	address, clean, err := cleanPerson(email, name)
	if err != nil {
		return err
	}
	if err := forPeople(roles); err != nil {
		return err
	}
	by := rbac.From(ctx)
	for _, role := range roles {
		if !s.deps.RBAC.Covers(by.Roles, role) {
			return ErrEscalation
		}
	}
	text := secret.RandomText(linkChars)
	link := Link{ID: ident.New("lnk"), Purpose: ForInvite, Email: address, Name: clean, Roles: roles, CreatedBy: by.ID, ExpiresAt: s.now().Add(LinkLife)}
	return s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		known, err := s.repo.claimed(ctx, Canonical(address), s.now())
		if err != nil {
			return err
		}
		if known.ID != "" {
			return ErrAddressTaken
		}
		if err := s.repo.insertLink(ctx, link, s.linkMAC(text), s.now(), false); err != nil {
			return err
		}
		if err := s.record(ctx, "people.invite", link.ID, audit.Success, map[string]any{"roles": roles}); err != nil {
			return err
		}
		return s.messenger.Send(ctx, address, "invite", map[string]any{"Name": clean, "Link": s.verifyURL(text)})
	})
}

// VerifyEmail uses up the link that was sent to an address and permits the browser, known by its pre-auth cookie, to
// register a passkey for it during the next half hour. It makes no session. It answers ErrLinkGone for a link that is
// used, too old, unknown, or whose address got an account in the meantime, and ErrThrottled.
func (s *Service) VerifyEmail(ctx context.Context, token, browser string) (Enrolment, error) {
	if err := s.Attempt(ctx, LimitLinkByNetwork, ByNetwork(ctx)); err != nil {
		return Enrolment{}, err
	}
	var e Enrolment
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		link, err := s.repo.consumeLink(ctx, s.linkMAC(token), s.now())
		if err != nil {
			return err
		}
		known, err := s.repo.claimed(ctx, Canonical(link.Email), s.now())
		if err != nil {
			return err
		}
		if known.ID != "" {
			return ErrLinkGone
		}
		e = s.enrolment(link.Purpose, link.Email, link.Name, link.Roles)
		if err := s.repo.insertEnrolment(ctx, e, s.browserMAC(browser), s.now()); err != nil {
			return err
		}
		return s.record(ctx, "auth.verify_email", link.ID, audit.Success, nil)
	})
	if err != nil {
		return Enrolment{}, fmt.Errorf("verify address: %w", err)
	}
	return e, nil
}

func (s *Service) enrolment(p Purpose, address, name string, roles []rbac.Role) Enrolment {
	if !slices.Contains(roles, rbac.Developer) {
		roles = append([]rbac.Role{rbac.Developer}, roles...)
	}
	return Enrolment{
		ID: ident.New("enr"), Purpose: p, Email: address, Name: name, Roles: roles, Handle: secret.RandomBytes(64),
		ExpiresAt: s.now().Add(enrolmentLife),
	}
}

func (s *Service) browserMAC(browser string) [32]byte {
	return s.mac(secret.PurposeSession, domainBrowser, browser)
}

func (s *Service) record(ctx context.Context, action, object string, outcome audit.Outcome, details map[string]any) error {
	return s.deps.Audit.Record(ctx, audit.Entry{Action: action, Object: object, Outcome: outcome, Details: details})
}
