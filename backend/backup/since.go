package backup

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Credentials says what becomes of the credentials in a backup.
type Credentials string

// What may become of credentials. The zero value means Ended where the old database is there, and Held where it is not.
const (
	// Ended takes away what ended since the backup, as the old database knows it.
	Ended Credentials = "ended"
	// Held lets no credential work before somebody confirms it.
	Held Credentials = "hold"
	// Trusted lets every credential work as it did: the operator answers for it that none ended since the backup.
	Trusted Credentials = "trust"
)

// Since is what is known of the time since the backup. Former is the database that knows, nil unless How is Ended.
type Since struct {
	How    Credentials
	Former *sql.DB
}

func (s *Since) close() {
	if s.Former != nil {
		_ = s.Former.Close()
		s.Former = nil
	}
}

// since decides whom to ask. former is the database at the place of the restore, nil to look into directories.
func (r *Restore) since(ctx context.Context, m Manifest, former *sql.DB) (Since, error) {
	if r.Credentials == Held || r.Credentials == Trusted {
		return Since{How: r.Credentials}, nil
	}
	if former == nil {
		var err error
		if former, err = r.formerFile(); err != nil {
			return Since{}, err
		}
	}
	if former == nil {
		if r.Credentials == Ended {
			return Since{}, errors.New("there is no database that knows what ended since the backup")
		}
		return Since{How: Held}, nil
	}
	if err := follows(ctx, former, m.Audit); err != nil {
		return Since{}, errors.Join(fmt.Errorf("%w; give --credentials hold, and every credential waits until somebody confirms it", err), former.Close())
	}
	return Since{How: Ended, Former: former}, nil
}

func (r *Restore) formerFile() (*sql.DB, error) {
	if r.Ended != "" {
		path := filepath.Join(r.Ended, store.FileName)
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("--ended-in: %w", err)
		}
		return openSQLite(path)
	}
	path := filepath.Join(r.Dir, store.FileName)
	if info, err := os.Stat(path); err != nil || info.Size() == 0 || r.Database != "" {
		return nil, nil
	}
	return openSQLite(path)
}

// follows answers an error unless a database is what became of the one that was backed up.
func follows(ctx context.Context, former *sql.DB, at Head) error {
	now, err := headOf(ctx, former)
	if err != nil {
		return fmt.Errorf("the old database can't say what ended since the backup (%w)", err)
	}
	if at.Seq == 0 {
		return nil
	}
	if now.Chain != at.Chain {
		return errors.New("the old database is another installation's, and knows nothing of what ended since the backup")
	}
	if now.Seq < at.Seq {
		return errors.New("the old database is older than the backup, and does not know what ended since")
	}
	want, err := hex.DecodeString(at.Hash)
	if err != nil {
		return errors.New("the archive's manifest can't be read")
	}
	found, err := column[[]byte](ctx, former, fmt.Sprintf("SELECT hash FROM audit_records WHERE seq = %d", at.Seq))
	if err != nil || len(found) != 1 || string(found[0]) != string(want) {
		return errors.New("the old database went another way before the backup was made, and does not know what ended since")
	}
	return nil
}
