package sample

import (
	"net/url"
	"sort"
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

// call is what a sample says: a method, an address, headers and perhaps a body.
type call struct {
	method  string
	url     string
	headers []pair // without the token's
	token   bool   // the operation wants one
	body    string // JSON or text as it is sent
	isJSON  bool
	value   *document.Node // of a JSON body
	form    []pair         // of a multipart body; file parts have an empty value
}

type pair struct {
	name, value string
	file        bool
}

func read(chunk Chunk, base string) (call, error) {
	n, err := document.ParseJSON(chunk)
	if err != nil {
		return call{}, err
	}
	set := schema.New(n)
	c := call{method: methodToken(n.Str("method")), token: wantsToken(n)}
	c.url = strings.TrimRight(base, "/") + n.Str("path")
	var query, cookies []string
	for _, m := range n.Get("parameters").Items() {
		p := m.Value
		name, in := p.Str("name"), p.Str("in")
		if in != "path" && !p.True("required") {
			continue
		}
		values := texts(example(set, p))
		switch in {
		case "path":
			c.url = strings.ReplaceAll(c.url, "{"+name+"}", url.PathEscape(strings.Join(values, ",")))
		case "query":
			query = append(query, queryPart(p, name, values))
		case "header":
			if !strings.EqualFold(name, "Authorization") {
				c.headers = append(c.headers, pair{name: headerToken(name), value: headerValue(strings.Join(values, ","))})
			}
		case "cookie":
			cookies = append(cookies, url.QueryEscape(name)+"="+url.QueryEscape(strings.Join(values, ",")))
		}
	}
	if len(query) > 0 {
		c.url += "?" + strings.Join(query, "&")
	}
	c.url = cleanURL(c.url)
	if len(cookies) > 0 {
		c.headers = append(c.headers, pair{name: "Cookie", value: strings.Join(cookies, "; ")})
	}
	c.readBody(set, n.Get("requestBody").Get("content"))
	if kind := accepted(n.Get("responses")); kind != "" {
		c.headers = append([]pair{{name: "Accept", value: headerValue(kind)}}, c.headers...)
	}
	return c, nil
}

// wantsToken is false only for operations that the document leaves open.
func wantsToken(n *document.Node) bool {
	list := n.Get("security").Items()
	for _, alternative := range list {
		if len(alternative.Value.Items()) > 0 {
			return true
		}
	}
	return len(list) == 0
}

func example(set *schema.Set, p *document.Node) *document.Node {
	for _, m := range p.Get("examples").Fields() {
		if v := m.Value.Get("value"); v != nil {
			return v
		}
	}
	if content := p.Get("content").Fields(); len(content) > 0 {
		return set.Example(content[0].Value.Get("schema"), schema.Request)
	}
	return set.Example(p.Get("schema"), schema.Request)
}

// texts gives the parts of a parameter's value.
func texts(v *document.Node) []string {
	if v.Kind == document.Array {
		var out []string
		for _, m := range v.Members {
			out = append(out, texts(m.Value)...)
		}
		return out
	}
	if v.Kind == document.Object {
		return []string{string(v.AppendJSON(nil))}
	}
	return []string{v.Text}
}

func queryPart(p *document.Node, name string, values []string) string {
	if explode := p.Get("explode"); explode != nil && explode.Text == "false" {
		return url.QueryEscape(name) + "=" + url.QueryEscape(strings.Join(values, ","))
	}
	parts := make([]string, 0, len(values))
	for _, v := range values {
		parts = append(parts, url.QueryEscape(name)+"="+url.QueryEscape(v))
	}
	return strings.Join(parts, "&")
}

// readBody takes the first JSON body, else a form, else whatever comes first.
func (c *call) readBody(set *schema.Set, content *document.Node) {
	fields := append([]document.Member(nil), content.Fields()...)
	if len(fields) == 0 {
		return
	}
	sort.SliceStable(fields, func(i, j int) bool { return bodyRank(fields[i].Key) < bodyRank(fields[j].Key) })
	kind, media := fields[0].Key, fields[0].Value
	value := example(set, media)
	switch bodyRank(kind) {
	case 0:
		c.isJSON, c.value, c.body = true, value, string(value.AppendJSON(nil))
	case 1:
		form := url.Values{}
		for _, m := range value.Fields() {
			form.Set(m.Key, strings.Join(texts(m.Value), ","))
		}
		c.body = form.Encode()
	case 2:
		c.multipart(set, media, value)
		return
	default:
		c.body = strings.Join(texts(value), ",")
	}
	if strings.Contains(kind, "*") {
		kind = "application/octet-stream"
	}
	c.headers = append(c.headers, pair{name: "Content-Type", value: headerValue(kind)})
}

func bodyRank(kind string) int {
	base, _, _ := strings.Cut(strings.ToLower(kind), ";")
	switch {
	case base == "application/json", strings.HasSuffix(base, "+json"), base == "*/*":
		return 0
	case base == "application/x-www-form-urlencoded":
		return 1
	case base == "multipart/form-data":
		return 2
	}
	return 3
}

func (c *call) multipart(set *schema.Set, media, value *document.Node) {
	properties := set.Flatten(media.Get("schema")).Get("properties")
	for _, m := range value.Fields() {
		s := set.Flatten(properties.Get(m.Key))
		file := s.Str("format") == "binary" || s.Get("contentMediaType") != nil
		c.form = append(c.form, pair{name: headerValue(m.Key), value: strings.Join(texts(m.Value), ","), file: file})
	}
	if len(c.form) == 0 {
		c.form = []pair{{name: "file", file: true}}
	}
}

// accepted is the media type of the first success.
func accepted(responses *document.Node) string {
	for _, m := range responses.Fields() {
		if content := m.Value.Get("content").Fields(); strings.HasPrefix(m.Key, "2") && len(content) > 0 {
			return content[0].Key
		}
	}
	return ""
}
