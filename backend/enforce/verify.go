package enforce

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/netip"

	"github.com/valyala/fasthttp"
)

const (
	verifyBatchMax   = 100
	verifyCostMax    = 1_000_000
	verifyCacheFor   = 2 // seconds; less than anybody would notice, enough for a burst
	jsonContentType  = "application/json"
	verifyTokenParam = "token="
)

// VerifyRequest describes a call that another program has received and asks about.
type VerifyRequest struct {
	Token         string `json:"token"`
	API           string `json:"api"` // slug or id
	Version       string `json:"version,omitempty"`
	Method        string `json:"method"`
	Path          string `json:"path"` // within the API
	ClientAddress string `json:"clientAddress,omitempty"`
	Origin        string `json:"origin,omitempty"`
	Cost          *int64 `json:"cost,omitempty"` // requests that the call counts as, 1 when absent
	DryRun        bool   `json:"dryRun,omitempty"`
	// DPoP is what came with Authorization: DPoP (RFC 9449); nil is a plain bearer.
	DPoP *VerifyProof `json:"dpop,omitempty"`
}

// VerifyProof is what the caller sent to prove a key, and the address that it called, as it sees it.
type VerifyProof struct {
	Proof string `json:"proof"`
	URL   string `json:"url"`
}

// VerifyAnswer says whether the call may be made and for how long the answer may be reused. It never repeats the token.
type VerifyAnswer struct {
	Valid      bool          `json:"valid"`
	Code       string        `json:"code"`
	DecisionID string        `json:"decisionId,omitempty"`
	Token      *VerifyToken  `json:"token,omitempty"`
	Limits     []VerifyLimit `json:"limits,omitempty"`
	// Nonce is what the answer to the caller says in DPoP-Nonce; "" is none.
	Nonce        string `json:"dpopNonce,omitempty"`
	CacheSeconds int    `json:"cacheSeconds"`
}

// VerifyToken is what the holder of a token may know of it.
type VerifyToken struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	App         string   `json:"app"`
	Environment string   `json:"environment"`
	Scopes      []string `json:"scopes"`
	ExpiresAt   string   `json:"expiresAt"`
}

// VerifyLimit is where the caller stands in one window.
type VerifyLimit struct {
	Name          string `json:"name"`
	Limit         int64  `json:"limit"`
	WindowSeconds int64  `json:"windowSeconds"`
	Remaining     int64  `json:"remaining"`
	ResetSeconds  int64  `json:"resetSeconds"`
}

// serveVerify answers one question or a batch. 4xx is for a wrong caller or a wrong question; a refused token is an
// answer like any other.
func (s *Service) serveVerify(ctx *fasthttp.RequestCtx, e *errand, batch bool, query []byte) {
	in := &e.in
	presented, problem := credential(in)
	switch {
	case !ctx.IsPost():
		ctx.Response.Header.Set("Allow", "POST")
		s.refuse(ctx, MethodNotAllowed)
		return
	case bytes.Contains(query, []byte(verifyTokenParam)):
		s.refuseQuestion(ctx, "A token must not stand in an address. Send it in the body.")
		return
	case problem != Undecided || in.authorization == nil || in.proven():
		s.refuseVerifier(ctx)
		return
	}
	// The questions of a batch count one by one, but nobody's questions are read before they have proved who they are.
	mac, known := s.verifierKnown(in, presented)
	if in.late {
		return
	}
	if !known {
		s.refuseVerifier(ctx)
		return
	}
	questions, err := e.readQuestions(ctx, batch)
	if err != nil {
		s.refuseQuestion(ctx, err.Error())
		return
	}
	if code, wait := s.mayAskMore(in, mac, int64(len(questions))); code != Allowed {
		s.refuseCaller(ctx, code, wait)
		return
	}
	if s.answers(ctx, e, questions, batch); !in.late {
		s.asked(in)
		ctx.Response.Header.SetContentType(jsonContentType)
		ctx.Response.Header.SetCanonical(nameCacheControl, valueNoStore)
		ctx.Response.SetBody(e.body)
	}
}

// answers writes the answers to all questions into the errand's body, until one makes the call late.
func (s *Service) answers(ctx *fasthttp.RequestCtx, e *errand, questions []VerifyRequest, batch bool) {
	body := e.body[:0]
	agent := agentFamily(ctx.Request.Header.UserAgent())
	if batch {
		body = append(body, `{"items":[`...)
	}
	for i := range questions {
		if i > 0 {
			body = append(body, ',')
		}
		answer := s.verify(e, &questions[i], agent)
		if e.in.late {
			return
		}
		body = answer.append(body)
	}
	if batch {
		body = append(body, "]}"...)
	}
	e.body = body
}

var (
	errQuestionType  = errors.New("Send application/json.")                                                                                                                                                                                                               //nolint:staticcheck // shown to people
	errQuestionShape = errors.New("The body must be JSON with exactly these members, each once and none of them null: {token, api, method, path, version?, clientAddress?, origin?, cost?, dryRun?, dpop?: {proof, url}}, for a batch {\"items\": [1 to 100 of these]}.") //nolint:staticcheck // shown to people
	errQuestionValue = errors.New("clientAddress must be an IP address, cost a whole number from 0 to 1000000.")                                                                                                                                                          //nolint:staticcheck // shown to people
)

func (e *errand) readQuestions(ctx *fasthttp.RequestCtx, batch bool) ([]VerifyRequest, error) {
	kind, _, _ := bytes.Cut(ctx.Request.Header.ContentType(), []byte{';'})
	if !foldIs(bytes.TrimSpace(kind), jsonContentType) {
		return nil, errQuestionType
	}
	questions, ok := e.question[:], false
	if batch {
		questions, ok = readBatch(ctx.Request.Body())
	} else {
		ok = readQuestion(ctx.Request.Body(), &questions[0])
	}
	if !ok {
		return nil, errQuestionShape
	}
	for _, q := range questions {
		if q.Cost != nil && (*q.Cost < 0 || *q.Cost > verifyCostMax) {
			return nil, errQuestionValue
		}
		if q.ClientAddress == "" {
			continue
		}
		if _, err := netip.ParseAddr(q.ClientAddress); err != nil {
			return nil, errQuestionValue
		}
	}
	return questions, nil
}

// verify decides one question by the same way as the gateway, unless that makes a prompt call late.
func (s *Service) verify(e *errand, q *VerifyRequest, agent string) VerifyAnswer {
	in := &e.in
	c := calls.Get().(*call)
	defer s.release(c)
	r, v, o := &c.request, &c.verdict, &c.outcome
	*o = outcome{door: doorVerify, started: in.monotonic(), agent: agent}
	*r = Request{Brand: s.Brand, Credential: q.Token, API: q.API, Version: q.Version, Method: q.Method, Path: q.Path, Origin: q.Origin}
	r.Address, _ = netip.ParseAddr(q.ClientAddress)
	o.address = r.Address
	if q.DPoP != nil {
		r.Possession = possession(q.DPoP.URL, 1, []byte(q.DPoP.Proof))
	}
	switch {
	case !methodKnown([]byte(q.Method)):
		r.Problem = FramingInvalid
	case !PathCanonical(q.Path):
		r.Problem = PathInvalid
	}
	cost := int64(1)
	if q.Cost != nil {
		cost = *q.Cost
	}
	v.prompt, v.began = in.prompt, o.started
	if in.late = !s.decide(r, cost, q.DryRun, v); in.late {
		return VerifyAnswer{}
	}
	if v.Code != Allowed {
		v.ID = newDecisionID()
	}
	o.status = v.Code.Status()
	if !q.DryRun {
		s.record(r, v, o)
	} else if v.Code != Allowed {
		s.keep(r, v, o, s.Clock.Now().UnixMicro())
	}
	a := e.answerOf(v)
	a.Nonce = s.nonceFor(v)
	return a
}

// answerOf is good until the next answer of the errand.
func (e *errand) answerOf(v *verdict) VerifyAnswer {
	a := VerifyAnswer{Valid: v.Code == Allowed, Code: v.Code.String(), DecisionID: v.ID}
	if v.Token != nil {
		e.token = VerifyToken{
			ID: v.Token.ID, Name: v.Token.Name, App: v.Token.AppID, Environment: v.Token.Environment.String(),
			Scopes: []string{}, ExpiresAt: timeText(v.Token.ExpiresAt),
		}
		if v.Token.Scopes != nil && len(v.Token.Scopes.Names) > 0 {
			e.token.Scopes = v.Token.Scopes.Names
		}
		a.Token = &e.token
	}
	e.limits = e.limits[:0]
	for _, st := range v.standings[:v.counted] {
		e.limits = append(e.limits, VerifyLimit{Name: st.Name, Limit: st.Limit, WindowSeconds: secondsUp(st.Window), Remaining: st.Remaining, ResetSeconds: secondsUp(st.Reset)})
	}
	a.Limits = e.limits
	if a.Valid && v.counted == 0 && v.Quarantine == nil && !v.Token.Derived().limited() && v.proof == nil {
		a.CacheSeconds = verifyCacheFor
	}
	return a
}

func (s *Service) refuseVerifier(ctx *fasthttp.RequestCtx) {
	ctx.Response.Header.Set("WWW-Authenticate", `Bearer realm="gatehouse"`)
	s.writeProblem(ctx, &verdict{Decision: Decision{Code: VerifierRequired}}, fasthttp.StatusUnauthorized)
}

// refuseQuestion answers 400 with what is wrong with the question.
func (s *Service) refuseQuestion(ctx *fasthttp.RequestCtx, detail string) {
	ctx.SetStatusCode(fasthttp.StatusBadRequest)
	body, _ := json.Marshal(map[string]any{ //nolint:errchkjson // strings and a number
		"type": s.PublicURL + "/problems/malformed", "title": "The question can't be read.", "status": fasthttp.StatusBadRequest,
		"code": "malformed", "detail": detail,
	})
	ctx.Response.Header.SetContentType(problemType)
	ctx.Response.Header.Set("Cache-Control", "no-store")
	ctx.Response.SetBodyRaw(body)
}
