package catalog

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// UpstreamKind says what answers the calls of an environment.
type UpstreamKind string

// The kinds: the built-in sandbox, or a server at an address.
const (
	Mock UpstreamKind = "mock"
	HTTP UpstreamKind = "http"
)

// Upstream is where the gateway sends the calls of one environment, and how. A server has one address in URL, or several
// in Targets.
type Upstream struct {
	Kind    UpstreamKind `json:"kind" validate:"required,oneof=mock http" enums:"mock,http"`
	URL     string       `json:"url,omitempty" validate:"max=2000" example:"https://tickets.internal.example.com/v1"`
	Targets []Target     `json:"targets,omitempty" validate:"max=20"`
	// LongLived lets answers last without end (server-sent events) and tunnels WebSockets; without it an answer ends
	// when the call's time is over.
	LongLived bool `json:"longLived,omitempty"`
	// Connections bound how many the gateway holds to each target at once; 0 = 1024.
	Connections int `json:"connections,omitempty" example:"200"`
	// BodyBytesMax bounds the body of a call in bytes, up to 32 MiB; 0 = 1 MiB. What is longer than 1 MiB passes through while
	// it comes, and is not compared with the document.
	BodyBytesMax int                 `json:"bodyBytesMax,omitempty" example:"8388608"`
	Timeouts     *Timeouts           `json:"timeouts,omitempty"`
	Health       *HealthCheck        `json:"health,omitempty"`
	TLS          *UpstreamTLS        `json:"tls,omitempty"`
	Credential   *UpstreamCredential `json:"credential,omitempty"`
} //@name Upstream

// Target is one of several servers that share the calls by their weights.
type Target struct {
	URL    string `json:"url" validate:"required,max=2000" example:"https://tickets-1.internal.example.com/v1"`
	Weight int    `json:"weight,omitempty" example:"1"` // 1 to 100; 0 = 1
} //@name UpstreamTarget

// Timeouts bound what a call may wait for. 0 is the installation's own bound, which none may exceed.
type Timeouts struct {
	DialMS      int `json:"dialMs,omitempty" example:"1000"`       // to be connected, TLS included
	FirstByteMS int `json:"firstByteMs,omitempty" example:"10000"` // from the call's last byte to the answer's first
	TotalMS     int `json:"totalMs,omitempty" example:"30000"`     // from beginning to end
} //@name UpstreamTimeouts

// HealthCheck asks each target by itself for a path.
type HealthCheck struct {
	Path            string `json:"path" validate:"required,max=500" example:"/healthz"` // from the server's root
	Status          int    `json:"status,omitempty" example:"200"`                      // the only one that is well; 0 = any 2xx
	IntervalSeconds int    `json:"intervalSeconds" example:"10"`                        // 1 to 300
	UnhealthyAfter  int    `json:"unhealthyAfter" example:"3"`                          // failures in a row, 1 to 10
	HealthyAfter    int    `json:"healthyAfter" example:"2"`                            // successes in a row, 1 to 10
} //@name UpstreamHealthCheck

// Takes says whether a status is well.
func (h HealthCheck) Takes(status int) bool {
	return status == h.Status || h.Status == 0 && status >= 200 && status <= 299
}

// UpstreamTLS says how an https upstream is known, and how the gateway is known to it. Certificates are PEM.
type UpstreamTLS struct {
	CA          string     `json:"ca,omitempty"`                                    // replaces the system's roots
	ServerName  string     `json:"serverName,omitempty" example:"tickets.internal"` // empty = the address's host
	Certificate string     `json:"certificate,omitempty"`                           // of the gateway, with its chain
	Key         string     `json:"key,omitempty"`                                   // of Certificate; written, never read; empty keeps it
	KeySetAt    *time.Time `json:"keySetAt,omitempty" extensions:"x-nullable=true"` // read only
} //@name UpstreamTLS

// The kinds of credentials.
const (
	CredentialHeader = "header"
	CredentialBasic  = "basic"
	CredentialOAuth  = "oauth"
)

// UpstreamCredential is what the gateway shows to the upstream in place of the caller's token.
type UpstreamCredential struct {
	Kind     string     `json:"kind" validate:"required" enums:"header,basic,oauth"`
	Name     string     `json:"name,omitempty" example:"X-Api-Key"`                                 // header
	User     string     `json:"user,omitempty" example:"gatehouse"`                                 // basic
	TokenURL string     `json:"tokenUrl,omitempty" example:"https://login.example.com/oauth/token"` // oauth
	ClientID string     `json:"clientId,omitempty" example:"gatehouse"`                             // oauth
	Scope    string     `json:"scope,omitempty" example:"tickets.read tickets.write"`               // oauth
	Secret   string     `json:"secret,omitempty"`                                                   // the value, the password, the client's secret; written, never read; empty keeps it
	SetAt    *time.Time `json:"setAt,omitempty" extensions:"x-nullable=true"`                       // read only
} //@name UpstreamCredential

// Upstreams are the upstreams of an API. Without Live, live calls are refused.
type Upstreams struct {
	Sandbox Upstream  `json:"sandbox" validate:"required"`
	Live    *Upstream `json:"live,omitempty"`
} //@name Upstreams

// Servers answers all targets: the one address, or those in Targets, each with its weight.
func (u Upstream) Servers() []Target {
	if len(u.Targets) == 0 {
		return []Target{{URL: u.URL, Weight: 1}}
	}
	all := make([]Target, len(u.Targets))
	for i, t := range u.Targets {
		all[i] = Target{URL: t.URL, Weight: max(1, t.Weight)}
	}
	return all
}

// shown is an upstream as it may be read: without secrets.
func (u Upstream) shown() Upstream {
	if u.TLS != nil {
		tls := *u.TLS
		tls.Key, u.TLS = "", &tls
	}
	if u.Credential != nil {
		credential := *u.Credential
		credential.Secret, u.Credential = "", &credential
	}
	return u
}

func (u Upstreams) shown() Upstreams {
	u.Sandbox = u.Sandbox.shown()
	if u.Live != nil {
		live := u.Live.shown()
		u.Live = &live
	}
	return u
}

// of answers the upstream of an environment, nil when it has none.
func (u Upstreams) of(e Environment) *Upstream {
	if e == Sandbox {
		return &u.Sandbox
	}
	return u.Live
}

// ErrEnvironmentUnknown says that there is no such environment.
var ErrEnvironmentUnknown = fault.New(fault.NotFound, "catalog.environment_unknown", "There is no such environment.", "The environments are sandbox and live.")
