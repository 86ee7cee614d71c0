package blocks

import (
	"context"
	"net/netip"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Answer says whether calls from an address are refused, and by what.
type Answer struct {
	Address  netip.Addr
	Blocked  bool
	Networks []Network // the single networks that hold it, blocked and allowed
	Lists    []List    // the lists that hold it, also those that are switched off
}

// Ask answers what holds an address; nothing is counted. It returns fault.ErrInvalid for what is no address.
func (s *Service) Ask(ctx context.Context, raw string) (Answer, error) {
	a, err := netip.ParseAddr(raw)
	if err != nil || a.Zone() != "" {
		return Answer{}, fault.ErrInvalid.With(fault.Bad("/address", "Give an address such as 198.51.100.7 or 2001:db8::1."))
	}
	answer := Answer{Address: a.Unmap()}
	if m := s.current.Load(); m != nil {
		_, _, answer.Blocked = m.find(answer.Address)
	}
	living, err := s.repo.livingNetworks(ctx, s.Clock.Now())
	if err != nil {
		return answer, err
	}
	for _, n := range living {
		if n.Network.Contains(answer.Address) {
			answer.Networks = append(answer.Networks, n)
		}
	}
	all, err := s.repo.lists(ctx)
	if err != nil {
		return answer, err
	}
	for _, l := range all {
		stored, err := s.repo.ranges(ctx, l.ID)
		if err != nil {
			return answer, err
		}
		r, err := decodeRanges(stored)
		if err != nil {
			return answer, err
		}
		if r.has(answer.Address) {
			answer.Lists = append(answer.Lists, l)
		}
	}
	return answer, nil
}
