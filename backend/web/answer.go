package web

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
)

var errForbidden = fault.ErrForbidden

// JSON answers v with the status.
func JSON(c *fiber.Ctx, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return c.Status(status).Send(body)
}

// NoContent answers 204.
func NoContent(c *fiber.Ctx) error {
	c.Status(fiber.StatusNoContent)
	return nil
}

// Page reads the query parameters cursor and limit.
func Page(c *fiber.Ctx) (page.Request, error) { return page.Parse(c.Query("cursor"), c.Query("limit")) }

// ETag sets the entity tag that stands for a row's version.
func ETag(c *fiber.Ctx, version int64) {
	c.Set(fiber.HeaderETag, `"`+strconv.FormatInt(version, 10)+`"`)
}

// IfMatch reads the version that a change is based on. any is true for *. A missing header is ErrMatchRequired; an
// entity tag that is not one of ours can match nothing and is ErrStale.
func IfMatch(c *fiber.Ctx) (version int64, any bool, err error) {
	header := strings.TrimSpace(c.Get(fiber.HeaderIfMatch))
	switch header {
	case "":
		return 0, false, ErrMatchRequired
	case "*":
		return 0, true, nil
	}
	version, err = strconv.ParseInt(strings.Trim(header, `"`), 10, 64)
	if err != nil || !strings.HasPrefix(header, `"`) || !strings.HasSuffix(header, `"`) {
		return 0, false, ErrStale
	}
	return version, false, nil
}
