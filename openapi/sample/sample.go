package sample

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Chunk is the JSON of one operation as openapi/document makes it.
type Chunk = json.RawMessage

// Language is one that samples are written in: ID for addresses, Label for people, Highlight for the code's colours.
type Language struct {
	ID        string `json:"id"`
	Label     string `json:"label"`
	Highlight string `json:"highlight"`
}

// TokenVariable is the environment variable that every sample reads its token from.
const TokenVariable = "GATEHOUSE_TOKEN"

type writer struct {
	Language
	write func(call) string
}

var writers = []writer{
	{Language{"curl", "curl", "bash"}, curl},
	{Language{"javascript", "JavaScript", "javascript"}, javascript},
	{Language{"node", "Node.js", "javascript"}, node},
	{Language{"python", "Python", "python"}, python},
	{Language{"go", "Go", "go"}, golang},
	{Language{"java", "Java", "java"}, java},
	{Language{"csharp", "C#", "csharp"}, csharp},
	{Language{"php", "PHP", "php"}, php},
	{Language{"ruby", "Ruby", "ruby"}, ruby},
	{Language{"rust", "Rust", "rust"}, rust},
}

// Languages returns the languages in the order in which they are offered.
func Languages() []Language {
	out := make([]Language, len(writers))
	for i, w := range writers {
		out[i] = w.Language
	}
	return out
}

// Render writes the call of an operation against a base address such as https://api.example.com/orders. It fails for
// an unknown language and for a chunk that is no JSON. The same input gives the same text.
func Render(language string, operation Chunk, base string) (string, error) {
	c, err := read(operation, base)
	if err != nil {
		return "", fmt.Errorf("read the operation: %w", err)
	}
	for _, w := range writers {
		if w.ID == language {
			return strings.TrimRight(w.write(c), "\n") + "\n", nil
		}
	}
	return "", fmt.Errorf("no samples are written in %q", language)
}

// All writes the call in every language, in the order of Languages.
func All(operation Chunk, base string) ([]string, error) {
	c, err := read(operation, base)
	if err != nil {
		return nil, fmt.Errorf("read the operation: %w", err)
	}
	out := make([]string, len(writers))
	for i, w := range writers {
		out[i] = strings.TrimRight(w.write(c), "\n") + "\n"
	}
	return out, nil
}
