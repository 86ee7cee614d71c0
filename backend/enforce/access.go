package enforce

import (
	"crypto/sha256"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/gatehouse-dev/gatehouse/backend/dpop"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
)

const (
	accessSkew = int64(30e6) // µs: how far the clock of the node that issued a token may be ahead of ours
	jtiMin     = 16

	digestInline = 1536

	proofShards = 16
	proofsMax   = 1024 // per shard
)

// oauthFacts is what decisions about access tokens read. It is part of the snapshot and as immutable, except for proofs, which
// remember what was computed from the same facts.
type oauthFacts struct {
	issuer    string
	resources string                 // an API's identifier is this, a slash and its slug
	clients   table[string, *Token]  // by ocl_ id; an access token is a copy of its client, narrowed
	keys      map[string]jws.Key     // those that count, by kid
	denied    table[string, int64]   // revoked access tokens by jti, until when
	notBefore int64                  // no token that was issued earlier counts
	proofs    *[proofShards]proofMap // shared by all snapshots of a process
	nonces    *dpop.Nonces           // that proofs may have to carry; nil knows none, and who must send one is refused
}

func newOAuth(issuer, resources string) oauthFacts {
	o := oauthFacts{issuer: issuer, resources: resources, keys: map[string]jws.Key{}, proofs: new([proofShards]proofMap)}
	for i := range o.proofs {
		o.proofs[i].known = map[[sha256.Size]byte]*proof{}
	}
	return o
}

// Access is what makes a token an access token of an OAuth client (RFC 9068): its ID, app, environment and networks are the
// client's, its scopes those of the token that the client still has. On the client itself only IssuedFrom counts.
type Access struct {
	Audience   string
	IssuedFrom int64 // of a client: tokens issued before it are refused; 0 = none
	Binding    KeyBinding
	Thumbprint string // of the key that the token is bound to; "" = none
	client     *Token
}

// withClient words what befalls a token because of its client; of other tokens it says nothing.
func (a *Access) withClient() string {
	if a == nil {
		return ""
	}
	return " with its OAuth client"
}

// fits says whether an access token was issued for an API. Other tokens fit all.
func (a *Access) fits(s *Snapshot, api *API) bool {
	if a == nil {
		return true
	}
	rest, ours := strings.CutPrefix(a.Audience, s.oauth.resources)
	return ours && api != nil && len(rest) > 1 && rest[0] == '/' && rest[1:] == api.Slug
}

// proof is an access token whose signature one of our keys made. That never changes; what does is looked at on each use.
type proof struct {
	claims jws.Access
	kid    string
	token  atomic.Pointer[Token] // as its client stood when it was last used
}

type proofMap struct {
	mu    sync.RWMutex
	known map[[sha256.Size]byte]*proof
}

// identifyAccess finds the client that an access token was issued to. Everything that changes is read from the snapshot at
// each use: the key, the client, what was revoked. Who has no genuine token learns that it is unknown and nothing else.
func (d *Decision) identifyAccess(s *Snapshot, r *Request, now int64) Code {
	code := d.genuineAccess(s, r.Credential, now)
	if d.Token == nil {
		return code
	}
	if failed := d.checkPossession(s, r, now); failed != Allowed {
		return failed
	}
	return code
}

// genuineAccess is identifyAccess for who need not prove a key.
func (d *Decision) genuineAccess(s *Snapshot, credential string, now int64) Code {
	if len(credential) > jws.BytesMax {
		return TokenMalformed
	}
	p, code := s.prove(credential, now)
	if p == nil {
		return code
	}
	_, counts := s.oauth.keys[p.kid]
	client, found := s.oauth.clients.get(p.claims.ClientID)
	if !counts || !found {
		return TokenUnknown
	}
	d.Token = p.as(client)
	d.Secret = &d.Token.Current
	_, denied := s.oauth.denied.get(p.claims.ID)
	if denied || p.claims.IssuedAt*1e6 < max(s.oauth.notBefore, client.Access().IssuedFrom) {
		return TokenRevoked
	}
	return Allowed
}

// prove answers a genuine token, or nil and why it is none. The cheap looks come before the signature, so that a flood of
// forgeries costs little; all of them get the same answer.
func (s *Snapshot) prove(credential string, now int64) (*proof, Code) {
	sum := digestOf(credential)
	shard := &s.oauth.proofs[sum[0]%proofShards]
	if p := shard.get(sum); p != nil {
		return p, Allowed
	}
	parsed, err := jws.ParseAccess(strings.Clone(credential)) // what is kept must not be the request's memory
	if err != nil {
		return nil, TokenMalformed
	}
	claims, err := jws.ReadAccess(parsed.Payload)
	if err != nil {
		return nil, TokenMalformed
	}
	key, known := s.oauth.keys[parsed.KeyID]
	if _, found := s.oauth.clients.get(claims.ClientID); !known || !found || claims.Issuer != s.oauth.issuer || len(claims.ID) < jtiMin || !boundPlainly(claims.Confirmation) {
		return nil, TokenUnknown
	}
	if parsed.Verify(key) != nil {
		return nil, TokenUnknown
	}
	p := &proof{claims: claims, kid: parsed.KeyID}
	if now < claims.Expires*1e6 {
		shard.keep(sum, p, now)
	}
	return p, Allowed
}

// digestOf names a token without keeping it. Those that we issue are hashed on the stack.
func digestOf(credential string) [sha256.Size]byte {
	var buffer [digestInline]byte
	if len(credential) > len(buffer) {
		return sha256.Sum256([]byte(credential))
	}
	return sha256.Sum256(buffer[:copy(buffer[:], credential)])
}

// as answers the token that a proof stands for while its client is as it is.
func (p *proof) as(client *Token) *Token {
	if t := p.token.Load(); t != nil && t.Access().client == client {
		return t
	}
	t := *client
	t.Scopes = &Scopes{}
	for _, name := range strings.Fields(p.claims.Scope) {
		if client.Scopes.Has(name) {
			t.Scopes.Names = append(t.Scopes.Names, name)
		}
	}
	t.ExpiresAt = p.claims.Expires * 1e6
	t.Current = Secret{From: max(p.claims.NotBefore, p.claims.IssuedAt)*1e6 - accessSkew}
	t.apart()
	t.rare.Access = &Access{Audience: p.claims.Audience, Binding: client.Access().Binding, client: client}
	if p.claims.Confirmation != nil {
		t.Access().Thumbprint = p.claims.Confirmation.Thumbprint
	}
	p.token.Store(&t)
	return &t
}

func (m *proofMap) get(sum [sha256.Size]byte) *proof {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.known[sum]
}

func (m *proofMap) keep(sum [sha256.Size]byte, p *proof, now int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.known) >= proofsMax {
		for other, old := range m.known {
			if now >= old.claims.Expires*1e6 {
				delete(m.known, other)
			}
		}
		if len(m.known) >= proofsMax {
			clear(m.known)
		}
	}
	m.known[sum] = p
}
