package tokens_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

func TestAChangeDoesNotTakeATokenPastTheRulesOfAnAPI(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		addMuseum(t, s)
		app := f.register("Kiosk").App // with a sandbox token that carries museum:read
		f.set(policy.API, "museum", policy.Part{MaxLife: of(90 * day), TokensPerApp: of(2)})
		made := func(name string, days int) tokens.Token {
			end := begin.AddDate(0, 0, days)
			token, err := f.Create(f.ada(), app.ID, tokens.Draft{Name: name, Environment: "live", ExpiresAt: &end})
			require.NoError(t, err)
			return token.Token
		}
		read := tokens.Patch{Scopes: &[]string{"museum:read"}}
		long, second, third := made("Long", 200), made("Second", 90), made("Third", 90)

		_, err := f.Change(f.ada(), long.ID, 0, true, read)
		var refused *fault.Fault
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "/scopes", refused.Fields[0].Pointer)
		require.Equal(t, "The API Museum allows tokens to live at most 90 days; make a new one.", refused.Fields[0].Message)
		_, err = f.Change(f.ada(), second.ID, 0, true, read)
		require.NoError(t, err)
		_, err = f.Change(f.ada(), third.ID, 0, true, read)
		require.ErrorIs(t, err, tokens.ErrTooMany)
		_, err = f.Change(f.ada(), second.ID, 0, true, tokens.Patch{Scopes: &[]string{"museum:read", "museum:write"}})
		require.NoError(t, err, "it is among the API's tokens already")

		f.set(policy.API, "museum", policy.Part{MaxLife: of(30 * day), TokensPerApp: of(1)})
		_, err = f.Change(f.ada(), second.ID, 0, true, tokens.Patch{Description: of("The door.")})
		require.NoError(t, err, "what holds for a token of before doesn't stand in the way of a change of something else")
	})
}
