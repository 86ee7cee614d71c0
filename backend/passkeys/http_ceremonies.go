package passkeys

import (
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/sessions"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// responseLimit bounds an authenticator's response, in bytes. Real ones have a few thousand.
const responseLimit = 64 << 10

// CeremonyOptions are handed to the browser's WebAuthn API as they are.
type CeremonyOptions struct {
	PublicKey any `json:"publicKey" swaggertype:"object"`
}

// SetupBegin opens the first start.
type SetupBegin struct {
	Secret string `json:"secret" validate:"required,max=128"`
	Email  string `json:"email" example:"ada@example.com"`
	Name   string `json:"name" example:"Ada Palmer"`
}

// RegisterFinish carries what the browser's WebAuthn API made.
type RegisterFinish struct {
	Credential json.RawMessage `json:"credential" validate:"required" swaggertype:"object"`
	Name       string          `json:"name,omitempty" validate:"max=100" example:"Work laptop"`
	// AcceptedTerms is the version of the acceptable-use policy that a new person accepts.
	AcceptedTerms int64 `json:"acceptedTerms,omitempty" validate:"min=0" example:"2"`
}

// SignInFinish carries what the browser's WebAuthn API asserted.
type SignInFinish struct {
	Credential json.RawMessage `json:"credential" validate:"required" swaggertype:"object"`
}

// RegisterResult is a passkey that was just made. The recovery codes come with the first one only and are shown once.
type RegisterResult struct {
	RecoveryCodes []string `json:"recoveryCodes,omitempty"`
	Passkey       View     `json:"passkey"`
}

// StepUpResult says how long the confirmation lasts. The session has a new cookie and a new CSRF token.
type StepUpResult struct {
	StepUpUntil time.Time `json:"stepUpUntil"`
	CSRFToken   string    `json:"csrfToken"`
}

// beginSetup opens the first start.
//
// @Summary     Begin the first start
// @Description Checks the secret of the link that the server printed and answers the options for the first admin's passkey.
// @Tags        sign-in
// @ID          beginSetup
// @Accept      json
// @Produce     json
// @Param       body body SetupBegin true "The link's secret, and who becomes the admin"
// @Success     200 {object} CeremonyOptions
// @Failure     default {object} web.Problem
// @Router      /setup/begin [post]
func (s *Service) beginSetup(c *fiber.Ctx) error {
	r, err := web.Decode[SetupBegin](c)
	if err != nil {
		return err
	}
	creation, err := s.BeginSetup(c.UserContext(), r.Secret, r.Email, r.Name, web.PreAuth(c))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, CeremonyOptions{PublicKey: creation.Response})
}

// finishSetup makes the first admin.
//
// @Summary     Finish the first start
// @Description Makes the first admin with this passkey and signs them in.
// @Tags        sign-in
// @ID          finishSetup
// @Accept      json
// @Produce     json
// @Param       body body RegisterFinish true "What the browser made"
// @Success     201 {object} RegisterResult
// @Failure     default {object} web.Problem
// @Router      /setup/finish [post]
func (s *Service) finishSetup(c *fiber.Ctx) error { return s.registered(c, ToSetUp) }

// beginPasskey answers the options for a new passkey.
//
// @Summary     Begin to register a passkey
// @Description For a browser that just confirmed an address, for a session from a recovery code, and for anybody signed
// @Description in with a fresh step-up.
// @Tags        sign-in
// @ID          beginPasskey
// @Accept      json
// @Produce     json
// @Success     200 {object} CeremonyOptions
// @Failure     default {object} web.Problem
// @Router      /auth/passkeys/register/begin [post]
func (s *Service) beginPasskey(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	creation, err := s.BeginRegistration(c.UserContext(), ToRegister, web.PreAuth(c))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, CeremonyOptions{PublicKey: creation.Response})
}

// finishPasskey registers a passkey.
//
// @Summary     Finish registering a passkey
// @Description With the first passkey the account is made, its recovery codes are shown once, and the session begins.
// @Tags        sign-in
// @ID          finishPasskey
// @Accept      json
// @Produce     json
// @Param       body body RegisterFinish true "What the browser made"
// @Success     201 {object} RegisterResult
// @Failure     default {object} web.Problem
// @Router      /auth/passkeys/register/finish [post]
func (s *Service) finishPasskey(c *fiber.Ctx) error { return s.registered(c, ToRegister) }

func (s *Service) registered(c *fiber.Ctx, kind Kind) error {
	r, err := web.Decode[RegisterFinish](c)
	if err != nil {
		return err
	}
	done, err := s.FinishRegistration(c.UserContext(), kind, web.PreAuth(c), r.Credential, r.Name, r.AcceptedTerms)
	if err != nil {
		return err
	}
	if done.Started != nil {
		web.SetSession(c, done.Started.Cookie)
	}
	web.ClearPreAuth(c)
	return web.JSON(c, fiber.StatusCreated, RegisterResult{RecoveryCodes: done.Codes, Passkey: present(done.Passkey)})
}

// beginSignIn answers the options for signing in.
//
// @Summary     Begin to sign in
// @Description Takes no name: any passkey of this portal will do, and the answer doesn't depend on who asks.
// @Tags        sign-in
// @ID          beginSignIn
// @Accept      json
// @Produce     json
// @Success     200 {object} CeremonyOptions
// @Failure     default {object} web.Problem
// @Router      /auth/sign-in/begin [post]
func (s *Service) beginSignIn(c *fiber.Ctx) error {
	if _, err := web.Decode[struct{}](c); err != nil {
		return err
	}
	assertion, err := s.BeginSignIn(c.UserContext(), web.PreAuth(c))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, CeremonyOptions{PublicKey: assertion.Response})
}

// finishSignIn signs in.
//
// @Summary     Finish signing in
// @Tags        sign-in
// @ID          finishSignIn
// @Accept      json
// @Produce     json
// @Param       body body SignInFinish true "What the browser asserted"
// @Success     200 {object} sessions.SignInResult
// @Failure     default {object} web.Problem
// @Router      /auth/sign-in/finish [post]
func (s *Service) finishSignIn(c *fiber.Ctx) error {
	r, err := web.Decode[SignInFinish](c)
	if err != nil {
		return err
	}
	account, started, err := s.FinishSignIn(c.UserContext(), web.PreAuth(c), r.Credential)
	if err != nil {
		return err
	}
	web.ClearPreAuth(c)
	return sessions.SignedIn(c, account, started)
}

// beginStepUp answers the options for a confirmation.
//
// @Summary     Begin to confirm with a passkey
// @Tags        sign-in
// @ID          beginStepUp
// @Accept      json
// @Produce     json
// @Success     200 {object} CeremonyOptions
// @Failure     default {object} web.Problem
// @Router      /auth/step-up/begin [post]
func (s *Service) beginStepUp(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	assertion, err := s.BeginStepUp(c.UserContext(), web.PreAuth(c))
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, CeremonyOptions{PublicKey: assertion.Response})
}

// finishStepUp opens the step-up window.
//
// @Summary     Finish confirming with a passkey
// @Description Opens what needs a fresh confirmation for five minutes, and changes the session's cookie and CSRF token.
// @Tags        sign-in
// @ID          finishStepUp
// @Accept      json
// @Produce     json
// @Param       body body SignInFinish true "What the browser asserted"
// @Success     200 {object} StepUpResult
// @Failure     default {object} web.Problem
// @Router      /auth/step-up/finish [post]
func (s *Service) finishStepUp(c *fiber.Ctx) error {
	r, err := web.Decode[SignInFinish](c)
	if err != nil {
		return err
	}
	started, err := s.FinishStepUp(c.UserContext(), web.PreAuth(c), r.Credential)
	if err != nil {
		return err
	}
	web.SetSession(c, started.Cookie)
	return web.JSON(c, fiber.StatusOK, StepUpResult{StepUpUntil: *started.Session.StepUpUntil, CSRFToken: started.CSRFToken})
}
