package catalog

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/openapi/sample"
)

// Sample is the call of an operation in one language.
type Sample struct {
	Language string `json:"language" example:"curl"`
	Label    string `json:"label" example:"curl"`
	Code     string `json:"code"`
} //@name Sample

type sampleSet struct {
	Samples []Sample `json:"samples"`
} //@name SampleSet

// Samples answers the call of an operation through the gateway in every language that we write; the token comes from the
// environment and never stands in the code. A webhook has none, because nobody calls it. It returns ErrAPINotFound,
// ErrVersionNotFound and ErrPartNotFound.
func (s *Service) Samples(ctx context.Context, idOrSlug, version, operation string) ([]Sample, error) {
	api, v, err := s.locate(ctx, idOrSlug, version)
	if err != nil {
		return nil, err
	}
	row, err := s.repo.operation(ctx, v.ID, operation)
	if err != nil {
		return nil, err
	}
	if row.Webhook {
		return []Sample{}, nil
	}
	chunk, err := Piece{Body: row.Chunk}.JSON()
	if err != nil {
		return nil, fmt.Errorf("read operation %s of %s: %w", operation, api.Slug, err)
	}
	base := s.AddressOf(api)
	if api.Slug != PortalSlug {
		if chunk, err = withToken(chunk); err != nil {
			return nil, fmt.Errorf("read operation %s of %s: %w", operation, api.Slug, err)
		}
	}
	texts, err := sample.All(chunk, base)
	if err != nil {
		return nil, fmt.Errorf("write samples of operation %s of %s: %w", operation, api.Slug, err)
	}
	samples := make([]Sample, len(texts))
	for i, language := range sample.Languages() {
		samples[i] = Sample{Language: language.ID, Label: language.Label, Code: texts[i]}
	}
	return samples, nil
}

// withToken forgets what the document says of security: the gateway asks for a token on every operation, also where the
// document leaves it open (S-OAS-05).
func withToken(chunk []byte) ([]byte, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(chunk, &members); err != nil {
		return nil, err
	}
	delete(members, "security")
	return json.Marshal(members)
}
