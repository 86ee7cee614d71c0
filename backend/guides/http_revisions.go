package guides

import (
	"context"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

type revisionJSON struct {
	Version    int64     `json:"version" validate:"required" example:"3"`
	Title      string    `json:"title" validate:"required" example:"Quickstart"`
	Author     string    `json:"author" validate:"required" example:"u:acc_01jx4n8w2c"`
	AuthorName string    `json:"authorName" validate:"required" example:"Ada Lovelace"`
	At         time.Time `json:"at" validate:"required" format:"date-time"`
	Markdown   string    `json:"markdown,omitempty"`
} //@name GuideRevision

type revisionPage struct {
	Items []revisionJSON `json:"items" validate:"required"`
	Next  string         `json:"next" validate:"required"`
} //@name GuideRevisionPage

// presentRevisions fills in the names of those who wrote; machines and the portal itself keep their ids.
func (s *Service) presentRevisions(ctx context.Context, found ...Revision) ([]revisionJSON, error) {
	authors := make([]string, len(found))
	for i, r := range found {
		authors[i] = r.Author
	}
	names := map[string]string{}
	if s.Names != nil {
		var err error
		if names, err = s.Names(ctx, authors); err != nil {
			return nil, err
		}
	}
	views := make([]revisionJSON, len(found))
	for i, r := range found {
		name := names[r.Author]
		if name == "" {
			name = r.Author
		}
		views[i] = revisionJSON{Version: r.Version, Title: r.Title, Author: r.Author, AuthorName: name, At: r.At, Markdown: r.Markdown}
	}
	return views, nil
}

// listGuideRevisions answers a guide's history.
//
//	@Summary		List the revisions of a guide
//	@Description	The newest first, without their texts; the first is the present text. To restore one, write its title and text as the guide's.
//	@Tags			guides
//	@ID				listGuideRevisions
//	@Produce		json
//	@Param			guide	path		string	true	"the guide's slug"
//	@Param			cursor	query		string	false	"next of the page before"
//	@Param			limit	query		int		false	"1 to 200"	default(50)
//	@Success		200		{object}	revisionPage
//	@Failure		default	{object}	web.Problem
//	@Router			/guides/{guide}/revisions [get]
func (s *Service) listGuideRevisions(c *fiber.Ctx) error {
	wanted, err := web.Page(c)
	if err != nil {
		return err
	}
	found, err := s.Revisions(c.UserContext(), web.Param(c, "guide"), wanted)
	if err != nil {
		return err
	}
	views, err := s.presentRevisions(c.UserContext(), found.Items...)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, revisionPage{Items: views, Next: found.Next})
}

// getGuideRevision answers one text that a guide has had.
//
//	@Summary	Read a revision of a guide
//	@Tags		guides
//	@ID			getGuideRevision
//	@Produce	json
//	@Param		guide	path		string	true	"the guide's slug"
//	@Param		version	path		int		true	"the guide's version with that text"
//	@Success	200		{object}	revisionJSON
//	@Failure	default	{object}	web.Problem
//	@Router		/guides/{guide}/revisions/{version} [get]
func (s *Service) getGuideRevision(c *fiber.Ctx) error {
	version, err := strconv.ParseInt(c.Params("version"), 10, 64)
	if err != nil {
		return ErrNoRevision.Because(err)
	}
	found, err := s.Revision(c.UserContext(), web.Param(c, "guide"), version)
	if err != nil {
		return err
	}
	views, err := s.presentRevisions(c.UserContext(), found)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, views[0])
}
