package audit

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// entryView is one entry as auditors see it.
type entryView struct {
	Seq       int64          `json:"seq" validate:"required"`
	At        time.Time      `json:"at" validate:"required"`
	ActorKind string         `json:"actorKind" validate:"required" enums:"person,operator,token,system,anonymous"`
	Actor     string         `json:"actor" validate:"required"`
	ActorName string         `json:"actorName" validate:"required"`
	Action    string         `json:"action" validate:"required" example:"tokens.create"`
	Object    string         `json:"object" validate:"required"`
	Outcome   string         `json:"outcome" validate:"required" enums:"success,denied,failure"`
	Address   string         `json:"address" validate:"required"`
	UserAgent string         `json:"userAgent" validate:"required"`
	RequestID string         `json:"requestId" validate:"required"`
	Details   map[string]any `json:"details" validate:"required"`
	Hash      string         `json:"hash" validate:"required"`
} //@name AuditEntry

type entryPage struct {
	Items []entryView `json:"items" validate:"required"`
	Next  string      `json:"next" validate:"required"`
} //@name AuditPage

type verificationView struct {
	OK       bool   `json:"ok" validate:"required"`
	Records  int64  `json:"records" validate:"required"`
	FirstBad *int64 `json:"firstBad,omitempty"`
	Message  string `json:"message" validate:"required"`
} //@name AuditVerification

// Routes answers the operations of this room.
func (l *Log) Routes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/audit", Permission: rbac.AuditRead, Handler: l.listAudit},
		{Method: fiber.MethodGet, Path: "/audit/verify", Permission: rbac.AuditRead, Handler: l.verifyAudit},
	}
}

// listAudit answers the audit log.
//
//	@Summary		Read the audit log
//	@Description	Answers who did what to which thing, newest first.
//	@Tags			Audit
//	@ID				listAudit
//	@Produce		json
//	@Param			action	query		string	false	"a whole action such as tokens.create, or its first word"
//	@Param			actor	query		string	false	"id of the account, operator token or part of the system that acted"
//	@Param			object	query		string	false	"id of the thing that was acted on"
//	@Param			from	query		string	false	"not before this instant (RFC 3339)"	format(date-time)
//	@Param			to		query		string	false	"before this instant (RFC 3339)"		format(date-time)
//	@Param			cursor	query		string	false	"the next of the page before"
//	@Param			limit	query		int		false	"entries per page"	minimum(1)	maximum(200)	default(50)
//	@Success		200		{object}	entryPage
//	@Failure		default	{object}	web.Problem
//	@Router			/audit [get]
func (l *Log) listAudit(c *fiber.Ctx) error {
	request, err := web.Page(c)
	if err != nil {
		return err
	}
	filter, err := readFilter(c)
	if err != nil {
		return err
	}
	found, err := l.List(c.UserContext(), filter, request)
	if err != nil {
		return err
	}
	items, err := l.view(c.UserContext(), found.Items)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, entryPage{Items: items, Next: found.Next})
}

// verifyAudit checks the whole log.
//
//	@Summary		Verify the audit log
//	@Description	Reads the whole hash chain and its signed checkpoints and names the first entry that is wrong or missing.
//	@Tags			Audit
//	@ID				verifyAudit
//	@Produce		json
//	@Success		200		{object}	verificationView
//	@Failure		default	{object}	web.Problem
//	@Router			/audit/verify [get]
func (l *Log) verifyAudit(c *fiber.Ctx) error {
	v, err := l.Verify(c.UserContext())
	if err != nil {
		return err
	}
	view := verificationView{OK: v.OK, Records: v.Records, Message: v.Message}
	if !v.OK {
		view.FirstBad = &v.FirstBad
	}
	return web.JSON(c, fiber.StatusOK, view)
}

func readFilter(c *fiber.Ctx) (Filter, error) {
	f := Filter{Action: c.Query("action"), Actor: c.Query("actor"), Object: c.Query("object")}
	var mistakes []fault.Field
	for name, at := range map[string]*time.Time{"from": &f.From, "to": &f.To} {
		text := c.Query(name)
		if text == "" {
			continue
		}
		parsed, err := time.Parse(time.RFC3339, text)
		if err != nil {
			mistakes = append(mistakes, fault.Bad("/"+name, name+" is an instant such as 2026-07-01T00:00:00Z."))
			continue
		}
		*at = parsed
	}
	if len(mistakes) > 0 {
		return f, fault.ErrInvalid.With(mistakes...)
	}
	return f, nil
}

func (l *Log) view(ctx context.Context, records []Record) ([]entryView, error) {
	names := map[string]string{}
	if l.names != nil {
		ids := make([]string, 0, len(records))
		for _, r := range records {
			if _, asked := names[r.ActorID]; !asked && r.ActorID != "" {
				names[r.ActorID] = ""
				ids = append(ids, r.ActorID)
			}
		}
		var err error
		if names, err = l.names(ctx, ids); err != nil {
			return nil, err
		}
	}
	items := make([]entryView, len(records))
	for i, r := range records {
		items[i] = entryView{
			Seq: r.Seq, At: r.At, ActorKind: r.ActorKind, Actor: r.ActorID, ActorName: names[r.ActorID], Action: r.Action,
			Object: r.Object, Outcome: string(r.Outcome), Address: r.Address, UserAgent: r.UserAgent, RequestID: r.RequestID,
			Details: r.Details, Hash: hex.EncodeToString(r.Hash),
		}
	}
	return items, nil
}
