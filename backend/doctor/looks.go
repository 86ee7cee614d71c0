package doctor

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	// cachedMost is how long a revocation may go unheard before it counts as weak.
	cachedMost = time.Minute
	// endsSoon is how long before its end a certificate is named.
	endsSoon = 14 * 24 * time.Hour
	// backupMost is how old the newest backup may be.
	backupMost = 7 * 24 * time.Hour
	// widest are the prefixes, by family, beyond which a trusted network is nobody's own.
	widestFour, widestSix = 8, 32
)

// looks are all of them. An id is a promise to scripts: it is never given to something else.
var looks = []look{
	{"files_open", Weak, "Take it from others: chmod 700 the directory, chmod 600 the files.", openFiles},
	{"portal_without_tls", Weak, "Set tls-cert and tls-key, or acme, or name the proxy that ends TLS in trusted-proxies.", func(f Facts) string {
		return unended("portal", f.Settings.Public, f.Settings.PortalIdentity.TLS(), len(f.Settings.Proxies))
	}},
	{"gateway_without_tls", Weak, "Set gateway-tls-cert and gateway-tls-key, or acme, or name the proxy that ends TLS in trusted-proxies.", func(f Facts) string {
		return unended("gateway", f.Settings.Gateway, f.Settings.GatewayIdentity.TLS(), len(f.Settings.Proxies))
	}},
	{"internal_listener_open", Weak, "Listen on a private address, or set internal-tls-cert and internal-client-ca.", openInternal},
	{"trusted_proxies_wide", Weak, "Name the addresses of your proxies only.", func(f Facts) string { return wide("trusted-proxies", f.Settings.Proxies) }},
	{"plain_from_wide", Weak, "Name the bridge or the host that calls in the clear, and nothing else.", func(f Facts) string { return wide("plain-from", f.Settings.Plain) }},
	{"upstreams_reach_metadata", Weak, "Take link-local networks out of upstream-allow: the cloud's credentials of this machine lie there.", func(f Facts) string {
		return reaches(f, "lets upstreams lie where clouds keep credentials", "169.254.169.254", "fe80::1", "fd00:ec2::254")
	}},
	{"upstreams_on_this_machine", Note, "Name the addresses of your API's own servers, unless they run here.", func(f Facts) string {
		return reaches(f, "lets upstreams lie on this machine, where the gateway's internal listener is too", "127.0.0.1", "::1")
	}},
	{"database_in_the_clear", Weak, "Add sslmode=verify-full to the address of the database.", clearDatabase},
	{"redis_in_the_clear", Weak, "Use rediss://.", clearRedis},
	{"revocation_unheard", Weak, "Let serve-cached-up-to be a minute at most.", func(f Facts) string {
		if f.Settings.ServeCachedUpTo <= cachedMost {
			return ""
		}
		return fmt.Sprintf("While the database is away, a token that was revoked works on for %s.", f.Settings.ServeCachedUpTo)
	}},
	{"certificate_ends", Weak, "Put a newer one in its place; the server reads it by itself.", endingCertificates},
	{"audit_broken", Weak, "Keep the database as it is and find out who changed it: gatehouse audit verify names the record.", func(f Facts) string { return f.Chain }},
	{"no_admin", Note, "Open the link of gatehouse admin invite.", func(f Facts) string {
		if f.Admin {
			return ""
		}
		return "The portal has no administrator yet; whoever opens the first link becomes it."
	}},
	{"backup_old", Note, "Run gatehouse backup every day, for instance by deploy/gatehouse-backup.timer, and try a restore every quarter.", oldBackup},
	{"no_mail_server", Note, "Set smtp-host and smtp-from.", func(f Facts) string {
		if f.Settings.SMTPHost != "" {
			return ""
		}
		return "Mails are kept for the administrator to read; nobody gets them."
	}},
}

// oldBackup is silent before the first administrator: there is nothing to lose yet.
func oldBackup(f Facts) string {
	switch {
	case !f.Store || !f.Admin:
		return ""
	case f.BackedUp == nil:
		return "No backup was ever made: with the disk, everything is lost."
	case f.Now.Sub(*f.BackedUp) > backupMost:
		return fmt.Sprintf("The newest backup is of %s.", f.BackedUp.UTC().Format("2 January 2006"))
	}
	return ""
}

func openFiles(f Facts) string {
	var open []string
	for name, mode := range f.Files {
		if mode.Perm()&0o077 != 0 {
			open = append(open, fmt.Sprintf("%s has mode %04o", name, mode.Perm()))
		}
	}
	slices.Sort(open)
	return sentence(open, "others on this machine can read it")
}

// unended says so of an https:// address for which nobody speaks TLS.
func unended(door string, u *url.URL, tls bool, proxies int) string {
	if u == nil || u.Scheme != "https" || tls || proxies > 0 {
		return ""
	}
	return fmt.Sprintf("The %s's address is https://, but its listener has no certificate and no proxy is trusted.", door)
}

func openInternal(f Facts) string {
	host, _, err := net.SplitHostPort(f.Settings.InternalListen)
	if err != nil || f.Settings.InternalCA != "" {
		return ""
	}
	address, err := netip.ParseAddr(host)
	if host == "localhost" || err == nil && (address.IsLoopback() || address.IsPrivate()) {
		return ""
	}
	return fmt.Sprintf("internal-listen %s is open to any network, with metrics and the verify API.", f.Settings.InternalListen)
}

func wide(setting string, networks []netip.Prefix) string {
	var found []string
	for _, p := range networks {
		if p.Addr().Is4() && p.Bits() < widestFour || p.Addr().Is6() && p.Bits() < widestSix {
			found = append(found, p.String())
		}
	}
	return sentence(found, "is more than anybody's own network in "+setting)
}

// reaches names the networks of upstream-allow that hold one of some addresses.
func reaches(f Facts, why string, addresses ...string) string {
	var found []string
	for _, p := range f.Settings.Allowed {
		for _, address := range addresses {
			if p.Contains(netip.MustParseAddr(address)) {
				found = append(found, p.String())
				break
			}
		}
	}
	return sentence(found, why)
}

func clearDatabase(f Facts) string {
	u, err := url.Parse(f.Settings.Database)
	if f.Settings.Database == "" || err != nil || local(u.Hostname()) || strings.HasPrefix(u.Query().Get("host"), "/") {
		return ""
	}
	if mode := u.Query().Get("sslmode"); mode == "verify-full" || mode == "verify-ca" {
		return ""
	}
	return "The connection to the database is not encrypted to a server whose certificate is checked."
}

func clearRedis(f Facts) string {
	u, err := url.Parse(f.Settings.Redis)
	if f.Settings.Redis == "" || err != nil || u.Scheme == "rediss" || local(u.Hostname()) {
		return ""
	}
	return "The connection to Redis is not encrypted."
}

func endingCertificates(f Facts) string {
	var found []string
	for _, c := range f.Certificates {
		switch {
		case c.Problem != "":
			found = append(found, c.Setting+": "+c.Problem)
		case c.Until.Before(f.Now.Add(endsSoon)):
			found = append(found, fmt.Sprintf("%s ends on %s", c.Setting, c.Until.UTC().Format("2 January 2006")))
		}
	}
	return sentence(found, "")
}

// local reports whether a host is this machine.
func local(host string) bool {
	if host == "" || host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}

// sentence joins what was found; nothing found is nothing said.
func sentence(found []string, why string) string {
	if len(found) == 0 {
		return ""
	}
	text := strings.Join(found, ", ")
	if why != "" {
		text += ": " + why
	}
	return text + "."
}
