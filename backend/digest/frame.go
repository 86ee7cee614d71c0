package digest

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// A source and a result travel between the processes as frames: a letter, the length in four bytes, the contents. What is
// large and compressed already goes as it is; the rest is JSON.
const (
	frameHead     = 'h' // of a result: everything but the bodies
	frameStage    = 'p' // before a result: a stage begins
	frameName     = 'n' // of a source
	frameOff      = 'x' // switched-off rules
	frameBody     = 'b' // belongs to the frame before it
	frameOp       = 'o'
	frameSchema   = 's'
	frameEnd      = 'z'
	frameBytesMax = 64 << 20
	totalBytesMax = 512 << 20
)

var errFrame = errors.New("the frames are broken")

type frameWriter struct {
	out *bufio.Writer
	err error
}

func (w *frameWriter) put(kind byte, body []byte) {
	if w.err != nil {
		return
	}
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(body)))
	if _, w.err = w.out.Write(head); w.err == nil {
		_, w.err = w.out.Write(body)
	}
}

func (w *frameWriter) json(kind byte, v any) {
	body, err := json.Marshal(v)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.put(kind, body)
}

func (w *frameWriter) end() error {
	w.put(frameEnd, nil)
	if w.err != nil {
		return w.err
	}
	return w.out.Flush()
}

type frameReader struct {
	in    io.Reader
	total int
}

// next reads a frame; wanted, unless empty, lists the letters that may come.
func (r *frameReader) next(wanted string) (kind byte, body []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		return 0, nil, fmt.Errorf("read a frame: %w", err)
	}
	kind, size := head[0], binary.BigEndian.Uint32(head[1:])
	known := false
	for i := range len(wanted) {
		known = known || wanted[i] == kind
	}
	if r.total += int(size); !known || size > frameBytesMax || r.total > totalBytesMax {
		return 0, nil, errFrame
	}
	if size == 0 {
		return kind, nil, nil
	}
	body = make([]byte, size)
	if _, err := io.ReadFull(r.in, body); err != nil {
		return 0, nil, fmt.Errorf("read a frame: %w", err)
	}
	return kind, body, nil
}

func writeSource(out io.Writer, s Source) error {
	w := &frameWriter{out: bufio.NewWriter(out)}
	w.put(frameName, []byte(s.Name))
	w.json(frameOff, s.Off)
	w.put(frameBody, s.Data)
	return w.end()
}

func readSource(in io.Reader) (s Source, err error) {
	r := &frameReader{in: in}
	for _, want := range [...]byte{frameName, frameOff, frameBody, frameEnd} {
		_, body, err := r.next(string(want))
		if err != nil {
			return s, err
		}
		switch want {
		case frameName:
			s.Name = string(body)
		case frameOff:
			err = json.Unmarshal(body, &s.Off)
		case frameBody:
			s.Data = body
		}
		if err != nil {
			return s, err
		}
	}
	return s, nil
}

func writeResult(out io.Writer, r Result) error {
	w := &frameWriter{out: bufio.NewWriterSize(out, 64<<10)}
	head := r
	head.Document, head.Index, head.Operations, head.Schemas = nil, nil, nil, nil
	w.json(frameHead, head)
	w.put(frameBody, r.Document)
	w.put(frameBody, r.Index)
	for _, o := range r.Operations {
		w.json(frameOp, o)
		w.put(frameBody, o.Chunk)
	}
	for _, s := range r.Schemas {
		w.put(frameSchema, []byte(s.Name))
		w.put(frameBody, s.Chunk)
	}
	return w.end()
}

// writeStage tells at once that a stage begins. A parent that is gone is noticed when the result is written.
func writeStage(out io.Writer, stage document.Stage) {
	w := &frameWriter{out: bufio.NewWriter(out)}
	w.put(frameStage, []byte(stage))
	_ = w.out.Flush()
}

// readHead reads the stages, each at most once because a worker may be anything by now, and then the head.
func readHead(r *frameReader, begin func(document.Stage)) ([]byte, error) {
	for range len(stages) + 1 {
		kind, body, err := r.next("ph")
		if err != nil || kind == frameHead {
			return body, err
		}
		if stage := document.Stage(body); slices.Contains(stages[:], stage) {
			begin(stage)
		}
	}
	return nil, errFrame
}

func readResult(in io.Reader, begin func(document.Stage)) (Result, error) {
	r, result := &frameReader{in: in}, Result{}
	head, err := readHead(r, begin)
	if err == nil {
		err = json.Unmarshal(head, &result)
	}
	for _, body := range [...]*[]byte{&result.Document, &result.Index} {
		if err == nil {
			_, *body, err = r.next(string(rune(frameBody)))
		}
	}
	for err == nil {
		kind, meta, failed := r.next("osz")
		if failed != nil || kind == frameEnd {
			return result, failed
		}
		err = readPart(r, &result, kind, meta)
	}
	return Result{}, err
}

func readPart(r *frameReader, result *Result, kind byte, meta []byte) error {
	_, body, err := r.next(string(rune(frameBody)))
	if err != nil {
		return err
	}
	if kind == frameSchema {
		result.Schemas = append(result.Schemas, Schema{Name: string(meta), Chunk: body})
		return nil
	}
	o := Operation{Chunk: body}
	if err := json.Unmarshal(meta, &o); err != nil {
		return err
	}
	result.Operations = append(result.Operations, o)
	return nil
}
