package embed_test

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/gatehouse-dev/gatehouse/backend/mail"
	"github.com/gatehouse-dev/gatehouse/embed"
	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

type seed struct {
	People []struct{ Key, Email string }
	APIs   []struct {
		Slug, Document, VersionLabel, Publisher string
		Scopes                                  []struct{ Name, Risk string }
		Plans                                   []struct {
			Name         string
			Environments []string
		}
	}
	Apps []struct {
		Key, Owner string
		Grants     []item
		Tokens     []struct {
			Key, Environment string
			Scopes           []string
		}
	}
	Requests []struct {
		App   string
		Items []item
	}
	Traffic struct {
		Shapes  map[string][]int
		Streams []struct {
			App, Token, API, Environment, HourShape string
			Operations                              []struct{ Operation string }
			Outcomes                                []struct{ Share float64 }
		}
	}
}

type item struct {
	API, Plan, Environment string
	Scopes                 []string
}

func readSeed(t *testing.T) seed {
	t.Helper()
	data, err := fs.ReadFile(embed.Seed(), "seed.json")
	require.NoError(t, err)
	var s seed
	require.NoError(t, json.Unmarshal(data, &s))
	return s
}

func readDocument(t *testing.T, name string) *document.Bundle {
	t.Helper()
	data, err := fs.ReadFile(embed.Seed(), name)
	require.NoError(t, err)
	bundle, err := document.Import(t.Context(), document.Source{Name: name, Files: map[string][]byte{name: data}}, document.DefaultLimits())
	require.NoError(t, err)
	return bundle
}

func TestSampleDocumentsImportWithoutErrorsOrWarnings(t *testing.T) {
	for _, api := range readSeed(t).APIs {
		bundle := readDocument(t, api.Document)
		for _, f := range bundle.Findings {
			require.Equal(t, document.Hint, f.Severity, "%s:%d %s %s %s", api.Document, f.Line, f.Pointer, f.Rule, f.Message)
		}
		require.Equal(t, api.VersionLabel, bundle.Info.Version)
		for _, o := range bundle.Operations() {
			require.NotEmpty(t, o.OperationID, "%s %s", o.Method, o.Path)
			require.NotEmpty(t, o.Summary, o.OperationID)
			require.NotEmpty(t, o.Description, o.OperationID)
		}
	}
}

func TestSampleDocumentsShowWhatTheDemoPromises(t *testing.T) {
	require.Len(t, readDocument(t, "harbour.yaml").Webhooks(), 2)
	require.Equal(t, "3.1.0", readDocument(t, "harbour.yaml").Info.OpenAPI)
	require.Equal(t, "3.0.3", readDocument(t, "ledger.yaml").Info.OpenAPI)
	require.Equal(t, "2.0", readDocument(t, "weather.json").Info.OpenAPI)
}

func TestScopesOfTheSeedAreThoseOfTheDocuments(t *testing.T) {
	for _, api := range readSeed(t).APIs {
		used := map[string]bool{}
		for _, o := range readDocument(t, api.Document).Operations() {
			for _, scope := range o.Scopes {
				used[scope] = true
			}
		}
		named := map[string]bool{}
		for _, scope := range api.Scopes {
			named[scope.Name] = true
			require.Contains(t, []string{"low", "medium", "high"}, scope.Risk)
		}
		require.Equal(t, used, named, api.Slug)
	}
}

func TestSeedRefersOnlyToWhatItContains(t *testing.T) {
	s := readSeed(t)
	known := map[string]bool{}
	for _, p := range s.People {
		known["person "+p.Key] = true
		require.True(t, strings.HasSuffix(p.Email, "example.com"), p.Email)
	}
	for _, api := range s.APIs {
		require.True(t, known["person "+api.Publisher], api.Publisher)
		known["api "+api.Slug] = true
		for _, plan := range api.Plans {
			for _, env := range plan.Environments {
				known["plan "+api.Slug+" "+plan.Name+" "+env] = true
			}
		}
		for _, scope := range api.Scopes {
			known["scope "+api.Slug+":"+scope.Name] = true
		}
		for _, o := range readDocument(t, api.Document).Operations() {
			known["operation "+api.Slug+" "+o.OperationID] = true
		}
	}
	check := func(items []item) {
		for _, i := range items {
			require.True(t, known["plan "+i.API+" "+i.Plan+" "+i.Environment], "%+v", i)
			for _, scope := range i.Scopes {
				require.True(t, known["scope "+i.API+":"+scope], scope)
			}
		}
	}
	for _, app := range s.Apps {
		require.True(t, known["person "+app.Owner], app.Owner)
		known["app "+app.Key] = true
		check(app.Grants)
		for _, token := range app.Tokens {
			known["token "+app.Key+" "+token.Key+" "+token.Environment] = true
			for _, scope := range token.Scopes {
				require.True(t, granted(app.Grants, token.Environment, scope), "%s %s", token.Key, scope)
			}
		}
	}
	for _, r := range s.Requests {
		require.True(t, known["app "+r.App], r.App)
		check(r.Items)
	}
	checkTraffic(t, s, known)
}

func granted(grants []item, environment, scope string) bool {
	api, name, _ := strings.Cut(scope, ":")
	for _, g := range grants {
		for _, held := range g.Scopes {
			if g.API == api && g.Environment == environment && held == name {
				return true
			}
		}
	}
	return false
}

func checkTraffic(t *testing.T, s seed, known map[string]bool) {
	t.Helper()
	for _, stream := range s.Traffic.Streams {
		require.True(t, known["token "+stream.App+" "+stream.Token+" "+stream.Environment], stream.Token)
		require.Len(t, s.Traffic.Shapes[stream.HourShape], 24)
		for _, o := range stream.Operations {
			require.True(t, known["operation "+stream.API+" "+o.Operation], o.Operation)
		}
		share := 0.0
		for _, o := range stream.Outcomes {
			share += o.Share
		}
		require.InDelta(t, 1, share, 1e-9, stream.Token)
	}
}

var code = regexp.MustCompile("(?s)```.*?```")

func TestGuidesCarryTitleSlugOrderAndSummary(t *testing.T) {
	names, err := fs.Glob(embed.Guides(), "*.md")
	require.NoError(t, err)
	require.Len(t, names, 7)
	seen := map[string]bool{}
	for _, name := range names {
		data, err := fs.ReadFile(embed.Guides(), name)
		require.NoError(t, err)
		parts := strings.SplitN(string(data), "---\n", 3)
		require.Len(t, parts, 3, name)
		var head struct {
			Title, Slug, Summary string
			Order                int
		}
		require.NoError(t, yaml.Unmarshal([]byte(parts[1]), &head), name)
		require.Equal(t, name, head.Slug+".md")
		require.NotEmpty(t, head.Title, name)
		require.NotEmpty(t, head.Summary, name)
		require.False(t, seen[head.Slug] || seen[strconv.Itoa(head.Order)], name)
		seen[head.Slug], seen[strconv.Itoa(head.Order)] = true, true
		prose := code.ReplaceAllString(strings.ReplaceAll(string(data), "[!", "["), "") // the marks of notes and programs may
		require.NotContains(t, prose, "!", "%s: guides speak calmly", name)
	}
}

func TestGuidesSayWhatTheirSamplesStandFor(t *testing.T) {
	names, err := fs.Glob(embed.Guides(), "*.md")
	require.NoError(t, err)
	told := 0
	for _, name := range names {
		data, err := fs.ReadFile(embed.Guides(), name)
		require.NoError(t, err)
		words := strings.Join(strings.Fields(string(data)), " ")
		if regexp.MustCompile("harbour[/:]").MatchString(words) {
			require.Regexp(t, "`harbour` stands for (the|your) API", words, "%s shows an API that a portal may not have", name)
			told++
		}
	}
	require.Equal(t, 4, told)
}

func TestEveryMailCanBeSentWithAllItsValuesAndWithFew(t *testing.T) {
	letters, err := mail.Letters(embed.Mail())
	require.NoError(t, err)
	require.Len(t, letters, 29)
	full := map[string]any{
		"Portal": "Portal", "Name": "<b>Ada</b>", "Link": "https://portal.example.com/x", "App": "App", "API": "API", "Environment": "live",
		"Scopes": []string{"harbour:berths:read"}, "Reason": "Why", "Sentence": "What", "Token": "nightly", "Hint": "gth_live_4fT9…_…abcd",
		"By": "Grace", "ByEmail": "grace@example.com", "Role": "a developer", "Team": "Team", "When": "now", "Network": "203.0.113.0/24", "Title": "News", "Text": "Text", "Version": "2", "Sunset": "soon", "Breaking": true,
		"URL": "https://api.example.com/x.yaml", "Problem": "It is gone.", "Fix": "Look.", "Period": "daily", "Count": "1 notice",
		"Notices": []mail.Entry{{Title: "<i>One</i>", Link: "https://portal.example.com/x"}},
	}
	for _, l := range letters {
		require.Empty(t, l.Check(), l.Name)
		require.NotEmpty(t, l.When, l.Name)
		for _, value := range l.Known() {
			require.True(t, value == "Details" || full[value] != nil, "%s has the value %s without a sample here and in notify", l.Name, value)
		}
		for _, data := range []map[string]any{full, {"Portal": "Portal", "App": "App", "API": "API", "Title": "News"}} {
			m, err := mail.Render(embed.Mail(), l, data)
			require.NoError(t, err, l.Name)
			require.NotEmpty(t, m.Subject, l.Name)
			require.NotContains(t, m.Text+m.HTML, "{{", l.Name)
			require.NotContains(t, m.HTML, "<b>Ada", "%s: names are escaped", l.Name)
			require.NotContains(t, m.HTML, "<i>One", "%s: titles are escaped", l.Name)
			if link, ok := data["Link"].(string); ok {
				require.Contains(t, m.Text, link, l.Name)
				require.Contains(t, m.HTML, `href="`+link+`"`, l.Name)
			}
		}
	}
}

func TestWebAlwaysHasAPage(t *testing.T) {
	page, err := fs.ReadFile(embed.Web(), "index.html")
	require.NoError(t, err)
	require.Contains(t, string(page), "<html")
}

func TestErrorGuideExplainsEveryCodeOfTheGateway(t *testing.T) {
	guide, err := fs.ReadFile(embed.Guides(), "errors.md")
	require.NoError(t, err)
	for _, code := range []string{
		"credential_ambiguous", "path_invalid", "framing_invalid", "request_timeout", "body_too_large", "headers_too_large",
		"token_missing", "token_malformed", "token_unknown", "token_expired", "token_revoked", "token_rotated", "token_not_yet_valid",
		"scope_missing", "grant_missing", "network_denied", "origin_denied", "token_suspended", "app_suspended", "tls_required",
		"operation_unknown", "method_not_allowed", "version_retired", "rate_limited", "quota_exhausted",
		"upstream_unreachable", "upstream_timeout", "unavailable",
	} {
		require.Contains(t, string(guide), "\n| `"+code+"` |")
	}
}
