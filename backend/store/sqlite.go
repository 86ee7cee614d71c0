package store

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"
)

// writingDriver is the SQLite driver for connections that write.
const writingDriver = "sqlite3-gatehouse-writing"

func init() {
	sql.Register(writingDriver, &sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		// Each member of a shared commit runs in a savepoint, for which SQLite copies every page before its first change:
		// into a temporary file, unless told otherwise. A larger log means that fewer commits pay for folding it back.
		// One that grew beyond measure, while somebody was reading, is cut when it begins anew.
		_, err := conn.Exec("PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32000; "+LogLimit, nil)
		return err
	}})
}

// SQLiteDSN answers the address under which Gatehouse opens an SQLite file at path: WAL, foreign keys enforced, every
// commit synced, write transactions that take their lock at the beginning. A reading connection cannot write.
func SQLiteDSN(path string, reading bool) string {
	q := url.Values{}
	// Another process that holds the lock, a backup or a shell, must not hold up everybody who writes for long. The driver
	// sets busy_timeout before the other pragmas: setting WAL itself may have to wait for another connection.
	q.Set("_busy_timeout", "1200")
	q.Set("_foreign_keys", "1")
	q.Set("_stmt_cache_size", "128")
	if reading {
		q.Set("_query_only", "1")
	} else {
		q.Set("_journal_mode", "WAL")
		q.Set("_synchronous", "FULL")
		q.Set("_txlock", "immediate")
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// prepareFile makes sure of the modes before SQLite creates anything: its WAL and its index inherit the mode of the
// database file.
func prepareFile(dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(dir, FileName)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return "", err
	}
	if err := f.Close(); err != nil {
		return "", err
	}
	return path, os.Chmod(path, 0o600)
}
