package tokens

import (
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
)

// Breach says that a live token breaks a rule of the ladder.
type Breach struct {
	TokenID string
	AppID   string
	Rule    policy.Rule
	Place   policy.Place
	// Planned says that the rule isn't in force yet.
	Planned bool
}

// ErrBreaksPolicy says that a token can't go on as it is under the policy of today.
var ErrBreaksPolicy = fault.New(fault.Conflict, "tokens.breaks_policy", "The token breaks a rule of the policy.", "Change the token so that it meets the rule, or make a new one.")

// watched are the rules that a live token can break and that the job looks for.
var watched = []policy.Rule{
	policy.IdleDays, policy.MaxLife, policy.RotationWarnDays, policy.RotationBlockDays, policy.MaxOverlap, policy.Kinds,
	policy.TokensPerApp, policy.NameRule, policy.DescriptionRequired, policy.NetworksForHighRisk,
}

// Suspends reports whether the job stops what breaks a rule of a step. What is idle is warned of first, and stopped by a job of
// its own.
func Suspends(step policy.Step, rule policy.Rule) bool {
	return rule != policy.IdleDays && step.Acts(rule)
}

func watchedWords() string {
	names := make([]string, len(watched))
	for i, rule := range watched {
		names[i] = string(rule)
	}
	return strings.Join(names, ", ")
}

// APIsOf answers the APIs (slugs) whose scopes are among some, sorted.
func APIsOf(scopes []string) []string {
	apis := []string{}
	for _, text := range scopes {
		if slug, _, ok := strings.Cut(text, ":"); ok {
			apis = append(apis, slug)
		}
	}
	slices.Sort(apis)
	return slices.Compact(apis)
}

// broken answers what of the token as it is breaks the rules that hold for it, for a renewal: rotating lets the same token
// live on with a new secret. How old the secret is, and how many tokens there are, doesn't matter to that.
func (t Token) broken(p policy.Effective, risks map[string]string) []fault.Field {
	var mistakes []fault.Field
	if !p.Allows(string(t.Kind)) {
		mistakes = append(mistakes, p.Refuse(policy.Kinds, "", "allows only "+policy.KindWords(p.Kinds)+"."))
	}
	if t.ExpiresAt.Sub(t.CreatedAt) > p.MaxLife {
		mistakes = append(mistakes, p.Refuse(policy.MaxLife, "", "allows tokens to live at most "+policy.Span(p.MaxLife)+"; make a new one."))
	}
	if rule, ok := p.NameRefused(t.Name); ok {
		mistakes = append(mistakes, policy.RefusedBy(rule.Place, policy.NameRule, "", "asks for names that match "+rule.Rule+"; rename it."))
	}
	if t.Description == "" && p.DescriptionRequired {
		mistakes = append(mistakes, p.Refuse(policy.DescriptionRequired, "", "asks for a description; give it one."))
	}
	if scope, ok := needsNetworks(t.Environment, t.Scopes, t.Networks, p, risks); ok {
		mistakes = append(mistakes, p.Refuse(policy.NetworksForHighRisk, "", "asks for networks on tokens with high-risk scopes such as "+scope+"; name them."))
	}
	return mistakes
}

// needsNetworks answers the scope for which policy asks for networks that are missing.
func needsNetworks(environment string, scopes, networks []string, p policy.Effective, risks map[string]string) (string, bool) {
	if environment != access.Live || !p.NetworksForHighRisk || len(networks) > 0 {
		return "", false
	}
	i := slices.IndexFunc(scopes, func(s string) bool { return risks[s] == "high" })
	if i < 0 {
		return "", false
	}
	return scopes[i], true
}

// refuseBroken answers ErrBreaksPolicy with every rule that is broken, or nil.
func refuseBroken(mistakes []fault.Field) error {
	if len(mistakes) == 0 {
		return nil
	}
	return ErrBreaksPolicy.Saying(mistakes[0].Message).With(mistakes...)
}

func verb(n int) string {
	if n == 1 {
		return "breaks"
	}
	return "break"
}

// sentencesMax is how many rules a notice names; the token's page names all.
const sentencesMax = 4

// Joined joins sentences for a notice, the first few of them.
func Joined(sentences []string) string {
	if len(sentences) > sentencesMax {
		sentences = append(sentences[:sentencesMax:sentencesMax], "And more.")
	}
	return strings.Join(sentences, " ")
}
