package enforce

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/openapi/mock"
)

// operationsMax is how many prepared operations stay in memory for the sandbox.
const operationsMax = 512

var errNoOperation = errors.New("the sandbox has no resolved operation to answer from")

// operations keeps what the sandbox answers from, by version and operation. A version's document never changes, so
// neither does an entry.
type operations struct {
	mu      sync.RWMutex
	entries map[operationKey]*mock.Operation
}

type operationKey struct{ version, operation string }

func newOperations() *operations {
	return &operations{entries: map[operationKey]*mock.Operation{}}
}

// UseOperation gives the sandbox a resolved operation (JSON). It is for tests; a service with a store reads them itself.
func (s *Service) UseOperation(versionID, operationID string, chunk []byte) error {
	prepared, err := mock.Prepare(chunk, nil)
	if err == nil {
		s.operations.put(operationKey{versionID, operationID}, prepared)
	}
	return err
}

func (c *operations) get(key operationKey) *mock.Operation {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.entries[key]
}

func (c *operations) put(key operationKey, prepared *mock.Operation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.entries {
		if len(c.entries) < operationsMax {
			break
		}
		delete(c.entries, k)
	}
	c.entries[key] = prepared
}

// serveSandbox answers from the document, in this process. Nothing of the call leaves it.
func (s *Service) serveSandbox(ctx *fasthttp.RequestCtx, c *call) {
	c.outcome.door = doorSandbox
	operation, err := s.operation(c)
	if err != nil {
		s.failUpstream(ctx, c, Undecided, err)
		return
	}
	in := &ctx.Request
	query, _ := url.ParseQuery(string(c.query)) // what doesn't parse is not there, and the mock says what is missing
	answer := operation.Answer(mock.Request{
		Method: c.request.Method, PathParams: pathParams(c.verdict.Operation.Template, c.request.Path), Query: query,
		Headers: headersOf(&in.Header), Body: c.body, Unread: c.flows(), ContentType: string(in.Header.ContentType()),
	})
	h := &ctx.Response.Header
	ctx.SetStatusCode(answer.Status)
	for name, value := range answer.Headers {
		h.Set(name, value)
	}
	var buffer [64]byte
	h.SetBytesV(headerRequestID, s.nextRequestID(buffer[:0]))
	h.Set("Gatehouse-Sandbox", "mock")
	writeLifecycle(h, c.verdict.Version)
	s.writeNonce(h, &c.verdict)
	s.writeLimits(h, &c.verdict)
	s.allowOrigin(ctx, c)
	ctx.Response.SetBodyRaw(answer.Body)
	c.outcome.status, c.outcome.bytesOut = answer.Status, len(answer.Body)
}

func (s *Service) operation(c *call) (*mock.Operation, error) {
	key := operationKey{c.verdict.Version.ID, c.verdict.Operation.ID}
	if prepared := s.operations.get(key); prepared != nil {
		return prepared, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), sandboxReadTimeout)
	defer cancel()
	return s.prepared(ctx, key)
}

// prepared answers an operation that is ready to be answered from or compared with, from memory or the database.
func (s *Service) prepared(ctx context.Context, key operationKey) (*mock.Operation, error) {
	if prepared := s.operations.get(key); prepared != nil {
		return prepared, nil
	}
	if s.Store == nil {
		return nil, errNoOperation
	}
	chunk, err := s.readChunk(ctx, key)
	if err != nil {
		return nil, err
	}
	prepared, err := mock.Prepare(chunk, func(name string) json.RawMessage {
		found, _ := s.readSchema(ctx, key.version, name) // without it that part is left out of answers
		return found
	})
	if err != nil {
		return nil, err
	}
	s.operations.put(key, prepared)
	return prepared, nil
}

// headersOf copies the headers that an operation may document. Credentials are none of them.
func headersOf(header *fasthttp.RequestHeader) http.Header {
	out := http.Header{}
	for name, value := range header.All() {
		key := http.CanonicalHeaderKey(string(name))
		if key != "Authorization" && key != "X-Api-Key" {
			out.Add(key, string(value))
		}
	}
	return out
}

// pathParams reads the parameters of a path that fits the template, unescaped.
func pathParams(template, path string) map[string]string {
	params := map[string]string{}
	segments := strings.Split(path, "/")
	for i, part := range strings.Split(template, "/") {
		if i < len(segments) && strings.Contains(part, "{") {
			value, err := url.PathUnescape(segments[i])
			if err == nil {
				segmentParams(part, value, params)
			}
		}
	}
	return params
}

// segmentParams reads {a} or {a}.{b} out of one segment, each parameter as short as the literal behind it allows.
func segmentParams(template, value string, params map[string]string) {
	for {
		open := strings.IndexByte(template, '{')
		end := strings.IndexByte(template, '}')
		if open < 0 || end < open || len(value) < open {
			return
		}
		name, rest := template[open+1:end], template[end+1:]
		value = value[open:]
		literal, _, more := strings.Cut(rest, "{")
		at := len(value) - len(rest)
		if more && literal != "" && len(value) > 1 {
			at = 1 + strings.Index(value[1:], literal)
		}
		if at < 0 || at > len(value) {
			return
		}
		params[name] = value[:at]
		value, template = value[at:], rest
	}
}
