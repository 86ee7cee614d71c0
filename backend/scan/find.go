package scan

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// Match is a token in text.
type Match struct {
	// Line and Column are of its first character and count from 1; Length is in characters, which are ASCII.
	Line, Column, Length int
	Kind                 secret.Kind
	// ID is the token's public part, 16 characters.
	ID string
	// Hint is what its owner recognises it by.
	Hint string
	// Encoded says that it stands there in base64, as in a Kubernetes Secret.
	Encoded bool
	at      int // of its first byte in what was looked at
	// Proof shows the portal that the finder has seen the whole token, without giving it away.
	Proof secret.Proof
}

const (
	bufferBytes = 64 << 10
	// The longest token, and the same in base64: what a piece keeps of the piece before it.
	tokenBytesMax   = 8 + 1 + 4 + 1 + 16 + 1 + 43 + 6
	overlapBytes    = tokenBytesMax * 3
	encodedBytesMin = 92 // of the shortest token
)

// readers are kept, since a directory may have very many small files.
var readers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, bufferBytes) }}

// Finder looks for the tokens of one brand.
type Finder struct {
	brand []byte
	signs [3][]byte // what the brand makes of base64, at each place in a group of three bytes
}

// NewFinder answers a finder for the tokens that begin with brand and an underscore.
func NewFinder(brand string) Finder {
	f := Finder{brand: []byte(brand + "_")}
	for skip := range f.signs {
		text := base64.RawStdEncoding.EncodeToString(append(make([]byte, skip), f.brand...))
		// The first and the last character depend on what stands around.
		f.signs[skip] = []byte(text[(skip*8+5)/6 : (skip+len(f.brand))*8/6])
	}
	return f
}

// Read calls found for every token in a text of any length, in order. It fails only when r does.
func (f Finder) Read(r io.Reader, found func(Match)) error {
	reader := readers.Get().(*bufio.Reader)
	reader.Reset(r)
	defer readers.Put(reader)
	line, offset := 1, 0 // offset: characters of the line that were left behind
	var kept []byte      // the end of a line's earlier part
	for {
		part, err := reader.ReadSlice('\n')
		text := part
		if len(kept) > 0 {
			text = append(kept, part...)
		}
		whole := !errors.Is(err, bufio.ErrBufferFull)
		f.line(text, func(m Match) {
			// What lies wholly in the kept part was found with the part before; in the last bytes it may go on.
			if m.at+m.Length > len(kept) {
				m.Line, m.Column = line, m.Column+offset
				found(m)
			}
		})
		switch {
		case whole:
			line, offset, kept = line+1, 0, nil
		default:
			tail := text[max(0, len(text)-overlapBytes):]
			offset += utf8.RuneCount(text[:len(text)-len(tail)])
			kept = bytes.Clone(tail)
		}
		if err != nil && whole {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

// line finds tokens in one line; columns count from its beginning.
func (f Finder) line(text []byte, found func(Match)) {
	place := func(m Match) {
		m.Column = utf8.RuneCount(text[:m.at]) + 1
		found(m)
	}
	f.plain(text, place)
	for at := 0; at < len(text); {
		if !inBase64[text[at]] {
			at++
			continue
		}
		end := at
		for end < len(text) && inBase64[text[end]] {
			end++
		}
		if end-at >= encodedBytesMin {
			f.encoded(text[at:end], at, place)
		}
		at = end
	}
}

// plain finds tokens as they are, whatever stands around them.
func (f Finder) plain(text []byte, found func(Match)) {
	for at := 0; ; {
		next := bytes.Index(text[at:], f.brand)
		if next < 0 {
			return
		}
		at += next
		if m, ok := f.at(text[at:]); ok {
			m.at = at
			found(m)
			at += m.Length
		} else {
			at += len(f.brand)
		}
	}
}

// at reads the token that text begins with.
func (f Finder) at(text []byte) (Match, bool) {
	brand := string(f.brand[:len(f.brand)-1])
	for _, kind := range []secret.Kind{secret.Live, secret.Test, secret.Operator, secret.Ephemeral, secret.ClientSecret} {
		length := len(f.brand) + len(kind) + tokenBytesMax - 13
		if len(text) < length || !bytes.HasPrefix(text[len(f.brand):], []byte(kind)) {
			continue
		}
		parsed, ok := secret.Parse(brand, string(text[:length]))
		if !ok {
			continue
		}
		return Match{
			Length: length, Kind: parsed.Kind, ID: parsed.ID, Hint: secret.Hint(brand, parsed.Kind, parsed.ID, parsed.Full[length-4:]),
			Proof: secret.ProofOf(parsed.Full),
		}, true
	}
	return Match{}, false
}

// encoded finds tokens in a run of base64 that begins at a place, in the ordinary and in the URL alphabet, also when
// something stands before it that looks like base64 too.
func (f Finder) encoded(run []byte, from int, found func(Match)) {
	if !f.promising(run) {
		return
	}
	usual := strings.NewReplacer("-", "+", "_", "/").Replace(string(run))
	for skip := range 4 {
		rest := usual[skip:]
		if len(rest)%4 == 1 {
			rest = rest[:len(rest)-1]
		}
		decoded, err := base64.RawStdEncoding.DecodeString(rest)
		if err != nil {
			continue
		}
		f.plain(decoded, func(m Match) {
			m.Encoded, m.at, m.Length = true, from+skip+m.at*4/3, (m.Length*4+2)/3
			found(m)
		})
	}
}

func (f Finder) promising(run []byte) bool {
	for _, sign := range f.signs {
		if bytes.Contains(run, sign) {
			return true
		}
	}
	return false
}

// inBase64 holds the characters of both alphabets of base64 (RFC 4648 sections 4 and 5), without padding.
var inBase64 = func() (in [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_") {
		in[c] = true
	}
	return in
}()
