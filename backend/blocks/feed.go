package blocks

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/outbound"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

// failure is why a look at a feed failed. Its text is an answer of the API.
type failure string

// Error answers the text.
func (f failure) Error() string { return string(f) }

// The failures of feeds.
const (
	failureUnreachable failure = "unreachable" // no answer
	failureRefused     failure = "refused"     // an answer of 4xx
	failureBroken      failure = "broken"      // any other answer that is no success
	failureTooLarge    failure = "too-large"
	failureEmpty       failure = "empty"     // it names no network
	failureNoNetworks  failure = "no-list"   // most of its lines name none, or one is endless
	failureTooWide     failure = "too-wide"  // it would refuse whole continents
	fetchTime                  = time.Minute // for a feed with all its bytes
)

// RefreshNow looks at a feed by a job, whatever its schedule. It returns ErrListNotFound and ErrNotAFeed.
func (s *Service) RefreshNow(ctx context.Context, id string) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		l, err := s.repo.list(ctx, id)
		if err != nil {
			return err
		}
		if l.URL == "" {
			return ErrNotAFeed
		}
		if err := s.changed(ctx, id, "blocks.refresh_now", map[string]any{"name": l.Name, "url": l.URL}); err != nil {
			return err
		}
		return s.Jobs.Enqueue(ctx, refreshArgs{List: id})
	})
}

// refresh fetches a feed. What can't be taken leaves the networks of the look before.
func (s *Service) refresh(ctx context.Context, id string) error {
	ctx = reqinfo.AsSystem(ctx, "blocks")
	l, err := s.repo.list(ctx, id)
	if errors.Is(err, ErrListNotFound) || err == nil && l.URL == "" {
		return nil
	}
	if err != nil {
		return err
	}
	r, err := s.look(ctx, &l)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	now, failures := s.Clock.Now(), l.Failures
	l.CheckedAt, l.DueAt, l.Failure, l.Failures = &now, s.dueAfter(schedules[l.Schedule]), "", 0
	var why failure
	switch {
	case errors.As(err, &why):
		l.Outcome, l.Failure, l.Failures = outcomeFailed, string(why), failures+1
	case err != nil:
		return err
	case r == nil:
		l.Outcome = outcomeUnchanged
	default:
		l.Outcome, l.ChangedAt, l.Networks, l.Skipped = outcomeChanged, &now, int64(r.ranges.count()), int64(r.mistakes)
	}
	if err := s.settle(ctx, l, r); err != nil {
		return fmt.Errorf("refresh the block list %s: %w", l.Name, err)
	}
	return nil
}

// settle stores what a look found, unless somebody changed or removed the list meanwhile; then the next look will do.
func (s *Service) settle(ctx context.Context, l List, r *reading) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		now, err := s.repo.list(ctx, l.ID)
		if errors.Is(err, ErrListNotFound) || err == nil && now.URL != l.URL {
			return nil
		}
		if err != nil {
			return err
		}
		l.Name, l.Enabled, l.Schedule, l.Version = now.Name, now.Enabled, now.Schedule, now.Version
		if r != nil {
			if err := s.repo.saveRanges(ctx, l.ID, r.ranges.encode()); err != nil {
				return err
			}
		}
		if err := s.repo.saveLook(ctx, l); err != nil || r == nil {
			return err
		}
		return s.changed(ctx, l.ID, "blocks.refresh_list", l.details())
	})
}

// look fetches a feed and reads it; nil is "as before".
func (s *Service) look(ctx context.Context, l *List) (*reading, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.URL, nil)
	if err != nil {
		return nil, failureUnreachable
	}
	request.Header.Set("Accept", "text/plain, text/csv, */*;q=0.1")
	if l.ETag != "" {
		request.Header.Set("If-None-Match", l.ETag)
	}
	if l.Modified != "" {
		request.Header.Set("If-Modified-Since", l.Modified)
	}
	answer, err := s.Fetch.Do(request)
	if err != nil {
		return nil, failureUnreachable
	}
	defer func() { _ = answer.Body.Close() }()
	switch {
	case answer.StatusCode == http.StatusNotModified && l.Hash != "":
		return nil, nil
	case answer.StatusCode >= 400 && answer.StatusCode < 500:
		return nil, failureRefused
	case answer.StatusCode != http.StatusOK:
		return nil, failureBroken
	}
	return l.read(answer)
}

func (l *List) read(answer *http.Response) (*reading, error) {
	text, err := io.ReadAll(io.LimitReader(answer.Body, TextBytesMax+1))
	switch {
	case len(text) > TextBytesMax, errors.Is(err, outbound.ErrTooLarge):
		return nil, failureTooLarge
	case err != nil:
		return nil, failureBroken
	}
	hash := hashOf(text)
	if hash == l.Hash {
		return nil, nil
	}
	r := readNetworks(text)
	switch {
	case r.tooMany:
		return nil, failureTooLarge
	case r.cutShort, r.mistakes > r.lines:
		return nil, failureNoNetworks
	case r.lines == 0:
		return nil, failureEmpty
	case r.ranges.wide():
		return nil, failureTooWide
	}
	l.Hash, l.ETag, l.Modified = hash, cut(answer.Header.Get("ETag"), 300), cut(answer.Header.Get("Last-Modified"), 100)
	return &r, nil
}

// take notes what networks given by hand hold.
func (l *List) take(r reading, text []byte, now time.Time) {
	l.Hash, l.Outcome, l.ChangedAt, l.Networks, l.Skipped = hashOf(text), outcomeChanged, &now, int64(r.ranges.count()), 0
}

func (s *Service) dueAfter(every time.Duration) *time.Time {
	if every == 0 {
		return nil
	}
	at := s.Clock.Now().Add(every)
	return &at
}

// cut shortens a header to what is kept; one that is longer is not worth sending back.
func cut(text string, most int) string {
	if len(text) > most {
		return ""
	}
	return text
}
