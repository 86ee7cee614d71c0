package access

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// VisibilityEffects is what ends when an API is shown to others.
type VisibilityEffects struct {
	// Grants end, of which Apps have the first; confirm the change with their number.
	Grants int64 `json:"grants" example:"3"`
	// Requests are denied because they wait for access that the app may not have any more.
	Requests int64         `json:"requests" example:"1"`
	Apps     []AffectedApp `json:"apps"`
} //@name VisibilityEffects

// AffectedApp is an app that loses access.
type AffectedApp struct {
	ID   string `json:"id" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Name string `json:"name" example:"Ticket kiosk"`
} //@name AffectedApp

// getVisibilityEffects answers what would end.
//
//	@Summary		Preview who would lose an API
//	@Description	What ends when the API is shown to others: apps of a team that it is not for, and of single people, lose their access at once.
//	@Tags			apis
//	@ID				getVisibilityEffects
//	@Produce		json
//	@Param			api			path		string	true	"id or slug"
//	@Param			visibility	query		string	true	"who shall see it"	Enums(public, signed-in, teams)
//	@Param			teams		query		string	false	"ids of teams with commas between them"
//	@Success		200			{object}	VisibilityEffects
//	@Failure		default		{object}	web.Problem
//	@Router			/apis/{api}/visibility-effects [get]
func (s *Service) getVisibilityEffects(c *fiber.Ctx) error {
	var teams []string
	if text := c.Query("teams"); text != "" {
		teams = strings.Split(text, ",")
	}
	l, err := s.Losing(c.UserContext(), web.Param(c, "api"), catalog.Visibility(c.Query("visibility")), teams)
	if err != nil {
		return err
	}
	answer := VisibilityEffects{Grants: l.Grants, Requests: l.Requests, Apps: make([]AffectedApp, len(l.Apps))}
	for i, app := range l.Apps {
		answer.Apps[i] = AffectedApp{ID: app.ID, Name: app.Name}
	}
	return web.JSON(c, fiber.StatusOK, answer)
}
