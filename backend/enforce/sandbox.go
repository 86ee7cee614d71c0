package enforce

import (
	"context"
	"errors"
	"sync"

	"github.com/valyala/fasthttp"
)

// chunksMax is how many resolved operations stay in memory for the sandbox.
const chunksMax = 512

var errNoSandbox = errors.New("the sandbox has no resolved operation to answer from")

// chunkCache keeps resolved operations by version and operation. A version's document never changes, so neither does an
// entry.
type chunkCache struct {
	mu      sync.RWMutex
	entries map[chunkKey][]byte
}

type chunkKey struct{ version, operation string }

func newChunkCache() *chunkCache { return &chunkCache{entries: map[chunkKey][]byte{}} }

// UseOperation gives the sandbox a resolved operation. It is for tests; a service with a store reads them itself.
func (s *Service) UseOperation(versionID, operationID string, chunk []byte) {
	s.chunks.put(chunkKey{versionID, operationID}, chunk)
}

func (c *chunkCache) get(key chunkKey) []byte {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.entries[key]
}

func (c *chunkCache) put(key chunkKey, chunk []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.entries {
		if len(c.entries) < chunksMax {
			break
		}
		delete(c.entries, k)
	}
	c.entries[key] = chunk
}

// serveSandbox answers from the document, in this process. Nothing of the call leaves it.
func (s *Service) serveSandbox(ctx *fasthttp.RequestCtx, c *call) {
	c.outcome.door = doorSandbox
	chunk, err := s.operationChunk(c)
	if err != nil {
		s.failUpstream(ctx, c, Undecided, err)
		return
	}
	in := &ctx.Request
	answer := s.Sandbox.Answer(chunk, SandboxCall{
		Method: c.request.Method, Path: c.request.Path, Query: string(c.query),
		Header:      func(name string) string { return string(in.Header.Peek(name)) },
		ContentType: string(in.Header.ContentType()), Body: in.Body(),
	})
	h := &ctx.Response.Header
	ctx.SetStatusCode(answer.Status)
	for name, value := range answer.Headers {
		h.Set(name, value)
	}
	if answer.ContentType != "" {
		h.SetContentType(answer.ContentType)
	}
	var buffer [64]byte
	h.SetBytesV(headerRequestID, s.nextRequestID(buffer[:0]))
	h.Set("Gatehouse-Sandbox", "mock")
	writeLifecycle(h, c.verdict.Version)
	s.writeLimits(h, &c.verdict)
	s.allowOrigin(ctx, c)
	ctx.Response.SetBodyRaw(answer.Body)
	c.outcome.status, c.outcome.bytesOut = answer.Status, len(answer.Body)
}

func (s *Service) operationChunk(c *call) ([]byte, error) {
	if s.Sandbox == nil {
		return nil, errNoSandbox
	}
	key := chunkKey{c.verdict.Version.ID, c.verdict.Operation.ID}
	if chunk := s.chunks.get(key); chunk != nil {
		return chunk, nil
	}
	if s.Store == nil {
		return nil, errNoSandbox
	}
	ctx, cancel := context.WithTimeout(context.Background(), sandboxReadTimeout)
	defer cancel()
	chunk, err := s.readChunk(ctx, key)
	if err != nil {
		return nil, err
	}
	s.chunks.put(key, chunk)
	return chunk, nil
}
