package rbac_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestNobodyIsAStrangerToTheirOwnByGoingThroughAToken(t *testing.T) {
	makers := map[string]string{"t:opt_1": "u:acc_ada", "t:opt_2": "u:acc_ada", "t:opt_3": "u:acc_bob"}
	behind := func(_ context.Context, subject string) ([]string, error) {
		if maker := makers[subject]; maker != "" {
			return []string{maker}, nil
		}
		if subject == "g:tea_1" {
			return []string{"u:acc_eve", "u:acc_ada"}, nil
		}
		return []string{subject}, nil
	}
	for _, c := range []struct {
		me       string
		subjects []string
		mine     bool
	}{
		{"u:acc_ada", []string{"u:acc_ada"}, true},
		{"u:acc_ada", []string{"u:acc_bob", "t:opt_1"}, true},
		{"t:opt_1", []string{"u:acc_ada"}, true},
		{"t:opt_1", []string{"t:opt_2"}, true},
		{"t:opt_3", []string{"t:opt_2", "u:acc_ada"}, false},
		{"t:opt_9", []string{"t:opt_8"}, false},
		{"u:acc_bob", nil, false},
		{"u:acc_ada", []string{"g:tea_1"}, true},
		{"t:opt_1", []string{"u:acc_bob", "g:tea_1"}, true},
		{"u:acc_bob", []string{"g:tea_1"}, false},
		{"t:opt_3", []string{"g:tea_1"}, false},
		{"u:acc_ada", []string{"g:tea_2"}, false},
	} {
		ctx := rbac.With(t.Context(), rbac.Subject{ID: c.me})
		mine, err := rbac.Mine(ctx, behind, c.subjects...)
		require.NoError(t, err)
		require.Equal(t, c.mine, mine, c)
	}
	broken := errors.New("away")
	_, err := rbac.Mine(rbac.With(t.Context(), rbac.Subject{ID: "t:opt_1"}), func(context.Context, string) ([]string, error) { return nil, broken }, "u:acc_ada")
	require.ErrorIs(t, err, broken)
}
