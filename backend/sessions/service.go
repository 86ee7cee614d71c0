package sessions

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Started is a session that was just made or rotated. Cookie exists in clear text only here.
type Started struct {
	Session   Session
	Cookie    string
	CSRFToken string
	// NewDevice says that the account has signed in before, but never from this browser and network.
	NewDevice bool
}

func (s *Service) cookieMAC(cookie string) [32]byte {
	return secret.MAC(s.key, secret.DomainSession, cookie)
}

func newCookie() string { return base64.RawURLEncoding.EncodeToString(secret.RandomBytes(cookieLen)) }

// Authenticate implements web.SessionAuth: it answers who a cookie stands for and counts as a use of the session. It
// answers web.ErrUnauthenticated for a value that is not ours, a session that ended or is past a limit, and an account
// that may not be used.
func (s *Service) Authenticate(ctx context.Context, cookie string) (web.SessionInfo, error) {
	if raw, err := base64.RawURLEncoding.Strict().DecodeString(cookie); err != nil || len(raw) != cookieLen {
		return web.SessionInfo{}, web.ErrUnauthenticated
	}
	row, err := s.repo.byMAC(ctx, s.cookieMAC(cookie))
	if err != nil {
		return web.SessionInfo{}, unknown(err)
	}
	account, err := s.deps.Accounts.Get(ctx, row.AccountID)
	if err != nil {
		return web.SessionInfo{}, unknown(err)
	}
	now, session := s.now(), s.fresh(row)
	roles := account.RolesAt(now)
	limits, err := s.limits(ctx, account, session)
	if err != nil {
		return web.SessionInfo{}, err
	}
	if account.State != accounts.Active || session.OverAt(now, limits) {
		return web.SessionInfo{}, web.ErrUnauthenticated
	}
	s.seen.note(session.ID, now)
	subject := rbac.Subject{ID: rbac.PersonID(account.ID), Roles: roles, SessionID: session.ID, Restricted: session.Restricted}
	subject.StepUpUntil = session.steppedUpAt(now)
	return web.SessionInfo{
		Subject: subject, ID: session.ID, CSRF: func(token string) bool { return s.csrf.valid(row.Mac, token) },
	}, nil
}

// unknown turns "there is none" into "not signed in" and keeps failures of the database.
func unknown(err error) error {
	if errors.Is(err, ErrNotFound) || errors.Is(err, accounts.ErrNotFound) {
		return web.ErrUnauthenticated
	}
	return err
}

// fresh answers the session of a row with the last use that memory knows.
func (s *Service) fresh(row sessionRow) Session {
	session := row.session()
	session.LastSeenAt = s.seen.latest(row.ID, session.LastSeenAt)
	return session
}

// Start signs an account in, by one of the methods of this package, and ends the session that the browser had before.
// It must run inside the transaction that stores what justifies it (a passkey's counter, a used recovery code). The
// owner is told of a new device. Recovery makes a restricted session.
func (s *Service) Start(ctx context.Context, a accounts.Account, method string) (Started, error) {
	if err := mintable(a, method); err != nil {
		return Started{}, err
	}
	now, info := s.now(), reqinfo.From(ctx)
	if old := rbac.From(ctx); old.SessionID != "" {
		if _, err := s.remove(ctx, old.AccountID(), old.SessionID, false); err != nil {
			return Started{}, err
		}
	}
	if err := s.makeRoom(ctx, a.ID); err != nil {
		return Started{}, err
	}
	session := Session{
		ID: ident.New("ses"), AccountID: a.ID, Method: method, Restricted: method == ByRecovery,
		Address: accounts.Network(info.Address), UserAgent: info.UserAgent, CreatedAt: now, LastSeenAt: now,
	}
	cookie := newCookie()
	mac := s.cookieMAC(cookie)
	if err := s.repo.insert(ctx, session, mac); err != nil {
		return Started{}, err
	}
	ctx = reqinfo.WithActor(ctx, reqinfo.Actor{Kind: reqinfo.Person, ID: a.ID})
	if err := s.record(ctx, "auth.sign_in", session.ID, map[string]any{"method": method}); err != nil {
		return Started{}, err
	}
	isNew, err := s.meet(ctx, session)
	if err != nil {
		return Started{}, err
	}
	started := Started{Session: session, Cookie: cookie, CSRFToken: s.csrf.token(mac[:]), NewDevice: isNew}
	return started, s.deps.Accounts.Seen(ctx, a.ID)
}

// makeRoom ends the oldest sessions of an account so that one more fits.
func (s *Service) makeRoom(ctx context.Context, account string) error {
	rows, err := s.repo.ofAccount(ctx, account)
	if err != nil || len(rows) < concurrentMax {
		return err
	}
	for _, row := range rows[concurrentMax-1:] {
		if _, err := s.remove(ctx, account, row.ID, false); err != nil {
			return err
		}
		if err := s.record(ctx, "sessions.evict", row.ID, nil); err != nil {
			return err
		}
	}
	n := accounts.Notice{
		Account: account, Kind: "security.session_evicted", Title: "Your oldest session was ended",
		Body: "An account has at most 20 sessions.", Link: "/account",
	}
	return s.deps.Messenger.Notify(ctx, n, "", nil)
}

// meet notes the browser and network, and tells the owner when they are new.
func (s *Service) meet(ctx context.Context, session Session) (bool, error) {
	device := Device(session.UserAgent)
	mac := secret.MAC(s.key, "gth/device/v1", session.AccountID+"\x00"+device+"\x00"+session.Address)
	isNew, err := s.repo.meet(ctx, session.AccountID, mac, s.now())
	if err != nil || !isNew || session.Restricted {
		return isNew, err
	}
	n := accounts.Notice{
		Account: session.AccountID, Kind: "security.new_device", Title: "New sign-in",
		Body: device + " from " + session.Address + ". If it was not you, end that session.", Link: "/account",
	}
	data := map[string]any{"When": s.now().Format(time.DateTime) + " UTC", "Network": session.Address}
	return true, s.deps.Messenger.Notify(ctx, n, "new-device", data)
}

// StepUp opens the window for what needs a fresh assertion and gives the session a new cookie; the old one is dead.
// It must run inside the transaction that stores the passkey's counter. It answers ErrNotFound when the session ended.
func (s *Service) StepUp(ctx context.Context, id string) (Started, error) {
	until := s.now().Add(StepUpWindow)
	cookie := newCookie()
	mac := s.cookieMAC(cookie)
	if err := s.repo.rotate(ctx, id, mac, until); err != nil {
		return Started{}, err
	}
	row, err := s.repo.byID(ctx, id)
	if err != nil {
		return Started{}, err
	}
	if err := s.record(ctx, "auth.step_up", id, nil); err != nil {
		return Started{}, err
	}
	return Started{Session: s.fresh(row), Cookie: cookie, CSRFToken: s.csrf.token(mac[:])}, nil
}

// Recover opens a restricted session with a recovery code and ends all others of the account. Faults are those of
// accounts.Recover.
func (s *Service) Recover(ctx context.Context, email, code string) (accounts.Account, Started, error) {
	var account accounts.Account
	var started Started
	err := s.deps.Accounts.Recover(ctx, email, code, func(ctx context.Context, a accounts.Account) error {
		if err := s.EndAll(ctx, a); err != nil {
			return err
		}
		var err error
		account = a
		started, err = s.Start(ctx, a, ByRecovery)
		return err
	})
	if err != nil {
		return accounts.Account{}, Started{}, err
	}
	return account, started, nil
}

// RecoverByLink is Recover for a link that the command line made. Faults are those of accounts.RecoverByLink.
func (s *Service) RecoverByLink(ctx context.Context, link string) (accounts.Account, Started, error) {
	var account accounts.Account
	var started Started
	err := s.deps.Accounts.RecoverByLink(ctx, link, func(ctx context.Context, a accounts.Account) error {
		if err := s.EndAll(ctx, a); err != nil {
			return err
		}
		var err error
		account = a
		started, err = s.Start(ctx, a, ByRecovery)
		return err
	})
	if err != nil {
		return accounts.Account{}, Started{}, err
	}
	return account, started, nil
}

func (s *Service) record(ctx context.Context, action, object string, details map[string]any) error {
	err := s.deps.Audit.Record(ctx, audit.Entry{Action: action, Object: object, Outcome: audit.Success, Details: details})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}
