package catalog

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Event is one line of an API's changelog: a version that was published, deprecated or retired. Change is there for a
// published version that had another before it, unless Pending says that it is still being worked out.
type Event struct {
	Kind    State
	At      time.Time
	Version Version
	From    *Version
	Change  *Difference
	Pending bool
}

// changelogTime is how long a reader waits for differences that nobody has asked for before.
const changelogTime = 2 * time.Second

// Changelog answers what happened to an API's versions, newest first. It returns ErrAPINotFound.
func (s *Service) Changelog(ctx context.Context, idOrSlug string) (API, []Event, error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return API{}, nil, err
	}
	versions, err := s.repo.listVersions(ctx, api.ID)
	if err != nil {
		return API{}, nil, err
	}
	limited, cancel := context.WithTimeout(ctx, changelogTime)
	defer cancel()
	var events []Event
	list := published(versions)
	for i, v := range list {
		if v.RetiredAt != nil {
			events = append(events, Event{Kind: Retired, At: *v.RetiredAt, Version: v})
		}
		if v.DeprecatedAt != nil {
			events = append(events, Event{Kind: Deprecated, At: *v.DeprecatedAt, Version: v})
		}
		e := Event{Kind: Published, At: *v.PublishedAt, Version: v}
		if i+1 < len(list) {
			if err := s.fill(limited, ctx, &e, list[i+1]); err != nil {
				return API{}, nil, err
			}
		}
		events = append(events, e)
	}
	slices.SortStableFunc(events, func(a, b Event) int { return b.At.Compare(a.At) })
	return api, events, nil
}

// fill adds what changed since the version before, as far as the limited time goes.
func (s *Service) fill(limited, ctx context.Context, e *Event, from Version) error {
	e.From = &from
	d, err := s.difference(limited, from, e.Version)
	if err != nil && ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		e.Pending = true
		return s.Jobs.Enqueue(ctx, compareArgs{From: from.ID, To: e.Version.ID})
	}
	e.Change = &d
	return err
}
