package sessions

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Me is who the caller is and what they may do now.
type Me struct {
	Account       accounts.View `json:"account"`
	Permissions   []string      `json:"permissions" example:"apps:read"`
	CSRFToken     string        `json:"csrfToken"`
	StepUpUntil   *time.Time    `json:"stepUpUntil,omitempty"`
	Restricted    bool          `json:"restricted"`
	UnreadNotices int           `json:"unreadNotices" example:"2"`
	// TermsDue is the version of the acceptable-use policy that has to be accepted before anything is changed; 0 is none.
	TermsDue int64 `json:"termsDue" example:"0"`
	// Teams are yours by name, with your role in each; Invitations is how many to others wait for your answer.
	Teams           []MyTeam            `json:"teams"`
	TeamInvitations int                 `json:"teamInvitations" example:"0"`
	Portal          accounts.PortalInfo `json:"portal"`
}

// MyTeam is a team of the person who asks.
type MyTeam struct {
	ID   string `json:"id" example:"tea_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Name string `json:"name" example:"Harbour office"`
	Role string `json:"role" enums:"owner,developer,viewer"`
} // @name MyTeam

// View is a session as its owner sees it.
type View struct {
	ID         string    `json:"id" example:"ses_01kb3w6t5ye8b9x3v7q2n4m1rz"`
	Current    bool      `json:"current"`
	CreatedAt  time.Time `json:"createdAt"`
	LastSeenAt time.Time `json:"lastSeenAt"`
	Device     string    `json:"device" example:"Firefox on Linux"`
	Network    string    `json:"network" example:"192.0.2.7"`
	ExpiresAt  time.Time `json:"expiresAt"`
} // @name Session

// SessionPage holds all sessions of a person; there are never more than fit on one page.
type SessionPage struct {
	Items []View `json:"items"`
	Next  string `json:"next"`
}

// RecoverRequest opens a restricted session with a recovery code.
type RecoverRequest struct {
	Email string `json:"email" validate:"required,max=254" example:"ada@example.com"`
	Code  string `json:"code" validate:"required,max=64" example:"7G5K2M-QX9D4T-0ZJ8VB-H3N6PR"`
}

// RecoverLinkRequest opens a restricted session with a link that gatehouse admin recover printed.
type RecoverLinkRequest struct {
	Link string `json:"link" validate:"required,max=128"`
}

// SignInResult says who signed in. The session itself is in the cookie.
type SignInResult struct {
	Account   accounts.View `json:"account"`
	CSRFToken string        `json:"csrfToken"`
	NewDevice bool          `json:"newDevice"`
}

// Routes answers the operations on the caller's own sessions.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/me", SignedIn: true, Restricted: true, Handler: s.getMe},
		{Method: fiber.MethodPost, Path: "/auth/recover", Public: true, Bucket: web.BucketRecover, Handler: s.recover},
		{Method: fiber.MethodPost, Path: "/auth/recover/link", Public: true, Bucket: web.BucketRecover, Handler: s.recoverByLink},
		{Method: fiber.MethodPost, Path: "/auth/sign-out", SignedIn: true, PersonOnly: true, Restricted: true, Handler: s.signOut},
		{Method: fiber.MethodGet, Path: "/me/sessions", SignedIn: true, PersonOnly: true, Handler: s.listSessions},
		{Method: fiber.MethodDelete, Path: "/me/sessions", SignedIn: true, PersonOnly: true, BeforeTerms: true, Handler: s.endOtherSessions},
		{Method: fiber.MethodDelete, Path: "/me/sessions/:session", SignedIn: true, PersonOnly: true, BeforeTerms: true, Handler: s.endSession},
	}
}

// getMe answers who the caller is.
//
// @Summary     Read who I am
// @Description Answers the account, its permissions, the CSRF token of this session and how long the step-up lasts. An
// @Description operator token gets its own id, name, role and permissions; it has no address, no session and no notices.
// @Tags        me
// @ID          getMe
// @Produce     json
// @Success     200 {object} Me
// @Failure     default {object} web.Problem
// @Router      /me [get]
func (s *Service) getMe(c *fiber.Ctx) error {
	me, err := s.Me(c.UserContext())
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, me)
}

// recover opens a restricted session.
//
// @Summary     Sign in with a recovery code
// @Description Uses up one recovery code, ends all sessions of the account and opens a restricted one that can only
// @Description enrol a passkey.
// @Tags        sign-in
// @ID          recover
// @Accept      json
// @Produce     json
// @Param       body body RecoverRequest true "Address and code"
// @Success     200 {object} SignInResult
// @Failure     default {object} web.Problem
// @Router      /auth/recover [post]
func (s *Service) recover(c *fiber.Ctx) error {
	r, err := web.Decode[RecoverRequest](c)
	if err != nil {
		return err
	}
	account, started, err := s.Recover(c.UserContext(), r.Email, r.Code)
	if err != nil {
		return err
	}
	return SignedIn(c, account, started)
}

// recoverByLink opens a restricted session.
//
// @Summary     Sign in with a recovery link
// @Description Uses up the one-time link that gatehouse admin recover printed, ends all sessions of the account and opens a
// @Description restricted one that can only enrol a passkey.
// @Tags        sign-in
// @ID          recoverByLink
// @Accept      json
// @Produce     json
// @Param       body body RecoverLinkRequest true "The link's secret"
// @Success     200 {object} SignInResult
// @Failure     default {object} web.Problem
// @Router      /auth/recover/link [post]
func (s *Service) recoverByLink(c *fiber.Ctx) error {
	r, err := web.Decode[RecoverLinkRequest](c)
	if err != nil {
		return err
	}
	account, started, err := s.RecoverByLink(c.UserContext(), r.Link)
	if err != nil {
		return err
	}
	return SignedIn(c, account, started)
}

// SignedIn hands the browser its session and answers who signed in.
func SignedIn(c *fiber.Ctx, a accounts.Account, started Started) error {
	web.SetSession(c, started.Cookie)
	return web.JSON(c, fiber.StatusOK, SignInResult{
		Account: accounts.Present(a), CSRFToken: started.CSRFToken, NewDevice: started.NewDevice,
	})
}

// signOut ends the session.
//
// @Summary     Sign out
// @Tags        sign-in
// @ID          signOut
// @Accept      json
// @Success     204
// @Failure     default {object} web.Problem
// @Router      /auth/sign-out [post]
func (s *Service) signOut(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	me := rbac.From(c.UserContext())
	if err := s.SignOut(c.UserContext(), me.AccountID(), me.SessionID); err != nil {
		return err
	}
	web.ClearSession(c)
	return web.NoContent(c)
}

// listSessions lists the caller's sessions.
//
// @Summary     List my sessions
// @Tags        me
// @ID          listSessions
// @Produce     json
// @Success     200 {object} SessionPage
// @Failure     default {object} web.Problem
// @Router      /me/sessions [get]
func (s *Service) listSessions(c *fiber.Ctx) error {
	answer, err := s.page(c.UserContext())
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// endSession ends one session of the caller's.
//
// @Summary     End one of my sessions
// @Tags        me
// @ID          endSession
// @Param       session path string true "The session's id"
// @Success     204
// @Failure     default {object} web.Problem
// @Router      /me/sessions/{session} [delete]
func (s *Service) endSession(c *fiber.Ctx) error {
	if err := s.End(c.UserContext(), rbac.From(c.UserContext()).AccountID(), c.Params("session")); err != nil {
		return err
	}
	return web.NoContent(c)
}

// endOtherSessions ends all sessions of the caller's but this one.
//
// @Summary     End all my other sessions
// @Tags        me
// @ID          endOtherSessions
// @Success     204
// @Failure     default {object} web.Problem
// @Router      /me/sessions [delete]
func (s *Service) endOtherSessions(c *fiber.Ctx) error {
	me := rbac.From(c.UserContext())
	if err := s.EndOthers(c.UserContext(), me.AccountID(), me.SessionID); err != nil {
		return err
	}
	return web.NoContent(c)
}
