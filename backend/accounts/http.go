package accounts

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// View is an account as the API shows it. It never holds the WebAuthn user handle.
type View struct {
	ID         string     `json:"id" example:"acc_01kb3w6t5ye8b9x3v7q2n4m1rz"`
	Email      string     `json:"email" example:"ada@example.com"`
	Name       string     `json:"name" example:"Ada Palmer"`
	Roles      []string   `json:"roles" example:"developer"`
	State      string     `json:"state" enums:"active,waiting,inactive,disabled"`
	CreatedAt  time.Time  `json:"createdAt"`
	LastSeenAt *time.Time `json:"lastSeenAt,omitempty"`
	// InactiveAt is since when the account is suspended because nobody used it.
	InactiveAt *time.Time `json:"inactiveAt,omitempty"`
	Version    int64      `json:"version" example:"3"`
	// OperatorTokens is how many living operator tokens the person answers for, in lists of people.
	OperatorTokens int `json:"operatorTokens,omitempty" example:"1"`
} // @name Account

// Present answers the account as the API shows it.
func Present(a Account) View {
	roles := make([]string, len(a.Roles))
	for i, r := range a.Roles {
		roles[i] = string(r)
	}
	return View{
		ID: a.ID, Email: a.Email, Name: a.Name, Roles: roles, State: string(a.State), CreatedAt: a.CreatedAt,
		LastSeenAt: a.LastSeenAt, InactiveAt: a.InactiveAt, Version: a.Version,
	}
}

// SignUpRequest asks for an account.
type SignUpRequest struct {
	Email string `json:"email" example:"ada@example.com"`
	Name  string `json:"name" example:"Ada Palmer"`
}

// TokenRequest carries the secret of a link.
type TokenRequest struct {
	Token string `json:"token" validate:"required,max=128"`
}

// EnrolmentState says for whom this browser may register a passkey now.
type EnrolmentState struct {
	Email string `json:"email" example:"ada@example.com"`
	Name  string `json:"name" example:"Ada Palmer"`
}

// PortalInfo is what everybody may know of this portal.
type PortalInfo struct {
	Name           string `json:"name" example:"Gatehouse"`
	PublicURL      string `json:"publicUrl" example:"http://localhost:8080"`
	GatewayURL     string `json:"gatewayUrl" example:"http://localhost:8081"`
	Demo           bool   `json:"demo"`
	MailConfigured bool   `json:"mailConfigured"`
	Version        string `json:"version" example:"0.1.0"`
	SetupNeeded    bool   `json:"setupNeeded"`
	SignUpMode     string `json:"signUpMode" enums:"open,domain,invitation,approval"`
}

// Routes answers the operations on people and on the way in.
func (s *Service) Routes() []web.Route {
	return append(s.addressRoutes(), []web.Route{
		{Method: fiber.MethodGet, Path: "/portal", Public: true, Handler: s.getPortal},
		{Method: fiber.MethodPost, Path: "/auth/sign-up", Public: true, Bucket: web.BucketMail, Handler: s.signUp},
		{Method: fiber.MethodPost, Path: "/auth/verify-email", Public: true, Bucket: web.BucketSignIn, Handler: s.verifyEmail},
		{Method: fiber.MethodPatch, Path: "/me", SignedIn: true, PersonOnly: true, Handler: s.updateMe},
		{Method: fiber.MethodPost, Path: "/me/recovery-codes", SignedIn: true, PersonOnly: true, StepUp: true, Handler: s.regenerateRecoveryCodes},
		{Method: fiber.MethodGet, Path: "/me/deletion", SignedIn: true, PersonOnly: true, Handler: s.previewDeletion},
		{Method: fiber.MethodPost, Path: "/me/deletion", SignedIn: true, PersonOnly: true, StepUp: true, BeforeTerms: true, Bucket: web.BucketCreate, Handler: s.deleteAccount},
		{Method: fiber.MethodGet, Path: "/people", Permission: rbac.PeopleRead, Handler: s.listPeople},
		{Method: fiber.MethodPost, Path: "/people/invitations", Permission: rbac.PeopleWrite, StepUp: true, PersonOnly: true, Bucket: web.BucketMail, Handler: s.invitePerson},
		{Method: fiber.MethodGet, Path: "/people/:person", Permission: rbac.PeopleRead, Handler: s.getPerson},
		{Method: fiber.MethodGet, Path: "/people/:person/leaving", Permission: rbac.PeopleWrite, Handler: s.previewDisabling},
		{Method: fiber.MethodPut, Path: "/people/:person/roles", Permission: rbac.RolesGrant, StepUp: true, PersonOnly: true, Handler: s.setRoles},
		{Method: fiber.MethodPost, Path: "/people/:person/disable", Permission: rbac.PeopleWrite, StepUp: true, Handler: s.disablePerson},
		{Method: fiber.MethodPost, Path: "/people/:person/enable", Permission: rbac.PeopleWrite, StepUp: true, Handler: s.enablePerson},
	}...)
}

// getPortal answers what everybody may know.
//
// @Summary     Read what this portal is
// @Description Answers the portal's name, addresses and state. It is the first thing that a client reads.
// @Tags        portal
// @ID          getPortal
// @Produce     json
// @Success     200 {object} PortalInfo
// @Failure     default {object} web.Problem
// @Router      /portal [get]
func (s *Service) getPortal(c *fiber.Ctx) error {
	info, err := s.Portal(c.UserContext())
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, info)
}

// signUp asks for a confirmation link.
//
// @Summary     Sign up
// @Description Sends a confirmation link to the address. The answer is the same whether or not an account with this
// @Description address exists; the mail tells its owner.
// @Tags        sign-in
// @ID          signUp
// @Accept      json
// @Param       body body SignUpRequest true "Who signs up"
// @Success     202
// @Failure     default {object} web.Problem
// @Router      /auth/sign-up [post]
func (s *Service) signUp(c *fiber.Ctx) error {
	r, err := web.Decode[SignUpRequest](c)
	if err != nil {
		return err
	}
	if err := s.SignUp(c.UserContext(), r.Email, r.Name); err != nil {
		return err
	}
	c.Status(fiber.StatusAccepted)
	return nil
}

// verifyEmail uses up a confirmation link.
//
// @Summary     Confirm an address
// @Description Uses up the secret of a confirmation link and lets this browser register a passkey for the address.
// @Description It makes no session.
// @Tags        sign-in
// @ID          verifyEmail
// @Accept      json
// @Produce     json
// @Param       body body TokenRequest true "The secret behind the # of the link"
// @Success     200 {object} EnrolmentState
// @Failure     default {object} web.Problem
// @Router      /auth/verify-email [post]
func (s *Service) verifyEmail(c *fiber.Ctx) error {
	r, err := web.Decode[TokenRequest](c)
	if err != nil {
		return err
	}
	e, err := s.VerifyEmail(c.UserContext(), r.Token, web.PreAuth(c))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, EnrolmentState{Email: e.Email, Name: e.Name})
}

// NameRequest renames something.
type NameRequest struct {
	Name string `json:"name" validate:"required,max=100" example:"Ada Palmer"`
}

// updateMe renames the caller.
//
// @Summary     Change my name
// @Tags        me
// @ID          updateMe
// @Accept      json
// @Produce     json
// @Param       body body NameRequest true "The new name"
// @Success     200 {object} View
// @Failure     default {object} web.Problem
// @Router      /me [patch]
func (s *Service) updateMe(c *fiber.Ctx) error {
	r, err := web.Decode[NameRequest](c)
	if err != nil {
		return err
	}
	a, err := s.Rename(c.UserContext(), rbac.From(c.UserContext()).AccountID(), r.Name)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, Present(a))
}

// RecoveryCodes are shown once. Each opens a restricted session once.
type RecoveryCodes struct {
	Codes []string `json:"codes"`
}

// regenerateRecoveryCodes replaces the caller's recovery codes.
//
// @Summary     Make new recovery codes
// @Description Replaces all recovery codes and shows the new ones once.
// @Tags        me
// @ID          regenerateRecoveryCodes
// @Accept      json
// @Produce     json
// @Success     200 {object} RecoveryCodes
// @Failure     default {object} web.Problem
// @Router      /me/recovery-codes [post]
func (s *Service) regenerateRecoveryCodes(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	codes, err := s.NewRecoveryCodes(c.UserContext(), rbac.From(c.UserContext()).AccountID())
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, RecoveryCodes{Codes: codes})
}
