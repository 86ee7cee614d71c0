package server

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Overview is what operators see first: counts over every room.
type Overview struct {
	PendingRequests int64 `json:"pendingRequests"`
	ActiveTokens    int64 `json:"activeTokens"`
	Apps            int64 `json:"apps"`
	People          int64 `json:"people"`
	CallsToday      int64 `json:"callsToday"`
	ErrorsToday     int64 `json:"errorsToday"`
	KeptMails       int64 `json:"keptMails"`
	ExpiringTokens  int64 `json:"expiringTokens"`
} //@name Overview

// OverviewRoutes answers the route of the overview; count gathers the numbers and is given by package app, which knows
// every room.
func OverviewRoutes(count func(context.Context) (Overview, error)) []web.Route {
	o := overview{count}
	return []web.Route{{Method: fiber.MethodGet, Path: "/overview", Permission: rbac.OverviewRead, Handler: o.getOverview}}
}

type overview struct {
	count func(context.Context) (Overview, error)
}

// getOverview answers the counts over every room.
//
//	@Summary		See how the portal is doing
//	@Description	Answers counts over every room: requests that wait, tokens, apps, people, the calls of the last 24 hours and mails that were kept for want of a mail server.
//	@Tags			Overview
//	@ID				getOverview
//	@Produce		json
//	@Success		200		{object}	Overview
//	@Failure		default	{object}	web.Problem
//	@Security		session
//	@Security		operatorToken
//	@Router			/overview [get]
func (o overview) getOverview(c *fiber.Ctx) error {
	answer, err := o.count(c.UserContext())
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, answer)
}
