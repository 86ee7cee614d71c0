package catalog

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/digest"
)

// Source is one file of what a version was made of. Files are the names of all, the entry document first where it is known.
type Source struct {
	Files []string
	File  string
	Text  string
}

// SourceFile answers a file of a version's source as it was given; file may be empty, then it is the first. It returns
// ErrAPINotFound, ErrVersionNotFound and ErrPartNotFound.
func (s *Service) SourceFile(ctx context.Context, api, version, file string) (Source, error) {
	_, v, err := s.locate(ctx, api, version)
	if err != nil {
		return Source{}, err
	}
	data, err := s.source(ctx, v)
	if err != nil {
		return Source{}, err
	}
	files, err := digest.Unpack(v.SourceName, data)
	if err != nil {
		return Source{}, fmt.Errorf("unpack the source of version %s: %w", v.ID, err)
	}
	out := Source{File: file}
	for name := range files {
		out.Files = append(out.Files, name)
	}
	slices.Sort(out.Files)
	if file == "" && len(out.Files) > 0 {
		out.File = out.Files[0]
	}
	text, there := files[out.File]
	if !there || !utf8.Valid(text) {
		return Source{}, ErrPartNotFound
	}
	out.Text = string(text)
	return out, nil
}

// Original answers what a version was made of, byte for byte, and a name for it. It returns ErrAPINotFound and
// ErrVersionNotFound.
func (s *Service) Original(ctx context.Context, idOrSlug, version string) (name string, data []byte, err error) {
	api, v, err := s.locate(ctx, idOrSlug, version)
	if err != nil {
		return "", nil, err
	}
	if !v.State.imported() {
		return "", nil, ErrVersionNotFound
	}
	if data, err = s.source(ctx, v); err != nil {
		return "", nil, err
	}
	return api.Slug + "-" + v.Label + "." + extension(data), data, nil
}

// source reads what was stored, and never fetches.
func (s *Service) source(ctx context.Context, v Version) ([]byte, error) {
	if v.SourceHash == "" {
		return nil, ErrPartNotFound
	}
	data, _, err := s.sourceOf(ctx, &v)
	return data, err
}

// extension tells from the content what an upload is.
func extension(data []byte) string {
	switch {
	case len(data) > 4 && string(data[:4]) == "PK\x03\x04":
		return "zip"
	case len(data) > 2 && data[0] == 0x1f && data[1] == 0x8b:
		return "tar.gz"
	case len(data) > 262 && string(data[257:262]) == "ustar":
		return "tar"
	}
	return documentName(data)[len("openapi."):]
}
