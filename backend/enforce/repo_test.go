package enforce

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// rows is a portal in a real database: what the other packages would have written.
type rows struct {
	t     *testing.T
	store *store.Store
	keys  *secret.Keys
	full  string
	token string
}

func storedWorld(t *testing.T, s *store.Store) (*rows, *Service) {
	t.Helper()
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	r := &rows{t: t, store: s, keys: keys}
	made, err := secret.Generate("gth", secret.Test, fixedRandom{1})
	require.NoError(t, err)
	r.full, r.token = made.Full, "tok_"+made.ID
	var chunk bytes.Buffer
	packer := gzip.NewWriter(&chunk)
	_, _ = packer.Write([]byte(tickets))
	require.NoError(t, packer.Close())
	service := New(Deps{Store: s, Clock: clock.NewFake(noon), Keys: keys})
	r.exec(store.KindAccount, "acc_1", `INSERT INTO accounts (id, email, email_canonical, name, handle, state, created_at, updated_at) VALUES ('acc_1', 'a@b', 'a@b', 'Ada', ?, 'active', 0, 0)`, []byte{1})
	r.exec(store.KindAPI, "api_1", `INSERT INTO apis (id, slug, name, visibility, owner, lifecycle, current_version_id, created_at, updated_at) VALUES ('api_1', 'museum', 'Museum', 'public', 'u:acc_1', 'published', 'ver_1', 0, 0)`)
	r.exec(store.KindVersion, "ver_1", `INSERT INTO versions (id, api_id, label, state, created_by, created_at, updated_at) VALUES ('ver_1', 'api_1', '2026-11', 'published', 'u:acc_1', 0, 0)`)
	r.exec(store.KindVersion, "ver_1", `INSERT INTO operations (version_id, operation_id, method, path, scopes, position, chunk) VALUES ('ver_1', 'listTickets', 'get', '/tickets', '["tickets:read"]', 0, ?)`, chunk.Bytes())
	r.exec(store.KindVersion, "ver_1", `INSERT INTO operations (version_id, operation_id, method, path, webhook, position, chunk) VALUES ('ver_1', 'sold', 'post', 'sold', TRUE, 1, ?)`, chunk.Bytes())
	r.exec(store.KindPlan, "pln_1", `INSERT INTO plans (id, api_id, name, approval, limits, quota, environments, created_at, updated_at) VALUES ('pln_1', 'api_1', 'Free', 'automatic', '[{"name":"minute","requests":60,"windowSeconds":60}]', '{"requests":100,"period":"day"}', '["sandbox"]', 0, 0)`)
	r.exec(store.KindApp, "app_1", `INSERT INTO apps (id, owner, name, created_at, updated_at) VALUES ('app_1', 'u:acc_1', 'Wall', 0, 0)`)
	r.exec(store.KindGrant, "gnt_1", `INSERT INTO grants (id, app_id, api_id, plan_id, environment, scopes, state, granted_by, created_at, updated_at, version) VALUES ('gnt_1', 'app_1', 'api_1', 'pln_1', 'sandbox', '["museum:tickets:read"]', 'active', 'u:acc_1', 0, 0, 1)`)
	r.exec(store.KindToken, r.token, `INSERT INTO tokens (id, kind, environment, app_id, name, scopes, expires_at, created_by, created_at, updated_at, version) VALUES (?, 'test', 'sandbox', 'app_1', 'Key', '["museum:tickets:read"]', ?, 'u:acc_1', 0, 0, 1)`, r.token, noon.UnixMicro()+hour)
	r.secret(1, made.Full, nil, false)
	return r, service
}

func (r *rows) secret(generation int, full string, until any, pending bool) {
	kid, pepper := r.keys.Pepper()
	mac := secret.MAC(pepper, secret.DomainToken, full)
	r.exec(store.KindToken, r.token, `INSERT INTO token_secrets (token_id, generation, mac, pepper_kid, last4, valid_from, valid_until, pending_until_first_use) VALUES (?, ?, ?, ?, 'abcd', 0, ?, ?)`, r.token, generation, mac[:], kid, until, pending)
}

// exec changes a row and says so, in one transaction.
func (r *rows) exec(kind, id, statement string, args ...any) {
	r.t.Helper()
	require.NoError(r.t, r.store.Tx(r.t.Context(), func(ctx context.Context) error {
		if err := r.store.Write(ctx).Exec(statement, args...).Error; err != nil {
			return err
		}
		return r.store.Changed(ctx, kind, id)
	}))
}

func (r *rows) decide(s *Service, full string) string {
	var v verdict
	s.decide(&Request{Brand: "gth", Credential: full, API: "museum", Method: "GET", Path: "/tickets"}, 1, false, &v)
	return v.Code.String()
}

func TestEveryChangeIsEffectiveWhenItIsAcknowledged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		r, s := storedWorld(t, st)
		require.Equal(t, "unavailable", r.decide(s, r.full), "before Load everything is refused")
		require.NoError(t, s.Load(t.Context()))
		require.Equal(t, "allowed", r.decide(s, r.full))
		op, _ := s.Snapshot().API("museum").Current.Routes.find("POST", "/sold")
		require.Nil(t, op, "a webhook is no operation of the gateway")
		for _, step := range []struct{ kind, id, do, undo, want string }{
			{store.KindToken, r.token, `UPDATE tokens SET quarantine_mode = 'knownNetworks', quarantine_networks = '["192.0.2.0/24"]', quarantine_until = 99999999999999999 WHERE id = ?`,
				`UPDATE tokens SET quarantine_mode = '' WHERE id = ?`, "token_quarantined"},
			{store.KindToken, r.token, `UPDATE tokens SET suspended_at = 1 WHERE id = ?`, `UPDATE tokens SET suspended_at = NULL WHERE id = ?`, "token_suspended"},
			{store.KindToken, r.token, `UPDATE tokens SET revoked_at = 1 WHERE id = ?`, `UPDATE tokens SET revoked_at = NULL WHERE id = ?`, "token_revoked"},
			{store.KindToken, r.token, `UPDATE tokens SET networks = '["10.0.0.0/8"]' WHERE id = ?`, `UPDATE tokens SET networks = '[]' WHERE id = ?`, "network_denied"},
			{store.KindToken, r.token, `UPDATE tokens SET origins = '["https://a.example"]' WHERE id = ?`, `UPDATE tokens SET origins = '[]' WHERE id = ?`, "origin_denied"},
			{store.KindToken, r.token, `UPDATE tokens SET scopes = '[]' WHERE id = ?`, `UPDATE tokens SET scopes = '["museum:tickets:read"]' WHERE id = ?`, "scope_missing"},
			{store.KindApp, "app_1", `UPDATE apps SET state = 'suspended' WHERE id = ?`, `UPDATE apps SET state = 'active' WHERE id = ?`, "app_suspended"},
			{store.KindAccount, "acc_1", `UPDATE accounts SET state = 'disabled' WHERE id = ?`, `UPDATE accounts SET state = 'active' WHERE id = ?`, "app_suspended"},
			{store.KindGrant, "gnt_1", `UPDATE grants SET state = 'paused' WHERE id = ?`, `UPDATE grants SET state = 'active' WHERE id = ?`, "grant_missing"},
			{store.KindGrant, "gnt_1", `UPDATE grants SET state = 'ended' WHERE id = ?`, `UPDATE grants SET state = 'active' WHERE id = ?`, "grant_missing"},
			{store.KindGrant, "gnt_1", `UPDATE grants SET scopes = '[]' WHERE id = ?`, `UPDATE grants SET scopes = '["museum:tickets:read"]' WHERE id = ?`, "scope_missing"},
			{store.KindVersion, "ver_1", `UPDATE versions SET state = 'retired' WHERE id = ?`, `UPDATE versions SET state = 'published' WHERE id = ?`, "version_retired"},
			{store.KindAPI, "api_1", `UPDATE apis SET lifecycle = 'retired' WHERE id = ?`, `UPDATE apis SET lifecycle = 'published' WHERE id = ?`, "version_retired"},
			{store.KindAPI, "api_1", `UPDATE apis SET slug = 'zoo' WHERE id = ?`, `UPDATE apis SET slug = 'museum' WHERE id = ?`, "operation_unknown"},
			{store.KindPlan, "pln_1", `UPDATE plans SET quota = '{"requests":1,"period":"day"}' WHERE id = ?`, `UPDATE plans SET quota = '{"requests":100,"period":"day"}' WHERE id = ?`, "quota_exhausted"},
		} {
			r.exec(step.kind, step.id, step.do, step.id)
			require.Equal(t, step.want, r.decide(s, r.full), step.do)
			r.exec(step.kind, step.id, step.undo, step.id)
			require.Equal(t, "allowed", r.decide(s, r.full), step.undo)
		}
		r.exec(store.KindPlan, "pln_1", `DELETE FROM plans WHERE id = 'pln_1'`)
		require.Equal(t, "grant_missing", r.decide(s, r.full))
	})
}

func TestAClientsSuspensionIsReadWholeAndByItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		r, s := storedWorld(t, st)
		suspended := func(of *Service) bool {
			client, found := of.Snapshot().oauth.clients.get("ocl_1")
			require.True(t, found)
			return client.Suspended
		}
		r.exec(store.KindClient, "ocl_1", `INSERT INTO oauth_clients (id, app_id, environment, auth_method, scopes, networks, jwks, created_by, created_at, updated_at, version) VALUES ('ocl_1', 'app_1', 'sandbox', 'client_secret_basic', '[]', '[]', '', 'u:acc_1', 0, 0, 1)`)
		require.NoError(t, s.Load(t.Context()))
		require.False(t, suspended(s))
		r.exec(store.KindClient, "ocl_1", `UPDATE oauth_clients SET suspended_at = 1 WHERE id = 'ocl_1'`)
		require.True(t, suspended(s), "before the change is acknowledged")
		again := New(Deps{Store: st, Clock: clock.NewFake(noon), Keys: r.keys})
		require.NoError(t, again.Load(t.Context()))
		require.True(t, suspended(again))
		r.exec(store.KindClient, "ocl_1", `UPDATE oauth_clients SET suspended_at = NULL WHERE id = 'ocl_1'`)
		require.False(t, suspended(s))
	})
}

func TestRotatedSecretsAreLoadedInBothGenerations(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		r, s := storedWorld(t, st)
		require.NoError(t, s.Load(t.Context()))
		renewed, err := secret.Renew("gth", secret.Test, r.token[4:], fixedRandom{2})
		require.NoError(t, err)
		r.exec(store.KindToken, r.token, `UPDATE token_secrets SET valid_until = ? WHERE token_id = ?`, noon.UnixMicro()+1, r.token)
		r.secret(2, renewed.Full, nil, true)
		require.Equal(t, "allowed", r.decide(s, r.full))
		require.Empty(t, s.reports)
		require.Equal(t, "allowed", r.decide(s, renewed.Full))
		require.Equal(t, report{token: r.token, generation: 2}, <-s.reports, "the first use of a pending secret is reported")
		r.exec(store.KindToken, r.token, `UPDATE token_secrets SET valid_until = ? WHERE token_id = ? AND generation = 1`, noon.UnixMicro(), r.token)
		require.Equal(t, "token_rotated", r.decide(s, r.full))

		again := New(Deps{Store: st, Clock: clock.NewFake(noon), Keys: r.keys})
		require.NoError(t, again.Load(t.Context()))
		require.Equal(t, "token_rotated", r.decide(again, r.full), "loading whole gives the same as loading one")
		require.Equal(t, "allowed", r.decide(again, renewed.Full))
	})
}

func TestASecretThatNobodyUsedDoesNotHideTheOneInUse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		r, s := storedWorld(t, st)
		require.NoError(t, s.Load(t.Context()))
		lost, err := secret.Renew("gth", secret.Test, r.token[4:], fixedRandom{2})
		require.NoError(t, err)
		renewed, err := secret.Renew("gth", secret.Test, r.token[4:], fixedRandom{3})
		require.NoError(t, err)
		r.exec(store.KindToken, r.token, `UPDATE token_secrets SET valid_until = ? WHERE token_id = ?`, noon.UnixMicro()+2, r.token)
		r.secret(2, lost.Full, nil, false)
		r.exec(store.KindToken, r.token, `UPDATE token_secrets SET valid_until = ? WHERE token_id = ? AND generation = 2`, noon.UnixMicro(), r.token)
		r.secret(3, renewed.Full, nil, false)
		require.Equal(t, "allowed", r.decide(s, r.full), "the overlap was promised to it")
		require.Equal(t, "allowed", r.decide(s, renewed.Full))
		require.NotEqual(t, "allowed", r.decide(s, lost.Full))
	})
}

func TestChangesOfAnotherProcessArriveByPolling(t *testing.T) {
	r, s := storedWorld(t, storetest.New(t))
	require.NoError(t, s.Load(t.Context()))
	before := s.Snapshot()
	r.exec(store.KindToken, r.token, `UPDATE tokens SET revoked_at = 1 WHERE id = ?`, r.token)
	s.Use(before) // as if the change had been made elsewhere
	s.seen = &seen{cursor: s.seen.cursor, seqs: map[int64]struct{}{}}
	require.Equal(t, "allowed", r.decide(s, r.full))
	require.NoError(t, s.catchUp(t.Context()))
	require.Equal(t, "token_revoked", r.decide(s, r.full))
	after := s.Snapshot()
	require.NoError(t, s.catchUp(t.Context()))
	require.Same(t, after, s.Snapshot(), "nothing is applied twice")
}

func TestARestrictionThatCantBeReadRefusesItsTokenOnly(t *testing.T) {
	r, s := storedWorld(t, storetest.New(t))
	r.exec(store.KindToken, r.token, `UPDATE tokens SET networks = '["nonsense"]' WHERE id = ?`, r.token)
	require.NoError(t, s.Load(t.Context()), "one bad row doesn't stop the house")
	require.Equal(t, "unavailable", r.decide(s, r.full))
}

func TestAChangeThatCantBeReadRefusesEverythingUntilItCan(t *testing.T) {
	r, s := storedWorld(t, storetest.New(t))
	require.NoError(t, s.Load(t.Context()))
	unreadable, cancel := context.WithCancel(t.Context())
	cancel()
	s.changed(unreadable, []store.Change{{Seq: 1 << 40, Kind: store.KindToken, ID: r.token}})
	require.Equal(t, "unavailable", r.decide(s, r.full))
	require.NoError(t, s.catchUp(t.Context()))
	require.Equal(t, "allowed", r.decide(s, r.full))
}

func TestTheSandboxReadsItsOperationFromTheCatalogue(t *testing.T) {
	r, s := storedWorld(t, storetest.New(t))
	require.NoError(t, s.Load(t.Context()))
	g := &gate{Service: s, memory: newMemory()}
	g.gatewayAddr = serve(t, s.ServeGateway)
	response, body := g.do(t, "GET", "/museum/tickets", r.full, nil)
	require.Equal(t, 200, response.StatusCode, body)
	require.JSONEq(t, `[{"id":"t1"}]`, body)
}

func TestRevokingWhileCallsRunLetsNoneStartAfterwards(t *testing.T) {
	r, s := storedWorld(t, storetest.New(t))
	r.exec(store.KindPlan, "pln_1", `UPDATE plans SET limits = '[]', quota = NULL WHERE id = 'pln_1'`)
	require.NoError(t, s.Load(t.Context()))
	for round := range 20 {
		stop, late := make(chan struct{}), make(chan int, 1)
		go func() {
			wrong := 0
			for {
				select {
				case <-stop:
					for range 100 {
						if r.decide(s, r.full) == "allowed" {
							wrong++
						}
					}
					late <- wrong
					return
				default:
					r.decide(s, r.full)
				}
			}
		}()
		r.exec(store.KindToken, r.token, `UPDATE tokens SET revoked_at = 1 WHERE id = ?`, r.token)
		close(stop)
		require.Zero(t, <-late, fmt.Sprint("round ", round))
		r.exec(store.KindToken, r.token, `UPDATE tokens SET revoked_at = NULL WHERE id = ?`, r.token)
	}
}

func TestLimitsOfAGrantHoldInPlaceOfItsPlansUntilTheyEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		r, s := storedWorld(t, st)
		require.NoError(t, s.Load(t.Context()))
		r.exec(store.KindGrant, "gnt_1", `INSERT INTO grant_limits (grant_id, limits, quota, reason, ends_at, set_by, set_at) VALUES ('gnt_1', '[{"name":"minute","requests":2,"windowSeconds":60}]', '{"requests":5,"period":"month"}', 'Trial', ?, 'u:acc_1', 0)`, noon.UnixMicro()+1)
		require.Equal(t, "allowed", r.decide(s, r.full))
		require.Equal(t, "allowed", r.decide(s, r.full))
		require.Equal(t, "rate_limited", r.decide(s, r.full), "lower than the plan's")
		room := s.Headroom("app_1")
		require.True(t, room[0].Own)
		require.Equal(t, "Free", room[0].Plan)
		require.EqualValues(t, 2, room[0].Standings[0].Limit)
		require.EqualValues(t, 5, room[0].Standings[1].Limit)
		require.EqualValues(t, 3, room[0].Standings[1].Remaining)
		var v verdict
		s.decide(&Request{Brand: "gth", Credential: r.full, API: "museum", Method: "GET", Path: "/tickets"}, 1, false, &v)
		require.Contains(t, limitsText(&v.Decision), "the grant's own: ")
		again := New(Deps{Store: st, Clock: s.Clock, Keys: r.keys})
		require.NoError(t, again.Load(t.Context()))
		require.True(t, again.Headroom("app_1")[0].Own, "after a restart, too")
		s.Clock.(*clock.Fake).Advance(time.Microsecond)
		require.Equal(t, "allowed", r.decide(s, r.full), "the plan holds again from that microsecond on")
		require.False(t, s.Headroom("app_1")[0].Own)
		r.exec(store.KindGrant, "gnt_1", `UPDATE grant_limits SET ends_at = NULL, limits = '[]', quota = '' WHERE grant_id = 'gnt_1'`)
		require.Empty(t, s.Headroom("app_1"), "no limit at all")
		require.Equal(t, "allowed", r.decide(s, r.full))
	})
}
