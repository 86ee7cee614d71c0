package teams

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Routes answers the routes of teams. Operator tokens are in no team, so that most of them are for people.
func (s *Service) Routes() []web.Route {
	mine := func(method, path string, handler fiber.Handler) web.Route {
		return web.Route{Method: method, Path: path, Permission: rbac.AppsWrite, PersonOnly: true, Handler: handler}
	}
	fresh := func(r web.Route) web.Route { r.StepUp = true; return r }
	mailing := func(r web.Route) web.Route { r.Bucket = web.BucketMail; return r }
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/teams", Permission: rbac.AppsRead, Handler: s.listTeams},
		mine(fiber.MethodPost, "/teams", s.createTeam),
		{Method: fiber.MethodGet, Path: "/teams/:team", Permission: rbac.AppsRead, Handler: s.getTeam},
		mine(fiber.MethodPatch, "/teams/:team", s.renameTeam),
		fresh(mine(fiber.MethodDelete, "/teams/:team", s.deleteTeam)),
		fresh(mine(fiber.MethodPut, "/teams/:team/members/:person", s.setTeamRole)),
		mine(fiber.MethodDelete, "/teams/:team/members/:person", s.removeTeamMember),
		{Method: fiber.MethodPost, Path: "/teams/:team/leave", SignedIn: true, PersonOnly: true, Handler: s.leaveTeam},
		mailing(mine(fiber.MethodPost, "/teams/:team/invitations", s.inviteToTeam)),
		mailing(mine(fiber.MethodPost, "/teams/:team/invitations/:invitation/resend", s.resendTeamInvitation)),
		mine(fiber.MethodDelete, "/teams/:team/invitations/:invitation", s.withdrawTeamInvitation),
		{Method: fiber.MethodGet, Path: "/me/team-invitations", SignedIn: true, PersonOnly: true, Handler: s.listOwnInvitations},
		{Method: fiber.MethodPost, Path: "/me/team-invitations/:invitation/accept", SignedIn: true, PersonOnly: true, Handler: s.acceptInvitation},
		{Method: fiber.MethodPost, Path: "/me/team-invitations/:invitation/decline", SignedIn: true, PersonOnly: true, Handler: s.declineInvitation},
	}
}

// TeamItem is a team in a list.
type TeamItem struct {
	ID   string `json:"id" example:"tea_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Name string `json:"name" example:"Harbour office"`
	// Role is yours in the team; it is missing for those who only look.
	Role      Role      `json:"role,omitempty" enums:"owner,developer,viewer"`
	CreatedAt time.Time `json:"createdAt" format:"date-time"`
} //@name TeamItem

// TeamPage is one page of teams.
type TeamPage struct {
	Items []TeamItem `json:"items"`
	Next  string     `json:"next"`
} //@name TeamPage

// TeamView is a team with its people and how much it owns.
type TeamView struct {
	TeamItem
	Version int64        `json:"version" example:"1"`
	Members []TeamMember `json:"members"`
	// Invitations are the open ones; only owners see them.
	Invitations []TeamInvitation `json:"invitations"`
	Apps        int              `json:"apps" example:"3"`
	// Tokens is how many of the apps' tokens can still be used.
	Tokens int `json:"tokens" example:"7"`
} //@name Team

// TeamMember is one person of a team.
type TeamMember struct {
	Account string `json:"account" example:"acc_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Name    string `json:"name" example:"Ada Example"`
	Email   string `json:"email" example:"ada@example.com"`
	Role    Role   `json:"role" enums:"owner,developer,viewer"`
	// Active says whether the person may sign in.
	Active   bool      `json:"active"`
	You      bool      `json:"you"`
	JoinedAt time.Time `json:"joinedAt" format:"date-time"`
} //@name TeamMember

// TeamInvitation is an open invitation as the team sees it.
type TeamInvitation struct {
	ID        string    `json:"id" example:"tin_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Email     string    `json:"email" example:"bob@example.com"`
	Role      Role      `json:"role" enums:"owner,developer,viewer"`
	SentAt    time.Time `json:"sentAt" format:"date-time"`
	ExpiresAt time.Time `json:"expiresAt" format:"date-time"`
} //@name TeamInvitation

// TeamName names a team.
type TeamName struct {
	Name string `json:"name" validate:"required,max=80" example:"Harbour office"`
} //@name TeamName

func item(t Team, role Role) TeamItem {
	return TeamItem{ID: t.ID, Name: t.Name, Role: role, CreatedAt: t.CreatedAt}
}

func presentInvitation(i Invitation) TeamInvitation {
	return TeamInvitation{ID: i.ID, Email: i.Email, Role: i.Role, SentAt: i.SentAt, ExpiresAt: i.ExpiresAt}
}

// view gathers what the caller may see of a team.
func (s *Service) view(ctx context.Context, id string) (TeamView, error) {
	m, err := s.Find(ctx, id)
	if err != nil {
		return TeamView{}, err
	}
	v := TeamView{TeamItem: item(m.Team, m.Role), Version: m.Version, Members: []TeamMember{}, Invitations: []TeamInvitation{}}
	members, err := s.Members(ctx, id)
	if err != nil {
		return TeamView{}, err
	}
	for _, one := range members {
		v.Members = append(v.Members, TeamMember{
			Account: one.Account, Name: one.Name, Email: one.Email, Role: one.Role, Active: one.Active, JoinedAt: one.JoinedAt,
			You: one.Account == rbac.From(ctx).AccountID(),
		})
	}
	owned, err := s.Weigh(ctx, id)
	v.Apps, v.Tokens = owned.Apps, owned.Tokens
	if err != nil || m.Role != Owner {
		return v, err
	}
	open, err := s.Invitations(ctx, id)
	for _, i := range open {
		v.Invitations = append(v.Invitations, presentInvitation(i))
	}
	return v, err
}

func (s *Service) show(c *fiber.Ctx, id string, status int) error {
	v, err := s.view(c.UserContext(), id)
	if err != nil {
		return err
	}
	web.ETag(c, v.Version)
	return web.JSON(c, status, v)
}
