package enforce

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/rbac"
)

// cors reads the rules for web pages of the APIs that have them switched on.
func (r *reader) cors(ctx context.Context, apis map[string]*API, only string, args []any) error {
	query := `SELECT c.api_id, c.origins, c.methods, c.headers, c.exposed, c.credentials, c.max_age_seconds FROM apis a JOIN api_cors c ON c.api_id = a.id WHERE c.enabled = TRUE` + only
	return r.each(ctx, "CORS rules", query, args, func(rows *sql.Rows) error {
		var api, origins, methods, headers, exposed string
		var c CORS
		if err := rows.Scan(&api, &origins, &methods, &headers, &exposed, &c.Credentials, &c.MaxAge); err != nil {
			return err
		}
		err := errors.Join(json.Unmarshal([]byte(origins), &c.Origins), json.Unmarshal([]byte(methods), &c.Methods),
			json.Unmarshal([]byte(headers), &c.Headers), json.Unmarshal([]byte(exposed), &c.Exposed))
		if err != nil {
			return fmt.Errorf("CORS rules of API %s: %w", api, err)
		}
		if owner := apis[api]; owner != nil {
			owner.CORS = &c
		}
		return nil
	})
}

// comparing reads which APIs compare calls with their document.
func (r *reader) comparing(ctx context.Context, apis map[string]*API, only string, args []any) error {
	query := `SELECT c.api_id, c.mode FROM apis a JOIN api_checks c ON c.api_id = a.id WHERE c.mode <> 'off'` + only
	return r.each(ctx, "request checks", query, args, func(rows *sql.Rows) error {
		var api, mode string
		if err := rows.Scan(&api, &mode); err != nil {
			return err
		}
		if owner := apis[api]; owner != nil {
			owner.Comparing = ComparingEnforce // also for a word that only a later program knows
			if mode == "report" {
				owner.Comparing = ComparingReport
			}
		}
		return nil
	})
}

// concurrency reads the bounds that APIs set for themselves.
func (r *reader) concurrency(ctx context.Context, apis map[string]*API, only string, args []any) error {
	query := `SELECT c.api_id, c.calls, c.calls_per_app FROM apis a JOIN api_concurrency c ON c.api_id = a.id WHERE 1 = 1` + only
	return r.each(ctx, "concurrency bounds", query, args, func(rows *sql.Rows) error {
		var api string
		var c Concurrency
		if err := rows.Scan(&api, &c.Total, &c.PerApp); err != nil {
			return err
		}
		if owner := apis[api]; owner != nil {
			owner.Concurrency = c
		}
		return nil
	})
}

// listedTeams reads which teams the APIs are for that are for some only.
func (r *reader) listedTeams(ctx context.Context, apis map[string]*API, only string, args []any) error {
	query := `SELECT t.api_id, t.team_id FROM apis a JOIN api_teams t ON t.api_id = a.id WHERE a.teams_only = TRUE` + only
	return r.each(ctx, "teams of APIs", query, args, func(rows *sql.Rows) error {
		var api, team string
		if err := rows.Scan(&api, &team); err != nil {
			return err
		}
		owner := apis[api]
		if owner == nil {
			return nil
		}
		if owner.Teams == nil {
			owner.Teams = map[string]bool{}
		}
		owner.Teams[rbac.TeamID(team)] = true
		return nil
	})
}
