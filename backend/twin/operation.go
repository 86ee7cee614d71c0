package twin

import (
	"encoding/json"
	"html/template"
	"maps"
	"slices"
)

type media map[string]struct {
	Schema any `json:"schema"`
}

type parameter struct {
	Name        string `json:"name"`
	In          string `json:"in"`
	Required    bool   `json:"required"`
	Description string `json:"description"`
	Schema      any    `json:"schema"`
}

// operation is what a twin reads of an operation's chunk.
type operation struct {
	ID          string      `json:"id"`
	Method      string      `json:"method"`
	Path        string      `json:"path"`
	Summary     string      `json:"summary"`
	Description string      `json:"description"`
	Deprecated  bool        `json:"deprecated"`
	Webhook     bool        `json:"webhook"`
	Scopes      []string    `json:"scopes"`
	Security    [][]need    `json:"security"`
	Parameters  []parameter `json:"parameters"`
	RequestBody *struct {
		Description string `json:"description"`
		Required    bool   `json:"required"`
		Content     media  `json:"content"`
	} `json:"requestBody"`
	Responses json.RawMessage `json:"responses"`
	Schemas   map[string]any  `json:"schemas"`
}

type response struct {
	Status      string
	Description string `json:"description"`
	Content     media  `json:"content"`
}

// operationView is an operation with every text ready to show.
type operationView struct {
	operation
	Prose      template.HTML
	Security   security
	Parameters []parameterView
	Body       []content
	BodyProse  template.HTML
	Answers    []answerView
	Cut        bool // there was more than a page holds
}

type parameterView struct {
	parameter
	Prose template.HTML
	Shape shape
}

type content struct {
	Type  string
	Shape shape
}

type answerView struct {
	Status  string
	Prose   template.HTML
	Content []content
}

func (o operation) view(p place, prose func(string) template.HTML) operationView {
	w := &walker{schemas: o.Schemas, prose: prose}
	v := operationView{operation: o, Prose: prose(o.Description), Security: o.security(p)}
	for _, p := range o.Parameters[:min(len(o.Parameters), shapesMax)] {
		v.Parameters = append(v.Parameters, parameterView{p, prose(p.Description), w.shape(p.Schema, 1)})
	}
	if o.RequestBody != nil {
		v.Body, v.BodyProse = w.contents(o.RequestBody.Content), prose(o.RequestBody.Description)
	}
	for _, answer := range o.responses() {
		v.Answers = append(v.Answers, answerView{answer.Status, prose(answer.Description), w.contents(answer.Content)})
	}
	v.Cut = w.made > shapesMax
	return v
}

// responses answers the responses in the order of their statuses.
func (o operation) responses() []response {
	var byStatus map[string]response
	if json.Unmarshal(o.Responses, &byStatus) != nil {
		return nil
	}
	out := make([]response, 0, len(byStatus))
	for _, status := range slices.Sorted(maps.Keys(byStatus)) {
		answer := byStatus[status]
		answer.Status = status
		out = append(out, answer)
	}
	return out
}

func (w *walker) contents(m media) []content {
	var out []content
	for _, kind := range slices.Sorted(maps.Keys(m)) {
		out = append(out, content{kind, w.shape(m[kind].Schema, 0)})
	}
	return out
}
