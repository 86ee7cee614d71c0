// Package transport owns who gets a connection to the listeners, and how they are encrypted: certificates from files, which are
// read again when they change, or from an ACME service, which are renewed by themselves; and the plain listener that leads to
// HTTPS.
//
// What always holds: an address holds a bounded number of connections, and a listener too, where the longest silence ends
// for a newcomer; a listener outlives a machine that has no file descriptors for a while; TLS 1.2 or newer with forward secrecy
// and authenticated encryption; a listener shows its own certificate, whatever name is asked for; a broken new certificate
// leaves the old one in place; a handshake never makes anybody ask the ACME service for something; private keys lie in files
// that others can't read.
//
// Tables: none. Files: DIR/acme holds the account's key and one file with key and chain for each name.
package transport
