package enforce

import "maps"

// Builder makes a snapshot from nothing. It is for loading and for tests; a running service changes its snapshot piece
// by piece. Not for concurrent use, and of no use after Snapshot.
type Builder struct {
	s      *Snapshot
	scopes map[string]*Scopes
}

// NewBuilder returns a builder of an empty snapshot. dummy is any secret key.
func NewBuilder(dummy []byte) *Builder {
	return &Builder{s: &Snapshot{apis: map[string]*API{}, hosts: map[string]*API{}, dummy: dummy, oauth: newOAuth("", "")}, scopes: map[string]*Scopes{}}
}

// AddToken adds a token under its id.
func (b *Builder) AddToken(t *Token) {
	b.s.tokens.put(t.key(), t)
	b.s.known = b.s.known.with(t)
}

// FindImported names the key under which imported keys are looked up.
func (b *Builder) FindImported(key []byte) { b.s.known.key = key }

// AddApp adds an app.
func (b *Builder) AddApp(a *App) { b.s.apps.put(a.ID, a) }

// AddAPI adds an API under its slug and its id.
func (b *Builder) AddAPI(a *API) { a.prepare().index(b.s) }

// AddGrant adds a grant, which becomes the living one of its app, API and environment.
func (b *Builder) AddGrant(g *Grant) {
	b.s.grants.put(g.key(), g)
	b.s.byID.put(g.ID, g.key())
}

// Snapshot returns what was built.
func (b *Builder) Snapshot() *Snapshot { return b.s }

func (t *Token) key() string {
	if len(t.ID) > 4 {
		return t.ID[4:]
	}
	return t.ID
}

func (g *Grant) key() grantKey {
	return grantKey{app: g.AppID, api: g.APIID, environment: g.Environment}
}

func (a *API) prepare() *API {
	for _, plan := range a.Plans {
		plan.prepare()
	}
	if a.CORS != nil {
		a.CORS.prepare()
	}
	return a
}

func (p *Plan) prepare() *Plan {
	p.Limits = p.Limits[:min(len(p.Limits), limitsPlanMax)]
	p.policy, p.pooled = []byte(policyField(p.Limits, p.Quota)), p.ofTeam()
	if p.Own && p.joins == nil {
		p.joins = &joining{}
	}
	return p
}

func (a *API) index(s *Snapshot) {
	s.apis[a.ID] = a
	s.apis[a.Slug] = a
	if a.Host != "" {
		s.hosts[a.Host] = a
	}
}

// The functions below return a snapshot with one thing changed; the receiver stays as it was.

func (s *Snapshot) withToken(key string, t *Token) *Snapshot {
	next := *s
	if t == nil {
		next.tokens = s.tokens.without(key)
	} else {
		next.tokens = s.tokens.with(key, t)
		next.known = s.known.with(t)
	}
	return &next
}

func (s *Snapshot) withApp(id string, a *App) *Snapshot {
	next := *s
	if a == nil {
		next.apps = s.apps.without(id)
	} else {
		next.apps = s.apps.with(id, a)
	}
	return &next
}

// withGrant puts g, or nothing, at key.
func (s *Snapshot) withGrant(key grantKey, g *Grant) *Snapshot {
	next := *s
	if old, ok := s.grants.get(key); ok {
		next.byID = next.byID.without(old.ID)
	}
	if g == nil {
		next.grants = s.grants.without(key)
	} else {
		next.grants = s.grants.with(key, g)
		next.byID = next.byID.with(g.ID, key)
	}
	return &next
}

func (s *Snapshot) withAPI(id string, a *API) *Snapshot {
	next := *s
	next.apis, next.hosts = maps.Clone(s.apis), maps.Clone(s.hosts)
	if old := s.apis[id]; old != nil {
		delete(next.apis, old.Slug)
		delete(next.apis, old.ID)
		if next.hosts[old.Host] == old { // another API may have taken it over
			delete(next.hosts, old.Host)
		}
	}
	if a != nil {
		a.prepare().index(&next)
	}
	return &next
}
