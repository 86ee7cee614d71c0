package backup

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
)

// windowMax bounds the memory that somebody's archive can ask for.
const windowMax = 64 << 20

// packer writes an archive, part by part.
type packer struct {
	sealed io.WriteCloser
	zipped *zstd.Encoder
	tar    *tar.Writer
	parts  []Part
	say    func(bytes int64) // told of each piece; nil = nobody
}

func pack(into io.Writer, lock Lock, say func(int64)) (*packer, error) {
	recipients, err := lock.recipients()
	if err != nil {
		return nil, err
	}
	sealed, err := age.Encrypt(into, recipients...)
	if err != nil {
		return nil, fmt.Errorf("encrypt the archive: %w", err)
	}
	zipped, err := zstd.NewWriter(sealed, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(4<<20))
	if err != nil {
		return nil, fmt.Errorf("compress the archive: %w", err)
	}
	return &packer{sealed: sealed, zipped: zipped, tar: tar.NewWriter(zipped), say: say}, nil
}

// add writes one part of exactly size bytes.
func (p *packer) add(name string, size int64, from io.Reader) error {
	if err := p.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, Typeflag: tar.TypeReg, Format: tar.FormatPAX}); err != nil {
		return fmt.Errorf("write %s into the archive: %w", name, err)
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(p.tar, sum, told(p.say)), io.LimitReader(from, size))
	if err == nil && n != size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return fmt.Errorf("write %s into the archive: %w", name, err)
	}
	p.parts = append(p.parts, Part{Name: name, Bytes: n, SHA256: hex.EncodeToString(sum.Sum(nil))})
	return nil
}

func (p *packer) close() error {
	return errors.Join(p.tar.Close(), p.zipped.Close(), p.sealed.Close())
}

// told tells how many bytes went by.
type told func(int64)

func (t told) Write(b []byte) (int, error) {
	if t != nil {
		t(int64(len(b)))
	}
	return len(b), nil
}

// unpack reads an archive and hands every part but the manifest to take, which reads as much of it as it likes. It
// answers the manifest once all parts were what it says.
func unpack(from io.Reader, how Unlock, take func(name string, size int64, part io.Reader) error) (sealed, Manifest, error) {
	clear, err := how.decrypt(from, "the archive")
	if err != nil {
		return sealed{}, Manifest{}, err
	}
	zipped, err := zstd.NewReader(clear, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(windowMax))
	if err != nil {
		return sealed{}, Manifest{}, damaged(err)
	}
	defer zipped.Close()
	entries := tar.NewReader(zipped)
	var read []Part
	for {
		header, err := entries.Next()
		if err != nil {
			return sealed{}, Manifest{}, damaged(err) // also at the end: the manifest comes first
		}
		if header.Typeflag != tar.TypeReg || header.Size < 0 || strings.Contains(header.Name, "..") || strings.HasPrefix(header.Name, "/") {
			return sealed{}, Manifest{}, errors.New("the archive holds something else than a backup")
		}
		if header.Name == manifestName {
			return finish(entries, zipped, header.Size, read)
		}
		p, err := takePart(header, entries, take)
		if err != nil {
			return sealed{}, Manifest{}, err
		}
		read = append(read, p)
	}
}

func takePart(header *tar.Header, entries io.Reader, take func(string, int64, io.Reader) error) (Part, error) {
	part := &summed{from: entries, sum: sha256.New()}
	if err := take(header.Name, header.Size, part); err != nil {
		return Part{}, err
	}
	if _, err := io.Copy(io.Discard, part); err != nil {
		return Part{}, damaged(err)
	}
	return Part{Name: header.Name, Bytes: part.n, SHA256: hex.EncodeToString(part.sum.Sum(nil))}, nil
}

// finish reads the manifest and makes sure that nothing follows, which is also when the end of the encryption is checked.
func finish(entries *tar.Reader, zipped io.Reader, size int64, read []Part) (sealed, Manifest, error) {
	if size > manifestBytesMax {
		return sealed{}, Manifest{}, errors.New("the archive's manifest is too large")
	}
	text, err := io.ReadAll(entries)
	if err != nil {
		return sealed{}, Manifest{}, damaged(err)
	}
	if _, err := entries.Next(); !errors.Is(err, io.EOF) {
		return sealed{}, Manifest{}, damaged(err)
	}
	if _, err := io.Copy(io.Discard, zipped); err != nil {
		return sealed{}, Manifest{}, damaged(err)
	}
	s, m, err := open(text)
	if err != nil {
		return s, m, err
	}
	return s, m, m.agree(read)
}

// errDamaged says that an archive is not what was written.
var errDamaged = errors.New("the archive is damaged or cut off")

func damaged(cause error) error {
	if cause == nil || errors.Is(cause, io.EOF) {
		return errDamaged
	}
	return fmt.Errorf("%w (%w)", errDamaged, cause)
}

// summed hashes what is read through it.
type summed struct {
	from io.Reader
	sum  hash.Hash
	n    int64
}

func (s *summed) Read(b []byte) (int, error) {
	n, err := s.from.Read(b)
	s.sum.Write(b[:n])
	s.n += int64(n)
	return n, err
}

func (p *packer) addText(name string, text []byte) error {
	return p.add(name, int64(len(text)), bytes.NewReader(text))
}
