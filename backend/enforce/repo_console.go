package enforce

import (
	"context"
	"database/sql"
	"fmt"
	"net/netip"
)

// eachConsole reads console tokens. Each works in the pages of the portal only; a visitor's also from its network only.
func (r *reader) eachConsole(ctx context.Context, condition string, args []any, use func(*Token)) error {
	query := `SELECT id, app_id, api_id, version_id, operation_id, environment, network, mac, pepper_kid, created_at, expires_at,
		revoked_at IS NOT NULL FROM console_tokens` + where(condition)
	return r.each(ctx, "console tokens", query, args, func(rows *sql.Rows) error {
		t := Token{Name: "Console", rare: &rare{Binding: &Binding{}}, Fence: &Fence{Origins: []string{r.origin}}}
		var environment, network, kid string
		var mac []byte
		b, g := t.Binding(), &t.Current
		err := rows.Scan(&t.ID, &t.AppID, &b.APIID, &b.VersionID, &b.OperationID, &environment, &network, &mac, &kid, &g.From, &t.ExpiresAt, &t.Revoked)
		if err != nil {
			return err
		}
		if copy(g.MAC[:], mac) != len(mac) || len(mac) != len(g.MAC) {
			return fmt.Errorf("console token %s: its MAC has %d bytes", t.ID, len(mac))
		}
		g.Generation = 1
		g.Key = r.key(kid)
		t.Environment, b.Visitor = EnvironmentNamed(environment), t.AppID == ""
		if b.Visitor || network != "" {
			prefix, err := netip.ParsePrefix(network)
			if err != nil {
				t.Environment = Nowhere // a restriction that can't be read must not become none: this token is refused
			}
			t.Fence.Networks = []netip.Prefix{prefix}
		}
		use(&t)
		return nil
	})
}
