package teams

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// TeamOffer is an open invitation as the invited person sees it.
type TeamOffer struct {
	ID       string `json:"id" example:"tin_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	TeamName string `json:"teamName" example:"Harbour office"`
	Role     Role   `json:"role" enums:"owner,developer,viewer"`
	// By is the name of whoever invites.
	By string `json:"by" example:"Ada Example"`
	// ByEmail is the address that they proved.
	ByEmail   string    `json:"byEmail" example:"ada@example.com"`
	ExpiresAt time.Time `json:"expiresAt" format:"date-time"`
} //@name TeamOffer

// TeamOffers are the open invitations to your address.
type TeamOffers struct {
	Items []TeamOffer `json:"items"`
} //@name TeamOffers

// listOwnInvitations lists invitations to the caller's address.
//
//	@Summary	List invitations to you
//	@Tags		teams
//	@ID			listOwnInvitations
//	@Produce	json
//	@Success	200		{object}	TeamOffers
//	@Failure	default	{object}	web.Problem
//	@Router		/me/team-invitations [get]
func (s *Service) listOwnInvitations(c *fiber.Ctx) error {
	found, err := s.Offers(c.UserContext())
	if err != nil {
		return err
	}
	answer := TeamOffers{Items: []TeamOffer{}}
	for _, o := range found {
		answer.Items = append(answer.Items, TeamOffer{ID: o.ID, TeamName: o.TeamName, Role: o.Role, By: o.By, ByEmail: o.ByEmail, ExpiresAt: o.ExpiresAt})
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// acceptInvitation makes the caller a member.
//
//	@Summary		Accept an invitation
//	@Description	Only for whoever signed in with the address to which it was sent, and while its sender owns the team.
//	@Tags			teams
//	@ID				acceptInvitation
//	@Produce		json
//	@Param			invitation	path		string	true	"the invitation's id"
//	@Success		200			{object}	TeamView
//	@Failure		default		{object}	web.Problem
//	@Router			/me/team-invitations/{invitation}/accept [post]
func (s *Service) acceptInvitation(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	joined, err := s.Accept(c.UserContext(), c.Params("invitation"))
	if err != nil {
		return err
	}
	return s.show(c, joined.ID, fiber.StatusOK)
}

// declineInvitation ends an invitation.
//
//	@Summary	Decline an invitation
//	@Tags		teams
//	@ID			declineInvitation
//	@Param		invitation	path	string	true	"the invitation's id"
//	@Success	204
//	@Failure	default	{object}	web.Problem
//	@Router		/me/team-invitations/{invitation}/decline [post]
func (s *Service) declineInvitation(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	if err := s.Decline(c.UserContext(), c.Params("invitation")); err != nil {
		return err
	}
	return web.NoContent(c)
}
