package catalog

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/digest"
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

// contentOf makes the rows of a digested document. overrides are publishers' own scopes by operation.
func contentOf(version string, r digest.Result, overrides map[string][]string) content {
	c := content{hash: r.Hash, counts: Counts{Operations: r.Counts.Operations, Schemas: r.Counts.Schemas, Webhooks: r.Counts.Webhooks}, document: r.Document, index: r.Index, scopes: declaredScopes(r.Scopes)}
	seen := map[string]bool{}
	for _, o := range r.Operations {
		if seen[o.ID] {
			continue
		}
		seen[o.ID] = true
		c.operations = append(c.operations, operationRow{
			VersionID: version, OperationID: o.ID, Method: o.Method, Path: o.Path, Summary: o.Summary, Webhook: o.Webhook,
			Deprecated: o.Deprecated, DeclaredScopes: textList(o.Scopes), Scopes: textList(effective(o.Operation, overrides)),
			Position: len(c.operations), Chunk: o.Chunk,
		})
		c.search = append(c.search, searchRow{
			VersionID: version, Kind: "operation", Ref: o.ID, Title: title(o.Operation), Subtitle: o.Method + " " + o.Path,
			Haystack: haystack(o.ID, o.Method+" "+o.Path, o.Summary, strings.Join(o.Tags, " "), cutText(o.Description, 400)),
		})
	}
	for _, schema := range r.Schemas {
		c.schemas = append(c.schemas, schemaRow{VersionID: version, Name: schema.Name, Chunk: schema.Chunk})
		c.search = append(c.search, searchRow{VersionID: version, Kind: "schema", Ref: schema.Name, Title: schema.Name, Subtitle: "Schema", Haystack: haystack(schema.Name)})
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

// declaredScopes keeps of a document's scopes those that can be granted.
func declaredScopes(named []digest.Scope) []Scope {
	var scopes []Scope
	for _, n := range named {
		if !scopePattern.MatchString(n.Name) {
			continue
		}
		risk := Risk(n.Risk)
		if risk != RiskLow && risk != RiskMedium && risk != RiskHigh {
			risk = guessRisk(n.Name)
		}
		scopes = append(scopes, Scope{Name: n.Name, Description: oneLine(n.Description), Risk: risk})
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
