package web

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/rbac"
)

// HeaderIdempotencyKey lets a client repeat a creation without creating twice.
const HeaderIdempotencyKey = "Idempotency-Key"

// HeaderReplayed marks the answer to a repeated creation.
const HeaderReplayed = "Idempotency-Replayed"

// once runs the rest of the chain under an idempotency key: the change and its kept answer commit together. A replay
// answers 200 with the kept answer, in which a secret has become null: a secret is shown once (S-TOK-12).
func (p *Portal) once(c *fiber.Ctx, route Route, subject rbac.Subject, key string) error {
	if !visible(key) {
		return ErrIdempotencyKey
	}
	if route.Streams {
		return ErrIdempotencyKey.Saying("This answer is made anew each time and never kept. Leave out the Idempotency-Key.")
	}
	caller := subject.ID
	if caller == "" {
		return ErrIdempotencyKey.Saying("An Idempotency-Key is taken from signed-in callers only.")
	}
	outer := c.UserContext()
	answer, replayed, err := p.Idempotency.Once(outer, caller+"\x00"+route.Method+" "+c.Path()+"\x00"+key, asked(c), func(ctx context.Context) ([]byte, error) {
		c.SetUserContext(ctx)
		defer c.SetUserContext(outer)
		if err := c.Next(); err != nil {
			return nil, err
		}
		return withoutSecret(c.Response().Body()), nil
	})
	if err != nil || !replayed {
		return err
	}
	c.Set(HeaderReplayed, "true")
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return c.Status(fiber.StatusOK).Send(answer)
}

// asked answers what makes two requests under one key the same: the body, and the query, in which an upload says its label.
func asked(c *fiber.Ctx) []byte {
	query := c.Request().URI().QueryString()
	if len(query) == 0 {
		return c.Request().Body()
	}
	return slices.Concat(query, []byte{0}, c.Request().Body())
}

// shownOnce are the members of answers that are never shown again.
var shownOnce = []string{"secret", "codes", "recoveryCodes", "csrfToken"}

// withoutSecret answers the body with its secret top-level members set to null and every other byte as it was. A body that
// is not an object is kept.
func withoutSecret(body []byte) []byte {
	decoder := json.NewDecoder(bytes.NewReader(body))
	if first, err := decoder.Token(); err != nil || first != json.Delim('{') {
		return bytes.Clone(body)
	}
	var kept []byte
	from := 0
	for decoder.More() {
		token, err := decoder.Token()
		var value json.RawMessage
		if err == nil {
			err = decoder.Decode(&value)
		}
		if err != nil {
			return []byte("{}")
		}
		if name, _ := token.(string); slices.Contains(shownOnce, name) {
			end := int(decoder.InputOffset())
			kept = append(append(kept, body[from:end-len(value)]...), "null"...)
			from = end
		}
	}
	return append(kept, body[from:]...)
}

func visible(key string) bool {
	for i := 0; i < len(key); i++ {
		if key[i] < 0x21 || key[i] > 0x7e {
			return false
		}
	}
	return len(key) <= 200
}
