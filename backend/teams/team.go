package teams

import (
	"time"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/names"
)

// Role says what a member may do with a team and with what it owns. The zero value may nothing.
type Role string

// The roles of members.
const (
	// Owner may everything: members, name and removal of the team, and what developers may.
	Owner Role = "owner"
	// Developer may with the team's apps what a person may with their own.
	Developer Role = "developer"
	// Viewer sees what developers see, secrets aside, and changes nothing.
	Viewer Role = "viewer"
)

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool { return r == Owner || r == Developer || r == Viewer }

// Writes reports whether the role changes the team's apps.
func (r Role) Writes() bool { return r == Owner || r == Developer }

// Bounds.
const (
	nameRunesMax = 80
	perPersonMax = 20
	membersMax   = 100 // open invitations included
	inviteLife   = 3 * 24 * time.Hour
)

// Team is some people who share applications. Version rises with each change of its name and is the ETag.
type Team struct {
	ID        string
	Name      string
	CreatedBy string
	Version   int64
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Member is one person of a team.
type Member struct {
	Account  string
	Name     string
	Email    string
	Active   bool // whether the account may sign in
	Role     Role
	JoinedAt time.Time
}

// Membership is a team with the role that somebody has in it.
type Membership struct {
	Team
	Role Role
}

// Invitation waits for the answer of whoever proved its address.
type Invitation struct {
	ID        string
	TeamID    string
	Email     string
	Role      Role
	InvitedBy string // account id
	SentAt    time.Time
	ExpiresAt time.Time
}

// The faults of teams.
var (
	// ErrNotFound says that there is no such team, or that the caller is not in it.
	ErrNotFound = fault.New(fault.NotFound, "teams.not_found", "There is no such team among yours.", "Open your list of teams and choose one there.")
	// ErrMemberNotFound says that the team has no such member.
	ErrMemberNotFound = fault.New(fault.NotFound, "teams.member_not_found", "The team has no such member.", "Load the team again; somebody may have removed them.")
	// ErrInvitationGone says that there is no such invitation any more, or that it is for another address.
	ErrInvitationGone = fault.New(fault.NotFound, "teams.invitation_gone", "There is no such invitation for you.", "Sign in with the address to which it was sent, or ask for a new one; an invitation lasts three days.")
	// ErrOwnersOnly says that the act is one for owners of the team.
	ErrOwnersOnly = fault.New(fault.Denied, "teams.owners_only", "Only owners of the team do this.", "Ask an owner of the team; the page of the team says who they are.")
	// ErrDevelopersOnly says that the caller only views what the team owns.
	ErrDevelopersOnly = fault.New(fault.Denied, "teams.viewer", "You are a viewer in this team, and viewers change nothing.", "Ask an owner of the team to make you a developer.")
	// ErrLastOwner says that the team would be without an owner.
	ErrLastOwner = fault.New(fault.Conflict, "teams.last_owner", "This is the team's last owner.", "Make somebody else an owner first, or remove the team.")
	// ErrNameTaken says that the caller is in a team of this name already.
	ErrNameTaken = fault.New(fault.Conflict, "teams.name_taken", "You are in a team with this name already.", "Choose another name.")
	// ErrTooMany says that a person is in as many teams as anybody may be.
	ErrTooMany = fault.New(fault.Conflict, "teams.too_many", "You are in 20 teams, which is as many as there may be.", "Leave a team that you don't need any more.")
	// ErrFull says that a team has as many members and open invitations as it may have.
	ErrFull = fault.New(fault.Conflict, "teams.full", "The team has 100 members and open invitations, which is as many as there may be.", "Remove somebody, or withdraw an invitation.")
	// ErrMember says that the address belongs to a member.
	ErrMember = fault.New(fault.Conflict, "teams.member", "This person is in the team already.", "Change their role in the list of members.")
	// ErrInvited says that an invitation to the address is open.
	ErrInvited = fault.New(fault.Conflict, "teams.invited", "An invitation to this address is open already.", "Send it again, or withdraw it first.")
	// ErrHasApps says that what ends with the team is not what the caller confirmed.
	ErrHasApps = fault.New(fault.Conflict, "teams.has_apps", "The team has apps that would end with it.", "Move them to another owner first, or confirm how many apps end by giving their number as apps.")
	// ErrStale says that the team was changed since the caller read it.
	ErrStale = fault.New(fault.Stale, "teams.stale", "The team was changed since you opened it.", "Load it again and repeat your change.")
)

// cleanName answers a name with single inner blanks, or the mistake in it.
func cleanName(name string) (string, error) {
	clean := names.Clean(name)
	switch n := utf8.RuneCountInString(clean); {
	case n == 0:
		return "", fault.ErrInvalid.With(fault.Required("/name", "Give the team a name."))
	case n > nameRunesMax || !names.Plain(clean):
		return "", fault.ErrInvalid.With(fault.Bad("/name", "A name has at most 80 characters, no links, no < or >, and no characters that nobody sees."))
	}
	return clean, nil
}
