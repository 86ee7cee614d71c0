package accounts

import (
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Belongings are what ends, or passes on, with an account.
type Belongings struct {
	Apps   int // owned by the person, with those of teams that end
	Tokens int // of these apps, that work now
	// Clients are the OAuth clients of these apps that work now.
	Clients  int
	Teams    []TeamFate
	Machines []Machine
}

// LastLetter is the template of the mail that somebody gets when their account is gone. Whoever sends mail forgets it once it is sent.
const LastLetter = "account-deleted"

// ended says in words what ended with an account, and what passed on.
func (b Belongings) ended(chosen []Bequest) string {
	var said []string
	if b.Apps > 0 {
		said = append(said, fault.Counted(b.Apps, "app", "apps")+" with "+fault.Counted(b.Tokens, "working token", "working tokens")+
			" and "+fault.Counted(b.Clients, "OAuth client", "OAuth clients")+" ended with it.")
	}
	over := 0
	for _, c := range chosen {
		if c.Heir == "" {
			over++
		}
	}
	if over > 0 {
		said = append(said, fault.Counted(over, "operator token", "operator tokens")+" ended.")
	}
	if handed := len(chosen) - over; handed > 0 {
		said = append(said, fault.Counted(handed, "operator token was", "operator tokens were")+" handed over.")
	}
	for _, t := range b.Teams {
		switch t.Fate {
		case FateEnds:
			said = append(said, "The team "+t.Name+" ended.")
		case FatePasses:
			said = append(said, "The team "+t.Name+" passed to "+t.Heir+".")
		case FateStops:
			said = append(said, "The tokens of the team "+t.Name+" were suspended.")
		case FateGoesOn:
		}
	}
	if len(said) == 0 {
		return "Nothing else ended with it."
	}
	return strings.Join(said, " ")
}

// Machine is an operator token that somebody answers for. Heirs are those who could instead, as far as the caller may hand it over.
type Machine struct {
	ID         string
	Name       string
	Role       rbac.Role
	LastUsedAt *time.Time
	Heirs      []Account
}

// Bequest is what becomes of an operator token of somebody who goes for good: an account answers for it from then on, or, where Heir
// is empty, it ends.
type Bequest struct {
	Token string
	Heir  string
}

// settles reports whether it is said of each of some machines, and of nothing else, what becomes of it.
func settles(chosen []Bequest, machines []Machine) bool {
	named := make([]string, len(chosen))
	for i, b := range chosen {
		named[i] = b.Token
	}
	slices.Sort(named)
	return len(slices.Compact(named)) == len(machines) && len(chosen) == len(machines) &&
		!slices.ContainsFunc(machines, func(m Machine) bool { return !slices.Contains(named, m.ID) })
}

// Fate is what becomes of a team when one of its members goes for good. The zero value is none.
type Fate string

// The fates.
const (
	FateGoesOn Fate = "goes-on" // others own it
	FatePasses Fate = "passes"  // to the developer who has been in it the longest
	FateStops  Fate = "stops"   // only viewers are left, so its apps' tokens are suspended
	FateEnds   Fate = "ends"    // nobody is left, so it is removed with its apps
)

// TeamFate is what becomes of one team. Heir is who owns it from then on, where it passes.
type TeamFate struct {
	ID   string
	Name string
	Fate Fate
	Heir string
}

// The faults of leaving for good.
var (
	// ErrNotConfirmed says that the address typed is not the account's.
	ErrNotConfirmed = fault.ErrInvalid.With(fault.Bad("/confirm", "Type the e-mail address of your account."))
	// ErrMoreEnds says that other apps or operator tokens end with the account than the caller has seen.
	ErrMoreEnds = fault.New(fault.Conflict, "accounts.more_ends", "Something else ends with your account than what you saw.", "Read again what ends, then decide.")
)

// Recovered says to others that a recovery code opened the account of somebody of a name. Whoever tells of a person by name, without
// their address, begins with such a sentence, so that it is found when the person goes for good.
func Recovered(name string) string { return name + " opened their account with a recovery code." }

// Linked says to others that a recovery link for the account of somebody of a name was made.
func Linked(name string) string {
	return name + " gets in again by a link that was made on the server's command line."
}

// Left says to the people of a team that somebody of a name left it, or begins to.
func Left(name, team string) string { return name + " left the team " + team }

// Answers says to those who keep operator tokens that somebody of a name answers for some; the sentence goes on.
func Answers(name string) string { return name + " answers for operator tokens" }

// Handed says that somebody of a name handed an operator token over; the sentence goes on.
func Handed(name string) string { return name + " handed an operator token" }

// Told answers how the sentences begin that tell of somebody of a name.
func Told(name string) []string {
	return []string{Recovered(name), Linked(name), SetBack(name), Left(name, ""), Answers(name), Handed(name)}
}
