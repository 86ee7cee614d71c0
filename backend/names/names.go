// Package names says what the names of people and of teams may hold. They stand in mails, beside decisions and in the audit
// log, so a name must not change how the text around it is read, and none may look like another one by what nobody sees.
package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// The two that choose whether letters beside them join. Words of Persian, and letters of most scripts of India, need them.
const (
	nonJoiner = '\u200c'
	joiner    = '\u200d'
)

const (
	blankBraille = '\u2800' // a sign without a dot: printed, and not to be seen
	hanRareMin   = 0x20000  // two planes of Han characters; some that names have are newer than the tables of this program
	hanRareMax   = 0x3ffff
	virama       = 9 // the combining class of the sign that takes a consonant's vowel away
)

// joining are the scripts whose letters join, or melt into one, depending on what stands between them.
var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mandaic, unicode.Mongolian, unicode.Adlam, unicode.Hanifi_Rohingya,
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu,
	unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar,
}

// Clean answers a name with single inner blanks, and without what keyboards put behind a sign to choose how it is drawn.
func Clean(name string) string {
	drawn := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Variation_Selector, r) {
			return -1
		}
		return r
	}, name)
	return strings.Join(strings.Fields(drawn), " ")
}

// Plain reports whether a name that Clean answered holds only what people see, no link and no markup. A joiner and its
// opposite are plain where they belong: between two letters of a script that joins, and a joiner behind a sign that takes a
// vowel away.
func Plain(name string) bool {
	if !utf8.ValidString(name) || strings.ContainsAny(name, "<>") || strings.Contains(name, "://") {
		return false
	}
	before := rune(0)
	for at, r := range name {
		if r == nonJoiner || r == joiner {
			after, _ := utf8.DecodeRuneInString(name[at+utf8.RuneLen(r):])
			if !joins(before, r, after) {
				return false
			}
		} else if hidden(r) {
			return false
		}
		before = r
	}
	return true
}

// joins reports whether a joiner, or its opposite, stands where it changes how a word is written.
func joins(before, r, after rune) bool {
	for _, script := range joining {
		if !unicode.Is(script, before) || !unicode.In(before, unicode.Letter, unicode.Mark) {
			continue
		}
		if unicode.Is(script, after) && unicode.IsLetter(after) {
			return true
		}
		return r == joiner && norm.NFC.PropertiesString(string(before)).CCC() == virama && !unicode.Is(unicode.Join_Control, after)
	}
	return false
}

func hidden(r rune) bool {
	if r >= hanRareMin && r <= hanRareMax {
		return false
	}
	return !unicode.IsPrint(r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) || r == blankBraille
}

// Fold answers the one spelling that stands for all spellings of a name: case, compatibility forms and joiners collapse.
func Fold(name string) string {
	seen := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Join_Control, r) {
			return -1
		}
		return r
	}, name)
	return cases.Fold().String(norm.NFKC.String(seen))
}
