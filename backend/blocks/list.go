package blocks

import (
	"net/url"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// listsMax is how many lists there may be.
const listsMax = 50

// schedules are the intervals at which feeds are fetched.
var schedules = map[string]time.Duration{"off": 0, "hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour}

// The outcomes of a look at a feed.
const (
	outcomeUnchanged = "unchanged"
	outcomeChanged   = "changed"
	outcomeFailed    = "failed"
)

// List is a list of networks that are refused: given by hand when URL is empty, else fetched from there. Networks counts
// its intervals once they are merged, Skipped the lines of the last text that name no network. Failure is why the last look
// at a feed failed; its networks are then those of the look before.
type List struct {
	ID        string
	Name      string
	Enabled   bool
	URL       string
	Schedule  string
	ETag      string
	Modified  string
	Hash      string
	Outcome   string
	Failure   string
	Failures  int64
	Networks  int64
	Skipped   int64
	CheckedAt *time.Time
	ChangedAt *time.Time
	DueAt     *time.Time
	Hits      int64
	LastHitAt *time.Time
	CreatedAt time.Time
	Version   int64
}

// The faults of lists.
var (
	// ErrListNotFound says that there is no such list.
	ErrListNotFound = fault.New(fault.NotFound, "blocks.list_not_found", "There is no such block list.", "Load the lists again; somebody may have removed it.")
	// ErrListStale says that somebody changed the list since the caller read it.
	ErrListStale = fault.New(fault.Stale, "blocks.list_stale", "The list was changed since you opened it.", "Load it again and repeat your change.")
	// ErrListsFull says that there are as many lists as there may be.
	ErrListsFull = fault.New(fault.Conflict, "blocks.lists_full", "There are 50 block lists, which is as many as there may be.", "Remove one that refuses nobody any more.")
	// ErrNotAFeed says that a list has no address to be fetched from.
	ErrNotAFeed = fault.New(fault.Conflict, "blocks.not_a_feed", "The list has no address to be fetched from.", "Give it its networks instead.")
	// ErrFeedText says that networks were given to a list that is fetched.
	ErrFeedText = fault.New(fault.Conflict, "blocks.feed_text", "The networks of this list come from its address.", "Make a list of its own for networks that you give by hand.")
)

// Settings are what an operator says of a list. URL and Schedule belong to feeds; both are empty for a list given by hand.
type Settings struct {
	Name     string
	Enabled  bool
	URL      string
	Schedule string
}

// check answers every mistake in the settings of a list.
func (s Settings) check(feed bool, checkURL func(string) error) []fault.Field {
	var mistakes []fault.Field
	add := func(bad bool, pointer, message string) {
		if bad {
			mistakes = append(mistakes, fault.Bad(pointer, message))
		}
	}
	add(strings.TrimSpace(s.Name) == "" || len([]rune(s.Name)) > 100, "/name", "Give a name of 1 to 100 characters.")
	_, known := schedules[s.Schedule]
	if !feed {
		add(s.URL != "", "/url", "A list that is given by hand has no address.")
		add(s.Schedule != "", "/schedule", "A list that is given by hand has no schedule.")
		return mistakes
	}
	add(!known, "/schedule", "The schedule is off, hourly, daily or weekly.")
	u, err := url.Parse(s.URL)
	add(err != nil || u.Scheme != "https" || len(s.URL) > 2000 || checkURL(s.URL) != nil, "/url", "Give an https:// address of a public server, without user and password.")
	return mistakes
}
