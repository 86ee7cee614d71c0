package apitest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/passkeys/softkey"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// Client is one caller of the management API: a browser with cookies and an authenticator, a machine with a token, or
// nobody.
type Client struct {
	portal  *Portal
	cookies map[string]string
	csrf    string
	bearer  string
	key     *softkey.Key
	// Account is the id of the person, "" for machines and nobody.
	Account string
	Email   string
}

// Answer is what a call got. Body is the raw text.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Nobody answers a client that is not signed in.
func (p *Portal) Nobody() *Client {
	return &Client{portal: p, cookies: map[string]string{}, key: softkey.New(p.URL)}
}

// Machine answers a client with an operator token.
func (p *Portal) Machine(token string) *Client {
	c := p.Nobody()
	c.bearer = token
	return c
}

// Do sends a request to the management API; body is sent as JSON unless it is nil, and If-Match as *.
func (c *Client) Do(t *testing.T, method, path string, body any) Answer {
	t.Helper()
	return c.Send(t, method, path, body, map[string]string{"If-Match": "*"})
}

// Send is Do with headers of the caller's own.
func (c *Client) Send(t *testing.T, method, path string, body any, headers map[string]string) Answer {
	t.Helper()
	var sent io.Reader
	if raw, ok := body.([]byte); ok {
		sent = bytes.NewReader(raw)
	} else if body != nil {
		text, err := json.Marshal(body)
		require.NoError(t, err)
		sent = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, c.portal.URL+"/api/v1"+path, sent)
	require.NoError(t, err)
	if method != http.MethodGet {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", c.portal.URL)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	if c.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+c.bearer)
	} else {
		c.addCookies(r)
	}
	before := c.portal.audited(t, method)
	response, err := c.portal.HTTP.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	c.keepCookies(response)
	answer := Answer{Status: response.StatusCode, Header: response.Header, Body: text}
	c.portal.seen.check(t, method, path, answer)
	c.portal.checkAudit(t, method, path, answer, before)
	return answer
}

func (c *Client) addCookies(r *http.Request) {
	var pairs []string
	for name, value := range c.cookies {
		pairs = append(pairs, name+"="+value)
	}
	if len(pairs) > 0 {
		r.Header.Set("Cookie", strings.Join(pairs, "; "))
	}
	if c.csrf != "" {
		r.Header.Set(web.HeaderCSRF, c.csrf)
	}
}

func (c *Client) keepCookies(response *http.Response) {
	for _, cookie := range response.Cookies() {
		if cookie.MaxAge < 0 {
			delete(c.cookies, cookie.Name)
		} else {
			c.cookies[cookie.Name] = cookie.Value
		}
	}
}

// Cookie answers the session cookie's value.
func (c *Client) Cookie() string { return c.cookies[web.CookieSession] }

// Key answers the client's authenticator.
func (c *Client) Key() *softkey.Key { return c.key }

// Want checks the status and decodes the body into into, unless that is nil.
func (a Answer) Want(t *testing.T, status int, into any) Answer {
	t.Helper()
	require.Equal(t, status, a.Status, "%s", a.Body)
	if into != nil {
		require.NoError(t, json.Unmarshal(a.Body, into), "%s", a.Body)
	}
	return a
}

// Code answers the problem's code, "" when the answer is no problem.
func (a Answer) Code() string {
	var p web.Problem
	if json.Unmarshal(a.Body, &p) != nil {
		return ""
	}
	return p.Code
}

// queryOf answers a parameter of a link, from its query or its fragment.
func queryOf(t *testing.T, link, name string) string {
	t.Helper()
	u, err := url.Parse(link)
	require.NoError(t, err)
	values := u.Query()
	if u.Fragment != "" {
		values, err = url.ParseQuery(u.Fragment)
		require.NoError(t, err)
	}
	require.NotEmpty(t, values.Get(name), link)
	return values.Get(name)
}
