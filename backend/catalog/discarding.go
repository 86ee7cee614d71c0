package catalog

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

var (
	// ErrWasPublished says that a version has had readers and callers, and is not deleted.
	ErrWasPublished = fault.New(fault.Conflict, "catalog.was_published", "A version that was published is not deleted: its callers and its history need it.", "Retire it; its calls are then answered 410.")
	// errDiscarded ends the reading of a version that was deleted meanwhile.
	errDiscarded = errors.New("the version was deleted while its document was read")
)

// DiscardVersion deletes a version that was never published, with its document. An import that is under way ends: at once
// where this process reads it, with its next stage where another one does. It returns ErrAPINotFound, ErrVersionNotFound,
// ErrWasPublished and, when the version moved on in the same moment, ErrStale.
func (s *Service) DiscardVersion(ctx context.Context, idOrSlug, version string) error {
	var v Version
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		api, err := s.FindAPI(ctx, idOrSlug)
		if err != nil {
			return err
		}
		if v, err = s.FindVersion(ctx, api, version); err != nil {
			return err
		}
		if v.State.readable() {
			return ErrWasPublished
		}
		if err := s.repo.discard(ctx, v); err != nil {
			return err
		}
		return s.note(ctx, store.KindVersion, v.ID, "versions.delete", map[string]any{"api": api.ID, "label": v.Label, "was": v.State})
	})
	if err != nil {
		return fmt.Errorf("delete version %s of %s: %w", version, idOrSlug, err)
	}
	s.underway.end(v.ID)
	return nil
}

// imports are those that this process reads, by the version's id. Its methods may be called from many goroutines; the zero
// value holds none.
type imports struct {
	mu    sync.Mutex
	stops map[string]context.CancelCauseFunc
}

// begin answers a context that ends with the import; call done when the reading is over.
func (i *imports) begin(ctx context.Context, id string) (reading context.Context, done func()) {
	reading, stop := context.WithCancelCause(ctx)
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.stops == nil {
		i.stops = map[string]context.CancelCauseFunc{}
	}
	i.stops[id] = stop
	return reading, func() {
		i.mu.Lock()
		defer i.mu.Unlock()
		delete(i.stops, id)
		stop(nil)
	}
}

// end stops the reading of a version; nothing happens when this process reads no such one.
func (i *imports) end(id string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if stop := i.stops[id]; stop != nil {
		stop(errDiscarded)
	}
}
