package rbac

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden matrix")

func enforcer(t *testing.T) *Enforcer {
	t.Helper()
	e, err := New()
	require.NoError(t, err)
	return e
}

func TestMatrixOfRolesAndPermissionsIsTheReviewedOne(t *testing.T) {
	e := enforcer(t)
	var b strings.Builder
	b.WriteString("permission")
	for _, role := range Roles() {
		b.WriteString("\t" + string(role))
	}
	for _, p := range Permissions() {
		b.WriteString("\n" + string(p))
		for _, role := range Roles() {
			mark := "\t-"
			if e.Allows(Subject{ID: "u:acc_x", Roles: []Role{role}}, p) {
				mark = "\tyes"
			}
			b.WriteString(mark)
		}
	}
	b.WriteString("\n")
	if *update {
		require.NoError(t, os.WriteFile("testdata/matrix.tsv", []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile("testdata/matrix.tsv")
	require.NoError(t, err)
	require.Equal(t, string(want), b.String(), "run go test ./rbac -update and have the difference reviewed")
}

func TestNobodyUnknownRolesAndUntypedSubjectsAreDenied(t *testing.T) {
	e := enforcer(t)
	for _, s := range []Subject{
		{},
		{ID: "admin", Roles: []Role{Admin}},
		{ID: "r:admin", Roles: []Role{Admin}},
		{ID: "u:admin", Roles: nil},
		{ID: "u:x", Roles: []Role{"ADMIN", "r:admin", " admin", "admin\n", "role:owner"}},
	} {
		for _, p := range Permissions() {
			require.False(t, e.Allows(s, p), "%+v %s", s, p)
		}
	}
	var none *Enforcer
	require.False(t, none.Allows(Subject{ID: "u:x", Roles: []Role{Admin}}, AppsRead))
}

func TestPermissionsMatchByEqualityOnly(t *testing.T) {
	e := enforcer(t)
	admin := Subject{ID: "u:x", Roles: []Role{Admin}}
	for _, p := range []Permission{"", "*", "apps:*", "apps:rea", "apps:readx", "apps:read\n", "APPS:READ", "apps%3aread", "apps.read"} {
		require.False(t, e.Allows(admin, p), "%q", p)
	}
}

func TestADenyRowWinsOverAnAllowRow(t *testing.T) {
	e, err := newFrom(modelText, "p, r:admin, apps:read, allow\np, r:admin, apps:read, deny")
	require.NoError(t, err)
	require.False(t, e.Allows(Subject{ID: "u:x", Roles: []Role{Admin}}, AppsRead))
}

func TestABrokenPolicyStopsTheStart(t *testing.T) {
	for _, policy := range []string{"", "# nothing", "p, admin, apps:read, allow", "p, r:boss, apps:read, allow", "p, r:admin, apps:fly, allow"} {
		_, err := newFrom(modelText, policy)
		require.Error(t, err, policy)
	}
}

func TestNobodyCanHandOutMoreThanTheyHold(t *testing.T) {
	e := enforcer(t)
	rapid.Check(t, func(t *rapid.T) {
		held := rapid.SliceOf(rapid.SampledFrom(Roles())).Draw(t, "held")
		role := rapid.SampledFrom(Roles()).Draw(t, "role")
		if !e.Covers(held, role) {
			return
		}
		for _, p := range e.Holds(role) {
			if p == Verify {
				continue
			}
			if !e.Allows(Subject{ID: "u:x", Roles: held}, p) {
				t.Fatalf("%v may grant %s and with it %s", held, role, p)
			}
		}
	})
	require.True(t, e.Covers([]Role{Admin}, Admin))
	require.False(t, e.Covers([]Role{SecurityAdmin}, Admin))
}

func TestAuditorsChangeNothing(t *testing.T) {
	for _, p := range enforcer(t).Holds(Auditor) {
		require.Contains(t, string(p), ":read", "%s is not reading", p)
	}
}
