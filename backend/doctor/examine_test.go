package doctor

import (
	"io/fs"
	"net/netip"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/config"
)

var now = time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)

func healthy() Facts {
	at := func(raw string) *url.URL {
		u, err := url.Parse(raw)
		if err != nil {
			panic(err)
		}
		return u
	}
	return Facts{
		Settings: config.Settings{
			Config: config.Config{InternalListen: "127.0.0.1:8082", SMTPHost: "mail.example", ServeCachedUpTo: 10 * time.Second},
			Public: at("http://localhost:8080"), Gateway: at("http://localhost:8081"),
		},
		Files: map[string]fs.FileMode{"data": fs.ModeDir | 0o700, "keys.json": 0o600}, Admin: true, Now: now,
	}
}

// TestEachWeakSpotAloneIsOneFinding is S-CFG-04.
func TestEachWeakSpotAloneIsOneFinding(t *testing.T) {
	require.Empty(t, Examine(healthy()))
	portal, gateway := &url.URL{Scheme: "https", Host: "portal.example"}, &url.URL{Scheme: "https", Host: "api.example"}
	seen := map[string]bool{}
	for _, c := range []struct {
		id, says string
		spoil    func(*Facts)
	}{
		{"files_open", "keys.json has mode 0640", func(f *Facts) { f.Files["keys.json"] = 0o640 }},
		{"files_open", "data has mode 0755", func(f *Facts) { f.Files["data"] = fs.ModeDir | 0o755 }},
		{"portal_without_tls", "portal's", func(f *Facts) { f.Settings.Public = portal }},
		{"gateway_without_tls", "gateway's", func(f *Facts) { f.Settings.Gateway = gateway }},
		{"internal_listener_open", "0.0.0.0:8082", func(f *Facts) { f.Settings.InternalListen = "0.0.0.0:8082" }},
		{"internal_listener_open", ":8082", func(f *Facts) { f.Settings.InternalListen = ":8082" }},
		{"trusted_proxies_wide", "64.0.0.0/2", func(f *Facts) { f.Settings.Proxies = []netip.Prefix{netip.MustParsePrefix("64.0.0.0/2")} }},
		{"plain_from_wide", "2000::/3", func(f *Facts) { f.Settings.Plain = []netip.Prefix{netip.MustParsePrefix("2000::/3")} }},
		{"upstreams_on_this_machine", "127.0.0.0/8", func(f *Facts) { f.Settings.Allowed = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }},
		{"upstreams_reach_metadata", "169.254.0.0/16", func(f *Facts) { f.Settings.Allowed = []netip.Prefix{netip.MustParsePrefix("169.254.0.0/16")} }},
		{"database_in_the_clear", "database", func(f *Facts) { f.Settings.Database = "postgres://u:hunter2@db.internal/x?sslmode=require" }},
		{"redis_in_the_clear", "Redis", func(f *Facts) { f.Settings.Redis = "redis://:hunter2@cache.internal" }},
		{"revocation_unheard", "10m0s", func(f *Facts) { f.Settings.ServeCachedUpTo = 10 * time.Minute }},
		{"certificate_ends", "tls-cert ends on 10 March 2026", func(f *Facts) {
			f.Certificates = []Certificate{{Setting: "tls-cert", Until: now.Add(6 * 24 * time.Hour)}}
		}},
		{"backup_old", "ever made", func(f *Facts) { f.Store = true }},
		{"backup_old", "24 February 2026", func(f *Facts) {
			old := now.Add(-8 * 24 * time.Hour)
			f.Store, f.BackedUp = true, &old
		}},
		{"certificate_ends", "gateway-tls-cert: no such file", func(f *Facts) {
			f.Certificates = []Certificate{{Setting: "gateway-tls-cert", Problem: "no such file"}}
		}},
		{"audit_broken", "record 7", func(f *Facts) { f.Chain = "record 7 does not fit" }},
		{"no_admin", "no administrator", func(f *Facts) { f.Admin = false }},
		{"no_mail_server", "kept", func(f *Facts) { f.Settings.SMTPHost = "" }},
	} {
		f := healthy()
		c.spoil(&f)
		found := Examine(f)
		require.Len(t, found, 1, c.id)
		require.Equal(t, c.id, found[0].ID)
		require.Contains(t, found[0].Message, c.says)
		require.NotContains(t, found[0].Message+found[0].Fix, "hunter2")
		require.NotEmpty(t, found[0].Fix)
		require.Equal(t, found[0].Weight == Weak, Failed(found))
		seen[c.id] = true
	}
	require.Len(t, seen, len(looks), "every look has an example")
}

func TestWhatIsSafeIsNotFound(t *testing.T) {
	for name, change := range map[string]func(*Facts){
		"a proxy that ends TLS": func(f *Facts) {
			f.Settings.Public, f.Settings.Gateway = &url.URL{Scheme: "https", Host: "a.example"}, &url.URL{Scheme: "https", Host: "b.example"}
			f.Settings.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32")}
		},
		"a private internal listener":     func(f *Facts) { f.Settings.InternalListen = "10.1.2.3:8082" },
		"an open one that knows callers":  func(f *Facts) { f.Settings.InternalListen, f.Settings.InternalCA = ":8082", "/ca" },
		"a database whose name is proven": func(f *Facts) { f.Settings.Database = "postgres://db.internal/x?sslmode=verify-full" },
		"a database on this machine":      func(f *Facts) { f.Settings.Database = "postgres:///x?host=/run/postgresql" },
		"a certificate of next year": func(f *Facts) {
			f.Certificates = []Certificate{{Setting: "tls-cert", Until: now.AddDate(1, 0, 0)}}
		},
		"upstreams in a private network": func(f *Facts) { f.Settings.Allowed = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} },
	} {
		f := healthy()
		change(&f)
		require.Empty(t, Examine(f), name)
	}
}
