// Command gen writes openapi/portal/openapi.json: it lets swag read the comments beside the handlers (Swagger 2.0),
// upgrades the result to OpenAPI 3.1 with our own engine, and adds what the comments can't say but the code does:
// which members are always there, which may be null, which routes are public.
//
// Run it in the root of the repository. With -check it writes nothing and fails when the file is stale.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"

	"github.com/swaggo/swag"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

func main() {
	root := flag.String("root", ".", "root of the repository")
	check := flag.Bool("check", false, "fail when the file is stale instead of writing it")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	target := filepath.Join(root, "openapi", "portal", "openapi.json")
	fresh, err := generate(root)
	if err != nil {
		return err
	}
	current, err := os.ReadFile(target)
	if err == nil && bytes.Equal(current, fresh) {
		return nil
	}
	if check {
		return fmt.Errorf("%s is stale: run go run ./openapi/portal/gen", target)
	}
	if err := os.WriteFile(target, fresh, 0o644); err != nil {
		return fmt.Errorf("write the description: %w", err)
	}
	return nil
}

// generate returns the description of the sources below root.
func generate(root string) ([]byte, error) {
	swagger, err := describe(root)
	if err != nil {
		return nil, fmt.Errorf("read the comments: %w", err)
	}
	upgraded, err := document.Upgrade(swagger)
	if err != nil {
		return nil, fmt.Errorf("upgrade to OpenAPI 3.1: %w", err)
	}
	n, err := document.ParseJSON(upgraded)
	if err != nil {
		return nil, fmt.Errorf("read the upgraded description: %w", err)
	}
	facts, err := readSources(filepath.Join(root, "backend"), filepath.Join(root, "rbac"), filepath.Join(root, "openapi"))
	if err != nil {
		return nil, fmt.Errorf("read the sources: %w", err)
	}
	p := &polish{root: n, facts: facts}
	p.run()
	return n.Indented(), nil
}

// describe runs swag over the module. It looks only at our own directories: everything else is excluded by name.
func describe(root string) ([]byte, error) {
	excluded := ""
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case !e.IsDir(), name == "backend", name == "rbac", name == "openapi":
		default:
			excluded += filepath.Join(root, name) + ","
		}
	}
	parser := swag.New(
		swag.SetDebugger(log.New(io.Discard, "", 0)),
		swag.SetParseDependency(0),
		swag.SetExcludedDirsAndFiles(excluded),
		swag.SetOverrides(map[string]string{"encoding/json.RawMessage": "object", "time.Duration": "integer"}),
	)
	if err := parser.ParseAPIMultiSearchDir([]string{root}, filepath.Join("backend", "server", "doc.go"), 1); err != nil {
		return nil, err
	}
	return json.Marshal(parser.GetSwagger())
}
