package accounts

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// Deletion is what ends, or passes on, with the caller's account.
type Deletion struct {
	// Email is what has to be typed to confirm.
	Email string `json:"email" example:"ada@example.com" validate:"required"`
	// Apps end with their tokens, also those of teams that end; this number is to be sent back.
	Apps   int `json:"apps" example:"2" validate:"required"`
	Tokens int `json:"tokens" example:"3" validate:"required"`
	// Clients are the OAuth clients of these apps that work now.
	Clients        int               `json:"clients" example:"1" validate:"required"`
	Teams          []DeletionTeam    `json:"teams" validate:"required"`
	OperatorTokens []DeletionMachine `json:"operatorTokens" validate:"required"`
}

// DeletionMachine is an operator token that the person answers for, and to whom the caller could hand it over.
type DeletionMachine struct {
	ID         string         `json:"id" example:"opt_4fT9xK2mPq7LrW8z" validate:"required"`
	Name       string         `json:"name" example:"deploy pipeline" validate:"required"`
	Role       string         `json:"role" example:"publisher" validate:"required"`
	LastUsedAt *time.Time     `json:"lastUsedAt,omitempty"`
	Heirs      []PossibleHeir `json:"heirs" validate:"required"`
}

// PossibleHeir is somebody who could answer for an operator token.
type PossibleHeir struct {
	ID   string `json:"id" example:"acc_01kb3w6t5ye8b9x3v7q2n4m1rz" validate:"required"`
	Name string `json:"name" example:"Sam Example" validate:"required"`
}

// Leaving is what stops when a person is disabled. Apps stay with their owner; their tokens and OAuth clients are suspended, also those
// of teams that stop. Operator tokens are refused until somebody else answers for them, or the person is enabled again.
type Leaving struct {
	Apps           int               `json:"apps" example:"2" validate:"required"`
	Tokens         int               `json:"tokens" example:"3" validate:"required"`
	Clients        int               `json:"clients" example:"1" validate:"required"`
	Teams          []DeletionTeam    `json:"teams" validate:"required"`
	OperatorTokens []DeletionMachine `json:"operatorTokens" validate:"required"`
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
	// OperatorTokens says of each that the caller answers for what becomes of it.
	OperatorTokens []BequestRequest `json:"operatorTokens" validate:"max=1000,dive"`
}

// BequestRequest hands an operator token to somebody, or, without an heir, ends it.
type BequestRequest struct {
	ID   string `json:"id" validate:"required,max=64" example:"opt_4fT9xK2mPq7LrW8z"`
	Heir string `json:"heir" validate:"max=64" example:"acc_01kb3w6t5ye8b9x3v7q2n4m1rz"`
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
	teams, machines := presentFates(owned.Teams), presentMachines(owned.Machines)
	return web.JSON(c, fiber.StatusOK, Deletion{
		Email: a.Email, Apps: owned.Apps, Tokens: owned.Tokens, Clients: owned.Clients, Teams: teams, OperatorTokens: machines,
	})
}

func presentFates(fates []TeamFate) []DeletionTeam {
	out := make([]DeletionTeam, len(fates))
	for i, t := range fates {
		out[i] = DeletionTeam{ID: t.ID, Name: t.Name, Fate: string(t.Fate), Heir: t.Heir}
	}
	return out
}

func presentMachines(machines []Machine) []DeletionMachine {
	out := make([]DeletionMachine, len(machines))
	for i, m := range machines {
		out[i] = DeletionMachine{ID: m.ID, Name: m.Name, Role: string(m.Role), LastUsedAt: m.LastUsedAt, Heirs: PresentHeirs(m.Heirs)}
	}
	return out
}

// PresentHeirs answers people by their names only.
func PresentHeirs(heirs []Account) []PossibleHeir {
	out := make([]PossibleHeir, len(heirs))
	for i, h := range heirs {
		out[i] = PossibleHeir{ID: h.ID, Name: h.Name}
	}
	return out
}

// previewDisabling answers what disabling a person would stop.
//
// @Summary     See what stops with a person
// @Description What is suspended or passes on when the person is disabled, and the operator tokens that they answer for.
// @Tags        people
// @ID          previewDisabling
// @Produce     json
// @Param       person path string true "The account's id"
// @Success     200 {object} Leaving
// @Failure     default {object} web.Problem
// @Router      /people/{person}/leaving [get]
func (s *Service) previewDisabling(c *fiber.Ctx) error {
	_, owned, err := s.WeighOf(c.UserContext(), c.Params("person"))
	if err != nil {
		return err
	}
	teams, machines := presentFates(owned.Teams), presentMachines(owned.Machines)
	return web.JSON(c, fiber.StatusOK, Leaving{Apps: owned.Apps, Tokens: owned.Tokens, Clients: owned.Clients, Teams: teams, OperatorTokens: machines})
}

// deleteAccount erases the caller's account.
//
// @Summary     Delete my account
// @Description Ends the sessions, apps, tokens and OAuth clients of the person before it answers, and erases what the portal knows of
// @Description them. Each operator token that the person answers for ends, or passes to the heir that is named for it. The audit log keeps the account's id only. It can't be undone.
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
	chosen := make([]Bequest, len(r.OperatorTokens))
	for i, b := range r.OperatorTokens {
		chosen[i] = Bequest{Token: b.ID, Heir: b.Heir}
	}
	if err := s.Erase(c.UserContext(), r.Confirm, r.Apps, chosen); err != nil {
		return err
	}
	web.ClearSession(c)
	return web.NoContent(c)
}
