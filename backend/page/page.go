// Package page holds the one shape of lists: a page of items and an opaque, authenticated cursor to the next one.
package page

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// The bounds of a page (contract.md, management API).
const (
	LimitDefault = 50
	LimitMax     = 200
)

// ErrCursor says that a cursor was not made by this installation, or was altered.
var ErrCursor = fault.New(fault.Malformed, "cursor_invalid", "The cursor is not one of ours.", "Start again without cursor, then follow the next that each answer gives.")

// Request asks for one page. Limit is always between 1 and LimitMax once it comes from Parse.
type Request struct {
	Cursor string
	Limit  int
}

// Page is one page of a list. Next is empty on the last one.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

// Of answers a page whose items are never null in JSON.
func Of[T any](items []T, next string) Page[T] {
	if items == nil {
		items = []T{}
	}
	return Page[T]{Items: items, Next: next}
}

// Parse reads the query parameters cursor and limit. An empty limit means LimitDefault; anything but a whole number
// from 1 to LimitMax is fault.ErrInvalid.
func Parse(cursor, limit string) (Request, error) {
	r := Request{Cursor: cursor, Limit: LimitDefault}
	if limit == "" {
		return r, nil
	}
	n, err := strconv.Atoi(limit)
	if err != nil || n < 1 || n > LimitMax {
		return r, fault.ErrInvalid.With(fault.Bad("/limit", "limit is a whole number from 1 to "+strconv.Itoa(LimitMax)+"."))
	}
	r.Limit = n
	return r, nil
}

// Codec makes and reads cursors under Key, so that nobody can forge the values which a query will use. The zero value
// works and authenticates nothing; give it a key.
type Codec struct {
	Key []byte
}

const tagLen = 16

// Encode answers the cursor that stands for the sort values of a page's last row.
func (c Codec) Encode(parts ...string) string {
	body, err := json.Marshal(parts)
	if err != nil {
		panic("encode a cursor: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(append(c.tag(body), body...))
}

// Decode answers the parts of a cursor, nil for the empty cursor, and ErrCursor for anything else that Encode did not
// make with the same key.
func (c Codec) Decode(cursor string) ([]string, error) {
	if cursor == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(raw) <= tagLen || !hmac.Equal(raw[:tagLen], c.tag(raw[tagLen:])) {
		return nil, ErrCursor
	}
	var parts []string
	if err := json.Unmarshal(raw[tagLen:], &parts); err != nil {
		return nil, ErrCursor.Because(err)
	}
	return parts, nil
}

func (c Codec) tag(body []byte) []byte {
	mac := hmac.New(sha256.New, c.Key)
	mac.Write([]byte("gth/cursor/v1\x00"))
	mac.Write(body)
	return mac.Sum(nil)[:tagLen]
}
