package mock

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

const (
	formDepthMax  = 8
	formFieldsMax = 1_000
	depthStrict   = 64
)

// readBody reads a body of a kind that has a schema to be held against; nil means that it is of another kind.
func readBody(set *schema.Set, s *document.Node, request Request) (*document.Node, error) {
	kind, parameters, _ := mime.ParseMediaType(request.ContentType)
	switch {
	case isJSON(kind) && request.Strict:
		return document.ParseStrictJSON(request.Body, depthStrict)
	case isJSON(kind):
		return document.ParseJSON(request.Body)
	case kind == "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(request.Body))
		if err != nil {
			return nil, err
		}
		return formValue(set, s, values), nil
	case kind == "multipart/form-data":
		values, err := parts(request.Body, parameters["boundary"])
		if err != nil {
			return nil, err
		}
		return formValue(set, s, values), nil
	}
	return nil, nil
}

// parts reads the fields of a multipart form. A file is its contents as text.
func parts(body []byte, boundary string) (url.Values, error) {
	values := url.Values{}
	if boundary == "" || !bytes.Contains(body, []byte("--"+boundary)) {
		return nil, errors.New("the boundary that the content type names is not in the body")
	}
	for r := multipart.NewReader(bytes.NewReader(body), boundary); len(values) <= formFieldsMax; {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return values, nil
		}
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(p)
		if err != nil {
			return nil, err
		}
		values.Add(p.FormName(), string(text))
	}
	return nil, errors.New("the form has too many fields")
}

// formValue makes an object of the fields of a form: a repeated field, a[] and a[0] are lists, a[b] is an object.
func formValue(set *schema.Set, s *document.Node, values url.Values) *document.Node {
	out := &document.Node{Kind: document.Object}
	properties := set.Flatten(s).Get("properties")
	done := map[string]bool{}
	for _, key := range sorted(values) {
		name, _, _ := strings.Cut(key, "[")
		if done[name] {
			continue
		}
		done[name] = true
		out.Members = append(out.Members, document.Member{Key: name, Value: field(set, properties.Get(name), values, name, 0)})
	}
	return out
}

func field(set *schema.Set, s *document.Node, values url.Values, name string, depth int) *document.Node {
	kind := kindOf(set, s)
	if own := values[name]; len(own) > 0 && kind != "array" {
		if kind == "object" {
			if n, err := document.ParseJSON([]byte(own[0])); err == nil {
				return n // the encoding of an object inside a form is JSON
			}
		}
		return scalar(set, s, own[len(own)-1])
	}
	below := children(values, name)
	if kind != "array" && !(kind == "" && numbered(below)) {
		out := &document.Node{Kind: document.Object}
		properties := set.Flatten(s).Get("properties")
		for _, key := range below {
			if depth < formDepthMax {
				out.Members = append(out.Members, document.Member{Key: key, Value: field(set, properties.Get(key), values, name+"["+key+"]", depth+1)})
			}
		}
		return out
	}
	out, items := &document.Node{Kind: document.Array}, set.Flatten(s).Get("items")
	for _, text := range append(values[name], values[name+"[]"]...) {
		out.Members = append(out.Members, document.Member{Value: scalar(set, items, text)})
	}
	for _, key := range below {
		if key != "" && depth < formDepthMax {
			out.Members = append(out.Members, document.Member{Value: field(set, items, values, name+"["+key+"]", depth+1)})
		}
	}
	return out
}

// children lists what stands in the first brackets behind a name, each once and in order.
func children(values url.Values, name string) (out []string) {
	seen := map[string]bool{}
	for _, key := range sorted(values) {
		rest, ok := strings.CutPrefix(key, name+"[")
		child, _, closed := strings.Cut(rest, "]")
		if ok && closed && !seen[child] {
			seen[child] = true
			out = append(out, child)
		}
	}
	return out
}

func sorted(values url.Values) []string { return slices.Sorted(maps.Keys(values)) }

func numbered(keys []string) bool {
	for _, key := range keys {
		if strings.Trim(key, "0123456789") != "" {
			return false
		}
	}
	return len(keys) > 0
}
