package catalog

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Refresh says from where and how often an API's document is fetched again. Outcome is that of the last look: unchanged,
// changed or failed, "" when there was none; Failure is why that one did, Failures how many in a row did.
type Refresh struct {
	URL       string
	Schedule  string
	ETag      string
	Modified  string
	Hash      string
	Outcome   string
	Failure   Failure
	Failures  int64
	CheckedAt *time.Time
	DueAt     *time.Time
}

// schedules are the intervals at which documents are fetched again.
var schedules = map[string]time.Duration{"off": 0, "hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour}

// The outcomes of a look at an address.
const (
	refreshUnchanged = "unchanged"
	refreshChanged   = "changed"
	refreshFailed    = "failed"
)

// ErrNoAddress says that an API has no address to fetch its document from.
var ErrNoAddress = fault.New(fault.Conflict, "catalog.no_address", "The API has no address to fetch its document from.", "Set the address first.")

// refreshArgs is the job that looks at an API's address now.
type refreshArgs struct {
	API string `json:"api"`
}

// Kind names the job.
func (refreshArgs) Kind() string { return "catalog.refresh" }

// FindRefresh answers how an API's document is refreshed; one that never was set is off. It returns ErrAPINotFound.
func (s *Service) FindRefresh(ctx context.Context, idOrSlug string) (API, Refresh, error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return API{}, Refresh{}, err
	}
	r, err := s.repo.refresh(ctx, api.ID)
	return api, r, err
}

// SetRefresh sets from where and how often an API's document is fetched. It returns ErrAPINotFound, ErrStale and
// fault.ErrInvalid.
func (s *Service) SetRefresh(ctx context.Context, idOrSlug string, expected int64, overwrite bool, url, schedule string) (API, error) {
	var mistakes []fault.Field
	every, known := schedules[schedule]
	if !known {
		mistakes = append(mistakes, fault.Bad("/schedule", "The schedule is off, hourly, daily or weekly."))
	}
	if err := s.CheckURL(url); err != nil {
		mistakes = append(mistakes, fault.Bad("/url", "Give an http:// or https:// address of a public server, without user and password."))
	}
	if err := invalid(mistakes); err != nil {
		return API{}, err
	}
	return s.changeAPI(ctx, idOrSlug, expected, overwrite, func(ctx context.Context, api *API) (string, map[string]any, error) {
		r, err := s.repo.refresh(ctx, api.ID)
		if err != nil {
			return "", nil, err
		}
		if r.URL != url {
			r = Refresh{URL: url}
		}
		r.Schedule, r.DueAt = schedule, s.due(every)
		return "apis.refresh_schedule", map[string]any{"slug": api.Slug, "url": url, "schedule": schedule}, s.repo.putRefresh(ctx, api.ID, r)
	})
}

func (s *Service) due(every time.Duration) *time.Time {
	if every == 0 {
		return nil
	}
	at := s.Clock.Now().Add(every)
	return &at
}

// RefreshNow looks at an API's address by a job, whatever its schedule. It returns ErrAPINotFound and ErrNoAddress.
func (s *Service) RefreshNow(ctx context.Context, idOrSlug string) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		api, r, err := s.FindRefresh(ctx, idOrSlug)
		if err != nil {
			return err
		}
		if r.URL == "" {
			return ErrNoAddress
		}
		if err := s.note(ctx, "api", api.ID, "apis.refresh_now", map[string]any{"slug": api.Slug, "url": r.URL}); err != nil {
			return err
		}
		return s.Jobs.Enqueue(ctx, refreshArgs{API: api.ID})
	})
}

// refreshDue makes a job of every API whose turn has come.
func (s *Service) refreshDue(ctx context.Context) error {
	due, err := s.repo.refreshesDue(ctx, s.Clock.Now())
	if err != nil {
		return err
	}
	var problems []error
	for _, api := range due {
		problems = append(problems, s.Jobs.Enqueue(ctx, refreshArgs{API: api}))
	}
	return errors.Join(problems...)
}

// runRefresh fetches an API's document and makes a draft of it when it is another one than the last. It never publishes.
func (s *Service) runRefresh(ctx context.Context, args refreshArgs) error {
	ctx = Unattended(ctx, "catalog")
	api, r, err := s.FindRefresh(ctx, args.API)
	if errors.Is(err, ErrAPINotFound) || err == nil && r.URL == "" {
		return nil
	}
	if err != nil {
		return err
	}
	data, err := s.look(ctx, &r)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	now, failures := s.Clock.Now(), r.Failures
	r.CheckedAt, r.DueAt, r.Failure, r.Failures = &now, s.due(schedules[r.Schedule]), "", 0
	switch {
	case err != nil:
		r.Outcome, r.Failure, r.Failures = refreshFailed, failureOf(err), failures+1
		r.DueAt = s.due(patience(r.Failures, schedules[r.Schedule]))
	case data == nil || hashOf(data) == r.Hash:
		r.Outcome = refreshUnchanged
	default:
		r.Outcome, r.Hash = refreshChanged, hashOf(data)
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error { return s.settleRefresh(ctx, api, r, data) })
	if err != nil {
		return fmt.Errorf("refresh %s: %w", api.Slug, err)
	}
	return nil
}

// settleRefresh stores what a look found, and starts an import when it is new: to the API and to every version of it.
// When somebody changed meanwhile what is looked at, or how often, the look is void.
func (s *Service) settleRefresh(ctx context.Context, api API, r Refresh, data []byte) error {
	now, err := s.repo.refresh(ctx, api.ID)
	if err != nil || now.URL != r.URL || now.Schedule != r.Schedule {
		return err
	}
	if r.Outcome == refreshChanged {
		versions, err := s.repo.listVersions(ctx, api.ID)
		if err != nil {
			return err
		}
		taken := map[string]bool{}
		for _, v := range versions {
			taken[v.Label] = true
			if v.SourceHash == r.Hash {
				r.Outcome = refreshUnchanged
			}
		}
		if r.Outcome == refreshChanged {
			if err := s.draftOf(ctx, api, r, data, taken); err != nil {
				return err
			}
		}
	}
	if r.Failures == failuresToTell && r.Schedule != "off" {
		if err := s.tellOfFailure(ctx, api, r); err != nil {
			return err
		}
	}
	return s.repo.putRefresh(ctx, api.ID, r)
}

func (s *Service) draftOf(ctx context.Context, api API, r Refresh, data []byte, taken map[string]bool) error {
	day := s.Clock.Now().UTC().Format(time.DateOnly)
	label := day
	for n := 2; taken[label]; n++ {
		label = day + "." + strconv.Itoa(n)
	}
	v := s.newVersion(ctx, api, label)
	v.SourceName, v.SourceURL, v.SourceHash = documentName(data), r.URL, r.Hash
	if err := s.addVersion(ctx, v, digest.Compress(data)); err != nil {
		return err
	}
	if err := s.Jobs.Enqueue(ctx, importArgs{Version: v.ID}); err != nil {
		return err
	}
	return s.tellPeople(ctx, api, accounts.Notice{
		Kind: "api.refreshed", Title: "The document of " + api.Name + " has changed", Link: "/operate/apis/" + api.Slug,
		Body: "Its address gives another document than before. It became the draft " + label + "; publish it when it is right.",
	}, "", nil)
}
