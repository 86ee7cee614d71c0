package document

import "fmt"

// Limits bound what a document may cost before anything is built from it. A zero field means its default.
type Limits struct {
	Bytes      int // of all files that are read, default 32 MiB
	Depth      int // nesting of objects and arrays, default 64
	Nodes      int // values in all files together, aliases counted as often as they are used, default 3,000,000
	Aliases    int // YAML aliases, default 1,000
	Operations int // default 20,000
	Schemas    int // named ones, default 50,000
	Output     int // bytes of all resolved operations without their schemas, default 256 MiB
}

// DefaultLimits are the limits of an import through the portal.
func DefaultLimits() Limits { return Limits{}.withDefaults() }

func (l Limits) withDefaults() Limits {
	set := func(field *int, value int) {
		if *field <= 0 {
			*field = value
		}
	}
	set(&l.Bytes, 32<<20)
	set(&l.Depth, 64)
	set(&l.Nodes, 3_000_000)
	set(&l.Aliases, 1_000)
	set(&l.Operations, 20_000)
	set(&l.Schemas, 50_000)
	set(&l.Output, 256<<20)
	return l
}

// LimitError says which limit a document exceeded. What is one of bytes, depth, nodes, aliases, operations, schemas,
// output.
type LimitError struct {
	What string
	Max  int
	File string
	Line int
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("the document exceeds the limit of %d %s%s", e.Max, e.What, place(e.File, e.Line))
}

// SyntaxError says where a file stopped being JSON or YAML, or why it is no OpenAPI document at all.
type SyntaxError struct {
	Message string
	File    string
	Line    int
}

func (e *SyntaxError) Error() string { return e.Message + place(e.File, e.Line) }

// ReferenceError lists references that are refused, not merely broken: to a URL, a file scheme, an absolute path, or
// out of the uploaded files. Nothing was opened for them.
type ReferenceError struct{ Findings []Finding }

func (e *ReferenceError) Error() string {
	return fmt.Sprintf("references that leave the uploaded files: %d", len(e.Findings))
}

func place(file string, line int) string {
	switch {
	case file == "" && line == 0:
		return ""
	case line == 0:
		return " (" + file + ")"
	case file == "":
		return fmt.Sprintf(" (line %d)", line)
	}
	return fmt.Sprintf(" (%s, line %d)", file, line)
}
