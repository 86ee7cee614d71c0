package app_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

type mintedToken struct {
	Token struct {
		ID, State string
		Ephemeral struct{ Parent, Because string }
	}
	Secret string
}

func TestATokenMintsOneForASingleCall(t *testing.T) {
	j := begin(t)
	id, secret := j.live(t)
	machine := j.Machine(secret)
	var made mintedToken
	answer := machine.Do(t, "POST", "/tokens/"+id+"/ephemeral", map[string]any{"uses": 1, "lifeSeconds": 900})
	answer.Want(t, 201, &made)
	require.Equal(t, "no-store", answer.Header.Get("Cache-Control"))
	require.Equal(t, id, made.Token.Ephemeral.Parent)

	codes := make(chan string, 50)
	var calls sync.WaitGroup
	for range 50 {
		calls.Go(func() {
			_, code, _ := j.call(t, "GET", j.Gateway+"/ferries/crossings", made.Secret, nil)
			codes <- code
		})
	}
	calls.Wait()
	close(codes)
	counts := map[string]int{}
	for code := range codes {
		counts[code]++
	}
	require.Equal(t, map[string]int{"": 1, "token_used_up": 49}, counts)
	var shown struct{ State string }
	j.dev.Do(t, "GET", "/tokens/"+made.Token.ID, nil).Want(t, 200, &shown)
	require.Equal(t, "usedUp", shown.State)

	require.Equal(t, "tokens.wider_than_parent", machine.Do(t, "POST", "/tokens/self/ephemeral", map[string]any{"scopes": []string{"ferries:crossings:write"}}).Code())
	require.Equal(t, 403, machine.Do(t, "POST", "/tokens/self/ephemeral", map[string]any{"scopes": []string{"ferries:crossings:write"}}).Status)
	require.Equal(t, 401, machine.Do(t, "GET", "/tokens/"+id, nil).Status, "the secret opens nothing else here")
	require.Equal(t, 401, j.dev.Do(t, "POST", "/tokens/"+id+"/ephemeral", map[string]any{}).Status, "a person mints nothing")
	require.Equal(t, 404, j.Machine(j.sandbox).Do(t, "POST", "/tokens/"+id+"/ephemeral", map[string]any{}).Status, "nor does another token")

	var more mintedToken
	machine.Do(t, "POST", "/tokens/self/ephemeral", map[string]any{}).Want(t, 201, &more)
	status, _, _ := j.call(t, "GET", j.Gateway+"/ferries/crossings", more.Secret, nil)
	require.Equal(t, 200, status)
	j.dev.Do(t, "POST", "/tokens/"+id+"/revoke", map[string]any{"reason": "The screen was stolen."}).Want(t, 200, nil)
	status, code, answered := j.call(t, "GET", j.Gateway+"/ferries/crossings", more.Secret, nil)
	require.Equal(t, 401, status, "the very next call is refused")
	require.Equal(t, "token_parent_ended", code)
	var why struct{ Explanation string }
	j.dev.Do(t, "GET", "/decisions/"+answered["decisionId"].(string), nil).Want(t, 200, &why)
	require.Contains(t, why.Explanation, "minted from another one")
	var list struct {
		Items []struct {
			State     string
			Ephemeral struct{ Because string }
		}
	}
	j.dev.Do(t, "GET", "/tokens/"+id+"/ephemeral", nil).Want(t, 200, &list)
	require.Equal(t, "revoked", list.Items[0].State)
	require.Equal(t, "The token that minted it ended.", list.Items[0].Ephemeral.Because)
	require.Equal(t, "usedUp", list.Items[1].State)
}

func TestATokenRotatesItselfOverTheAPI(t *testing.T) {
	j := begin(t)
	id, first := j.live(t)
	var second mintedToken
	key := map[string]string{"Idempotency-Key": "nightly-1"}
	j.Machine(first).Send(t, "POST", "/tokens/self/rotate", map[string]any{}, key).Want(t, 200, &second)
	var again mintedToken
	j.Machine(first).Send(t, "POST", "/tokens/self/rotate", map[string]any{}, key).Want(t, 200, &again)
	require.Empty(t, again.Secret, "a repeated request shows no secret")
	require.Equal(t, "tokens.secret_unknown", j.Machine(first[:len(first)-1]).Do(t, "POST", "/tokens/self/rotate", map[string]any{}).Code())
	require.Equal(t, 401, j.dev.Do(t, "POST", "/tokens/self/rotate", map[string]any{}).Status)

	var third mintedToken
	j.Machine(second.Secret).Do(t, "POST", "/tokens/self/rotate", map[string]any{}).Want(t, 200, &third)
	answer := j.Machine(first).Send(t, "POST", "/tokens/self/rotate", map[string]any{}, map[string]string{"Idempotency-Key": "nightly-2"})
	require.Equal(t, 401, answer.Status)
	require.Equal(t, "tokens.secret_over", answer.Code())
	_, code, _ := j.call(t, "GET", j.Gateway+"/ferries/crossings", third.Secret, nil)
	require.Equal(t, "token_revoked", code, "two programs hold its secrets")
	var inbox struct{ Items []struct{ Kind string } }
	j.dev.Do(t, "GET", "/me/notices", nil).Want(t, 200, &inbox)
	require.Equal(t, "security.token_leaked", inbox.Items[0].Kind)
	j.dev.Do(t, "GET", "/tokens/"+id, nil).Want(t, 200, &second.Token)
	require.Equal(t, "revoked", second.Token.State)
}

func TestABlockedNetworkMintsAndRotatesNothing(t *testing.T) {
	j := begin(t)
	_, secret := j.live(t)
	j.admin.Do(t, "POST", "/blocked-networks", map[string]any{"network": "127.0.0.0/8", "reason": "Scans.", "effect": "block", "confirm": true}).Want(t, 201, nil)
	for _, path := range []string{"ephemeral", "rotate"} {
		answer := j.Machine(secret).Do(t, "POST", "/tokens/self/"+path, map[string]any{})
		require.Equal(t, 403, answer.Status)
		require.Equal(t, "tokens.network_blocked", answer.Code())
	}
}
