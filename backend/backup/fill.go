package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

var errGone = errors.New("the connection is given up")

// reference is a foreign key: while tables are filled, one after the other, it can't hold.
type reference struct{ table, name, definition string }

// fill loads the archive's rows in one transaction.
func (r *Restore) fill(ctx context.Context, s *store.Store, m Manifest, content []byte) error {
	keys, err := secret.ParseKeys(content)
	if err != nil {
		return err
	}
	conn, err := s.WriterPool().Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") }() // after a commit this does nothing
	lifted, err := lift(ctx, conn, m.Tables)
	if err != nil {
		return fmt.Errorf("empty the new tables: %w", err)
	}
	l := &loader{ctx: ctx, conn: conn, manifest: m}
	if _, err := r.walk(l.take, keys); err != nil {
		return err
	}
	if err := l.end(); err != nil {
		return err
	}
	if err := lay(ctx, conn, m, lifted); err != nil {
		return fmt.Errorf("check the new tables: %w", err)
	}
	_, err = conn.ExecContext(ctx, "COMMIT")
	return err
}

// lift empties the tables of what migrations put there, and takes away what speaks up while they are filled.
func lift(ctx context.Context, conn *sql.Conn, tables []Table) ([]reference, error) {
	rows, err := conn.QueryContext(ctx, `SELECT t.relname, conname, pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE contype = 'f' AND c.connamespace = current_schema()::regnamespace`)
	if err != nil {
		return nil, err
	}
	var lifted []reference
	for rows.Next() {
		var f reference
		if err := rows.Scan(&f.table, &f.name, &f.definition); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		lifted = append(lifted, f)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	var statements, names []string
	for _, f := range lifted {
		statements = append(statements, "ALTER TABLE "+quote(f.table)+" DROP CONSTRAINT "+quote(f.name))
	}
	for _, t := range tables {
		names = append(names, quote(t.Name))
		statements = append(statements, "ALTER TABLE "+quote(t.Name)+" DISABLE TRIGGER USER")
	}
	return lifted, all(ctx, conn, append(statements, "TRUNCATE "+strings.Join(names, ", ")))
}

// lay puts back what lift took away; the references are checked by that.
func lay(ctx context.Context, conn *sql.Conn, m Manifest, lifted []reference) error {
	var statements []string
	for _, f := range lifted {
		statements = append(statements, "ALTER TABLE "+quote(f.table)+" ADD CONSTRAINT "+quote(f.name)+" "+f.definition)
	}
	for _, t := range m.Tables {
		statements = append(statements, "ALTER TABLE "+quote(t.Name)+" ENABLE TRIGGER USER")
	}
	if err := all(ctx, conn, statements); err != nil {
		return err
	}
	for _, s := range m.Sequences {
		if _, err := conn.ExecContext(ctx, "SELECT setval($1::regclass, $2)", quote(s.Name), s.Last); err != nil {
			return fmt.Errorf("set the sequence %s: %w", s.Name, err)
		}
	}
	return nil
}

func all(ctx context.Context, conn *sql.Conn, statements []string) error {
	for _, statement := range statements {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// loader reads the parts of one table after the other into it. A part ends anywhere in a row, so rows are put together
// from what follows: text of a table is kept only up to its last whole row.
type loader struct {
	ctx      context.Context
	conn     *sql.Conn
	manifest Manifest
	table    Table
	rest     []byte
	rows     int64
}

func (l *loader) take(name string, _ int64, part io.Reader) error {
	pieces := strings.Split(name, "/")
	if len(pieces) != 3 || pieces[0] != "tables" {
		return fmt.Errorf("the archive holds %s, which is no part of an installation", name)
	}
	if pieces[1] != l.table.Name {
		if err := l.end(); err != nil {
			return err
		}
		t, known := l.manifest.table(pieces[1])
		if !known {
			return fmt.Errorf("the archive holds a table %q that its manifest does not name", pieces[1])
		}
		l.table, l.rows = t, 0
	}
	text, err := io.ReadAll(io.LimitReader(part, 1<<30))
	if err != nil {
		return err
	}
	text = append(l.rest, text...)
	cut := strings.LastIndexByte(string(text), '\n') + 1
	l.rest = append([]byte(nil), text[cut:]...)
	return l.copy(text[:cut])
}

func (l *loader) copy(text []byte) error {
	if len(text) == 0 {
		return nil
	}
	return onWire(l.conn, func(wire *pgconn.PgConn) error {
		tag, err := wire.CopyFrom(l.ctx, strings.NewReader(string(text)), "COPY "+l.table.copied()+" FROM STDIN")
		if err != nil {
			return fmt.Errorf("fill the table %s: %w", l.table.Name, err)
		}
		l.rows += tag.RowsAffected()
		return nil
	})
}

// end makes sure that a table got every row.
func (l *loader) end() error {
	if len(l.rest) > 0 || l.rows != l.table.Rows {
		return fmt.Errorf("the table %s got %d rows instead of %d", l.table.Name, l.rows, l.table.Rows)
	}
	return nil
}
