package policy

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Routes answers the routes of policies.
func (s *Service) Routes() []web.Route {
	return append(slices.Concat(s.exceptionRoutes(), s.profileRoutes(), s.teamRoutes()), []web.Route{
		{Method: http.MethodGet, Path: "/policies", Permission: rbac.TokensReadAll, Handler: s.listPolicies},
		{Method: http.MethodGet, Path: "/policies/:level", Permission: rbac.PoliciesRead, Handler: s.getPolicy},
		{Method: http.MethodPut, Path: "/policies/:level", Permission: rbac.PolicyWrite, StepUp: true, PersonOnly: true, Handler: s.setPolicy},
		{Method: http.MethodGet, Path: "/policies/:level/:id", Permission: rbac.PoliciesRead, Handler: s.getLevelPolicy},
		{Method: http.MethodPut, Path: "/policies/:level/:id", Permission: rbac.PolicyWrite, StepUp: true, PersonOnly: true, Handler: s.setLevelPolicy},
		{Method: http.MethodGet, Path: "/apps/:app/policy", Permission: rbac.PoliciesRead, Handler: s.getAppPolicy},
	}...)
}

// @Summary List the levels that tighten the rules
// @Description The APIs, teams and apps that say something about tokens, with the rules that they speak of.
// @Tags policies
// @ID listPolicies
// @Success 200 {object} PolicyLevels
// @Failure default {object} web.Problem
// @Router /policies [get]
func (s *Service) listPolicies(c *fiber.Ctx) error {
	ladder, err := s.Ladder(c.UserContext())
	if err != nil {
		return err
	}
	return web.JSON(c, http.StatusOK, PolicyLevels{Items: presentLevels(ladder[1:])})
}

// @Summary Read the rules of the portal
// @Description The rules that every token follows: lives, overlap, rotation, kinds, names and restrictions. APIs, teams and apps may tighten them.
// @Tags policies
// @ID getPolicy
// @Param level path string true "instance" example(instance)
// @Success 200 {object} Policy
// @Failure default {object} web.Problem
// @Router /policies/{level} [get]
func (s *Service) getPolicy(c *fiber.Ctx) error {
	step, holds, err := s.At(c.UserContext(), c.Params("level"), "")
	if err != nil {
		return err
	}
	view := present(step.Level, holds.Rules)
	if view.Planned, err = s.presentPlanned(c.UserContext(), step.Place); err != nil {
		return err
	}
	web.ETag(c, step.Version)
	return web.JSON(c, http.StatusOK, view)
}

// @Summary Replace the rules of the portal
// @Description Later creations, changes and rotations follow the new rules; live tokens that break them are found and their owners told. For people only, with a fresh passkey assertion.
// @Tags policies
// @ID setPolicy
// @Param level path string true "instance" example(instance)
// @Param If-Match header string true "The ETag that was read, or *"
// @Param apply query string false "What the change means for tokens of before: told (renewal, when missing), suspended when they break it (now), or announced for a time (report)" Enums(renewal, now, report)
// @Param from query string false "From when announced rules hold (RFC 3339)"
// @Param body body PolicyRequest true "The new rules"
// @Success 200 {object} Policy
// @Failure default {object} web.Problem
// @Router /policies/{level} [put]
func (s *Service) setPolicy(c *fiber.Ctx) error {
	expected, overwrite, err := web.IfMatch(c)
	if err != nil {
		return err
	}
	body, err := web.Decode[PolicyRequest](c)
	if err != nil {
		return err
	}
	apply, err := applyOf(c)
	if err != nil {
		return err
	}
	if _, err = s.Set(c.UserContext(), c.Params("level"), "", expected, overwrite, body.rules().Part(), apply); err != nil {
		return err
	}
	return s.getPolicy(c)
}

// @Summary Read what an API, a team or an app says about tokens
// @Description Its own rules, which only tighten those above, and what holds under it with the place that each value comes from.
// @Tags policies
// @ID getLevelPolicy
// @Param level path string true "Level of the ladder" Enums(api, team, app)
// @Param id path string true "The API's slug, or the id of the team or app"
// @Success 200 {object} LevelPolicy
// @Failure default {object} web.Problem
// @Router /policies/{level}/{id} [get]
func (s *Service) getLevelPolicy(c *fiber.Ctx) error {
	return s.answerLevel(c, c.Params("level"), c.Params("id"))
}

func (s *Service) answerLevel(c *fiber.Ctx, level, id string) error {
	step, holds, err := s.At(c.UserContext(), level, id)
	if err != nil {
		return err
	}
	view := presentLevel(step, holds)
	over, above, err := s.Above(c.UserContext(), level, id)
	if err != nil {
		return err
	}
	view.Above = present(over.Level, above.Rules)
	if view.Planned, err = s.presentPlanned(c.UserContext(), step.Place); err != nil {
		return err
	}
	web.ETag(c, step.Version)
	return web.JSON(c, http.StatusOK, view)
}

// @Summary Replace what an API, a team or an app says about tokens
// @Description Members that are left out leave their rule to the levels above. A value looser than the portal's is refused, and so is loosening the rules of one's own app or team. For people only, with a fresh passkey assertion.
// @Tags policies
// @ID setLevelPolicy
// @Param level path string true "Level of the ladder" Enums(api, team, app)
// @Param id path string true "The API's slug, or the id of the team or app"
// @Param If-Match header string true "The ETag that was read, or *"
// @Param apply query string false "What the change means for tokens of before: told (renewal, when missing), suspended when they break it (now), or announced for a time (report)" Enums(renewal, now, report)
// @Param from query string false "From when announced rules hold (RFC 3339)"
// @Param body body PolicyPart true "The level's own rules"
// @Success 200 {object} LevelPolicy
// @Failure default {object} web.Problem
// @Router /policies/{level}/{id} [put]
func (s *Service) setLevelPolicy(c *fiber.Ctx) error {
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
	if _, err = s.Set(c.UserContext(), c.Params("level"), c.Params("id"), expected, overwrite, body.Part(), apply); err != nil {
		return err
	}
	return s.getLevelPolicy(c)
}

// @Summary Read what holds for a token of an app
// @Description The tightest value of each rule on the ladder, with the place that it comes from, for a token that carries scopes of the APIs.
// @Tags policies
// @ID getAppPolicy
// @Param app path string true "The app's id"
// @Param apis query string false "Slugs of the APIs whose scopes the token carries, with commas between"
// @Success 200 {object} EffectivePolicy
// @Failure default {object} web.Problem
// @Router /apps/{app}/policy [get]
func (s *Service) getAppPolicy(c *fiber.Ctx) error {
	at, err := s.thing(c.UserContext(), App, c.Params("app"))
	if err != nil {
		return err
	}
	apis, err := apisOf(c)
	if err != nil {
		return err
	}
	if apis, err = s.visible(c.UserContext(), apis); err != nil {
		return err
	}
	holds, err := s.For(c.UserContext(), at.ID, apis)
	if err != nil {
		return err
	}
	return web.JSON(c, http.StatusOK, presentEffective(at.Level, holds))
}

// apisMax is how many APIs the scopes of a token can be of. Each of them is looked up.
const apisMax = 200

// apisOf reads the slugs of a question, each once.
func apisOf(c *fiber.Ctx) ([]string, error) {
	apis := slices.Compact(slices.Sorted(strings.SplitSeq(c.Query("apis"), ",")))
	if len(apis) > apisMax {
		return nil, fault.ErrInvalid.With(fault.Bad("/apis", "Name at most 200 APIs."))
	}
	return apis, nil
}

// applyOf reads how a change is put in force.
func applyOf(c *fiber.Ctx) (Apply, error) {
	a := Apply{Mode: Mode(c.Query("apply"))}
	text := c.Query("from")
	if text == "" {
		return a, nil
	}
	from, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return a, fault.ErrInvalid.With(fault.Bad("/from", "A time is written as RFC 3339 says, such as 2027-03-01T00:00:00Z."))
	}
	a.From = from
	return a, nil
}
