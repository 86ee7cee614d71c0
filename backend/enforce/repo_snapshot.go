package enforce

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// reader reads what the snapshot holds, whole or one thing at a time. It uses database/sql: a million tokens take a
// quarter of the time that the object mapper needs.
type reader struct {
	db       *sql.DB
	postgres bool
	pepper   func(kid string) ([]byte, bool)
	scopes   map[string]*Scopes // by their JSON, so that equal lists are one
	forms    map[string]*secret.Form
	peppers  map[string]*[]byte // by id
	origin   string             // of the portal, where alone console tokens work
	keys     *secret.Keys
	oauth    func() oauthFacts // without clients and keys
}

func (s *Service) reader() *reader {
	return &reader{db: s.Store.ReaderPool(), postgres: s.Store.Dialect() == "postgres", pepper: s.pepper, scopes: map[string]*Scopes{}, forms: map[string]*secret.Form{}, peppers: map[string]*[]byte{}, origin: s.origin, keys: s.Keys,
		oauth: func() oauthFacts {
			o := newOAuth(s.PublicURL, s.GatewayURL)
			o.nonces = s.nonces
			return o
		}}
}

// pepper is empty when no keys were given; then no token can be verified.
func (s *Service) pepper(kid string) ([]byte, bool) {
	if s.Keys == nil {
		return nil, false
	}
	return s.Keys.PepperByID(kid)
}

// bind writes the ? of a statement as the database wants them.
func (r *reader) bind(statement string) string {
	if !r.postgres {
		return statement
	}
	var b strings.Builder
	n := 0
	for _, c := range statement {
		if c != '?' {
			b.WriteRune(c)
			continue
		}
		n++
		b.WriteString("$" + strconv.Itoa(n))
	}
	return b.String()
}

// each runs a query and hands every row to read.
func (r *reader) each(ctx context.Context, what, query string, args []any, read func(*sql.Rows) error) error {
	rows, err := r.db.QueryContext(ctx, r.bind(query), args...)
	if err != nil {
		return fmt.Errorf("read %s for enforcement: %w", what, err)
	}
	for rows.Next() && err == nil {
		err = read(rows)
	}
	if err = errors.Join(err, rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("read %s for enforcement: %w", what, err)
	}
	return nil
}

// everything builds the whole snapshot.
func (r *reader) everything(ctx context.Context) (*Snapshot, error) {
	dummy := make([]byte, 32)
	_, _ = rand.Read(dummy) // documented never to fail
	b := NewBuilder(dummy)
	b.s.oauth = r.oauth()
	if r.keys != nil {
		b.FindImported(r.keys.Derive(importedKey))
	}
	steps := []func() error{
		func() error { return r.eachApp(ctx, "", nil, b.AddApp) },
		func() error { return r.eachGrant(ctx, "state <> 'ended'", nil, b.AddGrant) },
		func() error { return r.eachToken(ctx, "", nil, b.AddToken) },
		func() error { return r.eachSecret(ctx, "", nil, func(id string) *Token { return b.s.Token(id) }) },
		func() error { r.addForms(b); return nil },
		func() error { return r.eachConsole(ctx, "", nil, b.AddToken) },
		func() error { return r.eachHoney(ctx, "", nil, b.AddToken) },
		func() error { return r.everyOAuth(ctx, b) },
		func() error {
			apis, err := r.apis(ctx, "")
			for _, api := range apis {
				b.AddAPI(api)
			}
			return err
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return b.Snapshot(), nil
}

func where(condition string) string {
	if condition == "" {
		return ""
	}
	return " WHERE " + condition
}

// eachApp also asks for the owner's account: an app whose owner may not sign in may not call either, nor one of a team in which
// nobody may change it.
func (r *reader) eachApp(ctx context.Context, condition string, args []any, use func(*App)) error {
	query := `SELECT a.id, a.name, a.owner, a.state, COALESCE(p.state, ''),
			CASE WHEN SUBSTR(a.owner, 1, 2) = 'g:' THEN (SELECT COUNT(*) FROM team_members m JOIN accounts c ON c.id = m.account_id
				WHERE m.team_id = SUBSTR(a.owner, 3) AND m.role <> 'viewer' AND c.state = 'active') ELSE 0 END
		FROM apps a LEFT JOIN accounts p ON a.owner = 'u:' || p.id` + where(condition)
	return r.each(ctx, "apps", query, args, func(rows *sql.Rows) error {
		var app App
		var state, ownerState string
		var writers int64
		if err := rows.Scan(&app.ID, &app.Name, &app.Owner, &state, &ownerState, &writers); err != nil {
			return err
		}
		app.Suspended = state != "active" || strings.HasPrefix(app.Owner, "u:") && ownerState != "active" || strings.HasPrefix(app.Owner, "g:") && writers == 0
		use(&app)
		return nil
	})
}

func (r *reader) eachGrant(ctx context.Context, condition string, args []any, use func(*Grant)) error {
	query := `SELECT id, app_id, api_id, plan_id, environment, scopes, state, g.ends_at, l.limits, l.quota, l.ends_at
		FROM grants g LEFT JOIN grant_limits l ON l.grant_id = g.id` + where(condition)
	return r.each(ctx, "grants", query, args, func(rows *sql.Rows) error {
		var g Grant
		var environment, scopes, state string
		var ends, ownEnds sql.NullInt64
		var limits, quota sql.NullString
		if err := rows.Scan(&g.ID, &g.AppID, &g.APIID, &g.PlanID, &environment, &scopes, &state, &ends, &limits, &quota, &ownEnds); err != nil {
			return err
		}
		g.Environment, g.Active, g.EndsAt = EnvironmentNamed(environment), state == "active", ends.Int64
		var err error
		if g.Scopes, err = r.scopeList(scopes); err == nil {
			err = g.readOwn(limits, quota, ownEnds)
		}
		use(&g)
		return err
	})
}

func (r *reader) eachToken(ctx context.Context, condition string, args []any, use func(*Token)) error {
	query := `SELECT id, name, app_id, environment, scopes, networks, origins, COALESCE(not_before, 0), expires_at,
		suspended_at IS NOT NULL, revoked_at IS NOT NULL, quarantine_mode, quarantine_networks, COALESCE(quarantine_until, 0), parent_id, parent_generation, uses_max, uses FROM tokens` + where(condition)
	return r.each(ctx, "tokens", query, args, func(rows *sql.Rows) error {
		var t Token
		var environment, scopes, networks, origins, mode, known, parent string
		var until, generation, usesMax, uses int64
		err := rows.Scan(&t.ID, &t.Name, &t.AppID, &environment, &scopes, &networks, &origins, &t.NotBefore, &t.ExpiresAt, &t.Suspended, &t.Revoked, &mode, &known, &until, &parent, &generation, &usesMax, &uses)
		if err != nil {
			return err
		}
		t.Environment = EnvironmentNamed(environment)
		if t.Scopes, err = r.scopeList(scopes); err != nil {
			return err
		}
		if t.Fence, err = fence(networks, origins); err != nil {
			t.Environment = Nowhere // a restriction that can't be read must not become none: this token is refused
		}
		if q := quarantine(mode, known, until); q != nil {
			t.rarely().Quarantine = q
		}
		if parent != "" {
			t.rarely().Derived = &Derived{Parent: parent, Generation: generation, UsesMax: usesMax, Spent: usesMax > 0 && uses >= usesMax}
		}
		use(&t)
		return nil
	})
}

// eachSecret adds the generations to their tokens, which nobody else may hold yet. The newest counts, and of the others
// the one that works the longest: between them may be one that was replaced before anybody used it.
func (r *reader) eachSecret(ctx context.Context, condition string, args []any, find func(id string) *Token) error {
	query := `SELECT token_id, generation, mac, pepper_kid, valid_from, COALESCE(valid_until, 0), pending_until_first_use, form
		FROM token_secrets` + where(condition) + ` ORDER BY token_id, generation`
	return r.each(ctx, "token secrets", query, args, func(rows *sql.Rows) error {
		var id, kid, form string
		var mac []byte
		var g Secret
		if err := rows.Scan(&id, &g.Generation, &mac, &kid, &g.From, &g.Until, &g.Pending, &form); err != nil {
			return err
		}
		token := find(id)
		if token == nil {
			return nil // made after the tokens were read; its change follows
		}
		if copy(g.MAC[:], mac) != len(mac) || len(mac) != len(g.MAC) {
			return fmt.Errorf("token %s: its MAC has %d bytes", id, len(mac))
		}
		g.Key = r.key(kid)
		g.Form = r.form(form)
		if older := token.Current; older.Generation != 0 && (token.Previous() == nil || !token.Previous().outlives(&older)) {
			token.rarely().Previous = &older
		}
		token.Current = g
		return nil
	})
}

// key answers a pepper as all secrets under it share it, nil when it is gone.
func (r *reader) key(kid string) *[]byte {
	if have := r.peppers[kid]; have != nil {
		return have
	}
	key, ok := r.pepper(kid)
	if !ok {
		return nil
	}
	r.peppers[kid] = &key
	return &key
}

func (r *reader) scopeList(text string) (*Scopes, error) {
	if have := r.scopes[text]; have != nil {
		return have, nil
	}
	list := &Scopes{}
	if err := json.Unmarshal([]byte(text), &list.Names); err != nil {
		return nil, fmt.Errorf("read a list of scopes: %w", err)
	}
	r.scopes[text] = list
	return list, nil
}

func fence(networks, origins string) (*Fence, error) {
	if networks == "[]" && origins == "[]" {
		return nil, nil
	}
	var f Fence
	var texts []string
	if err := errors.Join(json.Unmarshal([]byte(networks), &texts), json.Unmarshal([]byte(origins), &f.Origins)); err != nil {
		return nil, fmt.Errorf("read its restrictions: %w", err)
	}
	for _, text := range texts {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("read its networks: %w", err)
		}
		f.Networks = append(f.Networks, prefix)
	}
	return &f, nil
}
