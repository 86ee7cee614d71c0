package twin

import (
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
)

// shape is a JSON Schema in a few words, with the members that fit into a plain page.
type shape struct {
	Type       string
	Ref        string // the named schema that this is, which has a page of its own
	Prose      template.HTML
	Deprecated bool
	Facts      []string
	Members    []member
	Choices    []shape
}

type member struct {
	Name     string
	Required bool
	Shape    shape
}

// walker turns the schemas of one page into shapes, as deep as depthMax and until shapesMax of them were made: a page is
// written for anybody who asks, so what it costs must not depend on what a document holds.
type walker struct {
	schemas map[string]any
	prose   func(string) template.HTML
	made    int
}

const (
	depthMax  = 3
	shapesMax = 600
)

func (w *walker) shape(value any, depth int) shape {
	schema, _ := value.(map[string]any)
	var s shape
	w.made++
	if w.made > shapesMax {
		return s
	}
	if name, found := strings.CutPrefix(text(schema["$ref"]), "#/schemas/"); found {
		s.Ref = strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
		if depth >= depthMax || w.schemas[s.Ref] == nil {
			return s
		}
		inner := w.shape(w.schemas[s.Ref], depth+1)
		inner.Ref = s.Ref
		return inner
	}
	s.Type, s.Facts = typeOf(schema), facts(schema)
	s.Prose = w.prose(text(schema["description"]))
	s.Deprecated, _ = schema["deprecated"].(bool)
	if depth >= depthMax {
		return s
	}
	s.Members = w.members(schema, depth)
	for _, part := range list(schema["allOf"]) {
		if w.made > shapesMax {
			return s
		}
		inner := w.shape(part, depth+1)
		s.Members = append(s.Members, inner.Members...)
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		for _, choice := range list(schema[key]) {
			if w.made > shapesMax {
				return s
			}
			s.Choices = append(s.Choices, w.shape(choice, depth+1))
		}
	}
	return s
}

func (w *walker) members(schema map[string]any, depth int) []member {
	var out []member
	properties, _ := schema["properties"].(map[string]any)
	required := list(schema["required"])
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if w.made > shapesMax {
			break
		}
		out = append(out, member{name, slices.Contains(required, any(name)), w.shape(properties[name], depth+1)})
	}
	if items, there := schema["items"].(map[string]any); there {
		out = append(out, member{"each item", false, w.shape(items, depth+1)})
	}
	return out
}

func typeOf(schema map[string]any) string {
	var types []string
	switch t := schema["type"].(type) {
	case string:
		types = []string{t}
	case []any:
		for _, one := range t {
			types = append(types, fmt.Sprint(one))
		}
	}
	words := strings.Join(types, " or ")
	if format := text(schema["format"]); format != "" {
		words += " (" + format + ")"
	}
	return words
}

// facts answers the constraints that a reader needs to make a valid value.
func facts(schema map[string]any) []string {
	var out []string
	for _, one := range []struct{ key, words string }{
		{"enum", "one of"}, {"const", "always"}, {"default", "default"}, {"minimum", "at least"}, {"maximum", "at most"},
		{"minLength", "at least characters:"}, {"maxLength", "at most characters:"}, {"pattern", "matches"},
	} {
		if value, there := schema[one.key]; there {
			data, err := json.Marshal(value)
			if err == nil && len(data) <= 400 {
				out = append(out, one.words+" "+string(data))
			}
		}
	}
	return out
}

func text(value any) string { s, _ := value.(string); return s }

func list(value any) []any { l, _ := value.([]any); return l }
