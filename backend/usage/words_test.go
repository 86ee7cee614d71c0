package usage

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

func TestACodeWithoutWordsOfItsOwnIsExplainedByItsFault(t *testing.T) {
	_ = fault.New(fault.Malformed, "test_crooked", "The path is crooked.", "Send it straight.")
	require.Equal(t, "The path is crooked. Send it straight.", Decision{Code: "test_crooked"}.explanation())
	require.Equal(t, "The call was refused by the check that is marked below.", Decision{Code: "test_nobody_knows"}.explanation())
	require.Contains(t, Decision{Code: "scope_missing"}.explanation(), "needs a scope")
}

func TestAMissingScopeIsNamedWithWhoLacksIt(t *testing.T) {
	d := Decision{Code: "scope_missing", Checks: []Check{{Name: "scope", Asked: "museum:tickets:buy", Held: "museum:tickets:read"}}}
	require.Equal(t, "The operation needs museum:tickets:buy, and the token carries only museum:tickets:read.", d.explanation())
	d.Checks[0].Held = "token: museum:tickets:buy; grant: museum:tickets:read"
	require.Equal(t, "The operation needs museum:tickets:buy, and the access that the app was granted doesn't cover it.", d.explanation())
}
