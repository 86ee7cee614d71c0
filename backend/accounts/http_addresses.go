package accounts

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// EmailState is the address of the caller, and what may still become of it.
type EmailState struct {
	Email   string        `json:"email" example:"ada@example.com" validate:"required"`
	Waiting *WaitingEmail `json:"waiting,omitempty"`
	// Former are addresses that can still be set back by a link that was sent to them, the latest first.
	Former []FormerEmail `json:"former" validate:"required"`
}

// WaitingEmail is the address that the caller asked for and has not confirmed.
type WaitingEmail struct {
	Email     string    `json:"email" example:"ada@new.example" validate:"required"`
	SentAt    time.Time `json:"sentAt" validate:"required"`
	ExpiresAt time.Time `json:"expiresAt" validate:"required"`
}

// FormerEmail is an address that the caller had, and until when it can take the account back.
type FormerEmail struct {
	Email     string    `json:"email" example:"ada@old.example" validate:"required"`
	ChangedAt time.Time `json:"changedAt" validate:"required"`
	Until     time.Time `json:"until" validate:"required"`
}

// EmailRequest names the address that the caller wants instead of theirs.
type EmailRequest struct {
	Email string `json:"email" example:"ada@new.example"`
}

// RestoredEmail is the address that an account has again.
type RestoredEmail struct {
	Email string `json:"email" example:"ada@example.com" validate:"required"`
}

func (s *Service) addressRoutes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/me/email", SignedIn: true, PersonOnly: true, Handler: s.getMyEmail},
		{Method: fiber.MethodPost, Path: "/me/email", SignedIn: true, PersonOnly: true, StepUp: true, Bucket: web.BucketMail, Handler: s.changeMyEmail},
		{Method: fiber.MethodDelete, Path: "/me/email/change", SignedIn: true, PersonOnly: true, BeforeTerms: true, Handler: s.cancelEmailChange},
		{Method: fiber.MethodPost, Path: "/me/email/change/resend", SignedIn: true, PersonOnly: true, StepUp: true, Bucket: web.BucketMail, Handler: s.resendEmailChange},
		{Method: fiber.MethodPost, Path: "/me/email/change/confirm", SignedIn: true, PersonOnly: true, Bucket: web.BucketSignIn, Handler: s.confirmEmailChange},
		{Method: fiber.MethodPost, Path: "/auth/undo-email", Public: true, Bucket: web.BucketSignIn, Handler: s.undoEmailChange},
	}
}

// PresentAddressing answers the addresses of an account as the API shows them.
func PresentAddressing(a Addressing) EmailState {
	said := EmailState{Email: a.Email, Former: make([]FormerEmail, len(a.Former))}
	if w := a.Waiting; w != nil {
		said.Waiting = &WaitingEmail{Email: w.Email, SentAt: w.SentAt, ExpiresAt: w.ExpiresAt}
	}
	for i, f := range a.Former {
		said.Former[i] = FormerEmail{Email: f.Email, ChangedAt: f.ChangedAt, Until: f.Until}
	}
	return said
}

// getMyEmail answers the caller's address.
//
// @Summary     Read my address
// @Description The address of the account, the one that waits for its confirmation, and those that can still be set back.
// @Tags        me
// @ID          getMyEmail
// @Produce     json
// @Success     200 {object} EmailState
// @Failure     default {object} web.Problem
// @Router      /me/email [get]
func (s *Service) getMyEmail(c *fiber.Ctx) error {
	a, err := s.Addressing(c.UserContext())
	return showAddressing(c, fiber.StatusOK, a, err)
}

// changeMyEmail asks for another address.
//
// @Summary     Ask for another address
// @Description Sends a link to the new address, which works once and for an hour. Nothing changes before it is confirmed. The answer is
// @Description the same whether or not the address belongs to somebody else; the mail tells its owner.
// @Tags        me
// @ID          changeMyEmail
// @Accept      json
// @Produce     json
// @Param       body body EmailRequest true "The new address"
// @Success     202 {object} EmailState
// @Failure     default {object} web.Problem
// @Router      /me/email [post]
func (s *Service) changeMyEmail(c *fiber.Ctx) error {
	r, err := web.Decode[EmailRequest](c)
	if err != nil {
		return err
	}
	a, err := s.AskAddress(c.UserContext(), r.Email)
	return showAddressing(c, fiber.StatusAccepted, a, err)
}

// cancelEmailChange gives up the change that waits.
//
// @Summary     Give up a change of my address
// @Description The link that was sent to the new address is dead from then on.
// @Tags        me
// @ID          cancelEmailChange
// @Success     204
// @Failure     default {object} web.Problem
// @Router      /me/email/change [delete]
func (s *Service) cancelEmailChange(c *fiber.Ctx) error {
	if err := s.CancelChange(c.UserContext()); err != nil {
		return err
	}
	c.Status(fiber.StatusNoContent)
	return nil
}

// resendEmailChange sends the link once more.
//
// @Summary     Send the link for my new address again
// @Description Sends a fresh link to the address that waits. The one before is dead from then on.
// @Tags        me
// @ID          resendEmailChange
// @Accept      json
// @Produce     json
// @Success     202 {object} EmailState
// @Failure     default {object} web.Problem
// @Router      /me/email/change/resend [post]
func (s *Service) resendEmailChange(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	a, err := s.ResendChange(c.UserContext())
	return showAddressing(c, fiber.StatusAccepted, a, err)
}

// confirmEmailChange uses up the link.
//
// @Summary     Confirm my new address
// @Description Uses up the secret of the link that was sent to the new address, which becomes the account's. The former address gets a
// @Description link that sets it back for 72 hours.
// @Tags        me
// @ID          confirmEmailChange
// @Accept      json
// @Produce     json
// @Param       body body TokenRequest true "The secret behind the # of the link"
// @Success     200 {object} EmailState
// @Failure     default {object} web.Problem
// @Router      /me/email/change/confirm [post]
func (s *Service) confirmEmailChange(c *fiber.Ctx) error {
	r, err := web.Decode[TokenRequest](c)
	if err != nil {
		return err
	}
	a, err := s.ConfirmChange(c.UserContext(), r.Token)
	return showAddressing(c, fiber.StatusOK, a, err)
}

// undoEmailChange sets a former address back.
//
// @Summary     Set a former address back
// @Description Uses up the secret of the link that an address got when it was replaced: the account has it again, its sessions end, and
// @Description changes that were made since are undone. It makes no session.
// @Tags        sign-in
// @ID          undoEmailChange
// @Accept      json
// @Produce     json
// @Param       body body TokenRequest true "The secret behind the # of the link"
// @Success     200 {object} RestoredEmail
// @Failure     default {object} web.Problem
// @Router      /auth/undo-email [post]
func (s *Service) undoEmailChange(c *fiber.Ctx) error {
	r, err := web.Decode[TokenRequest](c)
	if err != nil {
		return err
	}
	a, err := s.UndoChange(c.UserContext(), r.Token)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, RestoredEmail{Email: a.Email})
}

func showAddressing(c *fiber.Ctx, status int, a Addressing, err error) error {
	if err != nil {
		return err
	}
	return web.JSON(c, status, PresentAddressing(a))
}
