package enforce

import (
	"encoding/hex"
	"net/netip"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// importedKey derives the key under which imported keys get their ids; tokens.Import names them by the same.
const importedKey = "imported keys"

// imported is what a snapshot knows of keys that another system made: the forms by which they are recognised, and the key
// under which they are looked up. Without forms there are none.
type imported struct {
	forms []*secret.Form
	key   []byte
}

// fits says whether a credential has one of the forms. Most have none of their lengths, so the walk is short.
func (i *imported) fits(credential string) bool {
	for _, f := range i.forms {
		if f.Fits(credential) {
			return true
		}
	}
	return false
}

// with answers the same with the forms of a token's secrets.
func (i imported) with(t *Token) imported {
	for _, g := range [2]*Secret{&t.Current, t.Previous()} {
		if g != nil && g.Form != nil && !slices.ContainsFunc(i.forms, func(f *secret.Form) bool { return *f == *g.Form }) {
			i.forms = append(slices.Clip(i.forms), g.Form)
		}
	}
	return i
}

// identifyImported finds the token of an imported key. What has no form of them is no token at all; an unknown key costs
// what a known one costs, and gets the answer of an unknown token.
func (d *Decision) identifyImported(s *Snapshot, credential string, now int64) Code {
	if !s.known.fits(credential) {
		return TokenMalformed
	}
	d.foreign = true
	hash := secret.HashImported(credential)
	id := secret.ImportedID(s.known.key, hash)
	token, found := s.tokens.get(string(id[:]))
	if !found {
		secret.Equal(secret.ImportedMAC(s.dummy, hash), [32]byte{})
		return TokenUnknown
	}
	return d.take(token, token.holdsImported(hash), now)
}

// holdsImported is holds for imported keys; a secret of our own never equals one.
func (t *Token) holdsImported(hash secret.Proof) *Secret {
	for _, g := range [2]*Secret{&t.Current, t.Previous()} {
		if pepper := g.pepper(); len(pepper) > 0 && g.Form != nil && secret.Equal(secret.ImportedMAC(pepper, hash), g.MAC) {
			return g
		}
	}
	return nil
}

// guessing bounds how many wrong imported keys one network may try: 120 at once, then two a second.
var (
	guessing = []Limit{{Name: "imported-keys", Requests: 120, Window: time.Minute}}
	guesses  = &Plan{ID: "imported-keys", Name: "Imported keys", Limits: guessing, policy: []byte(policyField(guessing, Quota{}))}
)

// boundGuesses refuses what comes after too many wrong imported keys from one network, also the right one, so that the
// answers tell nothing. Whoever calls with tokens of our own is not held up.
func (s *Service) boundGuesses(r *Request, v *verdict, dry bool) {
	holder := Holder{Grant: s.keyOf(guessKey(r.Address))}
	n, room := s.takeWindows(holder, guessing, 1, dry || v.Code != TokenUnknown, v.standings[:])
	if !room {
		v.Decision = Decision{Code: RateLimited, Plan: guesses}
		v.counted = n
	}
}

// guessKey names the network of an address, as large as one holder's usually is.
func guessKey(address netip.Addr) string {
	address = address.Unmap()
	size := 48
	if address.Is4() {
		size = 24
	}
	prefix, err := address.Prefix(size)
	if err != nil {
		return "imported"
	}
	raw := prefix.Addr().As16()
	return "imported " + hex.EncodeToString(raw[:])
}
