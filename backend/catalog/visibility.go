package catalog

import (
	"slices"
	"strconv"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Visibility says who sees an API once it has a published version.
type Visibility string

// The visibilities. Those who manage APIs see all of them.
const (
	Public   Visibility = "public"
	SignedIn Visibility = "signed-in"
	// ForTeams is for the members of listed teams, whatever their role, and for those who read everybody's access.
	ForTeams Visibility = "teams"
)

// apiTeamsMax bounds the list of one API.
const apiTeamsMax = 100

// ErrEndsAccess says that the change would end more or less access than the caller confirmed.
var ErrEndsAccess = fault.New(fault.Conflict, "catalog.ends_access", "Apps that have access now would lose it.", "Look at the preview of the change, and confirm it by giving the number of grants that end as ends.")

// EndsAccess words ErrEndsAccess for a number of grants.
func EndsAccess(grants int) error {
	return ErrEndsAccess.Saying("The change ends " + fault.Counted(grants, "grant", "grants") + ", which is not what you confirmed.")
}

// Admits reports whether the apps of an owner (an rbac subject id) may have access to the API. An API for listed teams is for
// their apps, and for no person's own.
func (a API) Admits(owner string) bool {
	return a.Visibility != ForTeams || slices.Contains(a.Teams, rbac.Subject{ID: owner}.Team())
}

// stored answers how the database says a visibility: what is for teams is for people who are signed in, and for fewer.
func (v Visibility) stored() (visibility string, teamsOnly bool) {
	if v == ForTeams {
		return string(SignedIn), true
	}
	return string(v), false
}

// checkVisibility answers the mistakes in who shall see an API.
func (d APIDraft) checkVisibility() (mistakes []fault.Field) {
	switch {
	case d.Visibility != Public && d.Visibility != SignedIn && d.Visibility != ForTeams:
		mistakes = append(mistakes, fault.Bad("/visibility", "Visibility is public, signed-in or teams."))
	case d.Visibility != ForTeams && len(d.Teams) > 0:
		mistakes = append(mistakes, fault.Bad("/teams", "Only an API whose visibility is teams has a list of teams."))
	case len(d.Teams) > apiTeamsMax:
		mistakes = append(mistakes, fault.Bad("/teams", "At most 100 teams."))
	}
	if d.Visibility == ForTeams && d.Host != "" {
		mistakes = append(mistakes, fault.Bad("/host", "An API for listed teams has no host of its own: the name would tell everybody that it is there. Leave it empty."))
	}
	return mistakes
}

// checkNamed answers the mistakes in a list of teams; names holds those that there are.
func checkNamed(teams []string, names map[string]string) (mistakes []fault.Field) {
	if len(teams) == 0 {
		return []fault.Field{fault.Required("/teams", "Name at least one team.")}
	}
	for i, id := range teams {
		if _, there := names[id]; !there {
			mistakes = append(mistakes, fault.Bad("/teams/"+strconv.Itoa(i), "There is no such team."))
		}
	}
	return mistakes
}

// applyVisibility changes who sees the API, and answers which members of the patch did.
func (p APIPatch) applyVisibility(d *APIDraft) (changed []string) {
	if p.Visibility != nil && *p.Visibility != d.Visibility {
		d.Visibility = *p.Visibility
		changed = append(changed, "visibility")
		if d.Visibility != ForTeams {
			d.Teams = nil
		}
	}
	if p.Teams == nil {
		return changed
	}
	if teams := sortedTeams(*p.Teams); !slices.Equal(teams, d.Teams) {
		d.Teams = teams
		changed = append(changed, "teams")
	}
	return changed
}

// ends is how many grants the caller saw end.
func (p APIPatch) ends() int {
	if p.Ends == nil {
		return 0
	}
	return *p.Ends
}

// sortedTeams answers each team of a list once.
func sortedTeams(teams []string) []string {
	out := slices.Clone(teams)
	slices.Sort(out)
	return slices.Compact(out)
}
