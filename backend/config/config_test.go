package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/config"
)

func parse(t *testing.T, file string, args ...string) (config.Config, error) {
	t.Helper()
	var c config.Config
	options := []kong.Option{kong.DefaultEnvars("GATEHOUSE"), kong.Resolvers(config.SecretFiles()), kong.Exit(func(int) {})}
	if file != "" {
		resolver, err := config.LoadFile(strings.NewReader(file))
		if err != nil {
			return c, err
		}
		options = append(options, kong.Resolvers(resolver))
	}
	parser, err := kong.New(&c, options...)
	if err != nil {
		return c, err
	}
	_, err = parser.Parse(args)
	return c, err
}

func TestFlagsWinOverEnvironmentOverFileOverDefaults(t *testing.T) {
	c, err := parse(t, "listen: 127.0.0.1:1\nportal-name: File")
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:1", c.Listen)
	t.Setenv("GATEHOUSE_LISTEN", "127.0.0.1:2")
	c, err = parse(t, "listen: 127.0.0.1:1\nportal-name: File")
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:2", c.Listen)
	require.Equal(t, "File", c.PortalName)
	c, err = parse(t, "listen: 127.0.0.1:1", "--listen", "127.0.0.1:3")
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:3", c.Listen)
	require.Equal(t, "Gatehouse", c.PortalName)
}

func TestAnUnknownKeyStopsTheStart(t *testing.T) {
	_, err := parse(t, "lisen: 127.0.0.1:1")
	require.ErrorContains(t, err, `"lisen"`)
}

func TestSecretsComeFromPrivateFilesOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "database")
	require.NoError(t, os.WriteFile(path, []byte("postgres://x\n"), 0o600))
	t.Setenv("GATEHOUSE_DATABASE_FILE", path)
	c, err := parse(t, "")
	require.NoError(t, err)
	require.Equal(t, "postgres://x", c.Database)
	require.NoError(t, os.Chmod(path, 0o644))
	_, err = parse(t, "")
	require.ErrorContains(t, err, "0600")
}

func TestEveryWrongSettingIsNamedAtOnce(t *testing.T) {
	c, err := parse(t, "")
	require.NoError(t, err)
	_, err = c.Check()
	require.NoError(t, err)
	c.PublicURL, c.TrustedProxies, c.UpstreamAllow, c.Listen, c.Database = "http://portal.example", []string{"0.0.0.0/0"}, []string{"x"}, "8080", "mysql://"
	c.WebhookAllow = []string{"10.0.0.0/64"}
	c.GitHubKeysURL = "http://keys.example"
	c.ServeCachedUpTo = 2 * time.Hour
	c.ConcurrencyTotal, c.ConcurrencyPerApp, c.Connections, c.ConnsPerAddress = 0, 1_000_001, -1, 0
	_, err = c.Check()
	for _, name := range []string{"public-url", "trusted-proxies", "upstream-allow", "webhook-allow", "listen", "database", "concurrency: ", "concurrency-per-app", "connections: ", "connections-per-address", "serve-cached-up-to", "github-keys-url"} {
		require.ErrorContains(t, err, name)
	}
}

func TestARedisThatCantWorkIsNamedWithoutItsPassword(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string // "" = it works
	}{
		{[]string{"--redis=redis://127.0.0.1:6379"}, ""},
		{[]string{"--redis=rediss://u:hunter2@valkey.internal:6380/3", "--redis-ca=/ca"}, ""},
		{[]string{"--redis=redis://a:6379?addr=b:6379&addr=c:6379"}, ""},
		{[]string{"--redis=valkey.internal:6379"}, "redis: must be an address"},
		{[]string{"--redis=http://u:hunter2@valkey.internal"}, "redis: must be an address"},
		{[]string{"--redis=redis://:hunter2@:6379"}, "redis: must be an address"},
		{[]string{"--redis=redis://u:hunter2%zz@valkey.internal"}, "redis: must be an address"},
		{[]string{"--redis=redis://valkey.internal/cache"}, "redis: what follows the host"},
		{[]string{"--redis=redis://valkey.internal?password=hunter2"}, "redis: takes no parameter"},
		{[]string{"--redis=redis://a/2?addr=b:6379"}, "redis: a cluster has no database"},
		{[]string{"--redis=redis://a", "--redis-ca=/ca"}, "redis-ca: does nothing without rediss"},
		{[]string{"--redis-ca=/ca"}, "redis-ca: does nothing without redis"},
		{[]string{"--redis=redis://a", "--redis-timeout=2s"}, "redis-timeout: must be 1ms to 1s"},
	} {
		parsed, err := parse(t, "", c.args...)
		require.NoError(t, err, c.args)
		_, err = parsed.Check()
		if c.want == "" {
			require.NoError(t, err, c.args)
			continue
		}
		require.ErrorContains(t, err, c.want, c.args)
		require.NotContains(t, err.Error(), "hunter2")
	}
}
