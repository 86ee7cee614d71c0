package enforce

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/openapi/mock"
)

const noteOperation = `{"parameters":[{"in":"path","name":"id","required":true,"schema":{"type":"integer"}},{"in":"query","name":"limit","schema":{"type":"integer","maximum":10}},
	{"in":"header","name":"X-Api-Key","required":true},{"in":"header","name":"X-Till","schema":{"enum":["a"]}},{"in":"cookie","name":"lang","schema":{"enum":["de"]}}],
	"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","required":["title"],"additionalProperties":false,
	"properties":{"title":{"type":"string","pattern":"^[a-z]+$"},"tags":{"type":"array","items":{"type":"string"}}}}}}},"responses":{"200":{"description":"ok"}}}`

func openComparing(t *testing.T, mode Comparing) (*world, *gate, *int) {
	t.Helper()
	w, reached := newWorld(t), 0
	w.api.Comparing = mode
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, func(ctx *fasthttp.RequestCtx) { reached++; ctx.SetBodyString("ok") })}
	g := openGate(t, w, nil)
	require.NoError(t, g.UseOperation("ver_1", "putNote", []byte(noteOperation)))
	return w, g, &reached
}

func (g *gate) note(t *testing.T, token, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	return g.do(t, "PUT", path, token, func(r *http.Request) {
		r.Header.Set("Content-Type", "application/json")
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	})
}

func TestWhatDoesNotFitTheDocumentNeverReachesTheServer(t *testing.T) {
	w, g, reached := openComparing(t, ComparingEnforce)
	for name, row := range map[string]struct {
		path, body string
		headers    []string
		status     int
		pointer    string
	}{
		"path":           {"/museum/notes/x", `{"title":"a"}`, nil, 400, "/path/id"},
		"query":          {"/museum/notes/1?limit=11", `{"title":"a"}`, nil, 400, "/query/limit"},
		"header":         {"/museum/notes/1", `{"title":"a"}`, []string{"X-Till", "b"}, 400, "/header/X-Till"},
		"cookie":         {"/museum/notes/1", `{"title":"a"}`, []string{"Cookie", "lang=en"}, 400, "/cookie/lang"},
		"no body":        {"/museum/notes/1", ``, nil, 400, "/body"},
		"syntax":         {"/museum/notes/1", `{"title":`, nil, 400, "/body"},
		"type":           {"/museum/notes/1", `a=b`, []string{"Content-Type", "text/plain"}, 415, "/header/Content-Type"},
		"schema":         {"/museum/notes/1", `{"title":1}`, nil, 422, "/body/title"},
		"pattern":        {"/museum/notes/1", `{"title":"A"}`, nil, 422, "/body/title"},
		"unknown member": {"/museum/notes/1", `{"title":"a","secret":"x"}`, nil, 422, "/body/secret"},
		"repeated":       {"/museum/notes/1", `{"title":1,"title":"a"}`, nil, 400, "/body"},
		"not UTF-8":      {"/museum/notes/1", "{\"title\":\"\xff\"}", nil, 400, "/body"},
		"deep":           {"/museum/notes/1", `{"title":` + strings.Repeat("[", 80) + strings.Repeat("]", 80) + `}`, nil, 400, "/body"},
		"compressed":     {"/museum/notes/1", `{"title":"a"}`, []string{"Content-Encoding", "gzip"}, 415, "/header/Content-Encoding"},
	} {
		response, body := g.note(t, w.full, row.path, row.body, row.headers...)
		require.Equal(t, row.status, response.StatusCode, name+body)
		var p struct {
			Code, Detail string
			Errors       []mock.Finding
		}
		require.NoError(t, json.Unmarshal([]byte(body), &p), body)
		require.Equal(t, "request_invalid", p.Code, name)
		require.Equal(t, row.pointer, p.Errors[0].Pointer, name)
		e := g.event(t)
		require.Equal(t, "request_invalid", e.Code)
		require.Equal(t, row.status, e.Status)
		d := <-g.decisions
		last := d.Checks[len(d.Checks)-1]
		require.Equal(t, "document", last.Name)
		require.NotEmpty(t, last.Held)
		require.NotContains(t, last.Held, "secret", "what the caller chose is not kept")
	}
	require.Zero(t, *reached)
	response, body := g.note(t, w.full, "/museum/notes/1?limit=10", `{"title":"a","tags":["b"]}`)
	require.Equal(t, 200, response.StatusCode, body)
	require.Equal(t, 1, *reached)
}

func TestReportingLetsEverythingPassAndCountsPlacesOnly(t *testing.T) {
	w, g, reached := openComparing(t, ComparingReport)
	for range 2 {
		response, _ := g.note(t, w.full, "/museum/notes/1", `{"title":"Grete Maier","Grete":1,"tags":[1,2,3]}`)
		require.Equal(t, 200, response.StatusCode)
	}
	require.Equal(t, 2, *reached)
	keys, sums := g.tallies.takeMissed()
	var places []string
	for _, k := range keys {
		places = append(places, k.pointer+" "+k.code)
		require.Equal(t, int64(2), sums[k].calls, k)
		require.Zero(t, sums[k].refused)
		require.Equal(t, "app_1", sums[k].lastApp)
	}
	require.ElementsMatch(t, []string{" ", "/body/title pattern", "/body/* additionalProperties", "/body/tags/* type"}, places)
}

func TestOffLooksAtNothing(t *testing.T) {
	w, g, reached := openComparing(t, ComparingOff)
	response, _ := g.note(t, w.full, "/museum/notes/x", `nonsense`)
	require.Equal(t, 200, response.StatusCode)
	require.Equal(t, 1, *reached)
	require.Empty(t, g.tallies.missed)
}

func TestWhatCannotBeComparedIsRefusedWhereThatIsAsked(t *testing.T) {
	for mode, status := range map[Comparing]int{ComparingEnforce: 503, ComparingReport: 200} {
		w, g, _ := openComparing(t, mode)
		response, _ := g.do(t, "GET", "/museum/tickets", w.full, nil) // its operation is in no store
		require.Equal(t, status, response.StatusCode)
	}
}

func TestWhatIsTooComplexToCompareIsNotTakenForGood(t *testing.T) {
	operation, err := mock.Prepare([]byte(`{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/schemas/A"}}}},
		"schemas":{"A":{"type":"array","items":{"anyOf":[{"$ref":"#/schemas/A"},{"type":"string"},{"type":"integer"},{"type":"null"}]}}}}`), nil)
	require.NoError(t, err)
	body := "[" + strings.Repeat("true,", 200_000) + "1]"
	wrong := operation.Check(mock.Request{Method: "POST", Body: []byte(body), ContentType: "application/json", Strict: true})
	require.NotNil(t, wrong)
	nothing := "[" + strings.Repeat("1,", 200_000) + "1]"
	wrong = operation.Check(mock.Request{Method: "POST", Body: []byte(nothing), ContentType: "application/json", Strict: true})
	require.NotNil(t, wrong, "what was not looked at is not taken for good")
	require.Equal(t, "complexity", wrong.Findings[0].Code)
}

func TestTalliesAreBounded(t *testing.T) {
	tallies, w := newTallies(), newWorld(t)
	v := verdict{Decision: Decision{API: w.api, Operation: &Operation{ID: "a"}, Token: w.token}}
	for i := range 3 * talliesMax {
		tallies.addMissed(&v, []missed{{pointer: strings.Repeat("x", i%7) + timeText(int64(i)*1e6), code: "type"}}, false, noon.UnixMicro())
		tallies.addUnknown(unknownKey{"api_1", "GET", "/" + timeText(int64(i)*1e6)}, unknownTally{calls: 1})
	}
	require.LessOrEqual(t, len(tallies.missed), 2*talliesMax)
	require.LessOrEqual(t, len(tallies.unknown), unknownWaiting+1)
	total := int64(0)
	for _, sum := range tallies.unknown {
		total += sum.calls
	}
	require.Equal(t, int64(3*talliesMax), total, "none is lost")
}

func TestWhatCallsMissedIsAddedUpByDay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		r, s := storedWorld(t, st)
		require.NoError(t, s.Load(t.Context()))
		r.exec(store.KindAPI, "api_1", `INSERT INTO api_checks (api_id, mode) VALUES ('api_1', 'report')`)
		api := s.Snapshot().API("museum")
		require.Equal(t, ComparingReport, api.Comparing)
		v := verdict{Decision: Decision{API: api, Operation: &Operation{ID: "sell"}, Token: &Token{AppID: "app_1"}}}
		for range 2 {
			s.tallies.addMissed(&v, []missed{{"/body/price", "type"}}, true, noon.UnixMicro())
			require.NoError(t, s.flushTallies(t.Context()))
		}
		s.tallies.addMissed(&v, []missed{{"/body/price", "type"}}, false, noon.UnixMicro()-dayUS)
		gone := verdict{Decision: Decision{API: &API{ID: "api_gone"}, Operation: &Operation{ID: "x"}, Token: &Token{}}}
		s.tallies.addMissed(&gone, nil, false, noon.UnixMicro())
		view, err := s.Findings(t.Context(), "museum", 2)
		require.NoError(t, err)
		require.Len(t, view.Items, 1)
		require.Equal(t, []int64{3, 2}, []int64{view.Items[0].Calls, view.Items[0].Refused})
		require.Equal(t, []int64{1, 2, 2}, []int64{view.Days[0].Calls, view.Days[1].Calls, view.Days[1].Refused})
		require.NotEmpty(t, view.Items[0].LastApp.Name)
		_, err = s.Findings(t.Context(), "zoo", 2)
		require.Error(t, err)
	})
}
