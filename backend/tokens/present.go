package tokens

import (
	"cmp"
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func (s *Service) present(ctx context.Context, t Token) (View, error) {
	views, err := s.presentAll(ctx, []Token{t})
	if err != nil {
		return View{}, err
	}
	return views[0], nil
}

// presentAll fills in what the rooms around tokens know: names of apps and people, and the risk of scopes.
func (s *Service) presentAll(ctx context.Context, found []Token) ([]View, error) {
	ofApps, err := s.appsOf(ctx, found)
	if err != nil {
		return nil, err
	}
	names, err := s.namesOf(ctx, found, ofApps)
	if err != nil {
		return nil, err
	}
	var scopes []string
	for _, t := range found {
		scopes = append(scopes, t.Scopes...)
	}
	risks, err := s.Grants.Risks(ctx, sorted(scopes))
	if err != nil {
		return nil, err
	}
	breaches, err := s.breachWords(ctx, found)
	if err != nil {
		return nil, err
	}
	parents, err := s.parents(ctx, found)
	if err != nil {
		return nil, err
	}
	views := make([]View, len(found))
	for i, t := range found {
		views[i] = s.view(t, risks)
		app := ofApps[t.AppID]
		views[i].AppName, views[i].Owner, views[i].OwnerName = app.Name, ownerShown(app), names[app.Owner]
		views[i].PolicyBreaches = append([]string{}, breaches[t.ID]...)
		if t.SuspendedAt != nil {
			views[i].Suspension = &SuspensionView{At: *t.SuspendedAt, Reason: t.SuspendedReason, Operator: ByOperator(app, t.SuspendedBy)}
		}
		if name := names[t.CreatedBy]; name != "" {
			views[i].CreatedBy = name
		}
		if t.Ephemeral != nil {
			views[i].under(t, parents[t.Ephemeral.Parent], s.now())
		}
		if q := views[i].Quarantine; q != nil && names[q.By] != "" {
			q.By = names[q.By]
		}
	}
	return views, nil
}

// namesOf answers the names of everybody whom tokens mention.
func (s *Service) namesOf(ctx context.Context, found []Token, ofApps map[string]apps.App) (map[string]string, error) {
	if s.Names == nil || len(found) == 0 {
		return map[string]string{}, nil
	}
	subjects := make([]string, 0, 2*len(found))
	for _, app := range ofApps {
		subjects = append(subjects, app.Owner)
	}
	for _, t := range found {
		subjects = append(subjects, t.CreatedBy)
		if t.Quarantine.holds(s.now()) {
			subjects = append(subjects, t.Quarantine.By)
		}
	}
	return s.Names(ctx, subjects)
}

// breachWords answers the rules that tokens break, in words, by token.
func (s *Service) breachWords(ctx context.Context, found []Token) (map[string][]string, error) {
	ids := make([]string, len(found))
	for i, t := range found {
		ids[i] = t.ID
	}
	known, err := s.repo.breachesOf(ctx, ids)
	if err != nil || len(known) == 0 {
		return nil, err
	}
	ladder, err := s.ladder(ctx)
	words := map[string][]string{}
	for _, b := range known {
		if said := Demanded(ladder, b); said != "" {
			words[b.TokenID] = append(words[b.TokenID], said)
		}
	}
	return words, err
}

func (s *Service) appsOf(ctx context.Context, found []Token) (map[string]apps.App, error) {
	ids := make([]string, 0, len(found))
	for _, t := range found {
		ids = append(ids, t.AppID)
	}
	return s.Apps.Some(ctx, sorted(ids))
}

// ownerShown answers the id of an app's owner as addresses show it: an account's or a team's.
func ownerShown(app apps.App) string {
	return cmp.Or(app.Team(), rbac.Subject{ID: app.Owner}.AccountID())
}

func (s *Service) view(t Token, risks map[string]string) View {
	now := s.now()
	v := View{
		ID: t.ID, Hint: t.Hint(s.Brand), Kind: string(t.Kind), Name: t.Name, Description: t.Description, App: t.AppID,
		Environment: t.Environment, Scopes: t.Scopes, Networks: t.Networks, Origins: t.Origins, NotBefore: t.NotBefore,
		ExpiresAt: t.ExpiresAt, CreatedAt: t.CreatedAt, CreatedBy: t.CreatedBy, State: t.StateAt(now), LastUsedAt: t.LastUsedAt,
		LastUsedNetwork: t.LastUsedNetwork, LastUsedOperation: t.LastUsedOperation, RevokedAt: t.RevokedAt,
		RevokeReason: t.RevokedReason, Version: t.Version, Generations: []GenerationView{},
	}
	v.FinishSilentSeconds = int64(t.FinishSilent / time.Second)
	v.Risk, v.RiskReasons = t.risk(risks, now)
	v.Imported = t.imported(now)
	v.ExposedAt, v.ReusedAt = t.Exposed(now), t.reused()
	if q := t.Quarantine; q.holds(now) {
		v.Quarantine = &QuarantineView{Mode: q.Mode, Networks: q.Networks, At: q.At, EndsAt: q.Until, By: q.By, Reason: q.Reason}
	}
	for _, g := range t.Open(now) {
		v.Generations = append(v.Generations, GenerationView{
			Number: g.Number, Hint: t.hint(s.Brand, g), CreatedAt: g.CreatedAt, EndsAt: g.ValidUntil, Pending: g.Pending, Imported: g.Form != nil, ExposedAt: g.ExposedAt, LastUsedAt: g.LastUsedAt,
		})
	}
	return v
}
