package policy

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/doctor"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type profileRow struct {
	Profile string
	Since   int64
	SetBy   string
}

func (profileRow) TableName() string { return "policy_profiles" }

// profiles answers those that are on, in their own order.
func (r repo) profiles(ctx context.Context) ([]ProfileOn, error) {
	var rows []profileRow
	if err := r.store.Read(ctx).Find(&rows).Error; err != nil {
		return nil, err
	}
	on := []ProfileOn{}
	for _, p := range doctor.Profiles() {
		for _, f := range rows {
			if f.Profile == string(p) {
				on = append(on, ProfileOn{Profile: p, Since: store.Time(f.Since), By: f.SetBy})
			}
		}
	}
	return on, nil
}

func (r repo) addProfile(ctx context.Context, p ProfileOn) error {
	err := r.store.Write(ctx).Create(&profileRow{Profile: string(p.Profile), Since: store.Micros(p.Since), SetBy: p.By}).Error
	if store.IsUnique(err) {
		return ErrProfileSet.Because(err)
	}
	return err
}

// dropProfile reports whether the profile was on.
func (r repo) dropProfile(ctx context.Context, p doctor.Profile) (bool, error) {
	done := r.store.Write(ctx).Where("profile = ?", string(p)).Delete(&profileRow{})
	return done.RowsAffected == 1, done.Error
}
