package blocks

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/page"
)

type networkJSON struct {
	ID        string     `json:"id" example:"nbl_01h455vb4pex5vsknk084sn02q"`
	Network   string     `json:"network" example:"198.51.100.0/24"`
	Effect    string     `json:"effect" enums:"block,allow"`
	Reason    string     `json:"reason" example:"Scraped the whole catalogue at night."`
	EndsAt    *time.Time `json:"endsAt,omitempty" format:"date-time"`
	CreatedAt time.Time  `json:"createdAt" format:"date-time"`
	CreatedBy string     `json:"createdBy" example:"u:acc_01kb3w6t5ye8b9x3v7q2n4m1rz"`
	// Hits is how many calls it refused, a few seconds old.
	Hits      int64      `json:"hits" example:"120"`
	LastHitAt *time.Time `json:"lastHitAt,omitempty" format:"date-time"`
} //@name BlockedNetwork

type networkPage struct {
	Items []networkJSON `json:"items"`
	Next  string        `json:"next"`
} //@name BlockedNetworkPage

type networkRequest struct {
	Network string     `json:"network" validate:"required,max=100" example:"198.51.100.0/24"`
	Effect  string     `json:"effect" validate:"required,oneof=block allow" enums:"block,allow"`
	Reason  string     `json:"reason" validate:"required,max=200" example:"Scraped the whole catalogue at night."`
	EndsAt  *time.Time `json:"endsAt,omitempty" format:"date-time"`
	// Confirm says that it is meant although it refuses a lot, or whoever asks.
	Confirm bool `json:"confirm,omitempty"`
} //@name BlockedNetworkRequest

type listJSON struct {
	ID      string `json:"id" example:"lst_01h455vb4pex5vsknk084sn02q"`
	Name    string `json:"name" example:"Hijacked networks"`
	Enabled bool   `json:"enabled"`
	// URL and Schedule belong to feeds; a list that is given by hand has neither.
	URL      string `json:"url,omitempty" example:"https://feeds.example.com/drop.txt"`
	Schedule string `json:"schedule,omitempty" enums:"off,hourly,daily,weekly"`
	// Networks counts intervals once they are merged, Skipped the lines of the text that name no network.
	Networks int64 `json:"networks" example:"1450"`
	Skipped  int64 `json:"skipped" example:"0"`
	// Outcome is that of the last look at a feed. When it failed, the networks are those of the look before.
	Outcome   string     `json:"outcome,omitempty" enums:"unchanged,changed,failed"`
	Failure   string     `json:"failure,omitempty" enums:"unreachable,refused,broken,too-large,empty,no-list,too-wide"`
	Failures  int64      `json:"failures" example:"0"`
	CheckedAt *time.Time `json:"checkedAt,omitempty" format:"date-time"`
	ChangedAt *time.Time `json:"changedAt,omitempty" format:"date-time"`
	DueAt     *time.Time `json:"dueAt,omitempty" format:"date-time"`
	Hits      int64      `json:"hits" example:"120"`
	LastHitAt *time.Time `json:"lastHitAt,omitempty" format:"date-time"`
	Version   int64      `json:"version" example:"1"`
} //@name BlockList

type listsJSON struct {
	Items []listJSON `json:"items"`
} //@name BlockLists

type listRequest struct {
	Name     string `json:"name" validate:"required,max=100" example:"Hijacked networks"`
	Enabled  bool   `json:"enabled"`
	URL      string `json:"url,omitempty" validate:"max=2000" example:"https://feeds.example.com/drop.txt"`
	Schedule string `json:"schedule,omitempty" validate:"omitempty,oneof=off hourly daily weekly" enums:"off,hourly,daily,weekly"`
	// Text holds the networks of a list that is given by hand: one network, address or range in each line.
	Text    string `json:"text,omitempty" example:"198.51.100.0/24"`
	Confirm bool   `json:"confirm,omitempty"`
} //@name NewBlockList

type listChange struct {
	Name     string `json:"name" validate:"required,max=100" example:"Hijacked networks"`
	Enabled  bool   `json:"enabled"`
	URL      string `json:"url,omitempty" validate:"max=2000" example:"https://feeds.example.com/drop.txt"`
	Schedule string `json:"schedule,omitempty" validate:"omitempty,oneof=off hourly daily weekly" enums:"off,hourly,daily,weekly"`
	Confirm  bool   `json:"confirm,omitempty"`
} //@name BlockListRequest

type textRequest struct {
	Text    string `json:"text" validate:"required" example:"198.51.100.0/24"`
	Confirm bool   `json:"confirm,omitempty"`
} //@name BlockListNetworks

type answerJSON struct {
	Address  string        `json:"address" example:"198.51.100.7"`
	Blocked  bool          `json:"blocked"`
	Networks []networkJSON `json:"networks"`
	Lists    []listJSON    `json:"lists"`
} //@name BlockAnswer

func viewNetwork(n Network) networkJSON {
	return networkJSON{
		ID: n.ID, Network: n.Network.String(), Effect: n.Effect, Reason: n.Reason, EndsAt: n.EndsAt, CreatedAt: n.CreatedAt,
		CreatedBy: n.CreatedBy, Hits: n.Hits, LastHitAt: n.LastHitAt,
	}
}

func viewNetworks(found []Network) []networkJSON {
	all := make([]networkJSON, len(found))
	for i, n := range found {
		all[i] = viewNetwork(n)
	}
	return all
}

func viewPage(p page.Page[Network]) networkPage {
	return networkPage{Items: viewNetworks(p.Items), Next: p.Next}
}

func viewList(l List) listJSON {
	return listJSON{
		ID: l.ID, Name: l.Name, Enabled: l.Enabled, URL: l.URL, Schedule: l.Schedule, Networks: l.Networks, Skipped: l.Skipped,
		Outcome: l.Outcome, Failure: l.Failure, Failures: l.Failures, CheckedAt: l.CheckedAt, ChangedAt: l.ChangedAt, DueAt: l.DueAt,
		Hits: l.Hits, LastHitAt: l.LastHitAt, Version: l.Version,
	}
}

func viewLists(found []List) []listJSON {
	all := make([]listJSON, len(found))
	for i, l := range found {
		all[i] = viewList(l)
	}
	return all
}
