package policy

import (
	"cmp"
	"context"
	"time"
)

// Policy is rules as the API shows them. Durations are whole seconds, days of 0 mean never. Lists are never null.
type Policy struct {
	Level              string `json:"level" example:"instance" validate:"required"`
	DefaultLifeSeconds int64  `json:"defaultLifeSeconds" example:"7776000" validate:"required"`
	MaxLifeSeconds     int64  `json:"maxLifeSeconds" example:"31536000" validate:"required"`
	MaxOverlapSeconds  int64  `json:"maxOverlapSeconds" example:"604800" validate:"required"`
	// FinishSilentHours is after which silence of the old secret a rotation ends by itself at the latest; 0 leaves it to the owner.
	FinishSilentHours   int    `json:"finishSilentHours" example:"48" validate:"required"`
	TokensPerApp        int    `json:"tokensPerApp" example:"50" validate:"required"`
	NameRule            string `json:"nameRule" example:"^[a-z][a-z0-9-]+$" validate:"required"`
	DescriptionRequired bool   `json:"descriptionRequired" validate:"required"`
	NetworksForHighRisk bool   `json:"networksForHighRisk" validate:"required"`
	IdleDays            int    `json:"idleDays" example:"90" validate:"required"`
	// RotationWarnDays is the age of a secret at which its owner is told to rotate.
	RotationWarnDays int `json:"rotationWarnDays" example:"60" validate:"required"`
	// RotationBlockDays is the age of a secret at which its token is suspended until it is rotated.
	RotationBlockDays int      `json:"rotationBlockDays" example:"90" validate:"required"`
	Kinds             []string `json:"kinds" enums:"cs,eph,live,test" example:"live,test" validate:"required"`
	// StepUp names acts on one's own tokens that ask for a passkey besides making, rotating and widening.
	StepUp       []string `json:"stepUp" enums:"change,finish,resume" example:"change" validate:"required"`
	LeakResponse string   `json:"leakResponse" enums:"revoke,quarantine,notify" validate:"required"`
	// EphemeralLifeSeconds 0 means that tokens mint none.
	EphemeralLifeSeconds int64 `json:"ephemeralLifeSeconds" example:"900" validate:"required"`
	SelfRotation         bool  `json:"selfRotation" validate:"required"`
	// InactiveAccountDays is after how many days without use an account is suspended; a rule of the portal alone.
	InactiveAccountDays int `json:"inactiveAccountDays" example:"90" validate:"required"`
	// AppliedNow names rules for which tokens that were made before are suspended when they break them.
	AppliedNow []string       `json:"appliedNow" example:"maxLifeSeconds" validate:"required"`
	Planned    *PlannedPolicy `json:"planned,omitempty"`
	Version    int64          `json:"version" example:"3" validate:"required"`
}

// PlannedPolicy is what a level will say from a time on, as far as it differs.
type PlannedPolicy struct {
	From  time.Time  `json:"from" format:"date-time" validate:"required"`
	Rules PolicyPart `json:"rules" validate:"required"`
}

// PolicyRequest replaces the rules of the portal.
type PolicyRequest struct {
	DefaultLifeSeconds  int64  `json:"defaultLifeSeconds" validate:"required,max=31536000" example:"7776000"`
	MaxLifeSeconds      int64  `json:"maxLifeSeconds" validate:"required,max=31536000" example:"31536000"`
	MaxOverlapSeconds   int64  `json:"maxOverlapSeconds" validate:"min=0,max=604800" example:"604800"`
	TokensPerApp        int    `json:"tokensPerApp" validate:"required,min=1,max=1000" example:"50"`
	NameRule            string `json:"nameRule" validate:"max=200" example:"^[a-z][a-z0-9-]+$"`
	DescriptionRequired bool   `json:"descriptionRequired"`
	NetworksForHighRisk bool   `json:"networksForHighRisk"`
	IdleDays            int    `json:"idleDays" validate:"min=0,max=365" example:"90"`
	RotationWarnDays    int    `json:"rotationWarnDays" validate:"min=0,max=365" example:"60"`
	RotationBlockDays   int    `json:"rotationBlockDays" validate:"min=0,max=365" example:"90"`
	// Kinds left out are all.
	Kinds  []string `json:"kinds,omitempty" enums:"cs,eph,live,test" validate:"max=10" example:"live,test"`
	StepUp []string `json:"stepUp,omitempty" enums:"change,finish,resume" validate:"max=10" example:"change"`
	// LeakResponse left out is revoke.
	LeakResponse string `json:"leakResponse" enums:"revoke,quarantine,notify"`
	// What is left out is as it was shipped: 900, allowed, 0 and 0.
	EphemeralLifeSeconds *int64 `json:"ephemeralLifeSeconds,omitempty" validate:"omitempty,min=0,max=900" example:"900"`
	SelfRotation         *bool  `json:"selfRotation,omitempty"`
	FinishSilentHours    *int   `json:"finishSilentHours,omitempty" validate:"omitempty,min=0,max=168" example:"48"`
	// InactiveAccountDays is 0, which is never, or at least 30.
	InactiveAccountDays *int `json:"inactiveAccountDays,omitempty" validate:"omitempty,min=0,max=365" example:"90"`
}

// PolicyPart is what an API, a team or an app says. Members that are left out leave their rule to the levels above.
type PolicyPart struct {
	DefaultLifeSeconds  *int64   `json:"defaultLifeSeconds,omitempty" validate:"omitempty,max=31536000" example:"2592000"`
	MaxLifeSeconds      *int64   `json:"maxLifeSeconds,omitempty" validate:"omitempty,max=31536000" example:"7776000"`
	MaxOverlapSeconds   *int64   `json:"maxOverlapSeconds,omitempty" validate:"omitempty,min=0,max=604800" example:"86400"`
	TokensPerApp        *int     `json:"tokensPerApp,omitempty" validate:"omitempty,min=1,max=1000" example:"5"`
	NameRule            *string  `json:"nameRule,omitempty" validate:"omitempty,max=200" example:"^pay-.+$"`
	DescriptionRequired *bool    `json:"descriptionRequired,omitempty"`
	NetworksForHighRisk *bool    `json:"networksForHighRisk,omitempty"`
	IdleDays            *int     `json:"idleDays,omitempty" validate:"omitempty,min=0,max=365" example:"30"`
	RotationWarnDays    *int     `json:"rotationWarnDays,omitempty" validate:"omitempty,min=0,max=365" example:"60"`
	RotationBlockDays   *int     `json:"rotationBlockDays,omitempty" validate:"omitempty,min=0,max=365" example:"90"`
	Kinds               []string `json:"kinds,omitempty" enums:"cs,eph,live,test" validate:"omitempty,max=10" example:"live"`
	StepUp              []string `json:"stepUp,omitempty" enums:"change,finish,resume" validate:"omitempty,max=10" example:"change"`
	LeakResponse        *string  `json:"leakResponse,omitempty" enums:"revoke,quarantine,notify"`
	// EphemeralLifeSeconds 0 means that tokens mint none; selfRotation false that none rotates itself.
	EphemeralLifeSeconds *int64 `json:"ephemeralLifeSeconds,omitempty" validate:"omitempty,min=0,max=900" example:"300"`
	SelfRotation         *bool  `json:"selfRotation,omitempty"`
	// FinishSilentHours ends rotations by themselves when the old secret was silent for so long.
	FinishSilentHours *int `json:"finishSilentHours,omitempty" validate:"omitempty,min=0,max=168" example:"24"`
	// InactiveAccountDays is a rule of the portal alone; an API, a team or an app that says it is refused.
	InactiveAccountDays *int `json:"inactiveAccountDays,omitempty" validate:"omitempty,min=0,max=365" example:"90"`
}

// RuleOrigin says which level set the value that holds. ID and name are empty for the portal.
type RuleOrigin struct {
	Rule  string `json:"rule" example:"maxLifeSeconds" validate:"required"`
	Level string `json:"level" enums:"instance,api,team,app" validate:"required"`
	ID    string `json:"id" example:"payments" validate:"required"`
	Name  string `json:"name" example:"Payments" validate:"required"`
}

// EffectiveName is one of the naming rules that a name must match.
type EffectiveName struct {
	Rule   string     `json:"rule" example:"^pay-.+$" validate:"required"`
	Origin RuleOrigin `json:"origin" validate:"required"`
}

// EffectivePolicy is what holds: of each rule the tightest value on the ladder, and where it comes from. A name must match
// every one of names.
type EffectivePolicy struct {
	Rules   Policy          `json:"rules" validate:"required"`
	Names   []EffectiveName `json:"names" validate:"required"`
	Origins []RuleOrigin    `json:"origins" validate:"required"`
	// Freed are exceptions from some of the rules, each until its end.
	Freed []RuleFreed `json:"freed" validate:"required"`
}

// RuleFreed says that an app need not meet a rule until a time.
type RuleFreed struct {
	Rule   string    `json:"rule" example:"maxLifeSeconds" validate:"required"`
	EndsAt time.Time `json:"endsAt" format:"date-time" validate:"required"`
	Reason string    `json:"reason" validate:"required"`
}

// LevelPolicy is what an API, a team or an app says, and what holds under it.
type LevelPolicy struct {
	Level string     `json:"level" enums:"api,team,app" validate:"required"`
	ID    string     `json:"id" example:"payments" validate:"required"`
	Name  string     `json:"name" example:"Payments" validate:"required"`
	Own   PolicyPart `json:"own" validate:"required"`
	// Above is what holds where the level says nothing: the rules of the portal, or of an app's team under them.
	Above     Policy          `json:"above" validate:"required"`
	Effective EffectivePolicy `json:"effective" validate:"required"`
	// AppliedNow names the level's own rules for which tokens that were made before are suspended when they break them.
	AppliedNow []string       `json:"appliedNow" example:"maxLifeSeconds" validate:"required"`
	Planned    *PlannedPolicy `json:"planned,omitempty"`
	Version    int64          `json:"version" example:"1" validate:"required"`
}

// PolicyLevels are the levels below the portal that say something.
type PolicyLevels struct {
	Items []PolicyLevel `json:"items" validate:"required"`
}

// PolicyLevel is a level with the rules that it speaks of.
type PolicyLevel struct {
	Level string   `json:"level" enums:"api,team,app" validate:"required"`
	ID    string   `json:"id" example:"payments" validate:"required"`
	Name  string   `json:"name" example:"Payments" validate:"required"`
	Rules []string `json:"rules" example:"maxLifeSeconds" validate:"required"`
}

// presentLevels leaves out levels that don't say anything any more.
func presentLevels(steps []Step) []PolicyLevel {
	views := []PolicyLevel{}
	for _, step := range steps {
		if said := step.said(); len(said) > 0 {
			views = append(views, PolicyLevel{Level: step.Level, ID: step.ID, Name: step.Name, Rules: said})
		}
	}
	return views
}

func (r PolicyRequest) rules() Rules {
	d := document{
		DefaultLifeSeconds: &r.DefaultLifeSeconds, MaxLifeSeconds: &r.MaxLifeSeconds, MaxOverlapSeconds: &r.MaxOverlapSeconds,
		TokensPerApp: &r.TokensPerApp, NameRule: &r.NameRule, DescriptionRequired: &r.DescriptionRequired,
		NetworksForHighRisk: &r.NetworksForHighRisk, IdleDays: &r.IdleDays, RotationWarnDays: &r.RotationWarnDays,
		RotationBlockDays: &r.RotationBlockDays, Kinds: r.Kinds, StepUp: r.StepUp, EphemeralLifeSeconds: r.EphemeralLifeSeconds, SelfRotation: r.SelfRotation,
		FinishSilentHours: r.FinishSilentHours, InactiveAccountDays: r.InactiveAccountDays,
	}
	response := cmp.Or(r.LeakResponse, string(LeakRevoke))
	d.LeakResponse = &response
	return d.part(0).over(Shipped())
}

func present(level string, r Rules) Policy {
	d := r.Part().clean().document()
	return Policy{
		Level: level, DefaultLifeSeconds: *d.DefaultLifeSeconds, MaxLifeSeconds: *d.MaxLifeSeconds,
		MaxOverlapSeconds: *d.MaxOverlapSeconds, FinishSilentHours: r.FinishSilentHours, TokensPerApp: r.TokensPerApp, NameRule: r.NameRule,
		DescriptionRequired: r.DescriptionRequired, NetworksForHighRisk: r.NetworksForHighRisk, IdleDays: r.IdleDays,
		RotationWarnDays: r.RotationWarnDays, RotationBlockDays: r.RotationBlockDays, Kinds: d.Kinds, StepUp: d.StepUp,
		LeakResponse: string(r.LeakResponse), EphemeralLifeSeconds: *d.EphemeralLifeSeconds, SelfRotation: r.SelfRotation, InactiveAccountDays: r.InactiveAccountDays,
		AppliedNow: append([]string{}, r.Now...), Version: r.Version,
	}
}

func presentEffective(level string, e Effective) EffectivePolicy {
	view := EffectivePolicy{Rules: present(level, e.Rules), Names: []EffectiveName{}, Origins: []RuleOrigin{}, Freed: []RuleFreed{}}
	for _, n := range e.Names {
		view.Names = append(view.Names, EffectiveName{Rule: n.Rule, Origin: origin(NameRule, n.Place)})
	}
	for _, rule := range AllRules() {
		view.Origins = append(view.Origins, origin(rule, e.From(rule)))
	}
	for _, x := range e.Freed {
		view.Freed = append(view.Freed, RuleFreed{Rule: string(x.Rule), EndsAt: x.EndsAt, Reason: x.Reason})
	}
	return view
}

func presentLevel(step Step, e Effective) LevelPolicy {
	return LevelPolicy{
		Level: step.Level, ID: step.ID, Name: step.Name, Own: partView(step.Part), Effective: presentEffective(step.Level, e),
		AppliedNow: append([]string{}, step.Now...), Version: step.Version,
	}
}

func partView(p Part) PolicyPart {
	d := p.document()
	return PolicyPart{
		DefaultLifeSeconds: d.DefaultLifeSeconds, MaxLifeSeconds: d.MaxLifeSeconds, MaxOverlapSeconds: d.MaxOverlapSeconds,
		TokensPerApp: d.TokensPerApp, NameRule: d.NameRule, DescriptionRequired: d.DescriptionRequired,
		NetworksForHighRisk: d.NetworksForHighRisk, IdleDays: d.IdleDays, RotationWarnDays: d.RotationWarnDays,
		RotationBlockDays: d.RotationBlockDays, Kinds: d.Kinds, StepUp: d.StepUp, LeakResponse: d.LeakResponse,
		EphemeralLifeSeconds: d.EphemeralLifeSeconds, SelfRotation: d.SelfRotation, FinishSilentHours: d.FinishSilentHours,
		InactiveAccountDays: d.InactiveAccountDays,
	}
}

// Part answers what the level says.
func (p PolicyPart) Part() Part {
	return document{
		DefaultLifeSeconds: p.DefaultLifeSeconds, MaxLifeSeconds: p.MaxLifeSeconds, MaxOverlapSeconds: p.MaxOverlapSeconds,
		TokensPerApp: p.TokensPerApp, NameRule: p.NameRule, DescriptionRequired: p.DescriptionRequired,
		NetworksForHighRisk: p.NetworksForHighRisk, IdleDays: p.IdleDays, RotationWarnDays: p.RotationWarnDays,
		RotationBlockDays: p.RotationBlockDays, Kinds: p.Kinds, StepUp: p.StepUp, LeakResponse: p.LeakResponse,
		EphemeralLifeSeconds: p.EphemeralLifeSeconds, SelfRotation: p.SelfRotation, FinishSilentHours: p.FinishSilentHours,
		InactiveAccountDays: p.InactiveAccountDays,
	}.part(0)
}

func (s *Service) presentPlanned(ctx context.Context, at Place) (*PlannedPolicy, error) {
	step, ok, err := s.plannedAt(ctx, at)
	if err != nil || !ok {
		return nil, err
	}
	return &PlannedPolicy{From: step.From, Rules: partView(step.Part)}, nil
}

func origin(rule Rule, at Place) RuleOrigin {
	return RuleOrigin{Rule: string(rule), Level: at.Level, ID: at.ID, Name: at.Name}
}
