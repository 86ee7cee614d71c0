package enforce

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// honeyPrefix begins the ids of honey tokens, which stand for nobody's token.
const honeyPrefix = "hny_"

// eachHoney reads honey tokens. Beside their mark, they have no app, no environment and no life: nothing opens for them.
func (r *reader) eachHoney(ctx context.Context, condition string, args []any, use func(*Token)) error {
	query := `SELECT id, mac, pepper_kid FROM honey_tokens WHERE retired_at IS NULL` + condition
	return r.each(ctx, "honey tokens", query, args, func(rows *sql.Rows) error {
		t := Token{Honey: true, Revoked: true}
		var mac []byte
		var kid string
		if err := rows.Scan(&t.ID, &mac, &kid); err != nil {
			return err
		}
		if copy(t.Current.MAC[:], mac) != len(mac) || len(mac) != len(t.Current.MAC) {
			return fmt.Errorf("honey token %s: its MAC has %d bytes", t.ID, len(mac))
		}
		t.Current.Generation = 1
		t.Current.Key = r.key(kid)
		use(&t)
		return nil
	})
}

// tellHoney hands the use of a honey token over to the background. The caller gets the answer of an unknown token, whose
// way here costs the same.
func (s *Service) tellHoney(d *Decision, r *Request) {
	select {
	case s.reports <- report{strings.Clone(d.honey.ID), int64(d.honey.Current.Generation), s.networks.text(r.Address), honeyUse}:
	default:
	}
}
