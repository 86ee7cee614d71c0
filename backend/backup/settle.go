package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

const (
	stagedDir  = ".restoring"
	commitFile = "commit"
)

// ErrInUse says that a server or another command works with a data directory.
var ErrInUse = errors.New("a server or another command of Gatehouse works with it; stop it first")

// Enter says that this process works with a data directory, until release is called, and first ends a restore that was
// killed after its decision. A restore takes the directory for itself.
func Enter(dir string, usageFile string) (release func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if committed(dir) {
		release, err := flock(dir, syscall.LOCK_EX)
		if err != nil {
			return nil, err
		}
		err = settle(dir, usageFile)
		release()
		if err != nil {
			return nil, fmt.Errorf("end the restore that was interrupted: %w", err)
		}
	}
	return flock(dir, syscall.LOCK_SH)
}

// alone takes a data directory for this process, or answers ErrInUse.
func alone(dir string) (func(), error) {
	release, err := hold(dir)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("%s: %w", dir, ErrInUse)
	}
	return release, err
}

// flock locks a directory itself, which needs no file where the disk is full.
func flock(dir string, how int) (func(), error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), how); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { _ = f.Close() }, nil // closing it releases the lock
}

// hold locks a directory, or fails when another process has it.
func hold(dir string) (func(), error) { return flock(dir, syscall.LOCK_EX|syscall.LOCK_NB) }

func committed(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, stagedDir, commitFile))
	return err == nil
}

// commit decides for the new installation: whatever happens from here on, it takes the place of the old one, whose files go
// into the directory aside.
func commit(dir, aside string) error {
	staged := filepath.Join(dir, stagedDir)
	if err := syncDir(staged); err != nil {
		return err
	}
	d, err := newDraft(filepath.Join(staged, commitFile))
	if err != nil {
		return err
	}
	defer d.drop()
	if _, err := d.WriteString(aside + "\n"); err != nil {
		return err
	}
	return d.keep()
}

// settle carries a decision out. Each step can be done again, from wherever the last attempt was killed.
func settle(dir, usageFile string) error {
	staged := filepath.Join(dir, stagedDir)
	text, err := os.ReadFile(filepath.Join(staged, commitFile))
	if err != nil {
		return err
	}
	aside := filepath.Join(dir, filepath.Base(strings.TrimSpace(string(text))))
	for _, name := range []string{usageFile, store.FileName, secret.KeysFile} {
		if _, err := os.Stat(filepath.Join(staged, name)); errors.Is(err, fs.ErrNotExist) {
			continue // it is in its place already
		}
		for _, old := range []string{name + "-wal", name + "-shm", name} {
			if err := moveAside(filepath.Join(dir, old), aside); err != nil {
				return err
			}
		}
		if err := os.Rename(filepath.Join(staged, name), filepath.Join(dir, name)); err != nil {
			return err
		}
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	if err := os.Remove(filepath.Join(staged, commitFile)); err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(staged), syncDir(dir))
}

func moveAside(path, aside string) error {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := os.MkdirAll(aside, 0o700); err != nil {
		return err
	}
	return os.Rename(path, filepath.Join(aside, filepath.Base(path)))
}
