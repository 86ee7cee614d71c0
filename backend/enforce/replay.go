package enforce

import "github.com/gatehouse-dev/gatehouse/backend/tokens"

// Refuses puts a recorded call through Decide twice: to the token as it is, and as a rule would have left it. It reports
// whether only the second refuses, so what something else refuses today (a grant that ended, a retired version) isn't said of
// the rule. Of the call only its route and time were kept, so what is asked about its address, its origin and its secret counts
// as met, and no rule changes that. Without a snapshot, or for a token that is gone, it refuses nothing.
func (s *Service) Refuses(c tokens.RecordedCall, as tokens.As) bool {
	snapshot := s.snapshot.Load()
	if snapshot == nil {
		return false
	}
	token := snapshot.Token(c.TokenID)
	if token == nil {
		return false
	}
	now := c.At.UnixMicro()
	was := *token
	was.apart()
	was.Fence, was.rare.Quarantine, was.Current.From = nil, nil, 0
	r := Request{Proven: &was, API: c.API, Version: c.Version, Method: c.Method, Path: c.Route}
	if d := Decide(snapshot, &r, now); d.Code != Allowed {
		return false
	}
	would := was
	would.Suspended, would.ExpiresAt = would.Suspended || as.Suspended, min(would.ExpiresAt, as.ExpiresAt.UnixMicro())
	r.Proven = &would
	d := Decide(snapshot, &r, now)
	return d.Code != Allowed
}
