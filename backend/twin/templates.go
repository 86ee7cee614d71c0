package twin

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
)

var templates = template.Must(template.New("").Funcs(template.FuncMap{"escape": url.PathEscape}).Parse(`
{{define "list"}}<h1>APIs</h1><ul>{{range .APIs}}<li><a href="/apis/{{escape .Slug}}">{{.Name}}</a>{{with .Summary}}: {{.}}{{end}}
 <a href="/apis/{{escape .Slug}}/reference">Reference</a></li>{{else}}<li>{{if gt .Number 1}}There is nothing on this page.{{else}}Nothing is published yet.{{end}}</li>{{end}}</ul>
{{if or .Previous .Next}}<p>{{with .Previous}}<a rel="prev" href="{{.}}">Previous page</a> {{end}}Page {{.Number}}{{with .Next}} <a rel="next" href="{{.}}">Next page</a>{{end}}</p>{{end}}
<p><a href="/guides">Guides</a></p>{{end}}

{{define "guides"}}<h1>Guides</h1>{{template "tree" .}}{{end}}
{{define "tree"}}<ul>{{range .}}<li>{{if .Name}}<strong>{{.Name}}</strong>{{template "tree" .Nodes}}{{else}}<a href="/guides/{{escape .Guide.Slug}}">{{.Guide.Title}}</a>{{with .Guide.Summary}}: {{.}}{{end}}{{end}}</li>{{end}}</ul>{{end}}

{{define "guide"}}<p><a href="/guides">Guides</a>{{range .Guide.Sections}} · {{.}}{{end}}</p><h1>{{.Guide.Title}}</h1>{{with .Guide.Summary}}<p>{{.}}</p>{{end}}{{.HTML}}
{{if or .Previous .Next}}<hr><p>{{with .Previous}}Previous: <a rel="prev" href="/guides/{{escape .Slug}}">{{.Title}}</a>{{end}}{{if and .Previous .Next}}<br>{{end}}{{with .Next}}Next: <a rel="next" href="/guides/{{escape .Slug}}">{{.Title}}</a>{{end}}</p>{{end}}{{end}}

{{define "api"}}<p><a href="/apis">APIs</a></p><h1>{{.API.Name}}</h1><p>{{.API.Summary}}</p>{{.Description}}
{{with .Plans}}<h2>Plans</h2><ul>{{range .}}<li><strong>{{.Name}}</strong>{{with .Description}}: {{.}}{{end}}</li>{{end}}</ul>{{end}}
<h2>Versions</h2><ul>{{$slug := .API.Slug}}{{range .Versions}}<li><a href="/apis/{{escape $slug}}/reference?version={{.Label}}">{{.Label}}</a> ({{.State}})</li>{{end}}</ul>{{end}}

{{define "crumb"}}<p><a href="/apis/{{escape .API.Slug}}">{{.API.Name}}</a> · <a href="{{.Base}}{{.Query}}">Reference</a> · version {{.Version.Label}}</p>{{end}}

{{define "start"}}{{template "crumb" .Place}}<h1>{{.Place.API.Name}} reference</h1>{{.Description}}
{{$place := .Place}}<h2>Operations</h2><ul>{{range .Index.Operations}}<li><a href="{{$place.Base}}/{{escape .ID}}{{$place.Query}}">{{or .Summary .ID}}</a> <code>{{.Method}} {{.Path}}</code>{{if .Deprecated}} (deprecated){{end}}</li>{{end}}</ul>
{{with .Index.Webhooks}}<h2>Webhooks</h2><ul>{{range .}}<li><a href="{{$place.Base}}/{{escape .ID}}{{$place.Query}}">{{or .Summary .ID}}</a></li>{{end}}</ul>{{end}}
{{with .Index.Schemas}}<h2>Schemas</h2><ul>{{range .}}<li><a href="{{$place.Base}}/schemas/{{escape .}}{{$place.Query}}">{{.}}</a></li>{{end}}</ul>{{end}}{{end}}

{{define "operation"}}{{template "crumb" .Place}}{{with .Operation}}<h1>{{or .Summary .ID}}</h1>
<p><code>{{.Method}} {{.Path}}</code>{{if .Deprecated}} <strong>deprecated</strong>{{end}}</p>{{.Prose}}
{{if not .Webhook}}{{template "security" .}}{{end}}
{{with .Parameters}}<h2>Parameters</h2><dl>{{range .}}<dt><code>{{.Name}}</code> in {{.In}}{{if .Required}}, required{{end}} {{template "type" .Shape}}</dt><dd>{{.Prose}}{{template "facts" .Shape}}</dd>{{end}}</dl>{{end}}
{{with .Body}}<h2>Body</h2>{{end}}{{.BodyProse}}{{range .Body}}<h3>{{.Type}}</h3>{{template "shape" .Shape}}{{end}}
{{with .Answers}}<h2>Answers</h2>{{range .}}<h3>{{.Status}}</h3>{{.Prose}}{{range .Content}}<p>{{.Type}}</p>{{template "shape" .Shape}}{{end}}{{end}}{{end}}{{template "cut" .}}{{end}}{{end}}

{{define "security"}}{{with .Security}}{{if .Gateway}}<p>Through the gateway, send your token as <code>Authorization: Bearer</code> or as <code>X-API-Key</code>.
{{with $.Scopes}} The token needs:{{range .}} <code>{{.}}</code>{{end}}{{end}}</p>{{end}}
{{if .Ways}}<p>The API's own description asks for {{if or .Optional (gt (len .Ways) 1)}}any one of these:{{else}}this:{{end}}</p>
<ul>{{range $i, $way := .Ways}}<li>{{if $i}}<strong>or</strong> {{end}}{{template "way" $way}}</li>{{end}}{{if .Optional}}<li><strong>or</strong> nothing at all: credentials are optional here</li>{{end}}</ul>
{{else if .Named}}<p>The API's own description asks for no credentials.</p>{{else if not .Gateway}}<p>Anybody may call this: no token is needed.</p>{{end}}{{end}}{{end}}
{{define "way"}}{{if eq (len .) 2}}both {{else if gt (len .) 2}}all of {{end}}{{range $i, $n := .}}{{if $i}} <strong>and</strong> {{end}}{{$n.Words}}{{with $n.Scopes}} with the scope{{if gt (len .) 1}}s{{end}}{{range .}} <code>{{.}}</code>{{end}}{{end}}{{end}}{{end}}

{{define "schema"}}{{template "crumb" .Place}}<h1>{{.Name}}</h1>{{template "shape" .Shape}}{{template "cut" .}}{{end}}
{{define "cut"}}{{if .Cut}}<p>There is more than fits here: each named schema has a page of its own.</p>{{end}}{{end}}

{{define "type"}}{{with .Ref}}<em>{{.}}</em> {{end}}{{.Type}}{{if .Deprecated}}, deprecated{{end}}{{end}}
{{define "facts"}}{{with .Facts}}<p>{{range $i, $f := .}}{{if $i}}; {{end}}<code>{{$f}}</code>{{end}}</p>{{end}}{{end}}
{{define "shape"}}<p>{{template "type" .}}</p>{{.Prose}}{{template "facts" .}}{{template "inner" .}}{{end}}
{{define "inner"}}{{with .Choices}}<p>One of:</p><ul>{{range .}}<li>{{template "shape" .}}</li>{{end}}</ul>{{end}}{{with .Members}}<dl>{{range .}}<dt><code>{{.Name}}</code>{{if .Required}}, required{{end}} {{template "type" .Shape}}</dt><dd>{{.Shape.Prose}}{{template "facts" .Shape}}{{template "inner" .Shape}}</dd>{{end}}</dl>{{end}}{{end}}
`))

// write fills a template. Every value is escaped by html/template; what is template.HTML already passed an allow list.
func write(name string, data any) (template.HTML, error) {
	var out strings.Builder
	if err := templates.ExecuteTemplate(&out, name, data); err != nil {
		return "", fmt.Errorf("write the plain form of a page: %w", err)
	}
	return template.HTML(out.String()), nil // #nosec G203 -- made by html/template
}
