package access

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// tell sends a notice to the person that a subject is; machines read the API.
func (s *Service) tell(ctx context.Context, subject string, n accounts.Notice, template string, data map[string]any) error {
	account := rbac.Subject{ID: subject}.AccountID()
	if s.Messenger == nil || account == "" {
		return nil
	}
	n.Account = account
	return s.Messenger.Notify(ctx, n, template, data)
}

// tellApprovers tells those who may decide that a request waits, in the portal and by mail. Those who may not,
// because it is theirs, are not asked.
func (s *Service) tellApprovers(ctx context.Context, r Request, found []wished) error {
	if s.Approvers == nil || r.State != Pending {
		return nil
	}
	approvers, err := s.Approvers(ctx)
	if err != nil {
		return fmt.Errorf("list approvers: %w", err)
	}
	names, scopes := []string{}, []string{}
	for _, w := range found {
		names, scopes = append(names, w.offer.name), append(scopes, w.Scopes...)
	}
	apis := strings.Join(names, ", ")
	n := accounts.Notice{
		Kind: "access.requested", Title: r.AppName + " asks for access to " + apis, Body: r.Justification, Link: pageOf(r.ID),
	}
	barred, err := s.barred(ctx, r)
	if err != nil {
		return err
	}
	for _, a := range approvers {
		subject := rbac.PersonID(a.ID)
		if slices.Contains(barred, subject) {
			continue
		}
		data := map[string]any{"App": r.AppName, "API": apis, "Scopes": scopes, "Reason": r.Justification}
		if err := s.tell(ctx, subject, n, "request-received", data); err != nil {
			return err
		}
	}
	return nil
}

// barred answers the subjects that may not decide on a request: the requester, and everybody behind the app's owner.
func (s *Service) barred(ctx context.Context, r Request) ([]string, error) {
	app, err := s.Apps.Any(ctx, r.AppID)
	if err != nil || s.Behind == nil {
		return []string{r.Requester, app.Owner}, err
	}
	people, err := s.Behind(ctx, app.Owner)
	return append(people, r.Requester), err
}

// tellDecision tells the people of the app how a request ended, in the portal and by mail. When the app is gone, it tells the
// requester.
func (s *Service) tellDecision(ctx context.Context, r Request) error {
	var names, placed, granted []string
	for _, it := range r.Items {
		name := s.nameOf(ctx, it.APIID)
		names, granted = append(names, name), append(granted, it.Granted...)
		placed = append(placed, name+" ("+it.Environment+")") // an app asks for sandbox and live one after the other
	}
	apis, places := strings.Join(union(nil, names), ", "), strings.Join(union(nil, placed), ", ")
	title, template := r.AppName+" may use "+places, "request-approved"
	switch r.State {
	case Denied:
		title, template = "The request of "+r.AppName+" for "+places+" was denied", "request-denied"
	case Partly:
		title = "The request of " + r.AppName + " for " + places + " was approved in part"
	}
	n := accounts.Notice{Kind: "access." + string(r.State), Title: title, Body: r.Reason, Link: pageOf(r.ID)}
	data := map[string]any{"App": r.AppName, "API": apis, "Reason": r.Reason, "Scopes": granted}
	app, err := s.Apps.Any(ctx, r.AppID)
	if missing(err) {
		return s.tell(ctx, r.Requester, n, template, data)
	}
	if err != nil {
		return err
	}
	return s.Apps.Tell(ctx, s.Messenger, app.Owner, n, template, data)
}

// tellGrant tells an app's owner what became of a grant.
func (s *Service) tellGrant(ctx context.Context, app apps.App, g Grant) error {
	word := map[GrantState]string{Active: "resumed", Paused: "paused", Ended: "ended"}[g.State]
	title := "Access of " + app.Name + " to " + s.nameOf(ctx, g.APIID) + " (" + g.Environment + ") " + word
	n := accounts.Notice{Kind: "access." + word, Title: title, Body: g.Reason, Link: "/apps/" + app.ID + "/access"}
	return s.Apps.Tell(ctx, s.Messenger, app.Owner, n, "", nil)
}

// nameOf answers an API's name for a sentence, or its id when the entry is gone.
func (s *Service) nameOf(ctx context.Context, api string) string {
	found, err := s.Catalog.AnyAPI(ctx, api)
	if err != nil {
		return api
	}
	return found.Name
}
