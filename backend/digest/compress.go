package digest

import (
	"bytes"
	"errors"
	"io"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// zippers are reused: an import compresses thousands of pieces, and making one writer costs as much as using it. The level
// is a compromise, because the pieces of a large document come to hundreds of megabytes.
var zippers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, 5)
	if err != nil {
		panic("gzip level: " + err.Error())
	}
	return w
}}

// squeezers make what readers wait for: the index and the operations. Quality 5 is a seventh smaller than gzip; the next
// ones cost more than they save (decisions/0012). No window here is the one whose header looks like gzip's.
var squeezers = sync.Pool{New: func() any {
	return brotli.NewWriterOptions(nil, brotli.WriterOptions{Quality: 5, LGWin: 18})
}}

// Compress makes a stored body of what is kept and seldom sent.
func Compress(data []byte) []byte {
	w, _ := zippers.Get().(*gzip.Writer)
	defer zippers.Put(w)
	var out bytes.Buffer
	w.Reset(&out)
	// A bytes.Buffer never fails.
	_, _ = w.Write(data)
	_ = w.Close()
	return out.Bytes()
}

// squeeze makes a stored body of what is sent often.
func squeeze(data []byte) []byte {
	w, _ := squeezers.Get().(*brotli.Writer)
	defer squeezers.Put(w)
	var out bytes.Buffer
	w.Reset(&out)
	_, _ = w.Write(data)
	_ = w.Close()
	return out.Bytes()
}

// The content codings of stored bodies.
const (
	Gzip   = "gzip"
	Brotli = "br"
)

// Coding tells how a stored body is compressed.
func Coding(body []byte) string {
	if bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return Gzip
	}
	return Brotli
}

// Expand expands at most limit bytes of a body and refuses more.
func Expand(body []byte, limit int64) ([]byte, error) {
	var r io.Reader = brotli.NewReader(bytes.NewReader(body))
	if Coding(body) == Gzip {
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, errors.Join(errArchiveBroken, err)
		}
		r = z
	}
	out, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, errors.Join(errArchiveBroken, err)
	}
	if int64(len(out)) > limit {
		return nil, ErrLarge
	}
	return out, nil
}
