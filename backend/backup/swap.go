package backup

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// Everything that can be in a schema of ours and moves by itself; indexes, constraints and sequences go with their tables.
const thingsQuery = `SELECT 'TABLE', relname::text, relname::text FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'r'
UNION ALL SELECT 'TYPE', t.typname::text, t.typname::text FROM pg_type t WHERE t.typnamespace = $1::regnamespace AND t.typtype = 'e'
UNION ALL SELECT 'FUNCTION', p.proname::text, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' FROM pg_proc p WHERE p.pronamespace = $1::regnamespace
UNION ALL SELECT 'VIEW', relname::text, relname::text FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'v' ORDER BY 1, 2`

type thing struct{ kind, name, full string }

// moved is how a statement names it.
func (t thing) moved(from, to string) string {
	name := quote(from, t.name)
	if t.kind == "FUNCTION" {
		name += t.full[len(t.name):]
	}
	return "ALTER " + t.kind + " " + name + " SET SCHEMA " + quote(to)
}

func thingsIn(ctx context.Context, conn *sql.Conn, schema string) ([]thing, error) {
	rows, err := conn.QueryContext(ctx, thingsQuery, quote(schema))
	if err != nil {
		return nil, fmt.Errorf("list what is in the schema %s: %w", schema, err)
	}
	defer func() { _ = rows.Close() }()
	var found []thing
	for rows.Next() {
		var t thing
		if err := rows.Scan(&t.kind, &t.name, &t.full); err != nil {
			return nil, fmt.Errorf("list what is in the schema %s: %w", schema, err)
		}
		found = append(found, t)
	}
	return found, rows.Err()
}

// swap lets the new tables take the place of the old ones, which go into a schema of their own. What somebody else keeps in
// the schema stays where it is. It answers the name of that schema, empty where nothing was there.
func (r *Restore) swap(ctx context.Context, conn *sql.Conn, target string) (aside string, err error) {
	staged := target + stagedTail
	fresh, err := thingsIn(ctx, conn, staged)
	if err != nil {
		return "", err
	}
	there, err := thingsIn(ctx, conn, target)
	if err != nil {
		return "", err
	}
	// Somebody who still works with the tables is waited for shortly.
	statements := []string{"BEGIN", "SET LOCAL lock_timeout = '20s'"}
	for _, old := range there {
		if !slices.ContainsFunc(fresh, func(t thing) bool { return t.kind == old.kind && t.name == old.name }) {
			continue
		}
		if aside == "" {
			aside = target[:min(len(target), 30)] + "_before_" + r.Clock.Now().UTC().Format("20060102t150405")
			statements = append(statements, "CREATE SCHEMA "+quote(aside))
		}
		statements = append(statements, old.moved(target, aside))
	}
	for _, t := range fresh {
		statements = append(statements, t.moved(staged, target))
	}
	if err := all(ctx, conn, append(statements, "DROP SCHEMA "+quote(staged), "COMMIT")); err != nil {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return "", fmt.Errorf("let the new tables take the place of the old ones: %w", err)
	}
	return aside, nil
}
