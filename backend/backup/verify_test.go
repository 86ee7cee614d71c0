package backup

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// crafted writes an archive with a manifest of the test's choice, and the keys that it is verified with.
func crafted(t *testing.T, change func(*Manifest), parts ...string) *Restore {
	t.Helper()
	dir := t.TempDir()
	keys, err := secret.OpenKeys(dir)
	require.NoError(t, err)
	id, err := age.GenerateX25519Identity()
	require.NoError(t, err)
	identity := filepath.Join(dir, "identity")
	require.NoError(t, os.WriteFile(identity, []byte(id.String()), 0o600))
	var archive bytes.Buffer
	p, err := pack(&archive, Lock{Recipients: []string{id.Recipient().String()}}, nil)
	require.NoError(t, err)
	for _, name := range parts {
		require.NoError(t, p.addText(name, []byte("content")))
	}
	m := Manifest{Format: Format, ID: "bak_1", Program: "test", Dialect: "sqlite", Parts: p.parts}
	change(&m)
	text, err := m.seal(keys)
	require.NoError(t, err)
	require.NoError(t, p.addText(manifestName, text))
	require.NoError(t, p.close())
	var sealedKeys bytes.Buffer
	w, err := age.Encrypt(&sealedKeys, id.Recipient())
	require.NoError(t, err)
	content, err := secret.ReadKeysFile(dir)
	require.NoError(t, err)
	_, err = w.Write(content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	r := &Restore{
		From: filepath.Join(dir, "portal.age"), KeysFrom: filepath.Join(dir, "keys.age"), Data: Unlock{IdentityFile: identity}, Keys: Unlock{IdentityFile: identity},
		Rooms: &Rooms{UsageMigrations: store.Migrations, UsageLedger: store.LedgerTable, UsageFile: "usage.db"},
	}
	require.NoError(t, os.WriteFile(r.From, archive.Bytes(), 0o600))
	require.NoError(t, os.WriteFile(r.KeysFrom, sealedKeys.Bytes(), 0o600))
	return r
}

func TestAnArchiveOfANewerProgramIsRefused(t *testing.T) {
	for name, change := range map[string]func(*Manifest){
		"portal": func(m *Manifest) { m.Schema.Portal = []int64{1, 99999} },
		"calls":  func(m *Manifest) { m.Schema.Usage = []int64{99999} },
		"jobs":   func(m *Manifest) { m.Schema.Jobs = 99999 },
	} {
		_, _, err := crafted(t, change, store.FileName).Verify()
		require.ErrorContains(t, err, "newer program", name)
	}
	_, _, err := crafted(t, func(m *Manifest) { m.Format++ }, store.FileName).Verify()
	require.ErrorContains(t, err, "format 2")
	_, _, err = crafted(t, func(m *Manifest) { m.Dialect = "oracle" }, store.FileName).Verify()
	require.ErrorContains(t, err, "does not know")
}

func TestAnArchiveIsWhatItsManifestSays(t *testing.T) {
	_, _, err := crafted(t, func(*Manifest) {}, store.FileName).Verify()
	require.NoError(t, err)
	for name, change := range map[string]func(*Manifest){
		"another sum": func(m *Manifest) { m.Parts[0].SHA256 = m.Parts[0].SHA256[1:] + "0" },
		"a part less": func(m *Manifest) { m.Parts = nil },
		"a part more": func(m *Manifest) { m.Parts = append(m.Parts, Part{Name: "usage.db"}) },
	} {
		_, _, err := crafted(t, change, store.FileName).Verify()
		require.Error(t, err, name)
	}
	for _, name := range []string{"../keys.json", "/etc/passwd"} {
		_, _, err := crafted(t, func(*Manifest) {}, name).Verify()
		require.ErrorContains(t, err, "something else", name)
	}
	r := crafted(t, func(*Manifest) {}, "keys.json")
	_, content, err := r.Verify()
	require.NoError(t, err)
	r.Say = func(string) {}
	staged := filepath.Join(t.TempDir(), stagedDir)
	require.ErrorContains(t, r.stageFiles(t.Context(), staged, content), "no part of an installation")
}

func FuzzUnpack(f *testing.F) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		f.Fatal(err)
	}
	identity := filepath.Join(f.TempDir(), "identity")
	if err := os.WriteFile(identity, []byte(id.String()), fs.FileMode(0o600)); err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("not a frame"))
	f.Fuzz(func(t *testing.T, frame []byte) {
		var archive bytes.Buffer
		w, err := age.Encrypt(&archive, id.Recipient())
		require.NoError(t, err)
		_, err = w.Write(frame)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		_, _, err = unpack(&archive, Unlock{IdentityFile: identity}, func(string, int64, io.Reader) error { return nil })
		require.Error(t, err, "noise is no backup")
	})
}
