package teams

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// TeamRole names a role in a team.
type TeamRole struct {
	Role Role `json:"role" validate:"required" enums:"owner,developer,viewer"`
} //@name TeamRole

// TeamInvite invites whoever has an address.
type TeamInvite struct {
	Email string `json:"email" validate:"required,max=254" example:"bob@example.com"`
	Role  Role   `json:"role" validate:"required" enums:"owner,developer,viewer"`
} //@name TeamInvite

// setTeamRole changes what a member may do.
//
//	@Summary		Change a member's role
//	@Description	It holds from their next request on. The last owner stays one.
//	@Tags			teams
//	@ID				setTeamRole
//	@Accept			json
//	@Produce		json
//	@Param			team	path		string		true	"the team's id"
//	@Param			person	path		string		true	"the member's account id"
//	@Param			body	body		TeamRole	true	"the role"
//	@Success		200		{object}	TeamView
//	@Failure		default	{object}	web.Problem
//	@Router			/teams/{team}/members/{person} [put]
func (s *Service) setTeamRole(c *fiber.Ctx) error {
	r, err := web.Decode[TeamRole](c)
	if err != nil {
		return err
	}
	if err := s.SetRole(c.UserContext(), c.Params("team"), c.Params("person"), r.Role); err != nil {
		return err
	}
	return s.show(c, c.Params("team"), fiber.StatusOK)
}

// removeTeamMember ends a membership.
//
//	@Summary		Remove a member
//	@Description	They lose access with their next request. Tokens that they made stay the apps'; the team is told which to rotate.
//	@Tags			teams
//	@ID				removeTeamMember
//	@Param			team	path	string	true	"the team's id"
//	@Param			person	path	string	true	"the member's account id"
//	@Success		204
//	@Failure		default	{object}	web.Problem
//	@Router			/teams/{team}/members/{person} [delete]
func (s *Service) removeTeamMember(c *fiber.Ctx) error {
	if err := s.Expel(c.UserContext(), c.Params("team"), c.Params("person")); err != nil {
		return err
	}
	return web.NoContent(c)
}

// leaveTeam ends your own membership.
//
//	@Summary		Leave a team
//	@Description	The last owner can't leave: make somebody else an owner, or remove the team.
//	@Tags			teams
//	@ID				leaveTeam
//	@Param			team	path	string	true	"the team's id"
//	@Success		204
//	@Failure		default	{object}	web.Problem
//	@Router			/teams/{team}/leave [post]
func (s *Service) leaveTeam(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	if err := s.Leave(c.UserContext(), c.Params("team")); err != nil {
		return err
	}
	return web.NoContent(c)
}

// inviteToTeam invites somebody.
//
//	@Summary		Invite to a team
//	@Description	By mail and, where the address has an account, by a notice; the answer is the same for both. Lasts three days. Inviting an owner needs a fresh confirmation.
//	@Tags			teams
//	@ID				inviteToTeam
//	@Accept			json
//	@Produce		json
//	@Param			team	path		string		true	"the team's id"
//	@Param			body	body		TeamInvite	true	"whom, and as what"
//	@Success		201		{object}	TeamInvitation
//	@Failure		default	{object}	web.Problem
//	@Router			/teams/{team}/invitations [post]
func (s *Service) inviteToTeam(c *fiber.Ctx) error {
	r, err := web.Decode[TeamInvite](c)
	if err != nil {
		return err
	}
	made, err := s.Invite(c.UserContext(), c.Params("team"), r.Email, r.Role)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusCreated, presentInvitation(made))
}

// resendTeamInvitation sends an invitation again.
//
//	@Summary		Send an invitation again
//	@Description	It lasts three days from now.
//	@Tags			teams
//	@ID				resendTeamInvitation
//	@Produce		json
//	@Param			team		path		string	true	"the team's id"
//	@Param			invitation	path		string	true	"the invitation's id"
//	@Success		200			{object}	TeamInvitation
//	@Failure		default		{object}	web.Problem
//	@Router			/teams/{team}/invitations/{invitation}/resend [post]
func (s *Service) resendTeamInvitation(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	sent, err := s.Resend(c.UserContext(), c.Params("team"), c.Params("invitation"))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, presentInvitation(sent))
}

// withdrawTeamInvitation takes an invitation back.
//
//	@Summary	Withdraw an invitation
//	@Tags		teams
//	@ID			withdrawTeamInvitation
//	@Param		team		path	string	true	"the team's id"
//	@Param		invitation	path	string	true	"the invitation's id"
//	@Success	204
//	@Failure	default	{object}	web.Problem
//	@Router		/teams/{team}/invitations/{invitation} [delete]
func (s *Service) withdrawTeamInvitation(c *fiber.Ctx) error {
	if err := s.Withdraw(c.UserContext(), c.Params("team"), c.Params("invitation")); err != nil {
		return err
	}
	return web.NoContent(c)
}
