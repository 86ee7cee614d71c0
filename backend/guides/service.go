package guides

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// List answers every guide with its text, in the order in which one reads them (Tree). There are tens of them, so they come at once.
func (s *Service) List(ctx context.Context) ([]Guide, error) {
	all, err := s.repo.list(ctx)
	if err != nil {
		return nil, fmt.Errorf("list guides: %w", err)
	}
	return reading(Tree(all)), nil
}

// Find answers a guide by its slug, else ErrNotFound.
func (s *Service) Find(ctx context.Context, slug string) (Guide, error) {
	return s.repo.find(ctx, slug)
}

// HTML answers a guide's text as HTML that is safe to show on the portal's pages, with the portal's own addresses in it.
func (s *Service) HTML(g Guide) (string, error) {
	return s.kept.html(s.addresses.Replace(g.Markdown), s.renderer.html)
}

// Preview answers the HTML that HTML would answer for a text once it is saved. It returns fault.ErrInvalid for a text that is too
// long.
func (s *Service) Preview(markdown string) (string, error) {
	t := Text{Markdown: markdown}.tidy()
	if !fits(t.Markdown, markdownMax, true) {
		return "", fault.ErrInvalid.With(badMarkdown)
	}
	if costly(t.Markdown) {
		return "", fault.ErrInvalid.With(costlyMarkdown)
	}
	return s.renderer.html(s.addresses.Replace(t.Markdown))
}

// SafeHTML answers a description of a document as HTML that passed the guides' allow list. Text that begins with a tag is
// HTML already, as whole documents write it; everything else is Markdown.
func (s *Service) SafeHTML(description string) (string, error) {
	return s.described.html(description, s.safe)
}

func (s *Service) safe(description string) (string, error) {
	if strings.HasPrefix(strings.TrimSpace(description), "<") {
		return s.plain.policy.Sanitize(description), nil
	}
	return s.plain.html(description)
}

// Save replaces a guide's text when its version is the expected one, or makes the guide; overwrite skips the comparison and
// is the only way to make a new one. It returns ErrNotFound, ErrStale and fault.ErrInvalid.
func (s *Service) Save(ctx context.Context, slug string, expected int64, overwrite bool, t Text) (Guide, error) {
	t = t.tidy()
	if err := t.check(slug); err != nil {
		return Guide{}, err
	}
	var saved Guide
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		was, err := s.repo.find(ctx, slug)
		if errors.Is(err, ErrNotFound) && overwrite {
			saved, err = s.create(ctx, slug, t, "")
			return err
		}
		if err != nil {
			return err
		}
		if !overwrite && was.Version != expected {
			return ErrStale
		}
		was.Edited = true
		saved, err = s.replace(ctx, was, t)
		return err
	})
	if err != nil {
		return Guide{}, fmt.Errorf("save guide %s: %w", slug, err)
	}
	return saved, nil
}

func (s *Service) create(ctx context.Context, slug string, t Text, shipped string) (Guide, error) {
	now := s.Clock.Now()
	g := Guide{
		ID: ident.New("gde"), Slug: slug, Title: t.Title, Summary: t.Summary, Section: t.Section, Order: t.Order, Markdown: t.Markdown, Shipped: shipped,
		Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	if err := s.repo.insert(ctx, g); err != nil {
		return Guide{}, err
	}
	return g, s.note(ctx, "guides.create", g)
}

func (s *Service) replace(ctx context.Context, g Guide, t Text) (Guide, error) {
	g.Title, g.Summary, g.Section, g.Order, g.Markdown, g.UpdatedAt = t.Title, t.Summary, t.Section, t.Order, t.Markdown, s.Clock.Now()
	if err := s.repo.update(ctx, g); err != nil {
		return Guide{}, err
	}
	g.Version++
	return g, s.note(ctx, "guides.update", g)
}

// note keeps the text as a revision, with the pictures that it shows, and writes the audit entry.
func (s *Service) note(ctx context.Context, action string, g Guide) error {
	author := rbac.From(ctx).Owner()
	if author == "" {
		author = "system"
	}
	if err := s.repo.keep(ctx, g, author); err != nil {
		return err
	}
	if err := s.useImages(ctx, g); err != nil {
		return err
	}
	return s.Audit.Record(ctx, audit.Entry{
		Action: action, Object: g.ID, Outcome: audit.Success, Details: map[string]any{"slug": g.Slug, "title": g.Title, "version": g.Version},
	})
}
