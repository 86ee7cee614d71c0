package usage

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// getUsageSeries answers calls over time.
//
//	@Summary		Calls over time
//	@Description	Calls, errors, denials and latency percentiles by bucket, without gaps. Developers see their own apps, operators with usage:read-all everything.
//	@Tags			usage
//	@ID				getUsageSeries
//	@Produce		json
//	@Param			from		query		string	false	"begin, 24 hours before the end when missing"
//	@Param			to			query		string	false	"end, now when missing"
//	@Param			step		query		string	false	"width of a bucket, the fitting one when missing"	Enums(minute, hour, day)
//	@Param			api			query		string	false	"only calls of this API (id or slug)"
//	@Param			app			query		string	false	"only calls of this app (id)"
//	@Param			token		query		string	false	"only calls with this token (id)"
//	@Param			operation	query		string	false	"only calls of this operation"
//	@Param			environment	query		string	false	"only calls in this environment"	Enums(sandbox, live)
//	@Param			traffic		query		string	false	"only calls from the console, or from apps' own tokens"	Enums(console, apps)
//	@Success		200			{object}	Series
//	@Failure		default		{object}	web.Problem
//	@Router			/usage/series [get]
func (s *Service) getUsageSeries(c *fiber.Ctx) error {
	q, err := queryOf(c)
	if err != nil {
		return err
	}
	series, err := s.Series(c.UserContext(), q)
	if err != nil {
		return err
	}
	answer := Series{Step: series.Step.word(), From: series.From, To: series.To, Points: make([]Point, len(series.Points)), Total: series.Total.point()}
	for i, p := range series.Points {
		answer.Points[i] = p.point()
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// getUsageTop answers a ranking.
//
//	@Summary		Rank calls
//	@Description	The keys with the most calls in a window. Errors include denials.
//	@Tags			usage
//	@ID				getUsageTop
//	@Produce		json
//	@Param			by			query		string	false	"what to rank by, operation when missing"	Enums(operation, token, app, api, status, network, code, environment)
//	@Param			from		query		string	false	"begin, 24 hours before the end when missing"
//	@Param			to			query		string	false	"end, now when missing"
//	@Param			api			query		string	false	"only calls of this API (id or slug)"
//	@Param			app			query		string	false	"only calls of this app (id)"
//	@Param			token		query		string	false	"only calls with this token (id)"
//	@Param			operation	query		string	false	"only calls of this operation"
//	@Param			environment	query		string	false	"only calls in this environment"	Enums(sandbox, live)
//	@Param			traffic		query		string	false	"only calls from the console, or from apps' own tokens"	Enums(console, apps)
//	@Param			limit		query		integer	false	"1 to 50, 10 when missing"
//	@Success		200			{object}	TopList
//	@Failure		default		{object}	web.Problem
//	@Router			/usage/top [get]
func (s *Service) getUsageTop(c *fiber.Ctx) error {
	q, err := queryOf(c)
	if err != nil {
		return err
	}
	limit := 0
	if text := c.Query("limit"); text != "" {
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 {
			limit = -1
		}
	}
	by := c.Query("by", "operation")
	ranked, err := s.Top(c.UserContext(), q, by, limit)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, topList(by, ranked))
}

func topList(by string, ranked []Ranked) TopList {
	list := TopList{By: by, Items: make([]TopItem, len(ranked))}
	for i, r := range ranked {
		list.Items[i] = TopItem{Key: r.Key, Label: r.Label, Calls: r.Counted.Calls, Errors: r.Counted.Errors + r.Counted.Denied, P95: ms(r.Counted.P95US)}
	}
	return list
}

// listCalls answers single calls.
//
//	@Summary	List calls
//	@Tags		usage
//	@ID			listCalls
//	@Produce	json
//	@Param		from		query		string	false	"begin, 24 hours before the end when missing"
//	@Param		to			query		string	false	"end, now when missing"
//	@Param		api			query		string	false	"only calls of this API (id or slug)"
//	@Param		app			query		string	false	"only calls of this app (id)"
//	@Param		token		query		string	false	"only calls with this token (id)"
//	@Param		operation	query		string	false	"only calls of this operation"
//	@Param		environment	query		string	false	"only calls in this environment"	Enums(sandbox, live)
//	@Param		traffic		query		string	false	"only calls from the console, or from apps' own tokens"	Enums(console, apps)
//	@Param		status		query		string	false	"only this status, or a class such as 4xx"
//	@Param		code		query		string	false	"only calls refused with this code"
//	@Param		cursor		query		string	false	"the next of the page before"
//	@Param		limit		query		integer	false	"1 to 200, 50 when missing"
//	@Success	200			{object}	CallPage
//	@Failure	default		{object}	web.Problem
//	@Router		/usage/calls [get]
func (s *Service) listCalls(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	q, err := queryOf(c)
	if err != nil {
		return err
	}
	found, err := s.Calls(c.UserContext(), q, r)
	if err != nil {
		return err
	}
	answer := CallPage{Items: make([]CallView, len(found.Items)), Next: found.Next}
	for i, call := range found.Items {
		answer.Items[i] = call.View()
	}
	return web.JSON(c, fiber.StatusOK, answer)
}

// exportCalls answers single calls for a spreadsheet.
//
//	@Summary		Export calls
//	@Description	The newest 10,000 calls of the window as CSV. Cells that a spreadsheet would run as a formula begin with an apostrophe.
//	@Tags			usage
//	@ID				exportCalls
//	@Produce		text/csv
//	@Param			from		query		string	false	"begin, 24 hours before the end when missing"
//	@Param			to			query		string	false	"end, now when missing"
//	@Param			api			query		string	false	"only calls of this API (id or slug)"
//	@Param			app			query		string	false	"only calls of this app (id)"
//	@Param			token		query		string	false	"only calls with this token (id)"
//	@Param			operation	query		string	false	"only calls of this operation"
//	@Param			environment	query		string	false	"only calls in this environment"	Enums(sandbox, live)
//	@Param			traffic		query		string	false	"only calls from the console, or from apps' own tokens"	Enums(console, apps)
//	@Param			status		query		string	false	"only this status, or a class such as 4xx"
//	@Param			code		query		string	false	"only calls refused with this code"
//	@Success		200			{string}	string
//	@Failure		default		{object}	web.Problem
//	@Router			/usage/calls.csv [get]
func (s *Service) exportCalls(c *fiber.Ctx) error {
	q, err := queryOf(c)
	if err != nil {
		return err
	}
	found, err := s.Export(c.UserContext(), q)
	if err != nil {
		return err
	}
	body, err := csvOf(found)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8; header=present")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="calls.csv"`)
	return c.Status(fiber.StatusOK).Send(body)
}
