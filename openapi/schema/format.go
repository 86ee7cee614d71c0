package schema

import (
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"
)

var (
	uuidForm     = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
	hostnameForm = regexp.MustCompile(`^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.?$`)
	timeForm     = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([zZ]|[+-]\d\d:\d\d)?$`)
)

// formatMatches checks the formats that have one clear meaning; any other is an annotation and passes.
func formatMatches(format, s string) bool {
	switch format {
	case "date-time":
		_, err := time.Parse(time.RFC3339Nano, strings.ToUpper(s))
		return err == nil
	case "date":
		_, err := time.Parse(time.DateOnly, s)
		return err == nil
	case "time":
		return timeForm.MatchString(s)
	case "email":
		a, err := mail.ParseAddress(s)
		return err == nil && a.Address == s
	case "uuid":
		return uuidForm.MatchString(s)
	case "uri", "url":
		u, err := url.Parse(s)
		return err == nil && (u.Scheme != "" || format == "url")
	case "hostname":
		return len(s) <= 253 && hostnameForm.MatchString(s)
	case "ipv4":
		a, err := netip.ParseAddr(s)
		return err == nil && a.Is4()
	case "ipv6":
		a, err := netip.ParseAddr(s)
		return err == nil && a.Is6()
	}
	return true
}

// formatExamples are values for the formats that people use.
var formatExamples = map[string]string{
	"date-time": "2026-01-15T09:30:00Z", "date": "2026-01-15", "time": "09:30:00Z", "duration": "P1D",
	"email": "ada@example.com", "idn-email": "ada@example.com", "hostname": "api.example.com",
	"idn-hostname": "api.example.com", "ipv4": "192.0.2.10", "ipv6": "2001:db8::10", "uri": "https://example.com/",
	"url": "https://example.com/", "uri-reference": "/orders/1", "iri": "https://example.com/",
	"uri-template": "/orders/{id}", "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "byte": "Z2F0ZWhvdXNl",
	"binary": "contents", "password": "correct-horse", "json-pointer": "/name", "regex": "^[a-z]+$",
	"int64": "1", "int32": "1", "decimal": "12.50", "phone": "+41441234567",
}
