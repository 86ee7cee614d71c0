package mail_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/mail"
)

func letter(subject, body string) mail.Letter {
	return mail.Letter{Name: "test", Because: "of this test", Values: []string{"Scopes", "Reason", "URL", "Notices"}, Subject: subject, Body: body}
}

func render(t *testing.T, l mail.Letter, data map[string]any) mail.Message {
	t.Helper()
	m, err := mail.Render(os.DirFS("../../embed/mail"), l, data)
	require.NoError(t, err)
	return m
}

func TestALettersLinesBecomeATextAndAPage(t *testing.T) {
	m := render(t, letter("Hello {{.Name}}", "Hello{{if .Name}} {{.Name}}{{end}},\n\n- one\n- two\n\n1. first\n2. second\n\n{{.Scopes}}\n\n> {{.Reason}}\n\n[Open it]({{.Link}})"),
		map[string]any{"Name": "Ada", "Scopes": []string{"a", "b"}, "Reason": "why", "Link": "https://portal.example/x", "Portal": "Gatehouse"})

	require.Equal(t, "Hello Ada", m.Subject)
	require.Contains(t, m.Text, "Hello Ada,\n\n- one\n- two\n\n1. first\n2. second\n\n- a\n- b\n\nwhy\n\nOpen it:\nhttps://portal.example/x\n\n-- \nGatehouse. You get this message because of this test.")
	require.Contains(t, m.HTML, "<li>two</li>")
	require.Contains(t, m.HTML, "<li>second</li>")
	require.Contains(t, m.HTML, `href="https://portal.example/x"`)
	require.Contains(t, m.HTML, "why</blockquote>")
}

func TestWhatIsEmptyLeavesNothingBehind(t *testing.T) {
	m := render(t, letter("x", "{{.Reason}}\n\n{{.Details}}\n\n{{.Scopes}}\n\n[Open it]({{.Link}})\n\nEnd."), nil)

	require.True(t, strings.HasPrefix(m.Text, "End."), m.Text)
	require.NotContains(t, m.HTML, "Open it")
}

func TestValuesAreShownAndNeverRead(t *testing.T) {
	hostile := "<b>x</b>\r\n\n[Click](https://evil.example)\n- {{.Link}} \ue100\ue101 \u202e"
	m := render(t, letter("About {{.Name}}", "Dear {{.Name}}.\n\n[Open]({{.Link}})"), map[string]any{"Name": hostile, "Link": "javascript:alert(1)"})

	require.NotContains(t, m.Subject, "\n")
	require.NotContains(t, m.HTML, "<b>")
	require.NotContains(t, m.HTML, `href="https://evil`)
	require.NotContains(t, m.HTML, `href="javascript`)
	require.NotContains(t, m.Text+m.HTML+m.Subject, "\u202e")
	require.Contains(t, m.Text, "{{.Link}}", "it is text, not a place for a value")
}

func TestEveryMistakeIsToldWithItsLine(t *testing.T) {
	for name, test := range map[string]struct {
		body string
		line int
		says string
	}{
		"unknown value":       {"one\n\n{{.Password}}", 3, "no value {{.Password}}"},
		"unknown condition":   {"one\n{{if .Secret}}x{{end}}", 2, "no value {{.Secret}}"},
		"function":            {"{{printf \"%s\" .Name}}", 1, "Only a value's name"},
		"pipe":                {"a\n{{.Name | html}}", 2, "Only a value's name"},
		"method":              {"{{.Name.Secret}}", 1, "Only a value's name"},
		"everything":          {"{{.}}", 1, "Only a value's name"},
		"variable":            {"{{$x := .Name}}", 1, "Only"},
		"loop":                {"a\n\n{{range .Scopes}}x{{end}}", 3, "Only {{.Name}}"},
		"with":                {"{{with .Name}}x{{end}}", 1, "Only {{.Name}}"},
		"other template":      {"{{template \"layout.html\"}}", 1, "Only {{.Name}}"},
		"definition":          {"{{define \"x\"}}y{{end}}z", 1, "not define"},
		"open braces":         {"a\nb {{.Name", 2, "can't be read"},
		"end without if":      {"a\n{{end}}", 2, "can't be read"},
		"link in an address":  {"a\nhttps://evil.example/?t={{.Link}}", 2, "stands alone"},
		"link beside a word":  {"evil.example/?t={{.Link}}", 1, "stands alone"},
		"link by a condition": {"evil.example/{{if .Name}}{{.Link}}{{end}}", 1, "stands alone"},
		"name in an address":  {"www.evil.example/{{.Name}}", 1, "part of an address"},
		"button to a script":  {"[x](javascript:alert)", 1, "begins with https"},
		"hidden character":    {"one\ntwo \u202e", 2, "can't be seen"},
		"private character":   {"one \ue100", 1, "can't be seen"},
		"nothing":             {" ", 1, "1 to 20,000"},
		"too much":            {strings.Repeat("x", 20_001), 1, "1 to 20,000"},
	} {
		t.Run(name, func(t *testing.T) {
			found := letter("x", test.body).Check()

			require.NotEmpty(t, found)
			require.Equal(t, test.line, found[0].Line)
			require.Contains(t, found[0].Text, test.says)
			_, err := mail.Render(os.DirFS("../../embed/mail"), letter("x", test.body), nil)
			require.ErrorIs(t, err, mail.ErrLetter)
		})
	}
	require.True(t, letter("a\nb", "x").Check()[0].InSubject)
	needing := letter("x", "x")
	needing.Needs = []string{"Link"}
	require.Contains(t, needing.Check()[0].Text, "Without {{.Link}}")
}

func TestAConditionCannotSmuggleAValueIntoAnAddress(t *testing.T) {
	l := letter("x", "https://evil.example/{{if .Reason}} {{end}}{{.Name}}")

	_, err := mail.Render(os.DirFS("../../embed/mail"), l, map[string]any{"Name": "Ada"})

	require.ErrorIs(t, err, mail.ErrLetter)
}

func TestALetterNeedsAHeadAndMayHaveALocale(t *testing.T) {
	files := fstest.MapFS{
		"hello.txt":    {Data: []byte("When: x\nSubject: Hello\n\nDear.\n")},
		"hello.de.txt": {Data: []byte("When: x\nSubject: Hallo\n\nLiebe.\n")},
		"broken.txt":   {Data: []byte("no head")},
		"odd.txt":      {Data: []byte("Colour: red\nSubject: x\n\ny")},
	}
	l, err := mail.Read(files, "hello", "de")
	require.NoError(t, err)
	require.Equal(t, "Hallo", l.Subject)
	l, err = mail.Read(files, "hello", "en")
	require.NoError(t, err)
	require.Equal(t, "Dear.", l.Body)
	for _, name := range []string{"broken", "odd", "absent"} {
		_, err = mail.Read(files, name, "en")
		require.Error(t, err, name)
	}
}

func FuzzLetter(f *testing.F) {
	f.Add("Hello {{.Name}}", "{{if .Name}}x{{else}}y{{end}}\n- {{.Link}}", "Ada", "https://portal.example/#token=SECRET")
	f.Add("x", "[a]({{.Link}})\n> {{.Reason}}\n1. {{.Details}}", "<script>", "https://portal.example/")
	layout := os.DirFS("../../embed/mail")
	f.Fuzz(func(t *testing.T, subject, body, name, link string) {
		l := letter(subject, body)
		m, err := mail.Render(layout, l, map[string]any{"Name": name, "Link": link, "Reason": name})
		if len(l.Check()) > 0 {
			require.ErrorIs(t, err, mail.ErrLetter)
			return
		}
		if err != nil {
			require.ErrorIs(t, err, mail.ErrLetter)
			return
		}
		require.NotContains(t, m.Subject, "\n")
		require.NotContains(t, m.HTML, "<script")
	})
}

func TestWhatConditionsLeaveOfALetterKeepsAddressesAlone(t *testing.T) {
	data := map[string]any{"Name": "evil.example/x", "Link": "https://portal.example/secret", "Portal": "Gatehouse"}
	for name, body := range map[string]string{
		"glued to a bare host":  "evil.example/?{{if .Reason}} {{end}}{{.Link}}",
		"glued to what follows": "{{.Link}}{{if .Reason}} {{end}}.evil.example",
		"a button to a value":   "[Open]{{if .Reason}}.{{end}}({{.Name}})",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := mail.Render(os.DirFS("../../embed/mail"), letter("x", body), data)

			require.ErrorIs(t, err, mail.ErrLetter)
		})
	}
}
