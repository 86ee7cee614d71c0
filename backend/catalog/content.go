package catalog

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// content is every stored piece of one document: compressed bodies and the rows that point to them.
type content struct {
	hash       string
	counts     Counts
	document   []byte
	index      []byte
	operations []operationRow
	schemas    []schemaRow
	search     []searchRow
	scopes     []Scope
}

// cut turns an imported document into the pieces that readers will be answered with. overrides are publishers' own scopes
// by operation.
func cut(version string, b *document.Bundle, overrides map[string][]string) content {
	c := content{
		hash:     b.HashHex(),
		counts:   Counts{Operations: len(b.Operations()), Schemas: len(b.SchemaNames()), Webhooks: len(b.Webhooks())},
		document: compress(b.Bundled()),
		index:    compress(b.IndexJSON()),
		scopes:   declaredScopes(b),
	}
	seen := map[string]bool{}
	add := func(o document.Operation, webhook bool) {
		if seen[o.ID] {
			return
		}
		seen[o.ID] = true
		c.operations = append(c.operations, operationRow{
			VersionID: version, OperationID: o.ID, Method: o.Method, Path: o.Path, Summary: o.Summary, Webhook: webhook,
			Deprecated: o.Deprecated, DeclaredScopes: textList(o.Scopes), Scopes: textList(effective(o, overrides)),
			Position: len(c.operations), Chunk: compress(b.OperationChunk(o.ID)),
		})
		c.search = append(c.search, searchRow{
			VersionID: version, Kind: "operation", Ref: o.ID, Title: title(o), Subtitle: o.Method + " " + o.Path,
			Haystack: haystack(o.ID, o.Method+" "+o.Path, o.Summary, strings.Join(o.Tags, " "), cutText(o.Description, 400)),
		})
	}
	for _, o := range b.Operations() {
		add(o, false)
	}
	for _, o := range b.Webhooks() {
		add(o, true)
	}
	for _, name := range b.SchemaNames() {
		c.schemas = append(c.schemas, schemaRow{VersionID: version, Name: name, Chunk: compress(b.SchemaChunk(name))})
		c.search = append(c.search, searchRow{VersionID: version, Kind: "schema", Ref: name, Title: name, Subtitle: "Schema", Haystack: haystack(name)})
	}
	return c
}

func effective(o document.Operation, overrides map[string][]string) []string {
	if own, edited := overrides[o.ID]; edited {
		return own
	}
	return o.Scopes
}

func title(o document.Operation) string {
	if o.Summary != "" {
		return o.Summary
	}
	return o.Method + " " + o.Path
}

func haystack(parts ...string) string { return strings.ToLower(strings.Join(parts, "\n")) }

// cutText answers at most limit bytes of s, cut at a character.
func cutText(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "")
}

// declaredScopes answers the scopes that the document's OAuth flows and operations name, in their order, with the flows'
// descriptions and the risks of the extension x-gatehouse-risk.
func declaredScopes(b *document.Bundle) []Scope {
	var scopes []Scope
	at, risks := map[string]int{}, map[string]Risk{}
	add := func(name, description string) {
		if !scopePattern.MatchString(name) {
			return
		}
		if i, known := at[name]; known {
			if scopes[i].Description == "" {
				scopes[i].Description = description
			}
			return
		}
		at[name] = len(scopes)
		scopes = append(scopes, Scope{Name: name, Description: description, Risk: guessRisk(name)})
	}
	for _, scheme := range b.Root().At("/components/securitySchemes").Fields() {
		for _, flow := range scheme.Value.Get("flows").Fields() {
			for _, scope := range flow.Value.Get("scopes").Fields() {
				add(scope.Key, oneLine(scope.Value.Text))
			}
		}
		for _, risk := range scheme.Value.Get("x-gatehouse-risk").Fields() {
			risks[risk.Key] = Risk(risk.Value.Text)
		}
	}
	for _, o := range b.Operations() {
		for _, name := range o.Scopes {
			add(name, "")
		}
	}
	for i, scope := range scopes {
		if r := risks[scope.Name]; r == RiskLow || r == RiskMedium || r == RiskHigh {
			scopes[i].Risk = r
		}
	}
	return scopes
}

// oneLine makes untrusted text fit into a scope's description.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if !fits(s, summaryRunesMax, false) {
		s = strings.Map(func(r rune) rune {
			if fits(string(r), 1, false) {
				return r
			}
			return -1
		}, cutText(s, summaryRunesMax))
	}
	return s
}

// findingsOf answers the engine's findings as the catalogue keeps them, errors first.
func findingsOf(found []document.Finding) []Finding {
	kept := make([]Finding, 0, min(len(found), findingsMax))
	for _, severity := range []document.Severity{document.Error, document.Warning, document.Hint} {
		for _, f := range found {
			if f.Severity == severity && len(kept) < findingsMax {
				kept = append(kept, Finding{
					Severity: severityNames[f.Severity], Rule: f.Rule, Message: f.Message, Fix: f.Fix, Pointer: f.Pointer, File: f.File, Line: f.Line,
				})
			}
		}
	}
	return kept
}

var severityNames = map[document.Severity]string{document.Error: "error", document.Warning: "warning", document.Hint: "info"}

// findingsMax bounds what is stored and shown; whoever has more mends these first.
const findingsMax = 1_000
