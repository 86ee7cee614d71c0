package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/mail"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

const (
	digestHour   = 7 // in the portal's zone
	digestPeople = 200
	// entriesMax bounds one mail; the inbox has the rest.
	entriesMax = 50
)

// due answers the latest moment at which a digest was due: today's or yesterday's hour, or that of the last Monday, as the
// clocks of a zone show it. No zone turns its clocks at that hour, and a day before is the same hour on the clock, so a day of 23
// or 25 hours has one digest like any other.
func due(period Delivery, now time.Time, zone *time.Location) time.Time {
	now = now.In(zone)
	at := time.Date(now.Year(), now.Month(), now.Day(), digestHour, 0, 0, 0, zone)
	if period == Weekly {
		at = at.AddDate(0, 0, -(int(at.Weekday())+6)%7)
	}
	if at.After(now) {
		if period == Weekly {
			return at.AddDate(0, 0, -7)
		}
		return at.AddDate(0, 0, -1)
	}
	return at
}

// SendDigests mails the digests that are due, each in a transaction of its own with the note that it was made: whatever
// stops in between, and however many nodes do this at once, nobody gets the same digest twice or misses one.
func (s *Service) SendDigests(ctx context.Context) error {
	ctx = reqinfo.AsSystem(ctx, "notify.digests")
	for _, period := range []Delivery{Daily, Weekly} {
		at := due(period, s.now(), s.zone())
		for after := ""; ; {
			people, err := s.repo.waiting(ctx, period, at, after, digestPeople)
			if err != nil {
				return err
			}
			for _, account := range people {
				if err := s.sendDigest(ctx, account, period, at); err != nil {
					return fmt.Errorf("send the %s digest of %s: %w", period, account, err)
				}
			}
			if len(people) < digestPeople {
				break
			}
			after = people[len(people)-1]
		}
	}
	return nil
}

func (s *Service) sendDigest(ctx context.Context, account string, period Delivery, at time.Time) error {
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.repo.claimDigest(ctx, account, period, at, s.now()); err != nil {
			return err
		}
		found, err := s.repo.takeDigest(ctx, account, period, at)
		if err != nil || len(found) == 0 {
			return err
		}
		return s.Send(ctx, account, "digest", s.digestData(found, period))
	})
	if store.IsUnique(err) {
		return nil // another node was faster, or it came already and what waits is for the next one
	}
	return err
}

func (s *Service) digestData(found []Shown, period Delivery) map[string]any {
	entries := make([]mail.Entry, 0, min(len(found), entriesMax))
	for _, n := range found[:min(len(found), entriesMax)] {
		link := n.Notice.Link
		if strings.HasPrefix(link, "/") {
			link = s.deps.PublicURL + link
		}
		entries = append(entries, mail.Entry{Title: n.Notice.Title, Text: n.Notice.Body, Link: link})
	}
	return map[string]any{
		"Notices": entries, "Period": string(period), "Count": fault.Counted(len(found), "notice", "notices"), "Link": "/inbox", "Choose": true,
	}
}
