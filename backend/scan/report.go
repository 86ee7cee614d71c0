package scan

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// words says what a kind of token opens, for people who have never seen one.
var words = map[secret.Kind]string{
	secret.Live:         "a key of an app for live APIs",
	secret.Test:         "a key of an app for the sandbox",
	secret.Ephemeral:    "a short-lived key",
	secret.ClientSecret: "the secret of an OAuth client",
	secret.Operator:     "a key that operates the portal itself",
}

const advice = "Rotate it, or revoke it and make a new one; taking it out of the file or the history is not enough. Then keep the new one in a secret store or the environment."

// place is what editors and terminals turn into a link.
func (f Finding) place() string {
	at := fmt.Sprintf("%s:%d:%d", f.Path, f.Line, f.Column)
	switch {
	case f.Commit == "":
		return at
	case f.Path == "":
		return fmt.Sprintf("message of commit %.12s, line %d", f.Commit, f.Line)
	}
	return fmt.Sprintf("%s in commit %.12s", at, f.Commit)
}

func (f Finding) sentence() string {
	text := "It looks like " + f.Hint + ", " + words[f.Kind]
	if f.Encoded {
		text += ", in base64"
	}
	return text + "."
}

// WriteText writes a line for each finding, and what to do.
func WriteText(w io.Writer, findings []Finding) error {
	for _, f := range findings {
		encoded := ""
		if f.Encoded {
			encoded = ", in base64"
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s%s\n", f.place(), f.Hint, words[f.Kind], encoded); err != nil {
			return err
		}
	}
	if len(findings) == 0 {
		return nil
	}
	_, err := fmt.Fprintln(w, advice)
	return err
}

type findingJSON struct {
	Path        string `json:"path"`
	Line        int    `json:"line"`
	Column      int    `json:"column"`
	Kind        string `json:"kind"`
	TokenID     string `json:"tokenId"`
	Hint        string `json:"hint"`
	Encoded     bool   `json:"encoded"`
	Commit      string `json:"commit,omitempty"`
	CommittedAt string `json:"committedAt,omitempty"`
	Repository  string `json:"repository,omitempty"`
}

// WriteJSON writes {"findings": […]}.
func WriteJSON(w io.Writer, findings []Finding) error {
	list := make([]findingJSON, len(findings))
	for i, f := range findings {
		list[i] = findingJSON{f.Path, f.Line, f.Column, string(f.Kind), f.ID, f.Hint, f.Encoded, f.Commit, f.CommittedAt, f.Repository}
	}
	return indented(w, map[string]any{"findings": list})
}

// object is any object of JSON.
type object = map[string]any

// WriteSARIF writes a log of SARIF 2.1.0, which code hosts show beside the lines. Findings keep their identity, which is the
// token and the file, when lines move.
func WriteSARIF(w io.Writer, version string, findings []Finding) error {
	kinds := slices.Sorted(func(yield func(secret.Kind) bool) {
		for kind := range words {
			if !yield(kind) {
				return
			}
		}
	})
	rules := make([]object, len(kinds))
	for i, kind := range kinds {
		rules[i] = object{
			"id": ruleOf(kind), "name": "Token" + strings.ToUpper(string(kind[:1])) + string(kind[1:]),
			"shortDescription": object{"text": "A token: " + words[kind] + "."}, "help": object{"text": advice},
			"defaultConfiguration": object{"level": "error"}, "properties": object{"tags": []string{"security"}, "security-severity": severity(kind)},
		}
	}
	results := make([]object, len(findings))
	for i, f := range findings {
		results[i] = object{
			"ruleId": ruleOf(f.Kind), "ruleIndex": slices.Index(kinds, f.Kind), "level": "error",
			"message":   object{"text": f.sentence() + " " + advice},
			"locations": []object{f.location()},
			"partialFingerprints": object{
				"token/v1": f.ID + ":" + f.Path,
			},
		}
	}
	return indented(w, object{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []object{{
			"tool":       object{"driver": object{"name": "Gatehouse scan", "version": cmp.Or(version, "dev"), "rules": rules}},
			"columnKind": "unicodeCodePoints", "results": results,
		}},
	})
}

func (f Finding) location() object {
	path := cmp.Or(f.Path, "commit-message")
	place := object{"physicalLocation": object{
		"artifactLocation": object{"uri": (&url.URL{Path: path}).EscapedPath()},
		"region":           object{"startLine": f.Line, "startColumn": f.Column, "endColumn": f.Column + f.Length},
	}}
	if f.Commit != "" {
		place["message"] = object{"text": "Added in commit " + f.Commit + " of " + f.CommittedAt + "."}
	}
	return place
}

func ruleOf(kind secret.Kind) string { return "gatehouse-token-" + string(kind) }

// severity is what code hosts sort by, 0 to 10.
func severity(kind secret.Kind) string {
	switch kind {
	case secret.Operator:
		return "9.8"
	case secret.Live, secret.ClientSecret:
		return "9.1"
	}
	return "5.0"
}

func indented(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
