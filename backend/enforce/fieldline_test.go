package enforce

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryByteOfAValueIsLookedAt(t *testing.T) {
	for length := range 20 {
		for at := range length {
			for c := range 256 {
				for _, around := range []byte{'a', ' ', '\t', '~', 0x80, 0xff} {
					value := bytes.Repeat([]byte{around}, length)
					value[at] = byte(c)
					if printable(value) != (c == '\t' || c >= ' ' && c != 0x7f) {
						t.Fatalf("%q", value)
					}
				}
			}
		}
	}
}

func TestBlanksAroundAValueAreNoPartOfIt(t *testing.T) {
	for line, want := range map[string]string{
		"a:b": "b", "a: b": "b", "a:\t b \t": "b", "a:": "", "a: \t ": "", "a: b c ": "b c", "a:\u00a0b": "\u00a0b",
	} {
		name, value, ok := cutField([]byte(line))
		require.True(t, ok, line)
		require.Equal(t, "a", string(name))
		require.Equal(t, want, string(value), line)
	}
}
