package notify

import (
	"context"
	"fmt"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Choices answers what an account wants of every topic.
func (s *Service) Choices(ctx context.Context, account string) ([]Choice, error) {
	made, err := s.repo.choices(ctx, account)
	if err != nil {
		return nil, err
	}
	all := make([]Choice, 0, len(Topics()))
	for _, topic := range Topics() {
		c := usual(topic)
		if at := slices.IndexFunc(made, func(m Choice) bool { return m.Topic == topic }); at >= 0 && !c.Locked {
			c = made[at]
		}
		all = append(all, c)
	}
	return all, nil
}

func (s *Service) choice(ctx context.Context, account string, topic Topic) (Choice, error) {
	all, err := s.Choices(ctx, account)
	if err != nil {
		return Choice{}, err
	}
	return all[slices.Index(Topics(), topic)], nil
}

// Choose changes what an account wants of one topic. What waits for a digest moves with it. It returns ErrNoTopic, ErrLocked
// and fault.ErrInvalid.
func (s *Service) Choose(ctx context.Context, account string, c Choice) (Choice, error) {
	switch {
	case !slices.Contains(Topics(), c.Topic):
		return Choice{}, ErrNoTopic
	case usual(c.Topic).Locked:
		return Choice{}, ErrLocked
	case !slices.Contains([]Delivery{Now, Daily, Weekly, Off}, c.Mail):
		return Choice{}, fault.ErrInvalid.With(fault.Bad("/mail", "Mail comes now, daily, weekly or off."))
	}
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.repo.choose(ctx, account, c); err != nil {
			return err
		}
		// Where no digest comes any more, what waited for one is shown in the inbox, unless nothing is wanted at all.
		show := c.digest() == "" && (c.InApp || c.Mail == Now)
		if err := s.repo.moveDigest(ctx, account, c.Topic, c.digest(), show); err != nil {
			return err
		}
		details := map[string]any{"topic": string(c.Topic), "in_app": c.InApp, "mail": string(c.Mail)}
		return s.deps.Audit.Record(ctx, audit.Entry{Action: "notices.choose", Object: account, Outcome: audit.Success, Details: details})
	})
	if err != nil {
		return Choice{}, fmt.Errorf("choose about %s: %w", c.Topic, err)
	}
	return c, nil
}
