// Package caller is an example for upstreams in Go: it checks the signed context that Gatehouse sends with each call in
// Gatehouse-Context, so that a call that went around the gateway is noticed. Copy it into your own service.
package caller

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const (
	keysBytesMax = 64 << 10
	keysAge      = 10 * time.Minute // after which they are fetched again
	keysPause    = 10 * time.Second // between two fetches, however many unknown keys are named
)

// Caller is what Gatehouse says of who calls.
type Caller struct {
	App         string `json:"sub"`
	Token       string `json:"token"`
	Environment string `json:"env"`
	Scope       string `json:"scope"` // separated by blanks
	Grant       string `json:"grant"`
}

// Verifier checks contexts. It may be used by many goroutines at once.
type Verifier struct {
	Issuer string           // the portal's public URL
	API    string           // the name of the API that this service is
	Client *http.Client     // nil: one that waits five seconds
	Now    func() time.Time // time.Now

	mu      sync.Mutex
	keys    jose.JSONWebKeySet
	fetched time.Time
}

var errRefused = errors.New("the context is not one of this portal's for this API")

// Verify returns the caller, or an error, upon which the call must be answered with 401.
func (v *Verifier) Verify(header http.Header) (Caller, error) {
	values := header.Values("Gatehouse-Context")
	if len(values) != 1 {
		return Caller{}, fmt.Errorf("%w: there is not exactly one", errRefused)
	}
	// Naming the algorithm here is what keeps a forger from choosing it.
	token, err := jwt.ParseSigned(values[0], []jose.SignatureAlgorithm{jose.ES256})
	if err != nil || len(token.Headers) != 1 {
		return Caller{}, fmt.Errorf("%w: it can't be read", errRefused)
	}
	key, err := v.key(token.Headers[0].KeyID)
	if err != nil {
		return Caller{}, err
	}
	var claims jwt.Claims
	var caller Caller
	if err := token.Claims(key, &claims, &caller); err != nil {
		return Caller{}, fmt.Errorf("%w: %w", errRefused, err)
	}
	if claims.Expiry == nil {
		return Caller{}, fmt.Errorf("%w: it has no end", errRefused)
	}
	expected := jwt.Expected{Issuer: v.Issuer, AnyAudience: jwt.Audience{v.API}, Time: v.Now()}
	if err := claims.ValidateWithLeeway(expected, 5*time.Second); err != nil {
		return Caller{}, fmt.Errorf("%w: %w", errRefused, err)
	}
	return caller, nil
}

// key finds a key by its name, and asks the portal for its keys when they are old or the name is new.
func (v *Verifier) key(id string) (*jose.JSONWebKey, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	found := v.keys.Key(id)
	age := v.Now().Sub(v.fetched)
	if v.fetched.IsZero() || age > keysAge || len(found) == 0 && age > keysPause {
		if err := v.fetch(); err != nil && len(found) == 0 {
			return nil, err
		}
		found = v.keys.Key(id)
	}
	if id == "" || len(found) != 1 || !found[0].IsPublic() {
		return nil, fmt.Errorf("%w: its key is unknown", errRefused)
	}
	return &found[0], nil
}

func (v *Verifier) fetch() error {
	client := v.Client
	if client == nil {
		client = &http.Client{Timeout: 5 * time.Second}
	}
	v.fetched = v.Now() // a failure is not repeated at once either
	response, err := client.Get(v.Issuer + "/.well-known/jwks.json")
	if err != nil {
		return fmt.Errorf("fetch the portal's keys: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("fetch the portal's keys: %s", response.Status)
	}
	var keys jose.JSONWebKeySet
	if err := json.NewDecoder(io.LimitReader(response.Body, keysBytesMax)).Decode(&keys); err != nil {
		return fmt.Errorf("read the portal's keys: %w", err)
	}
	v.keys = keys
	return nil
}
