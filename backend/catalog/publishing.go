package catalog

import (
	"context"
	"errors"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/openapi/diff"
)

// Acceptance says that whoever publishes knows that callers may break. ComparedWith is the id or label of the version that
// they looked at the changes against. The zero value accepts nothing.
type Acceptance struct {
	Breaking     bool
	ComparedWith string
}

// The faults of publishing.
var (
	// ErrBreaking says that a version breaks callers of the current one and nobody accepted that.
	ErrBreaking = fault.New(fault.Conflict, "catalog.breaking_changes", "This version breaks programs that call the current one.", "Look at the changes. Mend the document, or publish with acceptBreaking and comparedWith naming the current version.")
	// ErrComparedOther says that breaking changes were accepted against a version that is not the current one.
	ErrComparedOther = fault.New(fault.Conflict, "catalog.compared_with_other", "The changes were accepted against a version that is not the current one.", "Look at the changes against the current version, and publish again with comparedWith naming it.")
)

// breakingShown is how many breaking changes a refusal names; the comparison has all.
const breakingShown = 10

// Publish makes an imported version readable, and current when it is the newest published one. Publishing a deprecated
// version takes the deprecation back. A draft that breaks callers of the current version, or cannot be compared with it, is
// published only when that is accepted. It returns ErrAPINotFound, ErrVersionNotFound, ErrWrongState, ErrBreaking,
// ErrComparedOther, and ErrStale when another version became current meanwhile.
func (s *Service) Publish(ctx context.Context, idOrSlug, version string, accepted Acceptance) (Version, error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return Version{}, fmt.Errorf("publish %s of %s: %w", version, idOrSlug, err)
	}
	// Comparing reads two whole documents, so it comes before the transaction; what it was about is checked again in it.
	seen, refusal, err := s.breaks(ctx, api, version, accepted)
	if err != nil {
		return Version{}, fmt.Errorf("publish %s of %s: %w", version, idOrSlug, err)
	}
	return s.advance(ctx, stepPublish, idOrSlug, version, nil, func(now API, was Version) error {
		if now.CurrentVersion != api.CurrentVersion || was.State != seen {
			return ErrStale
		}
		return refusal
	})
}

// breaks answers the version's state, and as refusal why a draft may not be published as it is; err is a failure to find
// out. A version that was no draft when it was looked at has not been compared.
func (s *Service) breaks(ctx context.Context, api API, version string, accepted Acceptance) (seen State, refusal, err error) {
	draft, err := s.FindVersion(ctx, api, version)
	if err != nil || draft.State != Draft || api.CurrentVersion == "" || api.State == Retired || api.Slug == PortalSlug {
		return draft.State, nil, err
	}
	current, err := s.repo.versionByID(ctx, api.CurrentVersion)
	if err != nil {
		return Draft, nil, err
	}
	if accepted.Breaking {
		if accepted.ComparedWith != current.ID && accepted.ComparedWith != current.Label {
			refusal = ErrComparedOther.With(fault.Bad("/comparedWith", "The current version is "+current.Label+"."))
		}
		return Draft, refusal, nil
	}
	d, err := s.difference(ctx, current, draft)
	if errors.Is(err, context.DeadlineExceeded) {
		return Draft, uncomparable(current), nil
	}
	return Draft, d.refusal(), err
}

// refusal answers ErrBreaking with the first breaking changes in words, or nil when callers keep working.
func (d Difference) refusal() error {
	if d.Problem != "" {
		return uncomparable(d.From)
	}
	if d.Counts.Breaking == 0 {
		return nil
	}
	refused := ErrBreaking.Saying(fmt.Sprintf("%d changes since %s break programs that call it.", d.Counts.Breaking, d.From.Label))
	if d.Counts.Breaking == 1 {
		refused = ErrBreaking.Saying("One change since " + d.From.Label + " breaks programs that call it.")
	}
	for _, g := range d.Groups {
		for _, c := range g.Changes {
			if c.Level == diff.Breaking && len(refused.Fields) < breakingShown {
				refused = refused.With(fault.Field{Pointer: "/acceptBreaking", Code: c.Rule, Message: showGroup(g).heading() + ": " + c.Text})
			}
		}
	}
	return refused
}

func uncomparable(current Version) error {
	return ErrBreaking.Saying("What this version changes could not be worked out, so it may break programs that call " + current.Label + ".")
}
