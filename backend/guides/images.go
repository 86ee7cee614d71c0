package guides

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// AddImage makes a picture anew from an upload and keeps it. The same upload gives the same picture again, which then counts as
// new. One is made at a time, since each may take many megabytes of memory for a moment. It returns ErrImageType,
// ErrImageSize, ErrImageBroken and ErrImagesFull.
func (s *Service) AddImage(ctx context.Context, upload []byte) (Image, error) {
	select {
	case s.making <- struct{}{}:
	case <-ctx.Done():
		return Image{}, ctx.Err()
	}
	made, err := s.make(upload)
	if err != nil {
		return Image{}, err
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.keepImage(ctx, made); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{Action: "guides.add-image", Object: made.Name, Outcome: audit.Success, Details: map[string]any{
			"type": made.Type, "width": made.Width, "height": made.Height, "bytes": len(made.Data),
		}})
	})
	if err != nil {
		return Image{}, fmt.Errorf("keep a picture: %w", err)
	}
	return made, nil
}

// make makes a picture anew and lets the next one be made, also when a decoder panics.
func (s *Service) make(upload []byte) (Image, error) {
	defer func() { <-s.making }()
	return remake(upload)
}

func (s *Service) keepImage(ctx context.Context, made Image) error {
	now := s.Clock.Now()
	if err := s.Store.TakeTurns(ctx, "pictures"); err != nil { // their sum is bounded, and the same one is kept once
		return err
	}
	if again, err := s.repo.touchImage(ctx, made.Name, now); err != nil || again {
		return err
	}
	total, err := s.repo.imageBytes(ctx)
	if err != nil {
		return err
	}
	if total+int64(len(made.Data)) > imagesBytesMax {
		return ErrImagesFull
	}
	return s.repo.insertImage(ctx, made, rbac.From(ctx).Owner(), now)
}

// Image answers a picture by its name, else ErrNoImage.
func (s *Service) Image(ctx context.Context, name string) (Image, error) {
	parts := imageName.FindStringSubmatch(name)
	if parts == nil {
		return Image{}, ErrNoImage
	}
	data, err := s.repo.image(ctx, name)
	if err != nil {
		return Image{}, err
	}
	found := Image{Name: name, Type: imageTypes[parts[3]], Data: data}
	// The pattern admits digits only.
	found.Width, _ = strconv.Atoi(parts[1])
	found.Height, _ = strconv.Atoi(parts[2])
	return found, nil
}

// useImages notes which pictures a guide's present text shows. A picture that isn't here is a mistake in the text.
func (s *Service) useImages(ctx context.Context, g Guide) error {
	shown := imagesIn(g.Markdown)
	if len(shown) > imagesShownMax {
		return fault.ErrInvalid.With(fault.Bad("/markdown", "A guide shows at most 200 pictures."))
	}
	missing, err := s.repo.missingImages(ctx, shown)
	if err != nil {
		return err
	}
	var mistakes []fault.Field
	for _, name := range missing {
		mistakes = append(mistakes, fault.Bad("/markdown", "The picture "+name+" isn't stored here. Add it again."))
	}
	if len(mistakes) > 0 {
		return fault.ErrInvalid.With(mistakes...)
	}
	return s.repo.useImages(ctx, g, shown)
}
