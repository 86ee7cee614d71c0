package server

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Overview is what operators see first: counts over every room.
type Overview struct {
	PendingRequests int64 `json:"pendingRequests"`
	// PendingExceptions are apps' wishes to be freed from a rule that nobody has decided yet.
	PendingExceptions int64 `json:"pendingExceptions"`
	ActiveTokens      int64 `json:"activeTokens"`
	Apps              int64 `json:"apps"`
	People            int64 `json:"people"`
	CallsToday        int64 `json:"callsToday"`
	ErrorsToday       int64 `json:"errorsToday"`
	KeptMails         int64 `json:"keptMails"`
	FailedMails       int64 `json:"failedMails"`
	ExpiringTokens    int64 `json:"expiringTokens"`
	// Notes are about the process that answers; usually there are none.
	Notes []Note `json:"notes"`
} //@name Overview

// The kinds of notes.
const (
	NoteDatabaseAway = "databaseAway" // calls are or were decided from what was known
	NoteCallsRefused = "callsRefused" // it was away for longer than that may go on
	NoteLimitsAlone  = "limitsAlone"  // rate limits are counted by this node alone
	NoteOtherKeys    = "otherKeys"    // nodes with another key file share the database
	NoteClockBehind  = "clockBehind"  // the clock was set back, and nothing is signed
	NoteClockDiffers = "clockDiffers" // this node's clock differs from those of the others, and it isn't ready
)

// Note is something about this node that its operators should know.
type Note struct {
	Kind string `json:"kind" enums:"databaseAway,callsRefused,limitsAlone,otherKeys,clockBehind,clockDiffers"`
	// From and Until are of an outage of the database; it lasts while until is missing.
	From  *time.Time `json:"from,omitempty" format:"date-time"`
	Until *time.Time `json:"until,omitempty" format:"date-time"`
	// Seconds is for how long calls are decided from what is known, or by how much a clock is behind or ahead.
	Seconds int64  `json:"seconds,omitempty" example:"10"`
	Nodes   int64  `json:"nodes,omitempty" example:"2"`
	Why     string `json:"why,omitempty" example:"it does not answer in time"`
} //@name OverviewNote

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
//	@Description	Answers counts over every room: requests that wait, tokens, apps, people, the calls of the last 24 hours and mails that were kept for want of a mail server or given up.
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
