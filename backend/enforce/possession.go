package enforce

import (
	"strings"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/dpop"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
)

// KeyBinding is what the access tokens of a client are bound to.
type KeyBinding uint8

// The bindings. What can't be read is the strictest one.
const (
	BoundToNothing KeyBinding = iota // but a token whose claims name a key is bound to it
	BoundToKey
	BoundWithNonce
)

func bindingNamed(name string) KeyBinding {
	switch name {
	case "none":
		return BoundToNothing
	case "dpop":
		return BoundToKey
	}
	return BoundWithNonce
}

// Possession is what a call brings to prove the key that its token is bound to (RFC 9449 §7).
type Possession struct {
	Target string // of the call, in the form of dpop.Target
	Count  int    // of DPoP fields
	Proof  string // the last of them
}

// proven is what became of it.
type proven struct {
	proof  jws.Proof
	failed *dpop.Failure // nil: it fitted
	nonce  bool          // the client's proofs carry nonces
}

func possession(address string, count int, proof []byte) *Possession {
	return &Possession{Target: dpop.Target(address), Count: count, Proof: string(proof)}
}

// possessed is the possession of a call at the gateway. Its address is made of what the installation says of itself: a proof
// for another server is for another server, whatever name the call gives us.
func (s *Service) possessed(host []byte, path string, in *inbound) *Possession {
	address := s.GatewayURL
	if snapshot := s.snapshot.Load(); snapshot != nil && len(snapshot.hosts) > 0 {
		if api := snapshot.hosted(host); api != nil {
			address = withHost(s.GatewayURL, api.Host)
		}
	}
	return possession(strings.TrimSuffix(address, "/")+path, in.proofs, in.proof)
}

// withHost answers an address with another host, and the scheme and port that it had.
func withHost(address, host string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	rest, _, _ = strings.Cut(rest, "/")
	if port := strings.LastIndexByte(rest, ':'); port > strings.LastIndexByte(rest, ']') {
		host += rest[port:]
	}
	return scheme + "://" + host
}

// boundPlainly says whether a token is bound to nothing, or to a key whose name has the one form that we give it.
func boundPlainly(c *jws.Confirmation) bool { return c == nil || len(c.Thumbprint) == thumbprintLen }

const thumbprintLen = 43 // base64url of 32 bytes

// checkPossession asks whether the caller holds the key that a genuine token is bound to. It comes before the token's state,
// which is for its holder. Whether the proof was used before is not part of a decision: see useProof.
func (d *Decision) checkPossession(s *Snapshot, r *Request, now int64) Code {
	bound := d.Token.Access().Thumbprint
	switch {
	case bound == "" && r.Possession == nil:
		return Allowed // a bearer, whose holder is whoever has it
	case bound == "":
		return TokenUnbound
	case r.Possession == nil:
		return TokenBound
	}
	d.proof = &proven{nonce: d.Token.Access().Binding == BoundWithNonce}
	text, failed := dpop.One(r.Possession.Count, r.Possession.Proof)
	if failed == nil {
		asked := dpop.Asked{Method: r.Method, Target: r.Possession.Target, Token: r.Credential, Thumbprint: bound}
		d.proof.proof, failed = dpop.Check(text, asked, time.UnixMicro(now))
	}
	if d.proof.failed = failed; failed != nil {
		return ProofInvalid
	}
	if d.proof.nonce && !s.oauth.nonces.Holds(d.proof.proof.Nonce, now/1e6) {
		d.proof.failed = dpop.NoNonce
		return ProofNonce
	}
	return Allowed
}

// astray says whether a token is bound to nothing although its client asks for bound ones, as those from before it did.
func (a *Access) astray() bool { return a != nil && a.Thumbprint == "" && a.Binding != BoundToNothing }

// useProof lets a proof that fitted count once. dry only looks.
func (s *Service) useProof(v *verdict, now int64, dry bool) {
	p := &v.proof.proof
	fresh, room := s.spent.use(dpop.Name(*p), now, dpop.Until(*p).UnixMicro(), dry)
	if fresh && room && !dry && s.Shared != nil {
		fresh = s.Shared.firstUse(dpop.Name(*p), dpop.Until(*p).Sub(time.UnixMicro(now)))
	}
	switch {
	case !room:
		v.Code = Undecided
	case !fresh:
		v.Code, v.proof.failed = ProofInvalid, dpop.Used
	}
}

// nonceFor answers the nonce that the answer gives, "" where the client's proofs need none.
func (s *Service) nonceFor(v *verdict) string {
	if v.proof == nil || !v.proof.nonce {
		return ""
	}
	return s.nonces.At(s.Clock.Now().Unix())
}

func (s *Service) writeNonce(h *fasthttp.ResponseHeader, v *verdict) {
	if nonce := s.nonceFor(v); nonce != "" {
		h.Set(headerNonce, nonce)
	}
}

// provenChallenge is the WWW-Authenticate field of RFC 9449 §7.1, "" for codes that are not about proofs.
func provenChallenge(code Code) string {
	kind := ""
	switch code {
	case TokenBound, TokenUnbound:
		kind = "invalid_token"
	case ProofInvalid:
		kind = "invalid_dpop_proof"
	case ProofNonce:
		kind = "use_dpop_nonce"
	default:
		return ""
	}
	return `DPoP realm="gatehouse", error="` + kind + `", error_description="` + code.info().title + `", algs="` + dpop.AlgorithmsText + `"`
}

// possessionText says what a proof should have been and what it was. It repeats nothing of it but method and address.
func possessionText(d *Decision, r *Request) (asked, held string) {
	switch {
	case d.proof != nil && d.proof.failed != nil:
		return d.proof.failed.Wanted, d.proof.failed.Found
	case d.Code == TokenBound:
		return "Authorization: DPoP, with a proof of the key " + d.Token.Access().Thumbprint, "a plain bearer"
	case d.Token == nil, r.Possession != nil:
		return "a token that is bound to a key", "one that isn't"
	}
	return "a token that is bound to a key, as its client asks", "one that isn't"
}
