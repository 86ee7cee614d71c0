package enforce

import (
	"context"
	"net/netip"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

// ErrTestUnready reports that no decision can be made at the moment.
var ErrTestUnready = fault.New(fault.Unavailable, "enforce.not_ready", "Gatehouse is not ready to decide yet.", "Try again in a few seconds.")

// ErrTokenNotFound reports a token that doesn't exist, or is not the caller's.
var ErrTokenNotFound = fault.New(fault.NotFound, "enforce.token_not_found", "There is no such token among yours.", "Open the list of your app's tokens.")

// TestCall is a call that its owner imagines, to see what would become of it.
type TestCall struct {
	API           string `json:"api" validate:"required,max=80" example:"museum"`
	Method        string `json:"method" validate:"required,oneof=GET HEAD POST PUT PATCH DELETE OPTIONS" example:"GET"`
	Path          string `json:"path" validate:"required,max=2000,startswith=/" example:"/tickets"`
	ClientAddress string `json:"clientAddress,omitempty" validate:"omitempty,ip" example:"198.51.100.7"`
} //@name TestCall

// TestResult is the decision about an imagined call, with its checks.
type TestResult struct {
	Allowed    bool          `json:"allowed"`
	Code       string        `json:"code" example:"scope_missing"`
	DecisionID string        `json:"decisionId"`
	Status     int           `json:"status" example:"403"`
	Checks     []usage.Check `json:"checks"`
} //@name TestResult

// Check decides an imagined call of a token without its secret. It takes nothing from limits or quotas and counts as no
// use. Without an address, the networks of the token are taken as met. It returns ErrTokenNotFound for an unknown token;
// whether the caller may ask about it is the caller's to check.
func (s *Service) Check(_ context.Context, tokenID string, t TestCall) (TestResult, error) {
	snapshot := s.snapshot.Load()
	if snapshot == nil || s.stale() {
		return TestResult{}, ErrTestUnready
	}
	token := snapshot.Token(tokenID)
	if token == nil {
		return TestResult{}, ErrTokenNotFound
	}
	r := Request{Proven: token, API: t.API, Method: t.Method, Path: t.Path}
	if r.Address, _ = netip.ParseAddr(t.ClientAddress); !r.Address.IsValid() {
		r.Address = anyAddress(token)
	}
	if token.Fence != nil && len(token.Fence.Origins) > 0 {
		r.Origin = token.Fence.Origins[0]
	}
	if !PathCanonical(t.Path) {
		r.Problem = PathInvalid
	}
	var v verdict
	s.decide(&r, 1, true, &v)
	v.ID = newDecisionID()
	o := outcome{door: doorTest, status: v.Code.Status(), started: clock.Monotonic()}
	s.keep(&r, &v, &o, s.Clock.Now().UnixMicro())
	return TestResult{Allowed: v.Code == Allowed, Code: v.Code.String(), DecisionID: v.ID, Status: o.status, Checks: v.explain(&r)}, nil
}

// anyAddress answers one from which the token's fence and quarantine let calls through, when there is one.
func anyAddress(t *Token) netip.Addr {
	var fence, known []netip.Prefix
	if t.Fence != nil {
		fence = t.Fence.Networks
	}
	if t.Quarantine() != nil {
		known = t.Quarantine().Networks
	}
	for _, list := range [][]netip.Prefix{fence, known} {
		for _, network := range list {
			address := network.Addr()
			if (len(fence) == 0 || contains(fence, address)) && (len(known) == 0 || contains(known, address)) {
				return address
			}
		}
	}
	return netip.Addr{}
}
