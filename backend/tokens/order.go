package tokens

import (
	"strconv"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
)

// Order is what the inventory begins with.
type Order string

// The orders. A token that was never used counts as unused since it was made.
const (
	Newest        Order = "newest"
	Oldest        Order = "oldest"
	LongestUnused Order = "unused"
	EndingFirst   Order = "ending"
)

// check answers fault.ErrInvalid for an order that isn't one.
func (o Order) check() error {
	switch o {
	case Newest, Oldest, LongestUnused, EndingFirst:
		return nil
	}
	return fault.ErrInvalid.With(fault.Bad("/order", "The order is one of newest, oldest, unused, ending."))
}

// after is where a page begins: behind the token of this time and id.
type after struct {
	us int64
	id string
}

// place answers where a token stands in an order.
func (o Order) place(t Token) after {
	at := map[Order]time.Time{LongestUnused: t.lastSign(), EndingFirst: t.ExpiresAt}[o]
	if at.IsZero() {
		at = t.CreatedAt
	}
	return after{us: at.UnixMicro(), id: t.ID}
}

// cursor and behind are the two directions between a place and a cursor, which holds for its own order only.
func (o Order) cursor(codec page.Codec, at after) string {
	return codec.Encode(string(o), strconv.FormatInt(at.us, 10), at.id)
}

func (o Order) behind(codec page.Codec, cursor string) (*after, error) {
	parts, err := codec.Decode(cursor)
	if err != nil || len(parts) == 0 {
		return nil, err
	}
	if len(parts) != 3 || parts[0] != string(o) {
		return nil, page.ErrCursor
	}
	us, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return nil, page.ErrCursor
	}
	return &after{us: us, id: parts[2]}, nil
}
