package catalog

import (
	"regexp"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// State is where a version, or an API by its current version, stands in its life.
type State string

// The states. Importing and Failed exist for versions only.
const (
	Importing  State = "importing"
	Failed     State = "failed"
	Draft      State = "draft"
	Published  State = "published"
	Deprecated State = "deprecated"
	Retired    State = "retired"
)

// Stage is how far an import has come: "" while it waits, StageFetch, then those of package digest in their order.
type Stage string

// StageFetch is when the document is got from its URL.
const StageFetch Stage = "fetch"

// Version is one imported description of an API. Hash names its content (empty until the import is done); Findings say
// what is wrong with the document, and for a failed version why.
type Version struct {
	ID           string
	APIID        string
	Label        string
	State        State
	Stage        Stage // of the import, for importing and failed versions
	Hash         string
	SourceHash   string
	SourceName   string
	SourceURL    string
	Findings     []Finding
	Counts       Counts
	Score        int
	Scores       map[string]int // by group of lint rules
	Version      int64
	CreatedBy    string
	CreatedAt    time.Time
	UpdatedAt    time.Time
	PublishedAt  *time.Time
	DeprecatedAt *time.Time
	SunsetAt     *time.Time
	RetiredAt    *time.Time
}

// Finding is one thing to mend in a document, with its place.
type Finding struct {
	Severity string `json:"severity" enums:"error,warning,info"`
	Rule     string `json:"rule" example:"unresolved-reference"`
	Message  string `json:"message"`
	Fix      string `json:"fix"`
	Pointer  string `json:"pointer" example:"/paths/~1tickets/get"`
	File     string `json:"file"`
	Line     int    `json:"line" example:"42"`
} //@name Finding

// Counts says how large a document is.
type Counts struct {
	Operations int `json:"operations" example:"12"`
	Schemas    int `json:"schemas" example:"30"`
	Webhooks   int `json:"webhooks" example:"1"`
} //@name VersionCounts

// The faults of versions.
var (
	// ErrVersionNotFound says that the API has no such version that the caller may see.
	ErrVersionNotFound = fault.New(fault.NotFound, "catalog.version_not_found", "The API has no such version that you may see.", "Choose one from the API's list of versions, or latest.")
	// ErrPartNotFound says that the version has no such operation or schema.
	ErrPartNotFound = fault.New(fault.NotFound, "catalog.part_not_found", "This version has no such operation or schema.", "Choose one from the version's index.")
	// ErrLabelTaken says that the API has a version of this label already.
	ErrLabelTaken = fault.New(fault.Conflict, "catalog.label_taken", "The API already has a version with this label.", "Choose another label; a published version never changes.")
	// ErrWrongState says that the step does not lead on from the version's state.
	ErrWrongState = fault.New(fault.Conflict, "catalog.wrong_state", "The version is not in a state that allows this step.", "Load the version again to see its state.")
)

// Latest stands for the current version in addresses.
const Latest = "latest"

var labelPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]{0,39}$`)

func checkLabel(label string) []fault.Field {
	if !labelPattern.MatchString(label) || strings.EqualFold(label, Latest) || strings.EqualFold(label, "upload") || strings.HasPrefix(label, "ver_") {
		return []fault.Field{fault.Bad("/label", "A label has 1 to 40 letters, digits, dots, dashes, pluses and underscores, such as 2026-11 or v2, and is not a reserved word.")}
	}
	return nil
}

// readable reports whether the version has content and people without the right to manage may read it.
func (s State) readable() bool { return s == Published || s == Deprecated || s == Retired }

// imported reports whether the version has content at all.
func (s State) imported() bool { return s.readable() || s == Draft }

// step is one move in a version's life.
type step struct {
	action string
	from   []State
	to     State
}

// Publishing a deprecated version takes the deprecation back; a retired one is gone for good.
var (
	stepPublish   = step{"versions.publish", []State{Draft, Deprecated}, Published}
	stepDeprecate = step{"versions.deprecate", []State{Published}, Deprecated}
	stepRetire    = step{"versions.retire", []State{Published, Deprecated}, Retired}
)

// move answers the version after the step at now, or ErrWrongState.
func (s step) move(v Version, now time.Time, sunset *time.Time) (Version, error) {
	allowed := false
	for _, from := range s.from {
		allowed = allowed || v.State == from
	}
	if !allowed {
		return v, ErrWrongState
	}
	v.State = s.to
	switch s.to {
	case Published:
		v.DeprecatedAt, v.SunsetAt = nil, nil
		if v.PublishedAt == nil {
			v.PublishedAt = &now
		}
	case Deprecated:
		v.DeprecatedAt, v.SunsetAt = &now, sunset
	case Retired:
		v.RetiredAt = &now
	}
	return v, nil
}

// succeed answers which version an API shows after one of its versions changed: the newest published one, else the newest
// deprecated one, else the newest retired one, else none.
func succeed(versions []Version) (current string, state State) {
	rank := map[State]int{Published: 3, Deprecated: 2, Retired: 1}
	best, state := Version{}, Draft
	for _, v := range versions {
		if r := rank[v.State]; r > rank[best.State] || r > 0 && r == rank[best.State] && later(v.PublishedAt, best.PublishedAt) {
			best, state = v, v.State
		}
	}
	return best.ID, state
}

func later(a, b *time.Time) bool { return a != nil && (b == nil || a.After(*b)) }
