// Package document reads OpenAPI 2.0, 3.0, 3.1 and 3.2 (JSON or YAML, one file or several joined by relative
// references) into one model normalised to 3.1, and cuts it into an index and one resolved piece per operation and
// per schema.
//
// It owns the parser, the resource limits, the references, the upgrade from 2.0 and 3.0, and the findings about what
// is broken. It never opens a file and never opens a connection: the caller hands over the bytes of every file that a
// reference may reach. Cycles between schemas stay what they are, links by name; nothing is expanded without end.
//
// The stages, each in its own files:
//
//	json.go yaml.go prescan.go   bytes → Node (ordered, with file and line), under the limits
//	link.go refs.go              references across files become names under components/schemas, or are put in place
//	upgrade*.go                  2.0 → the shape of 3.1
//	normal.go                    schemas of 2.0 and 3.0 → JSON Schema 2020-12; examples to one form
//	extract.go render.go         operations, closures of schemas, the bundled document
//	index.go                     groups, titles, servers: what the navigation needs
package document
