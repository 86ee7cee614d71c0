package archtest

import (
	"slices"
	"strings"
	"testing"
)

const (
	fiberPath = "github.com/gofiber/fiber/v2"
	gormPath  = "gorm.io/gorm"
)

func TestFileNamesKeepTheirPromise(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() || !strings.HasPrefix(s.path, "backend/") || isTestOnly(s.dir()) {
			continue
		}
		imports := s.imports()
		if slices.Contains(imports, gormPath) && !strings.HasPrefix(s.base(), "repo") && s.dir() != "backend/store" {
			t.Errorf("%s imports gorm; only repo*.go does", s.path)
		}
		if slices.Contains(imports, fiberPath) && !strings.HasPrefix(s.base(), "http") && s.dir() != "backend/web" && s.dir() != "backend/server" {
			t.Errorf("%s imports fiber; only http*.go does", s.path)
		}
		if strings.HasPrefix(s.base(), "http") && slices.Contains(imports, "database/sql") {
			t.Errorf("%s talks HTTP and SQL", s.path)
		}
	}
}

func TestNoRoomIsCalledAfterNothing(t *testing.T) {
	for _, s := range sources(t) {
		for _, word := range []string{"util", "utils", "helper", "helpers", "manager", "common", "misc", "impl"} {
			if s.file.Name.Name == word {
				t.Errorf("%s: a package named %s says nothing", s.path, word)
			}
		}
	}
}

func TestTimeComesFromTheClock(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() || s.dir() == "backend/clock" || isTestOnly(s.dir()) || strings.HasSuffix(s.dir(), "/gen") {
			continue
		}
		for _, name := range []string{"Now", "Since", "Until", "Sleep"} {
			if s.calls("time", name) {
				t.Errorf("%s uses time.%s; time comes in through clock", s.path, name)
			}
		}
	}
}

func TestPackagesWithRulesSayWhatTheyOwn(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		if !s.test() {
			documented[s.dir()] = documented[s.dir()] || s.file.Doc != nil
		}
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("%s has no package comment", dir)
		}
	}
}
