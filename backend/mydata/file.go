package mydata

import (
	"encoding/json"
	"io"
	"iter"
)

// section is one member of the document: a value of its own, or a list of rows.
type section struct {
	name string
	one  func() (any, error)
	rows iter.Seq2[any, error]
}

// parts answers the document in pieces.
func parts(sections []section) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		open := "{"
		for _, s := range sections {
			if !yield([]byte(open+`"`+s.name+`":`), nil) || !s.write(yield) {
				return
			}
			open = ",\n"
		}
		yield([]byte(open+`"complete":true}`+"\n"), nil)
	}
}

// write yields the value of a section, and reports whether to go on.
func (s section) write(yield func([]byte, error) bool) bool {
	if s.one != nil {
		value, err := s.one()
		return put(yield, "", value, err)
	}
	open := "["
	for value, err := range s.rows {
		if !put(yield, open, value, err) {
			return false
		}
		open = ","
	}
	if open == "[" {
		return yield([]byte("[]"), nil)
	}
	return yield([]byte("]"), nil)
}

func put(yield func([]byte, error) bool, before string, value any, err error) bool {
	if err != nil {
		yield(nil, err)
		return false
	}
	text, err := json.Marshal(value)
	return yield(append([]byte(before), text...), err) && err == nil
}

// file reads parts as one text.
type file struct {
	next func() ([]byte, error, bool)
	stop func()
	rest []byte
}

func newFile(of iter.Seq2[[]byte, error]) *file {
	next, stop := iter.Pull2(of)
	return &file{next: next, stop: stop}
}

// Read answers the next part of the text.
func (f *file) Read(to []byte) (int, error) {
	for len(f.rest) == 0 {
		part, err, more := f.next()
		if err != nil {
			return 0, err
		}
		if !more {
			return 0, io.EOF
		}
		f.rest = part
	}
	n := copy(to, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

// Close ends the reading of what is left.
func (f *file) Close() error {
	f.stop()
	return nil
}
