//go:build pkcs11

package keys_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/keys"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// token makes a fresh SoftHSM token, or skips where Debian's softhsm2 is missing.
func token(t *testing.T) keys.DeviceOptions {
	t.Helper()
	util, err := exec.LookPath("softhsm2-util")
	module := "/usr/lib/softhsm/libsofthsm2.so"
	if _, missing := os.Stat(module); err != nil || missing != nil {
		t.Skip("needs SoftHSM: apt-get install softhsm2")
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "softhsm2.conf")
	require.NoError(t, os.WriteFile(config, []byte("directories.tokendir = "+dir+"\nobjectstore.backend = file\n"), 0o600))
	t.Setenv("SOFTHSM2_CONF", config)
	out, err := exec.CommandContext(t.Context(), util, "--init-token", "--free", "--label", "gatehouse", "--so-pin", "12345678", "--pin", "87654321").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return keys.DeviceOptions{Module: module, Token: "gatehouse", PIN: secret.Text("87654321")}
}

// TestADeviceHoldsTheContract uses one token for everything: the module reads its configuration once in a process.
func TestADeviceHoldsTheContract(t *testing.T) {
	options := token(t)
	driver, err := keys.OpenDevice(options)
	require.NoError(t, err)
	contract(t, driver)

	wrong := options
	wrong.Token = "nowhere"
	away, err := keys.OpenDevice(wrong)
	require.Error(t, err)
	_, _, err = away.Generate(keys.AccessTokens)
	require.Error(t, err, "a device that is away makes nothing, and nothing else does instead")

	r := open(t, storetest.New(t), driver)
	require.NoError(t, r.Turn(t.Context()))
	kid := r.signedBy(t)
	again, err := keys.OpenDevice(options)
	require.NoError(t, err)
	_, err = r.Revoke(t.Context(), kid, "lost")
	require.NoError(t, err)
	found, err := r.List(t.Context())
	require.NoError(t, err)
	for _, k := range found {
		require.Equal(t, "pkcs11", k.Driver)
		require.Equal(t, k.ID == kid, k.State == keys.Removed)
	}
	require.NotEqual(t, kid, r.signedBy(t))
	_, err = again.Open(kid, keys.AccessTokens, []byte("0123456789abcdef"))
	require.ErrorIs(t, err, keys.ErrDevice, "a key that the device doesn't have")
}
