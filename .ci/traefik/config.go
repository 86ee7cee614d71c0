package main

import (
	"fmt"
	"os"
	"slices"

	"github.com/traefik/paerser/file"
	"github.com/traefik/traefik/v3/pkg/config/dynamic"
	"github.com/traefik/traefik/v3/pkg/config/static"
	"gopkg.in/yaml.v3"
)

// staticConfiguration is the part of Traefik's that the example uses.
type staticConfiguration struct {
	EntryPoints static.EntryPoints `yaml:"entryPoints"`
	Providers   struct {
		File struct {
			Filename string `yaml:"filename"`
		} `yaml:"file"`
	} `yaml:"providers"`
}

type configuration struct {
	static  staticConfiguration
	dynamic dynamic.Configuration
}

// read decodes both files as Traefik does.
func read(name string) (*configuration, error) {
	c := &configuration{}
	if err := decode(name, &c.static, "entryPoints", "providers"); err != nil {
		return nil, err
	}
	return c, decode(c.static.Providers.File.Filename, &c.dynamic, "http", "tls")
}

// decode refuses keys that Traefik's types don't have. Its decoder passes over unknown ones at the top, so these are named.
func decode(name string, into any, top ...string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var whole map[string]any
	if err := yaml.Unmarshal(text, &whole); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for key := range whole {
		if !slices.Contains(top, key) {
			return fmt.Errorf("%s: %s at the top", name, key)
		}
	}
	if err := file.DecodeContent(string(text), ".yaml", into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
