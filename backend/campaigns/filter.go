package campaigns

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// The states of tokens on the board.
const (
	stateAsked   = "asked"
	stateUnasked = "unasked"
	stateKept    = "kept"
)

// Filter narrows the board. Empty members don't. API is a slug, Scope a whole scope, Risk that of the riskiest scope which a
// token doesn't need, Owner an account's id. State: asked waits for its owner in a campaign, kept has an owner's reason that
// holds, unasked is neither.
type Filter struct {
	API   string `json:"api,omitempty"`
	Scope string `json:"scope,omitempty"`
	Risk  string `json:"risk,omitempty"`
	Owner string `json:"owner,omitempty"`
	State string `json:"-"`
}

var weights = map[string]int64{"": 0, "low": 1, "medium": 2, "high": 3}

var risks = [...]string{"", "low", "medium", "high"}

// mistakes answers what can't be meant; before says where the filter stands in the request.
func (f Filter) mistakes(before string) (all []fault.Field) {
	if _, known := weights[f.Risk]; !known {
		all = append(all, fault.Bad(before+"/risk", "The risk is one of low, medium, high."))
	}
	if f.API != "" && f.Scope != "" && !strings.HasPrefix(f.Scope, f.API+":") {
		all = append(all, fault.Bad(before+"/scope", "The scope isn't one of this API. Choose one, or leave the API out."))
	}
	switch f.State {
	case "", stateAsked, stateUnasked, stateKept:
	default:
		all = append(all, fault.Bad(before+"/state", "The state is one of asked, unasked, kept."))
	}
	return all
}

func (f Filter) check() error {
	if mistakes := f.mistakes(""); len(mistakes) > 0 {
		return fault.ErrInvalid.With(mistakes...)
	}
	return nil
}

// thing answers the scope or API that the filter names, or "".
func (f Filter) thing() string {
	if f.Scope != "" {
		return f.Scope
	}
	return f.API
}
