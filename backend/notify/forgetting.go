package notify

import (
	"context"
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
)

// What stands in notices and mails to others where a person was named whose account was erased.
const (
	formerName    = "a former member"
	formerAddress = "(removed)"
)

// Forget removes, in the transaction of ctx, every mail to an account, and takes its address and name out of what others were told of
// it. The name is looked for only there: people call themselves as they like, so that "token" or "https" may be a name, and what says
// nothing of the person must stay as it was. A name that somebody else has too stays as well.
func (s *Service) Forget(ctx context.Context, a accounts.Account) error {
	if err := s.repo.deleteMailsTo(ctx, a.ID, a.Email); err != nil {
		return err
	}
	others, err := s.deps.Accounts.AddressesOf(ctx, a)
	if err != nil {
		return err
	}
	for _, address := range others {
		if err := s.repo.deleteMailsOfNobody(ctx, address); err != nil {
			return err
		}
	}
	alone, err := s.deps.Accounts.Alone(ctx, a)
	if err != nil {
		return err
	}
	addresses := []string{a.Email, accounts.Canonical(a.Email)}
	for _, address := range others {
		addresses = append(addresses, address, accounts.Canonical(address))
	}
	var phrases []string
	if alone {
		phrases = accounts.Told(a.Name)
	}
	return s.repo.rewrite(ctx, append(phrases, addresses...), func(texts []string) []string {
		without := each(texts, addresses, formerAddress, partOfAddress)
		named := !slices.Equal(without, texts) || !slices.Equal(each(texts, phrases, "", inSentence), texts)
		if !named || !alone {
			return without
		}
		return each(without, []string{a.Name}, formerName, partOfWord)
	})
}

// Follow takes over, in the transaction in which an account gets another address, the mails to the two addresses that belong to nobody,
// so that they are shown and forgotten with the account, and names the new address where others were told the former one. What was
// sent to an address stays there, and so does what is on its way.
func (s *Service) Follow(ctx context.Context, before, after accounts.Account) error {
	for _, address := range []string{before.Email, after.Email} {
		if err := s.repo.adoptMails(ctx, after.ID, address); err != nil {
			return err
		}
	}
	former := []string{before.Email, accounts.Canonical(before.Email)}
	return s.repo.rewrite(ctx, former, func(texts []string) []string { return each(texts, former, after.Email, partOfAddress) })
}

// ForgetAbout removes, in the transaction of ctx, what people were told of pages (as links of notices) whose words are forgotten.
func (s *Service) ForgetAbout(ctx context.Context, pages []string) error {
	return s.repo.deleteAbout(ctx, pages)
}

// each answers texts with some words replaced where they stand alone.
func each(texts, words []string, instead string, part func(before, behind string) bool) []string {
	out := slices.Clone(texts)
	for i := range out {
		for _, word := range words {
			out[i] = replaced(out[i], word, instead, part)
		}
	}
	return out
}

// replaced answers text with a word, and its form in HTML, replaced where it stands alone: where what is before and behind it is no
// part of it.
func replaced(text, word, instead string, part func(before, behind string) bool) string {
	text = replaceAlone(text, word, instead, part)
	if escaped := escaped(word); escaped != word {
		text = replaceAlone(text, escaped, instead, part)
	}
	return text
}

// escaped answers a word as the HTML form of a mail shows it.
func escaped(word string) string { return strings.ReplaceAll(html.EscapeString(word), "+", "&#43;") }

func replaceAlone(text, word, instead string, part func(before, behind string) bool) string {
	var b strings.Builder
	rest := text
	for word != "" {
		at := strings.Index(rest, word)
		if at < 0 {
			break
		}
		begin := len(text) - len(rest) + at
		b.WriteString(rest[:at])
		rest = rest[at+len(word):]
		if part(text[:begin], rest) {
			b.WriteString(word)
			continue
		}
		b.WriteString(instead)
	}
	b.WriteString(rest)
	return b.String()
}

// partOfWord reports whether letters or digits go on before or behind a word.
func partOfWord(before, behind string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(behind)
	return inWord(last) || inWord(first)
}

// partOfAddress reports whether an address is the end or the begin of a longer one.
func partOfAddress(before, behind string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, size := utf8.DecodeRuneInString(behind)
	if inWord(last) || inWord(first) || strings.ContainsRune("._+-'", last) || first == '-' || strings.HasSuffix(before, "&#43;") {
		return true
	}
	next, _ := utf8.DecodeRuneInString(behind[size:])
	return first == '.' && inWord(next)
}

// inSentence reports whether a sentence goes on before words that begin one, as where somebody else has more names.
func inSentence(before, _ string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(before, " "))
	return inWord(last)
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
