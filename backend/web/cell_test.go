package web_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

func TestCellsOfASpreadsheetAreInert(t *testing.T) {
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "＝1": "'＝1", "\tx": "'\tx", "GET": "GET", "": "", "a=1": "a=1", "'=1": "'=1", "\xff=": "\xff=",
	} {
		require.Equal(t, want, web.InertCell(cell))
	}
}

func FuzzInertCell(f *testing.F) {
	f.Add("=cmd|' /C calc'!A0")
	f.Fuzz(func(t *testing.T, cell string) {
		out := web.InertCell(cell)
		if out != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(out)[0]) {
			t.Fatalf("%q became %q", cell, out)
		}
		if !strings.HasSuffix(out, cell) {
			t.Fatalf("%q lost something: %q", cell, out)
		}
	})
}
