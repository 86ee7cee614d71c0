package twin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
)

// index is what a twin reads of a version's index.
type index struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Operations  []line `json:"operations"`
	Webhooks    []line `json:"webhooks"`
	Schemas     []string
}

type line struct {
	ID         string `json:"id"`
	Method     string `json:"method"`
	Path       string `json:"path"`
	Summary    string `json:"summary"`
	Deprecated bool   `json:"deprecated"`
}

// place is where in the catalogue a page of a reference stands.
type place struct {
	API     catalog.API
	Version catalog.Version
	Base    string // the reference's own address
	Query   string // names the version where it is not the current one
}

func (p place) answer(parts string) string {
	return "/api/v1/apis/" + url.PathEscape(p.API.Slug) + "/versions/" + url.PathEscape(p.Version.Label) + parts + "?hash=" + p.Version.Hash
}

func (p place) preload(more ...string) []string {
	api := "/api/v1/apis/" + url.PathEscape(p.API.Slug)
	return append([]string{api, api + "/versions", p.answer("/index")}, more...)
}

func (r Reader) reference(ctx context.Context, slug, version string, rest []string) (Page, error) {
	api, err := r.Catalog.FindAPI(ctx, slug)
	if err != nil {
		return Page{}, err
	}
	wanted := version
	if wanted == "" {
		wanted = "latest"
	}
	v, err := r.Catalog.Version(ctx, slug, wanted)
	if err != nil {
		return Page{}, err
	}
	p := place{API: api, Version: v, Base: "/apis/" + url.PathEscape(api.Slug) + "/reference"}
	if version != "" {
		p.Query = "?version=" + url.QueryEscape(version)
	}
	switch {
	case len(rest) == 0:
		return r.start(ctx, p)
	case len(rest) == 1:
		return r.operation(ctx, p, rest[0])
	case rest[0] == "schemas":
		return r.schema(ctx, p, rest[1])
	}
	return Page{}, errNoTwin
}

func (r Reader) start(ctx context.Context, p place) (Page, error) {
	piece, err := r.Catalog.Index(ctx, p.API.ID, p.Version.ID)
	if err != nil {
		return Page{}, err
	}
	var x index
	if err := decode(piece, &x); err != nil {
		return Page{}, err
	}
	body, err := write("start", map[string]any{"Place": p, "Index": x, "Description": r.prose(x.Description)})
	return Page{Title: p.API.Name + " reference", Description: plain(p.API.Summary), Path: p.Base + p.Query, Body: body, Preload: p.preload()}, err
}

func (r Reader) operation(ctx context.Context, p place, id string) (Page, error) {
	piece, err := r.Catalog.Operation(ctx, p.API.ID, p.Version.ID, id)
	if err != nil {
		return Page{}, err
	}
	var o operation
	if err := decode(piece, &o); err != nil {
		return Page{}, err
	}
	if err := r.needs(ctx, p, &o); err != nil {
		return Page{}, err
	}
	body, err := write("operation", map[string]any{"Place": p, "Operation": o.view(p, r.prose)})
	title := o.Summary
	if title == "" {
		title = o.Method + " " + o.Path
	}
	about := plain(o.Description)
	if about == "" {
		about = fmt.Sprintf("%s %s of %s", o.Method, o.Path, p.API.Name)
	}
	at := "/operations/" + url.PathEscape(id)
	return Page{
		Title: title + " · " + p.API.Name, Description: about, Path: p.Base + "/" + url.PathEscape(id) + p.Query, Body: body,
		Preload: p.preload(p.answer(at)),
	}, err
}

// needs puts the scopes that a call is really asked for, which a publisher may have chosen, in place of the document's own.
func (r Reader) needs(ctx context.Context, p place, o *operation) error {
	called, err := r.Catalog.FindOperation(ctx, p.API.ID, p.Version.ID, o.ID)
	if errors.Is(err, catalog.ErrPartNotFound) { // a webhook is called by the API
		return nil
	}
	o.Scopes = o.Scopes[:0]
	for _, scope := range called.Scopes {
		o.Scopes = append(o.Scopes, strings.TrimPrefix(scope, called.API.Slug+":"))
	}
	return err
}

func (r Reader) schema(ctx context.Context, p place, name string) (Page, error) {
	piece, err := r.Catalog.Schema(ctx, p.API.ID, p.Version.ID, name)
	if err != nil {
		return Page{}, err
	}
	var chunk struct {
		Schema  any            `json:"schema"`
		Schemas map[string]any `json:"schemas"`
	}
	if err := decode(piece, &chunk); err != nil {
		return Page{}, err
	}
	w := &walker{schemas: chunk.Schemas, prose: r.prose}
	shown := w.shape(chunk.Schema, 0)
	body, err := write("schema", map[string]any{"Place": p, "Name": name, "Shape": shown, "Cut": w.made > shapesMax})
	return Page{
		Title: name + " · " + p.API.Name, Description: "The schema " + name + " of " + p.API.Name, Body: body,
		Path: p.Base + "/schemas/" + url.PathEscape(name) + p.Query, Preload: p.preload(p.answer("/schemas/" + url.PathEscape(name))),
	}, err
}

func decode(piece catalog.Piece, into any) error {
	data, err := piece.JSON()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("read a stored piece: %w", err)
	}
	return nil
}
