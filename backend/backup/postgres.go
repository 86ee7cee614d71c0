package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// chunkBytes is how much of a table is kept in memory at once.
const chunkBytes = 4 << 20

// packPostgres packs the tables as one snapshot sees them. Others write meanwhile, and nobody waits for anybody.
func (s *Service) packPostgres(ctx context.Context, p *packer, m *Manifest) error {
	conn, err := s.Store.WriterPool().Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); err != nil {
		return fmt.Errorf("take a snapshot: %w", err)
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") }()
	if err := s.inspectPostgres(ctx, conn, m); err != nil {
		return err
	}
	for i, t := range m.Tables {
		into := &chunks{p: p, table: t.Name}
		tag, err := copyTo(ctx, conn, into, t)
		if err == nil {
			err = into.flush()
		}
		if err != nil {
			return fmt.Errorf("copy the table %s: %w", t.Name, err)
		}
		m.Tables[i].Rows = tag.RowsAffected()
	}
	return nil
}

// onWire runs work with the connection of the driver, which alone speaks COPY.
func onWire(conn *sql.Conn, work func(*pgconn.PgConn) error) error {
	return conn.Raw(func(driver any) error {
		wire, ok := driver.(*stdlib.Conn)
		if !ok {
			return errors.New("the database's driver does not copy")
		}
		return work(wire.Conn().PgConn())
	})
}

func copyTo(ctx context.Context, conn *sql.Conn, into io.Writer, t Table) (tag pgconn.CommandTag, err error) {
	err = onWire(conn, func(wire *pgconn.PgConn) error {
		tag, err = wire.CopyTo(ctx, into, "COPY "+t.copied()+" TO STDOUT")
		return err
	})
	return tag, err
}

// copied is the table with its columns, as COPY names them.
func (t Table) copied() string {
	quoted := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		quoted[i] = quote(c)
	}
	return quote(t.Name) + " (" + strings.Join(quoted, ", ") + ")"
}

func quote(names ...string) string { return pgx.Identifier(names).Sanitize() }

// chunks cuts a stream into parts of the archive.
type chunks struct {
	p      *packer
	table  string
	number int
	buffer []byte
}

func (c *chunks) Write(b []byte) (int, error) {
	c.buffer = append(c.buffer, b...)
	if len(c.buffer) < chunkBytes {
		return len(b), nil
	}
	return len(b), c.flush()
}

func (c *chunks) flush() error {
	if len(c.buffer) == 0 {
		return nil
	}
	c.number++
	err := c.p.add(fmt.Sprintf("tables/%s/%06d", c.table, c.number), int64(len(c.buffer)), strings.NewReader(string(c.buffer)))
	c.buffer = c.buffer[:0]
	return err
}

// inspectPostgres notes the tables that are ours, their columns, the sequences and the versions.
func (s *Service) inspectPostgres(ctx context.Context, conn *sql.Conn, m *Manifest) (err error) {
	if m.Audit, err = headOf(ctx, conn); err != nil {
		return err
	}
	if m.Schema.Portal, err = appliedOf(ctx, conn, store.LedgerTable); err != nil {
		return err
	}
	if m.Schema.Usage, err = appliedOf(ctx, conn, s.Rooms.UsageLedger); err != nil {
		return err
	}
	if m.Schema.Jobs, err = jobsOf(ctx, conn); err != nil {
		return err
	}
	ours, err := s.Rooms.tables()
	if err != nil {
		return err
	}
	there, err := tablesIn(ctx, conn, "current_schema()")
	if err != nil {
		return err
	}
	for _, name := range there {
		if !ours(name) {
			continue
		}
		columns, err := column[string](ctx, conn, columnsQuery, name)
		if err != nil {
			return fmt.Errorf("list the columns of %s: %w", name, err)
		}
		m.Tables = append(m.Tables, Table{Name: name, Columns: columns})
	}
	m.Sequences, err = sequencesOf(ctx, conn, ours)
	return err
}

// columnsQuery leaves out what the database computes by itself.
const columnsQuery = `SELECT attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relname = $1 AND c.relnamespace = current_schema()::regnamespace AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`

func tablesIn(ctx context.Context, db asker, schema string) ([]string, error) {
	found, err := column[string](ctx, db, "SELECT relname FROM pg_class WHERE relnamespace = "+schema+"::regnamespace AND relkind = 'r' ORDER BY relname")
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	return found, nil
}

// sequencesOf answers where the sequences of our tables stand. A sequence runs ahead of a snapshot, never behind it.
func sequencesOf(ctx context.Context, db asker, ours func(string) bool) ([]Sequence, error) {
	rows, err := db.QueryContext(ctx, `SELECT s.relname, t.relname, COALESCE(pg_sequence_last_value(s.oid), 0) FROM pg_class s
JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') JOIN pg_class t ON t.oid = d.refobjid
WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace AND t.relkind = 'r' ORDER BY s.relname`)
	if err != nil {
		return nil, fmt.Errorf("list the sequences: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var found []Sequence
	for rows.Next() {
		var one Sequence
		var table string
		if err := rows.Scan(&one.Name, &table, &one.Last); err != nil {
			return nil, fmt.Errorf("list the sequences: %w", err)
		}
		if one.Last > 0 && ours(table) {
			found = append(found, one)
		}
	}
	return found, rows.Err()
}

var creates = regexp.MustCompile(`(?i)CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\w+)`)

// tables answers whether a table is one of Gatehouse: a schema may hold those of others, too.
func (r *Rooms) tables() (func(string) bool, error) {
	ours := []string{store.LedgerTable, r.UsageLedger}
	for _, files := range []func(string) (fs.FS, error){store.Migrations, r.UsageMigrations} {
		dir, err := files("postgres")
		if err != nil {
			return nil, err
		}
		err = fs.WalkDir(dir, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := fs.ReadFile(dir, path)
			for _, m := range creates.FindAllSubmatch(text, -1) {
				ours = append(ours, string(m[1]))
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("list the tables of the migrations: %w", err)
		}
	}
	return func(name string) bool { return strings.HasPrefix(name, "river_") || slices.Contains(ours, name) }, nil
}
