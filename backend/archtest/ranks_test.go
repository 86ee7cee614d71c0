package archtest

import (
	"strings"
	"testing"
)

// ranks says who may import whom: a package imports packages of a lower rank only; equals are strangers. Adding a
// package means adding a line here. The engine's packages stand at fractions of rank 0, in the order of their use.
var ranks = map[string]float64{
	"backend/fault": 0, "backend/clock": 0, "backend/ident": 0, "backend/secret": 0.5, "backend/reqinfo": 0, "backend/names": 0,
	"backend/page": 0.5, "backend/lane": 0.5, "backend/config": 0, "backend/jws": 0, "backend/dpop": 0.7, "rbac": 0, "embed": 0,
	"openapi/document": 0, "openapi/schema": 0.1, "openapi/sample": 0.2, "openapi/mock": 0.2, "openapi/diff": 0.2, "openapi/lint": 0.2,
	"openapi/portal": 0, "openapi/portal/gen": 0.3,
	"backend/store": 1, "backend/web": 1, "backend/mail": 1, "backend/outbound": 1, "backend/digest": 1, "backend/transport": 1, "backend/scan": 1, "backend/doctor": 1, "backend/jobs": 1.5,
	"backend/audit":    2,
	"backend/backup":   3,
	"backend/accounts": 3, "backend/clockwatch": 3,
	"backend/blocks":   3,
	"backend/keys":     3,
	"backend/sessions": 4, "backend/notify": 4, "backend/operators": 4, "backend/teams": 4,
	"backend/passkeys": 5, "backend/catalog": 5, "backend/guides": 5, "backend/apps": 5,
	"backend/policy": 6, "backend/twin": 6, "backend/terms": 6,
	"backend/access":      7,
	"backend/tokens":      8,
	"backend/usage":       9,
	"backend/oauth":       9,
	"backend/leaks":       9.5,
	"backend/mydata":      9.5,
	"backend/checklist":   9,
	"backend/webhooks":    9,
	"backend/usage/block": 8,
	"backend/console":     10, "backend/enforce": 10,
	"backend/campaigns": 11,
	"backend/server":    12,
	"backend/app":       13,
	"":                  14,
}

// testOnly packages are imported by tests alone.
var testOnly = []string{"backend/apitest", "backend/archtest", "backend/store/storetest", "backend/passkeys/softkey", "backend/secret/secrettest", "backend/transport/transporttest", "backend/enforce/bench", "deploy/examples/caller"}

func isTestOnly(pkg string) bool {
	for _, t := range testOnly {
		if pkg == t {
			return true
		}
	}
	return false
}

func TestPackagesImportLowerRanksOnly(t *testing.T) {
	for _, s := range sources(t) {
		dir := strings.TrimPrefix(s.dir(), ".")
		rank, known := ranks[dir]
		if !known && !isTestOnly(dir) {
			t.Errorf("%s: package %q has no rank; give it one in ranks_test.go", s.path, dir)
			continue
		}
		if s.test() || isTestOnly(dir) {
			continue
		}
		for _, path := range s.imports() {
			imported, ours := strings.CutPrefix(path, module+"/")
			if !ours {
				continue
			}
			if isTestOnly(imported) {
				t.Errorf("%s imports %s, which is for tests", s.path, imported)
			} else if other, ok := ranks[imported]; !ok || other >= rank {
				t.Errorf("%s (rank %v) imports %s (rank %v)", s.path, rank, imported, other)
			}
		}
	}
}

func TestOnlyTheProgramImportsWhatItCarries(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() || s.path == "main.go" {
			continue
		}
		for _, path := range s.imports() {
			if path == module+"/embed" {
				t.Errorf("%s imports embed; only main.go does and hands file systems down", s.path)
			}
		}
	}
}

func TestTheRankTableHasNoEmptyRooms(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range sources(t) {
		seen[strings.TrimPrefix(s.dir(), ".")] = true
	}
	for pkg := range ranks {
		if !seen[pkg] {
			t.Errorf("the rank table names %q, which doesn't exist", pkg)
		}
	}
}
