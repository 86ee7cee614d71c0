package apitest

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/portal"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

// Coverage holds every answer of a test against the description of the API.
type Coverage struct{ mu sync.Mutex }

var description = sync.OnceValues(func() (*document.Node, error) { return document.ParseJSON(portal.Document()) })

// Operation is one operation of the description: its path as Fiber writes it, and what stands there.
type Operation struct {
	Method, Path string
	Node         *document.Node
}

// Operations answers every operation of the description.
func Operations(t *testing.T) []Operation {
	t.Helper()
	root, err := description()
	require.NoError(t, err)
	var all []Operation
	for _, path := range root.Get("paths").Fields() {
		for _, member := range path.Value.Fields() {
			method := strings.ToUpper(member.Key)
			if slices.Contains([]string{"GET", "PUT", "POST", "PATCH", "DELETE"}, method) {
				all = append(all, Operation{Method: method, Path: fiberPath(path.Key), Node: member.Value})
			}
		}
	}
	return all
}

// fiberPath turns /apps/{app} into /apps/:app.
func fiberPath(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}

// check fails the test when an answer is not what the description promises for its operation.
func (c *Coverage) check(t *testing.T, method, target string, answer Answer) {
	t.Helper()
	path, _, _ := strings.Cut(target, "?")
	for _, o := range Operations(t) {
		if o.Method == method && matches(o.Path, path) {
			c.mu.Lock()
			defer c.mu.Unlock()
			o.check(t, answer)
			return
		}
	}
}

// matches prefers nothing: a literal route that also fits a parameter is described with the same shapes or not at all.
func matches(pattern, path string) bool {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] != got[i] && !strings.HasPrefix(want[i], ":") {
			return false
		}
	}
	return true
}

func (o Operation) check(t *testing.T, answer Answer) {
	t.Helper()
	name := o.Method + " " + o.Path
	responses := o.Node.Get("responses")
	response := responses.Get(strconv.Itoa(answer.Status))
	if response == nil && answer.Status >= 400 {
		response = responses.Get("default")
	}
	require.NotNil(t, response, "%s answers %d, which is not described: %s", name, answer.Status, answer.Body)
	mediaType, _, _ := strings.Cut(answer.Header.Get("Content-Type"), ";")
	content := response.Get("content").Get(mediaType).Get("schema")
	if content == nil || !strings.HasSuffix(mediaType, "json") || answer.Header.Get(web.HeaderReplayed) != "" {
		return
	}
	value, err := document.ParseJSON(answer.Body)
	require.NoError(t, err, "%s", name)
	root, err := description()
	require.NoError(t, err)
	for _, p := range schema.New(root).Validate(content, value, schema.Response) {
		t.Errorf("%s answers %d with something that is not described: %s: %s\n%s", name, answer.Status, p.Pointer, p.Message, answer.Body)
	}
}
