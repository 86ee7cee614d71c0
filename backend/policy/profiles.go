package policy

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/doctor"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// ProfileOn is a profile that is on, since when and who switched it on.
type ProfileOn struct {
	Profile doctor.Profile
	Since   time.Time
	By      string
}

// ProfilesOn answers the profiles that are on, in the transaction of ctx where there is one.
func (s *Service) ProfilesOn(ctx context.Context) ([]ProfileOn, error) {
	on, err := s.repo.profiles(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the compliance profiles: %w", err)
	}
	return on, nil
}

func idsOf(on []ProfileOn) []doctor.Profile {
	ids := make([]doctor.Profile, len(on))
	for i, p := range on {
		ids[i] = p.Profile
	}
	return ids
}

// SwitchOn tightens the instance's rules to what a profile asks, as Set does, and keeps later saves from falling below. The
// rules are always written, so that whoever saves at the same time meets ErrStale and nobody slips below; what was announced
// is dropped. It can't be announced itself. It returns ErrProfileUnknown, ErrProfileSet, ErrStale and fault.ErrInvalid.
func (s *Service) SwitchOn(ctx context.Context, p doctor.Profile, expected int64, overwrite bool, apply Apply) error {
	if apply.Mode == Report {
		return fault.ErrInvalid.With(fault.Bad("/apply", "A profile holds from when it is on. Announce its rules by saving them, and switch it on then."))
	}
	return s.switchProfile(ctx, p, func(ctx context.Context, on bool) error {
		if on {
			return ErrProfileSet
		}
		rules, err := s.Current(ctx)
		if err != nil {
			return err
		}
		if !overwrite && rules.Version != expected {
			return ErrStale
		}
		if _, err := s.Set(ctx, Instance, "", rules.Version, false, rules.MeetProfile(p).Part(), apply); err != nil {
			return err
		}
		if err := s.repo.addProfile(ctx, ProfileOn{Profile: p, Since: s.clock.Now(), By: rbac.From(ctx).ID}); err != nil {
			return err
		}
		return s.noteProfile(ctx, "policy.profile_on", p, "")
	})
}

// SwitchOff lets the instance's rules be loosened again; it loosens none. It returns ErrProfileUnknown, ErrProfileSet and
// fault.ErrInvalid for a missing reason.
func (s *Service) SwitchOff(ctx context.Context, p doctor.Profile, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return fault.ErrInvalid.With(fault.Bad("/reason", "Say why the portal need not meet the profile any more."))
	}
	return s.switchProfile(ctx, p, func(ctx context.Context, on bool) error {
		if !on {
			return ErrProfileSet
		}
		gone, err := s.repo.dropProfile(ctx, p)
		if err != nil || !gone {
			return cmp.Or(err, error(ErrProfileSet))
		}
		return s.noteProfile(ctx, "policy.profile_off", p, reason)
	})
}

func (s *Service) switchProfile(ctx context.Context, p doctor.Profile, do func(ctx context.Context, on bool) error) error {
	if !slices.Contains(doctor.Profiles(), p) {
		return ErrProfileUnknown
	}
	err := s.store.Tx(ctx, func(ctx context.Context) error {
		on, err := s.repo.profiles(ctx)
		if err != nil {
			return err
		}
		return do(ctx, slices.Contains(idsOf(on), p))
	})
	if err != nil {
		return fmt.Errorf("switch the profile %s: %w", p, err)
	}
	return nil
}

func (s *Service) noteProfile(ctx context.Context, action string, p doctor.Profile, reason string) error {
	details := map[string]any{"profile": string(p)}
	if reason != "" {
		details["reason"] = reason
	}
	return s.audit.Record(ctx, audit.Entry{Action: action, Object: string(p), Outcome: audit.Success, Details: details})
}

// bound is how long a session may lie idle and live at all, and the clauses that ask for it.
type bound struct {
	idle, absolute time.Duration
	clauses        []string
}

// metBy reports whether sessions end soon enough while some profiles are on.
func (b bound) metBy(on []doctor.Profile) bool {
	for _, other := range sessionBounds {
		if slices.Contains(on, other.Profile) {
			return other.idle <= b.idle
		}
	}
	return false
}

// sessionBounds are those of the profiles that have one, the strictest first. HIPAA leaves the minutes to us.
var sessionBounds = []struct {
	doctor.Profile
	bound
}{
	{doctor.PCI, bound{15 * time.Minute, 8 * time.Hour, []string{"PCI DSS 8.2.8"}}},
	{doctor.HIPAA, bound{30 * time.Minute, 12 * time.Hour, []string{"45 CFR 164.312(a)(2)(iii)"}}},
}

// SessionBounds answers how long sessions may lie idle and live at all under the profiles that are on; 0 is no bound.
func (s *Service) SessionBounds(ctx context.Context) (idle, absolute time.Duration, err error) {
	on, err := s.ProfilesOn(ctx)
	for _, b := range sessionBounds {
		if slices.Contains(idsOf(on), b.Profile) {
			return b.idle, b.absolute, err
		}
	}
	return 0, 0, err
}
