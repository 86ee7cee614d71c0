package enforce

import (
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Hold is what a quarantine leaves of a token. The zero value leaves nothing, and so does every unknown one.
type Hold uint8

// The holds.
const (
	HoldAll      Hold = iota // every call is refused
	HoldWrites               // only safe methods (RFC 9110 section 9.2.1) pass, and no WebSocket
	HoldNetworks             // only calls from the quarantine's networks pass
	HoldPace                 // one call a minute passes
)

var holds = map[string]Hold{"readOnly": HoldWrites, "knownNetworks": HoldNetworks, "slow": HoldPace}

// Quarantine holds a token back for a while without ending it. Until is its first microsecond without it.
type Quarantine struct {
	Hold     Hold
	Until    int64
	Networks []netip.Prefix
}

// at reports whether the quarantine holds at an instant. A nil one never does.
func (q *Quarantine) at(now int64) bool { return q != nil && now < q.Until }

// admits reports whether the quarantine lets a call through, its pace aside.
func (q *Quarantine) admits(r *Request) bool {
	switch q.Hold {
	case HoldWrites:
		return !r.Upgrade && (r.Method == "GET" || r.Method == "HEAD" || r.Method == "OPTIONS")
	case HoldNetworks:
		return contains(q.Networks, r.Address.Unmap())
	case HoldPace:
		return true
	}
	return false
}

func (d *Decision) checkQuarantine(r *Request, now int64) Code {
	if d.parent != nil {
		if code := d.hold(d.parent.Quarantine(), r, now); code != Allowed {
			return code
		}
	}
	return d.hold(d.Token.Quarantine(), r, now)
}

// hold asks one quarantine. Of two that admit the call, a pace is the one that still has to be asked.
func (d *Decision) hold(q *Quarantine, r *Request, now int64) Code {
	if !q.at(now) {
		return Allowed
	}
	if d.Quarantine == nil || d.Quarantine.Hold != HoldPace || !q.admits(r) {
		d.Quarantine = q
	}
	if !q.admits(r) {
		return TokenQuarantined
	}
	return Allowed
}

// slowLimits is the pace of HoldPace. It counts by token, beside the windows of its plan.
var (
	slowLimits = []Limit{{Name: "quarantine", Requests: 1, Window: time.Minute}}
	slowPlan   = &Plan{ID: "quarantine", Name: "Quarantine", Limits: slowLimits, policy: []byte(policyField(slowLimits, Quota{}))}
)

// paced takes from the pace of a slow quarantine, and refuses with it when it has no room. A call of any cost is one.
func (s *Service) paced(v *verdict, dry bool) bool {
	if v.Quarantine == nil || v.Quarantine.Hold != HoldPace {
		return true
	}
	holder := Holder{Grant: s.keyOf("quarantine " + v.family())}
	n, ok := s.takeWindows(holder, slowLimits, 1, dry, v.standings[:])
	if !ok {
		v.Code, v.Plan, v.counted = RateLimited, slowPlan, n
	}
	return ok
}

// quarantine reads the stored form of one. What can't be read holds everything, so that an error loosens nothing.
func quarantine(mode, networks string, until int64) *Quarantine {
	if mode == "" {
		return nil
	}
	q := &Quarantine{Hold: holds[mode], Until: until}
	f, err := fence(networks, "[]")
	if err != nil {
		q.Hold = HoldAll
	} else if f != nil {
		q.Networks = f.Networks
	}
	return q
}

func quarantineText(d *Decision) string {
	q := d.Quarantine
	if q == nil {
		return "no quarantine"
	}
	until := " until " + timeText(q.Until)
	switch q.Hold {
	case HoldWrites:
		return "only reading" + until
	case HoldNetworks:
		names := make([]string, len(q.Networks))
		for i, n := range q.Networks {
			names[i] = n.String()
		}
		return "only from " + strings.Join(names, ", ") + until
	case HoldPace:
		return strconv.FormatInt(slowLimits[0].Requests, 10) + " request a minute" + until
	}
	return "nothing" + until
}
