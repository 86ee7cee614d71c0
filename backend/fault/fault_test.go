package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

var errTest = fault.New(fault.Conflict, "test.taken", "Taken.", "Choose another.")

func TestCopiesStayTheSameFaultAndLeaveTheDeclarationAlone(t *testing.T) {
	err := fmt.Errorf("while naming: %w", errTest.Because(io.EOF).With(fault.Bad("/name", "Taken.")).Saying("This name is taken."))
	require.ErrorIs(t, err, errTest)
	require.ErrorIs(t, err, io.EOF)
	require.NotErrorIs(t, err, fault.ErrInvalid)
	var f *fault.Fault
	require.True(t, errors.As(err, &f))
	require.Equal(t, "This name is taken.", f.Message)
	require.Empty(t, errTest.Fields)
	require.Equal(t, "Taken.", errTest.Message)
}

func TestACodeHasOneMeaning(t *testing.T) {
	require.Panics(t, func() { fault.New(fault.Gone, "test.taken", "", "") })
}

func TestAllIsOrderedAndComplete(t *testing.T) {
	all := fault.All()
	require.NotEmpty(t, all)
	for i := 1; i < len(all); i++ {
		require.Less(t, all[i-1].Code, all[i].Code)
	}
	got, ok := fault.ByCode("test.taken")
	require.True(t, ok)
	require.Same(t, errTest, got)
}
