package catalog

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// AnyOrigin stands for every web page, also one that has no origin of its own.
const AnyOrigin = "*"

const maxAgeSeconds = 600

// CORS says which web pages may call an API through the gateway and read its answers. While it is enabled the gateway speaks
// in the upstream's place, before anybody looks at a token. It holds for both environments, because the browser's question
// before a call (preflight) carries no token that would name one.
type CORS struct {
	Enabled bool `json:"enabled"`
	// Origins are exact ones, https://*.example.com for one label, or only "*".
	Origins []string `json:"origins" validate:"max=50,dive,max=255" example:"https://app.example.com"`
	// Methods are those that pages may use; none means those that the document has at the path.
	Methods []string `json:"methods" validate:"max=6,dive,oneof=GET HEAD POST PUT PATCH DELETE"`
	// Headers are request headers besides Authorization, X-API-Key, Content-Type, Gatehouse-Version and those that the
	// document names as parameters.
	Headers []string `json:"headers" validate:"max=30,dive,max=64" example:"Idempotency-Key"`
	// ExposedHeaders are answer headers that pages may read besides those of the gateway itself.
	ExposedHeaders []string `json:"exposedHeaders" validate:"max=30,dive,max=64" example:"Location"`
	// Credentials lets browsers send cookies. It can't go with "*".
	Credentials bool `json:"credentials"`
	// MaxAgeSeconds is how long a browser may keep the answer to its question; 600 when missing.
	MaxAgeSeconds *int64 `json:"maxAgeSeconds,omitempty" validate:"omitempty,min=0,max=86400" example:"600"`
} //@name CORS

// tidy writes every list without repetition and blanks, in a fixed order.
func (c CORS) tidy() CORS {
	c.Origins, c.Methods = tidyList(c.Origins), tidyList(c.Methods)
	c.Headers, c.ExposedHeaders = tidyList(c.Headers), tidyList(c.ExposedHeaders)
	if c.MaxAgeSeconds == nil {
		seconds := int64(maxAgeSeconds)
		c.MaxAgeSeconds = &seconds
	}
	return c
}

func tidyList(texts []string) []string {
	clean := make([]string, 0, len(texts))
	for _, text := range texts {
		if text = strings.TrimSpace(text); !slices.Contains(clean, text) {
			clean = append(clean, text)
		}
	}
	return clean
}

// check answers fault.ErrInvalid with every mistake.
func (c CORS) check() error {
	var mistakes []fault.Field
	if c.Enabled && len(c.Origins) == 0 {
		mistakes = append(mistakes, fault.Bad("/origins", "Name at least one origin, or * for every web page."))
	}
	for i, origin := range c.Origins {
		if wrong := c.checkOrigin(origin); wrong != "" {
			mistakes = append(mistakes, fault.Bad("/origins/"+strconv.Itoa(i), wrong))
		}
	}
	if c.Credentials && slices.Contains(c.Origins, AnyOrigin) {
		mistakes = append(mistakes, fault.Bad("/credentials", "Cookies can't be sent from every web page. Name the origins."))
	}
	mistakes = append(mistakes, checkHeaderNames("/headers", c.Headers)...)
	mistakes = append(mistakes, checkHeaderNames("/exposedHeaders", c.ExposedHeaders)...)
	return invalid(mistakes)
}

func (c CORS) checkOrigin(origin string) string {
	switch {
	case origin == AnyOrigin && len(c.Origins) > 1:
		return "* stands alone: with it, the other origins say nothing."
	case origin == AnyOrigin:
		return ""
	case origin == "null":
		return "null is sent by any sandboxed frame or local file, so it would let everybody in."
	case defaultPort(origin):
		return "Browsers leave out the port that the scheme has anyway."
	case IsOrigin(origin), isOriginPattern(origin):
		return ""
	case strings.Contains(origin, "*"):
		return "A star stands for one whole label under a domain of yours, such as https://*.example.com."
	}
	return "An origin is https:// and a host in lower case (http:// only for localhost), without path, such as https://app.example.com."
}

func checkHeaderNames(at string, names []string) (mistakes []fault.Field) {
	for i, name := range names {
		if !isHeaderName(name) {
			mistakes = append(mistakes, fault.Bad(at+"/"+strconv.Itoa(i), "A header's name has letters, digits and hyphens. A star is not taken, because browsers don't let it stand for all."))
		}
	}
	return mistakes
}

func isHeaderName(name string) bool {
	return name != "" && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") == ""
}
