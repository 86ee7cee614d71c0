package outbound

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

var (
	// ErrAddress says that an address is not one that the server calls. What exactly is wrong, and what the address
	// resolves to, is not told.
	ErrAddress = fault.New(fault.Invalid, "outbound.address_refused", "This address can't be called from here.", "Give a public http or https address with an ordinary port. Private networks have to be allowed by the operator.")
	// ErrTooLarge says that an answer went on beyond the limit; what was read so far is of no use.
	ErrTooLarge = fault.New(fault.Invalid, "outbound.too_large", "The answer from this address is too large.", "Offer a smaller document.")
	// ErrRedirected says that an address sends its callers on, further than is followed.
	ErrRedirected = fault.New(fault.Invalid, "outbound.redirected", "This address redirects where that is not followed.", "Give the final address.")
)

// portsDefault are the ports that may be called where Options names no others.
var portsDefault = []string{"", "80", "443", "8080", "8443"}

// privateNames end in what never belongs to the public internet, or name the metadata services of clouds.
var privateNames = []string{"localhost", "local", "internal", "intranet", "lan", "home.arpa", "localdomain", "metadata", "instance-data"}

// CheckURL answers ErrAddress unless raw is an http or https URL that the server might call: no user information, an
// ordinary port, and a host that is a name with a dot or a public address in its usual spelling. It does not resolve names;
// the client does, and checks what comes out.
func CheckURL(raw string) error {
	u, err := url.Parse(raw)
	if err != nil {
		return ErrAddress.Because(fmt.Errorf("parse: %w", err))
	}
	return checkURL(u, Options{})
}

// Look answers ErrAddress unless a client with these options might call raw, a URL that isn't sent in the clear: https, or http
// to an address within an allowed network. It resolves the name, so call it where a person waits, not inside a transaction; the
// client looks again at each call.
func Look(ctx context.Context, raw string, o Options) error {
	u, err := url.Parse(raw)
	if err != nil {
		return ErrAddress.Because(fmt.Errorf("parse: %w", err))
	}
	if err := checkURL(u, o); err != nil {
		return err
	}
	if a, err := netip.ParseAddr(u.Hostname()); u.Scheme != "https" && (err != nil || !within(o.Allow, a)) {
		return ErrAddress.Because(errors.New("it would be sent in the clear"))
	}
	g := newGuard(o)
	port := u.Port()
	found, err := g.resolve(ctx, u.Hostname())
	if err != nil {
		return ErrAddress.Because(err)
	}
	for _, a := range found {
		if !g.permits(a, port) {
			return ErrAddress.Because(fmt.Errorf("%s resolves to %s", u.Hostname(), a))
		}
	}
	return nil
}

func checkURL(u *url.URL, o Options) error {
	if (u.Scheme != "http" && u.Scheme != "https") || u.User != nil || u.Opaque != "" || u.Host == "" {
		return ErrAddress.Because(fmt.Errorf("scheme %q or user information", u.Scheme))
	}
	// Ports and names of allowed networks are the operator's affair; the addresses are checked when connecting.
	if len(o.Allow) == 0 && !slices.Contains(portsDefault, u.Port()) {
		return ErrAddress.Because(fmt.Errorf("port %s", u.Port()))
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if a, err := netip.ParseAddr(host); err == nil {
		if !public(a) && !within(o.Allow, a) {
			return ErrAddress.Because(fmt.Errorf("address %s", a))
		}
		return nil
	}
	if !ordinaryName(host) || (len(o.Allow) == 0 && privateName(host)) {
		return ErrAddress.Because(fmt.Errorf("host %q", host))
	}
	return nil
}

// ordinaryName accepts ASCII names whose last label is not a number: some resolvers read 0x7f.1, 0177.0.0.1 and 2130706433
// as addresses, and some letters of Unicode become digits.
func ordinaryName(host string) bool {
	if host == "" || len(host) > 253 {
		return false
	}
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, notNameRune) {
			return false
		}
	}
	last := labels[len(labels)-1]
	return last[0] < '0' || last[0] > '9'
}

func notNameRune(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

func privateName(host string) bool {
	if !strings.Contains(host, ".") {
		return true
	}
	return slices.ContainsFunc(privateNames, func(name string) bool {
		return host == name || strings.HasSuffix(host, "."+name)
	})
}
