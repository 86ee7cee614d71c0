// Package mydata hands people what the portal knows of them, as one JSON document.
//
// What always holds: it is the caller's own, after a fresh passkey assertion, and never a secret. It is read while it is written, so
// that ten thousand entries need no more memory than ten. A document that was cut off has no member complete at its end, and
// isn't JSON.
//
// It owns no table.
package mydata
