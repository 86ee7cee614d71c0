package sample

import (
	"fmt"
	"strings"
)

func curl(c call) string {
	var b strings.Builder
	b.WriteString("curl --request " + c.method)
	if strings.ContainsAny(c.url, "[]") {
		b.WriteString(" --globoff")
	}
	b.WriteString(" " + shell(c.url))
	if c.token {
		fmt.Fprintf(&b, " \\\n  --header \"Authorization: Bearer $%s\"", TokenVariable)
	}
	for _, h := range c.headers {
		b.WriteString(" \\\n  --header " + shell(h.name+": "+h.value))
	}
	for _, f := range c.form {
		if f.file {
			b.WriteString(" \\\n  --form " + shell(f.name+"=@file"))
			continue
		}
		b.WriteString(" \\\n  --form-string " + shell(f.name+"="+f.value))
	}
	if c.body != "" {
		body := c.body
		if c.isJSON {
			body = string(c.value.Indented())
		}
		b.WriteString(" \\\n  --data-raw " + shell(strings.TrimRight(body, "\n")))
	}
	return b.String()
}

// headerLines writes headers as the members of an object of a C-like language, the token's first.
func headerLines(c call, quote func(string) string, pairing, indent, token string) string {
	var b strings.Builder
	if c.token {
		b.WriteString(indent + quote("Authorization") + pairing + token + ",\n")
	}
	for _, h := range c.headers {
		b.WriteString(indent + quote(h.name) + pairing + quote(h.value) + ",\n")
	}
	return b.String()
}

func formData(c call) string {
	if len(c.form) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("const form = new FormData();\n")
	for _, f := range c.form {
		value := jsString(f.value)
		if f.file {
			value = `new Blob(["contents of the file"]), "file"`
		}
		fmt.Fprintf(&b, "form.append(%s, %s);\n", jsString(f.name), value)
	}
	return b.String() + "\n"
}

func javascript(c call) string {
	var b strings.Builder
	b.WriteString(formData(c))
	fmt.Fprintf(&b, "const response = await fetch(%s, {\n  method: %s,\n", jsString(c.url), jsString(c.method))
	if lines := headerLines(c, jsString, ": ", "    ", "`Bearer ${process.env."+TokenVariable+"}`"); lines != "" {
		b.WriteString("  headers: {\n" + lines + "  },\n")
	}
	switch {
	case len(c.form) > 0:
		b.WriteString("  body: form,\n")
	case c.isJSON:
		b.WriteString("  body: JSON.stringify(" + jsLiteral.write(c.value, "  ") + "),\n")
	case c.body != "":
		b.WriteString("  body: " + jsString(c.body) + ",\n")
	}
	b.WriteString("});\nif (!response.ok) {\n  throw new Error(`${response.status} ${await response.text()}`);\n}\nconsole.log(await response.text());\n")
	return b.String()
}

func node(c call) string {
	var b strings.Builder
	module := "node:https"
	if strings.HasPrefix(c.url, "http:") {
		module = "node:http"
	}
	b.WriteString("import { request } from " + jsString(module) + ";\n\n")
	body := jsString(c.body)
	if c.isJSON {
		body = "JSON.stringify(" + jsLiteral.write(c.value, "") + ")"
	}
	switch {
	case len(c.form) > 0:
		b.WriteString(formData(c))
		b.WriteString("const encoded = new Response(form);\nconst body = Buffer.from(await encoded.arrayBuffer());\n")
	case c.body != "":
		b.WriteString("const body = " + body + ";\n")
	}
	fmt.Fprintf(&b, "const call = request(\n  %s,\n  {\n    method: %s,\n    headers: {\n", jsString(c.url), jsString(c.method))
	b.WriteString(headerLines(c, jsString, ": ", "      ", "`Bearer ${process.env."+TokenVariable+"}`"))
	if len(c.form) > 0 {
		b.WriteString("      \"Content-Type\": encoded.headers.get(\"content-type\"),\n")
	}
	b.WriteString("    },\n  },\n  (response) => {\n    console.error(response.statusCode);\n    response.pipe(process.stdout);\n  },\n);\n")
	b.WriteString("call.on(\"error\", (error) => console.error(error.message));\n")
	if c.body != "" || len(c.form) > 0 {
		b.WriteString("call.end(body);\n")
	} else {
		b.WriteString("call.end();\n")
	}
	return b.String()
}

func python(c call) string {
	var b strings.Builder
	if c.token {
		b.WriteString("import os\n\n")
	}
	fmt.Fprintf(&b, "import requests\n\nresponse = requests.request(\n    %s,\n    %s,\n", pythonString(c.method), pythonString(c.url))
	if lines := headerLines(c, pythonString, ": ", "        ", "f\"Bearer {os.environ['"+TokenVariable+"']}\""); lines != "" {
		b.WriteString("    headers={\n" + lines + "    },\n")
	}
	switch {
	case len(c.form) > 0:
		b.WriteString("    files={\n")
		for _, f := range c.form {
			value := "(None, " + pythonString(f.value) + ")"
			if f.file {
				value = `open("file", "rb")`
			}
			b.WriteString("        " + pythonString(f.name) + ": " + value + ",\n")
		}
		b.WriteString("    },\n")
	case c.isJSON:
		b.WriteString("    json=" + pythonLiteral.write(c.value, "    ") + ",\n")
	case c.body != "":
		b.WriteString("    data=" + pythonString(c.body) + ".encode(),\n")
	}
	b.WriteString("    timeout=30,\n)\nprint(response.status_code, response.text)\n")
	return b.String()
}
