package oauth

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func TestClientsAreHeldAgainstTheRulesThatAreAboutThem(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := repo{s}
		const day = 24 * time.Hour
		write := func(work func(context.Context) error) { require.NoError(t, s.Tx(t.Context(), work)) }
		old, young, revoked := example("ocl_old"), example("ocl_young"), example("ocl_revoked")
		old.AppID, young.AppID, revoked.AppID = "app_1", "app_2", "app_3"
		old.Networks, old.Secrets[0].ExpiresAt = nil, noon.Add(90*day)
		young.CreatedAt, young.Secrets[0].CreatedAt, young.Secrets[0].ExpiresAt = noon.Add(30*day), noon.Add(30*day), noon.Add(50*day)
		for _, c := range []Client{old, young, revoked} {
			write(func(ctx context.Context) error { return r.insert(ctx, c) })
		}
		write(func(ctx context.Context) error {
			return s.Write(ctx).Model(&row{}).Where("id = ?", "ocl_revoked").Update("revoked_at", 1).Error
		})
		write(func(ctx context.Context) error {
			db := s.Write(ctx)
			if err := db.Exec("INSERT INTO apis (id, slug, name, visibility, owner, created_at, updated_at) VALUES ('api_1', 'museum', 'Museum', 'public', 'u:acc_1', 0, 0)").Error; err != nil {
				return err
			}
			return db.Exec("INSERT INTO scopes (api_id, name, risk) VALUES ('api_1', 'read', 'high')").Error
		})
		now := noon.Add(40 * day)
		life, days, yes := 60*day, 30, true
		step := policy.Step{Place: policy.Place{Level: policy.API, ID: "museum"}, Part: policy.Part{
			MaxLife: &life, RotationWarnDays: &days, RotationBlockDays: &days, IdleDays: &days, Kinds: []string{"live"}, NetworksForHighRisk: &yes, DescriptionRequired: &yes,
		}}
		known := func(rule policy.Rule) (ids []string) {
			require.NoError(t, s.Read(t.Context()).Model(&breachRow{}).Where("rule = ?", rule).Order("client_id").Pluck("client_id", &ids).Error)
			return ids
		}
		look := func(rule policy.Rule) {
			write(func(ctx context.Context) error { return r.lookForBreaches(ctx, step, rule, now) })
		}
		for _, rule := range append(watched, policy.DescriptionRequired) {
			look(rule)
			look(rule) // finds nothing new
		}
		require.Equal(t, []string{"ocl_old", "ocl_young"}, known(policy.Kinds))
		for _, rule := range []policy.Rule{policy.MaxLife, policy.RotationWarnDays, policy.RotationBlockDays, policy.IdleDays, policy.NetworksForHighRisk} {
			require.Equal(t, []string{"ocl_old"}, known(rule), rule)
		}
		require.Empty(t, known(policy.DescriptionRequired), "a client has none")
		all, breaking, err := r.countUnder(t.Context(), step, policy.IdleDays)
		require.NoError(t, err)
		require.Equal(t, []int64{2, 1}, []int64{all, breaking})

		write(func(ctx context.Context) error { return r.issued(ctx, "ocl_old", now) })
		look(policy.IdleDays)
		require.Empty(t, known(policy.IdleDays), "it is used again")
		step.Place = policy.Place{Level: policy.API, ID: "other"}
		n := int64(0)
		require.NoError(t, r.breaking(t.Context(), step, policy.Kinds, now).Count(&n).Error)
		require.Zero(t, n, "it holds no scope of that API")
	})
}
