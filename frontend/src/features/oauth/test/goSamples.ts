import type { OAuthClient } from "@/client/types.gen";
import { keyOf, question } from "./question";

/** form writes the parameters of a request as a Go program has them. */
function form(client: OAuthClient): string {
  const values = question(client).map(([name, value]) => `\t\t"${name}": {"${value}"},`);
  return `form := url.Values{\n${values.join("\n")}\n\t}`;
}

/** secretGo asks for a token by a secret. */
export function secretGo(client: OAuthClient): string {
  return `// ask.go
package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
)

func main() {
	${form(client)}
	request, err := http.NewRequest("POST", "${client.tokenUrl}", strings.NewReader(form.Encode()))
	if err != nil {
		panic(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth("${client.id}", os.Getenv("GATEHOUSE_CLIENT_SECRET"))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	fmt.Println(answer.StatusCode, string(body), err)
}
`;
}

/** keyGo asks for a token by an assertion that a P-256 key signs. */
export function keyGo(client: OAuthClient): string {
  return `// ask.go, beside client-key.pem
package main

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func part(value any) string { return base64.RawURLEncoding.EncodeToString(must(json.Marshal(value))) }

func main() {
	block, _ := pem.Decode(must(os.ReadFile("client-key.pem")))
	key := must(x509.ParsePKCS8PrivateKey(block.Bytes)).(*ecdsa.PrivateKey)
	now := time.Now().Unix()
	input := part(map[string]any{"alg": "ES256", "typ": "JWT", "kid": ${JSON.stringify(keyOf(client).kid)}}) + "." + part(map[string]any{
		"iss": "${client.id}", "sub": "${client.id}", "aud": "${client.issuer}",
		"jti": rand.Text(), "iat": now, "exp": now + 60,
	})
	digest := sha256.Sum256([]byte(input))
	r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
	if err != nil {
		panic(err)
	}
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	${form(client)}
	form.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
	form.Set("client_assertion", input+"."+base64.RawURLEncoding.EncodeToString(signature))
	answer := must(http.PostForm("${client.tokenUrl}", form))
	defer answer.Body.Close()
	fmt.Println(answer.StatusCode, string(must(io.ReadAll(answer.Body))))
}
`;
}
