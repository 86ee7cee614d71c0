package catalog

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Import says where a version's document comes from: exactly one of Text, URL and Upload (a document or an archive).
type Import struct {
	Label  string
	Text   string
	URL    string
	Upload []byte
}

func (in Import) check(checkURL func(string) error) error {
	mistakes := checkLabel(in.Label)
	given := 0
	for _, there := range []bool{in.Text != "", in.URL != "", in.Upload != nil} {
		if there {
			given++
		}
	}
	switch {
	case given != 1:
		mistakes = append(mistakes, fault.Bad("/text", "Give the document as text, or the url to get it from, and not both."))
	case len(in.Text) > digest.SourceBytesMax || len(in.Upload) > digest.SourceBytesMax:
		mistakes = append(mistakes, fault.Bad("/text", "A document has at most 32 MiB."))
	case in.Upload != nil && len(in.Upload) == 0:
		mistakes = append(mistakes, fault.Bad("", "The upload is empty."))
	case in.Text != "" && !utf8.ValidString(in.Text):
		mistakes = append(mistakes, fault.Bad("/text", "The text is not UTF-8."))
	case in.URL != "":
		if err := checkURL(in.URL); err != nil {
			mistakes = append(mistakes, fault.Bad("/url", "Give an http:// or https:// address of a public server, without user and password."))
		}
	}
	return invalid(mistakes)
}

// source answers the bytes that came with the request and the name that they get; nil for a URL.
func (in Import) source() (name string, data []byte) {
	switch {
	case in.Text != "":
		return documentName([]byte(in.Text)), []byte(in.Text)
	case in.Upload != nil:
		return documentName(in.Upload), in.Upload
	}
	return "", nil
}

func documentName(data []byte) string {
	if strings.HasPrefix(strings.TrimLeft(string(data[:min(len(data), 64)]), "\ufeff \t\r\n"), "{") {
		return "openapi.json"
	}
	return "openapi.yaml"
}

// StartImport makes a version in state importing and a job that reads its document; nothing is parsed here. A failed
// version of the same label is replaced. It returns ErrAPINotFound, ErrLabelTaken and fault.ErrInvalid.
func (s *Service) StartImport(ctx context.Context, idOrSlug string, in Import) (Version, error) {
	if err := in.check(s.CheckURL); err != nil {
		return Version{}, err
	}
	name, data := in.source()
	var compressed []byte
	if data != nil {
		compressed = digest.Compress(data)
	}
	var v Version
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		api, err := s.FindAPI(ctx, idOrSlug)
		if err != nil {
			return err
		}
		v = s.newVersion(ctx, api, in.Label)
		v.SourceName, v.SourceURL = name, in.URL
		if data != nil {
			v.SourceHash = hashOf(data)
		}
		if err := s.addVersion(ctx, v, compressed); err != nil {
			return err
		}
		return s.Jobs.Enqueue(ctx, importArgs{Version: v.ID})
	})
	if err != nil {
		return Version{}, fmt.Errorf("start import of %s %s: %w", idOrSlug, in.Label, err)
	}
	return v, nil
}

func (s *Service) newVersion(ctx context.Context, api API, label string) Version {
	by := rbac.From(ctx).Owner()
	if by == "" {
		by = "system"
	}
	now := s.Clock.Now()
	return Version{
		ID: ident.New("ver"), APIID: api.ID, Label: label, State: Importing, Version: 1, CreatedBy: by, CreatedAt: now, UpdatedAt: now,
	}
}

// addVersion stores a new version, with its source when there is one, in place of a failed one of the same label.
func (s *Service) addVersion(ctx context.Context, v Version, source []byte) error {
	if err := s.repo.discardFailed(ctx, v.APIID, v.Label); err != nil {
		return err
	}
	if err := s.repo.insertVersion(ctx, v); err != nil {
		return err
	}
	if source != nil {
		if err := s.repo.putSource(ctx, v.ID, source); err != nil {
			return err
		}
	}
	return s.note(ctx, store.KindVersion, v.ID, "versions.create", map[string]any{"api": v.APIID, "label": v.Label, "url": v.SourceURL})
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
