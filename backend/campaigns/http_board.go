package campaigns

import (
	"bytes"
	"context"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// getLeastPrivilege answers how many tokens could be narrower.
//
//	@Summary	Read how many tokens could be narrower
//	@Tags		campaigns
//	@ID			getLeastPrivilege
//	@Produce	json
//	@Success	200		{object}	LeastPrivilege
//	@Failure	default	{object}	web.Problem
//	@Router		/least-privilege [get]
func (s *Service) getLeastPrivilege(c *fiber.Ctx) error {
	all, err := s.Summary(c.UserContext())
	if err != nil {
		return err
	}
	scopes, err := s.presentScopes(c.UserContext(), all.Scopes)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, LeastPrivilege{
		Tokens: max(all.Tokens, all.Narrower), Narrower: all.Narrower, Asked: all.Asked, Kept: all.Kept, LookedAt: all.LookedAt, Scopes: scopes, APIs: presentThings(all.APIs),
	})
}

func filterOf(c *fiber.Ctx) Filter {
	return Filter{API: c.Query("api"), Scope: c.Query("scope"), Risk: c.Query("risk"), Owner: c.Query("owner"), State: c.Query("state")}
}

// listNarrowable answers tokens that could be narrower.
//
//	@Summary		List the tokens that could be narrower
//	@Description	Live tokens older than 30 days that were used and hold scopes or networks which none of their calls needed, the riskiest first. The look at a token is at most a day old.
//	@Tags			campaigns
//	@ID				listNarrowableTokens
//	@Produce		json
//	@Param			api		query		string	false	"only with an unneeded scope of this API (slug)"
//	@Param			scope	query		string	false	"only with this unneeded scope"
//	@Param			risk	query		string	false	"only where the riskiest unneeded scope has this risk"	Enums(low, medium, high)
//	@Param			owner	query		string	false	"only of this person's apps (account id)"
//	@Param			state	query		string	false	"asked by a campaign, kept by its owner, or neither"	Enums(asked, unasked, kept)
//	@Param			cursor	query		string	false	"the next of the page before"
//	@Param			limit	query		integer	false	"1 to 200, 50 when missing"
//	@Success		200		{object}	NarrowablePage
//	@Failure		default	{object}	web.Problem
//	@Router			/least-privilege/tokens [get]
func (s *Service) listNarrowable(c *fiber.Ctx) error {
	r, err := web.Page(c)
	if err != nil {
		return err
	}
	found, err := s.Board(c.UserContext(), filterOf(c), r)
	if err != nil {
		return err
	}
	items, err := s.present(c.UserContext(), found.Items)
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, NarrowablePage{Items: items, Next: found.Next})
}

// exportMax bounds an export.
const exportMax = 10_000

var exportHeader = []string{
	"token", "name", "environment", "app", "app_name", "owner", "owner_name", "unneeded_scopes", "unneeded_networks", "risk", "calls_30_days",
	"looked_at", "campaign", "due_at", "kept_reason", "kept_until",
}

// exportNarrowable answers tokens that could be narrower, for a spreadsheet.
//
//	@Summary		Export the tokens that could be narrower as CSV
//	@Description	The first 10,000 that match, the riskiest first. Cells that a spreadsheet would run as a formula begin with an apostrophe.
//	@Tags			campaigns
//	@ID				exportNarrowableTokens
//	@Produce		text/csv
//	@Param			api		query		string	false	"only with an unneeded scope of this API (slug)"
//	@Param			scope	query		string	false	"only with this unneeded scope"
//	@Param			risk	query		string	false	"only where the riskiest unneeded scope has this risk"	Enums(low, medium, high)
//	@Param			owner	query		string	false	"only of this person's apps (account id)"
//	@Param			state	query		string	false	"asked by a campaign, kept by its owner, or neither"	Enums(asked, unasked, kept)
//	@Success		200		{string}	string
//	@Failure		default	{object}	web.Problem
//	@Router			/least-privilege/tokens.csv [get]
func (s *Service) exportNarrowable(c *fiber.Ctx) error {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write(exportHeader); err != nil {
		return err
	}
	if err := s.writeLines(c.UserContext(), w, filterOf(c)); err != nil {
		return err
	}
	w.Flush()
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8; header=present")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="least-privilege.csv"`)
	return c.Status(fiber.StatusOK).Send(b.Bytes())
}

func (s *Service) writeLines(ctx context.Context, w *csv.Writer, f Filter) error {
	r := page.Request{Limit: page.LimitMax}
	for lines := 0; lines < exportMax; lines += page.LimitMax {
		found, err := s.Board(ctx, f, r)
		if err != nil {
			return err
		}
		items, err := s.present(ctx, found.Items)
		if err != nil {
			return err
		}
		for _, item := range items {
			if err := w.Write(item.line()); err != nil {
				return err
			}
		}
		if r.Cursor = found.Next; r.Cursor == "" {
			return nil
		}
	}
	return nil
}

func (t NarrowableToken) line() []string {
	cells := []string{
		t.Token, t.Name, t.Environment, t.App, t.AppName, t.Owner, t.OwnerName, strings.Join(t.Scopes, " "), strings.Join(t.Networks, " "), t.Risk,
		strconv.FormatInt(t.Calls, 10), timeCell(&t.ComputedAt), "", "", "", "",
	}
	if t.Campaign != nil {
		cells[12], cells[13] = t.Campaign.Name, timeCell(t.Campaign.DueAt)
	}
	if t.Keep != nil {
		cells[14], cells[15] = t.Keep.Reason, timeCell(&t.Keep.Until)
	}
	for i := range cells {
		cells[i] = web.InertCell(cells[i])
	}
	return cells
}

func timeCell(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}
