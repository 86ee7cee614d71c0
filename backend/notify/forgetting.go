package notify

import (
	"context"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
)

// Somebody stands in notices and mails to others where a person was named whose account was erased.
const (
	formerName    = "somebody who left"
	formerAddress = "(removed)"
)

// Forget removes, in the transaction of ctx, every mail to an account, and takes its address and name out of what others were told. A
// name that somebody else has too stays: it says nothing of this person any more, and their notices would become wrong.
func (s *Service) Forget(ctx context.Context, a accounts.Account) error {
	if err := s.repo.deleteMailsTo(ctx, a.ID, a.Email); err != nil {
		return err
	}
	words := map[string]string{a.Email: formerAddress, accounts.Canonical(a.Email): formerAddress}
	alone, err := s.deps.Accounts.Alone(ctx, a)
	if err != nil {
		return err
	}
	if alone {
		words[a.Name] = formerName
	}
	for word, instead := range words {
		if err := s.repo.replace(ctx, word, func(text string) string { return replaced(text, word, instead) }); err != nil {
			return err
		}
	}
	return nil
}

// replaced answers text with a word, and its form in HTML, replaced where it stands alone.
func replaced(text, word, instead string) string {
	text = replaceAlone(text, word, instead)
	if escaped := escaped(word); escaped != word {
		text = replaceAlone(text, escaped, instead)
	}
	return text
}

// escaped answers a word as the HTML form of a mail shows it.
func escaped(word string) string { return strings.ReplaceAll(html.EscapeString(word), "+", "&#43;") }

func replaceAlone(text, word, instead string) string {
	var b strings.Builder
	for {
		at := strings.Index(text, word)
		if at < 0 || word == "" {
			b.WriteString(text)
			return b.String()
		}
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(word):])
		b.WriteString(text[:at])
		if partOfWord(before) || partOfWord(after) {
			b.WriteString(word)
		} else {
			b.WriteString(instead)
		}
		text = text[at+len(word):]
	}
}

func partOfWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
