package passkeys

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// View is a passkey as its owner sees it.
type View struct {
	ID         string     `json:"id" example:"psk_01kb3w6t5ye8b9x3v7q2n4m1rz"`
	Name       string     `json:"name" example:"Firefox on Linux"`
	CreatedAt  time.Time  `json:"createdAt"`
	LastUsedAt *time.Time `json:"lastUsedAt,omitempty"`
	Synced     bool       `json:"synced"`
} // @name Passkey

// PasskeyPage holds all passkeys of a person; there are never more than fit on one page.
type PasskeyPage struct {
	Items []View `json:"items"`
	Next  string `json:"next"`
}

// PasskeyName renames a passkey.
type PasskeyName struct {
	Name string `json:"name" validate:"required,max=100" example:"Work laptop"`
}

// Routes answers the operations on passkeys and the ceremonies. Registration is public because an enrolment is no
// session; the use case asks who it is.
func (s *Service) Routes() []web.Route {
	const challenge = "it only makes a challenge; its finish is audited"
	post := func(path string, r web.Route) web.Route {
		r.Method, r.Path, r.Bucket, r.BodyLimit = fiber.MethodPost, path, web.BucketSignIn, responseLimit
		return r
	}
	return []web.Route{
		post("/setup/begin", web.Route{Public: true, Handler: s.beginSetup}),
		post("/setup/finish", web.Route{Public: true, Handler: s.finishSetup}),
		post("/auth/passkeys/register/begin", web.Route{Public: true, Restricted: true, Unaudited: challenge, Handler: s.beginPasskey}),
		post("/auth/passkeys/register/finish", web.Route{Public: true, Restricted: true, Handler: s.finishPasskey}),
		post("/auth/sign-in/begin", web.Route{Public: true, Restricted: true, Unaudited: challenge, Handler: s.beginSignIn}),
		post("/auth/sign-in/finish", web.Route{Public: true, Restricted: true, Handler: s.finishSignIn}),
		post("/auth/step-up/begin", web.Route{SignedIn: true, PersonOnly: true, Unaudited: challenge, Handler: s.beginStepUp}),
		post("/auth/step-up/finish", web.Route{SignedIn: true, PersonOnly: true, BeforeTerms: true, Handler: s.finishStepUp}),
		{Method: fiber.MethodGet, Path: "/me/passkeys", SignedIn: true, PersonOnly: true, Restricted: true, Handler: s.listPasskeys},
		{Method: fiber.MethodPatch, Path: "/me/passkeys/:passkey", SignedIn: true, PersonOnly: true, Handler: s.renamePasskey},
		{Method: fiber.MethodDelete, Path: "/me/passkeys/:passkey", SignedIn: true, PersonOnly: true, StepUp: true, BeforeTerms: true, Handler: s.deletePasskey},
	}
}

func present(p Passkey) View {
	return View{ID: p.ID, Name: p.Name, CreatedAt: p.CreatedAt, LastUsedAt: p.LastUsedAt, Synced: p.Synced()}
}

// listPasskeys lists the caller's passkeys.
//
// @Summary     List my passkeys
// @Tags        me
// @ID          listPasskeys
// @Produce     json
// @Success     200 {object} PasskeyPage
// @Failure     default {object} web.Problem
// @Router      /me/passkeys [get]
func (s *Service) listPasskeys(c *fiber.Ctx) error {
	held, err := s.List(c.UserContext(), rbac.From(c.UserContext()).AccountID())
	if err != nil {
		return err
	}
	answer := PasskeyPage{Items: make([]View, len(held))}
	for i, p := range held {
		answer.Items[i] = present(p)
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// renamePasskey renames one of the caller's passkeys.
//
// @Summary     Rename a passkey
// @Tags        me
// @ID          renamePasskey
// @Accept      json
// @Produce     json
// @Param       passkey path string      true "The passkey's id"
// @Param       body    body PasskeyName true "The new name"
// @Success     200 {object} View
// @Failure     default {object} web.Problem
// @Router      /me/passkeys/{passkey} [patch]
func (s *Service) renamePasskey(c *fiber.Ctx) error {
	r, err := web.Decode[PasskeyName](c)
	if err != nil {
		return err
	}
	p, err := s.Rename(c.UserContext(), rbac.From(c.UserContext()).AccountID(), c.Params("passkey"), r.Name)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, present(p))
}

// deletePasskey removes one of the caller's passkeys.
//
// @Summary     Remove a passkey
// @Description Removes the passkey and ends the other sessions of the account. The last usable one can't be removed.
// @Tags        me
// @ID          deletePasskey
// @Param       passkey path string true "The passkey's id"
// @Success     204
// @Failure     default {object} web.Problem
// @Router      /me/passkeys/{passkey} [delete]
func (s *Service) deletePasskey(c *fiber.Ctx) error {
	if err := s.Remove(c.UserContext(), rbac.From(c.UserContext()).AccountID(), c.Params("passkey")); err != nil {
		return err
	}
	return web.NoContent(c)
}
