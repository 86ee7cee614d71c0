package enforce

import (
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const (
	contextLife   = 60 * time.Second
	contextRenew  = 30 * time.Second // an upstream always gets one with at least this much left
	contextShards = 16
	contextsMax   = 4096 // per shard
)

// contexts keeps what an upstream is told about a caller, per token, grant and API: the effective scopes, and the signed
// form, which is too costly to make for every call (31 µs). A changed token, grant or API is another pointer, so nothing
// stale is ever found.
type contexts struct {
	issuer string
	signer jose.Signer // nil: nothing is signed
	shards [contextShards]contextShard
}

type contextShard struct {
	mu      sync.RWMutex
	entries map[contextKey]*callerContext
}

type contextKey struct {
	token *Token
	grant *Grant
	api   *API
}

// callerContext is immutable; its bytes are written as they are.
type callerContext struct {
	token, app, environment, scopes []byte
	signed                          []byte // empty: nothing is signed
	madeAt                          time.Time
}

// contextClaims is the body of Gatehouse-Context.
type contextClaims struct {
	jwt.Claims
	Token       string `json:"token"`
	Environment string `json:"env"`
	Scope       string `json:"scope"`
	Grant       string `json:"grant"`
}

func newContexts(keys *secret.Keys, issuer string) *contexts {
	c := &contexts{issuer: issuer}
	for i := range c.shards {
		c.shards[i].entries = map[contextKey]*callerContext{}
	}
	if keys != nil {
		key, kid := keys.Signing()
		options := (&jose.SignerOptions{}).WithType("JWT")
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: kid}}, options)
		if err != nil {
			panic("enforce: the signing key does not sign: " + err.Error()) // keys were checked when they were opened
		}
		c.signer = signer
	}
	return c
}

// vouches says whether callers can be introduced to upstreams: a context says until when it counts, and a clock that was set
// back can't say that.
func (s *Service) vouches() bool { return s.contexts.signer == nil || s.Behind == nil || !s.Behind() }

// of returns what the upstream of an allowed decision is told.
func (c *contexts) of(d *Decision, now time.Time) *callerContext {
	key := contextKey{token: d.Token, grant: d.Grant, api: d.API}
	shard := &c.shards[d.Token.ID[len(d.Token.ID)-1]%contextShards]
	shard.mu.RLock()
	have := shard.entries[key]
	shard.mu.RUnlock()
	if have != nil && now.Sub(have.madeAt) < contextRenew && !now.Before(have.madeAt) {
		return have
	}
	fresh := c.make(d, now)
	shard.mu.Lock()
	defer shard.mu.Unlock()
	if len(shard.entries) >= contextsMax {
		for k, e := range shard.entries {
			if now.Sub(e.madeAt) >= contextRenew {
				delete(shard.entries, k)
			}
		}
		if len(shard.entries) >= contextsMax {
			clear(shard.entries)
		}
	}
	shard.entries[key] = fresh
	return fresh
}

func (c *contexts) make(d *Decision, now time.Time) *callerContext {
	scopes := effectiveScopes(d)
	fresh := &callerContext{
		token: []byte(d.Token.ID), app: []byte(d.App.ID), environment: []byte(d.Token.Environment.String()), scopes: []byte(scopes), madeAt: now,
	}
	if c.signer == nil {
		return fresh
	}
	signed, err := jwt.Signed(c.signer).Claims(contextClaims{
		Claims: jwt.Claims{
			Issuer: c.issuer, Subject: d.App.ID, Audience: jwt.Audience{d.API.Slug},
			IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(contextLife)),
		},
		Token: d.Token.ID, Environment: d.Token.Environment.String(), Scope: scopes, Grant: d.Grant.ID,
	}).Serialize()
	if err != nil {
		panic("enforce: sign the context: " + err.Error()) // the gateway turns it into a refusal
	}
	fresh.signed = []byte(signed)
	return fresh
}

// effectiveScopes are those of the token that the grant backs, of this API only, separated by blanks. A console token
// has those of its operation.
func effectiveScopes(d *Decision) string {
	if d.Token.Binding() != nil {
		return strings.Join(d.Operation.Scopes, " ")
	}
	if d.Token.Scopes == nil {
		return ""
	}
	var names []string
	for _, name := range d.Token.Scopes.Names {
		if strings.HasPrefix(name, d.API.Slug+":") && d.Grant.Scopes.Has(name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}
