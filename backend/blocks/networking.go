package blocks

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Networks answers a page of the single networks, newest first.
func (s *Service) Networks(ctx context.Context, r page.Request) (page.Page[Network], error) {
	parts, err := s.Cursors.Decode(r.Cursor)
	if err != nil {
		return page.Page[Network]{}, err
	}
	before := ""
	if len(parts) == 1 {
		before = parts[0]
	}
	found, err := s.repo.networks(ctx, before, r.Limit+1)
	if err != nil || len(found) <= r.Limit {
		return page.Of(found, ""), err
	}
	found = found[:r.Limit]
	return page.Of(found, s.Cursors.Encode(found[r.Limit-1].ID)), nil
}

// AddNetwork blocks or allows a network from the moment on in which it answers. It returns fault.ErrInvalid, also when what
// it does has to be confirmed, ErrNetworkTaken and ErrNetworksFull.
func (s *Service) AddNetwork(ctx context.Context, asked NewNetwork) (Network, error) {
	now := s.Clock.Now()
	n, mistakes := asked.check(now)
	if len(mistakes) > 0 {
		return n, fault.ErrInvalid.With(mistakes...)
	}
	n.ID, n.CreatedAt, n.CreatedBy = ident.New(networkPrefix), now, rbac.From(ctx).ID
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		count, err := s.repo.countNetworks(ctx)
		if err != nil {
			return err
		}
		if count >= networksMax {
			return ErrNetworksFull
		}
		if n.Effect == Block && !asked.Confirmed {
			if err := s.weigh(ctx, n.Network, now); err != nil {
				return err
			}
		}
		if err := s.repo.addNetwork(ctx, n); err != nil {
			return err
		}
		return s.changed(ctx, n.ID, "blocks.add_network", details(n))
	})
	return n, err
}

// RemoveNetwork ends a single network. It returns ErrNetworkNotFound.
func (s *Service) RemoveNetwork(ctx context.Context, id string) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		n, err := s.repo.network(ctx, id)
		if err != nil {
			return err
		}
		if err := s.repo.removeNetwork(ctx, id); err != nil {
			return err
		}
		return s.changed(ctx, id, "blocks.remove_network", details(n))
	})
}

func details(n Network) map[string]any {
	d := map[string]any{"network": n.Network.String(), "effect": n.Effect, "reason": n.Reason}
	if n.EndsAt != nil {
		d["endsAt"] = n.EndsAt.UTC().Format(time.RFC3339)
	}
	return d
}

// changed tells the doors of every process, and the audit log.
func (s *Service) changed(ctx context.Context, id, action string, details map[string]any) error {
	if err := s.Store.Changed(ctx, store.KindBlocks, id); err != nil {
		return err
	}
	return s.Audit.Record(ctx, audit.Entry{Action: action, Object: id, Details: details})
}

// weigh asks for a confirmation when a network would refuse whoever asks, or more than anybody means.
func (s *Service) weigh(ctx context.Context, p netip.Prefix, now time.Time) error {
	var mine, all ranges
	mine.addPrefix(p)
	all.addPrefix(p)
	living, err := s.repo.livingNetworks(ctx, now)
	if err != nil {
		return err
	}
	for _, n := range living {
		if n.Effect == Block {
			all.addPrefix(n.Network)
		}
	}
	all.merge()
	return s.confirm(ctx, mine, all.everything(), living)
}

// confirm answers fault.ErrInvalid at /confirm with what has to be meant, or nil.
func (s *Service) confirm(ctx context.Context, next ranges, everything bool, living []Network) error {
	var reasons []string
	switch {
	case everything || next.everything():
		reasons = append(reasons, "it refuses every address there is")
	case next.wide():
		reasons = append(reasons, fmt.Sprintf("it refuses more than a /%d of IPv4 or a /%d of IPv6 at a stretch", widestFour, widestSix))
	}
	if own := reqinfo.From(ctx).Address.Unmap(); next.has(own) && !allowed(living, own) {
		reasons = append(reasons, "it refuses "+own.String()+", the address that you come from")
	}
	if len(reasons) == 0 {
		return nil
	}
	return fault.ErrInvalid.With(fault.Bad("/confirm", "Confirm that this is meant: "+strings.Join(reasons, ", and ")+"."))
}

func allowed(living []Network, a netip.Addr) bool {
	for _, n := range living {
		if n.Effect == Allow && n.Network.Contains(a) {
			return true
		}
	}
	return false
}
