package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Deprecate warns the callers of a published version; sunset (nil = not decided) is when it is meant to end, and lies in
// the future. It returns ErrAPINotFound, ErrVersionNotFound, ErrWrongState and fault.ErrInvalid.
func (s *Service) Deprecate(ctx context.Context, api, version string, sunset *time.Time) (Version, error) {
	if sunset != nil && !sunset.After(s.Clock.Now()) {
		return Version{}, fault.ErrInvalid.With(fault.Bad("/sunsetAt", "The sunset lies in the future; to end the version now, retire it."))
	}
	return s.advance(ctx, stepDeprecate, api, version, sunset, nil)
}

// Retire ends a version for good: its calls are answered 410, its reference stays readable. It returns ErrAPINotFound,
// ErrVersionNotFound and ErrWrongState.
func (s *Service) Retire(ctx context.Context, api, version string) (Version, error) {
	return s.advance(ctx, stepRetire, api, version, nil, nil)
}

// advance takes one step. allow, unless nil, may still refuse it, in the transaction and with the API as it is there.
func (s *Service) advance(ctx context.Context, st step, idOrSlug, version string, sunset *time.Time, allow func(API, Version) error) (Version, error) {
	var v Version
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		api, err := s.FindAPI(ctx, idOrSlug)
		if err != nil {
			return err
		}
		if v, err = s.FindVersion(ctx, api, version); err != nil {
			return err
		}
		was := v
		if v, err = st.move(v, s.Clock.Now(), sunset); err != nil {
			return err
		}
		if allow != nil {
			if err := allow(api, was); err != nil {
				return err
			}
		}
		return s.settle(ctx, st.action, api, was.State, &v)
	})
	if err != nil {
		return Version{}, fmt.Errorf("%s %s of %s: %w", st.action, version, idOrSlug, err)
	}
	return v, nil
}

// settle stores a version that moved on from a state and lets its API follow.
func (s *Service) settle(ctx context.Context, action string, api API, was State, v *Version) error {
	v.UpdatedAt = s.Clock.Now()
	if err := s.repo.updateVersion(ctx, *v); err != nil {
		return err
	}
	v.Version++
	versions, err := s.repo.listVersions(ctx, api.ID)
	if err != nil {
		return err
	}
	api.CurrentVersion, api.State = succeed(versions)
	// The portal's own API comes with the binary, before jobs can be made, and whoever upgrades knows.
	if api.Slug != PortalSlug {
		if err := s.Jobs.Enqueue(ctx, announceArgs{Version: v.ID, State: v.State, Was: was}); err != nil {
			return err
		}
	}
	if err := s.Store.Changed(ctx, store.KindVersion, v.ID); err != nil {
		return err
	}
	return s.writeAPI(ctx, &api, action, map[string]any{
		"api": api.Slug, "version": v.ID, "label": v.Label, "current": api.CurrentVersion, "sunsetAt": v.SunsetAt,
	})
}
