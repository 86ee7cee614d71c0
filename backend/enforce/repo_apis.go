package enforce

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/digest"
)

const (
	sandboxReadTimeout = 5 * time.Second
	chunkBytesMax      = 16 << 20
)

// apis reads all APIs, or the one with the given id, with everything that belongs to them.
func (r *reader) apis(ctx context.Context, id string) (map[string]*API, error) {
	only, args := "", []any(nil)
	if id != "" {
		only, args = " AND a.id = ?", []any{id}
	}
	apis, current := map[string]*API{}, map[string]string{}
	err := r.each(ctx, "APIs", `SELECT a.id, a.slug, COALESCE(a.host, ''), a.name, a.lifecycle, a.visibility, a.teams_only, COALESCE(a.current_version_id, '') FROM apis a WHERE 1 = 1`+only, args,
		func(rows *sql.Rows) error {
			api := &API{Plans: map[string]*Plan{}}
			var lifecycle, visibility, version string
			if err := rows.Scan(&api.ID, &api.Slug, &api.Host, &api.Name, &lifecycle, &visibility, &api.ForTeams, &version); err != nil {
				return err
			}
			api.Retired, api.Public = lifecycle == "retired", visibility == "public" && !api.ForTeams
			api.Upstreams[Sandbox] = Upstream{Kind: "mock"}
			apis[api.ID], current[api.ID] = api, version
			return nil
		})
	err = errors.Join(err, r.versions(ctx, apis, only, args), r.plans(ctx, apis, only, args), r.upstreams(ctx, apis, only, args),
		r.cors(ctx, apis, only, args), r.comparing(ctx, apis, only, args), r.concurrency(ctx, apis, only, args),
		r.listedTeams(ctx, apis, only, args))
	if err != nil {
		return nil, err
	}
	for id, api := range apis {
		api.hide()
		if current[id] != "" {
			api.Current = api.version(current[id])
		}
	}
	return apis, nil
}

// versions reads the served versions and their operations. Drafts are served to nobody.
func (r *reader) versions(ctx context.Context, apis map[string]*API, only string, args []any) error {
	const served = ` a JOIN versions v ON v.api_id = a.id WHERE v.state IN ('published', 'deprecated', 'retired')`
	versions, owners := map[string]*Version{}, map[string]*API{}
	err := r.each(ctx, "versions", `SELECT v.id, v.api_id, v.label, v.state, COALESCE(v.deprecated_at, 0), COALESCE(v.sunset_at, 0) FROM apis`+served+only, args,
		func(rows *sql.Rows) error {
			var v Version
			var api, state string
			if err := rows.Scan(&v.ID, &api, &v.Label, &state, &v.DeprecatedAt, &v.SunsetAt); err != nil {
				return err
			}
			v.Retired = state == "retired"
			if owner := apis[api]; owner != nil {
				owner.Versions = append(owner.Versions, &v)
				versions[v.ID], owners[v.ID] = &v, owner
			}
			return nil
		})
	if err != nil {
		return err
	}
	operations := map[string][]*Operation{}
	query := `SELECT o.version_id, o.operation_id, o.method, o.path, o.scopes FROM operations o JOIN (SELECT v.id FROM apis` + served + only + `) s ON s.id = o.version_id WHERE o.webhook = FALSE ORDER BY o.version_id, o.position`
	err = r.each(ctx, "operations", query, args, func(rows *sql.Rows) error {
		var version, scopes string
		var op Operation
		if err := rows.Scan(&version, &op.ID, &op.Method, &op.Template, &scopes); err != nil {
			return err
		}
		if owners[version] == nil {
			return nil
		}
		op.Method = strings.ToUpper(op.Method)
		var names []string
		if err := json.Unmarshal([]byte(scopes), &names); err != nil {
			return fmt.Errorf("operation %s: %w", op.ID, err)
		}
		for _, name := range names {
			op.Scopes = append(op.Scopes, owners[version].Slug+":"+name)
		}
		operations[version] = append(operations[version], &op)
		return nil
	})
	for id, v := range versions {
		v.Routes = NewRoutes(operations[id])
	}
	return err
}

func (r *reader) plans(ctx context.Context, apis map[string]*API, only string, args []any) error {
	query := `SELECT p.id, p.api_id, p.name, p.limits, COALESCE(p.quota, '') FROM apis a JOIN plans p ON p.api_id = a.id WHERE 1 = 1` + only
	return r.each(ctx, "plans", query, args, func(rows *sql.Rows) error {
		var p Plan
		var api, limits, quota string
		if err := rows.Scan(&p.ID, &api, &p.Name, &limits, &quota); err != nil {
			return err
		}
		if err := p.readTerms(limits, quota); err != nil {
			return err
		}
		if owner := apis[api]; owner != nil {
			owner.Plans[p.ID] = &p
		}
		return nil
	})
}

// ownerOf answers which API a version or plan belongs to, "" when it is gone.
func (r *reader) ownerOf(ctx context.Context, table, id string) (api string, err error) {
	query := map[string]string{"version": `SELECT api_id FROM versions WHERE id = ?`, "plan": `SELECT api_id FROM plans WHERE id = ?`}[table]
	err = r.each(ctx, table, query, []any{id}, func(rows *sql.Rows) error { return rows.Scan(&api) })
	return api, err
}

// readChunk reads one resolved operation for the sandbox.
func (s *Service) readChunk(ctx context.Context, key operationKey) ([]byte, error) {
	return s.readPiece(ctx, `SELECT chunk FROM operations WHERE version_id = ? AND operation_id = ?`, key.version, key.operation)
}

// readSchema reads one schema that a resolved operation had no room for.
func (s *Service) readSchema(ctx context.Context, version, name string) ([]byte, error) {
	return s.readPiece(ctx, `SELECT chunk FROM schemas WHERE version_id = ? AND name = ?`, version, name)
}

func (s *Service) readPiece(ctx context.Context, query, version, name string) ([]byte, error) {
	r := s.reader()
	var packed []byte
	err := r.each(ctx, "a piece of a document", query, []any{version, name}, func(rows *sql.Rows) error { return rows.Scan(&packed) })
	if err != nil {
		return nil, err
	}
	if len(packed) == 0 {
		return nil, errNoOperation
	}
	piece, err := digest.Expand(packed, chunkBytesMax)
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, errors.Join(err, errNoOperation))
	}
	return piece, nil
}
