package blocks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
)

// Lists answers all lists, oldest first.
func (s *Service) Lists(ctx context.Context) ([]List, error) { return s.repo.lists(ctx) }

// NewList asks for a list: a feed when it has an address, else one of the networks in Text.
type NewList struct {
	Settings
	Text      string
	Confirmed bool
}

// AddList makes a list. A feed is fetched at once by a job; other networks hold from the moment on in which it answers. It
// returns fault.ErrInvalid, also when what it does has to be confirmed, and ErrListsFull.
func (s *Service) AddList(ctx context.Context, asked NewList) (List, error) {
	feed := asked.URL != "" || asked.Schedule != ""
	mistakes := asked.check(feed, s.CheckURL)
	var r reading
	switch {
	case feed && asked.Text != "":
		mistakes = append(mistakes, fault.Bad("/text", "Give either networks or an address to fetch them from."))
	case !feed:
		r = readNetworks([]byte(asked.Text))
		mistakes = append(mistakes, r.faults()...)
	}
	if len(mistakes) > 0 {
		return List{}, fault.ErrInvalid.With(mistakes...)
	}
	l := List{ID: ident.New(listPrefix), CreatedAt: s.Clock.Now(), Version: 1}
	l.apply(asked.Settings)
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		if n, err := s.repo.countLists(ctx); err != nil || n >= listsMax {
			return firstOf(err, ErrListsFull)
		}
		if !feed {
			l.take(r, []byte(asked.Text), s.Clock.Now())
			if err := s.confirmList(ctx, l, r.ranges, asked.Confirmed); err != nil {
				return err
			}
		}
		if err := s.repo.addList(ctx, l, r.ranges.encode()); err != nil {
			return err
		}
		if !feed {
			if err := s.repo.saveText(ctx, l.ID, asked.Text); err != nil {
				return err
			}
		}
		if feed {
			if err := s.Jobs.Enqueue(ctx, refreshArgs{List: l.ID}); err != nil {
				return err
			}
		}
		return s.changed(ctx, l.ID, "blocks.add_list", l.details())
	})
	return l, err
}

// ChangeList replaces the settings of a list whose version is still the expected one (overwrite skips that). It returns
// ErrListNotFound, ErrListStale and fault.ErrInvalid.
func (s *Service) ChangeList(ctx context.Context, id string, expected int64, overwrite bool, next Settings, confirmed bool) (List, error) {
	var l List
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		var err error
		if l, err = s.repo.list(ctx, id); err != nil {
			return err
		}
		if !overwrite && l.Version != expected {
			return ErrListStale
		}
		feed := l.URL != ""
		if mistakes := next.check(feed, s.CheckURL); len(mistakes) > 0 {
			return fault.ErrInvalid.With(mistakes...)
		}
		before, moved, wasOn := l.details(), l.URL != next.URL, l.Enabled
		l.apply(next)
		if feed {
			l.DueAt = s.dueAfter(schedules[l.Schedule])
		}
		if l.Enabled && !wasOn {
			if err := s.confirmStored(ctx, l, confirmed); err != nil {
				return err
			}
		}
		if moved {
			l.ETag, l.Modified, l.Hash = "", "", ""
			if err := s.Jobs.Enqueue(ctx, refreshArgs{List: id}); err != nil {
				return err
			}
		}
		if l, err = s.repo.saveList(ctx, l); err != nil {
			return err
		}
		return s.changed(ctx, id, "blocks.change_list", map[string]any{"before": before, "after": l.details()})
	})
	return l, err
}

// ReplaceNetworks gives a list other networks, when its version is still the expected one (overwrite skips that). It returns
// ErrListNotFound, ErrFeedText, ErrListStale and fault.ErrInvalid.
func (s *Service) ReplaceNetworks(ctx context.Context, id string, expected int64, overwrite bool, text string, confirmed bool) (List, error) {
	r := readNetworks([]byte(text))
	if mistakes := r.faults(); len(mistakes) > 0 {
		return List{}, fault.ErrInvalid.With(mistakes...)
	}
	var l List
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		var err error
		if l, err = s.repo.list(ctx, id); err != nil {
			return err
		}
		if l.URL != "" {
			return ErrFeedText
		}
		if !overwrite && l.Version != expected {
			return ErrListStale
		}
		before := l.Networks
		l.take(r, []byte(text), s.Clock.Now())
		if err := s.confirmList(ctx, l, r.ranges, confirmed); err != nil {
			return err
		}
		if err := errors.Join(s.repo.saveRanges(ctx, id, r.ranges.encode()), s.repo.saveText(ctx, id, text)); err != nil {
			return err
		}
		if l, err = s.repo.saveList(ctx, l); err != nil {
			return err
		}
		details := l.details()
		details["networksBefore"] = before
		return s.changed(ctx, id, "blocks.replace_networks", details)
	})
	return l, err
}

// RemoveList ends a list. It returns ErrListNotFound.
func (s *Service) RemoveList(ctx context.Context, id string) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		l, err := s.repo.list(ctx, id)
		if err != nil {
			return err
		}
		if err := s.repo.removeList(ctx, id); err != nil {
			return err
		}
		return s.changed(ctx, id, "blocks.remove_list", l.details())
	})
}

func (s *Service) confirmList(ctx context.Context, l List, r ranges, confirmed bool) error {
	if confirmed || !l.Enabled {
		return nil
	}
	living, err := s.repo.livingNetworks(ctx, s.Clock.Now())
	if err != nil {
		return err
	}
	return s.confirm(ctx, r, false, living)
}

func (s *Service) confirmStored(ctx context.Context, l List, confirmed bool) error {
	stored, err := s.repo.ranges(ctx, l.ID)
	if err != nil {
		return err
	}
	r, err := decodeRanges(stored)
	if err != nil {
		return err
	}
	return s.confirmList(ctx, l, r, confirmed)
}

// faults answers what is wrong with networks that somebody gives by hand.
func (r *reading) faults() []fault.Field {
	switch {
	case r.tooMany:
		return []fault.Field{fault.Bad("/text", "A list holds at most 1,000,000 networks.")}
	case r.mistakes > 0:
		return []fault.Field{fault.Bad("/text", fault.Counted(r.mistakes, "line names", "lines name")+" no network, address or range: "+r.told()+".")}
	case r.lines == 0:
		return []fault.Field{fault.Bad("/text", "Give at least one network, address or range, each in a line of its own.")}
	}
	return nil
}

func (l *List) apply(s Settings) {
	l.Name, l.Enabled, l.URL, l.Schedule = strings.TrimSpace(s.Name), s.Enabled, s.URL, s.Schedule
}

func (l *List) details() map[string]any {
	return map[string]any{"name": l.Name, "enabled": l.Enabled, "url": l.URL, "schedule": l.Schedule, "networks": l.Networks}
}

func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func firstOf(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
