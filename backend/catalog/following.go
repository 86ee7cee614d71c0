package catalog

import (
	"context"
	"errors"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/openapi/diff"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Follow makes the caller one of those who are told of the API's versions; doing it twice changes nothing. It returns
// ErrAPINotFound.
func (s *Service) Follow(ctx context.Context, idOrSlug string) error {
	return s.setFollow(ctx, idOrSlug, "apis.follow", func(ctx context.Context, api, account string) (bool, error) {
		return s.repo.follow(ctx, api, account, s.Clock.Now())
	})
}

// Unfollow ends that. It returns ErrAPINotFound.
func (s *Service) Unfollow(ctx context.Context, idOrSlug string) error {
	return s.setFollow(ctx, idOrSlug, "apis.unfollow", s.repo.unfollow)
}

func (s *Service) setFollow(ctx context.Context, idOrSlug, action string, change func(ctx context.Context, api, account string) (bool, error)) error {
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		api, err := s.FindAPI(ctx, idOrSlug)
		if err != nil {
			return err
		}
		changed, err := change(ctx, api.ID, rbac.From(ctx).AccountID())
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{
			Action: action, Object: api.ID, Outcome: audit.Success, Details: map[string]any{"slug": api.Slug, "changed": changed},
		})
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", action, idOrSlug, err)
	}
	return nil
}

// Follows reports whether the caller follows an API. It returns ErrAPINotFound.
func (s *Service) Follows(ctx context.Context, idOrSlug string) (bool, error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return false, err
	}
	return s.repo.follows(ctx, api.ID, rbac.From(ctx).AccountID())
}

// Followed answers the APIs that the caller follows and may see.
func (s *Service) Followed(ctx context.Context) ([]API, error) {
	return s.repo.followed(ctx, rbac.From(ctx).AccountID(), s.audience(ctx))
}

// announceArgs is the job that tells an API's followers of a step in a version's life.
type announceArgs struct {
	Version string `json:"version"`
	State   State  `json:"state"`
	Was     State  `json:"was"`
}

// Kind names the job.
func (announceArgs) Kind() string { return "catalog.announce" }

// announce tells the followers, unless the version has moved on meanwhile: then another job tells of that.
func (s *Service) announce(ctx context.Context, args announceArgs) error {
	v, err := s.repo.versionByID(ctx, args.Version)
	if errors.Is(err, ErrVersionNotFound) || err == nil && v.State != args.State {
		return nil
	}
	if err != nil {
		return err
	}
	api, err := s.AnyAPI(ctx, v.APIID)
	if err != nil {
		return err
	}
	n, template, data, err := s.announcement(ctx, api, v, args.Was)
	if err != nil || s.Messenger == nil {
		return err
	}
	followers, err := s.told(ctx, api)
	if err != nil {
		return err
	}
	// One transaction, so that a job that is tried again tells nobody twice.
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		for _, account := range followers {
			n.Account = account
			if err := s.Messenger.Notify(ctx, n, template, data); err != nil {
				return fmt.Errorf("tell %s of version %s: %w", account, v.ID, err)
			}
		}
		return nil
	})
}

// announcement writes what followers are told of a version in its state, which was another one before. That a deprecation
// was taken back is worth no mail, and what the version changes was told when it came.
func (s *Service) announcement(ctx context.Context, api API, v Version, was State) (accounts.Notice, string, map[string]any, error) {
	n := accounts.Notice{Kind: "api." + string(v.State), Link: "/apis/" + api.Slug + "/changes"}
	data := map[string]any{"API": api.Name, "Version": v.Label, "State": string(v.State)}
	switch {
	case v.State == Published && was == Deprecated:
		n.Kind, n.Title = "api.reinstated", api.Name+" "+v.Label+" is no longer deprecated"
		n.Body = "It works as before, and no end is planned."
		return n, "", nil, nil
	case v.State == Deprecated:
		n.Title = api.Name + " " + v.Label + " is deprecated"
		n.Body = "It still works. Move to a newer version."
		if v.SunsetAt != nil {
			data["Sunset"] = v.SunsetAt.UTC().Format("2 January 2006")
			n.Body = "It is meant to end on " + v.SunsetAt.UTC().Format("2 January 2006") + ". Move to a newer version before then."
		}
	case v.State == Retired:
		n.Title, n.Body = api.Name+" "+v.Label+" is retired", "Calls of it are answered 410 from now on."
	default:
		d, err := s.Diff(Unattended(ctx, "catalog"), api.ID, v.ID, "")
		if err != nil && !errors.Is(err, ErrNothingBefore) {
			return n, "", nil, err
		}
		n.Title, n.Body = api.Name+" "+v.Label+" is published", summary(d.Counts)
		data["Changes"] = n.Body
		if d.Counts.Breaking > 0 {
			n.Kind, n.Title, data["Breaking"] = "api.breaking", api.Name+" "+v.Label+" is published with breaking changes", true
		}
	}
	data["Title"], data["Text"] = n.Title, n.Body
	return n, "api-version", data, nil
}

// summary says in words how many changes there are.
func summary(c diff.Counts) string {
	if c.Breaking+c.Risky+c.Compatible == 0 {
		return "Nothing changes for callers."
	}
	return fmt.Sprintf("Changes for callers: %d breaking, %d risky, %d compatible.", c.Breaking, c.Risky, c.Compatible)
}
