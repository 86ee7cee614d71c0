package tokens

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// importColumns are the members of a key in an import. Those that hold several values separate them by spaces.
var importColumns = []string{
	"sha256", "alphabet", "length", "prefix", "last4", "app", "name", "description", "environment", "scopes", "networks", "origins",
	"not_before", "expires_at",
}

// needed are the columns that a file must have.
var needed = []string{"sha256", "alphabet", "length", "app", "name", "environment"}

// readImport reads CSV with a heading, or a JSON list of objects with the same members. What can't be read is a finding.
func readImport(text string) ([]ImportLine, Import) {
	text = strings.TrimPrefix(text, "\ufeff")
	if strings.HasPrefix(strings.TrimSpace(text), "[") {
		return readImportJSON(text)
	}
	return readImportCSV(text)
}

func readImportCSV(text string) (lines []ImportLine, found Import) {
	in := csv.NewReader(strings.NewReader(text))
	in.TrimLeadingSpace = true
	heading, err := in.Read()
	if err != nil {
		found.find(1, "", "unreadable", "The file begins with a heading: "+strings.Join(importColumns, ",")+".")
		return nil, found
	}
	for i, name := range heading {
		heading[i] = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(importColumns, heading[i]) || slices.Contains(heading[:i], heading[i]) {
			found.find(1, heading[i], "unknown", "The heading names each of these at most once: "+strings.Join(importColumns, ", ")+".")
		}
	}
	for _, name := range needed {
		if !slices.Contains(heading, name) {
			found.find(1, name, "required", "The heading has no column "+name+".")
		}
	}
	for len(found.Findings) == 0 && len(lines) <= importMax {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := in.FieldPos(0)
		if err != nil {
			found.find(line, "", "unreadable", "This line does not have the heading's number of cells, or a quotation mark is left open.")
			break
		}
		members := map[string]string{}
		for i, cell := range cells {
			members[heading[i]] = strings.TrimSpace(cell)
		}
		lines = append(lines, importLine(line, members, &found))
	}
	return lines, found
}

// importKey is a key in a JSON list.
type importKey struct {
	SHA256      string   `json:"sha256"`
	Alphabet    string   `json:"alphabet"`
	Length      int      `json:"length"`
	Prefix      string   `json:"prefix"`
	Last4       string   `json:"last4"`
	App         string   `json:"app"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Environment string   `json:"environment"`
	Scopes      []string `json:"scopes"`
	Networks    []string `json:"networks"`
	Origins     []string `json:"origins"`
	NotBefore   string   `json:"not_before"`
	ExpiresAt   string   `json:"expires_at"`
}

func readImportJSON(text string) (lines []ImportLine, found Import) {
	in := json.NewDecoder(strings.NewReader(text))
	in.DisallowUnknownFields()
	_, _ = in.Token() // the bracket that it begins with
	for in.More() && len(lines) <= importMax {
		var k importKey
		place := len(lines) + 1
		if err := in.Decode(&k); err != nil {
			found.find(place, "", "unreadable", "This entry can't be read: each is an object with members out of "+strings.Join(importColumns, ", ")+".")
			return lines, found
		}
		lines = append(lines, importLine(place, map[string]string{
			"sha256": k.SHA256, "alphabet": k.Alphabet, "length": strconv.Itoa(k.Length), "prefix": k.Prefix, "last4": k.Last4, "app": k.App,
			"name": k.Name, "description": k.Description, "environment": k.Environment, "scopes": strings.Join(k.Scopes, " "),
			"networks": strings.Join(k.Networks, " "), "origins": strings.Join(k.Origins, " "), "not_before": k.NotBefore, "expires_at": k.ExpiresAt,
		}, &found))
	}
	return lines, found
}

func importLine(line int, m map[string]string, found *Import) ImportLine {
	l := ImportLine{Line: line, SHA256: strings.ToLower(m["sha256"]), Last4: m["last4"], App: m["app"]}
	l.Form.Prefix, l.Form.Alphabet = m["prefix"], m["alphabet"]
	var err error
	if l.Form.Length, err = strconv.Atoi(m["length"]); err != nil {
		found.find(line, "length", "invalid", "The length is the number of characters of the whole key.")
	}
	l.Draft = Draft{
		Name: m["name"], Description: m["description"], Environment: m["environment"], Scopes: strings.Fields(m["scopes"]),
		Networks: strings.Fields(m["networks"]), Origins: strings.Fields(m["origins"]),
	}
	for member, to := range map[string]**time.Time{"not_before": &l.Draft.NotBefore, "expires_at": &l.Draft.ExpiresAt} {
		if m[member] == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339, m[member])
		if err != nil {
			found.find(line, member, "invalid", "A time is written like 2027-01-31T12:00:00Z.")
			continue
		}
		*to = &at
	}
	return l
}
