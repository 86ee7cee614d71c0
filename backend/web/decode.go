package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/go-playground/validator/v10"
	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Param answers a path parameter with its escapes resolved. Text that is no valid escape stays as it is and names nothing.
func Param(c *fiber.Ctx, name string) string {
	raw := c.Params(name)
	if plain, err := url.PathUnescape(raw); err == nil {
		return plain
	}
	return raw
}

// Decode reads the request's body as exactly one JSON value of type T and checks its validate tags. A member that is
// unknown, repeated or written in another case, nesting deeper than 64, null in place of the body, bytes after the value
// or text that is not Unicode is ErrBodyMalformed; values that the tags refuse are fault.ErrInvalid with every mistake at
// once. An empty body decodes as {}.
func Decode[T any](c *fiber.Ctx) (T, error) {
	var v T
	body := bytes.TrimSpace(c.Request().Body())
	switch {
	case len(body) == 0:
		body = []byte("{}")
	case string(body) == "null":
		return v, ErrBodyMalformed.Saying("The body is null; expected is an object.")
	case !utf8.Valid(body):
		return v, ErrBodyMalformed.Saying("The body is not valid UTF-8.")
	}
	if err := scan(body, reflect.TypeFor[T]()); err != nil {
		return v, err
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&v); err != nil {
		return v, malformed(err)
	}
	if at, odd := oddTime(reflect.ValueOf(v)); odd {
		return v, ErrBodyMalformed.With(fault.Field{Pointer: at, Code: "range", Message: "A time is between the years 1970 and 9998."})
	}
	return v, Validate(v)
}

// oddTime finds a time that RFC 3339 can't write again in UTC, or that is older than this kind of software, and answers its
// JSON pointer.
func oddTime(v reflect.Value) (pointer string, odd bool) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return oddTime(v.Elem())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if at, odd := oddTime(v.Index(i)); odd {
				return "/" + strconv.Itoa(i) + at, true
			}
		}
	case reflect.Struct:
		if t, ok := v.Interface().(time.Time); ok {
			return "", !t.IsZero() && (t.UTC().Year() < 1970 || t.UTC().Year() > 9998)
		}
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); field.IsExported() && name != "-" {
				if at, odd := oddTime(v.Field(i)); odd {
					return "/" + name + at, true
				}
			}
		}
	}
	return "", false
}

// malformed says in our words what encoding/json refused.
func malformed(err error) error {
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		pointer := "/" + strings.ReplaceAll(wrongType.Field, ".", "/")
		return ErrBodyMalformed.With(fault.Field{Pointer: pointer, Code: "type", Message: "This is a " + wrongType.Value + "; expected is " + jsonName(wrongType.Type) + "."}).Because(err)
	}
	return ErrBodyMalformed.Because(err)
}

func jsonName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	default:
		return "a number"
	}
}

var validate = sync.OnceValue(func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name
	})
	return v
})

// Validate checks the validate tags of a struct and answers fault.ErrInvalid with every mistake, or nil. Values of
// other kinds have no tags and pass.
func Validate(v any) error {
	err := validate().Struct(v)
	var mistakes validator.ValidationErrors
	if !errors.As(err, &mistakes) {
		return nil
	}
	fields := make([]fault.Field, 0, len(mistakes))
	for _, m := range mistakes {
		fields = append(fields, fault.Field{Pointer: pointer(m.Namespace()), Code: m.Tag(), Message: sentence(m)})
	}
	return fault.ErrInvalid.With(fields...)
}

// pointer turns Request.items[0].name into /items/0/name.
func pointer(namespace string) string {
	_, path, _ := strings.Cut(namespace, ".")
	return "/" + strings.NewReplacer(".", "/", "[", "/", "]", "").Replace(path)
}

func sentence(m validator.FieldError) string {
	switch m.Tag() {
	case "required":
		return "This is needed."
	case "min", "gte":
		return "This is too short or too small; the least is " + m.Param() + "."
	case "max", "lte":
		return "This is too long or too large; the most is " + m.Param() + "."
	case "oneof":
		return "This is one of: " + strings.ReplaceAll(m.Param(), " ", ", ") + "."
	case "email":
		return "This is not an e-mail address."
	case "url", "http_url":
		return "This is not a web address."
	default:
		return "This does not satisfy the rule " + m.Tag() + "."
	}
}

// Empty refuses a body that has members, for operations that take none: nothing at all and {} are fine.
func Empty(c *fiber.Ctx) error {
	_, err := Decode[struct{}](c)
	return err
}
