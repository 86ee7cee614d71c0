package store

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

var (
	// ErrNoTx is what every statement of Write answers outside a transaction. It is a mistake in the code, not of the
	// caller, and therefore not a fault.
	ErrNoTx = errors.New("write outside a transaction")
	// ErrNewerDatabase says that a newer version of Gatehouse has already migrated this database. Nothing was changed.
	ErrNewerDatabase = errors.New("the database was written by a newer version of Gatehouse; start that version or restore a backup")

	// ErrUnavailable says that the database did not take the work now; nothing of it was stored.
	ErrUnavailable = fault.New(fault.Unavailable, "store.unavailable", "The database is busy or out of reach, and nothing was changed.", "Try again in a moment. If it stays, ask the operator to look at the database and its disk.").After(time.Second)
	// ErrStorageFull says that the disk is full; nothing was stored.
	ErrStorageFull = fault.New(fault.Unavailable, "store.storage_full", "There is no room left to store this, and nothing was changed.", "Ask the operator to free space on the disk that holds the database.").After(30 * time.Second)
)

// IsUnique reports whether err says that a unique key or a primary key is already taken, in either dialect.
func IsUnique(err error) bool {
	var lite sqlite3.Error
	if errors.As(err, &lite) {
		return lite.ExtendedCode == sqlite3.ErrConstraintUnique || lite.ExtendedCode == sqlite3.ErrConstraintPrimaryKey
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23505"
}

// IsForeignKey reports whether err says that a row is still referred to, or refers to nothing, in either dialect.
func IsForeignKey(err error) bool {
	var lite sqlite3.Error
	if errors.As(err, &lite) {
		return lite.ExtendedCode == sqlite3.ErrConstraintForeignKey
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23503"
}

// Classify gives the failures of the database itself their faults and leaves every other error as it is. Tx answers
// classified errors; for those of reading whoever turns errors into answers asks here.
func Classify(err error) error {
	if err == nil || errors.Is(err, ErrUnavailable) || errors.Is(err, ErrStorageFull) {
		return err
	}
	var lite sqlite3.Error
	if errors.As(err, &lite) {
		switch lite.Code {
		case sqlite3.ErrFull:
			return ErrStorageFull.Because(err)
		case sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrIoErr, sqlite3.ErrCantOpen, sqlite3.ErrReadonly:
			return ErrUnavailable.Because(err)
		}
		return err
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		if pg.Code == "53100" {
			return ErrStorageFull.Because(err)
		}
		if class := pg.Code[:2]; class == "53" || class == "57" || class == "58" || class == "08" || retryable(err) {
			return ErrUnavailable.Because(err)
		}
		return err
	}
	if broken(err) {
		return ErrUnavailable.Because(err)
	}
	return err
}

// broken reports whether a connection to the database could not be made, or ended in the middle.
func broken(err error) bool {
	var connect *pgconn.ConnectError
	var network *net.OpError
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err)
}

// retryable reports whether PostgreSQL gave a transaction up for reasons that a second attempt does away with.
func retryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}
