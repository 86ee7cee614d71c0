package mail

import (
	"bytes"
	"errors"
	"fmt"
	html "html/template"
	"io"
	"io/fs"
	"strings"
	text "text/template"
	"unicode"
)

const subjectMax = 200

// Render makes a message from the templates NAME.LOCALE.txt and NAME.LOCALE.html, or NAME.txt and NAME.html where the
// locale has none of its own. The text begins with a line "Subject: …"; the HTML is optional and escapes all data by
// itself. The answer has no recipient yet. Control characters in the subject become spaces, so that data cannot begin
// another header.
func Render(templates fs.FS, name, locale string, data any) (Message, error) {
	source, err := read(templates, name, locale, "txt")
	if err != nil {
		return Message{}, fmt.Errorf("read mail template %s: %w", name, err)
	}
	plain, err := text.New(name).Parse(source)
	if err != nil {
		return Message{}, fmt.Errorf("parse mail template %s: %w", name, err)
	}
	rendered, err := fill(plain, data)
	if err != nil {
		return Message{}, fmt.Errorf("fill mail template %s: %w", name, err)
	}
	subject, body, found := strings.Cut(rendered, "\n")
	subject, marked := strings.CutPrefix(subject, "Subject: ")
	if !found || !marked {
		return Message{}, fmt.Errorf("mail template %s does not begin with its subject, or data broke that line", name)
	}
	m := Message{Subject: oneLine(subject), Text: strings.TrimLeft(body, "\r\n")}
	m.HTML, err = renderHTML(templates, name, locale, data)
	return m, err
}

func renderHTML(templates fs.FS, name, locale string, data any) (string, error) {
	source, err := read(templates, name, locale, "html")
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read mail template %s: %w", name, err)
	}
	page, err := html.New(name).Parse(source)
	if err != nil {
		return "", fmt.Errorf("parse mail template %s: %w", name, err)
	}
	rendered, err := fill(page, data)
	if err != nil {
		return "", fmt.Errorf("fill mail template %s: %w", name, err)
	}
	return rendered, nil
}

func read(templates fs.FS, name, locale, kind string) (string, error) {
	content, err := fs.ReadFile(templates, name+"."+locale+"."+kind)
	if errors.Is(err, fs.ErrNotExist) {
		content, err = fs.ReadFile(templates, name+"."+kind)
	}
	return string(content), err
}

func fill(t interface{ Execute(io.Writer, any) error }, data any) (string, error) {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return "", err
	}
	// What a map does not hold is printed like this; such a mail would puzzle its reader.
	if bytes.Contains(b.Bytes(), []byte("<no value>")) {
		return "", errors.New("a value is missing")
	}
	return b.String(), nil
}

func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }), " ")
	if r := []rune(s); len(r) > subjectMax {
		return string(r[:subjectMax]) + "…"
	}
	return s
}
