package jws

import "encoding/json"

// Access is the body of an access token (RFC 9068 §2.2). Times are seconds since 1970, UTC.
type Access struct {
	Issuer    string `json:"iss"`
	Subject   string `json:"sub"`
	Audience  string `json:"aud"`
	ClientID  string `json:"client_id"`
	IssuedAt  int64  `json:"iat"`
	NotBefore int64  `json:"nbf"`
	Expires   int64  `json:"exp"`
	ID        string `json:"jti"`
	Scope     string `json:"scope,omitempty"`
	// Confirmation binds the token to a key of its holder (RFC 9449 §6.1); nil binds it to nobody.
	Confirmation *Confirmation `json:"cnf,omitempty"`
}

// Confirmation names the key that the holder of a token has to prove.
type Confirmation struct {
	Thumbprint string `json:"jkt"`
}

// ReadAccess reads the body of an access token whose signature was verified, or is about to be. Every claim that we set
// must be there, in the form that we give it; others are not ours. It returns ErrClaims. Whether now is within its times is
// the caller's to check.
func ReadAccess(payload []byte) (Access, error) {
	members, err := object(payload)
	if err != nil {
		return Access{}, ErrClaims
	}
	var a Access
	ok := text(members, "iss", &a.Issuer) && text(members, "sub", &a.Subject) && text(members, "aud", &a.Audience) &&
		text(members, "client_id", &a.ClientID) && text(members, "jti", &a.ID) && optional(members, "scope", &a.Scope) &&
		seconds(members, "iat", &a.IssuedAt) && seconds(members, "nbf", &a.NotBefore) && seconds(members, "exp", &a.Expires)
	if raw, found := members["cnf"]; found && ok {
		a.Confirmation = &Confirmation{}
		inner, err := object(raw)
		ok = err == nil && len(inner) == 1 && text(inner, "jkt", &a.Confirmation.Thumbprint)
	}
	if !ok || a.Subject != a.ClientID || a.Expires <= a.IssuedAt {
		return Access{}, ErrClaims
	}
	return a, nil
}

// Assertion is what a client says of itself (RFC 7523 §3). NotBefore and IssuedAt are 0 when they are missing.
type Assertion struct {
	Issuer, Subject, Audience, ID string
	IssuedAt, NotBefore, Expires  int64
}

// ReadAssertion reads the body of a client's assertion. The audience is one text, alone or as the only one of a list. It
// returns ErrClaims.
func ReadAssertion(payload []byte) (Assertion, error) {
	members, err := object(payload)
	if err != nil {
		return Assertion{}, ErrClaims
	}
	var a Assertion
	ok := text(members, "iss", &a.Issuer) && text(members, "sub", &a.Subject) && audience(members, &a.Audience) && text(members, "jti", &a.ID) && seconds(members, "exp", &a.Expires)
	if _, found := members["iat"]; found {
		ok = ok && seconds(members, "iat", &a.IssuedAt)
	}
	if _, found := members["nbf"]; found {
		ok = ok && seconds(members, "nbf", &a.NotBefore)
	}
	if !ok {
		return Assertion{}, ErrClaims
	}
	return a, nil
}

func audience(members map[string]json.RawMessage, into *string) bool {
	if text(members, "aud", into) {
		return true
	}
	var list []json.RawMessage
	if json.Unmarshal(members["aud"], &list) != nil || len(list) != 1 {
		return false
	}
	return text(map[string]json.RawMessage{"aud": list[0]}, "aud", into)
}
