package notify

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/page"
)

// Filter narrows an inbox. Its zero value is everything.
type Filter struct {
	Unread bool
	Topic  Topic
}

// Unread answers how many notices an account has not read.
func (s *Service) Unread(ctx context.Context, account string) (int, error) {
	n, err := s.repo.unread(ctx, account)
	return int(n), err
}

// Notices answers those notices of an account that are in its inbox, newest first.
func (s *Service) Notices(ctx context.Context, account string, f Filter, r page.Request) ([]Shown, string, error) {
	before, err := s.before(r)
	if err != nil {
		return nil, "", err
	}
	found, err := s.repo.notices(ctx, account, f, before, r.Limit+1)
	if err != nil || len(found) <= r.Limit {
		return found, "", err
	}
	found = found[:r.Limit]
	return found, s.cursors.Encode(found[r.Limit-1].ID), nil
}

func (s *Service) before(r page.Request) (string, error) {
	parts, err := s.cursors.Decode(r.Cursor)
	if err != nil || len(parts) != 1 {
		return "", err
	}
	return parts[0], nil
}

// MarkRead marks notices of an account as read: those named, or, when none is, all of a topic (of every topic when that is
// empty) up to one that its reader has seen. Ids of others' notices do nothing.
func (s *Service) MarkRead(ctx context.Context, account string, ids []string, topic Topic, upTo string) error {
	return s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		return s.repo.markRead(ctx, account, ids, topic, upTo, s.now())
	})
}
