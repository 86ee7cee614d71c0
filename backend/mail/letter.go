package mail

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Letter is the text of one kind of mail: plain words with values between braces, from which both the text and the page of a
// mail are made. Paragraphs stand between empty lines; lines of "- " and "1. " are lists, "> " a quotation, and
// [words](address) alone on a line a button.
type Letter struct {
	Name string
	// When says on what occasion it is sent.
	When string
	// Because ends the sentence "You get this message because …"; empty is the account's or a role's concern.
	Because string
	// Values are those that it may show beside the ones of every letter; it is useless without those of Needs.
	Values, Needs []string
	Subject, Body string
}

// The values of every letter. Details lists those of detailLabels that are known.
var everywhere = []string{"Portal", "Name", "Link", "Details"}

const concern = "it concerns your account or a role that you hold"

// Known answers every value that the letter may show.
func (l Letter) Known() []string { return append(slices.Clone(everywhere), l.Values...) }

// Letters answers the letters of a directory, by name. Files that carry another language's name are left out.
func Letters(files fs.FS) ([]Letter, error) {
	names, err := fs.Glob(files, "*.txt")
	if err != nil {
		return nil, fmt.Errorf("list letters: %w", err)
	}
	var all []Letter
	for _, file := range names {
		name := strings.TrimSuffix(file, ".txt")
		if name == layoutName || strings.Contains(name, ".") {
			continue
		}
		l, err := Read(files, name, "")
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

// Read answers the letter of NAME.LOCALE.txt, or of NAME.txt where the locale has none of its own; an absent one is
// fs.ErrNotExist.
func Read(files fs.FS, name, locale string) (Letter, error) {
	content, err := fs.ReadFile(files, name+"."+locale+".txt")
	if errors.Is(err, fs.ErrNotExist) {
		content, err = fs.ReadFile(files, name+".txt")
	}
	if err != nil {
		return Letter{}, fmt.Errorf("read letter %s: %w", name, err)
	}
	l := Letter{Name: name, Because: concern}
	rest := string(content)
	for {
		line, after, found := strings.Cut(rest, "\n")
		key, value, marked := strings.Cut(line, ": ")
		if !found || !marked {
			return Letter{}, fmt.Errorf("letter %s does not begin with its head", name)
		}
		rest = after
		switch key {
		case "When":
			l.When = value
		case "Because":
			l.Because = value
		case "Values":
			l.Values = strings.Split(value, ", ")
		case "Needs":
			l.Needs = strings.Split(value, ", ")
		case "Subject":
			l.Subject, l.Body = value, strings.Trim(rest, "\n")
			return l, nil
		default:
			return Letter{}, fmt.Errorf("letter %s has an unknown line in its head: %s", name, key)
		}
	}
}
