package app

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/doctor"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

var carried = Carried{Web: fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}}, Mail: os.DirFS("../../embed/mail"), Guides: fstest.MapFS{}}

func TestTheDoctorMakesNothingAndFailsOnlyWhereSomethingIsWeak(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	ask := func(args ...string) (int, string) {
		var out bytes.Buffer
		code, err := run(append([]string{"doctor", "--data", data}, args...), world{ctx: t.Context(), carried: carried, stdout: &out, stderr: &out})
		if code == 0 {
			require.NoError(t, err)
		}
		return code, out.String()
	}
	code, said := ask()
	require.Equal(t, 0, code, said)
	require.Contains(t, said, "no_mail_server")
	require.NoDirExists(t, data)

	code, said = ask("--internal-listen", "0.0.0.0:8082", "--json")
	require.Equal(t, 1, code, said)
	require.Contains(t, said, `"id": "internal_listener_open"`)

	code, _ = ask("--public-url", "portal.example")
	require.Equal(t, 2, code)

	require.Equal(t, 0, migrated(t, data))
	code, said = ask()
	require.Equal(t, 0, code, said)
	require.Contains(t, said, "no_admin")
	require.NoError(t, os.Chmod(filepath.Join(data, store.FileName), 0o644))
	code, said = ask()
	require.Equal(t, 1, code)
	require.Contains(t, said, store.FileName+" has mode 0644")
	require.FileExists(t, filepath.Join(data, secret.KeysFile))
}

func migrated(t *testing.T, data string) int {
	t.Helper()
	code, err := run([]string{"migrate", "--data", data}, world{ctx: t.Context(), carried: carried, stdout: os.Stdout, stderr: os.Stderr})
	require.NoError(t, err)
	return code
}

// TestTheDoctorHoldsAnInstallationToAProfile is S-PRV-06 and S-AUD-08.
func TestTheDoctorHoldsAnInstallationToAProfile(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	require.Equal(t, 0, migrated(t, data))
	w := world{ctx: t.Context(), carried: carried, stdout: io.Discard, stderr: io.Discard}
	ask := func(profile doctor.Profile, more ...string) (int, []doctor.Finding) {
		var out bytes.Buffer
		w.stdout = &out
		args := []string{
			"doctor", "--json", "--profile", string(profile), "--data", data, "--public-url", "https://portal.example", "--gateway-url", "https://api.example",
			"--trusted-proxies", "10.0.0.0/8", "--sign-up", "approval", "--smtp-host", "mail.example", "--usage-days", "365",
		}
		code, _ := run(append(args, more...), w)
		var said struct{ Findings []doctor.Finding }
		require.NoError(t, json.Unmarshal(out.Bytes(), &said), out.String())
		return code, slices.DeleteFunc(said.Findings, func(f doctor.Finding) bool { return len(f.Clauses) == 0 })
	}
	for _, profile := range doctor.Profiles() {
		code, found := ask(profile)
		require.Equal(t, 1, code, "the profile is off")
		require.Equal(t, "profile_off", found[0].ID)
		if profile == doctor.PCI {
			require.Len(t, found, 1+len(policy.Findings(profile, policy.Shipped())))
		}
		require.NoError(t, with(w, local(data), "test", func(ctx context.Context, a *App) error {
			return a.Policy.SwitchOn(ctx, profile, 0, true, policy.Apply{})
		}))
		code, found = ask(profile)
		require.Empty(t, found)
		require.Equal(t, 0, code)
	}
	for setting, broken := range map[string][2]string{
		"--sign-up": {"open", "sign_up_unapproved"}, "--usage-days": {"300", "usage_days"}, "--plain-from": {"172.17.0.1", "tokens_in_the_clear"},
		"--public-url": {"http://localhost:8080", "portal_not_https"}, "--serve-cached-up-to": {"1h", "revocation_unheard"},
	} {
		code, found := ask(doctor.PCI, setting, broken[0])
		require.Equal(t, 1, code)
		require.Len(t, found, 1, setting)
		require.Equal(t, broken[1], found[0].ID)
	}
}

func local(data string) config.Config {
	return config.Config{
		Data: data, Listen: "127.0.0.1:0", GatewayListen: "127.0.0.1:0", InternalListen: "127.0.0.1:0", PublicURL: "http://localhost:8080",
		GatewayURL: "http://localhost:8081", UsageDays: 30, UpstreamTimeout: time.Minute, ServeCachedUpTo: 10 * time.Second,
		Concurrency: config.Concurrency{ConcurrencyTotal: 4096, ConcurrencyPerAPI: 1024, ConcurrencyPerApp: 256, Connections: 1024, ConnsPerAddress: 256},
	}
}
