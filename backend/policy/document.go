package policy

import "time"

// document is how a level is stored and written into the audit log. Members may be added, never renamed; a missing one
// leaves its rule to the levels above.
type document struct {
	DefaultLifeSeconds   *int64   `json:"defaultLifeSeconds,omitempty"`
	MaxLifeSeconds       *int64   `json:"maxLifeSeconds,omitempty"`
	MaxOverlapSeconds    *int64   `json:"maxOverlapSeconds,omitempty"`
	FinishSilentHours    *int     `json:"finishSilentHours,omitempty"`
	TokensPerApp         *int     `json:"tokensPerApp,omitempty"`
	NameRule             *string  `json:"nameRule,omitempty"`
	DescriptionRequired  *bool    `json:"descriptionRequired,omitempty"`
	NetworksForHighRisk  *bool    `json:"networksForHighRisk,omitempty"`
	IdleDays             *int     `json:"idleDays,omitempty"`
	RotationWarnDays     *int     `json:"rotationWarnDays,omitempty"`
	RotationBlockDays    *int     `json:"rotationBlockDays,omitempty"`
	Kinds                []string `json:"kinds,omitempty"`
	StepUp               []string `json:"stepUp,omitempty"`
	LeakResponse         *string  `json:"leakResponse,omitempty"`
	EphemeralLifeSeconds *int64   `json:"ephemeralLifeSeconds,omitempty"`
	SelfRotation         *bool    `json:"selfRotation,omitempty"`
	InactiveAccountDays  *int     `json:"inactiveAccountDays,omitempty"`
	// Now are the rules that tokens of before are held against at once, not only when they are renewed.
	Now []string `json:"now,omitempty"`
}

func (p Part) document() document {
	return document{
		DefaultLifeSeconds: seconds(p.DefaultLife), MaxLifeSeconds: seconds(p.MaxLife), MaxOverlapSeconds: seconds(p.MaxOverlap),
		TokensPerApp: p.TokensPerApp, NameRule: p.NameRule, DescriptionRequired: p.DescriptionRequired,
		NetworksForHighRisk: p.NetworksForHighRisk, IdleDays: p.IdleDays, RotationWarnDays: p.RotationWarnDays,
		RotationBlockDays: p.RotationBlockDays, Kinds: p.Kinds, StepUp: p.StepUp, LeakResponse: (*string)(p.LeakResponse),
		EphemeralLifeSeconds: seconds(p.EphemeralLife), SelfRotation: p.SelfRotation, FinishSilentHours: p.FinishSilentHours,
		InactiveAccountDays: p.InactiveAccountDays, Now: p.Now,
	}
}

func (d document) part(version int64) Part {
	return Part{
		DefaultLife: duration(d.DefaultLifeSeconds), MaxLife: duration(d.MaxLifeSeconds), MaxOverlap: duration(d.MaxOverlapSeconds),
		TokensPerApp: d.TokensPerApp, NameRule: d.NameRule, DescriptionRequired: d.DescriptionRequired,
		NetworksForHighRisk: d.NetworksForHighRisk, IdleDays: d.IdleDays, RotationWarnDays: d.RotationWarnDays,
		RotationBlockDays: d.RotationBlockDays, Kinds: d.Kinds, StepUp: d.StepUp, LeakResponse: (*LeakResponse)(d.LeakResponse),
		EphemeralLife: duration(d.EphemeralLifeSeconds), SelfRotation: d.SelfRotation, FinishSilentHours: d.FinishSilentHours,
		InactiveAccountDays: d.InactiveAccountDays, Now: d.Now, Version: version,
	}
}

// seconds counts whole ones.
func seconds(d *time.Duration) *int64 {
	if d == nil {
		return nil
	}
	n := int64(*d / time.Second)
	return &n
}

// duration is the opposite of seconds. What would overflow is longer than any rule allows, and stays so.
func duration(seconds *int64) *time.Duration {
	if seconds == nil {
		return nil
	}
	d := time.Duration(max(min(*seconds, int64(lifeMax/time.Second)+1), -1)) * time.Second
	return &d
}
