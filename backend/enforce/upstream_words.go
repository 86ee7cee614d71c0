package enforce

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/gatehouse-dev/gatehouse/backend/outbound"
)

// statusError is an answer that a health check does not take. want is 0 for any 2xx.
type statusError struct{ got, want int }

func (e statusError) Error() string { return fmt.Sprintf("it answered %d", e.got) }

// oauthStatusError is what an authorization server answered instead of a token.
type oauthStatusError int

func (e oauthStatusError) Error() string {
	return fmt.Sprintf("the authorization server answered %d", int(e))
}

func wordsOf(err error) string {
	words, _ := diagnose(err)
	return words
}

// diagnose says for people what went wrong and how to mend it. It never repeats what an upstream sent.
func diagnose(err error) (words, fix string) {
	var status statusError
	var network net.Error
	var name *net.DNSError
	var connect *connectError
	late := errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &network) && network.Timeout()
	if errors.Is(err, errCredential) {
		return diagnoseCredential(err, late)
	}
	if words, fix := diagnoseTLS(err); words != "" {
		return words, fix
	}
	switch {
	case errors.As(err, &status) && status.want > 0:
		return fmt.Sprintf("It answered %d to the health check, which asks for %d.", status.got, status.want), "Look at the path and the status of the health check, then into the server's log."
	case errors.As(err, &status):
		return fmt.Sprintf("It answered %d to the health check; any 2xx would be well.", status.got), "Look at the path of the health check, then into the server's log."
	case errors.Is(err, ErrUpstreamForbidden):
		return "Its name leads to a private address that the operator does not allow.", "Ask the operator to add the network to GATEHOUSE_UPSTREAM_ALLOW, or use another address."
	case errors.As(err, &name) && name.IsNotFound:
		return "Its name is not known.", "Look for a slip in the host's name; the gateway asks the resolver of its own machine."
	case errors.As(err, &name):
		return "Its name can't be resolved at the moment.", "Look at the resolver of the gateway's machine."
	case errors.Is(err, syscall.ECONNREFUSED):
		return "It refuses connections: nothing listens at this address and port.", "Start the server, or correct the port."
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "There is no way to its network.", "Look at the routes and the firewall between the gateway and the server."
	case errors.As(err, &connect) && late:
		return "It could not be connected in time.", "Something on the way drops packets: look at the firewall, the port, and the time to connect."
	case late:
		return "It did not answer in time.", "Allow it more time, or find out what makes it slow."
	case errors.Is(err, errConnsBusy):
		return "All its connections were busy.", "Allow it more connections, or find out what makes it slow."
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "It closed the connection without a whole answer.", "Look into the server's log; a server that speaks TLS only wants https:// here."
	}
	return "It did not answer as HTTP/1.1 asks.", "Look whether a web server listens at this port, and whether it wants https://."
}

func diagnoseTLS(err error) (words, fix string) {
	var unknown x509.UnknownAuthorityError
	var wrongName x509.HostnameError
	var invalid x509.CertificateInvalidError
	var wrong *tls.CertificateVerificationError
	var alert tls.AlertError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown):
		return "Its certificate comes from an authority that is not known here.", "Paste the certificate of the authority that signed it."
	case errors.As(err, &wrongName):
		return "Its certificate is for another name.", "Use the name in its certificate as the address or as the server name."
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "Its certificate has ended, or is not valid yet.", "Renew the server's certificate, and look at both clocks."
	case errors.As(err, &wrong):
		return "Its certificate is not valid.", "Look at the server's certificate and the certificates between it and its authority."
	case errors.As(err, &record):
		return "It does not speak TLS at this port.", "Use http:// or the port at which it speaks TLS."
	case errors.As(err, &alert), err != nil && strings.Contains(err.Error(), "remote error: tls:"):
		return "It refused the TLS connection; it may ask for another client certificate.", "Give it a client certificate from an authority that it trusts."
	}
	return "", ""
}

func diagnoseCredential(err error, late bool) (words, fix string) {
	var status oauthStatusError
	switch {
	case errors.As(err, &status):
		return fmt.Sprintf("The authorization server answered %d instead of a token.", int(status)), "Look at the token's address, the client's id, its secret and the scopes."
	case errors.Is(err, outbound.ErrAddress):
		return "The authorization server has an address that the operator does not allow.", "Ask the operator to add its network to GATEHOUSE_UPSTREAM_ALLOW, or use another address."
	case late:
		return "The authorization server did not answer in time.", "Look at the token's address, and at what is between it and the gateway."
	}
	if words, fix := diagnoseTLS(err); words != "" {
		return "The authorization server can't be trusted: " + strings.ToLower(words[:1]) + words[1:], fix
	}
	return "The gateway got no token for it from the authorization server.", "Look at the token's address, and at what is between it and the gateway."
}
