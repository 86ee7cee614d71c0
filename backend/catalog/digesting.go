package catalog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// importTime bounds the reading of one document.
const importTime = 60 * time.Second

// sourceOf answers the bytes of a version, fetched first when it comes from a URL. A server that doesn't give them is a
// finding: nothing of what it said is shown, because it may be a server that only we can reach.
func (s *Service) sourceOf(ctx context.Context, v *Version) ([]byte, *Finding, error) {
	if v.SourceURL == "" || v.SourceHash != "" {
		body, err := s.repo.blob(ctx, v.ID, blobSource)
		if err != nil {
			return nil, nil, err
		}
		data, err := gunzip(body, sourceBytesMax+1)
		return data, nil, err
	}
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
	v.SourceHash, v.SourceName = digest(data), documentName(data)
	return data, nil, nil
}

func (s *Service) fetch(ctx context.Context, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, importTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json, application/yaml, text/yaml, */*;q=0.5")
	answer, err := s.Fetch.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answered %d", answer.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, sourceBytesMax+1))
	if err != nil {
		return nil, err
	}
	if len(data) > sourceBytesMax {
		return nil, errArchiveLarge
	}
	return data, nil
}

// digest parses the files of an importing version and stores every piece in one transaction, or fails the version. source
// is stored beside them unless it is nil, because it is there already.
func (s *Service) digest(ctx context.Context, v Version, entry string, files map[string][]byte, source []byte) error {
	bundle, found, err := read(ctx, entry, files)
	if err != nil {
		return err
	}
	if bundle == nil {
		return s.fail(ctx, v, found)
	}
	overrides, err := s.repo.overrides(ctx, v.APIID)
	if err != nil {
		return err
	}
	v.Findings, v.Score = assess(bundle)
	c := cut(v.ID, bundle, overrides)
	v.Hash, v.Counts, v.State, v.UpdatedAt = c.hash, c.counts, Draft, s.Clock.Now()
	if source != nil {
		source = compress(source)
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error { return s.storeImport(ctx, v, c, source) })
	if errors.Is(err, ErrStale) {
		// Deleted, failed or imported by somebody else meanwhile: their result stands.
		return nil
	}
	if err != nil {
		return fmt.Errorf("store version %s: %w", v.ID, err)
	}
	return nil
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
	return s.note(ctx, store.KindVersion, v.ID, "versions.import", map[string]any{
		"api": v.APIID, "label": v.Label, "hash": v.Hash, "operations": v.Counts.Operations, "findings": len(v.Findings),
	})
}

// fail ends an import with the findings that say why. Nothing that was read of the document is kept.
func (s *Service) fail(ctx context.Context, v Version, findings []Finding) error {
	v.State, v.Findings, v.UpdatedAt = Failed, findings, s.Clock.Now()
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.repo.updateVersion(ctx, v); err != nil {
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

// read runs the engine under a deadline. A document that cannot be read is no error but findings without a bundle.
func read(ctx context.Context, entry string, files map[string][]byte) (*document.Bundle, []Finding, error) {
	limited, cancel := context.WithTimeout(ctx, importTime)
	defer cancel()
	bundle, err := document.Import(limited, document.Source{Name: entry, Files: files}, document.DefaultLimits())
	var refused *document.ReferenceError
	switch {
	case err == nil:
		return bundle, nil, nil
	case ctx.Err() != nil:
		return nil, nil, ctx.Err()
	case errors.As(err, &refused):
		return nil, findingsOf(refused.Findings), nil
	}
	return nil, []Finding{unreadable(err)}, nil
}

// unreadable says in a finding why a document or an archive could not be read at all.
func unreadable(err error) Finding {
	f := Finding{Severity: "error", Rule: "unreadable", Message: err.Error(), Fix: "Mend the document at this place and import it again."}
	var limit *document.LimitError
	var syntax *document.SyntaxError
	switch {
	case errors.As(err, &syntax):
		f.Rule, f.Message, f.File, f.Line = "syntax", syntax.Message, syntax.File, syntax.Line
	case errors.As(err, &limit):
		f.Rule, f.File, f.Line, f.Fix = "limit", limit.File, limit.Line, "Split the document or make it smaller."
	case errors.Is(err, context.DeadlineExceeded):
		f.Rule, f.Message, f.Fix = "time", "The document took too long to read.", "Split the document or make it smaller."
	case errors.Is(err, errArchiveBroken):
		f.Rule, f.Message, f.Fix = "archive", errArchiveBroken.Error(), "Pack the files again as zip, tar or tar.gz."
	case errors.Is(err, errArchiveLarge), errors.Is(err, errArchiveFiles), errors.Is(err, errArchiveName):
		f.Rule, f.Fix = "archive", "Pack only the document and the files that it refers to, by relative names."
	}
	return f
}
