package backup

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// draft is a file that gets its name only once it is whole. Until then it lies beside, locked, so that what a killed
// process left behind can be told from what another one is writing.
type draft struct {
	*os.File
	path string
}

func newDraft(path string) (*draft, error) {
	dir, base := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", path)
	}
	clearDrafts(filepath.Join(dir, "."+base+"-*.part"))
	f, err := os.CreateTemp(dir, "."+base+"-*.part") // mode 0600
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	return &draft{File: f, path: path}, nil
}

// clearDrafts removes what killed processes left.
func clearDrafts(pattern string) {
	left, _ := filepath.Glob(pattern)
	for _, path := range left {
		f, err := os.Open(path)
		if err != nil {
			continue
		}
		if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			_ = os.Remove(path)
		}
		_ = f.Close()
	}
}

// keep gives the file its name. It is on the disk by then.
func (d *draft) keep() error {
	if err := d.Sync(); err != nil {
		return err
	}
	if err := os.Rename(d.Name(), d.path); err != nil {
		return err
	}
	return errors.Join(d.Close(), syncDir(filepath.Dir(d.path)))
}

// drop removes the file unless it was kept.
func (d *draft) drop() {
	if d.Close() == nil {
		_ = os.Remove(d.Name())
	}
}

func syncDir(dir string) error {
	handle, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(handle.Sync(), handle.Close())
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
