package sample

import (
	"fmt"
	"go/format"
	"strings"
)

func golang(c call) string {
	var b strings.Builder
	b.WriteString("package main\n\nimport (\n")
	imports := []string{"fmt", "io", "log", "net/http"}
	if c.token {
		imports = append(imports, "os")
	}
	switch {
	case len(c.form) > 0:
		imports = append([]string{"bytes"}, append(imports[:3:3], append([]string{"mime/multipart"}, imports[3:]...)...)...)
	case c.body != "":
		imports = append(imports, "strings")
	}
	for _, i := range imports {
		b.WriteString("\t\"" + i + "\"\n")
	}
	b.WriteString(")\n\nfunc main() {\n")
	body := "nil"
	if c.body != "" {
		b.WriteString("body := strings.NewReader(" + goBody(c) + ")\n")
		body = "body"
	}
	if len(c.form) > 0 {
		b.WriteString(goForm(c))
		body = "&body"
	}
	fmt.Fprintf(&b, "request, err := http.NewRequest(%s, %s, %s)\nif err != nil {\nlog.Fatal(err)\n}\n", goString(c.method), goString(c.url), body)
	if c.token {
		fmt.Fprintf(&b, "request.Header.Set(\"Authorization\", \"Bearer \"+os.Getenv(%s))\n", goString(TokenVariable))
	}
	for _, h := range c.headers {
		fmt.Fprintf(&b, "request.Header.Set(%s, %s)\n", goString(h.name), goString(h.value))
	}
	if len(c.form) > 0 {
		b.WriteString("request.Header.Set(\"Content-Type\", form.FormDataContentType())\n")
	}
	b.WriteString("\nresponse, err := http.DefaultClient.Do(request)\nif err != nil {\nlog.Fatal(err)\n}\ndefer response.Body.Close()\n" +
		"answer, err := io.ReadAll(response.Body)\nif err != nil {\nlog.Fatal(err)\n}\nfmt.Println(response.Status, string(answer))\n}\n")
	// The text is well-formed by construction; if it were not, the unformatted one is still the better answer.
	if out, err := format.Source([]byte(b.String())); err == nil {
		return string(out)
	}
	return b.String()
}

func goBody(c call) string {
	if c.isJSON {
		if pretty := strings.TrimRight(string(c.value.Indented()), "\n"); !strings.ContainsAny(pretty, "`\r") && !strings.Contains(pretty, "\uFEFF") {
			return "`" + pretty + "`"
		}
	}
	return goString(c.body)
}

func goForm(c call) string {
	var b strings.Builder
	b.WriteString("var body bytes.Buffer\nform := multipart.NewWriter(&body)\n")
	for _, f := range c.form {
		if f.file {
			fmt.Fprintf(&b, "if file, err := form.CreateFormFile(%s, \"file\"); err == nil {\nio.WriteString(file, \"contents of the file\")\n}\n", goString(f.name))
			continue
		}
		fmt.Fprintf(&b, "form.WriteField(%s, %s)\n", goString(f.name), goString(f.value))
	}
	return b.String() + "form.Close()\n\n"
}

const boundary = "gatehouse-sample-boundary"

// rawForm is a multipart body as text, for languages whose library has none.
func rawForm(c call) string {
	var b strings.Builder
	for _, f := range c.form {
		name := strings.ReplaceAll(f.name, `"`, "%22")
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", boundary, name)
		if f.file {
			b.WriteString("; filename=\"file\"\r\n\r\ncontents of the file\r\n")
			continue
		}
		b.WriteString("\r\n\r\n" + f.value + "\r\n")
	}
	return b.String() + "--" + boundary + "--\r\n"
}

// withForm gives a call whose multipart body is plain text.
func withForm(c call) call {
	if len(c.form) > 0 {
		c.body = rawForm(c)
		c.headers = append(append([]pair(nil), c.headers...), pair{name: "Content-Type", value: "multipart/form-data; boundary=" + boundary})
		c.form = nil
	}
	return c
}

func java(c call) string {
	c = withForm(c)
	var b strings.Builder
	b.WriteString("import java.net.URI;\nimport java.net.http.HttpClient;\nimport java.net.http.HttpRequest;\nimport java.net.http.HttpResponse;\n\n" +
		"public class Sample {\n    public static void main(String[] args) throws Exception {\n        HttpRequest request = HttpRequest.newBuilder()\n")
	fmt.Fprintf(&b, "                .uri(URI.create(%s))\n", javaString(c.url))
	if c.token {
		fmt.Fprintf(&b, "                .header(\"Authorization\", \"Bearer \" + System.getenv(%s))\n", javaString(TokenVariable))
	}
	for _, h := range c.headers {
		fmt.Fprintf(&b, "                .header(%s, %s)\n", javaString(h.name), javaString(h.value))
	}
	body := "HttpRequest.BodyPublishers.noBody()"
	if c.body != "" {
		body = "HttpRequest.BodyPublishers.ofString(" + pieces(c.body, javaString, " +\n                        ") + ")"
	}
	fmt.Fprintf(&b, "                .method(%s, %s)\n                .build();\n\n", javaString(c.method), body)
	b.WriteString("        HttpResponse<String> response = HttpClient.newHttpClient()\n                .send(request, HttpResponse.BodyHandlers.ofString());\n" +
		"        System.out.println(response.statusCode() + \" \" + response.body());\n    }\n}\n")
	return b.String()
}

// pieces parts a long text into several literals: Java allows 65,535 bytes in one.
func pieces(s string, quote func(string) string, join string) string {
	runes := []rune(s)
	if len(runes) <= 10_000 {
		return quote(s)
	}
	var parts []string
	for len(runes) > 0 {
		n := min(10_000, len(runes))
		parts = append(parts, quote(string(runes[:n])))
		runes = runes[n:]
	}
	return strings.Join(parts, join)
}

func csharp(c call) string {
	c = withForm(c)
	var b strings.Builder
	b.WriteString("using System;\nusing System.Net.Http;\nusing System.Net.Http.Headers;\nusing System.Text;\n\nusing var client = new HttpClient();\n")
	fmt.Fprintf(&b, "using var request = new HttpRequestMessage(new HttpMethod(%s), %s);\n", csharpString(c.method), csharpString(c.url))
	if c.token {
		fmt.Fprintf(&b, "request.Headers.Authorization = new AuthenticationHeaderValue(\"Bearer\", Environment.GetEnvironmentVariable(%s));\n", csharpString(TokenVariable))
	}
	kind := ""
	for _, h := range c.headers {
		if h.name == "Content-Type" {
			kind = h.value
			continue
		}
		fmt.Fprintf(&b, "request.Headers.TryAddWithoutValidation(%s, %s);\n", csharpString(h.name), csharpString(h.value))
	}
	if c.body != "" {
		fmt.Fprintf(&b, "request.Content = new StringContent(%s, Encoding.UTF8);\n", csharpString(c.body))
		fmt.Fprintf(&b, "request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(%s);\n", csharpString(kind))
	}
	b.WriteString("\nusing var response = await client.SendAsync(request);\n" +
		"Console.WriteLine($\"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}\");\n")
	return b.String()
}

func rust(c call) string {
	c = withForm(c)
	var b strings.Builder
	b.WriteString("// Cargo.toml: reqwest = { version = \"0.12\", features = [\"blocking\"] }\n")
	if c.token {
		b.WriteString("use std::env;\n")
	}
	b.WriteString("\nfn main() -> Result<(), Box<dyn std::error::Error>> {\n    let response = reqwest::blocking::Client::new()\n")
	fmt.Fprintf(&b, "        .request(reqwest::Method::from_bytes(b%s)?, %s)\n", rustString(c.method), rustString(c.url))
	if c.token {
		fmt.Fprintf(&b, "        .bearer_auth(env::var(%s)?)\n", rustString(TokenVariable))
	}
	for _, h := range c.headers {
		fmt.Fprintf(&b, "        .header(%s, %s)\n", rustString(h.name), rustString(h.value))
	}
	if c.body != "" {
		fmt.Fprintf(&b, "        .body(%s)\n", rustString(c.body))
	}
	b.WriteString("        .send()?;\n    println!(\"{} {}\", response.status(), response.text()?);\n    Ok(())\n}\n")
	return b.String()
}
