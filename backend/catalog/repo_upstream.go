package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type upstreamRow struct {
	APIID       string `gorm:"column:api_id;primaryKey"`
	Environment string `gorm:"primaryKey"`
	Kind        string
	URL         string
	LongLived   bool
	Settings    string
	Secret      []byte
	SecretSetAt *int64
	TLSKey      []byte `gorm:"column:tls_key"`
	TLSKeySetAt *int64 `gorm:"column:tls_key_set_at"`
}

func (upstreamRow) TableName() string { return "upstreams" }

type upstreamDownRow struct {
	APIID       string `gorm:"column:api_id;primaryKey"`
	Environment string `gorm:"primaryKey"`
	Since       int64
}

func (upstreamDownRow) TableName() string { return "upstreams_down" }

// StoredUpstream is a row of the table upstreams; secrets are sealed.
type StoredUpstream struct {
	API, Environment, Kind, URL string
	LongLived                   bool
	Settings                    string
	Secret, TLSKey              []byte
}

// Open answers the upstream with its secrets, for whoever sends calls there. When they were sealed by other keys it answers
// the upstream without them, and secret.ErrSealed.
func (s StoredUpstream) Open(keys *secret.Keys) (Upstream, error) {
	u := Upstream{}
	if s.Settings != "" {
		if err := json.Unmarshal([]byte(s.Settings), &u); err != nil {
			return Upstream{}, fmt.Errorf("read the settings of an upstream: %w", err)
		}
	}
	u.Kind, u.URL, u.LongLived = UpstreamKind(s.Kind), s.URL, s.LongLived
	open := func(column string, sealed []byte, to *string) error {
		if len(sealed) == 0 {
			return nil
		}
		if keys == nil {
			return secret.ErrSealed
		}
		text, err := keys.Open(secret.PurposeUpstream, s.place(column), sealed)
		*to = string(text)
		return err
	}
	var err error
	if u.Credential != nil {
		err = open("secret", s.Secret, &u.Credential.Secret)
	}
	if u.TLS != nil {
		err = errors.Join(err, open("tls_key", s.TLSKey, &u.TLS.Key))
	}
	return u, err
}

func (s StoredUpstream) place(column string) string {
	return "upstreams/" + s.API + "/" + s.Environment + "/" + column
}

func (r repo) upstreams(ctx context.Context, api string) (Upstreams, error) {
	var found []upstreamRow
	if err := r.store.Read(ctx).Where("api_id = ?", api).Find(&found).Error; err != nil {
		return Upstreams{}, fmt.Errorf("read the upstreams of API %s: %w", api, err)
	}
	u := Upstreams{Sandbox: Upstream{Kind: Mock}}
	for _, f := range found {
		one, err := StoredUpstream{f.APIID, f.Environment, f.Kind, f.URL, f.LongLived, f.Settings, f.Secret, f.TLSKey}.Open(r.keys)
		if err != nil && !errors.Is(err, secret.ErrSealed) {
			return Upstreams{}, fmt.Errorf("read the upstreams of API %s: %w", api, err)
		}
		// Secrets that can't be opened any more are missing, so that they can be written again.
		if one.Credential != nil && one.Credential.Secret != "" {
			one.Credential.SetAt = store.NullTime(f.SecretSetAt)
		}
		if one.TLS != nil && one.TLS.Key != "" {
			one.TLS.KeySetAt = store.NullTime(f.TLSKeySetAt)
		}
		if Environment(f.Environment) == Live {
			u.Live = &one
		} else {
			u.Sandbox = one
		}
	}
	return u, nil
}

func (r repo) clearUpstreams(ctx context.Context, api string) error {
	return r.store.Write(ctx).Where("api_id = ?", api).Delete(&upstreamRow{}).Error
}

// putUpstreams replaces the upstreams of an API.
func (r repo) putUpstreams(ctx context.Context, api string, u Upstreams) error {
	if err := r.store.TakeTurns(ctx, "upstreams "+api); err != nil {
		return err
	}
	if err := r.clearUpstreams(ctx, api); err != nil {
		return err
	}
	var rows []upstreamRow
	servers := []string{""}
	for _, e := range []Environment{Sandbox, Live} {
		one := u.of(e)
		if one == nil {
			continue
		}
		row, err := r.upstreamRow(api, e, *one)
		if err != nil {
			return err
		}
		rows = append(rows, row)
		if one.Kind == HTTP {
			servers = append(servers, string(e))
		}
	}
	// A server that is no more is not down either, and nobody is told that it is back.
	if err := r.store.Write(ctx).Where("api_id = ? AND environment NOT IN ?", api, servers).Delete(&upstreamDownRow{}).Error; err != nil {
		return err
	}
	return r.store.Write(ctx).Create(&rows).Error
}

func (r repo) upstreamRow(api string, e Environment, u Upstream) (upstreamRow, error) {
	row := upstreamRow{APIID: api, Environment: string(e), Kind: string(u.Kind), URL: u.URL, LongLived: u.LongLived}
	place := StoredUpstream{API: api, Environment: string(e)}.place
	if c := u.Credential; c != nil {
		row.Secret, row.SecretSetAt = r.keys.Seal(secret.PurposeUpstream, place("secret"), []byte(c.Secret)), store.NullMicros(c.SetAt)
	}
	if t := u.TLS; t != nil && t.Key != "" {
		row.TLSKey, row.TLSKeySetAt = r.keys.Seal(secret.PurposeUpstream, place("tls_key"), []byte(t.Key)), store.NullMicros(t.KeySetAt)
	}
	settings := u.shown()
	settings.Kind, settings.URL, settings.LongLived = "", "", false
	if settings.Credential != nil {
		settings.Credential.SetAt = nil
	}
	if settings.TLS != nil {
		settings.TLS.KeySetAt = nil
	}
	text, err := json.Marshal(settings)
	row.Settings = string(text)
	return row, err
}

// markDown notes that an upstream is down; false when that was noted before.
func (r repo) markDown(ctx context.Context, api, environment string, at time.Time) (bool, error) {
	made := r.store.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&upstreamDownRow{api, environment, store.Micros(at)})
	return made.RowsAffected > 0, made.Error
}

// markUp forgets that an upstream is down; false when nobody had noted it.
func (r repo) markUp(ctx context.Context, api, environment string) (bool, error) {
	gone := r.store.Write(ctx).Where("api_id = ? AND environment = ?", api, environment).Delete(&upstreamDownRow{})
	return gone.RowsAffected > 0, gone.Error
}
