package passkeys_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/passkeys"
	"github.com/gatehouse-dev/gatehouse/backend/passkeys/softkey"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func sqlite(t *testing.T) *store.Store {
	t.Helper()
	return storetest.New(t)
}

// adminContext answers the context of an admin who is not in the database.
func adminContext(t *testing.T, _ *house) context.Context {
	t.Helper()
	return rbac.With(anonymous(t), rbac.Subject{ID: rbac.PersonID("acc_admin"), Roles: []rbac.Role{rbac.Admin}})
}

func TestLastPasskeyCannotBeRemoved(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		joined := h.join(t, "ada@example.com", softkey.New(origin))

		err := h.passkeys.Remove(h.as(t, joined.Started.Cookie), joined.Passkey.AccountID, joined.Passkey.ID)

		require.ErrorIs(t, err, passkeys.ErrLast)
	})
}

func TestRemovingAPasskeyEndsTheOtherSessions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := softkey.New(origin)
		joined := h.join(t, "ada@example.com", key)
		ctx := h.as(t, h.stepUp(t, joined.Started.Cookie, key))
		_, err := h.passkeys.FinishRegistration(ctx, passkeys.ToRegister, browser, h.create(t, ctx, softkey.New(origin)), "", 0)
		require.NoError(t, err)
		other, err := h.signIn(t, key)
		require.NoError(t, err)

		err = h.passkeys.Remove(ctx, joined.Passkey.AccountID, joined.Passkey.ID)

		require.NoError(t, err)
		_, err = h.sessions.Authenticate(anonymous(t), other.Cookie)
		require.ErrorIs(t, err, web.ErrUnauthenticated)
		_, err = h.signIn(t, key)
		require.ErrorIs(t, err, passkeys.ErrRefused)
	})
}

func TestPasskeysOfOthersAreMissing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada := h.join(t, "ada@example.com", softkey.New(origin))
		bob := h.join(t, "bob@example.com", softkey.New(origin))

		_, err := h.passkeys.Rename(anonymous(t), bob.Passkey.AccountID, ada.Passkey.ID, "Mine")
		require.ErrorIs(t, err, passkeys.ErrNotFound)
		err = h.passkeys.Remove(anonymous(t), bob.Passkey.AccountID, ada.Passkey.ID)
		require.ErrorIs(t, err, passkeys.ErrNotFound)
	})
}

func TestPublicURLThatCannotCarryPasskeysIsRefused(t *testing.T) {
	for _, url := range []string{"http://portal.example", "https://192.0.2.1", "http://127.0.0.1:8080", "https://portal.example/x", "portal"} {
		_, err := passkeys.New(passkeys.Deps{PublicURL: url})
		require.Error(t, err, url)
	}
}
