package checklist

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

var now = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// careful is a token that leaves no point open.
func careful() tokens.Token {
	made, used := now.Add(-20*day), now.Add(-time.Hour)
	return tokens.Token{
		ID: "tok_1", Environment: "live", Scopes: []string{"harbour:berths:read"}, Networks: []string{"192.0.2.0/24"},
		CreatedAt: made, ExpiresAt: made.Add(90 * day), LastUsedAt: &used, Generations: []tokens.Generation{{Number: 1, CreatedAt: made}},
	}
}

func states(f facts) map[Point]State {
	found := map[Point]State{}
	for _, i := range f.items(now) {
		found[i.Point] = i.State
	}
	return found
}

func TestACarefulAppHasNothingOpen(t *testing.T) {
	f := facts{contacts: []string{"ops@example.com"}, living: []tokens.Token{careful()}, defaultLife: 90 * day, said: Said{Place: Manager}}

	for point, state := range states(f) {
		require.Equal(t, Done, state, point)
	}
}

func TestEachPointOpensWithWhatIsTrue(t *testing.T) {
	long := now.Add(-100 * day)
	for point, change := range map[Point]func(*facts, *tokens.Token){
		Scopes:   func(_ *facts, t *tokens.Token) { t.Scopes = []string{"harbour:berths:read", "ledger:entries:read"} },
		Networks: func(_ *facts, t *tokens.Token) { t.Networks = nil },
		Expiry:   func(_ *facts, t *tokens.Token) { t.ExpiresAt = t.ExpiresAt.Add(time.Second) },
		Rotation: func(f *facts, t *tokens.Token) {
			t.CreatedAt, t.Generations[0].CreatedAt, f.defaultLife = long, long, 200*day
		},
		Asked:    func(f *facts, t *tokens.Token) { f.asked = []string{t.ID} },
		Unused:   func(_ *facts, t *tokens.Token) { t.LastUsedAt = nil },
		Exposed:  func(_ *facts, t *tokens.Token) { t.Generations[0].ExposedAt = &long },
		Contacts: func(f *facts, _ *tokens.Token) { f.contacts = nil },
		Secret:   func(f *facts, _ *tokens.Token) { f.said.Place = Elsewhere },
	} {
		token := careful()
		f := facts{contacts: []string{"ops@example.com"}, defaultLife: 90 * day, said: Said{Place: Manager}}
		change(&f, &token)
		f.living = []tokens.Token{token}

		for name, state := range states(f) {
			if name == point {
				require.Equal(t, Open, state, "%s opens", point)
				continue
			}
			require.Equal(t, Done, state, "%s leaves %s alone", point, name)
		}
	}
}

func TestATokenWithEverythingThatWasGrantedIsNotNarrow(t *testing.T) {
	granted := []string{"a:1", "a:2", "a:3", "a:4"}
	token := careful()
	token.Scopes = granted
	require.False(t, facts{granted: granted}.narrow(token))
	mixed := facts{risks: map[string]string{"a:1": "high", "a:2": "low"}}
	require.False(t, mixed.narrow(tokens.Token{Scopes: granted[:2]}), "high risk stands alone")
	require.True(t, mixed.narrow(tokens.Token{Scopes: granted[:1]}))
	require.True(t, facts{granted: granted[:3]}.narrow(tokens.Token{Scopes: granted[:3]}), "few scopes may be all of them")
}

func TestWithoutTokensThereIsNothingToSay(t *testing.T) {
	sandbox := careful()
	sandbox.Environment = "sandbox"

	require.Equal(t, Empty, states(facts{})[Unused])
	require.Equal(t, Empty, states(facts{})[Secret])
	require.Equal(t, Empty, states(facts{living: []tokens.Token{sandbox}})[Networks], "sandbox tokens reach nothing live")
	require.Equal(t, Open, states(facts{living: []tokens.Token{sandbox}})[Secret])
}
