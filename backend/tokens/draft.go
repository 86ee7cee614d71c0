package tokens

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
)

// Bounds of what people may write.
const (
	nameRunesMax        = 80
	descriptionRunesMax = 500
	reasonRunesMax      = 500
	scopesMax           = 200
)

// Draft is what somebody wants a token to be. ExpiresAt nil means the default life of the policy.
type Draft struct {
	Name        string
	Description string
	Environment string
	Scopes      []string
	ExpiresAt   *time.Time
	NotBefore   *time.Time
	Networks    []string
	Origins     []string
	// Age is how long ago a token of sample content was made; it is never taken from a request.
	Age time.Duration
}

// Patch changes the members that are not nil.
type Patch struct {
	Name        *string
	Description *string
	Scopes      *[]string
	Networks    *[]string
	Origins     *[]string
}

// rules are what a draft is held against: the policy, what the app was granted in the environment, and the risk of
// each granted scope.
type rules struct {
	policy  policy.Effective
	granted []string
	risks   map[string]string
	now     time.Time
}

// check answers the draft in canonical form, or fault.ErrInvalid with every mistake at once. kept are scopes which the
// token holds already and may keep even if the grant is gone.
func (d Draft) check(r rules, kept []string) (Draft, error) {
	var mistakes []fault.Field
	add := func(found ...fault.Field) { mistakes = append(mistakes, found...) }
	d.Name, d.Description = strings.TrimSpace(d.Name), strings.TrimSpace(d.Description)
	add(checkTexts(d, r.policy)...)
	if d.Environment != access.Sandbox && d.Environment != access.Live {
		add(fault.Bad("/environment", "The environment is sandbox or live."))
	} else if !r.policy.Allows(string(kindOf(d.Environment))) {
		add(r.policy.Refuse(policy.Kinds, "/environment", "allows only "+policy.KindWords(r.policy.Kinds)+"."))
	}
	var wrong []fault.Field
	d.Networks, wrong = cleanNetworks(d.Networks)
	add(wrong...)
	d.Origins, wrong = cleanOrigins(d.Origins)
	add(wrong...)
	add(checkScopes(d.Scopes, r.granted, kept)...)
	d.Scopes = sorted(d.Scopes)
	if scope, ok := needsNetworks(d.Environment, d.Scopes, d.Networks, r.policy, r.risks); ok {
		add(r.policy.Refuse(policy.NetworksForHighRisk, "/networks", "asks for networks on tokens with high-risk scopes such as "+scope+"."))
	}
	add(checkTimes(&d, r)...)
	if len(mistakes) > 0 {
		return Draft{}, fault.ErrInvalid.With(mistakes...)
	}
	return d, nil
}

func checkTexts(d Draft, p policy.Effective) []fault.Field {
	var mistakes []fault.Field
	named, misnamed := p.NameRefused(d.Name)
	switch {
	case d.Name == "":
		mistakes = append(mistakes, fault.Required("/name", "Give the token a name."))
	case !plain(d.Name, nameRunesMax, false):
		mistakes = append(mistakes, fault.Bad("/name", "A name has at most 80 characters on one line."))
	case misnamed:
		mistakes = append(mistakes, policy.RefusedBy(named.Place, policy.NameRule, "/name", "asks for names that match "+named.Rule+"."))
	}
	switch {
	case d.Description == "" && p.DescriptionRequired:
		mistakes = append(mistakes, p.Refuse(policy.DescriptionRequired, "/description", "asks for a description; say what uses the token."))
	case !plain(d.Description, descriptionRunesMax, true):
		mistakes = append(mistakes, fault.Bad("/description", "A description has at most 500 characters of plain text."))
	}
	return mistakes
}

func checkScopes(scopes, granted, kept []string) []fault.Field {
	if len(scopes) > scopesMax {
		return []fault.Field{fault.Bad("/scopes", "At most 200 scopes.")}
	}
	var mistakes []fault.Field
	for i, text := range scopes {
		at := "/scopes/" + strconv.Itoa(i)
		if _, ok := access.ParseScope(text); !ok {
			mistakes = append(mistakes, fault.Bad(at, "A scope is written {api}:{scope}, such as museum:tickets:read."))
		} else if !slices.Contains(granted, text) && !slices.Contains(kept, text) {
			mistakes = append(mistakes, fault.Field{Pointer: at, Code: "not_granted", Message: "The app was not granted " + text + " in this environment; ask for access first."})
		}
	}
	return mistakes
}

// checkTimes fills in the default expiry. The longest life counts from now, its last microsecond included.
func checkTimes(d *Draft, r rules) []fault.Field {
	if d.ExpiresAt == nil {
		end := r.now.Add(r.policy.DefaultLife)
		d.ExpiresAt = &end
	}
	end := d.ExpiresAt.UTC().Truncate(time.Microsecond)
	d.ExpiresAt = &end
	var mistakes []fault.Field
	switch {
	case !end.After(r.now):
		mistakes = append(mistakes, fault.Bad("/expiresAt", "The expiry must be in the future."))
	case end.Sub(r.now) > r.policy.MaxLife:
		mistakes = append(mistakes, r.policy.Refuse(policy.MaxLife, "/expiresAt", "allows at most "+policy.Span(r.policy.MaxLife)+": until "+r.now.Add(r.policy.MaxLife).Format(time.RFC3339)+"."))
	}
	if d.NotBefore != nil {
		begin := d.NotBefore.UTC().Truncate(time.Microsecond)
		d.NotBefore = &begin
		if !begin.Before(end) {
			mistakes = append(mistakes, fault.Bad("/notBefore", "The token must begin before it expires."))
		}
	}
	return mistakes
}

// apply answers what the token would be after the patch.
func (p Patch) apply(t Token) Draft {
	d := Draft{
		Name: t.Name, Description: t.Description, Environment: t.Environment, Scopes: t.Scopes, ExpiresAt: &t.ExpiresAt,
		NotBefore: t.NotBefore, Networks: t.Networks, Origins: t.Origins,
	}
	for _, m := range []struct{ from, to *string }{{p.Name, &d.Name}, {p.Description, &d.Description}} {
		if m.from != nil {
			*m.to = *m.from
		}
	}
	for _, m := range []struct{ from, to *[]string }{{p.Scopes, &d.Scopes}, {p.Networks, &d.Networks}, {p.Origins, &d.Origins}} {
		if m.from != nil {
			*m.to = *m.from
		}
	}
	return d
}

func sorted(texts []string) []string {
	out := slices.Clone(texts)
	if out == nil {
		out = []string{}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// cleanReason answers a reason without blanks around it, or fault.ErrInvalid.
func cleanReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || !plain(reason, reasonRunesMax, true) {
		return "", fault.ErrInvalid.With(fault.Required("/reason", "Give a reason of at most 500 characters."))
	}
	return reason, nil
}

// plain refuses what could change how the text around it is read, and texts that are too long.
func plain(s string, runesMax int, lines bool) bool {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > runesMax {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) && !(lines && (r == '\n' || r == '\t' || r == '\r')) {
			return false
		}
		if unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return false
		}
	}
	return true
}
