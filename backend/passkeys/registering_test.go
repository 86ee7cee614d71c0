package passkeys_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/passkeys"
	"github.com/gatehouse-dev/gatehouse/backend/passkeys/softkey"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestFirstPasskeyMakesAccountCodesAndSession(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := softkey.New(origin)
		done := h.join(t, "ada@example.com", key)

		require.Len(t, done.Codes, 10)
		require.Len(t, key.Handle, 64)
		require.Equal(t, "Firefox on Linux", done.Passkey.Name)
		info, err := h.sessions.Authenticate(anonymous(t), done.Started.Cookie)
		require.NoError(t, err)
		require.Equal(t, []rbac.Role{rbac.Developer}, info.Subject.Roles)
		require.True(t, info.CSRF(done.Started.CSRFToken))
		account, err := h.accounts.ByEmail(t.Context(), " ADA@example.com")
		require.NoError(t, err)
		require.Equal(t, key.Handle, account.Handle)
	})
}

func TestEnrolmentMakesOneAccountOnly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.join(t, "ada@example.com", softkey.New(origin))

		_, err := h.passkeys.BeginRegistration(anonymous(t), passkeys.ToRegister, browser)

		require.ErrorIs(t, err, accounts.ErrNoEnrolment)
	})
}

func TestRegistrationWithoutUserVerificationIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.enrol(t, "ada@example.com")
		key := softkey.New(origin)
		key.Flags = softkey.FlagUserPresent

		_, err := h.passkeys.FinishRegistration(anonymous(t), passkeys.ToRegister, browser, h.create(t, anonymous(t), key), "", 0)

		require.ErrorIs(t, err, passkeys.ErrRegistration)
		_, err = h.accounts.ByEmail(t.Context(), "ada@example.com")
		require.ErrorIs(t, err, accounts.ErrNotFound)
	})
}

func TestRegistrationFromAnotherOriginOrFrameIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.enrol(t, "ada@example.com")
		elsewhere, framed := softkey.New("http://localhost:9999"), softkey.New(origin)
		framed.CrossOrigin = true
		for _, key := range []*softkey.Key{elsewhere, framed} {
			_, err := h.passkeys.FinishRegistration(anonymous(t), passkeys.ToRegister, browser, h.create(t, anonymous(t), key), "", 0)
			require.ErrorIs(t, err, passkeys.ErrRegistration)
		}
	})
}

func TestOneCredentialBelongsToOneAccount(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := softkey.New(origin)
		h.join(t, "ada@example.com", key)
		h.enrol(t, "bob@example.com")

		_, err := h.passkeys.FinishRegistration(anonymous(t), passkeys.ToRegister, browser, h.create(t, anonymous(t), key), "", 0)

		require.ErrorIs(t, err, passkeys.ErrTaken)
	})
}

func TestAnotherPasskeyNeedsStepUp(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := softkey.New(origin)
		done := h.join(t, "ada@example.com", key)
		_, err := h.passkeys.BeginRegistration(h.as(t, done.Started.Cookie), passkeys.ToRegister, browser)
		require.ErrorIs(t, err, web.ErrStepUpRequired)

		ctx := h.as(t, h.stepUp(t, done.Started.Cookie, key))
		second, err := h.passkeys.FinishRegistration(ctx, passkeys.ToRegister, browser, h.create(t, ctx, softkey.New(origin)), "Phone", 0)

		require.NoError(t, err)
		require.Empty(t, second.Codes)
		require.Equal(t, "Phone", second.Passkey.Name)
		require.Contains(t, h.lastMail(t, "ada@example.com").Subject, "passkey was added")
	})
}

func TestFirstStartMakesTheAdminOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		link, open, err := h.accounts.SetupLink(t.Context(), origin)
		require.NoError(t, err)
		require.True(t, open)
		secret := link[len(origin+"/setup#secret="):]
		_, err = h.passkeys.BeginSetup(anonymous(t), "wrong", "root@example.com", "Root", browser)
		require.ErrorIs(t, err, accounts.ErrSetupSecret)
		creation, err := h.passkeys.BeginSetup(anonymous(t), secret, "root@example.com", "Root", browser)
		require.NoError(t, err)
		response, err := softkey.New(origin).Register(asJSON(t, creation.Response))
		require.NoError(t, err)

		done, err := h.passkeys.FinishRegistration(anonymous(t), passkeys.ToSetUp, browser, response, "", 0)

		require.NoError(t, err)
		info, err := h.sessions.Authenticate(anonymous(t), done.Started.Cookie)
		require.NoError(t, err)
		require.True(t, info.Subject.Has(rbac.Admin))
		_, err = h.passkeys.BeginSetup(anonymous(t), secret, "other@example.com", "Other", browser)
		require.ErrorIs(t, err, accounts.ErrSetupDone)
		_, open, err = h.accounts.SetupLink(t.Context(), origin)
		require.NoError(t, err)
		require.False(t, open)
	})
}

func TestSetupLinkDiesAfterFifteenMinutes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		link, _, err := h.accounts.SetupLink(t.Context(), origin)
		require.NoError(t, err)
		h.clock.Advance(accounts.SetupLife)

		_, err = h.passkeys.BeginSetup(anonymous(t), link[len(origin+"/setup#secret="):], "root@example.com", "Root", browser)

		require.ErrorIs(t, err, accounts.ErrSetupDone)
	})
}

func TestCreationOptionsAskForWhatWeEnforce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.enrol(t, "ada@example.com")
		creation, err := h.passkeys.BeginRegistration(anonymous(t), passkeys.ToRegister, browser)
		require.NoError(t, err)
		var options struct {
			Challenge              string
			Timeout                int
			Attestation            string
			RP                     struct{ ID string }
			PubKeyCredParams       []struct{ Alg int }
			AuthenticatorSelection struct{ ResidentKey, UserVerification string }
		}
		require.NoError(t, json.Unmarshal(asJSON(t, creation.Response), &options))

		require.Len(t, options.Challenge, 43)
		require.Equal(t, int((120 * time.Second).Milliseconds()), options.Timeout)
		require.Equal(t, "localhost", options.RP.ID)
		require.Equal(t, "none", options.Attestation)
		require.Equal(t, "required", options.AuthenticatorSelection.ResidentKey)
		require.Equal(t, "required", options.AuthenticatorSelection.UserVerification)
		require.Equal(t, []struct{ Alg int }{{-7}, {-8}, {-257}}, options.PubKeyCredParams)
	})
}
