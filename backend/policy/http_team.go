package policy

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func (s *Service) teamRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodPut, Path: "/teams/:team/policy", Permission: rbac.AppsWrite, StepUp: true, PersonOnly: true, Handler: s.setTeamPolicy},
	}
}

// @Summary Tighten the rules of a team of yours
// @Description For owners of the team, who tighten only; whoever sets policy and isn't in the team loosens what it says. Members that are left out leave their rule to the levels above. For people only, with a fresh passkey assertion.
// @Tags policies
// @ID setTeamPolicy
// @Param team path string true "The team's id"
// @Param If-Match header string true "The ETag that was read, or *"
// @Param apply query string false "What the change means for tokens of before: told (renewal, when missing), suspended when they break it (now), or announced for a time (report)" Enums(renewal, now, report)
// @Param from query string false "From when announced rules hold (RFC 3339)"
// @Param body body PolicyPart true "The team's own rules"
// @Success 200 {object} LevelPolicy
// @Failure default {object} web.Problem
// @Router /teams/{team}/policy [put]
func (s *Service) setTeamPolicy(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[PolicyPart](c)
	if err != nil {
		return err
	}
	apply, err := applyOf(c)
	if err != nil {
		return err
	}
	if _, err = s.Tighten(c.UserContext(), c.Params("team"), expected, overwrite, body.Part(), apply); err != nil {
		return err
	}
	return s.answerLevel(c, Team, c.Params("team"))
}
