// Package config holds what an operator can set. Each field is a flag, an environment variable GATEHOUSE_… and a key of
// gatehouse.yaml of the same name; the flag wins over the environment, the environment over the file.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"
	_ "time/tzdata" // images often have no zones
)

// Config is every setting of the server. Its zero value is not usable: kong fills the defaults.
type Config struct {
	Data            string        `help:"Directory for the database and the keys; made with mode 0700 when it is missing." default:"./data" type:"path"`
	Listen          string        `help:"Address of the portal." default:"127.0.0.1:8080"`
	GatewayListen   string        `help:"Address of the gateway." default:"127.0.0.1:8081"`
	InternalListen  string        `help:"Address for health, metrics, verify and forward-auth; keep it private." default:"127.0.0.1:8082"`
	PublicURL       string        `name:"public-url" help:"Address under which people reach the portal; passkeys are bound to its host." default:"http://localhost:8080"`
	GatewayURL      string        `name:"gateway-url" help:"Address under which applications reach the gateway." default:"http://localhost:8081"`
	Database        string        `help:"postgres://… to use PostgreSQL; empty uses SQLite in the data directory." secret:""`
	TrustedProxies  []string      `help:"Networks of proxies that may tell the client's address." placeholder:"CIDR"`
	PlainFrom       []string      `name:"plain-from" help:"Networks from which tokens may come over plain HTTP, such as a container's bridge on this machine." placeholder:"CIDR"`
	UpstreamAllow   []string      `help:"Private networks that upstreams may lie in; public addresses need no entry." placeholder:"CIDR"`
	WebhookAllow    []string      `help:"Private networks that webhooks may be sent into; everybody with an app may name an address there." placeholder:"CIDR"`
	UpstreamTimeout time.Duration `help:"Longest that an upstream may take for an answer; an API can set less." default:"60s"`
	PortalName      string        `help:"Name shown to people." default:"Gatehouse"`
	SignUp          string        `help:"Who may sign up: open, domain, invitation or approval." enum:"open,domain,invitation,approval" default:"open"`
	SignUpDomains   []string      `help:"Mail domains that may sign up when sign-up is domain."`
	SMTPHost        string        `name:"smtp-host" help:"Mail server; without one mails are kept for the administrator to read."`
	SMTPPort        int           `name:"smtp-port" help:"Port of the mail server." default:"587"`
	SMTPUser        string        `name:"smtp-user" help:"User at the mail server."`
	SMTPPassword    string        `name:"smtp-password" help:"Password at the mail server." secret:""`
	SMTPFrom        string        `name:"smtp-from" help:"Sender of mails." default:"gatehouse@localhost"`
	DigestZone      string        `name:"digest-zone" help:"Time zone by whose clocks digests are mailed at 07:00, as IANA names it, such as Europe/Vienna." default:"UTC"`
	ServeCachedUpTo time.Duration `name:"serve-cached-up-to" help:"How long calls are decided from what is known while the database is away; then every call is refused." default:"10s"`
	VerifyRate      int64         `name:"verify-per-minute" help:"Questions that one verifier may ask the internal doors in a minute." default:"1200000"`
	GitHubKeysURL   string        `name:"github-keys-url" help:"Where GitHub's secret scanning publishes its keys, https://api.github.com/meta/public_keys/secret_scanning; empty takes no messages of it."`
	UsageDays       int           `help:"Days for which single calls are kept; rollups stay longer." default:"30"`
	LogFormat       string        `help:"text or json." enum:"text,json" default:"text"`
	LogLevel        string        `help:"debug, info, warn or error." enum:"debug,info,warn,error" default:"info"`
	Concurrency
	TLS
	Sharing
	Signing
}

// Settings are the checked and parsed form of a Config.
type Settings struct {
	Config
	Public, Gateway  *url.URL
	Plain            []netip.Prefix
	Proxies, Allowed []netip.Prefix
	// WebhookNetworks is WebhookAllow.
	WebhookNetworks []netip.Prefix
	// Zone is DigestZone.
	Zone *time.Location

	PortalIdentity, GatewayIdentity, InternalIdentity Identity
}

// Check parses the settings and names everything that is wrong with them, in one error.
func (c Config) Check() (Settings, error) {
	s := Settings{Config: c}
	var wrong []error
	bad := func(name string, err error) {
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", name, err))
		}
	}
	var err error
	s.Public, err = address(c.PublicURL)
	bad("public-url", err)
	s.Gateway, err = address(c.GatewayURL)
	bad("gateway-url", err)
	s.Proxies, err = prefixes(c.TrustedProxies)
	bad("trusted-proxies", err)
	for _, p := range s.Proxies {
		if p.Bits() == 0 {
			bad("trusted-proxies", errors.New("trusting every address would let anybody choose theirs"))
		}
	}
	s.Plain, err = prefixes(c.PlainFrom)
	bad("plain-from", err)
	for _, p := range s.Plain {
		if p.Bits() == 0 {
			bad("plain-from", errors.New("tokens from everywhere in the clear would be everybody's tokens"))
		}
	}
	c.checkListeners(bad)
	if c.SignUp == "domain" && len(c.SignUpDomains) == 0 {
		bad("sign-up-domains", errors.New("needed when sign-up is domain"))
	}
	if c.Database != "" && !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://") {
		bad("database", errors.New("must begin with postgres://"))
	}
	if c.VerifyRate < 0 {
		bad("verify-per-minute", errors.New("must not be negative"))
	}
	s.Zone, err = zone(c.DigestZone)
	bad("digest-zone", err)
	if c.UsageDays < 1 {
		bad("usage-days", errors.New("must be at least 1"))
	}
	bad("github-keys-url", secureAddress(c.GitHubKeysURL))
	s.checkUpstreams(bad)
	c.checkConcurrency(bad)
	s.checkTLS(bad)
	c.checkSharing(bad)
	c.checkSigning(bad)
	return s, errors.Join(wrong...)
}

// zone reads the name of a time zone. Its rules are in the binary, so it means the same in a container without them; Local
// would mean something else on each node.
func zone(name string) (*time.Location, error) {
	found, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, errors.New("must be a time zone as IANA names it, such as Europe/Vienna")
	}
	return found, nil
}

func (c Config) checkListeners(bad func(name string, err error)) {
	for name, listen := range map[string]string{"listen": c.Listen, "gateway-listen": c.GatewayListen, "internal-listen": c.InternalListen} {
		if _, _, err := net.SplitHostPort(listen); err != nil {
			bad(name, errors.New("must be host:port"))
		}
	}
}

func (s *Settings) checkUpstreams(bad func(name string, err error)) {
	if s.ServeCachedUpTo < 5*time.Second || s.ServeCachedUpTo > time.Hour {
		bad("serve-cached-up-to", errors.New("must be from 5s to 1h: a revocation made elsewhere is not heard of for so long"))
	}
	var err error
	s.Allowed, err = prefixes(s.UpstreamAllow)
	bad("upstream-allow", err)
	s.WebhookNetworks, err = prefixes(s.WebhookAllow)
	bad("webhook-allow", err)
	if s.UpstreamTimeout < time.Second || s.UpstreamTimeout > 10*time.Minute {
		bad("upstream-timeout", errors.New("must be from 1s to 10m"))
	}
}

func secureAddress(raw string) error {
	if raw != "" && !strings.HasPrefix(raw, "https://") {
		return errors.New("must begin with https://")
	}
	return nil
}

// address parses a public address. It must be https, except on this machine: passkeys and secure cookies work nowhere
// else (S-WAN-01). An IP address can't be a passkey's relying party.
func address(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return nil, errors.New("must be an address such as https://developers.example.com")
	}
	u.Path = ""
	if u.Scheme == "https" || u.Scheme == "http" && local(u.Hostname()) {
		return u, nil
	}
	return nil, errors.New("must begin with https:// (http:// only for localhost)")
}

func local(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func prefixes(raw []string) ([]netip.Prefix, error) {
	var parsed []netip.Prefix
	for _, text := range raw {
		if ip, err := netip.ParseAddr(text); err == nil {
			parsed = append(parsed, netip.PrefixFrom(ip, ip.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("%q is not a network such as 10.0.0.0/8", text)
		}
		parsed = append(parsed, p.Masked())
	}
	return parsed, nil
}
