package web

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

const depthMax = 64

// level is one object or list that the scan is inside of.
type level struct {
	// of is the type that the value becomes, nil where any member will do.
	of reflect.Type
	// names holds the members of an object so far; nil in a list.
	names map[string]bool
	// name is the member whose value comes next, or was last; valued says that a name comes next.
	name   string
	valued bool
	// index counts the elements of a list.
	index int
}

// scanner walks the tokens of a body once, beside the type that it is for.
type scanner struct {
	open []level
	root reflect.Type
}

// scan refuses members that are repeated or that the type doesn't have under exactly that name (encoding/json takes any
// case, so that two spellings of one member could mean different things to different readers), too deep nesting, text
// that is no Unicode text, and anything after the value.
func scan(body []byte, of reflect.Type) error {
	if loneSurrogate(body) {
		return ErrBodyMalformed.Saying("Text must not contain half of a surrogate pair.")
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	s := scanner{root: of}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return ErrBodyMalformed.Because(err)
		}
		if err := s.take(token); err != nil {
			return err
		}
		if len(s.open) == 0 && decoder.More() {
			return ErrBodyMalformed.Saying("Something follows the JSON value.")
		}
	}
}

func (s *scanner) take(token json.Token) error {
	text, isText := token.(string)
	if isText && strings.ContainsRune(text, 0) {
		return ErrBodyMalformed.Saying("Text must not contain the character U+0000.")
	}
	delim, isDelim := token.(json.Delim)
	top := s.top()
	switch {
	case isDelim && (delim == '{' || delim == '['):
		return s.enter(delim)
	case isDelim:
		s.open = s.open[:len(s.open)-1]
		s.done()
	case top != nil && top.names != nil && top.valued:
		return s.member(text)
	case token == nil && top != nil && top.names != nil && refusesNull(top.of, top.name):
		return ErrBodyMalformed.With(fault.Field{Pointer: s.pointer(), Code: "null", Message: "This is null; leave it out, or say what it is."})
	default:
		s.done()
	}
	return nil
}

// refusesNull says whether a member is tagged null:"refused", because null there would silently mean something.
func refusesNull(t reflect.Type, name string) bool {
	if t = plainType(t); t == nil || t.Kind() != reflect.Struct {
		return false
	}
	for _, f := range reflect.VisibleFields(t) {
		if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag == name {
			return f.Tag.Get("null") == "refused"
		}
	}
	return false
}

func (s *scanner) top() *level {
	if len(s.open) == 0 {
		return nil
	}
	return &s.open[len(s.open)-1]
}

// enter opens an object or a list as the value that comes next.
func (s *scanner) enter(delim json.Delim) error {
	if len(s.open) >= depthMax {
		return ErrBodyMalformed.Saying("The body is nested too deeply.")
	}
	next := level{of: s.root, valued: true}
	if top := s.top(); top != nil && top.names != nil {
		next.of, _ = memberType(top.of, top.name)
	} else if top != nil {
		next.of = elementType(top.of)
	}
	if delim == '{' {
		next.names = map[string]bool{}
	}
	s.open = append(s.open, next)
	return nil
}

// done notes that the value which came last is complete.
func (s *scanner) done() {
	if top := s.top(); top != nil {
		top.valued = true
		top.index++
	}
}

func (s *scanner) member(name string) error {
	top := s.top()
	repeated := top.names[name]
	top.names[name], top.name, top.valued = true, name, false
	if repeated {
		return ErrBodyMalformed.With(fault.Field{Pointer: s.pointer(), Code: "repeated", Message: "This member is there twice."})
	}
	if _, known := memberType(top.of, name); !known {
		return ErrBodyMalformed.With(fault.Field{Pointer: s.pointer(), Code: "unknown", Message: "There is no member of this name."})
	}
	return nil
}

// pointer answers where the scan is (RFC 6901).
func (s *scanner) pointer() string {
	var at strings.Builder
	for _, l := range s.open {
		at.WriteByte('/')
		if l.names == nil {
			at.WriteString(strconv.Itoa(l.index))
		} else {
			at.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(l.name))
		}
	}
	return at.String()
}

// memberType answers the type of a member, nil where any value will do. known is false when objects of the type have no
// member of exactly this name; a value that is no object there is left for the decoder to refuse.
func memberType(t reflect.Type, name string) (member reflect.Type, known bool) {
	t = plainType(t)
	switch {
	case t == nil:
		return nil, true
	case t.Kind() == reflect.Map:
		return t.Elem(), true
	case t.Kind() != reflect.Struct:
		return nil, true
	}
	for _, f := range reflect.VisibleFields(t) {
		if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag == name && tag != "-" {
			return f.Type, true
		}
	}
	return nil, false
}

func elementType(t reflect.Type) reflect.Type {
	t = plainType(t)
	if t == nil || t.Kind() != reflect.Slice && t.Kind() != reflect.Array {
		return nil
	}
	return t.Elem()
}

var (
	unmarshaler     = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// plainType looks through pointers; a type that reads its own JSON has no members that we could know.
func plainType(t reflect.Type) reflect.Type {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || reflect.PointerTo(t).Implements(unmarshaler) || reflect.PointerTo(t).Implements(textUnmarshaler) {
		return nil
	}
	return t
}

// loneSurrogate reports whether an escape in JSON text stands for half a character, which encoding/json would silently
// replace: what was stored would not be what was sent.
func loneSurrogate(body []byte) bool {
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		first, ok := escaped(body[i:])
		switch {
		case !ok:
			i++
		case !utf16.IsSurrogate(first):
			i += 5
		default:
			second, _ := escaped(body[i+6:])
			if utf16.DecodeRune(first, second) == '\uFFFD' {
				return true
			}
			i += 11
		}
	}
	return false
}

// escaped answers the code unit of an escape such as \u0041 at the start of text.
func escaped(text []byte) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(unit), err == nil
}
