package catalog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// fetchTime bounds the fetching of one document.
const fetchTime = 60 * time.Second

const acceptDocuments = "application/json, application/yaml, text/yaml, */*;q=0.5"

// sourceOf answers the bytes of a version, fetched first when it comes from a URL. A server that doesn't give them is a
// finding: nothing of what it said is shown, because it may be a server that only we can reach.
func (s *Service) sourceOf(ctx context.Context, v *Version) ([]byte, *Finding, error) {
	if v.SourceURL == "" || v.SourceHash != "" {
		body, err := s.repo.blob(ctx, v.ID, blobSource)
		if err != nil {
			return nil, nil, err
		}
		data, err := digest.Expand(body, digest.SourceBytesMax+1)
		return data, nil, err
	}
	s.reach(ctx, v.ID, StageFetch)
	data, err := s.fetch(ctx, v.SourceURL)
	if err != nil {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		return nil, &Finding{
			Severity: "error", Rule: "fetch", Message: "The address did not answer with a document of at most 32 MiB.",
			Fix: "Open the address in a browser; it must answer 200 from a public server without signing in.",
		}, nil
	}
	v.SourceHash, v.SourceName = hashOf(data), documentName(data)
	return data, nil, nil
}

func (s *Service) fetch(ctx context.Context, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", acceptDocuments)
	answer, err := s.Fetch.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answered %d", answer.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, digest.SourceBytesMax+1))
	if err != nil {
		return nil, err
	}
	if len(data) > digest.SourceBytesMax {
		return nil, digest.ErrLarge
	}
	return data, nil
}

// read digests the source of an importing version and stores every piece in one transaction, or fails the version. keep
// says that the source itself is to be stored too, because it is not there already.
func (s *Service) read(ctx context.Context, v Version, source []byte, keep bool) error {
	off, err := s.rulesOff(ctx, v.APIID)
	if err != nil {
		return err
	}
	result, err := s.Digester.Digest(ctx, digest.Source{
		Name: v.SourceName, Data: source, Off: off, Begin: func(stage document.Stage) { s.reach(ctx, v.ID, Stage(stage)) },
	})
	if err != nil {
		return fmt.Errorf("digest version %s: %w", v.ID, err)
	}
	if result.Failed != nil {
		return s.fail(ctx, v, findingsOf(result.Failed))
	}
	overrides, err := s.repo.overrides(ctx, v.APIID)
	if err != nil {
		return err
	}
	c := contentOf(v.ID, result, overrides)
	v.Findings, v.Score, v.Scores = findingsOf(result.Findings), result.Score, result.Groups
	v.Hash, v.Counts, v.State, v.UpdatedAt = c.hash, c.counts, Draft, s.Clock.Now()
	var kept []byte
	if keep {
		kept = digest.Compress(source)
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error { return s.storeImport(ctx, v, c, kept) })
	if errors.Is(err, ErrStale) {
		// Deleted, failed or imported by somebody else meanwhile: their result stands.
		return nil
	}
	if err != nil {
		return fmt.Errorf("store version %s: %w", v.ID, err)
	}
	return nil
}

// reach notes how far an import has come, for those who watch, and ends it when the version is gone. It is neither audited
// nor worth failing an import for.
func (s *Service) reach(ctx context.Context, version string, stage Stage) {
	wanted := true
	err := s.Store.Tx(ctx, func(ctx context.Context) (err error) {
		wanted, err = s.repo.setStage(ctx, version, stage)
		return err
	})
	if err == nil && !wanted {
		s.underway.end(version)
	}
}

func (s *Service) storeImport(ctx context.Context, v Version, c content, source []byte) error {
	// First the state, so that a second attempt ends here and never meets the first one's rows.
	if err := s.repo.updateVersion(ctx, v); err != nil {
		return err
	}
	if source != nil {
		if err := s.repo.putSource(ctx, v.ID, source); err != nil {
			return err
		}
	}
	if err := s.repo.storeContent(ctx, v.ID, c); err != nil {
		return err
	}
	if err := s.repo.addScopes(ctx, v.APIID, c.scopes); err != nil {
		return err
	}
	if err := s.compareWithCurrent(ctx, v); err != nil {
		return err
	}
	return s.note(ctx, store.KindVersion, v.ID, "versions.import", map[string]any{
		"api": v.APIID, "label": v.Label, "hash": v.Hash, "operations": v.Counts.Operations, "findings": len(v.Findings),
	})
}

// compareWithCurrent works out ahead what a new draft would change for callers.
func (s *Service) compareWithCurrent(ctx context.Context, v Version) error {
	api, err := s.AnyAPI(ctx, v.APIID)
	if err != nil || api.CurrentVersion == "" || api.Slug == PortalSlug {
		return err
	}
	return s.Jobs.Enqueue(ctx, compareArgs{From: api.CurrentVersion, To: v.ID})
}

// fail ends an import with the findings that say why. Nothing that was read of the document is kept.
func (s *Service) fail(ctx context.Context, v Version, findings []Finding) error {
	v.State, v.Findings, v.UpdatedAt = Failed, findings, s.Clock.Now()
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.repo.updateVersion(ctx, v); err != nil {
			return err
		}
		if err := s.tellOfBrokenRefresh(ctx, v); err != nil {
			return err
		}
		return s.note(ctx, store.KindVersion, v.ID, "versions.fail", map[string]any{"api": v.APIID, "label": v.Label, "findings": len(findings)})
	})
	if errors.Is(err, ErrStale) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("fail version %s: %w", v.ID, err)
	}
	return nil
}
