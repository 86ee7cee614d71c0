package catalog

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/openapi/diff"
)

type versionName struct {
	ID    string `json:"id" example:"ver_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Label string `json:"label" example:"1.2.0"`
	State State  `json:"state" enums:"draft,published,deprecated,retired"`
} //@name VersionName

func nameVersion(v Version) versionName { return versionName{ID: v.ID, Label: v.Label, State: v.State} }

type changeCounts struct {
	Breaking   int `json:"breaking" example:"1"`
	Risky      int `json:"risky" example:"2"`
	Compatible int `json:"compatible" example:"5"`
} //@name ChangeCounts

type changeJSON struct {
	Level string `json:"level" enums:"breaking,risky,compatible"`
	Rule  string `json:"rule" example:"property-required"`
	Place string `json:"place,omitempty" example:"Request body"`
	Text  string `json:"text" example:"The parameter is required now."`
} //@name Change

type changeGroup struct {
	Kind    string       `json:"kind" enums:"operation,webhook,schema,document"`
	ID      string       `json:"id" example:"listTickets"`
	Method  string       `json:"method,omitempty" example:"GET"`
	Path    string       `json:"path,omitempty" example:"/tickets"`
	Title   string       `json:"title,omitempty" example:"List tickets"`
	Gone    bool         `json:"gone"`
	Counts  changeCounts `json:"counts"`
	UsedBy  []string     `json:"usedBy"`
	Users   int          `json:"users" example:"2"`
	Changes []changeJSON `json:"changes"`
} //@name ChangeGroup

type differenceJSON struct {
	From    versionName   `json:"from"`
	To      versionName   `json:"to"`
	Counts  changeCounts  `json:"counts"`
	Problem string        `json:"problem,omitempty" enums:"too-large"`
	Cut     bool          `json:"cut"`
	Groups  []changeGroup `json:"groups"`
} //@name Difference

func showDifference(d Difference) differenceJSON {
	view := differenceJSON{
		From: nameVersion(d.From), To: nameVersion(d.To), Counts: changeCounts(d.Counts), Problem: d.Problem, Cut: d.Cut,
		Groups: make([]changeGroup, len(d.Groups)),
	}
	for i, g := range d.Groups {
		view.Groups[i] = showGroup(g)
	}
	return view
}

func showGroup(g diff.Group) changeGroup {
	view := changeGroup{
		Kind: g.Kind, ID: g.ID, Method: g.Method, Path: g.Path, Title: g.Title, Gone: g.Gone, Counts: changeCounts(g.Counts),
		UsedBy: g.UsedBy, Users: g.Users, Changes: make([]changeJSON, len(g.Changes)),
	}
	if view.UsedBy == nil {
		view.UsedBy = []string{}
	}
	for i, c := range g.Changes {
		view.Changes[i] = changeJSON{Level: string(c.Level), Rule: c.Rule, Place: c.Place, Text: c.Text}
	}
	return view
}

type eventJSON struct {
	Kind     State         `json:"kind" enums:"published,deprecated,retired"`
	At       time.Time     `json:"at" format:"date-time"`
	Version  versionName   `json:"version"`
	SunsetAt *time.Time    `json:"sunsetAt,omitempty" format:"date-time"`
	From     *versionName  `json:"from,omitempty"`
	Counts   *changeCounts `json:"counts,omitempty"`
	Problem  string        `json:"problem,omitempty" enums:"too-large"`
	Pending  bool          `json:"pending"`
	// Groups are the first of them; More says that the comparison of the two versions has more.
	Groups []changeGroup `json:"groups"`
	More   bool          `json:"more"`
} //@name ChangelogEvent

type eventPage struct {
	Items []eventJSON `json:"items"`
	Next  string      `json:"next"`
} //@name ChangelogPage

// What one event of the changelog shows; the comparison has the rest.
const (
	eventGroupsMax  = 12
	eventChangesMax = 40
)

func showEvent(e Event) eventJSON {
	view := eventJSON{Kind: e.Kind, At: e.At, Version: nameVersion(e.Version), Pending: e.Pending, Groups: []changeGroup{}}
	if e.Kind == Deprecated {
		view.SunsetAt = e.Version.SunsetAt
	}
	if e.From != nil {
		from := nameVersion(*e.From)
		view.From = &from
	}
	if e.Change == nil {
		return view
	}
	counts := changeCounts(e.Change.Counts)
	view.Counts, view.Problem, view.More = &counts, e.Change.Problem, e.Change.Cut
	room := eventChangesMax
	for _, g := range e.Change.Groups {
		if len(view.Groups) == eventGroupsMax || room == 0 {
			view.More = true
			break
		}
		if len(g.Changes) > room {
			g.Changes, view.More = g.Changes[:room], true
		}
		room -= len(g.Changes)
		view.Groups = append(view.Groups, showGroup(g))
	}
	return view
}

type followJSON struct {
	Following bool `json:"following"`
} //@name Follow

type followedJSON struct {
	ID             string `json:"id" example:"api_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Slug           string `json:"slug" example:"museum"`
	Name           string `json:"name" example:"Museum"`
	CurrentVersion string `json:"currentVersion,omitempty" example:"1.2.0"`
} //@name FollowedAPI

type followPage struct {
	Items []followedJSON `json:"items"`
	Next  string         `json:"next"`
} //@name FollowPage
