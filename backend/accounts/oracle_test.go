package accounts_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// S-IDN-07 and S-EML-01 as work done: statements are counted, not milliseconds, so that a busy machine says the same.
func TestSignUpAndRecoveryDoTheSameWorkWhetherOrNotAnAccountExists(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		admin := f.person(t, "root@example.com", "admin")
		f.join(t, "known@example.com")
		disabled, codes := f.join(t, "disabled@example.com")
		_, err := f.Disable(as(t, admin), disabled.ID)
		require.NoError(t, err)
		sent := storetest.Statements(t, f.store)
		signUp := func(email string) []string {
			letters := len(f.mail.letters)
			require.NoError(t, f.SignUp(anonymous(t), email, "Ada"))
			require.Len(t, f.mail.letters, letters+1, "each gets one mail")
			return sent()
		}
		recovery := func(email, code string) []string {
			require.ErrorIs(t, f.Recover(anonymous(t), email, code, nothing), accounts.ErrRecovery)
			return sent()
		}

		fresh := signUp("fresh@example.com")
		require.NotEmpty(t, fresh)
		require.Equal(t, fresh, signUp("known@example.com"))
		require.Equal(t, fresh, signUp("disabled@example.com"))
		unknown := recovery("nobody@example.com", "AAAAAA-AAAAAA-AAAAAA-AAAAAA")
		require.NotEmpty(t, unknown)
		require.Equal(t, unknown, recovery("known@example.com", "AAAAAA-AAAAAA-AAAAAA-AAAAAA"))
		require.Equal(t, unknown, recovery("known@example.com", "not a code"))
		require.Equal(t, unknown, recovery("disabled@example.com", codes[0]))
		for range 6 {
			require.NoError(t, f.SignUp(anonymous(t), "known@example.com", "Ada"))
			require.NoError(t, f.SignUp(anonymous(t), "fresh@example.com", "Ada"))
		}
		sent()
		require.NoError(t, f.SignUp(anonymous(t), "known@example.com", "Ada"))
		silenced := sent()
		require.NoError(t, f.SignUp(anonymous(t), "fresh@example.com", "Ada"))
		require.Equal(t, silenced, sent(), "the limit of one address is alike too")
	})
}

func TestRecoveryAnswersTheSameForEveryAddress(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	p.Developer(t, "known@example.com")
	gone := p.Developer(t, "disabled@example.com")
	admin.StepUp(t)
	admin.Do(t, http.MethodPost, "/people/"+gone.Account+"/disable", map[string]any{}).Want(t, 200, nil)
	read := func(email string) (string, http.Header) {
		body := map[string]any{"email": email, "code": "AAAAAA-AAAAAA-AAAAAA-AAAAAA"}
		answer := p.Nobody().Do(t, http.MethodPost, "/auth/recover", body).Want(t, 401, nil)
		id := answer.Header.Get(web.HeaderRequestID)
		require.NotEmpty(t, id)
		for _, own := range []string{web.HeaderRequestID, "Date"} {
			answer.Header.Del(own)
		}
		return strings.ReplaceAll(string(answer.Body), id, ""), answer.Header
	}

	body, header := read("nobody@example.com")

	for _, email := range []string{"known@example.com", "disabled@example.com", "KNOWN@example.com"} {
		gotBody, gotHeader := read(email)
		require.Equal(t, body, gotBody, email)
		require.Equal(t, header, gotHeader, email)
	}
}
