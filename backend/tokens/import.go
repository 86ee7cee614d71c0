package tokens

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Import makes tokens out of keys that another system issued and of which only the SHA-256 is known, so that their users
// need no new ones: CSV or JSON as the guide says. Each is held against the rules for a new token of its app. With dry it
// only says what is wrong; otherwise everything is stored or nothing: ErrImportRefused with the mistakes. The owners are
// told. The route's permission admits the caller.
func (s *Service) Import(ctx context.Context, text string, dry bool) (Import, error) {
	lines, read := readImport(text)
	var out Import
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		// Two imports at once must not both see the last free place or name.
		if err := s.Store.Serialize(ctx); err != nil {
			return err
		}
		i, err := s.checkImport(ctx, lines, read)
		if err != nil {
			return err
		}
		out = i.Import
		switch {
		case dry:
			details := map[string]any{"keys": out.Keys, "apps": out.Apps, "findings": len(out.Findings)}
			return s.Audit.Record(ctx, audit.Entry{Action: "tokens.check_import", Object: "tokens", Outcome: audit.Success, Details: details})
		case len(out.Findings) > 0:
			return refused(out)
		}
		out.Tokens, err = s.storeImport(ctx, i.ready)
		return err
	})
	if err != nil {
		return out, fmt.Errorf("import keys: %w", err)
	}
	return out, nil
}

func refused(i Import) error {
	fields := make([]fault.Field, len(i.Findings))
	for n, f := range i.Findings {
		fields[n] = fault.Field{Pointer: "/text", Code: f.Code, Message: "Line " + strconv.Itoa(f.Line) + ", " + f.Member + ": " + f.Message}
	}
	return ErrImportRefused.With(fields...)
}

func (s *Service) checkImport(ctx context.Context, lines []ImportLine, read Import) (*importing, error) {
	i := &importing{Service: s, Import: read, rules: map[string]rules{}, left: map[leftKey]int64{}}
	i.Keys = len(lines)
	switch {
	case len(lines) > importMax:
		i.find(importMax+1, "", "too_many", "At most 1,000 keys come at once; import the others after them.")
		return i, nil
	case len(lines) == 0 && len(read.Findings) == 0:
		i.find(1, "", "empty", "There is no key in it.")
	}
	if err := i.load(ctx, lines); err != nil {
		return nil, err
	}
	for _, l := range lines {
		if err := i.check(ctx, l); err != nil {
			return nil, err
		}
	}
	known, err := s.repo.forms(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range i.Forms {
		known[f.Form.String()] = true
	}
	if len(known) > formsMax {
		i.find(1, "prefix", "too_many", "With these, there would be more than 64 forms of keys, and the gate looks at each of them.")
	}
	return i, nil
}

// load reads what the lines are held against in few questions.
func (i *importing) load(ctx context.Context, lines []ImportLine) error {
	ids, apps := make([]string, 0, len(lines)), make([]string, 0, len(lines))
	for _, l := range lines {
		apps = append(apps, l.App)
		if hash, err := secret.ParseProof(l.SHA256); err == nil {
			raw := secret.ImportedID(i.Service.Keys.Derive(importedKeys), hash)
			ids = append(ids, idPrefix+string(raw[:]))
		}
	}
	var err error
	if i.apps, err = i.Service.Apps.Some(ctx, sorted(apps)); err != nil {
		return err
	}
	i.Apps = len(i.apps)
	if i.ids, err = i.repo.existing(ctx, ids); err != nil {
		return err
	}
	i.names, err = i.repo.namesOf(ctx, sorted(apps))
	return err
}

func (s *Service) storeImport(ctx context.Context, ready []importable) ([]Token, error) {
	made := make([]Token, 0, len(ready))
	last, counts := map[string]int{}, map[string]int64{}
	for n, l := range ready {
		t, err := s.storeImported(ctx, l)
		if err != nil {
			return nil, err
		}
		made = append(made, t)
		last[l.app.ID] = n
		counts[l.app.ID]++
	}
	for id, n := range last {
		sentence := fault.Counted(counts[id], "key", "keys") + " of another system came to the app " + ready[n].app.Name + " and work here now."
		if err := s.tell(ctx, ready[n].app, made[n], "tokens.imported", sentence, ""); err != nil {
			return nil, err
		}
	}
	details := map[string]any{"keys": len(made), "apps": len(last)}
	return made, s.Audit.Record(ctx, audit.Entry{Action: "tokens.import_keys", Object: "tokens", Outcome: audit.Success, Details: details})
}

func (s *Service) storeImported(ctx context.Context, l importable) (Token, error) {
	kind := secret.Live
	if l.Draft.Environment == access.Sandbox {
		kind = secret.Test
	}
	weight, err := s.weight(ctx, l.Draft.Scopes)
	if err != nil {
		return Token{}, err
	}
	kid, pepper := s.Keys.Pepper()
	now, d := s.now(), l.Draft
	t := Token{
		ID: l.id, Kind: kind, Environment: d.Environment, AppID: l.app.ID, Name: d.Name, Description: d.Description, Scopes: d.Scopes,
		ScopeRisk: weight, Networks: d.Networks, Origins: d.Origins, NotBefore: d.NotBefore, ExpiresAt: *d.ExpiresAt,
		CreatedBy: rbac.From(ctx).ID, CreatedAt: now, UpdatedAt: now, Version: 1, Generations: []Generation{{
			Number: 1, MAC: secret.ImportedMAC(pepper, l.hash), PepperKID: kid, Last4: l.Last4, Form: &l.Form, Proof: secret.MACProof(s.Keys, l.hash),
			CreatedAt: now, ActivatedAt: &now,
		}},
	}
	if err := s.repo.insert(ctx, t); err != nil {
		return Token{}, fmt.Errorf("store the key of line %d: %w", l.Line, err)
	}
	return t, s.note(ctx, "tokens.import", t, map[string]any{
		"scopes": t.Scopes, "networks": t.Networks, "origins": t.Origins, "expiresAt": t.ExpiresAt, "kind": string(t.Kind), "form": l.Form.String(),
	})
}
