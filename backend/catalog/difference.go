package catalog

import (
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/openapi/diff"
)

// Difference is what changed from one version of an API to another. Problem says why nothing can be said ("" = it can).
type Difference struct {
	From    Version
	To      Version
	Counts  diff.Counts
	Problem string
	Groups  []diff.Group
	Cut     bool
}

// problemTooLarge says that two documents differ in more than can be compared in time.
const problemTooLarge = "too-large"

// ErrNothingBefore says that there is no version to compare with.
var ErrNothingBefore = fault.New(fault.NotFound, "catalog.nothing_before", "There is no earlier version to compare this one with.", "Name the version to compare with in the parameter from.")

// predecessor answers the version that callers had before v came: for a published one that which was published last before
// it, for a draft the current one.
func predecessor(versions []Version, current string, v Version) (Version, bool) {
	best, found := Version{}, false
	for _, other := range versions {
		if other.ID == v.ID || !other.State.readable() || other.PublishedAt == nil {
			continue
		}
		if v.PublishedAt == nil {
			if other.ID == current {
				return other, true
			}
			continue
		}
		if other.PublishedAt.Before(*v.PublishedAt) && (!found || later(other.PublishedAt, best.PublishedAt)) {
			best, found = other, true
		}
	}
	return best, found
}

// published answers the versions that ever were, newest first.
func published(versions []Version) []Version {
	var out []Version
	for _, v := range versions {
		if v.State.readable() && v.PublishedAt != nil {
			out = append(out, v)
		}
	}
	slices.SortStableFunc(out, func(a, b Version) int { return b.PublishedAt.Compare(*a.PublishedAt) })
	return out
}
