package leaks_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/leaks"
	"github.com/gatehouse-dev/gatehouse/backend/scan"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type desk struct {
	*apitest.Portal
	dev, guard *apitest.Client
	app        string
}

func open(t *testing.T) desk {
	t.Helper()
	p := apitest.New(t)
	admin := p.Admin(t)
	guard := p.Operator(t, admin, "guard@example.com", rbac.SecurityAdmin)
	dev := p.Developer(t, "ada@example.com")
	var made struct{ App struct{ ID string } }
	dev.Do(t, "POST", "/apps", map[string]any{"name": "Timetable", "purpose": "Shows crossings on a big screen."}).Want(t, 201, &made)
	dev.StepUp(t)
	return desk{p, dev, guard, made.App.ID}
}

type token struct{ id, secret string }

func (d desk) token(t *testing.T, name string) token {
	t.Helper()
	var made struct {
		Token  struct{ ID string }
		Secret string
	}
	d.dev.Do(t, "POST", "/apps/"+d.app+"/tokens", map[string]any{"name": name, "environment": "sandbox", "scopes": []any{}}).Want(t, 201, &made)
	return token{made.Token.ID, made.Secret}
}

func (d desk) state(t *testing.T, id string) string {
	t.Helper()
	var shown struct{ State string }
	d.dev.Do(t, "GET", "/tokens/"+id, nil).Want(t, 200, &shown)
	return shown.State
}

func (d desk) respond(t *testing.T, response string) {
	t.Helper()
	var policy map[string]any
	d.guard.Do(t, "GET", "/policies/instance", nil).Want(t, 200, &policy)
	for _, shown := range []string{"level", "version", "appliedNow"} {
		delete(policy, shown)
	}
	policy["leakResponse"] = response
	d.guard.StepUp(t)
	d.guard.Send(t, "PUT", "/policies/instance", policy, map[string]string{"If-Match": "*"}).Want(t, 200, nil)
}

func report(tok token, place string, dryRun bool) map[string]any {
	return map[string]any{"tokenId": strings.TrimPrefix(tok.id, "tok_"), "proof": secret.ProofOf(tok.secret).String(), "where": place, "dryRun": dryRun}
}

func outcome(t *testing.T, answer apitest.Answer) string {
	t.Helper()
	var body struct{ Outcome string }
	answer.Want(t, 200, &body)
	return body.Outcome
}

type find struct {
	ID, TokenID, Place, Outcome, Source, Note string
	Seen                                      int
}

func (d desk) finds(t *testing.T, query string) []find {
	t.Helper()
	var list struct{ Items []find }
	d.guard.Do(t, "GET", "/leaks"+query, nil).Want(t, 200, &list)
	return list.Items
}

func TestAFinderWhoHoldsTheSecretEndsItWithoutSendingIt(t *testing.T) {
	d := open(t)
	tok := d.token(t, "board")
	finder := d.Nobody()
	wrong := report(tok, "", false)
	wrong["proof"] = strings.Repeat("0", 64)
	require.Equal(t, "unknown", outcome(t, finder.Do(t, "POST", "/leaks/reports", wrong)))
	wrong["tokenId"] = "0123456789abcdef"
	require.Equal(t, "unknown", outcome(t, finder.Do(t, "POST", "/leaks/reports", wrong)))
	wrong["proof"] = tok.secret
	finder.Do(t, "POST", "/leaks/reports", wrong).Want(t, 422, nil)
	require.Equal(t, "told", outcome(t, finder.Do(t, "POST", "/leaks/reports", report(tok, "", true))), "a dry run only asks")
	require.Equal(t, "active", d.state(t, tok.id))
	require.Empty(t, d.finds(t, ""))

	place := "https://example.com/repo/.env\nFROM: nobody\u2028"
	require.Equal(t, "revoked", outcome(t, finder.Do(t, "POST", "/leaks/reports", report(tok, place, false))))
	require.Equal(t, "revoked", d.state(t, tok.id))
	require.Equal(t, "over", outcome(t, finder.Do(t, "POST", "/leaks/reports", report(tok, place, false))))
	found := d.finds(t, "")
	require.Len(t, found, 1)
	require.Equal(t, "https://example.com/repo/.env FROM: nobody", found[0].Place, "one line of plain text")
	require.Equal(t, tok.id, found[0].TokenID)
	require.Equal(t, 2, found[0].Seen)

	var inbox struct {
		Items []struct{ Kind, Title string }
	}
	for _, person := range []*apitest.Client{d.dev, d.guard} {
		person.Do(t, "GET", "/me/notices", nil).Want(t, 200, &inbox)
		told := 0
		for _, n := range inbox.Items {
			if n.Kind == "security.token_leaked" {
				told++
				require.Contains(t, n.Title, "https://example.com/repo/.env")
			}
		}
		require.Equal(t, 1, told, "everybody is told once")
	}
}

func TestAScannerAsksAndReports(t *testing.T) {
	d := open(t)
	tok := d.token(t, "board")
	s := &scan.Scan{Finder: scan.NewFinder("gth"), Stdin: strings.NewReader("TOKEN=" + tok.secret + "\n" + tok.secret)}
	require.NoError(t, s.Path(t.Context(), "-"))
	answers, err := scan.Ask(t.Context(), d.HTTP, d.URL+"/", s.Findings(), false)
	require.NoError(t, err)
	require.Len(t, answers, 1, "each token once")
	require.Equal(t, "told", answers[0].Outcome)
	require.Equal(t, "active", d.state(t, tok.id))
	answers, err = scan.Ask(t.Context(), d.HTTP, d.URL, s.Findings(), true)
	require.NoError(t, err)
	var words bytes.Buffer
	require.NoError(t, scan.WriteAnswers(&words, answers, true))
	require.Equal(t, answers[0].Hint+" was revoked\n", words.String())
	require.Equal(t, "-:1:7", d.finds(t, "")[0].Place)
	_, err = scan.Ask(t.Context(), d.HTTP, d.URL+"/nowhere", s.Findings(), true)
	require.Error(t, err)
}

func TestPolicyDecidesWhatHappensToALeakedToken(t *testing.T) {
	d := open(t)
	for response, want := range map[string][2]string{"quarantine": {"quarantined", "quarantined"}, "notify": {"told", "active"}, "revoke": {"revoked", "revoked"}} {
		d.respond(t, response)
		tok := d.token(t, "for-"+response)
		require.Equal(t, want[0], outcome(t, d.Nobody().Do(t, "POST", "/leaks/reports", report(tok, "here", false))), response)
		require.Equal(t, want[1], d.state(t, tok.id), response)
	}
}

func TestALeakThatOutlivesItsQuarantineIsHeldAgain(t *testing.T) {
	d := open(t)
	d.respond(t, "quarantine")
	tok := d.token(t, "board")
	finder := d.Nobody()
	require.Equal(t, "quarantined", outcome(t, finder.Do(t, "POST", "/leaks/reports", report(tok, "here", false))))
	d.guard.Do(t, "POST", "/tokens/"+tok.id+"/end-quarantine", map[string]any{}).Want(t, 200, nil)
	require.Equal(t, "active", d.state(t, tok.id))
	require.Equal(t, "quarantined", outcome(t, finder.Do(t, "POST", "/leaks/reports", report(tok, "here", false))))
	require.Equal(t, "quarantined", d.state(t, tok.id))
}

func TestWhoHoldsASecretCantNamePlacesForEver(t *testing.T) {
	d := open(t)
	d.respond(t, "notify")
	tok := d.token(t, "board")
	for i := range 25 {
		_, err := d.App.Leaks.Take(t.Context(), leaks.Report{TokenID: strings.TrimPrefix(tok.id, "tok_"), Proof: secret.ProofOf(tok.secret), Place: strconv.Itoa(i), Source: leaks.FromFinder}, false)
		require.NoError(t, err)
	}
	found := d.finds(t, "?limit=100")
	require.Len(t, found, 20)
	require.Equal(t, 6, found[0].Seen)
}

func TestAReplacedSecretIsToldAndEndsNothing(t *testing.T) {
	d := open(t)
	tok := d.token(t, "board")
	var turned struct{ Secret string }
	d.dev.StepUp(t)
	d.dev.Do(t, "POST", "/tokens/"+tok.id+"/rotate", map[string]any{"overlapSeconds": 0, "activate": "now"}).Want(t, 200, &turned)
	require.Equal(t, "over", outcome(t, d.Nobody().Do(t, "POST", "/leaks/reports", report(tok, "an old log", false))))
	require.Equal(t, "active", d.state(t, tok.id))
	require.Len(t, d.finds(t, ""), 1)
}

func TestAFindIsClosedWithAReasonAndOpenedAgain(t *testing.T) {
	d := open(t)
	tok := d.token(t, "board")
	d.Nobody().Do(t, "POST", "/leaks/reports", report(tok, "", false)).Want(t, 200, nil)
	id := d.finds(t, "")[0].ID
	d.dev.Do(t, "GET", "/leaks", nil).Want(t, 403, nil)
	d.dev.Do(t, "POST", "/leaks/"+id+"/close", map[string]any{}).Want(t, 403, nil)
	d.guard.Do(t, "POST", "/leaks/"+id+"/close", map[string]any{"note": "A private gist."}).Want(t, 200, nil)
	require.Empty(t, d.finds(t, "?state=open"))
	require.Equal(t, "A private gist.", d.finds(t, "?state=closed")[0].Note)
	d.guard.Do(t, "POST", "/leaks/"+id+"/open", map[string]any{}).Want(t, 200, nil)
	require.Len(t, d.finds(t, ""), 1)
	d.guard.Do(t, "POST", "/leaks/lk_nobody/close", map[string]any{}).Want(t, 404, nil)
	d.guard.Do(t, "GET", "/leaks?state=odd", nil).Want(t, 422, nil)
	require.Equal(t, "leaks.intake_off", d.Nobody().Do(t, "POST", "/leaks/github", []any{}).Code())
}

// github publishes one key, and signs with it.
type github struct {
	key    *ecdsa.PrivateKey
	server *httptest.Server
	asked  int
}

func newGitHub(t *testing.T) *github {
	t.Helper()
	g := &github{}
	var err error
	g.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	der, err := x509.MarshalPKIXPublicKey(&g.key.PublicKey)
	require.NoError(t, err)
	list := map[string]any{"public_keys": []any{
		map[string]any{"key_identifier": "k1", "key": string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), "is_current": true},
		map[string]any{"key_identifier": "broken", "key": "nonsense"},
	}}
	g.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		g.asked++
		_ = json.NewEncoder(w).Encode(list)
	}))
	t.Cleanup(g.server.Close)
	return g
}

func (g *github) sign(t *testing.T, body []byte) string {
	t.Helper()
	sum := sha256.Sum256(body)
	sig, err := ecdsa.SignASN1(rand.Reader, g.key, sum[:])
	require.NoError(t, err)
	return base64.StdEncoding.EncodeToString(sig)
}

func TestSignedMessagesOfSecretScanningAreTakenAndForgedOnesAreNot(t *testing.T) {
	d, g := open(t), newGitHub(t)
	now := clock.NewFake(time.Now())
	desk := leaks.New(leaks.Deps{
		Store: d.App.Store, Audit: d.App.Audit, Clock: now, Tokens: d.App.Tokens, Clients: d.App.OAuth, Operators: d.App.Operators, Policy: d.App.Policy, Brand: "gth",
		GitHubKeysURL: g.server.URL, Fetch: http.DefaultClient,
	})
	tok := d.token(t, "board")
	other, err := secret.Generate("gth", secret.Live, rand.Reader)
	require.NoError(t, err)
	body, err := json.Marshal([]leaks.Message{
		{Token: tok.secret, Type: "gatehouse_token", URL: "https://github.example/a/b", Source: "content"},
		{Token: other.Full, Type: "gatehouse_token"}, {Token: "nonsense", Type: "gatehouse_token"},
	})
	require.NoError(t, err)
	for name, forged := range map[string][3]string{
		"other body":    {"k1", g.sign(t, body), string(append(bytes.Clone(body), ' '))},
		"no key":        {"", g.sign(t, body), string(body)},
		"unknown key":   {"k2", g.sign(t, body), string(body)},
		"broken key":    {"broken", g.sign(t, body), string(body)},
		"no signature":  {"k1", "", string(body)},
		"not base64":    {"k1", "%", string(body)},
		"other's words": {"k1", base64.StdEncoding.EncodeToString([]byte("x")), string(body)},
	} {
		_, err := desk.TakeMessages(t.Context(), forged[0], forged[1], []byte(forged[2]))
		require.ErrorIs(t, err, leaks.ErrSignature, name)
	}
	require.Equal(t, 1, g.asked, "forgeries don't make us ask again and again")
	require.Equal(t, "active", d.state(t, tok.id))

	for range 2 { // a replay changes nothing
		answer, err := desk.TakeMessages(t.Context(), "k1", g.sign(t, body), body)
		require.NoError(t, err)
		labels := []string{answer[0].Label, answer[1].Label, answer[2].Label}
		require.Equal(t, []string{"true_positive", "false_positive", "false_positive"}, labels)
		hash := sha256.Sum256([]byte(tok.secret))
		require.Equal(t, base64.StdEncoding.EncodeToString(hash[:]), answer[0].TokenHash)
	}
	require.Equal(t, "revoked", d.state(t, tok.id))
	found := d.finds(t, "")
	require.Len(t, found, 1)
	require.Equal(t, "github", found[0].Source)
	require.Equal(t, "revoked", found[0].Outcome, "the first answer stands")

	g.server.Close()
	now.Advance(2 * time.Hour)
	_, err = desk.TakeMessages(t.Context(), "k1", g.sign(t, body), body)
	require.NoError(t, err, "keys that were published hold while the list is away")
	now.Advance(2 * time.Minute)
	_, err = desk.TakeMessages(t.Context(), "k9", g.sign(t, body), body)
	require.ErrorIs(t, err, leaks.ErrKeysAway)
	_, err = desk.TakeMessages(t.Context(), "k1", g.sign(t, []byte("{}")), []byte("{}"))
	require.Error(t, err)
}

func TestATooLargeMessageIsNotRead(t *testing.T) {
	d := open(t)
	require.Equal(t, 413, d.Nobody().Do(t, "POST", "/leaks/github", []any{strings.Repeat("x", 10<<20)}).Status)
}

func TestAHoneyTokenAlarmsOncePerNetworkUntilItsFindIsClosed(t *testing.T) {
	d := open(t)
	d.guard.StepUp(t)
	require.Equal(t, 422, d.guard.Do(t, "POST", "/honey-tokens", map[string]any{"name": " ", "planted": "Here", "environment": "live"}).Status)
	var made struct{ Honey struct{ ID string } }
	d.guard.Do(t, "POST", "/honey-tokens", map[string]any{"name": "Trap", "planted": "The old wiki", "environment": "live"}).Want(t, 201, &made)
	alarms := func() (n int) {
		var inbox struct{ Items []struct{ Title string } }
		d.guard.Do(t, "GET", "/me/notices?limit=200", nil).Want(t, 200, &inbox)
		for _, notice := range inbox.Items {
			if notice.Title == "The honey token Trap was used" {
				n++
			}
		}
		return n
	}
	finds := func() []struct{ ID, Place string } {
		var list struct{ Items []struct{ ID, Place string } }
		d.guard.Do(t, "GET", "/leaks", nil).Want(t, 200, &list)
		return list.Items
	}
	desk := d.App.Leaks
	require.NoError(t, desk.HoneyUsed(t.Context(), made.Honey.ID, "192.0.2.0/24"))
	require.NoError(t, desk.HoneyUsed(t.Context(), made.Honey.ID, "192.0.2.0/24"))
	require.Equal(t, 1, alarms())
	require.NoError(t, desk.HoneyUsed(t.Context(), made.Honey.ID, "198.51.100.0/24"))
	require.Equal(t, 2, alarms())
	require.Len(t, finds(), 2)
	for _, find := range finds() {
		d.guard.Do(t, "POST", "/leaks/"+find.ID+"/close", map[string]any{"note": "The wiki is gone."}).Want(t, 200, nil)
	}
	require.NoError(t, desk.HoneyUsed(t.Context(), made.Honey.ID, "192.0.2.0/24"))
	require.Equal(t, 3, alarms(), "it goes on")
	require.Len(t, finds(), 1)

	d.guard.Do(t, "POST", "/honey-tokens/"+made.Honey.ID+"/retire", map[string]any{}).Want(t, 200, nil)
	require.NoError(t, desk.HoneyUsed(t.Context(), made.Honey.ID, "203.0.113.0/24"))
	require.Equal(t, 3, alarms())
	require.ErrorIs(t, desk.HoneyUsed(t.Context(), "hny_none", "203.0.113.0/24"), leaks.ErrHoneyNotFound)
	require.Equal(t, 404, d.dev.Do(t, "GET", "/tokens/"+made.Honey.ID, nil).Status)
}
