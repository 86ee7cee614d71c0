package enforce

// isThere says whether an API exists for a call. One that is for listed teams is there for their apps that were let in at some
// time, in whatever environment, and for console tokens that such an app has for it; for everybody else, whoever holds a token
// and whatever else is true of it, every answer is that of an API that there isn't.
func (a *API) isThere(s *Snapshot, d *Decision) bool {
	if a == nil || !a.ForTeams {
		return a != nil
	}
	if d.App == nil || !a.Teams[d.App.Owner] {
		return false
	}
	if b := d.Token.Binding(); b != nil && b.APIID == a.ID {
		return true
	}
	_, sandbox := s.grants.get(grantKey{app: d.App.ID, api: a.ID, environment: Sandbox})
	_, live := s.grants.get(grantKey{app: d.App.ID, api: a.ID, environment: Live})
	return sandbox || live
}

// hide takes from an API for teams what would show it to callers before they are known: its own host, and its rules for web
// pages, whose browsers ask without a token.
func (a *API) hide() {
	if a.ForTeams {
		a.Host, a.CORS = "", nil
	}
}
