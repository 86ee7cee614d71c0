package tokens

import (
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const (
	// importMax is how many keys come at once: they are stored together, and others wait that long.
	importMax = 1_000
	// findingsMax is how many mistakes are told at once.
	findingsMax = 500
	// formsMax is how many forms of imported keys an installation knows; a gate looks at each of them.
	formsMax = 64
)

// ImportLine is one key of an import as somebody wrote it.
type ImportLine struct {
	// Line is where it stands: of a CSV its line, of a JSON list its place, from 1.
	Line   int
	SHA256 string
	Form   secret.Form
	Last4  string
	App    string
	Draft  Draft
}

// ImportFinding is one mistake of an import.
type ImportFinding struct {
	Line    int    `json:"line" example:"12"`
	Member  string `json:"member" example:"sha256"`
	Code    string `json:"code" example:"invalid"`
	Message string `json:"message" example:"A SHA-256 is 64 hexadecimal digits."`
} //@name TokenImportFinding

// ImportForm is one shape of keys in an import, with how many have it and how much chance it leaves to each, in bits.
type ImportForm struct {
	Form secret.Form
	Keys int
	Bits int
}

// Weak says that the form leaves too little to chance for its keys to be known by their SHA-256.
func (f ImportForm) Weak() bool { return f.Bits < secret.ImportedBitsMin }

// Import is what came of an import. Tokens are empty after a dry run and when there are findings.
type Import struct {
	Keys     int
	Apps     int
	Forms    []ImportForm
	Findings []ImportFinding
	// More says that there are more findings than are told.
	More   bool
	Tokens []Token
}

// ErrImportRefused says that an import has mistakes and nothing of it was stored.
var ErrImportRefused = fault.New(fault.Invalid, "tokens.import_refused", "The import has mistakes, and nothing of it was stored.", "Make a dry run, mend what it lists line by line, and import again.")

func (i *Import) find(line int, member, code, message string) {
	if len(i.Findings) >= findingsMax {
		i.More = true
		return
	}
	i.Findings = append(i.Findings, ImportFinding{Line: line, Member: member, Code: code, Message: message})
}

func (i *Import) countForm(f secret.Form) {
	for n := range i.Forms {
		if i.Forms[n].Form == f {
			i.Forms[n].Keys++
			return
		}
	}
	if len(i.Forms) < formsMax {
		i.Forms = append(i.Forms, ImportForm{Form: f, Keys: 1, Bits: f.Bits()})
	}
}
