package names_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/names"
)

func TestNamesOfAllScriptsArePlain(t *testing.T) {
	for _, name := range []string{
		"Ada Palmer", "Zoë O’Neill-Đặng", "Παπαδόπουλος", "山田 太郎", "𠮷野", "김민준", "Harbour & Sons №7", "Team 🚢",
		"علی\u200cرضا",                   // Persian: the letters on both sides don't join
		"श्री", "क्\u200dष", "क्\u200cष", // Devanagari: half a letter, and a visible sign
		"ශ්\u200dරී",  // Sinhala
		"രാജന്\u200d", // Malayalam: the old spelling of a letter without a vowel
	} {
		require.True(t, names.Plain(names.Clean(name)), "%+q", name)
	}
}

func TestWhatNobodySeesIsNotPlain(t *testing.T) {
	for name, text := range map[string]string{
		"a joiner between Latin letters": "a\u200db", "its opposite": "a\u200cb", "at the begin": "\u200cعلی", "at the end": "علی\u200c",
		"two": "ع\u200c\u200cل", "beside a blank": "علی \u200cرضا", "between scripts": "ع\u200ca", "two behind a virama": "ക്\u200d\u200d",
		"the opposite at the end behind a virama": "ക്\u200c", "a joiner between signs": "👩\u200d💻", "between digits": "١\u200c٢",
		"zero width": "a\u200bb", "a word joiner": "a\u2060b", "a byte order mark": "\ufeffa", "a soft hyphen": "a\u00adb",
		"a filler": "a\u3164", "a half-width filler": "\uffa0", "a grapheme joiner": "a\u034f", "an empty braille sign": "\u2800",
		"a tag": "a\U000e0041", "a turn": "a\u202eb", "an isolate": "\u2066a", "a control": "a\x00b", "private": "a\ue000",
		"no UTF-8": "a\xff", "a link": "see https://x", "markup": "<b>", "a line separator": "a\u2028b",
	} {
		require.False(t, names.Plain(text), name)
	}
}

func TestCleanNamesHaveSingleBlanksAndNoChoiceOfDrawing(t *testing.T) {
	require.Equal(t, "Team ❤ one", names.Clean(" Team \t❤\ufe0f\u00a0one\n"))
	require.Empty(t, names.Clean(" \u3000\ufe0f"))
}

func TestNamesThatOnlyDifferInCaseFormOrJoinersAreOne(t *testing.T) {
	require.Equal(t, names.Fold("Harbour ﬁx"), names.Fold("HARBOUR FIX"))
	require.Equal(t, names.Fold("علی\u200cرضا"), names.Fold("علیرضا"))
	require.NotEqual(t, names.Fold("Ada"), names.Fold("Ade"))
}

func FuzzPlain(f *testing.F) {
	f.Add("علی\u200cرضا")
	f.Add("a\u200d")
	f.Fuzz(func(t *testing.T, text string) {
		clean := names.Clean(text)
		require.Equal(t, clean, names.Clean(clean))
		if names.Plain(clean) {
			require.True(t, names.Plain(names.Clean(clean+" "+clean)), "two plain names beside each other are plain")
		}
	})
}
