package policy

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Policy is the rules of a level as the API shows them. Durations are whole seconds.
type Policy struct {
	Level               string `json:"level" example:"instance" validate:"required"`
	DefaultLifeSeconds  int64  `json:"defaultLifeSeconds" example:"7776000" validate:"required"`
	MaxLifeSeconds      int64  `json:"maxLifeSeconds" example:"31536000" validate:"required"`
	MaxOverlapSeconds   int64  `json:"maxOverlapSeconds" example:"604800" validate:"required"`
	TokensPerApp        int    `json:"tokensPerApp" example:"50" validate:"required"`
	NameRule            string `json:"nameRule" example:"^[a-z][a-z0-9-]+$" validate:"required"`
	DescriptionRequired bool   `json:"descriptionRequired" validate:"required"`
	NetworksForHighRisk bool   `json:"networksForHighRisk" validate:"required"`
	IdleDays            int    `json:"idleDays" example:"90" validate:"required"`
	LeakResponse        string `json:"leakResponse" enums:"revoke,quarantine,notify" validate:"required"`
	// EphemeralLifeSeconds 0 means that tokens mint none.
	EphemeralLifeSeconds int64 `json:"ephemeralLifeSeconds" example:"900" validate:"required"`
	SelfRotation         bool  `json:"selfRotation" validate:"required"`
	Version              int64 `json:"version" example:"3" validate:"required"`
}

// PolicyRequest replaces the rules of a level.
type PolicyRequest struct {
	DefaultLifeSeconds  int64  `json:"defaultLifeSeconds" validate:"required,max=31536000" example:"7776000"`
	MaxLifeSeconds      int64  `json:"maxLifeSeconds" validate:"required,max=31536000" example:"31536000"`
	MaxOverlapSeconds   int64  `json:"maxOverlapSeconds" validate:"min=0,max=604800" example:"604800"`
	TokensPerApp        int    `json:"tokensPerApp" validate:"required,min=1,max=1000" example:"50"`
	NameRule            string `json:"nameRule" validate:"max=200" example:"^[a-z][a-z0-9-]+$"`
	DescriptionRequired bool   `json:"descriptionRequired"`
	NetworksForHighRisk bool   `json:"networksForHighRisk"`
	IdleDays            int    `json:"idleDays" validate:"min=0,max=365" example:"90"`
	// LeakResponse left out is revoke.
	LeakResponse string `json:"leakResponse" enums:"revoke,quarantine,notify"`
	// What is left out is as it was shipped: 900, and allowed.
	EphemeralLifeSeconds *int64 `json:"ephemeralLifeSeconds,omitempty" validate:"omitempty,min=0,max=900" example:"900"`
	SelfRotation         *bool  `json:"selfRotation,omitempty"`
}

// Routes answers the routes of policies.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Path: "/policies/:level", Permission: rbac.PoliciesRead, Handler: s.getPolicy},
		{Method: http.MethodPut, Path: "/policies/:level", Permission: rbac.PolicyWrite, StepUp: true, PersonOnly: true, Handler: s.setPolicy},
	}
}

// @Summary Read the rules of a level
// @Description The rules that tokens follow: lives, overlap, names and restrictions. The only level so far is instance.
// @Tags policies
// @ID getPolicy
// @Param level path string true "Level of the ladder" example(instance)
// @Success 200 {object} Policy
// @Failure default {object} web.Problem
// @Router /policies/{level} [get]
func (s *Service) getPolicy(c *fiber.Ctx) error {
	rules, err := s.At(c.UserContext(), c.Params("level"))
	if err != nil {
		return err
	}
	web.ETag(c, rules.Version)
	return web.JSON(c, http.StatusOK, present(c.Params("level"), rules))
}

// @Summary Replace the rules of a level
// @Description Tokens made before keep their life; later creations, changes and rotations follow the new rules. For people only, with a fresh passkey assertion.
// @Tags policies
// @ID setPolicy
// @Param level path string true "Level of the ladder" example(instance)
// @Param If-Match header string true "The ETag that was read, or *"
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
	rules, err := s.Save(c.UserContext(), c.Params("level"), expected, overwrite, rulesDocument(body).rules(0))
	if err != nil {
		return err
	}
	web.ETag(c, rules.Version)
	return web.JSON(c, http.StatusOK, present(c.Params("level"), rules))
}

func present(level string, r Rules) Policy {
	d := document(r)
	return Policy{
		Level: level, DefaultLifeSeconds: d.DefaultLifeSeconds, MaxLifeSeconds: d.MaxLifeSeconds,
		MaxOverlapSeconds: d.MaxOverlapSeconds, TokensPerApp: d.TokensPerApp, NameRule: d.NameRule,
		DescriptionRequired: d.DescriptionRequired, NetworksForHighRisk: d.NetworksForHighRisk, IdleDays: d.IdleDays,
		LeakResponse: d.LeakResponse, EphemeralLifeSeconds: seconds(r.EphemeralLife), SelfRotation: r.SelfRotation, Version: r.Version,
	}
}
