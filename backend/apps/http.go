package apps

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Routes answers the routes of apps.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/apps", Permission: rbac.AppsRead, Handler: s.listApps},
		{Method: fiber.MethodPost, Path: "/apps", Permission: rbac.AppsWrite, Bucket: web.BucketCreate, Handler: s.createApp},
		{Method: fiber.MethodGet, Path: "/apps/:app", Permission: rbac.AppsRead, Handler: s.getApp},
		{Method: fiber.MethodPatch, Path: "/apps/:app", Permission: rbac.AppsWrite, Handler: s.updateApp},
		{Method: fiber.MethodDelete, Path: "/apps/:app", Permission: rbac.AppsWrite, Handler: s.deleteApp},
		{Method: fiber.MethodPost, Path: "/apps/:app/transfer", Permission: rbac.AppsWrite, StepUp: true, PersonOnly: true, Handler: s.transferApp},
		{Method: fiber.MethodPost, Path: "/apps/:app/suspend", Permission: rbac.AppsSuspend, Handler: s.suspendApp},
		{Method: fiber.MethodPost, Path: "/apps/:app/resume", Permission: rbac.AppsSuspend, Handler: s.resumeApp},
	}
}

type appView struct {
	ID              string   `json:"id" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Name            string   `json:"name" example:"Ticket kiosk"`
	Purpose         string   `json:"purpose" example:"Sells museum tickets in our lobby."`
	RedirectOrigins []string `json:"redirectOrigins" example:"https://kiosk.example.com"`
	Contacts        []string `json:"contacts" example:"kiosk@example.com"`
	State           State    `json:"state" enums:"active,suspended"`
	Owner           string   `json:"owner" example:"u:acc_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	OwnerName       string   `json:"ownerName" example:"Ada Example"`
	// Team is the id of the team that owns the app.
	Team string `json:"team,omitempty" example:"tea_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	// Role is what you are to the app: its owner, or your role in the team that owns it; empty for somebody else's app.
	Role      teams.Role `json:"role,omitempty" enums:"owner,developer,viewer"`
	Tokens    int        `json:"tokens" example:"2"`
	CreatedAt time.Time  `json:"createdAt" format:"date-time"`
	Version   int64      `json:"version" example:"1"`
	Demo      bool       `json:"demo"`
} //@name App

type appPage struct {
	Items []appView `json:"items"`
	Next  string    `json:"next"`
} //@name AppPage

type appRequest struct {
	// Team is the id of a team of yours that shall own the app; without it, it is yours alone.
	Team            string   `json:"team,omitempty" validate:"max=40" example:"tea_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Name            string   `json:"name" validate:"required,max=80" example:"Ticket kiosk"`
	Purpose         string   `json:"purpose" validate:"max=2000" example:"Sells museum tickets in our lobby."`
	RedirectOrigins []string `json:"redirectOrigins,omitempty" validate:"max=20,dive,max=255"`
	Contacts        []string `json:"contacts,omitempty" validate:"max=10,dive,max=254"`
} //@name AppRequest

type appPatch struct {
	Name            *string   `json:"name,omitempty" validate:"omitempty,max=80"`
	Purpose         *string   `json:"purpose,omitempty" validate:"omitempty,max=2000"`
	RedirectOrigins *[]string `json:"redirectOrigins,omitempty" validate:"omitempty,max=20"`
	Contacts        *[]string `json:"contacts,omitempty" validate:"omitempty,max=10"`
} //@name AppPatch

type appCreated struct {
	App    appView `json:"app"`
	Token  any     `json:"token,omitempty"`
	Secret string  `json:"secret,omitempty" example:"gth_test_…"`
} //@name AppCreated

type transferRequest struct {
	// Team is the id of a team of yours; empty is yourself.
	Team string `json:"team" validate:"max=40" example:"tea_01jd8y7k5ve1kv3a0t9rkzv6qk"`
} //@name AppTransferRequest

type reasonBody struct {
	Reason string `json:"reason" validate:"max=500" example:"Calls that look like scraping."`
} //@name ReasonBody

// present fills in what the rooms around apps know: the owner's name and the number of tokens.
func (s *Service) present(ctx context.Context, found ...App) ([]appView, error) {
	ids, owners := make([]string, len(found)), make([]string, len(found))
	for i, a := range found {
		ids[i], owners[i] = a.ID, a.Owner
	}
	names, err := s.ownerNames(ctx, owners)
	if err != nil {
		return nil, err
	}
	counts, err := s.counts(ctx, ids)
	if err != nil {
		return nil, err
	}
	roles, err := s.held(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]appView, len(found))
	for i, a := range found {
		name := names[a.Owner]
		if name == "" {
			name = a.Owner
		}
		views[i] = appView{
			ID: a.ID, Name: a.Name, Purpose: a.Purpose, RedirectOrigins: a.RedirectOrigins, Contacts: a.Contacts, State: a.State,
			Owner: a.Owner, OwnerName: name, Team: a.Team(), Role: roles[a.Owner], Tokens: counts[a.ID], CreatedAt: a.CreatedAt, Version: a.Version, Demo: a.Demo,
		}
	}
	return views, nil
}

// answer sends one app with its ETag.
func (s *Service) answer(c *fiber.Ctx, a App) error {
	views, err := s.present(c.UserContext(), a)
	if err != nil {
		return err
	}
	web.ETag(c, a.Version)
	return web.JSON(c, fiber.StatusOK, views[0])
}
