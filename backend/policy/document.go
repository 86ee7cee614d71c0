package policy

import (
	"cmp"
	"time"
)

// rulesDocument is how rules are stored and written into the audit log. Members may be added, never renamed.
type rulesDocument struct {
	DefaultLifeSeconds  int64  `json:"defaultLifeSeconds"`
	MaxLifeSeconds      int64  `json:"maxLifeSeconds"`
	MaxOverlapSeconds   int64  `json:"maxOverlapSeconds"`
	TokensPerApp        int    `json:"tokensPerApp"`
	NameRule            string `json:"nameRule"`
	DescriptionRequired bool   `json:"descriptionRequired"`
	NetworksForHighRisk bool   `json:"networksForHighRisk"`
	IdleDays            int    `json:"idleDays"`
	LeakResponse        string `json:"leakResponse"` // missing in what was stored before it existed
	// The same; what is missing is as it was shipped.
	EphemeralLifeSeconds *int64 `json:"ephemeralLifeSeconds,omitempty"`
	SelfRotation         *bool  `json:"selfRotation,omitempty"`
}

func document(r Rules) rulesDocument {
	return rulesDocument{
		DefaultLifeSeconds: seconds(r.DefaultLife), MaxLifeSeconds: seconds(r.MaxLife), MaxOverlapSeconds: seconds(r.MaxOverlap),
		TokensPerApp: r.TokensPerApp, NameRule: r.NameRule, DescriptionRequired: r.DescriptionRequired,
		NetworksForHighRisk: r.NetworksForHighRisk, IdleDays: r.IdleDays, LeakResponse: string(r.LeakResponse),
		EphemeralLifeSeconds: new(seconds(r.EphemeralLife)), SelfRotation: new(r.SelfRotation),
	}
}

func (d rulesDocument) rules(version int64) Rules {
	life, self := Shipped().EphemeralLife, Shipped().SelfRotation
	if d.EphemeralLifeSeconds != nil {
		life = duration(*d.EphemeralLifeSeconds)
	}
	if d.SelfRotation != nil {
		self = *d.SelfRotation
	}
	return Rules{
		EphemeralLife: life, SelfRotation: self,
		DefaultLife: duration(d.DefaultLifeSeconds), MaxLife: duration(d.MaxLifeSeconds), MaxOverlap: duration(d.MaxOverlapSeconds),
		TokensPerApp: d.TokensPerApp, NameRule: d.NameRule, DescriptionRequired: d.DescriptionRequired,
		NetworksForHighRisk: d.NetworksForHighRisk, IdleDays: d.IdleDays, LeakResponse: cmp.Or(LeakResponse(d.LeakResponse), LeakRevoke), Version: version,
	}
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

func duration(seconds int64) time.Duration { return time.Duration(seconds) * time.Second }
