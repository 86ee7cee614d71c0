package catalog

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const museum = `openapi: 3.1.0
info: {title: Museum, version: 1.0.0}
paths:
  /tickets:
    get:
      operationId: listTickets
      summary: List tickets
      security: [{oauth: ["tickets:read"]}]
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Ticket"}}}}}
    post:
      operationId: buyTicket
      summary: Buy a ticket
      description: Reserves a seat in the planetarium.
      security: [{oauth: ["tickets:write"]}]
      responses: {"201": {description: made}}
  /hours:
    get:
      operationId: getHours
      summary: Opening hours
      responses: {"200": {description: ok}}
webhooks:
  soldOut:
    post:
      operationId: soldOut
      responses: {"200": {description: ok}}
components:
  schemas:
    Ticket: {type: object, properties: {id: {type: string}}}
  securitySchemes:
    oauth:
      type: oauth2
      x-gatehouse-risk: {"tickets:write": high}
      flows: {clientCredentials: {tokenUrl: https://example.com/token, scopes: {"tickets:read": Read tickets, "tickets:write": Buy tickets}}}
`

type keys string

func (k keys) Derive(purpose string) []byte { return []byte(string(k) + purpose) }

// network answers requests without one.
type network func(*http.Request) (*http.Response, error)

func (n network) RoundTrip(r *http.Request) (*http.Response, error) { return n(r) }

func answering(status int, body string) network {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Header: http.Header{}}, nil
	}
}

type fixture struct {
	*Service
	clock *clock.Fake
	log   *audit.Log
	fetch *network
}

func open(s *store.Store) fixture {
	c := clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	log := audit.New(audit.Deps{Store: s, Clock: c, Keys: keys("k")})
	fetch := answering(http.StatusNotFound, "")
	f := fixture{clock: c, log: log, fetch: &fetch}
	f.Service = New(Deps{
		Store: s, Audit: log, Clock: c, Jobs: jobs.New(jobs.Deps{Store: s, Clock: c}), Cursors: page.Codec{Key: []byte("k")},
		Fetch: &http.Client{Transport: network(func(r *http.Request) (*http.Response, error) { return (*f.fetch)(r) })},
		CheckURL: func(raw string) error {
			if !strings.HasPrefix(raw, "https://") {
				return errors.New("not https")
			}
			return nil
		},
		AllowUpstream: AllowNetworks([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}),
		Allows:        func(s rbac.Subject, p rbac.Permission) bool { return p == rbac.APIsWrite && s.Has(rbac.Publisher) },
		GatewayURL:    "https://gateway.example.com",
		PortalURL:     "https://portal.example.com",
	})
	return f
}

func publisher(t testing.TB) context.Context {
	t.Helper()
	return rbac.With(t.Context(), rbac.Subject{ID: "u:acc_1", Roles: []rbac.Role{rbac.Publisher}})
}

func developer(t *testing.T) context.Context {
	t.Helper()
	return rbac.With(t.Context(), rbac.Subject{ID: "u:acc_2", Roles: []rbac.Role{rbac.Developer}})
}

func (f fixture) api(t testing.TB, slug string, v Visibility) API {
	t.Helper()
	api, err := f.CreateAPI(publisher(t), APIDraft{Slug: slug, Name: strings.ToUpper(slug), Summary: "About " + slug, Visibility: v})
	require.NoError(t, err)
	return api
}

// imported starts an import and does its job.
func (f fixture) imported(t testing.TB, api string, in Import) Version {
	t.Helper()
	v, err := f.StartImport(publisher(t), api, in)
	require.NoError(t, err)
	require.Equal(t, Importing, v.State)
	require.NoError(t, f.runImport(t.Context(), v.ID))
	v, err = f.Version(publisher(t), api, v.ID)
	require.NoError(t, err)
	return v
}

func (f fixture) published(t *testing.T, slug string, v Visibility) API {
	t.Helper()
	f.api(t, slug, v)
	f.imported(t, slug, Import{Label: "1.0.0", Text: museum})
	_, err := f.Publish(publisher(t), slug, "1.0.0", Acceptance{})
	require.NoError(t, err)
	api, err := f.FindAPI(publisher(t), slug)
	require.NoError(t, err)
	return api
}

func fieldsOf(t *testing.T, err error) []string {
	t.Helper()
	var f *fault.Fault
	require.True(t, errors.As(err, &f), "%v", err)
	pointers := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		pointers[i] = field.Pointer
	}
	return pointers
}

func TestAnImportAnswersEveryPieceOfTheDocument(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		api := f.published(t, "museum", Public)
		require.Equal(t, Published, api.State)
		require.Equal(t, "1.0.0", api.CurrentLabel)
		require.Equal(t, 3, api.Operations)
		ctx := t.Context()
		v, err := f.Version(ctx, "museum", Latest)
		require.NoError(t, err)
		require.Equal(t, Counts{Operations: 3, Schemas: 1, Webhooks: 1}, v.Counts)
		require.NotNil(t, v.PublishedAt)
		require.Len(t, v.Scores, 5)
		require.Positive(t, v.Score)
		require.NotEmpty(t, showVersion(v, true).Scores)
		require.Empty(t, showVersion(v, false).Scores, "what to mend is for those who can")
		for name, get := range map[string]func() (Piece, error){
			`"Museum"`:     func() (Piece, error) { return f.Index(ctx, "museum", Latest) },
			`"openapi"`:    func() (Piece, error) { return f.Document(ctx, api.ID, "1.0.0") },
			`"Ticket"`:     func() (Piece, error) { return f.Operation(ctx, "museum", v.ID, "listTickets") },
			`"soldOut"`:    func() (Piece, error) { return f.Operation(ctx, "museum", Latest, "soldOut") },
			`"properties"`: func() (Piece, error) { return f.Schema(ctx, "museum", Latest, "Ticket") },
		} {
			p, err := get()
			require.NoError(t, err, name)
			require.True(t, p.Public)
			require.Equal(t, v.Hash, p.Hash)
			text, err := p.JSON()
			require.NoError(t, err)
			require.Contains(t, string(text), name)
		}
		_, err = f.Operation(ctx, "museum", Latest, "nothing")
		require.ErrorIs(t, err, ErrPartNotFound)
		_, err = f.Schema(ctx, "museum", Latest, "nothing")
		require.ErrorIs(t, err, ErrPartNotFound)
		samples, err := f.Samples(ctx, "museum", Latest, "getHours")
		require.NoError(t, err)
		require.Contains(t, samples[0].Code, "https://gateway.example.com/museum/hours")
		require.Contains(t, samples[0].Code, "$GATEHOUSE_TOKEN", "the gateway wants a token where the document leaves it open")
		_, table, err := f.Scopes(ctx, "museum")
		require.NoError(t, err)
		require.Equal(t, []Scope{{"tickets:read", "Read tickets", RiskLow, false}, {"tickets:write", "Buy tickets", RiskHigh, false}}, table.Scopes)
		require.Len(t, table.Operations, 3)
	})
}

func TestABrokenDocumentLeavesFindingsAndNothingElse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		api := f.api(t, "museum", Public)
		for label, in := range map[string]Import{
			"syntax":    {Text: "openapi: 3.1.0\npaths:\n  /a: [\n"},
			"foreign":   {Text: `{"hello": "world"}`},
			"archive":   {Upload: []byte("PK\x03\x04 and then nothing")},
			"reference": {Text: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths:\n  /a: {$ref: 'http://169.254.169.254/x'}\n"},
		} {
			in.Label = label
			v := f.imported(t, api.ID, in)
			require.Equal(t, Failed, v.State, label)
			require.NotEmpty(t, v.Findings, label)
			require.Equal(t, "error", v.Findings[0].Severity)
			_, err := f.Index(publisher(t), api.ID, v.ID)
			require.ErrorIs(t, err, ErrVersionNotFound)
			_, err = f.Publish(publisher(t), api.ID, v.ID, Acceptance{})
			require.ErrorIs(t, err, ErrWrongState)
		}
		again := f.imported(t, api.ID, Import{Label: "syntax", Text: museum})
		require.Equal(t, Draft, again.State, "a failed label may be used again")
		_, err := f.StartImport(publisher(t), api.ID, Import{Label: "syntax", Text: museum})
		require.ErrorIs(t, err, ErrLabelTaken)
	})
}

func TestAnImportFromAServerShowsNothingOfWhatItSaid(t *testing.T) {
	f := open(storetest.New(t))
	f.api(t, "museum", Public)
	*f.fetch = answering(http.StatusOK, museum)
	require.Equal(t, Draft, f.imported(t, "museum", Import{Label: "ok", URL: "https://example.com/openapi.yaml"}).State)
	*f.fetch = answering(http.StatusForbidden, "secret-canary")
	v := f.imported(t, "museum", Import{Label: "refused", URL: "https://example.com/openapi.yaml"})
	require.Equal(t, Failed, v.State)
	require.Equal(t, "fetch", v.Findings[0].Rule)
	require.NotContains(t, v.Findings[0].Message, "canary")
	*f.fetch = answering(http.StatusOK, strings.Repeat("a", digest.SourceBytesMax+1))
	require.Equal(t, "fetch", f.imported(t, "museum", Import{Label: "large", URL: "https://example.com/openapi.yaml"}).Findings[0].Rule)
}

func TestAnImportThatNeverEndsIsGivenUp(t *testing.T) {
	f := open(storetest.New(t))
	f.api(t, "museum", Public)
	v, err := f.StartImport(publisher(t), "museum", Import{Label: "1", Text: museum})
	require.NoError(t, err)
	require.NoError(t, f.giveUpImports(t.Context()))
	f.clock.Advance(importPatience + time.Second)
	require.NoError(t, f.giveUpImports(t.Context()))
	v, err = f.Version(publisher(t), "museum", v.ID)
	require.NoError(t, err)
	require.Equal(t, Failed, v.State)
	require.NoError(t, f.runImport(t.Context(), v.ID), "a late job changes nothing")
}

func TestBadImportsAreRefusedBeforeAnythingIsStored(t *testing.T) {
	f := open(storetest.New(t))
	f.api(t, "museum", Public)
	for name, row := range map[string]struct {
		in     Import
		fields []string
	}{
		"nothing":      {Import{Label: "1"}, []string{"/text"}},
		"both":         {Import{Label: "1", Text: "a", URL: "https://a"}, []string{"/text"}},
		"bad label":    {Import{Label: "a/b", Text: "a"}, []string{"/label"}},
		"reserved":     {Import{Label: "Latest", Text: "a"}, []string{"/label"}},
		"bad url":      {Import{Label: "1", URL: "file:///etc/passwd"}, []string{"/url"}},
		"empty upload": {Import{Label: "1", Upload: []byte{}}, []string{""}},
		"not UTF-8":    {Import{Label: "1", Text: "a\xff"}, []string{"/text"}},
		"all at once":  {Import{Label: "", URL: "gopher://x"}, []string{"/label", "/url"}},
	} {
		_, err := f.StartImport(publisher(t), "museum", row.in)
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		require.Equal(t, row.fields, fieldsOf(t, err), name)
	}
	_, err := f.StartImport(publisher(t), "nothing", Import{Label: "1", Text: "a"})
	require.ErrorIs(t, err, ErrAPINotFound)
	versions, err := f.Versions(publisher(t), "museum")
	require.NoError(t, err)
	require.Empty(t, versions.Items)
}
