package enforce

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

const daysMax = 90

// FindingsView is what calls of an API missed, by rule and by day.
type FindingsView struct {
	Items []FindingView `json:"items"`
	Days  []DayView     `json:"days"`
} //@name RequestFindings

// FindingView is one rule that calls missed.
type FindingView struct {
	Operation string    `json:"operation" example:"buyTicket"`
	Method    string    `json:"method" example:"POST"`
	Path      string    `json:"path" example:"/tickets"`
	Pointer   string    `json:"pointer" example:"/body/items/*/price"`
	Rule      string    `json:"rule" example:"type"`
	Calls     int64     `json:"calls" example:"12"`
	Refused   int64     `json:"refused" example:"0"`
	LastAt    time.Time `json:"lastAt" format:"date-time"`
	LastApp   AppRef    `json:"lastApp"`
} //@name RequestFinding

// DayView is how many calls of a UTC day did not fit, and how many of them were refused for it.
type DayView struct {
	Day     time.Time `json:"day" format:"date-time"`
	Calls   int64     `json:"calls"`
	Refused int64     `json:"refused"`
} //@name RequestFindingsDay

// AppRef names an app; a removed one has no name.
type AppRef struct {
	ID   string `json:"id" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Name string `json:"name" example:"Kiosk"`
} //@name AppRef

// DiscoveryView is how an API's calls and its document differ.
type DiscoveryView struct {
	Days    int           `json:"days" example:"30"`
	Unknown []UnknownView `json:"unknown"`
	// Other counts calls to unknown operations beyond the first 500.
	Other      int64          `json:"other"`
	Uncalled   []UncalledView `json:"uncalled"`
	Documented int            `json:"documented"`
} //@name Discovery

// UnknownView is an operation that is called and not documented.
type UnknownView struct {
	Method  string    `json:"method" example:"GET"`
	Path    string    `json:"path" example:"/tickets/{id}/history"`
	Calls   int64     `json:"calls" example:"12"`
	Status  int64     `json:"status" example:"404"`
	FirstAt time.Time `json:"firstAt" format:"date-time"`
	LastAt  time.Time `json:"lastAt" format:"date-time"`
	Apps    []AppRef  `json:"apps"`
	Snippet string    `json:"snippet"`
} //@name UnknownOperation

// UncalledView is an operation that is documented and not called.
type UncalledView struct {
	Operation string `json:"operation" example:"buyTicket"`
	Method    string `json:"method" example:"POST"`
	Path      string `json:"path" example:"/tickets"`
} //@name UncalledOperation

// daysAsked reads how far back a question looks.
func daysAsked(c *fiber.Ctx) (int, error) {
	text := c.Query("days", "30")
	days, err := strconv.Atoi(text)
	if err != nil || days < 1 || days > daysMax {
		return 0, fault.ErrInvalid.With(fault.Bad("/days", "From 1 to 90 days."))
	}
	return days, nil
}

// findings godoc
//
//	@Summary		Read what calls of an API missed
//	@Description	Which operations were called with requests that don't fit the document, and which rules they missed, while request checks are on. Places are the document's; nothing of what was sent is kept.
//	@Tags			apis
//	@ID				listRequestFindings
//	@Produce		json
//	@Param			api		path		string	true	"id or slug"
//	@Param			days	query		integer	false	"how far back, 1 to 90, 30 when missing"
//	@Success		200		{object}	FindingsView
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/findings [get]
func (s *Service) listFindings(c *fiber.Ctx) error {
	days, err := daysAsked(c)
	if err != nil {
		return err
	}
	view, err := s.Findings(c.UserContext(), web.Param(c, "api"), days)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, view)
}

// discovery godoc
//
//	@Summary		Compare an API's calls with its document
//	@Description	Operations that were called and that the current version doesn't have, as templates, and those that it has and nobody called.
//	@Tags			apis
//	@ID				getDiscovery
//	@Produce		json
//	@Param			api		path		string	true	"id or slug"
//	@Param			days	query		integer	false	"how far back, 1 to 90, 30 when missing"
//	@Success		200		{object}	DiscoveryView
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/discovery [get]
func (s *Service) getDiscovery(c *fiber.Ctx) error {
	days, err := daysAsked(c)
	if err != nil {
		return err
	}
	_, d, err := s.Discover(c.UserContext(), web.Param(c, "api"), days)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, s.presentDiscovery(d, days))
}

// exportDiscovery godoc
//
//	@Summary	Download the comparison of an API's calls with its document
//	@Tags		apis
//	@ID			exportDiscovery
//	@Produce	text/csv
//	@Param		api		path		string	true	"id or slug"
//	@Param		days	query		integer	false	"how far back, 1 to 90, 30 when missing"
//	@Success	200		{string}	string
//	@Failure	default	{object}	web.Problem
//	@Router		/apis/{api}/discovery.csv [get]
func (s *Service) exportDiscovery(c *fiber.Ctx) error {
	days, err := daysAsked(c)
	if err != nil {
		return err
	}
	api, d, err := s.Discover(c.UserContext(), web.Param(c, "api"), days)
	if err != nil {
		return err
	}
	body, err := d.csv()
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8; header=present")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="discovery-`+api.Slug+`.csv"`)
	return c.Status(fiber.StatusOK).Send(body)
}

// forgetDiscovery godoc
//
//	@Summary		Forget the unknown operations of an API
//	@Description	The list begins anew with the next call. Nothing else is changed.
//	@Tags			apis
//	@ID				forgetDiscovery
//	@Param			api	path	string	true	"id or slug"
//	@Success		204
//	@Failure		default	{object}	web.Problem
//	@Router			/apis/{api}/discovery [delete]
func (s *Service) forgetDiscovery(c *fiber.Ctx) error {
	if err := s.Forget(c.UserContext(), web.Param(c, "api")); err != nil {
		return err
	}
	return web.NoContent(c)
}

func (s *Service) presentDiscovery(d Discovery, days int) DiscoveryView {
	view := DiscoveryView{Days: days, Other: d.Other, Documented: d.Documented, Unknown: make([]UnknownView, len(d.Unknown)), Uncalled: make([]UncalledView, len(d.Uncalled))}
	for i, u := range d.Unknown {
		view.Unknown[i] = UnknownView{
			Method: u.Method, Path: u.Template, Calls: u.Calls, Status: u.Status, FirstAt: instant(u.FirstAt), LastAt: instant(u.LastAt),
			Apps: make([]AppRef, len(u.Apps)), Snippet: u.Snippet,
		}
		for j, id := range u.Apps {
			view.Unknown[i].Apps[j] = s.appRef(id)
		}
	}
	for i, op := range d.Uncalled {
		view.Uncalled[i] = UncalledView{Operation: op.ID, Method: op.Method, Path: op.Template}
	}
	return view
}

func (s *Service) appRef(id string) AppRef {
	ref := AppRef{ID: id}
	if snapshot := s.snapshot.Load(); snapshot != nil {
		if app, found := snapshot.apps.get(id); found {
			ref.Name = app.Name
		}
	}
	return ref
}
