package tokens

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

const (
	// selfToldEvery is how often, at most, an owner is told of rotations that look as always.
	selfToldEvery = day
	// newNetworksTold is how many networks a day are told at once, as the first rotation from them comes. Whoever has many
	// addresses would send that many mails else; the rest stand in the next notice by their number.
	newNetworksTold = 5
)

// tellSelfRotation tells the owner that the token rotated itself, or counts it for the next notice: a program may do it 20
// times a minute, and a notice of each would hide the ones that matter. One from a network that the token never rotated
// from is told at once. The audit log has all of them.
func (s *Service) tellSelfRotation(ctx context.Context, p presenter, t Token) error {
	now, from := s.now(), network(ctx)
	unknown, err := s.repo.rotatedFrom(ctx, t.ID, from, now)
	if err != nil {
		return err
	}
	told, err := s.repo.selfTold(ctx, t.ID)
	if err != nil {
		return err
	}
	alarming := false
	if unknown && told.ToldAt > 0 {
		seen, err := s.repo.networksSince(ctx, t.ID, now.Add(-selfToldEvery))
		if err != nil {
			return err
		}
		alarming = seen <= newNetworksTold
	}
	if !alarming && told.after(now.Add(-selfToldEvery)) {
		return s.repo.countSelf(ctx, t.ID)
	}
	sentence := rotatedItself(t, told.Untold+1)
	if alarming {
		sentence = "The token " + t.Name + " rotated itself from a network that it never did so from: " + from + ". If no program of yours moved there, rotate it as leaked"
	}
	if err := s.repo.toldSelf(ctx, t.ID, now); err != nil {
		return err
	}
	return s.tell(ctx, p.app, t, "security.token_rotated", sentence+".", "")
}

// TellSelfRotations tells owners, in one notice for each token and day, of the rotations that were only counted.
func (s *Service) TellSelfRotations(ctx context.Context) error {
	ctx = reqinfo.AsSystem(ctx, "tokens.tell_self_rotations")
	for {
		told := 0
		err := s.Store.Tx(ctx, func(ctx context.Context) error {
			now := s.now()
			due, err := s.repo.selfUntold(ctx, now, now.Add(-selfToldEvery), jobBatch)
			if err != nil {
				return err
			}
			told = len(due)
			for _, d := range due {
				if err := s.tellCounted(ctx, d); err != nil {
					return fmt.Errorf("of token %s: %w", d.TokenID, err)
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("tell of tokens that rotated themselves: %w", err)
		}
		if told < jobBatch {
			return nil
		}
	}
}

func (s *Service) tellCounted(ctx context.Context, d selfRow) error {
	first, err := s.repo.takeUntold(ctx, d, s.now())
	if err != nil || !first {
		return err
	}
	t, err := s.repo.find(ctx, d.TokenID)
	if err != nil {
		return err
	}
	app, err := s.Apps.Any(ctx, t.AppID)
	if err != nil {
		return err
	}
	sentence := rotatedItself(t, d.Untold)
	unknown, err := s.repo.networksBetween(ctx, d.TokenID, d.ToldAt, s.now())
	if err != nil {
		return err
	}
	if unknown > 0 {
		sentence += ", from " + fault.Counted(unknown, "new network", "new networks")
	}
	return s.tell(ctx, app, t, "security.token_rotated", sentence+".", "")
}

func rotatedItself(t Token, times int64) string {
	sentence := "The token " + t.Name + " rotated itself"
	if times > 1 {
		sentence += " " + fault.Counted(times, "time", "times")
	}
	return sentence
}
