package scan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Finding is a token at a place.
type Finding struct {
	Match
	// Path is of the file, with slashes: beneath the path that was given, or for a commit beneath its repository. It is "-"
	// for standard input, and "" for the message of a commit.
	Path string
	// Commit, CommittedAt (RFC 3339) and Repository are empty for files that lie there now.
	Commit, CommittedAt, Repository string
}

// Scan is one run. The zero value of its options finds everything.
type Scan struct {
	Finder Finder
	// Ignore names tokens by their public ids that are not reported, such as examples.
	Ignore []string
	// BytesMax skips larger files; 0 skips none.
	BytesMax int64
	// Skipped is told of what could not be read, or was too large, and why; nil tells nobody.
	Skipped func(path string, err error)
	// Stdin is read for the path "-".
	Stdin io.Reader

	findings []Finding
}

var errLarge = errors.New("it is larger than the limit")

// Path scans a file, a directory with all beneath it but .git, or standard input for "-". Symbolic links are not followed.
// It fails when the path itself can't be read; what lies beneath it and can't be read is told to Skipped.
func (s *Scan) Path(ctx context.Context, path string) error {
	if path == "-" {
		return s.read(s.Stdin, path)
	}
	if _, err := os.Stat(path); err != nil {
		return err
	}
	return filepath.WalkDir(path, func(at string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			s.skip(at, err)
			return nil
		case d.IsDir() && d.Name() == ".git":
			return filepath.SkipDir
		case d.Type().IsRegular() || at == path && !d.IsDir():
			if err := s.file(at); err != nil {
				s.skip(at, err)
			}
		}
		return nil
	})
}

func (s *Scan) file(path string) error {
	f, err := os.Open(path) // #nosec G304 -- the caller names what to scan
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err == nil && s.BytesMax > 0 && info.Size() > s.BytesMax {
		return errLarge
	}
	return s.read(f, filepath.ToSlash(path))
}

func (s *Scan) read(r io.Reader, path string) error {
	err := s.Finder.Read(r, func(m Match) { s.add(Finding{Match: m, Path: path}) })
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

func (s *Scan) add(f Finding) {
	if !slices.Contains(s.Ignore, f.ID) {
		s.findings = append(s.findings, f)
	}
}

func (s *Scan) skip(path string, err error) {
	if s.Skipped != nil {
		s.Skipped(path, err)
	}
}

// Findings answers what was found so far, in the order of reading.
func (s *Scan) Findings() []Finding { return s.findings }
