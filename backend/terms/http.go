package terms

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// TextView is a version of the policy. Version 0 means that none was published.
type TextView struct {
	Version     int64      `json:"version" example:"2"`
	Summary     string     `json:"summary" example:"Test data may be kept for 30 days."`
	HTML        string     `json:"html,omitempty"`
	Markdown    string     `json:"markdown,omitempty"`
	Asks        bool       `json:"asks"`
	SHA256      string     `json:"sha256"`
	PublishedAt *time.Time `json:"publishedAt,omitempty" format:"date-time"`
} //@name Terms

// TextList is every version of the policy.
type TextList struct {
	Items []TextView `json:"items"`
} //@name TermsHistory

// TextRequest is a text that becomes the policy. Asks says whether everybody has to accept it anew.
type TextRequest struct {
	Markdown string `json:"markdown" validate:"required"`
	Summary  string `json:"summary" validate:"max=300" example:"Test data may be kept for 30 days."`
	Asks     bool   `json:"asks"`
} //@name TermsRequest

// PreviewRequest is a text that is being written.
type PreviewRequest struct {
	Markdown string `json:"markdown" validate:"required"`
} //@name TermsPreviewRequest

// PreviewView is what readers would see.
type PreviewView struct {
	HTML string `json:"html"`
} //@name TermsPreview

// AcceptRequest names the version that its sender has read.
type AcceptRequest struct {
	Version int64 `json:"version" validate:"required,min=1" example:"2"`
} //@name TermsAcceptRequest

// Routes answers the operations on the policy.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/terms", Public: true, Handler: s.getTerms},
		{Method: fiber.MethodGet, Path: "/terms/versions", Public: true, Handler: s.listTerms},
		{Method: fiber.MethodGet, Path: "/terms/versions/:version", Public: true, Handler: s.getTermsVersion},
		{Method: fiber.MethodPost, Path: "/terms/versions", Permission: rbac.PolicyWrite, StepUp: true, Handler: s.publishTerms},
		{Method: fiber.MethodPost, Path: "/terms/preview", Permission: rbac.PolicyWrite, Unaudited: "it changes nothing", Handler: s.previewTerms},
		{Method: fiber.MethodGet, Path: "/terms/acceptances", Permission: rbac.AuditRead, Handler: s.listTermsAcceptances},
		{Method: fiber.MethodGet, Path: "/terms/acceptances.csv", Permission: rbac.AuditRead, Handler: s.exportTermsAcceptances},
		{Method: fiber.MethodPost, Path: "/me/terms", SignedIn: true, PersonOnly: true, BeforeTerms: true, Handler: s.acceptTerms},
	}
}

func show(t Text) TextView {
	v := TextView{Version: t.Version, Summary: t.Summary, Asks: t.Asks, SHA256: t.SHA256}
	if t.Version > 0 {
		v.PublishedAt = &t.PublishedAt
	}
	return v
}

// answer sends one version with its text and its ETag.
func (s *Service) answer(c *fiber.Ctx, status int, t Text) error {
	v := show(t)
	if t.Version > 0 {
		html, err := s.HTML(t)
		if err != nil {
			return err
		}
		v.HTML, v.Markdown = html, t.Markdown
	}
	web.ETag(c, t.Version)
	return web.JSON(c, status, v)
}

// getTerms answers the policy that holds.
//
//	@Summary		Read the acceptable-use policy
//	@Description	Version 0 means that none was published.
//	@Tags			terms
//	@ID				getTerms
//	@Produce		json
//	@Success		200		{object}	TextView
//	@Failure		default	{object}	web.Problem
//	@Router			/terms [get]
func (s *Service) getTerms(c *fiber.Ctx) error {
	t, err := s.Current(c.UserContext())
	if err != nil {
		return err
	}
	return s.answer(c, fiber.StatusOK, t)
}

// listTerms answers every version, without texts.
//
//	@Summary	List the versions of the acceptable-use policy
//	@Tags		terms
//	@ID			listTerms
//	@Produce	json
//	@Success	200		{object}	TextList
//	@Failure	default	{object}	web.Problem
//	@Router		/terms/versions [get]
func (s *Service) listTerms(c *fiber.Ctx) error {
	all, err := s.History(c.UserContext())
	if err != nil {
		return err
	}
	answer := TextList{Items: make([]TextView, len(all))}
	for i, t := range all {
		answer.Items[i] = show(t)
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// getTermsVersion answers one version.
//
//	@Summary	Read a version of the acceptable-use policy
//	@Tags		terms
//	@ID			getTermsVersion
//	@Produce	json
//	@Param		version	path		int	true	"the version"
//	@Success	200		{object}	TextView
//	@Failure	default	{object}	web.Problem
//	@Router		/terms/versions/{version} [get]
func (s *Service) getTermsVersion(c *fiber.Ctx) error {
	version, err := strconv.ParseInt(c.Params("version"), 10, 64)
	if err != nil {
		return ErrNoVersion.Because(err)
	}
	t, err := s.Version(c.UserContext(), version)
	if err != nil {
		return err
	}
	return s.answer(c, fiber.StatusOK, t)
}

// acceptTerms notes that the caller accepts the policy.
//
//	@Summary		Accept the acceptable-use policy
//	@Description	The version must be the newest. While somebody has not accepted it, whatever else they change is refused with terms_required.
//	@Tags			me
//	@ID				acceptTerms
//	@Accept			json
//	@Param			body	body	AcceptRequest	true	"what was read"
//	@Success		204
//	@Failure		default	{object}	web.Problem
//	@Router			/me/terms [post]
func (s *Service) acceptTerms(c *fiber.Ctx) error {
	r, err := web.Decode[AcceptRequest](c)
	if err != nil {
		return err
	}
	if err := s.Accept(c.UserContext(), rbac.From(c.UserContext()).AccountID(), r.Version, InPortal); err != nil {
		return err
	}
	return web.NoContent(c)
}
