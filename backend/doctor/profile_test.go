package doctor

import (
	"net/netip"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// compliant answers an installation that every profile is content with.
func compliant() Facts {
	f := healthy()
	f.Settings.Public, f.Settings.Gateway = &url.URL{Scheme: "https", Host: "portal.example"}, &url.URL{Scheme: "https", Host: "api.example"}
	f.Settings.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	f.Settings.SignUp, f.Settings.UsageDays, f.On = "approval", 400, Profiles()
	return f
}

// TestEachDemandOfAProfileAloneIsOneFinding is S-PRV-06.
func TestEachDemandOfAProfileAloneIsOneFinding(t *testing.T) {
	all := Profiles()
	for _, p := range all {
		require.Empty(t, ExamineFor(compliant(), p), p)
		require.NotEmpty(t, p.Title())
	}
	for _, c := range []struct {
		id    string
		of    []Profile
		spoil func(*Facts)
	}{
		{"portal_not_https", all, func(f *Facts) { f.Settings.Public = &url.URL{Scheme: "http", Host: "localhost"} }},
		{"gateway_not_https", all, func(f *Facts) { f.Settings.Gateway = &url.URL{Scheme: "http", Host: "localhost"} }},
		{"tokens_in_the_clear", all, func(f *Facts) { f.Settings.Plain = []netip.Prefix{netip.MustParsePrefix("172.17.0.1/32")} }},
		{"sign_up_unapproved", []Profile{PCI, HIPAA}, func(f *Facts) { f.Settings.SignUp = "domain" }},
		{"usage_days", []Profile{PCI}, func(f *Facts) { f.Settings.UsageDays = 300 }},
		{"usage_days", []Profile{PCI, HIPAA}, func(f *Facts) { f.Settings.UsageDays = 89 }},
		{"usage_days", []Profile{GDPR}, func(f *Facts) { f.Settings.UsageDays = 401 }},
		{"profile_off", all, func(f *Facts) { f.On = nil }},
		{"files_open", all, func(f *Facts) { f.Files["keys.json"] = 0o640 }},
		{"database_in_the_clear", all, func(f *Facts) { f.Settings.Database = "postgres://db.internal/x" }},
		{"redis_in_the_clear", all, func(f *Facts) { f.Settings.Redis = "redis://cache.internal" }},
		{"internal_listener_open", all, func(f *Facts) { f.Settings.InternalListen = ":8082" }},
		{"revocation_unheard", all, func(f *Facts) { f.Settings.ServeCachedUpTo = time.Hour }},
		{"audit_broken", all, func(f *Facts) { f.Chain = "record 7 does not fit" }},
		{"no_mail_server", all, func(f *Facts) { f.Settings.SMTPHost = "" }},
	} {
		for _, p := range all {
			f := compliant()
			c.spoil(&f)
			found := ExamineFor(f, p)
			if !slices.Contains(c.of, p) {
				require.Empty(t, found, "%s %s", p, c.id)
				continue
			}
			require.Len(t, found, 1, "%s %s", p, c.id)
			require.Equal(t, c.id, found[0].ID)
			require.NotEmpty(t, found[0].Clauses)
			require.NotEmpty(t, found[0].Fix)
			require.True(t, Failed(found), "a demand that misses fails the examination")
		}
	}
}

func TestAnAddressThatNobodyEndsTLSForCarriesTheClauses(t *testing.T) {
	f := compliant()
	f.Settings.Proxies = nil
	for _, finding := range ExamineFor(f, PCI) {
		require.Contains(t, finding.Clauses, "PCI DSS 8.3.2")
	}
	require.Len(t, ExamineFor(f, PCI), 2)
}

func TestSpotsThatTouchAClauseAreSpotsThatAreLookedFor(t *testing.T) {
	known := map[string]bool{}
	for _, l := range looks {
		known[l.id] = true
	}
	for id := range answering {
		require.True(t, known[id], id)
	}
}
