package doctor

import (
	"io/fs"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/config"
)

// Facts are what an examination is about.
type Facts struct {
	Settings config.Settings
	// Files are the modes of the data directory and of the files in it that hold keys, by their names as the operator
	// knows them.
	Files map[string]fs.FileMode
	// Certificates are those of the listeners that have files.
	Certificates []Certificate
	// Chain is why the audit log does not hold; empty when it holds.
	Chain string
	// Admin says whether the portal has an administrator.
	Admin bool
	// Store says whether there is a store that was looked into; BackedUp is when its newest backup was made, nil for never.
	Store    bool
	BackedUp *time.Time
	// On are the profiles that are on.
	On  []Profile
	Now time.Time
}

// Certificate is one of a listener, as it lies in its file.
type Certificate struct {
	Setting string
	Until   time.Time
	Problem string // why it can't be read; empty when it can
}

// Weight is how much a finding matters.
type Weight string

// The weights. Weak spots make the examination fail, notes don't.
const (
	Weak Weight = "weak"
	Note Weight = "note"
)

// Finding is one spot and what to do about it.
type Finding struct {
	ID      string   `json:"id"`
	Weight  Weight   `json:"weight"`
	Message string   `json:"message"`
	Fix     string   `json:"fix"`
	Clauses []string `json:"clauses,omitempty"` // of the profile that asks for it
}

// Examine answers what it found, in the order of the settings. Empty means that there is nothing to say.
func Examine(f Facts) []Finding {
	var found []Finding
	for _, look := range looks {
		if message := look.wrong(f); message != "" {
			found = append(found, Finding{ID: look.id, Weight: look.weight, Message: message, Fix: look.fix})
		}
	}
	return found
}

// Failed reports whether any of the findings is a weak spot.
func Failed(found []Finding) bool {
	for _, f := range found {
		if f.Weight == Weak {
			return true
		}
	}
	return false
}

// look is one thing to look at. wrong answers what is, or nothing.
type look struct {
	id     string
	weight Weight
	fix    string
	wrong  func(Facts) string
}
