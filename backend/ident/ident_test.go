package ident_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/ident"
)

func TestIdsAreUniqueTypedAndInOrder(t *testing.T) {
	last := ""
	for range 1000 {
		id := ident.New("app")
		require.True(t, ident.Valid("app", id))
		require.False(t, ident.Valid("api", id))
		require.GreaterOrEqual(t, id, last[:min(len(last), 12)])
		require.NotEqual(t, last, id)
		last = id
	}
}

func TestForeignTextIsNotAnId(t *testing.T) {
	for _, s := range []string{"", "app", "app_", "app_x", "APP_01h455vb4pex5vsknk084sn02q", "app_01h455vb4pex5vsknk084sn02q "} {
		require.False(t, ident.Valid("app", s), s)
	}
}

func FuzzValid(f *testing.F) {
	f.Add("app_01h455vb4pex5vsknk084sn02q")
	f.Fuzz(func(t *testing.T, s string) {
		if ident.Valid("app", s) {
			require.Len(t, s, 30)
		}
	})
}
