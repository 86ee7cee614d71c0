package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Mode says what rules that change mean for the tokens of before.
type Mode string

// The modes.
const (
	AtRenewal Mode = "renewal" // they are told, and have to meet the rules when they are changed or rotated
	AtOnce    Mode = "now"     // those that break the rules are suspended
	Report    Mode = "report"  // the rules are announced, and hold at once for everybody from a time on
)

// Apply is how a change is put in force. The zero value is AtRenewal; From belongs to Report.
type Apply struct {
	Mode Mode
	From time.Time
}

// announcedMax is how long ahead rules are announced.
const announcedMax = 365 * day

func (a Apply) check(now time.Time) error {
	m := mistakes{}
	m.add(a.Mode != "" && a.Mode != AtRenewal && a.Mode != AtOnce && a.Mode != Report, "/apply", "Apply is now, renewal or report.")
	m.add(a.Mode == Report && (!a.From.After(now) || a.From.Sub(now) > announcedMax), "/from", "Say from when the rules hold: a time within the next 365 days.")
	m.add(a.Mode != Report && !a.From.IsZero(), "/from", "A time belongs to rules that are reported only.")
	return m.err()
}

// members answers what a part says by the names of its rules.
func (p Part) members() (map[string]json.RawMessage, error) {
	p.Now = nil
	text, err := json.Marshal(p.document())
	if err != nil {
		return nil, fmt.Errorf("encode rules: %w", err)
	}
	said := map[string]json.RawMessage{}
	return said, json.Unmarshal(text, &said)
}

// Changed answers the part with only those rules about which it says something else than was.
func (p Part) Changed(was Part) (Part, []string, error) {
	before, err := was.members()
	if err != nil {
		return Part{}, nil, err
	}
	after, err := p.members()
	if err != nil {
		return Part{}, nil, err
	}
	maps.DeleteFunc(after, func(rule string, value json.RawMessage) bool { return string(before[rule]) == string(value) })
	text, err := json.Marshal(after)
	if err != nil {
		return Part{}, nil, fmt.Errorf("encode rules: %w", err)
	}
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		return Part{}, nil, fmt.Errorf("read rules: %w", err)
	}
	return d.part(p.Version), slices.Sorted(maps.Keys(after)), nil
}

// inForce answers the part with the rules that act on tokens of before: those that did and say the same, and those that
// changed where act says so.
func (p Part) inForce(was Part, act bool) (Part, error) {
	_, changed, err := p.Changed(was)
	if err != nil {
		return Part{}, err
	}
	said := p.said()
	p.Now = slices.DeleteFunc(slices.Clone(was.Now), func(rule string) bool { return slices.Contains(changed, rule) || !slices.Contains(said, rule) })
	if act {
		p.Now = append(p.Now, changed...)
	}
	slices.Sort(p.Now)
	return p, nil
}

// plan is what a level will say. The zero value is none.
type plan struct {
	Part
	From time.Time
}

// Date words a day for a sentence.
func Date(at time.Time) string { return at.Format("2 January 2006") }

// ErrNothingPlanned says that a change to be reported changes nothing.
var ErrNothingPlanned = fault.New(fault.Conflict, "policy.nothing_planned", "These rules are those that hold already.", "Change a rule before you announce it.")

// addTo adds what a level will say differently to the steps that are announced.
func (n plan) addTo(steps []Step, at Place, inForce Part) ([]Step, error) {
	if n.From.IsZero() {
		return steps, nil
	}
	changed, _, err := n.Changed(inForce)
	return append(steps, Step{Place: at, Part: changed, From: n.From}), err
}
