package app_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

var parameter = regexp.MustCompile(`:[a-zA-Z]+`)

// filled answers a route's path with an id that belongs to nobody.
func filled(path string) string { return parameter.ReplaceAllString(path, "nobody") }

// body answers a body that the route's media type allows.
func body(r web.Route) any {
	if !r.Unsafe() {
		return nil
	}
	return map[string]any{}
}

func TestEveryRouteIsDescribedAndEveryDescriptionIsARoute(t *testing.T) {
	p := apitest.New(t)
	var routes, described []string
	for _, r := range p.App.Routes() {
		routes = append(routes, r.Method+" "+r.Path)
	}
	for _, o := range apitest.Operations(t) {
		described = append(described, o.Method+" "+o.Path)
		require.NotEmpty(t, o.Node.Str("operationId"), "%s %s", o.Method, o.Path)
		require.NotEmpty(t, o.Node.Str("summary"), "%s %s", o.Method, o.Path)
	}
	slices.Sort(routes)
	slices.Sort(described)
	require.Equal(t, slices.Compact(slices.Clone(routes)), routes, "a route is mounted twice")
	require.Equal(t, routes, described)
}

func TestBeforeSetupOnlySetupAnswers(t *testing.T) {
	p := apitest.New(t)
	nobody := p.Nobody()
	for _, r := range p.App.Routes() {
		answer := nobody.Do(t, r.Method, filled(r.Path), body(r))
		if r.Path == "/portal" || strings.HasPrefix(r.Path, "/setup/") {
			require.NotEqual(t, 503, answer.Status, "%s %s", r.Method, r.Path)
			continue
		}
		require.Equal(t, 503, answer.Status, "%s %s: %s", r.Method, r.Path, answer.Body)
		require.Equal(t, "setup_needed", answer.Code())
	}
}

func TestNobodyIsTurnedAwayFromEveryGuardedRoute(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	nobody := p.Nobody()
	for _, r := range p.App.Routes() {
		if r.Public {
			continue
		}
		for _, target := range []string{filled(r.Path)} {
			answer := nobody.Do(t, r.Method, target, body(r))
			if r.MediaType != "" {
				require.GreaterOrEqual(t, answer.Status, 400)
				continue
			}
			require.Equal(t, 401, answer.Status, "%s %s: %s", r.Method, r.Path, answer.Body)
		}
	}
}

func TestEachRoleReachesExactlyTheRoutesOfItsPermissions(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	enforcer, err := rbac.New()
	require.NoError(t, err)
	for _, role := range rbac.Roles() {
		_, secret, err := p.App.Operators.CreateLocally(t.Context(), "matrix "+string(role), role, 3600e9)
		require.NoError(t, err)
		machine := p.Machine(secret)
		subject := rbac.Subject{ID: "t:x", Roles: []rbac.Role{role}}
		for _, r := range p.App.Routes() {
			if r.MediaType != "" {
				continue
			}
			answer := machine.Do(t, r.Method, filled(r.Path), body(r))
			switch {
			case r.PersonOnly && (r.SignedIn || enforcer.Allows(subject, r.Permission)):
				require.Equal(t, "person_required", answer.Code(), "%s on %s %s: %s", role, r.Method, r.Path, answer.Body)
			case r.Permission != "" && !enforcer.Allows(subject, r.Permission):
				require.Equal(t, "forbidden", answer.Code(), "%s on %s %s: %s", role, r.Method, r.Path, answer.Body)
			case r.Permission != "", r.SignedIn:
				require.NotContains(t, []string{"forbidden", "person_required"}, answer.Code(), "%s on %s %s: %s", role, r.Method, r.Path, answer.Body)
				require.NotEqual(t, 401, answer.Status, "%s on %s %s", role, r.Method, r.Path)
			}
			require.Less(t, answer.Status, 500, "%s on %s %s: %s", role, r.Method, r.Path, answer.Body)
		}
	}
}

func TestUnknownMembersAreRefusedByEveryWriteRoute(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	admin.StepUp(t)
	for _, r := range p.App.Routes() {
		if !r.Unsafe() || r.MediaType != "" || r.Authenticate != nil || r.Method == "DELETE" || strings.HasPrefix(r.Path, "/setup") || strings.HasPrefix(r.Path, "/auth/") {
			continue
		}
		answer := admin.Do(t, r.Method, filled(r.Path), map[string]any{"roleOfAdmin": "admin"})
		require.Contains(t, []int{400, 404, 403}, answer.Status, "%s %s: %s", r.Method, r.Path, answer.Body)
	}
}

func TestTheTwentyFirstTokenInAMinuteHasToWait(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	admin.StepUp(t)
	for range 20 {
		require.NotEqual(t, 429, admin.Do(t, "POST", "/apps/nobody/tokens", map[string]any{}).Status)
	}
	answer := admin.Do(t, "POST", "/apps/nobody/tokens", map[string]any{})
	require.Equal(t, 429, answer.Status)
	require.Equal(t, "too_many_requests", answer.Code())
	require.NotEmpty(t, answer.Header.Get("Retry-After"))
	require.Equal(t, 200, admin.Do(t, "GET", "/me", nil).Status, "what is not creating goes on")
}
