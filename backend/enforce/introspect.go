package enforce

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/jws"
)

// InspectAccess answers the claims of an access token and the scopes that it has at this moment, by the same steps as Decide, whoever holds its key;
// false when it opens nothing, and the error ErrTestUnready when nobody can say.
func (s *Service) InspectAccess(token string) (claims jws.Access, scopes []string, ok bool, err error) {
	snapshot := s.snapshot.Load()
	if snapshot == nil || s.stale() {
		return claims, nil, false, ErrTestUnready
	}
	if !jws.Looks(token) || len(token) > jws.BytesMax {
		return claims, nil, false, nil
	}
	var d Decision
	now := s.Clock.Now().UnixMicro()
	if d.genuineAccess(snapshot, token, now) != Allowed || d.checkToken(snapshot, now) != Allowed {
		return claims, nil, false, nil
	}
	p, _ := snapshot.prove(token, now)
	rest, ours := strings.CutPrefix(d.Token.Access().Audience, snapshot.oauth.resources+"/")
	api := snapshot.apis[rest]
	if p == nil || !ours || !api.isThere(snapshot, &d) || !d.Token.Access().fits(snapshot, api) {
		return claims, nil, false, nil
	}
	grant, found := snapshot.grants.get(grantKey{app: d.App.ID, api: api.ID, environment: d.Token.Environment})
	if !found || !grant.Active || grant.EndsAt != 0 && now >= grant.EndsAt {
		return claims, nil, false, nil
	}
	for _, name := range d.Token.Scopes.Names {
		if grant.Scopes.Has(name) {
			scopes = append(scopes, name)
		}
	}
	return p.claims, scopes, true, nil
}
