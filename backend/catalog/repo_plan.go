package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type planRow struct {
	ID           string
	APIID        string `gorm:"column:api_id"`
	Name         string
	Description  string
	Approval     string
	Limits       string
	Quota        *string
	Environments string
	RowVersion   int64
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	UpdatedAt    int64 `gorm:"autoUpdateTime:false"`
}

func (planRow) TableName() string { return "plans" }

func (r repo) insertPlan(ctx context.Context, p Plan) error {
	row, err := planRowOf(p)
	if err != nil {
		return err
	}
	err = r.store.Write(ctx).Create(&row).Error
	if store.IsUnique(err) {
		return ErrPlanNameTaken.Because(err)
	}
	return err
}

// findPlan answers a plan of an API, or of any API when api is empty, else ErrPlanNotFound.
func (r repo) findPlan(ctx context.Context, api, id string) (Plan, error) {
	q := r.store.Read(ctx).Where("id = ?", id)
	if api != "" {
		q = q.Where("api_id = ?", api)
	}
	var found planRow
	err := q.Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Plan{}, ErrPlanNotFound
	}
	if err != nil {
		return Plan{}, fmt.Errorf("find plan %s: %w", id, err)
	}
	return found.plan()
}

func (r repo) listPlans(ctx context.Context, api string) ([]Plan, error) {
	return plans(r.store.Read(ctx).Where("api_id = ?", api).Order("created_at, id"))
}

// automaticPlans answers the plans with automatic approval of the APIs that the audience sees, oldest first.
func (r repo) automaticPlans(ctx context.Context, to audience) ([]Plan, error) {
	q := r.store.Read(ctx).Select("plans.*").Joins("JOIN apis ON apis.id = plans.api_id").
		Where("plans.approval = ? AND apis.lifecycle <> ?", string(Automatic), string(Draft))
	return plans(restrict(q, to).Order("plans.created_at, plans.id"))
}

func plans(q *gorm.DB) ([]Plan, error) {
	var found []planRow
	if err := q.Find(&found).Error; err != nil {
		return nil, fmt.Errorf("list plans: %w", err)
	}
	all := make([]Plan, len(found))
	for i, f := range found {
		var err error
		if all[i], err = f.plan(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// updatePlan writes every changeable member when the stored version is still p.Version, and raises it by one.
func (r repo) updatePlan(ctx context.Context, p Plan) error {
	row, err := planRowOf(p)
	if err != nil {
		return err
	}
	done := r.store.Write(ctx).Model(&planRow{}).Where("id = ? AND row_version = ?", p.ID, p.Version).Updates(map[string]any{
		"name": row.Name, "description": row.Description, "approval": row.Approval, "limits": row.Limits, "quota": row.Quota,
		"environments": row.Environments, "row_version": p.Version + 1, "updated_at": row.UpdatedAt,
	})
	if store.IsUnique(done.Error) {
		return ErrPlanNameTaken.Because(done.Error)
	}
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return ErrStale
	}
	return nil
}

func (r repo) deletePlan(ctx context.Context, id string) error {
	done := r.store.Write(ctx).Where("id = ?", id).Delete(&planRow{})
	if store.IsForeignKey(done.Error) {
		return ErrInUse.Because(done.Error)
	}
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return ErrPlanNotFound
	}
	return nil
}

func planRowOf(p Plan) (planRow, error) {
	limits, environments := p.Limits, p.Environments
	if limits == nil {
		limits = []Limit{}
	}
	row := planRow{
		ID: p.ID, APIID: p.APIID, Name: p.Name, Description: p.Description, Approval: string(p.Approval), RowVersion: p.Version,
		CreatedAt: store.Micros(p.CreatedAt), UpdatedAt: store.Micros(p.UpdatedAt),
	}
	for to, value := range map[*string]any{&row.Limits: limits, &row.Environments: environments} {
		text, err := json.Marshal(value)
		if err != nil {
			return planRow{}, fmt.Errorf("encode plan %s: %w", p.ID, err)
		}
		*to = string(text)
	}
	if p.Quota != nil {
		text, err := json.Marshal(p.Quota)
		if err != nil {
			return planRow{}, fmt.Errorf("encode the quota of plan %s: %w", p.ID, err)
		}
		quota := string(text)
		row.Quota = &quota
	}
	return row, nil
}

func (f planRow) plan() (Plan, error) {
	p := Plan{
		ID: f.ID, APIID: f.APIID, Name: f.Name, Description: f.Description, Approval: Approval(f.Approval), Version: f.RowVersion,
		CreatedAt: store.Time(f.CreatedAt), UpdatedAt: store.Time(f.UpdatedAt),
	}
	if err := json.Unmarshal([]byte(f.Limits), &p.Limits); err != nil {
		return Plan{}, fmt.Errorf("read the limits of plan %s: %w", f.ID, err)
	}
	if err := json.Unmarshal([]byte(f.Environments), &p.Environments); err != nil {
		return Plan{}, fmt.Errorf("read the environments of plan %s: %w", f.ID, err)
	}
	if f.Quota != nil {
		p.Quota = &Quota{}
		if err := json.Unmarshal([]byte(*f.Quota), p.Quota); err != nil {
			return Plan{}, fmt.Errorf("read the quota of plan %s: %w", f.ID, err)
		}
	}
	return p, nil
}
