package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strings"
	"syscall"

	gomail "github.com/wneessen/go-mail"
)

// trouble is an attempt that failed, in words for who set the mail server up: what happened, and which option to look at. Of the
// server's own words only the code passes on, because they may repeat what we sent.
type trouble struct {
	words string
	cause error
}

func (t trouble) Error() string { return t.words }
func (t trouble) Unwrap() error { return t.cause }

// verdict tells a refusal for good from everything else.
func (t *smtp) verdict(err error) error {
	var refused *gomail.SendError
	if errors.As(err, &refused) && refused.ErrorCode() >= 500 && !refused.IsTemp() {
		words := fmt.Sprintf("The mail server refused the message with code %d. Check the recipient, and whether it sends for %s (smtp-from).",
			refused.ErrorCode(), t.from.Address)
		return trouble{words: words, cause: ErrRejected}
	}
	if words := t.words(err); words != "" {
		return trouble{words: words, cause: err}
	}
	return fmt.Errorf("deliver to the mail server: %w", err)
}

// words answers what stood in the way, and nothing where only the error itself can say it.
func (t *smtp) words(err error) string {
	server := fmt.Sprintf("%s:%d", t.config.Host, t.config.Port)
	if words := unreached(err, t.config.Host, server); words != "" {
		return words
	}
	if words := insecure(err, t.config.Host, server); words != "" {
		return words
	}
	return t.answered(err, server)
}

func unreached(err error, host, server string) string {
	var name *net.DNSError
	var network net.Error
	switch {
	case errors.As(err, &name) && name.IsNotFound:
		return fmt.Sprintf("There is no host %s. Check smtp-host.", host)
	case errors.As(err, &name):
		return fmt.Sprintf("The name %s could not be looked up. Check smtp-host and this machine's name server.", host)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Sprintf("Nothing listens at %s. Check smtp-host and smtp-port, and whether the mail server runs.", server)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return fmt.Sprintf("%s did not answer in time. Check smtp-host and smtp-port (465 speaks TLS from the first byte, 587 and 25 do not), "+
			"and whether a firewall stands between.", server)
	}
	return ""
}

func insecure(err error, host, server string) string {
	var record tls.RecordHeaderError
	var certificate *tls.CertificateVerificationError
	var otherName x509.HostnameError
	switch {
	case errors.As(err, &record):
		return fmt.Sprintf("%s does not speak TLS from the first byte. Set smtp-port to 587 if it offers STARTTLS there.", server)
	case errors.As(err, &otherName):
		return fmt.Sprintf("The certificate of the mail server is not for %s. Set smtp-host to a name that it is for.", host)
	case errors.As(err, &certificate):
		return fmt.Sprintf("The certificate of %s is not one that this machine trusts: %v.", server, certificate.Err)
	case strings.Contains(err.Error(), "does not support STARTTLS"):
		return fmt.Sprintf("%s offers no STARTTLS, and nothing is sent unencrypted. Set smtp-port to one that does, or to 465 for TLS from the first byte.", server)
	}
	return ""
}

// answered words what a server said that was reached.
func (t *smtp) answered(err error, server string) string {
	code := 0
	var said *textproto.Error
	var later *gomail.SendError
	if errors.As(err, &later) {
		code = later.ErrorCode()
	} else if errors.As(err, &said) {
		code = said.Code
	}
	switch {
	case errors.Is(err, gomail.ErrNoSupportedAuthDiscovered):
		return fmt.Sprintf("%s offers no way to sign in that is safe here. Check smtp-port, and whether it takes PLAIN, LOGIN or SCRAM.", server)
	case strings.Contains(err.Error(), "does not support SMTP AUTH"):
		return fmt.Sprintf("%s lets nobody sign in. Check smtp-port, or leave smtp-user empty.", server)
	case code == 535 || code == 534:
		return fmt.Sprintf("%s did not accept smtp-user %s with its password (code %d). Check both; some servers want a password made for programs.",
			server, t.config.User, code)
	case code == 530 || code == 538:
		return fmt.Sprintf("%s wants a sign-in (code %d). Set smtp-user and smtp-password.", server, code)
	case code > 0:
		return fmt.Sprintf("%s put it off with code %d.", server, code)
	}
	return ""
}
