package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"github.com/rs/zerolog/log"
)

// build makes all that the examples describe, after changes to their text.
func build(t *testing.T, changes ...string) error {
	t.Helper()
	dir, changed := t.TempDir(), 0
	for _, name := range []string{"traefik.static.yaml", "traefik.yaml"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "deploy", name))
		if err != nil {
			t.Fatal(err)
		}
		written := strings.NewReplacer(changes...).Replace(string(text))
		if written != string(text) {
			changed++
		}
		written = strings.ReplaceAll(written, "/etc/traefik/", dir+"/")
		if err := os.WriteFile(filepath.Join(dir, name), []byte(written), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if changed == 0 && len(changes) > 0 {
		t.Fatal("nothing was changed")
	}
	c, err := read(filepath.Join(dir, "traefik.static.yaml"))
	if err != nil {
		return err
	}
	for name, entry := range c.static.EntryPoints {
		if _, err := c.handler(name, entry); err != nil {
			return err
		}
	}
	return nil
}

func TestTraefikTakesTheExamplesWithoutAWarning(t *testing.T) {
	var said bytes.Buffer
	before, context := log.Logger, zerolog.DefaultContextLogger
	t.Cleanup(func() { log.Logger, zerolog.DefaultContextLogger = before, context })
	log.Logger = zerolog.New(&said).Level(zerolog.WarnLevel)
	zerolog.DefaultContextLogger = &log.Logger
	if err := build(t); err != nil {
		t.Fatal(err)
	}
	if said.Len() > 0 {
		t.Error(said.String())
	}
	for _, line := range []string{"maxResponseBodySize: 4096", "trustForwardHeader: false"} {
		said.Reset()
		if err := build(t, "        "+line+"\n", ""); err != nil {
			t.Fatal(err)
		}
		if option, _, _ := strings.Cut(line, ":"); !strings.Contains(said.String(), option) {
			t.Errorf("nothing is heard of it when %s is missing", option)
		}
	}
}

func TestWhatTraefikWouldNotTakeIsNoticed(t *testing.T) {
	for name, change := range map[string][2]string{
		"a field that it doesn't have":        {"trustForwardHeader:", "trustForwardHeaders:"},
		"a part that it doesn't have":         {"\nhttp:", "\nhttps:"},
		"a field of an entry point":           {"aliasHeadersStrategy:", "aliasHeaderStrategy:"},
		"a strategy that it doesn't have":     {"aliasHeadersStrategy: delete", "aliasHeadersStrategy: drop"},
		"a rule that it doesn't have":         {"Host(`harbour", "Hosts(`harbour"},
		"a duration that is none":             {"flushInterval: -1ns", "flushInterval: never"},
		"a middleware that nobody describes":  {"    harbour-credential:", "    harbour-credentials:"},
		"a service that nobody describes":     {"service: harbour", "service: harbor"},
		"an entry point that nobody leads to": {"to: websecure", "to: secure"},
		"a number that is none":               {"stsSeconds: 31536000", "stsSeconds: a year"},
	} {
		if build(t, change[0], change[1]) == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
