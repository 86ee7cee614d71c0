package keys

import (
	"context"
	"crypto"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/jws"
)

// fresh is a key that no row knows yet.
type fresh struct {
	kid    string
	public crypto.PublicKey
	handle []byte
}

// stock are keys that were made before a transaction, because a device may take long and a transaction must not. taken
// begins anew when the transaction is tried again.
type stock struct {
	service *Service
	made    []fresh
	taken   int
}

// take answers one of them, or makes one more if that turns out to be needed.
func (s *stock) take() (fresh, error) {
	if s.taken == len(s.made) {
		more, err := s.service.generate()
		if err != nil {
			return fresh{}, err
		}
		s.made = append(s.made, more)
	}
	s.taken++
	return s.made[s.taken-1], nil
}

func (s *Service) generate() (fresh, error) {
	public, handle, err := s.Drivers[0].Generate(AccessTokens)
	if err != nil {
		return fresh{}, ErrSigner.Because(err)
	}
	kid, err := jws.Thumbprint(public)
	if err != nil {
		return fresh{}, fmt.Errorf("name a signing key: %w", err)
	}
	return fresh{kid: kid, public: public, handle: handle}, nil
}

// wanted answers how many keys a turn will probably need.
func (s *Service) wanted(found living) int {
	switch {
	case found.active == nil && found.next == nil:
		return 2
	case found.active == nil, found.next == nil, !s.now().Before(found.active.DueAt()):
		return 1
	}
	return 0
}

// move runs work in one transaction over the keys that live, and never beside another move. expect says how many keys to
// make beforehand; what is left of them is destroyed.
func (s *Service) move(ctx context.Context, expect func(living) int, work func(context.Context, living, *stock) error) error {
	before, err := s.repo.living(ctx, AccessTokens)
	if err != nil {
		return err
	}
	all := &stock{service: s}
	for range expect(before) {
		if _, err := all.take(); err != nil {
			return err
		}
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		all.taken = 0
		if err := s.Store.Serialize(ctx); err != nil {
			return err
		}
		found, err := s.repo.living(ctx, AccessTokens)
		if err != nil {
			return err
		}
		return work(ctx, found, all)
	})
	left := all.made
	if err == nil {
		left = all.made[all.taken:]
	}
	for _, key := range left {
		if wrong := s.Drivers[0].Destroy(key.kid, AccessTokens, key.handle); wrong != nil {
			s.Logger.ErrorContext(ctx, "a signing key that nobody needed could not be destroyed", "key", key.kid, "cause", wrong)
		}
	}
	return err
}

// one is the expectation of acts that a person asked for.
func one(living) int { return 1 }
