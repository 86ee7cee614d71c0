package secret

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// KeysFile is the name of the key file in the data directory.
const KeysFile = "keys.json"

// ErrKeysLoose reports a key file that others on the machine can read.
var ErrKeysLoose = errors.New("keys.json is readable by others; run: chmod 600 keys.json")

// OpenKeys reads dataDir/keys.json, and creates it (mode 0600, and the directory 0700) with fresh keys when there is
// none. It refuses a file that group or others may read (ErrKeysLoose) and one that lacks a key. Two processes that
// start at once on an empty directory end with the same keys.
func OpenKeys(dataDir string) (*Keys, error) {
	path := filepath.Join(dataDir, KeysFile)
	content, err := readPrivate(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = createKeys(dataDir, path); err == nil {
			content, err = readPrivate(path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	return ParseKeys(content)
}

// ParseKeys reads the content of a key file.
func ParseKeys(content []byte) (*Keys, error) {
	var file keyFile
	if err := json.Unmarshal(content, &file); err != nil {
		return nil, errors.New("open keys: keys.json is not the JSON that Gatehouse wrote") // the cause would quote keys
	}
	keys, err := file.keys()
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	return keys, nil
}

// ReadKeysFile answers the content of dataDir/keys.json for a place that is as safe. It answers fs.ErrNotExist when there
// is none, and ErrKeysLoose.
func ReadKeysFile(dataDir string) ([]byte, error) {
	content, err := readPrivate(filepath.Join(dataDir, KeysFile))
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	return content, nil
}

// RestoreKeysFile writes dataDir/keys.json with the content of another one. It answers fs.ErrExist when there are keys
// already, and does nothing when they are the same.
func RestoreKeysFile(dataDir string, content []byte) error {
	there, err := ReadKeysFile(dataDir)
	switch {
	case err == nil && EqualBytes(there, content):
		return nil
	case err == nil:
		return fmt.Errorf("write keys: %w", fs.ErrExist)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return writeKeys(dataDir, filepath.Join(dataDir, KeysFile), content)
}

func readPrivate(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, ErrKeysLoose
	}
	return os.ReadFile(path)
}

// createKeys writes a whole file under another name and links it into place: a link fails when the name exists, so a
// second process can't replace keys that the first one already uses.
func createKeys(dataDir, path string) error {
	if err := os.MkdirAll(dataDir, 0o700); err != nil {
		return err
	}
	fresh, err := newKeyFile()
	if err != nil {
		return err
	}
	content, err := json.MarshalIndent(fresh, "", "  ")
	if err != nil {
		return err
	}
	return writeKeys(dataDir, path, append(content, '\n'))
}

func writeKeys(dataDir, path string, content []byte) error {
	temp, err := os.CreateTemp(dataDir, ".keys-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }()
	_, err = temp.Write(content)
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err != nil {
		return err
	}
	if err := os.Link(temp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(dataDir)
}

func syncDir(dir string) error {
	handle, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(handle.Sync(), handle.Close())
}
