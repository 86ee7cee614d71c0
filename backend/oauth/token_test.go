package oauth_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret/secrettest"
)

func claimsOf(t *testing.T, token string) (header, claims map[string]any) {
	t.Helper()
	parts := strings.Split(token, ".")
	require.Len(t, parts, 3)
	for i, into := range []*map[string]any{&header, &claims} {
		raw, err := base64.RawURLEncoding.DecodeString(parts[i])
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(raw, into))
	}
	return header, claims
}

func TestATokenIsIssuedAndOpensTheGateway(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	require.Regexp(t, regexp.MustCompile(`^gth_cs_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}$`), *c.Secret)
	require.Equal(t, []string{w.Gateway + "/ferries"}, c.Client.Resources)
	a := w.ask(t, c.basic(), "resource", w.Gateway+"/ferries", "scope", readScope)
	require.Equal(t, 200, a.status, a.raw)
	require.Equal(t, "no-store", a.header.Get("Cache-Control"))
	require.Equal(t, "Bearer", a.body["token_type"])
	require.EqualValues(t, 300, a.body["expires_in"])
	require.Equal(t, readScope, a.body["scope"])
	require.NotContains(t, a.body, "refresh_token")
	header, claims := claimsOf(t, a.token())
	require.Equal(t, "at+jwt", header["typ"])
	require.Equal(t, "ES256", header["alg"])
	require.Equal(t, w.URL, claims["iss"])
	require.Equal(t, w.Gateway+"/ferries", claims["aud"])
	require.EqualValues(t, 300, claims["exp"].(float64)-claims["iat"].(float64))
	for name := range claims {
		require.Contains(t, []string{"iss", "sub", "aud", "client_id", "iat", "nbf", "exp", "jti", "scope"}, name, "nothing personal")
	}
	status, code := w.call(t, "GET", a.token())
	require.Equal(t, 200, status, code)
	status, code = w.call(t, "POST", a.token())
	require.Equal(t, 403, status)
	require.Equal(t, "scope_missing", code)
	status, code = w.call(t, "GET", *c.Secret)
	require.Equal(t, 401, status, "a client secret is no token")
	require.Equal(t, "token_unknown", code)
	keys := w.send(t, "GET", "/oauth2/jwks.json", "")
	require.Contains(t, keys.raw, header["kid"])
	require.NotContains(t, w.send(t, "GET", "/.well-known/jwks.json", "").raw, header["kid"], "what signs contexts signs no tokens")
}

func TestTheTokenEndpointRefuses(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	good := c.basic()
	resource := url.QueryEscape(w.Gateway + "/ferries")
	for name, v := range map[string]struct {
		body    string
		headers []string
		status  int
		code    string
	}{
		"no grant type":                {"scope=x", []string{"Authorization", good}, 400, "invalid_request"},
		"password":                     {"grant_type=password&username=a&password=b", []string{"Authorization", good}, 400, "unsupported_grant_type"},
		"authorization code":           {"grant_type=authorization_code&code=x", []string{"Authorization", good}, 400, "unsupported_grant_type"},
		"refresh token":                {"grant_type=refresh_token&refresh_token=x", []string{"Authorization", good}, 400, "unsupported_grant_type"},
		"a parameter twice":            {"grant_type=client_credentials&scope=a&scope=b", []string{"Authorization", good}, 400, "invalid_request"},
		"the grant type twice":         {"grant_type=client_credentials&grant_type=client_credentials", []string{"Authorization", good}, 400, "invalid_request"},
		"two resources":                {"grant_type=client_credentials&resource=" + resource + "&resource=x", []string{"Authorization", good}, 400, "invalid_target"},
		"Basic and body":               {"grant_type=client_credentials&client_id=" + c.Client.ID + "&client_secret=" + *c.Secret, []string{"Authorization", good}, 400, "invalid_request"},
		"Basic and an assertion":       {"grant_type=client_credentials&client_assertion=x&client_assertion_type=y", []string{"Authorization", good}, 400, "invalid_request"},
		"two Authorization fields":     {"grant_type=client_credentials", []string{"Authorization", good, "Authorization", good}, 400, "invalid_request"},
		"another client_id":            {"grant_type=client_credentials&client_id=ocl_0000000000000000", []string{"Authorization", good}, 400, "invalid_request"},
		"the secret in the body":       {"grant_type=client_credentials&client_id=" + c.Client.ID + "&client_secret=" + *c.Secret, nil, 401, "invalid_client"},
		"nobody":                       {"grant_type=client_credentials", nil, 401, "invalid_client"},
		"a mistyped secret":            {"grant_type=client_credentials", []string{"Authorization", basic(c.Client.ID, secrettest.Mistyped(*c.Secret))}, 401, "invalid_client"},
		"a forged secret":              {"grant_type=client_credentials", []string{"Authorization", basic(c.Client.ID, secrettest.Forged(t, *c.Secret))}, 401, "invalid_client"},
		"an empty secret":              {"grant_type=client_credentials", []string{"Authorization", basic(c.Client.ID, "")}, 401, "invalid_client"},
		"an unknown client":            {"grant_type=client_credentials", []string{"Authorization", basic("ocl_0000000000000000", *c.Secret)}, 401, "invalid_client"},
		"a client that is SQL":         {"grant_type=client_credentials", []string{"Authorization", basic("' OR 1=1 --", *c.Secret)}, 401, "invalid_client"},
		"the secret as a bearer":       {"grant_type=client_credentials", []string{"Authorization", "Bearer " + *c.Secret}, 401, "invalid_client"},
		"Basic that is no base64":      {"grant_type=client_credentials", []string{"Authorization", "Basic !!"}, 401, "invalid_client"},
		"Basic without a colon":        {"grant_type=client_credentials", []string{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte("x"))}, 401, "invalid_client"},
		"a scope that there isn't":     {"grant_type=client_credentials&scope=admin:*", []string{"Authorization", good}, 400, "invalid_scope"},
		"one scope too many":           {"grant_type=client_credentials&resource=" + resource + "&scope=" + url.QueryEscape(readScope+" ferries:all"), []string{"Authorization", good}, 400, "invalid_scope"},
		"an API that there isn't":      {"grant_type=client_credentials&resource=" + url.QueryEscape(w.Gateway+"/zoo"), []string{"Authorization", good}, 400, "invalid_target"},
		"an API by its slug":           {"grant_type=client_credentials&resource=ferries", []string{"Authorization", good}, 400, "invalid_target"},
		"a resource with a slash more": {"grant_type=client_credentials&resource=" + resource + "%2F", []string{"Authorization", good}, 400, "invalid_target"},
		"the portal as resource":       {"grant_type=client_credentials&resource=" + url.QueryEscape(w.URL), []string{"Authorization", good}, 400, "invalid_target"},
		"a control character":          {"grant_type=client_credentials&scope=a%00b", []string{"Authorization", good}, 400, "invalid_request"},
		"a bad escape":                 {"grant_type=client_credentials&scope=%zz", []string{"Authorization", good}, 400, "invalid_request"},
		"a semicolon":                  {"grant_type=client_credentials;scope=a", []string{"Authorization", good}, 400, "invalid_request"},
		"a huge body":                  {"grant_type=client_credentials&x=" + strings.Repeat("x", 30<<10), []string{"Authorization", good}, 400, "invalid_request"},
	} {
		a := w.post(t, "/oauth2/token", v.body, v.headers...)
		require.Equal(t, v.status, a.status, "%s: %s", name, a.raw)
		require.Equal(t, v.code, a.code(), name)
		require.NotEmpty(t, a.body["error_description"], name)
		require.Equal(t, "no-store", a.header.Get("Cache-Control"), name)
		require.Contains(t, a.header.Get("Content-Type"), "application/json", name)
		require.Equal(t, v.status == 401, strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Basic "), name)
		require.NotContains(t, a.raw, (*c.Secret)[20:40], name)
	}
	wrong := w.post(t, "/oauth2/token", "grant_type=client_credentials", "Authorization", basic(c.Client.ID, "x"))
	unknown := w.post(t, "/oauth2/token", "grant_type=client_credentials", "Authorization", basic("ocl_0000000000000000", "x"))
	require.Equal(t, wrong.raw, unknown.raw, "nobody learns which clients there are")
	for _, method := range []string{"GET", "PUT", "DELETE", "PATCH"} {
		a := w.send(t, method, "/oauth2/token", "")
		require.Equal(t, 405, a.status, method)
		require.Equal(t, "POST", a.header.Get("Allow"))
	}
	require.Equal(t, "invalid_request", w.send(t, "POST", "/oauth2/token", `{"grant_type":"client_credentials"}`, "Content-Type", "application/json", "Authorization", good).code())
	require.Equal(t, "invalid_request", w.post(t, "/oauth2/token?grant_type=client_credentials", "", "Authorization", good).code())
	require.Equal(t, "invalid_request", w.post(t, "/oauth2/token?x=1", "grant_type=client_credentials", "Authorization", good).code())
}

func TestScopesAreTheClientsTheGrantsAndTheRequests(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	require.Equal(t, readScope, w.ask(t, c.basic()).body["scope"], "without a wish: the scopes of low risk, and the only API there can be")
	both := readScope + " " + writeScope
	require.Equal(t, both, w.ask(t, c.basic(), "scope", both).body["scope"])
	w.dev.Do(t, "PATCH", "/oauth-clients/"+c.Client.ID, map[string]any{"scopes": []string{readScope}}).Want(t, 200, nil)
	require.Equal(t, "invalid_scope", w.ask(t, c.basic(), "scope", both).code())
	w.dev.Do(t, "PATCH", "/oauth-clients/"+c.Client.ID, map[string]any{"scopes": []string{readScope, writeScope}}).Want(t, 200, nil)
	wide := w.ask(t, c.basic(), "scope", both).token()
	status, _ := w.call(t, "POST", wide)
	require.Equal(t, 201, status)
	w.dev.Do(t, "PATCH", "/oauth-clients/"+c.Client.ID, map[string]any{"scopes": []string{readScope}}).Want(t, 200, nil)
	status, code := w.call(t, "POST", wide)
	require.Equal(t, 403, status, "what the client lost, its tokens lost")
	require.Equal(t, "scope_missing", code)

	var grants struct{ Items []struct{ ID string } }
	w.dev.Do(t, "GET", "/apps/"+w.app+"/grants", nil).Want(t, 200, &grants)
	w.dev.Do(t, "POST", "/grants/"+grants.Items[0].ID+"/end", map[string]any{"reason": "Not needed."}).Want(t, 200, nil)
	require.Equal(t, "invalid_target", w.ask(t, c.basic(), "resource", w.Gateway+"/ferries").code())
	require.Equal(t, "invalid_target", w.ask(t, c.basic()).code())
	status, code = w.call(t, "GET", wide)
	require.Equal(t, 403, status)
	require.Equal(t, "grant_missing", code)
}

func TestTwoSecretsAtOnceAndNoThird(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	var second client
	w.dev.Do(t, "POST", "/oauth-clients/"+c.Client.ID+"/secrets", map[string]any{}).Want(t, 201, &second)
	require.NotEqual(t, *c.Secret, *second.Secret)
	require.Equal(t, 200, w.ask(t, c.basic()).status)
	require.Equal(t, 200, w.ask(t, second.basic()).status)
	require.Equal(t, "oauth.too_many_secrets", w.dev.Do(t, "POST", "/oauth-clients/"+c.Client.ID+"/secrets", map[string]any{}).Want(t, 409, nil).Code())
	w.dev.Do(t, "POST", "/oauth-clients/"+c.Client.ID+"/secrets/1/revoke", map[string]any{}).Want(t, 200, nil)
	require.Equal(t, 401, w.ask(t, c.basic()).status)
	require.Equal(t, 200, w.ask(t, second.basic()).status)
	require.Equal(t, 409, w.dev.Do(t, "POST", "/oauth-clients/"+c.Client.ID+"/secrets/1/revoke", map[string]any{}).Status)
	require.Equal(t, 404, w.dev.Do(t, "POST", "/oauth-clients/"+c.Client.ID+"/secrets/9/revoke", map[string]any{}).Status)
	require.Equal(t, "oauth.client_taken", w.dev.Do(t, "POST", "/apps/"+w.app+"/oauth-clients", map[string]any{"environment": "sandbox", "authMethod": "client_secret_basic"}).Code())
	token := w.ask(t, second.basic()).token()
	w.dev.Do(t, "POST", "/oauth-clients/"+c.Client.ID+"/revoke", map[string]any{"reason": "Gone."}).Want(t, 200, nil)
	require.Equal(t, 401, w.ask(t, second.basic()).status)
	status, code := w.call(t, "GET", token)
	require.Equal(t, 401, status)
	require.Equal(t, "token_revoked", code)
	w.register(t, nil)
}

func TestClientsAreKeptByTheirAppsPeopleWithStepUp(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	stranger := w.Developer(t, "stranger@example.com")
	stranger.StepUp(t)
	draft := map[string]any{"environment": "sandbox", "authMethod": "client_secret_basic"}
	require.Equal(t, 404, stranger.Do(t, "POST", "/apps/"+w.app+"/oauth-clients", draft).Status)
	for _, path := range []string{"/secrets", "/end-tokens", "/secrets/1/revoke"} {
		require.Equal(t, 404, stranger.Do(t, "POST", "/oauth-clients/"+c.Client.ID+path, map[string]any{}).Status, path)
	}
	require.Equal(t, 404, stranger.Do(t, "GET", "/oauth-clients/"+c.Client.ID, nil).Status)
	require.Equal(t, 404, stranger.Do(t, "PATCH", "/oauth-clients/"+c.Client.ID, map[string]any{"scopes": []string{}}).Status)
	require.Equal(t, 404, stranger.Do(t, "POST", "/oauth-clients/"+c.Client.ID+"/revoke", map[string]any{"reason": "x"}).Status)
	late := w.Developer(t, "late@example.com")
	require.Equal(t, "step_up_required", late.Do(t, "POST", "/apps/"+w.app+"/oauth-clients", draft).Code())
	require.Equal(t, 422, w.dev.Do(t, "POST", "/apps/"+w.app+"/oauth-clients", map[string]any{"environment": "live", "authMethod": "client_secret_basic", "scopes": []string{readScope}}).Status, "not granted there")
	var list struct {
		Items []struct{ Secrets []struct{ Hint string } }
	}
	raw := w.dev.Do(t, "GET", "/apps/"+w.app+"/oauth-clients", nil).Want(t, 200, &list)
	require.NotContains(t, string(raw.Body), (*c.Secret)[24:60])
	w.admin.Do(t, "POST", "/oauth-clients/"+c.Client.ID+"/revoke", map[string]any{"reason": "Abuse."}).Want(t, 200, nil)
}

func TestAClientWithAKeyProvesItselfByIt(t *testing.T) {
	w := begin(t)
	mine, other := newSigning(t), newSigning(t)
	for name, set := range map[string]string{
		"nothing": ``, "no set": `[]`, "no key": `{"keys":[]}`, "a secret key": `{"keys":[{"kty":"oct","k":"AAAA"}]}`,
		"a private key": `{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}]}`, "an address": `{"keys":[{"kty":"RSA","n":"AA","e":"AQAB","x5u":"https://x"}]}`,
		"a short RSA key": `{"keys":[{"kty":"RSA","n":"` + strings.Repeat("_", 171) + `","e":"AQAB"}]}`,
		"off the curve":   `{"keys":[{"kty":"EC","crv":"P-256","x":"` + strings.Repeat("A", 43) + `","y":"` + strings.Repeat("A", 43) + `"}]}`,
	} {
		body := map[string]any{"environment": "sandbox", "authMethod": "private_key_jwt"}
		if set != "" {
			body["keySet"] = json.RawMessage(set)
		}
		require.Equal(t, 422, w.dev.Do(t, "POST", "/apps/"+w.app+"/oauth-clients", body).Status, name)
	}
	c := w.register(t, map[string]any{"authMethod": "private_key_jwt", "keySet": mine.set(t)})
	require.Nil(t, c.Secret)
	id := c.Client.ID
	require.Equal(t, 200, w.ask(t, "", mine.assertion(t, w.URL, id)...).status)
	require.Equal(t, 200, w.ask(t, "", mine.assertion(t, w.URL, id, "aud", []string{w.URL}, "iat", nil)...).status)
	now := int64(0)
	_, claims := claimsOf(t, mine.assertion(t, w.URL, id)[3])
	now = int64(claims["iat"].(float64))
	for name, pairs := range map[string][]any{
		"aud is the token endpoint":     {"aud", w.URL + "/oauth2/token"},
		"aud is two":                    {"aud", []string{w.URL, "https://other.example"}},
		"aud with a slash more":         {"aud", w.URL + "/"},
		"no aud":                        {"aud", nil},
		"another iss":                   {"iss", "someone"},
		"another sub":                   {"sub", "ocl_0000000000000000"},
		"no exp":                        {"exp", nil},
		"expired":                       {"exp", now - 1, "iat", now - 60},
		"an hour of life":               {"exp", now + 3600},
		"an hour of life, without iat":  {"exp", now + 3600, "iat", nil},
		"a life of ten minutes by iat":  {"exp", now + 200, "iat", now - 400},
		"of the future":                 {"iat", now + 120, "exp", now + 180},
		"not yet valid":                 {"nbf", now + 120},
		"no jti":                        {"jti", nil},
		"a jti of a thousand bytes":     {"jti", strings.Repeat("x", 1000)},
		"an access token's other claim": {"sub", nil},
	} {
		a := w.ask(t, "", mine.assertion(t, w.URL, id, pairs...)...)
		require.Equal(t, 401, a.status, "%s: %s", name, a.raw)
		require.Equal(t, "invalid_client", a.code(), name)
	}
	require.Equal(t, 401, w.ask(t, "", other.assertion(t, w.URL, id)...).status, "signed by a stranger")
	require.Equal(t, 401, w.ask(t, basic(id, "gth_cs_x")).status, "a secret is not its method")
	token := w.ask(t, "", mine.assertion(t, w.URL, id)...).token()
	require.Equal(t, 401, w.ask(t, "", "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion", token).status, "an access token is no assertion")
	require.Equal(t, "oauth.no_secrets", w.dev.Do(t, "POST", "/oauth-clients/"+id+"/secrets", map[string]any{}).Code())
	w.dev.Do(t, "PATCH", "/oauth-clients/"+id, map[string]any{"keySet": other.set(t)}).Want(t, 200, nil)
	require.Equal(t, 401, w.ask(t, "", mine.assertion(t, w.URL, id)...).status)
	require.Equal(t, 200, w.ask(t, "", other.assertion(t, w.URL, id)...).status)
}

func TestAnAssertionIsGoodOnce(t *testing.T) {
	w := begin(t)
	mine := newSigning(t)
	c := w.register(t, map[string]any{"authMethod": "private_key_jwt", "keySet": mine.set(t)})
	same := mine.assertion(t, w.URL, c.Client.ID)
	var all sync.WaitGroup
	var good, bad atomic.Int64
	for range 50 {
		all.Go(func() {
			switch a := w.ask(t, "", same...); a.status {
			case http.StatusOK:
				good.Add(1)
			case http.StatusUnauthorized:
				bad.Add(1)
			default:
				t.Errorf("answered %d: %s", a.status, a.raw)
			}
		})
	}
	all.Wait()
	require.EqualValues(t, 1, good.Load())
	require.EqualValues(t, 49, bad.Load())
}

func TestASuspendedAppAndADisabledOwnerGetNoTokens(t *testing.T) {
	w := begin(t)
	c := w.register(t, nil)
	token := w.ask(t, c.basic()).token()
	w.admin.StepUp(t)
	w.admin.Do(t, "POST", "/apps/"+w.app+"/suspend", map[string]any{"reason": "Abuse."}).Want(t, 200, nil)
	require.Equal(t, "unauthorized_client", w.ask(t, c.basic()).code())
	_, code := w.call(t, "GET", token)
	require.Equal(t, "app_suspended", code)
	w.admin.Do(t, "POST", "/apps/"+w.app+"/resume", map[string]any{"reason": "Sorry."}).Want(t, 200, nil)
	require.Equal(t, 200, w.ask(t, c.basic()).status)
	w.admin.Do(t, "POST", "/people/"+w.dev.Account+"/disable", map[string]any{}).Want(t, 200, nil)
	require.Equal(t, "invalid_client", w.ask(t, c.basic()).code(), "it is suspended")
	w.admin.Do(t, "POST", "/oauth-clients/"+c.Client.ID+"/resume", nil).Want(t, 200, nil)
	require.Equal(t, "unauthorized_client", w.ask(t, c.basic()).code())
}

func TestNetworksHoldAtTheTokenEndpointToo(t *testing.T) {
	w := begin(t)
	c := w.register(t, map[string]any{"networks": []string{"198.51.100.0/24"}})
	require.Equal(t, "unauthorized_client", w.ask(t, c.basic()).code())
	w.dev.Do(t, "PATCH", "/oauth-clients/"+c.Client.ID, map[string]any{"networks": []string{"127.0.0.0/8", "::1/128"}}).Want(t, 200, nil)
	require.Equal(t, 200, w.ask(t, c.basic()).status)
}

func TestMetadataListsWhatWorks(t *testing.T) {
	w := begin(t)
	a := w.send(t, "GET", "/.well-known/oauth-authorization-server", "")
	require.Equal(t, 200, a.status)
	require.Equal(t, w.URL, a.body["issuer"], "byte for byte what tokens say")
	require.Equal(t, []any{"client_credentials"}, a.body["grant_types_supported"])
	require.Empty(t, a.body["response_types_supported"])
	for _, name := range []string{"jwks_uri"} {
		path := strings.TrimPrefix(a.body[name].(string), w.URL)
		require.Equal(t, 200, w.send(t, "GET", path, "").status)
	}
	for _, name := range []string{"token_endpoint", "introspection_endpoint", "revocation_endpoint"} {
		path := strings.TrimPrefix(a.body[name].(string), w.URL)
		require.Contains(t, []int{400, 401}, w.post(t, path, "token=x").status, name)
	}
	methods := a.body["token_endpoint_auth_methods_supported"].([]any)
	require.False(t, slices.Contains(methods, any("none")) || slices.Contains(methods, any("client_secret_post")))
}
