package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"
	"gopkg.in/yaml.v3"
)

// EnvPrefix begins the name of every environment variable.
const EnvPrefix = "GATEHOUSE_"

// file is a gatehouse.yaml that was read.
type file struct{ values map[string]any }

// LoadFile is kong's loader for gatehouse.yaml. Its keys are the flags' names. A key that no command knows stops the
// start (S-CFG-01): a typing mistake must not leave a setting at its default.
func LoadFile(r io.Reader) (kong.Resolver, error) {
	values := map[string]any{}
	if err := yaml.NewDecoder(r).Decode(&values); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read gatehouse.yaml: %w", err)
	}
	return file{values}, nil
}

// Validate refuses keys that are no flag of any command.
func (f file) Validate(app *kong.Application) error {
	known := map[string]bool{}
	_ = kong.Visit(app, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			known[flag.Name] = true
		}
		return next(nil)
	})
	for key := range f.values {
		if !known[key] {
			return fmt.Errorf("gatehouse.yaml: there is no setting %q", key)
		}
	}
	return nil
}

// Resolve answers the file's value of a flag. The environment wins over the file, so it is looked at first.
func (f file) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, env := range flag.Envs {
		if _, set := os.LookupEnv(env); set {
			return nil, nil
		}
	}
	return f.values[flag.Name], nil
}

// secretFiles resolves GATEHOUSE_X_FILE for flags that are marked secret.
type secretFiles struct{}

// SecretFiles answers kong's resolver for secrets that are kept in files: GATEHOUSE_DATABASE_FILE names the file that
// holds what GATEHOUSE_DATABASE would. A file that others may read is refused (S-KEY-05).
func SecretFiles() kong.Resolver { return secretFiles{} }

func (secretFiles) Validate(*kong.Application) error { return nil }

func (secretFiles) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if !flag.Tag.Has("secret") {
		return nil, nil
	}
	env := EnvPrefix + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_")) + "_FILE"
	path, set := os.LookupEnv(env)
	if !set {
		return nil, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", env, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s: %s may be read by others; give it mode 0600", env, path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", env, err)
	}
	return strings.TrimSpace(string(text)), nil
}
