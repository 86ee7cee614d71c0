package mock

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

// pick finds the response to give: the wanted code, its range, or default; without a wish the lowest success.
func pick(responses *document.Node, code string) (int, *document.Node, bool) {
	if code != "" {
		status, err := strconv.Atoi(code)
		if err != nil || status < 200 || status > 599 {
			return 0, nil, false
		}
		for _, key := range [...]string{code, code[:1] + "XX", code[:1] + "xx", "default"} {
			if r := responses.Get(key); r != nil {
				return status, r, true
			}
		}
		return 0, nil, false
	}
	best, node := 0, (*document.Node)(nil)
	for _, m := range responses.Fields() {
		status, err := strconv.Atoi(m.Key)
		if strings.EqualFold(m.Key, "2XX") {
			status, err = 200, nil
		}
		if err == nil && status >= 200 && status < 300 && (best == 0 || status < best) {
			best, node = status, m.Value
		}
	}
	if best > 0 {
		return best, node, true
	}
	if r := responses.Get("default"); r != nil {
		return http.StatusOK, r, true
	}
	for _, m := range responses.Fields() {
		if status, err := strconv.Atoi(m.Key); err == nil && status >= 300 && status <= 599 {
			return status, m.Value, true
		}
	}
	return http.StatusNoContent, nil, true
}

// headers gives each documented header an example value.
func headers(set *schema.Set, response *document.Node) map[string]string {
	out := map[string]string{}
	for _, m := range response.Get("headers").Fields() {
		if strings.EqualFold(m.Key, "Content-Type") || strings.EqualFold(m.Key, "Content-Length") || !token(m.Key) {
			continue
		}
		value := firstExample(m.Value)
		if value == nil {
			value = set.Example(m.Value.Get("schema"), schema.Response)
		}
		if text := plain(value); !strings.ContainsAny(text, "\r\n\x00") {
			out[m.Key] = text
		}
	}
	return out
}

// token reports whether s may be the name of a header.
func token(s string) bool {
	for _, r := range s {
		if r <= ' ' || r > '~' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r) {
			return false
		}
	}
	return s != ""
}

// plain writes a value as the text of a header or a text body.
func plain(n *document.Node) string {
	if n == nil {
		return ""
	}
	switch n.Kind {
	case document.String, document.Number, document.Bool:
		return n.Text
	case document.Array:
		parts := make([]string, 0, len(n.Members))
		for _, m := range n.Members {
			parts = append(parts, plain(m.Value))
		}
		return strings.Join(parts, ",")
	}
	return string(n.AppendJSON(nil))
}

// firstExample returns the first example that has a value.
func firstExample(n *document.Node) *document.Node {
	for _, m := range n.Get("examples").Fields() {
		if v := m.Value.Get("value"); v != nil {
			return v
		}
	}
	return nil
}

// negotiate chooses among the documented media types: the first that the caller accepts, JSON before others.
func negotiate(content *document.Node, accept string) (string, *document.Node) {
	kind, media := "", (*document.Node)(nil)
	for _, m := range content.Fields() {
		wanted := accepts(accept, m.Key)
		if media == nil || wanted > accepts(accept, kind) || wanted == accepts(accept, kind) && isJSON(m.Key) && !isJSON(kind) {
			kind, media = m.Key, m.Value
		}
	}
	if strings.Contains(kind, "*") {
		kind = "application/json"
	}
	return kind, media
}

// accepts grades a media type against an Accept header: 2 named, 1 by wildcard or no header, 0 not at all.
func accepts(header, kind string) int {
	if strings.TrimSpace(header) == "" {
		return 1
	}
	base := essence(kind)
	grade := 0
	for _, part := range strings.Split(header, ",") {
		wanted := essence(part)
		major, _, _ := strings.Cut(wanted, "/")
		switch {
		case wanted == base:
			return 2
		case wanted == "*/*", strings.HasSuffix(wanted, "/*") && strings.HasPrefix(base, major+"/"):
			grade = 1
		}
	}
	return grade
}

func essence(kind string) string {
	base, _, err := mime.ParseMediaType(strings.TrimSpace(kind))
	if err != nil {
		base, _, _ = strings.Cut(kind, ";")
	}
	return strings.ToLower(strings.TrimSpace(base))
}

func isJSON(kind string) bool {
	base := essence(kind)
	return base == "application/json" || strings.HasSuffix(base, "+json") || base == "text/json" || base == "*/*"
}
