package tokens_test

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// holding answers the context of a request that carries a token's secret.
func (f *fixture) holding(full secret.Text) context.Context {
	f.t.Helper()
	ctx, subject, err := f.AuthenticateToken(f.t.Context(), full.Reveal())
	require.NoError(f.t, err)
	return rbac.With(ctx, subject)
}

func (f *fixture) mint(full secret.Text, d tokens.EphemeralDraft) tokens.Made {
	f.t.Helper()
	made, err := f.Mint(f.holding(full), "self", d)
	require.NoError(f.t, err)
	return made
}

func TestATokenMintsNoMoreThanItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		parent := f.create(tokens.Draft{Scopes: []string{"museum:read", "museum:write"}, Networks: []string{"192.0.2.0/24"}, Origins: []string{"https://a.example"}})
		here := func() context.Context {
			return reqinfo.With(f.holding(parent.Secret), reqinfo.Info{Address: netip.MustParseAddr("192.0.2.7")})
		}
		made, err := f.Mint(here(), parent.Token.ID, tokens.EphemeralDraft{})
		require.NoError(t, err)
		require.Equal(t, secret.Ephemeral, made.Token.Kind)
		require.Equal(t, parent.Token.Scopes, made.Token.Scopes)
		require.Equal(t, parent.Token.Networks, made.Token.Networks)
		require.Equal(t, parent.Token.Origins, made.Token.Origins)
		require.Equal(t, begin.Add(5*time.Minute), made.Token.ExpiresAt)

		_, err = f.Mint(here(), "self", tokens.EphemeralDraft{
			Scopes: &[]string{"museum:read", "museum:admin"}, Networks: &[]string{"192.0.0.0/16"}, Origins: &[]string{},
		})
		require.ErrorIs(t, err, tokens.ErrWider)
		require.Equal(t, []string{"/networks", "/origins", "/scopes/1"}, pointers(t, err))
		_, err = f.Mint(here(), "self", tokens.EphemeralDraft{Life: 901 * time.Second, UsesMax: -1, Name: "a\nb", Networks: &[]string{"x"}})
		require.Equal(t, []string{"/name", "/lifeSeconds", "/uses", "/networks/0"}, pointers(t, err))

		narrow, err := f.Mint(here(), "self", tokens.EphemeralDraft{Scopes: &[]string{"museum:read"}, Networks: &[]string{"192.0.2.7"}, UsesMax: 1, Life: time.Second})
		require.NoError(t, err)
		require.Equal(t, []string{"museum:read"}, narrow.Token.Scopes)
		require.Equal(t, []string{"192.0.2.7/32"}, narrow.Token.Networks)

		_, err = f.Mint(f.holding(parent.Secret), "self", tokens.EphemeralDraft{})
		require.ErrorIs(t, err, tokens.ErrElsewhere)
		_, err = f.Mint(here(), "tok_0000000000000000", tokens.EphemeralDraft{})
		require.ErrorIs(t, err, tokens.ErrNotFound, "only itself")
		_, err = f.Mint(f.holding(made.Secret), "self", tokens.EphemeralDraft{})
		require.ErrorIs(t, err, tokens.ErrEphemeral)
		_, err = f.Mint(f.ada(), parent.Token.ID, tokens.EphemeralDraft{})
		require.ErrorIs(t, err, tokens.ErrSecretUnknown, "a person is no secret")
	})
}

func TestOnlyATokenThatWorksMints(t *testing.T) {
	f := open(t, storetest.New(t))
	for name, stop := range map[string]func(id string) error{
		"suspended": func(id string) error { _, err := f.Suspend(f.ada(), id, "Lost."); return err },
		"revoked":   func(id string) error { _, err := f.Revoke(f.ada(), id, "Lost."); return err },
		"compromised": func(id string) error {
			_, err := f.Rotate(f.ada(), id, tokens.Turn{Compromised: true})
			return err
		},
		"in quarantine": func(id string) error {
			_, err := f.Quarantine(f.ada(), id, tokens.Quarantine{Mode: tokens.ReadOnly, Until: begin.Add(day), Reason: "Odd."})
			return err
		},
	} {
		parent := f.create(tokens.Draft{Name: "Token " + name})
		require.NoError(t, stop(parent.Token.ID), name)
		_, err := f.Mint(f.holding(parent.Secret), "self", tokens.EphemeralDraft{})
		want := map[bool]error{true: tokens.ErrHeldBack, false: tokens.ErrSecretOver}[name == "suspended" || name == "in quarantine"]
		require.ErrorIs(t, err, want, name)
	}
	later := begin.Add(time.Hour)
	parent := f.create(tokens.Draft{Name: "Later", NotBefore: &later})
	_, err := f.Mint(f.holding(parent.Secret), "self", tokens.EphemeralDraft{})
	require.ErrorIs(t, err, tokens.ErrSecretOver)
	for _, text := range []string{"", "x", parent.Secret.Reveal()[:70], "gth_live_0123456789ABCDEF_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ2BPw7z"} {
		_, _, err := f.AuthenticateToken(t.Context(), text)
		require.ErrorIs(t, err, tokens.ErrSecretUnknown, text)
	}
}

func TestMintingFollowsPolicy(t *testing.T) {
	f := open(t, storetest.New(t))
	rules := policy.Shipped()
	rules.EphemeralLife = time.Minute
	_, err := f.policy.Save(f.as("u:acc_admin", rbac.Admin), policy.Instance, 0, true, rules)
	require.NoError(t, err)
	parent := f.create(tokens.Draft{})
	require.Equal(t, begin.Add(time.Minute), f.mint(parent.Secret, tokens.EphemeralDraft{}).Token.ExpiresAt)
	_, err = f.Mint(f.holding(parent.Secret), "self", tokens.EphemeralDraft{Life: 61 * time.Second})
	require.Equal(t, []string{"/lifeSeconds"}, pointers(t, err))
	rules.EphemeralLife, rules.SelfRotation = 0, false
	_, err = f.policy.Save(f.as("u:acc_admin", rbac.Admin), policy.Instance, 1, true, rules)
	require.NoError(t, err)
	_, err = f.Mint(f.holding(parent.Secret), "self", tokens.EphemeralDraft{})
	require.ErrorIs(t, err, tokens.ErrForbidden)
	_, err = f.RotateSelf(f.holding(parent.Secret), tokens.Turn{})
	require.ErrorIs(t, err, tokens.ErrForbidden)
}

func TestAnEphemeralTokenEndsNoLaterThanWhatMintedIt(t *testing.T) {
	f := open(t, storetest.New(t))
	end := begin.Add(2 * time.Minute)
	parent := f.create(tokens.Draft{ExpiresAt: &end})
	require.Equal(t, end, f.mint(parent.Secret, tokens.EphemeralDraft{}).Token.ExpiresAt)
	other := f.create(tokens.Draft{Name: "Other"})
	overlap := time.Minute
	_, err := f.Rotate(f.ada(), other.Token.ID, tokens.Turn{Overlap: &overlap})
	require.NoError(t, err)
	require.Equal(t, begin.Add(time.Minute), f.mint(other.Secret, tokens.EphemeralDraft{}).Token.ExpiresAt)
}

func TestEphemeralTokensAreShownUnderTheirParentOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		parent := f.create(tokens.Draft{})
		made := f.mint(parent.Secret, tokens.EphemeralDraft{})
		f.clock.Advance(time.Second)
		newer := f.mint(parent.Secret, tokens.EphemeralDraft{})

		ofApp, err := f.OfApp(f.ada(), parent.Token.AppID, page.Request{Limit: 50})
		require.NoError(t, err)
		require.Len(t, ofApp.Items, 2, "the first sandbox token and the parent")
		counts, err := f.CountLiving(t.Context(), []string{parent.Token.AppID})
		require.NoError(t, err)
		require.Equal(t, 2, counts[parent.Token.AppID], "they take no place of others")
		first, err := f.Minted(f.ada(), parent.Token.ID, page.Request{Limit: 1})
		require.NoError(t, err)
		require.Equal(t, newer.Token.ID, first.Items[0].ID)
		rest, err := f.Minted(f.ada(), parent.Token.ID, page.Request{Limit: 1, Cursor: first.Next})
		require.NoError(t, err)
		require.Equal(t, made.Token.ID, rest.Items[0].ID)
		_, err = f.Minted(f.as("u:acc_mallory"), parent.Token.ID, page.Request{Limit: 1})
		require.ErrorIs(t, err, tokens.ErrNotFound)
		found, err := f.Inventory(f.as("u:acc_sec", rbac.SecurityAdmin), tokens.Filter{Text: made.Token.ID[8:]}, tokens.Newest, page.Request{Limit: 5})
		require.NoError(t, err)
		require.Len(t, found.Items, 1, "who knows an id finds it")

		_, err = f.Rotate(f.ada(), made.Token.ID, tokens.Turn{})
		require.ErrorIs(t, err, tokens.ErrEphemeral)
		name := "Other"
		_, err = f.Change(f.ada(), made.Token.ID, 0, true, tokens.Patch{Name: &name})
		require.ErrorIs(t, err, tokens.ErrEphemeral)
		_, err = f.Revoke(f.ada(), made.Token.ID, "Not needed.")
		require.NoError(t, err)

		f.clock.Advance(5*time.Minute + day - time.Microsecond)
		require.NoError(t, f.ForgetMinted(t.Context()))
		left, err := f.Minted(f.ada(), parent.Token.ID, page.Request{Limit: 5})
		require.NoError(t, err)
		require.Len(t, left.Items, 1, "the older one is gone, and the newer one is kept to its last microsecond")
		f.clock.Advance(time.Microsecond)
		require.NoError(t, f.ForgetMinted(t.Context()))
		_, err = f.Any(t.Context(), newer.Token.ID)
		require.ErrorIs(t, err, tokens.ErrNotFound)
		_, err = f.Any(t.Context(), parent.Token.ID)
		require.NoError(t, err)
	})
}
