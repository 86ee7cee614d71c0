package oauth

import (
	"context"
	"time"
)

// Standing is what became of an access token that somebody who may see its client asks about.
type Standing string

// The standings.
const (
	Works   Standing = "works"   // it opens its API now
	Ended   Standing = "ended"   // its time is over
	Early   Standing = "early"   // its time is to come
	Refused Standing = "refused" // revoked, or its client, app, access or key counts no more
	Foreign Standing = "foreign" // no token that this client was issued
)

// Check answers how an access token of a client stands that the caller may see, and the scopes that it has at this moment. Of
// tokens of others it says no more than that they are not the client's. It returns ErrNotFound for a client that isn't the
// caller's, and another error when nobody can say.
func (s *Service) Check(ctx context.Context, client, token string) (Standing, []string, error) {
	c, err := s.Find(ctx, client)
	if err != nil {
		return "", nil, err
	}
	claims, scopes, works, err := s.inspect(token)
	if err != nil {
		return "", nil, err
	}
	if works && claims.ClientID == c.ID {
		return Works, scopes, nil
	}
	claims, ok, err := genuineBy(ctx, token, s.Signer.FindAny)
	switch now := s.now(); {
	case err != nil:
		return "", nil, err
	case !ok || claims.ClientID != c.ID || claims.Issuer != s.Issuer:
		return Foreign, nil, nil
	case !now.Before(time.Unix(claims.Expires, 0)):
		return Ended, nil, nil
	case now.Add(clockSkew).Before(time.Unix(max(claims.NotBefore, claims.IssuedAt), 0)):
		return Early, nil, nil
	}
	return Refused, nil, nil
}
