package access

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type limitsRow struct {
	GrantID string
	Limits  string
	Quota   string
	Reason  string
	EndsAt  *int64
	SetBy   string
	SetAt   int64
}

func (limitsRow) TableName() string { return "grant_limits" }

func (r repo) putLimits(ctx context.Context, id string, l OwnLimits) error {
	limits, err := json.Marshal(l.Limits)
	if err != nil {
		return fmt.Errorf("encode limits: %w", err)
	}
	if len(l.Limits) == 0 {
		limits = []byte("[]")
	}
	var quota []byte
	if l.Quota != nil {
		if quota, err = json.Marshal(l.Quota); err != nil {
			return fmt.Errorf("encode the quota: %w", err)
		}
	}
	if _, err := r.dropLimits(ctx, id); err != nil {
		return err
	}
	return r.store.Write(ctx).Create(&limitsRow{
		GrantID: id, Limits: string(limits), Quota: string(quota), Reason: l.Reason, EndsAt: store.NullMicros(l.EndsAt), SetBy: l.SetBy, SetAt: store.Micros(l.SetAt),
	}).Error
}

// dropLimits answers whether there were some.
func (r repo) dropLimits(ctx context.Context, id string) (bool, error) {
	done := r.store.Write(ctx).Where("grant_id = ?", id).Delete(&limitsRow{})
	return done.RowsAffected > 0, done.Error
}

// limitsOf answers the own limits of grants, by their ids.
func (r repo) limitsOf(ctx context.Context, ids []string) (map[string]OwnLimits, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []limitsRow
	if err := r.store.Read(ctx).Where("grant_id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, err
	}
	all := make(map[string]OwnLimits, len(rows))
	for _, row := range rows {
		l := OwnLimits{Reason: row.Reason, EndsAt: store.NullTime(row.EndsAt), SetBy: row.SetBy, SetAt: store.Time(row.SetAt)}
		if err := json.Unmarshal([]byte(row.Limits), &l.Limits); err != nil {
			return nil, fmt.Errorf("read the limits of grant %s: %w", row.GrantID, err)
		}
		if row.Quota != "" {
			if err := json.Unmarshal([]byte(row.Quota), &l.Quota); err != nil {
				return nil, fmt.Errorf("read the quota of grant %s: %w", row.GrantID, err)
			}
		}
		all[row.GrantID] = l
	}
	return all, nil
}
