package sample

import (
	"fmt"
	"strings"
)

func php(c call) string {
	var b strings.Builder
	b.WriteString("<?php\n\n$request = curl_init(" + phpString(c.url) + ");\ncurl_setopt_array($request, [\n")
	fmt.Fprintf(&b, "    CURLOPT_CUSTOMREQUEST => %s,\n    CURLOPT_RETURNTRANSFER => true,\n    CURLOPT_HTTPHEADER => [\n", phpString(c.method))
	if c.token {
		fmt.Fprintf(&b, "        'Authorization: Bearer ' . getenv(%s),\n", phpString(TokenVariable))
	}
	for _, h := range c.headers {
		b.WriteString("        " + phpString(h.name+": "+h.value) + ",\n")
	}
	b.WriteString("    ],\n")
	switch {
	case len(c.form) > 0:
		b.WriteString("    CURLOPT_POSTFIELDS => [\n")
		for _, f := range c.form {
			value := phpString(f.value)
			if f.file {
				value = "new CURLFile('file')"
			}
			b.WriteString("        " + phpString(f.name) + " => " + value + ",\n")
		}
		b.WriteString("    ],\n")
	case c.isJSON:
		b.WriteString("    CURLOPT_POSTFIELDS => json_encode(" + phpLiteral.write(c.value, "    ") + "),\n")
	case c.body != "":
		b.WriteString("    CURLOPT_POSTFIELDS => " + phpString(c.body) + ",\n")
	}
	b.WriteString("]);\n\n$answer = curl_exec($request);\nif ($answer === false) {\n    throw new RuntimeException(curl_error($request));\n}\n" +
		"echo curl_getinfo($request, CURLINFO_RESPONSE_CODE), ' ', $answer, PHP_EOL;\n")
	return b.String()
}

func ruby(c call) string {
	var b strings.Builder
	if c.isJSON {
		b.WriteString("require \"json\"\n")
	}
	fmt.Fprintf(&b, "require \"net/http\"\nrequire \"uri\"\n\nuri = URI.parse(%s)\n", rubyString(c.url))
	fmt.Fprintf(&b, "request = Net::HTTPGenericRequest.new(%s, %v, true, uri)\n", rubyString(c.method), c.body != "" || len(c.form) > 0)
	if c.token {
		fmt.Fprintf(&b, "request[\"Authorization\"] = \"Bearer #{ENV.fetch(%s)}\"\n", rubyString(TokenVariable))
	}
	for _, h := range c.headers {
		fmt.Fprintf(&b, "request[%s] = %s\n", rubyString(h.name), rubyString(h.value))
	}
	switch {
	case len(c.form) > 0:
		b.WriteString("request.set_form([\n")
		for _, f := range c.form {
			value := rubyString(f.value)
			if f.file {
				value = `File.open("file")`
			}
			b.WriteString("  [" + rubyString(f.name) + ", " + value + "],\n")
		}
		b.WriteString("], \"multipart/form-data\")\n")
	case c.isJSON:
		b.WriteString("request.body = JSON.generate(" + rubyLiteral.write(c.value, "") + ")\n")
	case c.body != "":
		b.WriteString("request.body = " + rubyString(c.body) + "\n")
	}
	b.WriteString("\nresponse = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == \"https\") do |http|\n  http.request(request)\nend\nputs response.code, response.body\n")
	return b.String()
}
