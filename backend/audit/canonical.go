package audit

import (
	"cmp"
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

const (
	depthMax    = 6
	elementsMax = 100
	textMax     = 1024
	recordMax   = 32 << 10
)

// canonical appends JSON in the form of RFC 8785 in which numbers are strings. Equal values give equal bytes.
type canonical struct{ buf []byte }

// member appends a name and a text value. The caller names members in their canonical order.
func (c *canonical) member(name, value string, limit int) {
	c.name(name)
	c.text(clean(value, limit))
}

func (c *canonical) name(name string) {
	if n := len(c.buf); n > 0 && c.buf[n-1] != '{' {
		c.buf = append(c.buf, ',')
	}
	c.text(name)
	c.buf = append(c.buf, ':')
}

// text appends a JSON string; RFC 8785 escapes nothing but the quotation mark, the backslash and C0, and clean has
// already spelled out the latter.
func (c *canonical) text(s string) {
	c.buf = append(c.buf, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '"' || s[i] == '\\' {
			c.buf = append(c.buf, s[start:i]...)
			c.buf = append(c.buf, '\\')
			start = i
		}
	}
	c.buf = append(c.buf, s[start:]...)
	c.buf = append(c.buf, '"')
}

func (c *canonical) value(v any, depth int) {
	switch v := v.(type) {
	case nil:
		c.buf = append(c.buf, "null"...)
	case string:
		c.text(clean(v, textMax))
	case bool:
		c.buf = strconv.AppendBool(c.buf, v)
	case int:
		c.text(strconv.Itoa(v))
	case int64:
		c.text(strconv.FormatInt(v, 10))
	case error:
		c.text(clean(v.Error(), textMax))
	case encoding.TextMarshaler:
		c.marshaler(v)
	default:
		c.reflected(reflect.ValueOf(v), depth)
	}
}

func (c *canonical) marshaler(v encoding.TextMarshaler) {
	if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && r.IsNil() {
		c.buf = append(c.buf, "null"...)
		return
	}
	text, err := v.MarshalText()
	if err != nil {
		text = []byte("[unreadable]")
	}
	c.text(clean(string(text), textMax))
}

func (c *canonical) reflected(v reflect.Value, depth int) {
	if depth >= depthMax {
		c.text("[too deep]")
		return
	}
	switch v.Kind() {
	case reflect.String:
		c.text(clean(v.String(), textMax))
	case reflect.Bool:
		c.buf = strconv.AppendBool(c.buf, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		c.text(strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		c.text(strconv.FormatUint(v.Uint(), 10))
	case reflect.Float32, reflect.Float64:
		c.text(strconv.FormatFloat(v.Float(), 'g', -1, 64))
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			c.buf = append(c.buf, "null"...)
			return
		}
		c.value(v.Elem().Interface(), depth)
	case reflect.Slice, reflect.Array:
		c.list(v, depth)
	case reflect.Map:
		c.object(mapMembers(v), depth)
	case reflect.Struct:
		c.object(structMembers(v), depth)
	default:
		c.text("[" + v.Kind().String() + "]")
	}
}

func (c *canonical) list(v reflect.Value, depth int) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		// Bytes may be key material, and encoded they would pass for text.
		c.text(fmt.Sprintf("[%d bytes]", v.Len()))
		return
	}
	c.buf = append(c.buf, '[')
	for i := range min(v.Len(), elementsMax) {
		if i > 0 {
			c.buf = append(c.buf, ',')
		}
		c.value(v.Index(i).Interface(), depth+1)
	}
	c.buf = append(c.buf, ']')
}

type namedValue struct {
	name  string
	value any
}

func (c *canonical) object(members []namedValue, depth int) {
	slices.SortFunc(members, func(a, b namedValue) int { return compareUTF16(a.name, b.name) })
	members = slices.CompactFunc(members, func(a, b namedValue) bool { return a.name == b.name })
	c.buf = append(c.buf, '{')
	for _, m := range members[:min(len(members), elementsMax)] {
		c.name(m.name)
		c.value(m.value, depth+1)
	}
	c.buf = append(c.buf, '}')
}

func mapMembers(v reflect.Value) []namedValue {
	members := make([]namedValue, 0, v.Len())
	for key, value := range v.Seq2() {
		members = append(members, namedValue{clean(fmt.Sprint(key.Interface()), textMax), value.Interface()})
	}
	return members
}

func structMembers(v reflect.Value) []namedValue {
	var members []namedValue
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if !field.IsExported() || name == "-" {
			continue
		}
		members = append(members, namedValue{clean(cmp.Or(name, field.Name), textMax), v.Field(i).Interface()})
	}
	return members
}

// compareUTF16 orders names as RFC 8785 does: by UTF-16 code units.
func compareUTF16(a, b string) int {
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}
