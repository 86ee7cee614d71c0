package enforce

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
)

// upstreams reads where the calls of APIs go. One whose secrets can't be opened gets no calls rather than calls without them.
func (r *reader) upstreams(ctx context.Context, apis map[string]*API, only string, args []any) error {
	query := `SELECT u.api_id, u.environment, u.kind, u.url, u.long_lived, u.settings, u.secret, u.tls_key FROM apis a JOIN upstreams u ON u.api_id = a.id WHERE 1 = 1` + only
	return r.each(ctx, "upstreams", query, args, func(rows *sql.Rows) error {
		var row catalog.StoredUpstream
		if err := rows.Scan(&row.API, &row.Environment, &row.Kind, &row.URL, &row.LongLived, &row.Settings, &row.Secret, &row.TLSKey); err != nil {
			return err
		}
		owner, environment := apis[row.API], EnvironmentNamed(row.Environment)
		if owner == nil {
			return nil
		}
		u := Upstream{Kind: row.Kind, URL: row.URL, LongLived: row.LongLived}
		if u.Kind == "http" {
			sum := sha256.New()
			_, _ = fmt.Fprintf(sum, "%q %q %x %x", row.URL, row.Settings, row.Secret, row.TLSKey)
			u.Key = keyOfUpstream(row.API, environment, sum.Sum(nil))
			opened, err := row.Open(r.keys)
			if u.Config = &opened; err != nil {
				u.Kind, u.Config = kindSealed, nil
			}
		}
		owner.Upstreams[environment] = u
		return nil
	})
}

// upstreamsDown reads of which upstreams people know that they are down.
func (r *reader) upstreamsDown(ctx context.Context) (map[upstreamName]bool, error) {
	known := map[upstreamName]bool{}
	err := r.each(ctx, "upstreams that are down", `SELECT api_id, environment FROM upstreams_down`, nil, func(rows *sql.Rows) error {
		var api, environment string
		if err := rows.Scan(&api, &environment); err != nil {
			return err
		}
		known[upstreamName{api, EnvironmentNamed(environment)}] = true
		return nil
	})
	return known, err
}
