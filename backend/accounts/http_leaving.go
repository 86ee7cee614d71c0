package accounts

import (
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// Deletion is what ends, or passes on, with the caller's account.
type Deletion struct {
	// Email is what has to be typed to confirm.
	Email string `json:"email" example:"ada@example.com" validate:"required"`
	// Apps end with their tokens, also those of teams that end; this number is to be sent back.
	Apps   int            `json:"apps" example:"2" validate:"required"`
	Tokens int            `json:"tokens" example:"3" validate:"required"`
	Teams  []DeletionTeam `json:"teams" validate:"required"`
}

// DeletionTeam is what becomes of a team: it goes on, passes to the heir, stops because only viewers are left, or ends.
type DeletionTeam struct {
	ID   string `json:"id" example:"tea_01jd8y7k5ve1kv3a0t9rkzv6qk" validate:"required"`
	Name string `json:"name" example:"Harbour office" validate:"required"`
	Fate string `json:"fate" enums:"goes-on,passes,stops,ends" validate:"required"`
	Heir string `json:"heir" example:"Sam Example" validate:"required"`
}

// DeletionRequest deletes the caller's account. Confirm is its address, apps how many the caller saw end.
type DeletionRequest struct {
	Confirm string `json:"confirm" validate:"required,max=254" example:"ada@example.com"`
	Apps    int    `json:"apps" validate:"min=0" example:"2"`
}

// previewDeletion answers what deleting the account would end.
//
// @Summary     See what ends with my account
// @Description The apps and tokens that would end, and what would become of each team. The last admin can't leave.
// @Tags        me
// @ID          previewMyDeletion
// @Produce     json
// @Success     200 {object} Deletion
// @Failure     default {object} web.Problem
// @Router      /me/deletion [get]
func (s *Service) previewDeletion(c *fiber.Ctx) error {
	a, owned, err := s.Weigh(c.UserContext())
	if err != nil {
		return err
	}
	view := Deletion{Email: a.Email, Apps: owned.Apps, Tokens: owned.Tokens, Teams: make([]DeletionTeam, len(owned.Teams))}
	for i, t := range owned.Teams {
		view.Teams[i] = DeletionTeam{ID: t.ID, Name: t.Name, Fate: string(t.Fate), Heir: t.Heir}
	}
	return web.JSON(c, fiber.StatusOK, view)
}

// deleteAccount erases the caller's account.
//
// @Summary     Delete my account
// @Description Ends the sessions, apps, tokens and OAuth clients of the person before it answers, and erases what the portal knows of
// @Description them. The audit log keeps the account's id only. It can't be undone.
// @Tags        me
// @ID          deleteMyAccount
// @Accept      json
// @Param       body body DeletionRequest true "Confirmation"
// @Success     204
// @Failure     default {object} web.Problem
// @Router      /me/deletion [post]
func (s *Service) deleteAccount(c *fiber.Ctx) error {
	r, err := web.Decode[DeletionRequest](c)
	if err != nil {
		return err
	}
	if err := s.Erase(c.UserContext(), r.Confirm, r.Apps); err != nil {
		return err
	}
	web.ClearSession(c)
	return web.NoContent(c)
}
