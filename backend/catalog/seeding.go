package catalog

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// ErrImportFailed says that a document that was imported at once could not be read; its fields name the findings.
var ErrImportFailed = fault.New(fault.Invalid, "catalog.import_failed", "The document could not be read.", "Mend what the findings name and import it again.")

// ImportNow makes a version from files (by relative name) and reads it before it returns, without a job. The version stays
// a draft. When the label is there already with the same files nothing happens. It returns ErrAPINotFound, ErrLabelTaken,
// fault.ErrInvalid and ErrImportFailed.
func (s *Service) ImportNow(ctx context.Context, idOrSlug, label string, files map[string][]byte) (Version, error) {
	if err := invalid(checkLabel(label)); err != nil {
		return Version{}, err
	}
	api, err := s.AnyAPI(ctx, idOrSlug)
	if err != nil {
		return Version{}, err
	}
	entry := ""
	if len(files) == 1 {
		for name := range files {
			entry = name
		}
	}
	source, err := digest.Pack(entry, files)
	if err != nil {
		return Version{}, fmt.Errorf("pack the files of %s %s: %w", api.Slug, label, err)
	}
	was, err := s.repo.findVersion(ctx, api.ID, label)
	if err == nil && was.SourceHash == hashOf(source) && was.State.imported() {
		return was, nil
	}
	if err != nil && !errors.Is(err, ErrVersionNotFound) {
		return Version{}, err
	}
	v := s.newVersion(ctx, api, label)
	v.SourceName, v.SourceHash = entry, hashOf(source)
	if err := s.Store.Tx(ctx, func(ctx context.Context) error { return s.addVersion(ctx, v, nil) }); err != nil {
		return Version{}, fmt.Errorf("add version %s of %s: %w", label, api.Slug, err)
	}
	if err := s.read(ctx, v, source, true); err != nil {
		return Version{}, err
	}
	return s.outcome(ctx, v.ID)
}

// outcome answers a version that an import has just ended, or ErrImportFailed with its findings.
func (s *Service) outcome(ctx context.Context, id string) (Version, error) {
	v, err := s.repo.versionByID(ctx, id)
	if err != nil || v.State != Failed {
		return v, err
	}
	failed := ErrImportFailed
	for _, f := range v.Findings {
		failed = failed.With(fault.Field{Pointer: f.Pointer, Code: f.Rule, Message: f.Message})
	}
	return v, failed
}

// EnsurePortalAPI makes the portal's own management API an entry of the catalogue, or refreshes it when the document is
// another one than at the last start; only the newest version of it is kept. It has no upstream and no plans: it is called
// at the portal's own address.
func (s *Service) EnsurePortalAPI(ctx context.Context, doc []byte) error {
	ctx = Unattended(ctx, "catalog")
	api, err := s.AnyAPI(ctx, PortalSlug)
	if errors.Is(err, ErrAPINotFound) {
		api, err = s.CreateAPI(ctx, APIDraft{
			Slug: PortalSlug, Name: "Gatehouse management API", Visibility: Public,
			Summary:     "Everything that this portal does, for scripts and pipelines.",
			Description: "Sign in with an operator token (`Authorization: Bearer gth_op_…`). Calls go to this portal's own address under `/api/v1`, not through the gateway.",
		})
	}
	if err != nil {
		return fmt.Errorf("make the portal's own API: %w", err)
	}
	label := "build-" + hashOf(doc)[:12]
	if api.CurrentLabel == label {
		return nil
	}
	v, err := s.ImportNow(ctx, api.ID, label, map[string][]byte{"openapi.json": doc})
	if err != nil {
		return fmt.Errorf("import the portal's own API: %w", err)
	}
	if v.State == Draft {
		if _, err = s.Publish(ctx, api.ID, v.ID, Acceptance{}); err != nil {
			return err
		}
	}
	return s.keepOnly(ctx, api, v)
}

// keepOnly deletes every version of the portal's own API but one, and its upstreams.
func (s *Service) keepOnly(ctx context.Context, api API, keep Version) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		versions, err := s.repo.listVersions(ctx, api.ID)
		if err != nil {
			return err
		}
		var gone []string
		for _, v := range versions {
			if v.ID == keep.ID {
				continue
			}
			if err := s.repo.deleteVersion(ctx, v.ID); err != nil {
				return err
			}
			if err := s.Store.Changed(ctx, store.KindVersion, v.ID); err != nil {
				return err
			}
			gone = append(gone, v.Label)
		}
		if err := s.repo.clearUpstreams(ctx, api.ID); err != nil {
			return err
		}
		fresh, err := s.AnyAPI(ctx, api.ID)
		if err != nil {
			return err
		}
		fresh.CurrentVersion, fresh.State = keep.ID, Published
		return s.writeAPI(ctx, &fresh, "apis.refresh", map[string]any{"slug": api.Slug, "label": keep.Label, "replaced": strings.Join(gone, ", ")})
	})
}
