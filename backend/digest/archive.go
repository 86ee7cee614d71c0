package digest

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"sort"
	"strings"
	"unicode"
)

// What an upload may hold; SourceBytesMax is the one that callers check first. Bytes are counted after unpacking, so that a small bomb is as large as what it becomes.
const (
	SourceBytesMax = 32 << 20
	sourceFilesMax = 5_000
	fileNameMax    = 300
)

// What can be wrong with an upload before its document is read. ErrLarge is also how callers refuse what they fetch.
var (
	ErrLarge         = errors.New("the upload has more than 32 MiB when unpacked")
	errArchiveFiles  = errors.New("the upload has more than 5,000 files")
	errArchiveName   = errors.New("the upload has a file whose name leaves the archive")
	errArchiveBroken = errors.New("the archive cannot be unpacked")
)

// Unpack answers the files of an upload by their relative paths: the files of a zip, tar or tar.gz archive, or the one
// document that data is, under name. What it is, is told from the content, never from a name. Nothing touches the disk.
func Unpack(name string, data []byte) (map[string][]byte, error) {
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return unpackZip(data)
	case bytes.HasPrefix(data, []byte{0x1f, 0x8b}):
		plain, err := Expand(data, SourceBytesMax+8<<20)
		if err != nil {
			return nil, err
		}
		return Unpack(name, plain)
	case len(data) > 262 && string(data[257:262]) == "ustar":
		return unpackTar(data)
	}
	if len(data) > SourceBytesMax {
		return nil, ErrLarge
	}
	return map[string][]byte{name: data}, nil
}

// bag collects files under the limits.
type bag struct {
	files map[string][]byte
	bytes int64
}

func (b *bag) add(name string, content io.Reader) error {
	clean := path.Clean(strings.ReplaceAll(name, "\\", "/"))
	if strings.HasPrefix(clean, "/") || clean == ".." || strings.HasPrefix(clean, "../") || len(clean) > fileNameMax || strings.ContainsFunc(clean, unprintable) {
		return errArchiveName
	}
	if len(b.files) >= sourceFilesMax {
		return errArchiveFiles
	}
	data, err := io.ReadAll(io.LimitReader(content, SourceBytesMax-b.bytes+1))
	if err != nil {
		return errors.Join(errArchiveBroken, err)
	}
	if b.bytes += int64(len(data)); b.bytes > SourceBytesMax {
		return ErrLarge
	}
	b.files[clean] = data
	return nil
}

// unprintable tells control and format characters, which hide what a name is.
func unprintable(r rune) bool { return !unicode.IsPrint(r) }

func unpackZip(data []byte) (map[string][]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, errors.Join(errArchiveBroken, err)
	}
	b := &bag{files: map[string][]byte{}}
	for _, entry := range archive.File {
		if !entry.Mode().IsRegular() {
			continue
		}
		content, err := entry.Open()
		if err != nil {
			return nil, errors.Join(errArchiveBroken, err)
		}
		err = b.add(entry.Name, content)
		_ = content.Close()
		if err != nil {
			return nil, err
		}
	}
	return b.files, nil
}

func unpackTar(data []byte) (map[string][]byte, error) {
	archive := tar.NewReader(bytes.NewReader(data))
	b := &bag{files: map[string][]byte{}}
	for {
		entry, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return b.files, nil
		}
		if err != nil {
			return nil, errors.Join(errArchiveBroken, err)
		}
		// Links and devices are skipped: a reference reaches only what was packed as a file.
		if entry.Typeflag != tar.TypeReg {
			continue
		}
		if err := b.add(entry.Name, archive); err != nil {
			return nil, err
		}
	}
}

// Pack answers one file as it is, and several as a tar archive with the entry document first.
func Pack(entry string, files map[string][]byte) ([]byte, error) {
	if len(files) == 1 {
		for _, content := range files {
			return content, nil
		}
	}
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool {
		if (names[i] == entry) != (names[j] == entry) {
			return names[i] == entry
		}
		return names[i] < names[j]
	})
	var out bytes.Buffer
	archive := tar.NewWriter(&out)
	for _, name := range names {
		header := &tar.Header{Name: name, Mode: 0o644, Size: int64(len(files[name])), Format: tar.FormatUSTAR}
		if err := archive.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := archive.Write(files[name]); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
