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
