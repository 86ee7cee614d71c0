package twin

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
)

// need is one security scheme that a call must satisfy.
type need struct {
	Name   string   `json:"name"`
	Scopes []string `json:"scopes"`
	Scheme struct {
		Type   string `json:"type"`
		Scheme string `json:"scheme"`
		In     string `json:"in"`
		Name   string `json:"name"`
	} `json:"scheme"`
}

// Words names the scheme as people speak of it.
func (n need) Words() string {
	switch s := n.Scheme; {
	case s.Type == "apiKey" && s.In == "query":
		return "a key in the query parameter " + s.Name
	case s.Type == "apiKey":
		return "a key in the " + s.In + " " + s.Name
	case s.Type == "http" && strings.EqualFold(s.Scheme, "basic"):
		return "a user name and password"
	case s.Type == "http":
		return "a bearer token"
	case s.Type == "oauth2":
		return "an OAuth 2.0 access token"
	case s.Type == "openIdConnect":
		return "an OpenID Connect token"
	case s.Type == "mutualTLS":
		return "a client certificate"
	}
	return n.Name
}

// security is how a call proves who makes it: any one of the ways, each with all its needs.
type security struct {
	Gateway  bool // calls go through the gateway, which takes the portal's own tokens
	Named    bool // the document says something about it
	Ways     [][]need
	Optional bool
}

func (o operation) security(p place) security {
	s := security{Gateway: p.API.Slug != catalog.PortalSlug, Named: len(o.Security) > 0}
	for _, way := range o.Security {
		if len(way) > 0 {
			s.Ways = append(s.Ways, way)
		} else {
			s.Optional = true
		}
	}
	return s
}
