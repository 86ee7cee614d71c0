package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

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
	_, err = c.Check()
	for _, name := range []string{"public-url", "trusted-proxies", "upstream-allow", "listen", "database"} {
		require.ErrorContains(t, err, name)
	}
}
