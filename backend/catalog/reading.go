package catalog

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/page"
)

// Piece is one stored answer made from a version's document: compressed JSON that never changes for one Hash.
type Piece struct {
	Hash   string
	Public bool
	Body   []byte
}

// JSON answers the piece uncompressed.
func (p Piece) JSON() ([]byte, error) { return digest.Expand(p.Body, 1<<30) }

// coded answers the piece in a content coding, "" for none.
func (p Piece) coded(coding string) ([]byte, error) {
	if coding == digest.Coding(p.Body) {
		return p.Body, nil
	}
	plain, err := p.JSON()
	if err == nil && coding == digest.Gzip {
		return digest.Compress(plain), nil
	}
	return plain, err
}

// FindVersion answers a version of an API that the caller may see, by id, label or latest: the current version, or for
// those who manage APIs the newest imported one when nothing is published. Else ErrVersionNotFound.
func (s *Service) FindVersion(ctx context.Context, api API, version string) (Version, error) {
	if version == Latest {
		if api.CurrentVersion == "" {
			return s.newestDraft(ctx, api)
		}
		version = api.CurrentVersion
	}
	v, err := s.repo.findVersion(ctx, api.ID, version)
	if err != nil {
		return Version{}, err
	}
	if !v.State.readable() && !s.Manages(ctx) {
		return Version{}, ErrVersionNotFound
	}
	return v, nil
}

func (s *Service) newestDraft(ctx context.Context, api API) (Version, error) {
	if !s.Manages(ctx) {
		return Version{}, ErrVersionNotFound
	}
	versions, err := s.repo.listVersions(ctx, api.ID)
	if err != nil {
		return Version{}, err
	}
	for _, v := range versions {
		if v.State.imported() {
			return v, nil
		}
	}
	return Version{}, ErrVersionNotFound
}

// Versions answers the versions of an API that the caller may see, newest first. They come in one page: an API has tens of
// them, not thousands.
func (s *Service) Versions(ctx context.Context, idOrSlug string) (page.Page[Version], error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return page.Page[Version]{}, err
	}
	all, err := s.repo.listVersions(ctx, api.ID)
	if err != nil {
		return page.Page[Version]{}, err
	}
	manages := s.Manages(ctx)
	visible := make([]Version, 0, len(all))
	for _, v := range all {
		if manages || v.State.readable() {
			visible = append(visible, v)
		}
	}
	return page.Of(visible, ""), nil
}

// Version answers one version of an API. It returns ErrAPINotFound and ErrVersionNotFound.
func (s *Service) Version(ctx context.Context, idOrSlug, version string) (Version, error) {
	_, v, err := s.locate(ctx, idOrSlug, version)
	return v, err
}

// Index answers the light index of a version. It returns ErrAPINotFound and ErrVersionNotFound.
func (s *Service) Index(ctx context.Context, api, version string) (Piece, error) {
	return s.piece(ctx, api, version, func(v Version) ([]byte, error) { return s.repo.blob(ctx, v.ID, blobIndex) })
}

// Document answers the bundled document of a version. It returns ErrAPINotFound and ErrVersionNotFound.
func (s *Service) Document(ctx context.Context, api, version string) (Piece, error) {
	return s.piece(ctx, api, version, func(v Version) ([]byte, error) { return s.repo.blob(ctx, v.ID, blobDocument) })
}

// Operation answers one resolved operation of a version, by its id. It returns ErrAPINotFound, ErrVersionNotFound and
// ErrPartNotFound.
func (s *Service) Operation(ctx context.Context, api, version, operation string) (Piece, error) {
	return s.piece(ctx, api, version, func(v Version) ([]byte, error) {
		row, err := s.repo.operation(ctx, v.ID, operation)
		return row.Chunk, err
	})
}

// Schema answers one named schema of a version. It returns ErrAPINotFound, ErrVersionNotFound and ErrPartNotFound.
func (s *Service) Schema(ctx context.Context, api, version, name string) (Piece, error) {
	return s.piece(ctx, api, version, func(v Version) ([]byte, error) { return s.repo.schema(ctx, v.ID, name) })
}

func (s *Service) piece(ctx context.Context, idOrSlug, version string, get func(Version) ([]byte, error)) (Piece, error) {
	api, v, err := s.locate(ctx, idOrSlug, version)
	if err != nil {
		return Piece{}, err
	}
	if !v.State.imported() {
		return Piece{}, ErrVersionNotFound
	}
	body, err := get(v)
	if err != nil {
		return Piece{}, fmt.Errorf("read version %s of %s: %w", v.Label, api.Slug, err)
	}
	return Piece{Hash: v.Hash, Public: api.Visibility == Public && v.State.readable(), Body: body}, nil
}

func (s *Service) locate(ctx context.Context, idOrSlug, version string) (API, Version, error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return API{}, Version{}, err
	}
	v, err := s.FindVersion(ctx, api, version)
	return api, v, err
}
