package keys

import (
	"context"
	"crypto"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/jws"
)

// List answers every key, newest first, removed ones included; at most the newest 200.
func (s *Service) List(ctx context.Context) ([]Key, error) { return s.repo.list(ctx) }

// Set answers the public halves of next, active and retiring keys as a JSON Web Key Set.
func (s *Service) Set(ctx context.Context) ([]byte, error) {
	found, err := s.repo.living(ctx, AccessTokens)
	if err != nil {
		return nil, err
	}
	var public []jws.Key
	for _, k := range []*Key{found.active, found.next} {
		if k != nil {
			public = append(public, k.Key)
		}
	}
	for _, k := range found.retiring {
		public = append(public, k.Key)
	}
	return jws.Set(public)
}

// FindAny answers a key in whatever state, to say what became of something that it signed. It returns ErrNotFound.
func (s *Service) FindAny(ctx context.Context, id string) (jws.Key, error) {
	k, err := s.repo.find(ctx, id)
	return k.Key, err
}

// Find answers a key that counts at the moment, to verify with. ErrNotFound for a removed or unknown one.
func (s *Service) Find(ctx context.Context, id string) (jws.Key, error) {
	k, err := s.repo.find(ctx, id)
	if err != nil {
		return jws.Key{}, err
	}
	if k.State == Removed {
		return jws.Key{}, ErrNotFound
	}
	return k.Key, nil
}

// Sign answers claims as a token of the type, signed by the active key. The database is asked each time which one that is,
// so that no node goes on with a key that another one revoked. It returns ErrSigner and ErrClock.
func (s *Service) Sign(ctx context.Context, typ string, claims any) (string, error) {
	if s.Behind != nil && s.Behind() {
		return "", ErrClock
	}
	found, err := s.repo.living(ctx, AccessTokens)
	if err != nil {
		return "", err
	}
	if found.active == nil {
		return "", ErrSigner
	}
	signer, err := s.signer(*found.active)
	if err != nil {
		return "", ErrSigner.Because(err)
	}
	signed, err := jws.Sign(signer, found.active.Key, typ, claims)
	if err != nil {
		s.forget(found.active.ID) // a device that was away gives another session
		return "", ErrSigner.Because(err)
	}
	return signed, nil
}

func (s *Service) signer(k Key) (crypto.Signer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if have := s.signers[k.ID]; have != nil {
		return have, nil
	}
	driver := s.driver(k.Driver)
	if driver == nil {
		return nil, fmt.Errorf("signing key %s is kept by %s, which this program was started without", k.ID, k.Driver)
	}
	signer, err := driver.Open(k.ID, k.Purpose, k.handle)
	if err != nil {
		return nil, fmt.Errorf("open signing key %s: %w", k.ID, err)
	}
	s.signers[k.ID] = signer
	return signer, nil
}

func (s *Service) forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.signers, id)
}
