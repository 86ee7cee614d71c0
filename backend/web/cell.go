package web

import "strings"

// InertCell answers a cell of a CSV file that no spreadsheet calculates: one that begins like a formula, in narrow or wide
// signs, gets an apostrophe before it (OWASP, CSV injection). Others stay as they are.
func InertCell(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}
