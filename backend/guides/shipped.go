package guides

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"gopkg.in/yaml.v3"

	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

// head is the front matter of a shipped guide.
type head struct {
	Title   string `yaml:"title"`
	Slug    string `yaml:"slug"`
	Section string `yaml:"section"`
	Order   int    `yaml:"order"`
	Summary string `yaml:"summary"`
}

// EnsureShipped makes every guide of files (Markdown with front matter) that is missing, and refreshes those that nobody
// has edited. Call it at each start; it writes only what changed.
func (s *Service) EnsureShipped(ctx context.Context, files fs.FS) error {
	ctx = reqinfo.AsSystem(ctx, "guides")
	names, err := fs.Glob(files, "*.md")
	if err != nil {
		return fmt.Errorf("list the shipped guides: %w", err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return fmt.Errorf("read shipped guide %s: %w", name, err)
		}
		if err := s.ensure(ctx, data); err != nil {
			return fmt.Errorf("store shipped guide %s: %w", name, err)
		}
	}
	return nil
}

func (s *Service) ensure(ctx context.Context, data []byte) error {
	slug, text, err := parse(data)
	if err != nil {
		return err
	}
	if err := text.check(slug); err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	was, err := s.repo.find(ctx, slug)
	if err == nil && (was.Edited || was.Shipped == hash) {
		return nil
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		if was.ID == "" {
			_, err := s.create(ctx, slug, text, hash)
			return err
		}
		was.Shipped = hash
		_, err := s.replace(ctx, was, text)
		return err
	})
}

// parse splits a shipped guide into front matter and text.
func parse(data []byte) (slug string, t Text, err error) {
	rest, found := bytes.CutPrefix(data, []byte("---\n"))
	front, body, ended := bytes.Cut(rest, []byte("\n---\n"))
	if !found || !ended {
		return "", Text{}, errors.New("the guide does not begin with front matter between lines of ---")
	}
	var h head
	if err := yaml.Unmarshal(front, &h); err != nil {
		return "", Text{}, fmt.Errorf("read the front matter: %w", err)
	}
	return h.Slug, Text{Title: h.Title, Summary: h.Summary, Section: h.Section, Order: h.Order, Markdown: string(body)}.tidy(), nil
}
