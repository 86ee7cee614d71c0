package enforce

import (
	"sync/atomic"
	"time"
)

// Pool is who shares a window or a quota.
type Pool uint8

// The pools. A team is all apps of one owner: those of a team, or those that a person or an operator token owns themselves.
const (
	PoolApp Pool = iota
	PoolToken
	PoolTeam
)

// String is the pool's name in contracts and as plans are stored.
func (p Pool) String() string {
	switch p {
	case PoolToken:
		return "token"
	case PoolTeam:
		return "team"
	}
	return "app"
}

func poolNamed(name string) Pool {
	switch name {
	case "token":
		return PoolToken
	case "team":
		return PoolTeam
	}
	return PoolApp
}

// poolName names what the apps of an owner share of one plan in one environment. Another plan has a pool of its own, so that a
// small plan isn't used up by what a large one allows.
func poolName(owner string, g *Grant) string {
	return "team " + owner + " " + g.PlanID + " " + g.Environment.String()
}

// ofTeam says whether anything of the plan is shared by the apps of an owner.
func (p *Plan) ofTeam() bool {
	if p.Quota.Pool == PoolTeam && p.Quota.Requests > 0 {
		return true
	}
	for i := range p.Limits {
		if p.Limits[i].Pool == PoolTeam {
			return true
		}
	}
	return false
}

// sharedSince answers from when on calls count in what is shared: the begin of the quota's period when that is, else that of
// the longest window, in microseconds since 1970.
func (p *Plan) sharedSince(now int64) int64 {
	if p.Quota.Pool == PoolTeam && p.Quota.Requests > 0 {
		start, _ := periodAround(p.Quota.Period, now)
		return start
	}
	longest := time.Duration(0)
	for i := range p.Limits {
		if p.Limits[i].Pool == PoolTeam {
			longest = max(longest, p.Limits[i].Window)
		}
	}
	return now - longest.Microseconds()
}

// quotaHolder names the counter of the plan's quota: the grant's own, or the owner's.
func (p *Plan) quotaHolder(owner string, g *Grant) string {
	if p.Quota.Pool == PoolTeam {
		return poolName(owner, g)
	}
	return g.ID
}

// joined is a grant's own terms together with what of its plan it shares with other apps.
type joined struct {
	base *Plan
	plan *Plan
}

// joining remembers the last one, so that it is made once for each state of the plan and not for each call.
type joining struct{ last atomic.Pointer[joined] }

// besides answers a grant's own terms p and what the plan says of the whole team, which one app's exception can't widen.
func (p *Plan) besides(plan *Plan) *Plan {
	if !plan.pooled {
		return p
	}
	if p.joins != nil {
		if last := p.joins.last.Load(); last != nil && last.base == plan {
			return last.plan
		}
	}
	both := &Plan{ID: p.ID, Name: p.Name, Own: true, Quota: p.Quota, Limits: append([]Limit(nil), p.Limits...)}
	for _, l := range plan.Limits {
		if l.Pool == PoolTeam {
			l.Name = nameBeside(l.Name, p.Limits)
			both.Limits = append(both.Limits, l)
		}
	}
	if plan.Quota.Pool == PoolTeam {
		both.Quota = plan.Quota
	}
	both.prepare()
	if p.joins != nil {
		p.joins.last.Store(&joined{base: plan, plan: both})
	}
	return both
}

// nameBeside keeps the names of windows apart where the exception uses the team's.
func nameBeside(name string, own []Limit) string {
	for i := range own {
		if own[i].Name == name {
			return name + " (team)"
		}
	}
	return name
}
