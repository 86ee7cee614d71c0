package enforce

import (
	"context"
	"crypto/x509"
	"database/sql"
	"fmt"
	"maps"

	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// everyOAuth reads all that decisions about access tokens need.
func (r *reader) everyOAuth(ctx context.Context, b *Builder) error {
	o := &b.s.oauth
	if err := r.eachClient(ctx, "", nil, func(t *Token) { o.clients.put(t.ID, t) }); err != nil {
		return err
	}
	if err := r.eachDenial(ctx, "", nil, func(jti string, until int64) { o.denied.put(jti, until) }); err != nil {
		return err
	}
	var err error
	if o.notBefore, err = r.realm(ctx); err == nil {
		o.keys, err = r.signingKeys(ctx)
	}
	return err
}

// applyOAuth returns the snapshot with one thing about access tokens as the database has it now.
func (r *reader) applyOAuth(ctx context.Context, s *Snapshot, change store.Change) (*Snapshot, error) {
	next := *s
	var err error
	switch change.Kind {
	case store.KindClient:
		next.oauth.clients = s.oauth.clients.without(change.ID)
		err = r.eachClient(ctx, "id = ?", []any{change.ID}, func(t *Token) { next.oauth.clients = s.oauth.clients.with(change.ID, t) })
	case store.KindDenial:
		next.oauth.denied = s.oauth.denied.without(change.ID)
		err = r.eachDenial(ctx, "jti = ?", []any{change.ID}, func(jti string, until int64) { next.oauth.denied = s.oauth.denied.with(jti, until) })
	case store.KindRealm:
		next.oauth.notBefore, err = r.realm(ctx)
	case store.KindSigning:
		next.oauth.keys, err = r.signingKeys(ctx)
	}
	if err != nil {
		return s, err
	}
	return &next, nil
}

// eachClient reads OAuth clients, revoked ones too, so that what they hold is known to be revoked.
func (r *reader) eachClient(ctx context.Context, condition string, args []any, use func(*Token)) error {
	query := `SELECT id, app_id, environment, scopes, networks, not_before, binding, suspended_at IS NOT NULL, revoked_at IS NOT NULL FROM oauth_clients` + where(condition)
	return r.each(ctx, "OAuth clients", query, args, func(rows *sql.Rows) error {
		t := Token{Name: "OAuth client", rare: &rare{Access: &Access{}}}
		var environment, scopes, networks, binding string
		if err := rows.Scan(&t.ID, &t.AppID, &environment, &scopes, &networks, &t.Access().IssuedFrom, &binding, &t.Suspended, &t.Revoked); err != nil {
			return err
		}
		t.Environment, t.Access().Binding = EnvironmentNamed(environment), bindingNamed(binding)
		var err error
		if t.Scopes, err = r.scopeList(scopes); err != nil {
			return err
		}
		if t.Fence, err = fence(networks, "[]"); err != nil {
			t.Environment = Nowhere // a restriction that can't be read must not become none: its tokens are refused
		}
		use(&t)
		return nil
	})
}

func (r *reader) eachDenial(ctx context.Context, condition string, args []any, use func(jti string, until int64)) error {
	return r.each(ctx, "revoked access tokens", `SELECT jti, expires_at FROM oauth_denials`+where(condition), args, func(rows *sql.Rows) error {
		var jti string
		var until int64
		if err := rows.Scan(&jti, &until); err != nil {
			return err
		}
		use(jti, until)
		return nil
	})
}

// realm reads the instant before which no access token counts.
func (r *reader) realm(ctx context.Context) (notBefore int64, err error) {
	err = r.each(ctx, "the end of access tokens", `SELECT not_before FROM oauth_realm`, nil, func(rows *sql.Rows) error { return rows.Scan(&notBefore) })
	return notBefore, err
}

func (r *reader) signingKeys(ctx context.Context) (map[string]jws.Key, error) {
	found := map[string]jws.Key{}
	query := `SELECT id, algorithm, public_key FROM signing_keys WHERE purpose = 'access-token' AND state <> 'removed'`
	err := r.each(ctx, "signing keys", query, nil, func(rows *sql.Rows) error {
		var k jws.Key
		var der []byte
		if err := rows.Scan(&k.ID, &k.Algorithm, &der); err != nil {
			return err
		}
		var err error
		if k.Public, err = x509.ParsePKIXPublicKey(der); err != nil {
			return fmt.Errorf("signing key %s: %w", k.ID, err)
		}
		found[k.ID] = k
		return nil
	})
	return found, err
}

// Issue makes the builder's snapshot take access tokens of an issuer for APIs below a gateway's address, signed by a key.
func (b *Builder) Issue(issuer, gateway string, key jws.Key) {
	b.s.oauth.issuer, b.s.oauth.resources = issuer, gateway
	b.s.oauth.keys = maps.Clone(b.s.oauth.keys)
	b.s.oauth.keys[key.ID] = key
}

// AddClient adds an OAuth client under its id.
func (b *Builder) AddClient(t *Token) {
	if t.Access() == nil {
		t.rarely().Access = &Access{}
	}
	b.s.oauth.clients.put(t.ID, t)
}
