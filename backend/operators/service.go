package operators

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// AuthenticateBearer implements web.BearerAuth. A malformed token is refused without a look-up. It answers
// web.ErrUnauthenticated for anything but a live operator token, without saying what is wrong with it.
func (s *Service) AuthenticateBearer(ctx context.Context, token string) (rbac.Subject, error) {
	parsed, ok := secret.Parse(s.deps.Brand, token)
	if !ok || parsed.Kind != secret.Operator {
		return rbac.Subject{}, web.ErrUnauthenticated
	}
	found, err := s.find(ctx, tokenID(strings.Clone(parsed.ID)))
	if err != nil && !errors.Is(err, ErrNotFound) {
		return rbac.Subject{}, err
	}
	// An unknown token is compared as well, with a MAC that nothing hashes to, so that it takes as long as a wrong secret.
	pepper, known := s.deps.Keys.PepperByID(found.pepperID)
	mac := secret.MAC(pepper, secret.DomainOperator, parsed.Full)
	now := s.now()
	if !secret.Equal(mac, found.mac) || !known || !found.Live(now) || found.Refused {
		return rbac.Subject{}, web.ErrUnauthenticated
	}
	s.cache.note(found.ID, now)
	return rbac.Subject{ID: rbac.MachineID(found.ID), Roles: []rbac.Role{found.Role}}, nil
}

// Describe answers a token as the account that it acts as: no address, its name, its one role. It answers ErrNotFound.
func (s *Service) Describe(ctx context.Context, id string) (accounts.Account, error) {
	t, err := s.find(ctx, id)
	if err != nil {
		return accounts.Account{}, err
	}
	return accounts.Account{ID: t.ID, Name: t.Name, Roles: []rbac.Role{t.Role}, State: accounts.Active, CreatedAt: t.CreatedAt}, nil
}

// makersMost bounds how far Behind looks: operator tokens may make others.
const makersMost = 8

// Behind answers who stands behind a subject: for an operator token the person that made it, or that made the token that made
// it, and the person who answers for it; for everybody else, and for tokens of the command line, the subject itself. Who may not
// decide as themselves may not through a token either (RBAC-2), and whoever made one may still know its secret.
func (s *Service) Behind(ctx context.Context, subject string) ([]string, error) {
	var owners []string
	for range makersMost {
		id, machine := strings.CutPrefix(subject, rbac.MachineID(""))
		if !machine {
			break
		}
		t, err := s.repo.byID(ctx, id)
		if errors.Is(err, ErrNotFound) {
			break
		}
		if err != nil {
			return nil, err
		}
		if t.Owner != "" && rbac.PersonID(t.Owner) != t.CreatedBy {
			owners = append(owners, rbac.PersonID(t.Owner))
		}
		if !strings.HasPrefix(t.CreatedBy, rbac.PersonID("")) && !strings.HasPrefix(t.CreatedBy, rbac.MachineID("")) {
			break
		}
		subject = t.CreatedBy
	}
	return append(owners, subject), nil
}

// Names answers the names of those of the subjects that are operator tokens, also ended ones, by subject.
func (s *Service) Names(ctx context.Context, subjects []string) (map[string]string, error) {
	var ids []string
	for _, id := range subjects {
		if token, ok := strings.CutPrefix(id, rbac.MachineID("")); ok {
			ids = append(ids, token)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return s.repo.names(ctx, ids)
}

// ask fills in which of some tokens are refused because of their owners, and which owners manage no operator tokens any more.
func (s *Service) ask(ctx context.Context, tokens []Token) error {
	owners := map[string]accounts.Account{"": {}}
	for i := range tokens {
		t := &tokens[i]
		owner, known := owners[t.Owner]
		if !known {
			var err error
			if owner, err = s.deps.Accounts.Get(ctx, t.Owner); err != nil && !errors.Is(err, accounts.ErrNotFound) {
				return err
			}
			owners[t.Owner] = owner
		}
		t.Refused, t.Unkept = !s.answers(*t, owner), owner.ID != "" && owner.State != accounts.Disabled && !s.keeps(owner)
	}
	return nil
}

func tokenID(id string) string { return "opt_" + id }

func (s *Service) find(ctx context.Context, id string) (stored, error) {
	cached, generation, ok := s.cache.get(id, s.now())
	if ok {
		return cached, nil
	}
	now := s.now()
	found, err := s.repo.byID(ctx, id)
	if err != nil {
		return stored{}, err
	}
	one := []Token{found.Token}
	if err := s.ask(ctx, one); err != nil {
		return stored{}, err
	}
	found.Token = one[0]
	s.cache.put(found, generation, now)
	return found, nil
}

// Create makes a token for a person who may grant its role; otherwise ErrEscalation. The secret exists in clear text
// only in the answer. It answers fault.ErrInvalid for a bad name, role or life.
func (s *Service) Create(ctx context.Context, name string, role rbac.Role, ttl time.Duration) (Token, string, error) {
	if err := check(name, role, ttl); err != nil {
		return Token{}, "", err
	}
	by := rbac.From(ctx)
	if !s.deps.RBAC.Covers(by.Roles, role) {
		return Token{}, "", ErrEscalation
	}
	return s.create(ctx, name, role, ttl, by.ID, func(context.Context, Token) error { return nil })
}

// CreateLocally makes a token for whoever may run commands on the machine. It also ends the first start: from now on no
// setup link works.
func (s *Service) CreateLocally(ctx context.Context, name string, role rbac.Role, ttl time.Duration) (Token, string, error) {
	if err := check(name, role, ttl); err != nil {
		return Token{}, "", err
	}
	ctx = reqinfo.AsSystem(ctx, "command line")
	return s.create(ctx, name, role, ttl, "command line", func(ctx context.Context, t Token) error {
		return s.deps.Accounts.CloseSetup(ctx, t.ID)
	})
}

func (s *Service) create(ctx context.Context, name string, role rbac.Role, ttl time.Duration, by string, also func(context.Context, Token) error) (Token, string, error) {
	made, err := secret.Generate(s.deps.Brand, secret.Operator, s.deps.Random)
	if err != nil {
		return Token{}, "", fmt.Errorf("make operator token: %w", err)
	}
	now := s.now()
	kid, pepper := s.deps.Keys.Pepper()
	t := stored{pepperID: kid, mac: secret.MAC(pepper, secret.DomainOperator, made.Full), proof: secret.MACProof(s.deps.Keys, secret.ProofOf(made.Full)), Token: Token{
		ID: tokenID(made.ID), Name: name, Role: role, Hint: made.Hint(), CreatedBy: by, Owner: rbac.Subject{ID: by}.AccountID(), CreatedAt: now, ExpiresAt: now.Add(ttl),
	}}
	err = s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		if t.Owner != "" {
			if err := s.deps.Accounts.Stay(ctx, t.Owner); err != nil {
				return err
			}
		}
		if err := s.repo.insert(ctx, t); err != nil {
			return err
		}
		if err := also(ctx, t.Token); err != nil {
			return err
		}
		return s.record(ctx, "operators.create", t.Token)
	})
	if err != nil {
		return Token{}, "", fmt.Errorf("store operator token: %w", err)
	}
	return t.Token, made.Full, nil
}

// Revoke ends a token for good. It answers ErrNotFound, and ErrRevoked when it was revoked before.
func (s *Service) Revoke(ctx context.Context, id string) error {
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		t, err := s.repo.byID(ctx, id)
		if err != nil {
			return err
		}
		if err := s.end(ctx, t.Token); err != nil {
			return err
		}
		return s.record(ctx, "operators.revoke", t.Token)
	})
	if err != nil {
		return fmt.Errorf("revoke operator token %s: %w", id, err)
	}
	return nil
}

func (s *Service) record(ctx context.Context, action string, t Token) error {
	return s.note(ctx, action, t, map[string]any{"expiresAt": t.ExpiresAt})
}

// List answers operator tokens, newest first, with those that ended: those that an account answers for, or all.
func (s *Service) List(ctx context.Context, owner string, r page.Request) ([]Token, string, error) {
	parts, err := s.cursors.Decode(r.Cursor)
	if err != nil {
		return nil, "", err
	}
	var at int64
	id := ""
	if len(parts) == 2 {
		if at, err = strconv.ParseInt(parts[0], 10, 64); err != nil {
			return nil, "", page.ErrCursor.Because(err)
		}
		id = parts[1]
	}
	found, err := s.repo.list(ctx, owner, at, id, r.Limit+1)
	if err == nil {
		err = s.ask(ctx, found)
	}
	if err != nil || len(found) <= r.Limit {
		return found, "", err
	}
	found = found[:r.Limit]
	last := found[r.Limit-1]
	return found, s.cursors.Encode(strconv.FormatInt(last.CreatedAt.UnixMicro(), 10), last.ID), nil
}

// Flush writes down when tokens were last used.
func (s *Service) Flush(ctx context.Context) error {
	used := s.cache.takeUsed()
	if len(used) == 0 {
		return nil
	}
	return s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		for id, at := range used {
			if err := s.repo.used(ctx, id, at); err != nil {
				return err
			}
		}
		return nil
	})
}
