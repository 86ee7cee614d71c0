package teams

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// listTeams lists teams.
//
//	@Summary		List teams
//	@Description	Your teams by name, with your role in each. With all=true and a role that reads people or manages APIs: every team, newest first.
//	@Tags			teams
//	@ID				listTeams
//	@Produce		json
//	@Param			all		query		string	false	"true for every team"
//	@Param			q		query		string	false	"part of the name, with all=true"
//	@Param			member	query		string	false	"only teams of this person (account id), with all=true and a role that reads people"
//	@Param			cursor	query		string	false	"the next of the page before"
//	@Param			limit	query		integer	false	"1 to 200, 50 when missing"
//	@Success		200		{object}	TeamPage
//	@Failure		default	{object}	web.Problem
//	@Router			/teams [get]
func (s *Service) listTeams(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	me := rbac.From(c.UserContext())
	people := s.Allows(me, rbac.PeopleRead)
	if c.Query("all") == "true" && (people || s.Allows(me, rbac.APIsWrite)) {
		return s.listAllTeams(c, r, people)
	}
	answer := TeamPage{Items: []TeamItem{}}
	found, err := s.Mine(c.UserContext())
	if err != nil {
		return err
	}
	for _, m := range found {
		answer.Items = append(answer.Items, item(m.Team, m.Role))
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// listAllTeams answers every team; who is in them only to those who read people.
func (s *Service) listAllTeams(c *fiber.Ctx, r page.Request, people bool) error {
	member := ""
	if people {
		member = c.Query("member")
	}
	found, err := s.All(c.UserContext(), c.Query("q"), member, r)
	if err != nil {
		return err
	}
	answer := TeamPage{Items: []TeamItem{}, Next: found.Next}
	for _, t := range found.Items {
		answer.Items = append(answer.Items, item(t, ""))
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// createTeam makes a team.
//
//	@Summary		Make a team
//	@Description	You become its owner. A person is in at most 20 teams.
//	@Tags			teams
//	@ID				createTeam
//	@Accept			json
//	@Produce		json
//	@Param			body			body		TeamName	true	"the team"
//	@Param			Idempotency-Key	header		string		false	"makes a repeated request harmless for 24 hours"
//	@Success		201				{object}	TeamView
//	@Failure		default			{object}	web.Problem
//	@Router			/teams [post]
func (s *Service) createTeam(c *fiber.Ctx) error {
	r, err := web.Decode[TeamName](c)
	if err != nil {
		return err
	}
	made, err := s.Create(c.UserContext(), r.Name)
	if err != nil {
		return err
	}
	return s.show(c, made.ID, fiber.StatusCreated)
}

// getTeam answers one team.
//
//	@Summary		Read a team
//	@Description	For its members, and for roles that read people. Invitations are shown to owners.
//	@Tags			teams
//	@ID				getTeam
//	@Produce		json
//	@Param			team	path		string	true	"the team's id"
//	@Success		200		{object}	TeamView
//	@Failure		default	{object}	web.Problem
//	@Router			/teams/{team} [get]
func (s *Service) getTeam(c *fiber.Ctx) error {
	return s.show(c, c.Params("team"), fiber.StatusOK)
}

// renameTeam gives a team another name.
//
//	@Summary	Rename a team
//	@Tags		teams
//	@ID			renameTeam
//	@Accept		json
//	@Produce	json
//	@Param		team		path		string		true	"the team's id"
//	@Param		If-Match	header		string		false	"the ETag that you read, or *"
//	@Param		body		body		TeamName	true	"the name"
//	@Success	200			{object}	TeamView
//	@Failure	default		{object}	web.Problem
//	@Router		/teams/{team} [patch]
func (s *Service) renameTeam(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	r, err := web.Decode[TeamName](c)
	if err != nil {
		return err
	}
	renamed, err := s.Rename(c.UserContext(), c.Params("team"), r.Name, expected, overwrite)
	if err != nil {
		return err
	}
	return s.show(c, renamed.ID, fiber.StatusOK)
}

// deleteTeam removes a team.
//
//	@Summary		Remove a team
//	@Description	Its apps and their tokens end with it, before this answers; apps says how many you saw, so that none ends unseen. Transfer those that shall stay first.
//	@Tags			teams
//	@ID				deleteTeam
//	@Param			team	path	string	true	"the team's id"
//	@Param			apps	query	integer	false	"how many apps end with the team, 0 when missing"
//	@Success		204
//	@Failure		default	{object}	web.Problem
//	@Router			/teams/{team} [delete]
func (s *Service) deleteTeam(c *fiber.Ctx) error {
	confirmed, err := strconv.Atoi(c.Query("apps", "0"))
	if err != nil {
		return fault.ErrInvalid.With(fault.Bad("apps", "Give the number of apps that end with the team."))
	}
	if err := s.Remove(c.UserContext(), c.Params("team"), confirmed); err != nil {
		return err
	}
	return web.NoContent(c)
}
