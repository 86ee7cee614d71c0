package enforce

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

const (
	oauthBytesMax = 64 << 10
	oauthTimeout  = 10 * time.Second
	// What an authorization server that names no life is taken to mean.
	oauthLifeDefault = 5 * time.Minute
	oauthLifeMax     = 24 * time.Hour
	oauthEarly       = time.Minute // before the end, at most a fifth of the life
	oauthPause       = 2 * time.Second
)

// oauth gets access tokens by client credentials (RFC 6749 section 4.4) and keeps the current one. Calls wait only for the
// first; its successor is fetched beside them before it ends.
type oauth struct {
	config     catalog.UpstreamCredential
	client     *http.Client
	current    atomic.Pointer[issued]
	refreshing atomic.Bool

	mu     sync.Mutex // held while a token is fetched that calls wait for
	failed int64      // monotonic time until which no other attempt is made
	cause  error
}

// issued is a token with its times on the monotonic clock.
type issued struct {
	field                credentialField
	from, renewAt, until int64
}

func (o *oauth) field() (credentialField, error) {
	now := clock.Monotonic()
	token := o.current.Load()
	if token == nil || now >= token.until {
		var err error
		if token, err = o.await(); err != nil {
			return credentialField{}, err
		}
	} else if now >= token.renewAt && o.refreshing.CompareAndSwap(false, true) {
		go o.renew()
	}
	return token.field, nil
}

// refused forgets the token, because it may have been revoked; not twice in a few seconds, because the upstream may mean
// something else by its 401.
func (o *oauth) refused() {
	if token := o.current.Load(); token != nil && clock.Monotonic()-token.from > int64(oauthPause) {
		o.current.CompareAndSwap(token, nil)
	}
}

// await fetches one token for all who need it now.
func (o *oauth) await() (*issued, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := clock.Monotonic()
	if token := o.current.Load(); token != nil && now < token.until {
		return token, nil
	}
	if now < o.failed {
		return nil, o.cause
	}
	token, err := o.fetch(context.Background())
	if err != nil {
		o.failed, o.cause = clock.Monotonic()+int64(oauthPause), err
		return nil, err
	}
	o.current.Store(token)
	return token, nil
}

// renew replaces a token that still works. When that fails, the next call after a pause tries again.
func (o *oauth) renew() {
	defer o.refreshing.Store(false)
	token, err := o.fetch(context.Background())
	if err == nil {
		o.current.Store(token)
		return
	}
	if old := o.current.Load(); old != nil {
		later := *old
		later.renewAt = clock.Monotonic() + int64(oauthPause)
		o.current.CompareAndSwap(old, &later)
	}
}

func (o *oauth) fetch(ctx context.Context) (*issued, error) {
	form := url.Values{"grant_type": {"client_credentials"}}
	if o.config.Scope != "" {
		form.Set("scope", o.config.Scope)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, o.config.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errCredential, err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	request.SetBasicAuth(url.QueryEscape(o.config.ClientID), url.QueryEscape(o.config.Secret))
	answer, err := o.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%w: ask the authorization server: %w", errCredential, err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: %w", errCredential, oauthStatusError(answer.StatusCode))
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, fmt.Errorf("%w: read the authorization server's answer: %w", errCredential, err)
	}
	return readIssued(text)
}

// readIssued never repeats what it read: that is, or may hold, a secret.
func readIssued(text []byte) (*issued, error) {
	var body struct {
		AccessToken string  `json:"access_token"`
		TokenType   string  `json:"token_type"`
		ExpiresIn   float64 `json:"expires_in"`
	}
	if json.Unmarshal(text, &body) != nil || body.AccessToken == "" || len(body.AccessToken) > 16<<10 || body.TokenType != "" && !strings.EqualFold(body.TokenType, "bearer") ||
		strings.ContainsFunc(body.AccessToken, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, fmt.Errorf("%w: the authorization server gave no bearer token", errCredential)
	}
	life := oauthLifeDefault
	if body.ExpiresIn > 0 {
		life = time.Duration(min(body.ExpiresIn, oauthLifeMax.Seconds()) * float64(time.Second))
	}
	now := clock.Monotonic()
	return &issued{field: newField(fasthttp.HeaderAuthorization, "Bearer "+body.AccessToken), from: now, until: now + int64(life), renewAt: now + int64(life-min(oauthEarly, life/5))}, nil
}
