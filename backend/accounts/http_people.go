package accounts

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// AccountPage is one page of people.
type AccountPage struct {
	Items []View `json:"items"`
	Next  string `json:"next"`
}

// RolesRequest names all the roles that an account shall have.
type RolesRequest struct {
	Roles []rbac.Role `json:"roles" validate:"required,min=1,max=10,unique" swaggertype:"array,string" example:"developer,approver"`
}

// InviteRequest invites a person. Roles are held besides developer.
type InviteRequest struct {
	Email string      `json:"email" example:"ada@example.com"`
	Name  string      `json:"name" example:"Ada Palmer"`
	Roles []rbac.Role `json:"roles" validate:"max=10,unique" swaggertype:"array,string" example:"publisher"`
}

// listPeople lists accounts.
//
// @Summary     List people
// @Tags        people
// @ID          listPeople
// @Produce     json
// @Param       q      query string false "Part of a name or an address"
// @Param       state  query string false "Only people in this state" Enums(active, waiting, inactive, disabled)
// @Param       unusedDays query int false "Only active people who were not here for so many days"
// @Param       cursor query string false "next of the page before"
// @Param       limit  query int    false "How many, at most 200" default(50)
// @Success     200 {object} AccountPage
// @Failure     default {object} web.Problem
// @Router      /people [get]
func (s *Service) listPeople(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(c.Query("unusedDays", "0"))
	if err != nil {
		return fault.ErrInvalid.With(fault.Bad("/unusedDays", "Give a number of days."))
	}
	found, next, err := s.List(c.UserContext(), Filter{Text: c.Query("q"), State: State(c.Query("state")), UnusedDays: days}, r)
	if err != nil {
		return err
	}
	counts, err := s.machinesOf(c.UserContext(), found)
	if err != nil {
		return err
	}
	answer := AccountPage{Items: make([]View, len(found)), Next: next}
	for i, a := range found {
		answer.Items[i] = Present(a)
		answer.Items[i].OperatorTokens = counts[a.ID]
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// getPerson answers one account.
//
// @Summary     Read a person
// @Tags        people
// @ID          getPerson
// @Produce     json
// @Param       person path string true "The account's id"
// @Success     200 {object} View
// @Failure     default {object} web.Problem
// @Router      /people/{person} [get]
func (s *Service) getPerson(c *fiber.Ctx) error {
	a, err := s.Get(c.UserContext(), c.Params("person"))
	return show(c, a, err)
}

// setRoles changes what a person may do.
//
// @Summary     Set a person's roles
// @Description Gives the account exactly these roles and ends its sessions. Nobody grants a role that permits more
// @Description than their own, and nobody changes their own roles.
// @Tags        people
// @ID          setRoles
// @Accept      json
// @Produce     json
// @Param       person   path   string       true "The account's id"
// @Param       If-Match header string       true "The ETag that was read, or *"
// @Param       body     body   RolesRequest true "All roles"
// @Success     200 {object} View
// @Failure     default {object} web.Problem
// @Router      /people/{person}/roles [put]
func (s *Service) setRoles(c *fiber.Ctx) error {
	version, _, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	r, err := web.Decode[RolesRequest](c)
	if err != nil {
		return err
	}
	a, err := s.SetRoles(c.UserContext(), c.Params("person"), version, r.Roles)
	return show(c, a, err)
}

// disablePerson ends an account's use.
//
// @Summary     Disable a person
// @Description Ends the account's sessions, and whatever else depends on it, before it answers.
// @Tags        people
// @ID          disablePerson
// @Accept      json
// @Produce     json
// @Param       person path string true "The account's id"
// @Success     200 {object} View
// @Failure     default {object} web.Problem
// @Router      /people/{person}/disable [post]
func (s *Service) disablePerson(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	a, err := s.Disable(c.UserContext(), c.Params("person"))
	return show(c, a, err)
}

// enablePerson lets an account be used again.
//
// @Summary     Enable a person
// @Description Lets an account be used again that was disabled, or suspended because nobody used it, or approves one that waits.
// @Tags        people
// @ID          enablePerson
// @Accept      json
// @Produce     json
// @Param       person path string true "The account's id"
// @Success     200 {object} View
// @Failure     default {object} web.Problem
// @Router      /people/{person}/enable [post]
func (s *Service) enablePerson(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	a, err := s.Enable(c.UserContext(), c.Params("person"))
	return show(c, a, err)
}

// invitePerson sends an invitation.
//
// @Summary     Invite a person
// @Description Sends a link to the address that makes an account with these roles, whatever the mode of sign-up.
// @Tags        people
// @ID          invitePerson
// @Accept      json
// @Param       body body InviteRequest true "Whom to invite"
// @Success     202
// @Failure     default {object} web.Problem
// @Router      /people/invitations [post]
func (s *Service) invitePerson(c *fiber.Ctx) error {
	r, err := web.Decode[InviteRequest](c)
	if err != nil {
		return err
	}
	if err := s.Invite(c.UserContext(), r.Email, r.Name, r.Roles); err != nil {
		return err
	}
	c.Status(fiber.StatusAccepted)
	return nil
}

func show(c *fiber.Ctx, a Account, err error) error {
	if err != nil {
		return err
	}
	web.ETag(c, a.Version)
	return web.JSON(c, fiber.StatusOK, Present(a))
}
