package blocks_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// codeAtGate answers the code with which the gate refuses a call without a token.
func codeAtGate(t *testing.T, p *apitest.Portal) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), "GET", p.Gateway+"/museum/tickets", nil)
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	var problem struct{ Code string }
	require.NoError(t, json.Unmarshal(body, &problem), string(body))
	return problem.Code
}

// guard is a security admin whose passkey was just used.
func guard(t *testing.T, p *apitest.Portal) *apitest.Client {
	t.Helper()
	c := p.Operator(t, p.Admin(t), "guard@example.com", rbac.SecurityAdmin)
	c.StepUp(t)
	return c
}

func TestABlockedNetworkIsRefusedBeforeItsTokenAndAnAllowedOneWins(t *testing.T) {
	p := apitest.New(t)
	c := guard(t, p)
	require.Equal(t, "token_missing", codeAtGate(t, p))

	loopback := map[string]any{"network": "127.0.0.0/8", "effect": "block", "reason": "A test."}
	answer := c.Do(t, "POST", "/blocked-networks", loopback).Want(t, 422, nil)
	require.Contains(t, string(answer.Body), "/confirm")
	require.Contains(t, string(answer.Body), "127.0.0.1")
	loopback["confirm"] = true
	var made struct{ ID, Network string }
	c.Do(t, "POST", "/blocked-networks", loopback).Want(t, 201, &made)
	require.Equal(t, "network_blocked", codeAtGate(t, p))
	require.Equal(t, "blocks.network_taken", c.Do(t, "POST", "/blocked-networks", loopback).Code())

	var asked struct {
		Blocked  bool
		Networks []struct{ Effect string }
	}
	c.Do(t, "GET", "/blocked-address?address=127.9.9.9", nil).Want(t, 200, &asked)
	require.True(t, asked.Blocked)
	require.Len(t, asked.Networks, 1)

	var spared struct{ ID string }
	c.Do(t, "POST", "/blocked-networks", map[string]any{"network": "127.0.0.1", "effect": "allow", "reason": "Us."}).Want(t, 201, &spared)
	require.Equal(t, "token_missing", codeAtGate(t, p), "what is allowed wins")
	c.Do(t, "DELETE", "/blocked-networks/"+spared.ID, nil).Want(t, 204, nil)
	require.Equal(t, "network_blocked", codeAtGate(t, p))
	c.Do(t, "DELETE", "/blocked-networks/"+made.ID, nil).Want(t, 204, nil)
	require.Equal(t, "token_missing", codeAtGate(t, p))
	require.Equal(t, 404, c.Do(t, "DELETE", "/blocked-networks/"+made.ID, nil).Status)
}

func TestAListRefusesUntilItIsSwitchedOffAndRefusesStaleChanges(t *testing.T) {
	p := apitest.New(t)
	c := guard(t, p)
	text := "# ours\n198.51.100.0/24\n127.0.0.1\n"
	var list struct {
		ID       string
		Networks int64
		Version  int64
	}
	body := map[string]any{"name": "Ours", "enabled": true, "text": text}
	c.Do(t, "POST", "/block-lists", body).Want(t, 422, nil)
	body["confirm"] = true
	c.Do(t, "POST", "/block-lists", body).Want(t, 201, &list)
	require.EqualValues(t, 2, list.Networks)
	require.Equal(t, "network_blocked", codeAtGate(t, p))

	change := map[string]any{"name": "Ours", "enabled": false}
	require.Equal(t, "blocks.list_stale", c.Send(t, "PUT", "/block-lists/"+list.ID, change, map[string]string{"If-Match": `"7"`}).Code())
	c.Send(t, "PUT", "/block-lists/"+list.ID, change, map[string]string{"If-Match": `"1"`}).Want(t, 200, &list)
	require.Equal(t, "token_missing", codeAtGate(t, p))
	change["enabled"] = true
	c.Send(t, "PUT", "/block-lists/"+list.ID, change, map[string]string{"If-Match": `"2"`}).Want(t, 422, nil)
	change["confirm"] = true
	c.Send(t, "PUT", "/block-lists/"+list.ID, change, map[string]string{"If-Match": `"2"`}).Want(t, 200, nil)
	require.Equal(t, "network_blocked", codeAtGate(t, p))

	path := "/block-lists/" + list.ID + "/networks"
	require.Equal(t, "blocks.list_stale", c.Send(t, "PUT", path, map[string]any{"text": "198.51.100.0/24"}, map[string]string{"If-Match": `"2"`}).Code())
	require.Equal(t, "network_blocked", codeAtGate(t, p))
	c.Send(t, "PUT", path, map[string]any{"text": "198.51.100.0/24"}, map[string]string{"If-Match": `"3"`}).Want(t, 200, &list)
	require.Equal(t, "token_missing", codeAtGate(t, p))
	require.Equal(t, "blocks.not_a_feed", c.Do(t, "POST", "/block-lists/"+list.ID+"/refresh", map[string]any{}).Code())
	c.Do(t, "DELETE", "/block-lists/"+list.ID, nil).Want(t, 204, nil)
}

func TestEveryMistakeOfANetworkAndOfAListIsToldAtOnce(t *testing.T) {
	p := apitest.New(t)
	c := guard(t, p)
	answer := c.Do(t, "POST", "/blocked-networks", map[string]any{"network": "300.1.1.1", "effect": "block", "reason": " ", "endsAt": "2001-01-01T00:00:00Z"})
	require.Equal(t, 422, answer.Status)
	for _, pointer := range []string{"/network", "/reason", "/endsAt"} {
		require.Contains(t, string(answer.Body), `"`+pointer+`"`)
	}
	answer = c.Do(t, "POST", "/block-lists", map[string]any{"name": " ", "enabled": true, "url": "http://10.0.0.1/x", "schedule": "daily", "text": "10.0.0.1"})
	require.Equal(t, 422, answer.Status)
	for _, pointer := range []string{"/name", "/url", "/text"} {
		require.Contains(t, string(answer.Body), `"`+pointer+`"`)
	}
	answer = c.Do(t, "POST", "/block-lists", map[string]any{"name": "x", "enabled": true, "text": "10.0.0.1\nnonsense\n" + strings.Repeat("y\n", 20)})
	require.Contains(t, string(answer.Body), `line 2: \"nonsense\"`)
	answer = c.Do(t, "POST", "/block-lists", map[string]any{"name": "x", "enabled": true, "text": "0.0.0.0/0"})
	require.Contains(t, string(answer.Body), "every address")
	require.Equal(t, 422, c.Do(t, "GET", "/blocked-address?address=nonsense", nil).Status)
}

func TestAListIsReadAsItWasWrittenAndWhatIsWrongIsNamedByLine(t *testing.T) {
	p := apitest.New(t)
	c := guard(t, p)
	text := "# ours\n198.51.100.0/24 # scrapes at night\n\n203.0.113.7\n"
	var list struct{ ID string }
	c.Do(t, "POST", "/block-lists", map[string]any{"name": "Ours", "enabled": true, "text": text}).Want(t, 201, &list)
	var written struct {
		List struct{ Networks, Version int64 }
		Text string
		Long bool
	}
	answer := c.Do(t, "GET", "/block-lists/"+list.ID+"/networks", nil).Want(t, 200, &written)
	require.Equal(t, text, written.Text)
	require.Equal(t, `"1"`, answer.Header.Get("ETag"))
	next := text + "2001:db8::/32 # theirs\n"
	c.Send(t, "PUT", "/block-lists/"+list.ID+"/networks", map[string]any{"text": next}, map[string]string{"If-Match": `"1"`}).Want(t, 200, nil)
	c.Do(t, "GET", "/block-lists/"+list.ID+"/networks", nil).Want(t, 200, &written)
	require.Equal(t, next, written.Text)
	require.EqualValues(t, 3, written.List.Networks)
	require.EqualValues(t, 2, written.List.Version)
	require.Equal(t, 404, c.Do(t, "GET", "/block-lists/lst_01h455vb4pex5vsknk084sn02q/networks", nil).Status)

	var read struct {
		Networks, Lines, Mistakes int
		Findings                  []struct {
			Line int
			Word string
		}
	}
	c.Do(t, "POST", "/block-lists/read", map[string]any{"text": "10.0.0.0/8\n10.1.0.0/16\n# note\n300.1.1.1 # typo\n" + strings.Repeat("x\n", 200)}).Want(t, 200, &read)
	require.Equal(t, []int{1, 2, 201, 100}, []int{read.Networks, read.Lines, read.Mistakes, len(read.Findings)})
	require.Equal(t, 4, read.Findings[0].Line)
	require.Equal(t, "300.1.1.1", read.Findings[0].Word)
	c.Do(t, "POST", "/block-lists/read", map[string]any{"text": ""}).Want(t, 200, &read)
	require.Empty(t, read.Findings)
}
