package enforce

// early is what a prompt decision took of a quota before it asked the windows. The zero value took nothing.
type early struct {
	asked    bool
	standing Standing
	code     Code
	counter  *quotaCounter
	cost     int64
	start    int64
}

// promptly says whether a decision can be settled without waiting for anybody. The quota is tried before the windows, the other
// way round than by those who can wait: a window has nothing to give back, a quota has. So calls that the windows refuse are late
// too while the node has nothing in reserve. Proofs, uses that are counted in the
// database and guesses at foreign keys are for those who can wait.
func (s *Service) promptly(cost, now int64, dry bool, v *verdict) bool {
	switch {
	case v.proof != nil || v.foreign:
		return false
	case v.Code != Allowed:
		return true
	case v.Token.Derived().limited():
		return false
	case !v.Plan.HasLimits() || v.Plan.Quota.Requests == 0:
		return true
	}
	standing, code, taken, ok := s.quotas.try(v.Plan.quotaHolder(v.App.Owner, v.Grant), v.Plan.Quota, cost, now, dry)
	if !ok {
		return false
	}
	v.early = taken
	v.early.asked, v.early.standing, v.early.code = true, standing, code
	return true
}

// takeQuota uses up the quota of a decision, or answers what a prompt one got of it.
func (s *Service) takeQuota(v *verdict, cost, now int64, dry bool) (Standing, Code) {
	if v.early.asked {
		return v.early.standing, v.early.code
	}
	return s.quotas.Take(v.Plan.quotaHolder(v.App.Owner, v.Grant), v.Plan.Quota, cost, now, dry)
}

// try is Take for who can't wait: ok=false says that the database has to be asked first, and that nothing was taken. What it took
// can be given back as long as the period of that beginning lasts.
func (q *Quotas) try(holder string, quota Quota, cost, now int64, dry bool) (s Standing, code Code, taken early, ok bool) {
	key := quotaKey{grant: holder, period: quota.Period}
	c := q.counter(key)
	s, code, w := q.attempt(c, key, quota, cost, now, dry)
	if code == Allowed && !dry {
		taken = early{counter: c, cost: cost, start: periodStart(quota.Period, now)}
	}
	return s, code, taken, w == nil
}

// giveBack returns to a counter what a call did not need after all.
func (e *early) giveBack() {
	if e.counter == nil {
		return
	}
	e.counter.mu.Lock()
	defer e.counter.mu.Unlock()
	if e.counter.start == e.start {
		e.counter.free += e.cost
	}
	*e = early{}
}

func periodStart(period string, now int64) int64 {
	start, _ := periodAround(period, now)
	return start
}
