package mock

import "strings"

// Headers lists the request headers that the operation documents as parameters, apart from those that OpenAPI gives other
// places (Accept, Content-Type, Authorization). Names that no header can have are left out.
func (o *Operation) Headers() []string {
	var names []string
	for _, p := range o.chunk.Get("parameters").Items() {
		name := p.Value.Str("name")
		if p.Value.Str("in") == "header" && plainName(name) && !strings.EqualFold(name, "Accept") && !strings.EqualFold(name, "Content-Type") && !strings.EqualFold(name, "Authorization") {
			names = append(names, name)
		}
	}
	return names
}

func plainName(name string) bool {
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return name != "" && len(name) <= 64
}
