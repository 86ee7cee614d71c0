package tokens_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const foreign = "acme_live_k7Qm2Zx9Bv4Nc8Rt1Wy6Lp3Hd5Jf0GsAe"

func hashOf(full string) string {
	sum := sha256.Sum256([]byte(full))
	return hex.EncodeToString(sum[:])
}

const heading = "sha256,alphabet,length,prefix,last4,app,name,environment,scopes,networks,expires_at\n"

func TestAnImportedKeyIsATokenWithoutAnybodyHavingSeenIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		messages := &told{}
		f.Messenger = messages
		app := f.register("Kiosk").App.ID
		messages.notices = nil
		security := f.as("u:acc_sec", rbac.SecurityAdmin)
		text := heading + fmt.Sprintf("%s,base62,%d,acme_live_,GsAe,%s,Lobby,live,museum:read museum:write,192.0.2.0/24,2026-04-01T00:00:00Z\n", hashOf(foreign), len(foreign), app)

		dry, err := f.Import(security, text, true)
		require.NoError(t, err)
		require.Empty(t, dry.Findings)
		require.Equal(t, 1, dry.Keys)
		require.Empty(t, dry.Tokens)
		require.Empty(t, messages.notices)

		done, err := f.Import(security, text, false)
		require.NoError(t, err)
		require.Len(t, done.Tokens, 1)
		made, err := f.Any(t.Context(), done.Tokens[0].ID)
		require.NoError(t, err)
		require.Equal(t, "acme_live_…GsAe", made.Hint("gth"))
		require.Equal(t, []string{"museum:read", "museum:write"}, made.Scopes)
		require.Equal(t, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), made.ExpiresAt)
		_, pepper := keys("k").Pepper()
		require.Equal(t, secret.ImportedMAC(pepper, secret.HashImported(foreign)), made.Generations[0].MAC)
		require.Equal(t, []string{"acc_ada tokens.imported"}, messages.notices)
		for _, action := range []string{"tokens.import", "tokens.import_keys"} {
			entries, err := f.audit.List(t.Context(), audit.Filter{Action: action}, page.Request{Limit: 10})
			require.NoError(t, err)
			require.Len(t, entries.Items, 1, action)
		}

		_, err = f.Import(security, text, false)
		require.ErrorIs(t, err, tokens.ErrImportRefused, "twice")

		renewed, err := f.Rotate(f.ada(), made.ID, tokens.Turn{})
		require.NoError(t, err)
		require.Equal(t, made.ID, renewed.Token.ID)
		parsed, ok := secret.Parse("gth", renewed.Secret.Reveal())
		require.True(t, ok, "a rotation leads to our own form")
		require.Equal(t, made.ID, "tok_"+parsed.ID)
		require.NotNil(t, renewed.Token.Generations[1].Form)
		require.Nil(t, renewed.Token.Generations[0].Form)
	})
}

func TestADryRunTellsEveryMistakeWithItsLine(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		app := f.register("Kiosk").App.ID
		security := f.as("u:acc_sec", rbac.SecurityAdmin)
		good := fmt.Sprintf("%s,base62,43,acme_live_,,%s,Lobby,live,,,\n", hashOf(foreign), app)
		other := hashOf("other")
		for name, c := range map[string]struct{ text, finding string }{
			"no heading":       {"", "1 : unreadable"},
			"unknown column":   {"sha256,colour\n", "1 colour: unknown"},
			"missing column":   {"sha256,alphabet,length,app,name\n", "1 environment: required"},
			"uneven line":      {heading + good + "a,b\n", "3 : unreadable"},
			"empty":            {heading, "1 : empty"},
			"no hash":          {heading + strings.Replace(good, hashOf(foreign), "abc", 1), "2 sha256: invalid"},
			"twice":            {heading + good + strings.Replace(good, "Lobby", "Other", 1), "3 sha256: twice"},
			"the same name":    {heading + good + strings.Replace(good, hashOf(foreign), other, 1), "3 name: taken"},
			"too weak":         {heading + strings.Replace(good, "base62,43", "base62,28", 1), "2 length: weak"},
			"unknown alphabet": {heading + strings.Replace(good, "base62", "base61", 1), "2 alphabet: invalid"},
			"our own prefix":   {heading + strings.Replace(good, "acme_live_", "gth_live_", 1), "2 prefix: invalid"},
			"no length":        {heading + strings.Replace(good, ",43,", ",many,", 1), "2 length: invalid"},
			"all of a line":    {heading + strings.Replace(strings.Replace(good, app, "app_none", 1), "live,", "moon,", 1), "2 environment: invalid"},
			"unknown app":      {heading + strings.Replace(good, app, "app_none", 1), "2 app: unknown"},
			"not granted":      {heading + strings.Replace(good, "live,,", "live,museum:fly,", 1), "2 scopes: not_granted"},
			"environment":      {heading + strings.Replace(good, "live,,", "moon,,", 1), "2 environment: invalid"},
			"expired":          {heading + strings.Replace(good, "live,,,", "live,,,2020-01-01T00:00:00Z", 1), "2 expires_at: invalid"},
			"no time":          {heading + strings.Replace(good, "live,,,", "live,,,tomorrow", 1), "2 expires_at: invalid"},
			"strange JSON":     {`[{"sha256":"x","colour":1}]`, "1 : unreadable"},
			"JSON":             {fmt.Sprintf(`[{"sha256":%q,"alphabet":"base62","length":43,"prefix":"acme_live_","app":%q,"name":"","environment":"live"}]`, hashOf(foreign), app), "1 name: required"},
		} {
			dry, err := f.Import(security, c.text, true)
			require.NoError(t, err, name)
			var found []string
			for _, finding := range dry.Findings {
				require.NotEmpty(t, finding.Message)
				found = append(found, fmt.Sprintf("%d %s: %s", finding.Line, finding.Member, finding.Code))
			}
			require.Contains(t, found, c.finding, name)
			_, err = f.Import(security, c.text, false)
			require.ErrorIs(t, err, tokens.ErrImportRefused, name)
		}
		list, err := f.OfApp(f.ada(), app, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, list.Items, 1, "nothing was stored")
	})
}

func TestImportedIDsAreEvenAndGiveNothingAway(t *testing.T) {
	counts := map[byte]int{}
	for i := range 4_000 {
		id := secret.ImportedID([]byte("key"), secret.HashImported(fmt.Sprint("key ", i)))
		require.NotEqual(t, id, secret.ImportedID([]byte("other"), secret.HashImported(fmt.Sprint("key ", i))))
		for _, c := range id {
			counts[c]++
		}
	}
	require.Len(t, counts, 62)
	for c, n := range counts {
		require.InDelta(t, 4_000*16/62, n, 200, string(c))
	}
}

func TestImportedKeysAreHeldAgainstTheRulesOfTheirAPIs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		addMuseum(t, s)
		app := f.register("Kiosk").App.ID
		f.set(policy.API, "museum", policy.Part{MaxLife: of(30 * day), NameRule: of("m-.+"), TokensPerApp: of(2)}) // the first sandbox token is one
		line := func(key, name, scopes, end string) string {
			return fmt.Sprintf("%s,base62,43,acme_live_,,%s,%s,live,%s,,%s\n", hashOf(key), app, name, scopes, end)
		}
		soon, late := f.clock.Now().Add(20*day).Format(time.RFC3339), f.clock.Now().Add(60*day).Format(time.RFC3339)
		dry, err := f.Import(f.as("u:acc_sec", rbac.SecurityAdmin), heading+
			line("a", "free", "", late)+
			line("b", "m-one", "museum:read", soon)+
			line("c", "m-two", "museum:read", soon)+
			line("d", "m-three", "museum:read", late)+
			line("e", "lobby", "museum:read", soon), true)
		require.NoError(t, err)
		var found []string
		for _, finding := range dry.Findings {
			found = append(found, fmt.Sprintf("%d %s", finding.Line, finding.Member))
		}
		require.ElementsMatch(t, []string{"4 app", "5 expires_at", "6 name"}, found, "%v", dry.Findings)
		require.Contains(t, fmt.Sprint(dry.Findings), "Museum")
	})
}
