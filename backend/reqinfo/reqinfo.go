// Package reqinfo carries what is known of the request that is being served: its id, where it came from and who acts.
// The audit log and the request log read it; nothing decides by it.
package reqinfo

import (
	"context"
	"net/netip"
)

// The kinds of actors.
const (
	Anonymous = "anonymous"
	Person    = "person"
	Operator  = "operator"
	System    = "system"
	Token     = "token"
)

// Actor is who acts. The zero value is nobody in particular.
type Actor struct {
	// Kind is one of Anonymous, Person, Operator (a machine with an operator token), Token (an app's own) and System.
	Kind string
	// ID is the account's, the operator token's or the token's id, or the name of the system's part.
	ID string
}

// Info is what is known of one request. The zero value belongs to work that nobody asked for.
type Info struct {
	RequestID string
	// Address is the client's address by the rightmost-untrusted rule; invalid when there is none.
	Address   netip.Addr
	UserAgent string
	Actor     Actor
	// SessionID is the id of the session row, never the cookie's value.
	SessionID string
}

type key struct{}

// With answers a context that carries info.
func With(ctx context.Context, info Info) context.Context { return context.WithValue(ctx, key{}, info) }

// From answers what the context carries, or the zero value.
func From(ctx context.Context) Info {
	info, _ := ctx.Value(key{}).(Info)
	return info
}

// WithActor answers a context whose request is done by actor.
func WithActor(ctx context.Context, actor Actor) context.Context {
	info := From(ctx)
	info.Actor = actor
	return With(ctx, info)
}

// AsSystem answers a context in which a part of Gatehouse itself acts, such as a periodic job or the command line.
func AsSystem(ctx context.Context, part string) context.Context {
	return WithActor(ctx, Actor{Kind: System, ID: part})
}
