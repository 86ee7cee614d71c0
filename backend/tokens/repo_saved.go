package tokens

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type savedRow struct {
	ID         string
	AccountID  string
	Name       string
	Filter     string
	TokenOrder string
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
}

func (savedRow) TableName() string { return "token_views" }

func (f savedRow) saved() (Saved, error) {
	v := Saved{ID: f.ID, Account: f.AccountID, Name: f.Name, Order: Order(f.TokenOrder), CreatedAt: store.Time(f.CreatedAt)}
	if err := json.Unmarshal([]byte(f.Filter), &v.Filter); err != nil {
		return Saved{}, fmt.Errorf("read the filter of view %s: %w", f.ID, err)
	}
	return v, nil
}

// saved answers a person's views by name.
func (r repo) saved(ctx context.Context, account string) ([]Saved, error) {
	var found []savedRow
	if err := r.store.Read(ctx).Where("account_id = ?", account).Order("name, id").Limit(savedMax + 1).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("list views of the tokens: %w", err)
	}
	views := make([]Saved, len(found))
	for i, f := range found {
		var err error
		if views[i], err = f.saved(); err != nil {
			return nil, err
		}
	}
	return views, nil
}

// save writes a view, in the place of the person's one with the same name.
func (r repo) save(ctx context.Context, v Saved) error {
	filter, err := json.Marshal(v.Filter)
	if err != nil {
		return err
	}
	return r.store.Write(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "account_id"}, {Name: "name"}},
		DoUpdates: clause.AssignmentColumns([]string{"filter", "token_order"}),
	}).Create(&savedRow{
		ID: v.ID, AccountID: v.Account, Name: v.Name, Filter: string(filter), TokenOrder: string(v.Order), CreatedAt: store.Micros(v.CreatedAt),
	}).Error
}

// unsave removes a person's view and answers what it was, else ErrSavedNotFound.
func (r repo) unsave(ctx context.Context, account, id string) (Saved, error) {
	var found savedRow
	err := r.store.Read(ctx).Where("id = ? AND account_id = ?", id, account).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Saved{}, ErrSavedNotFound
	}
	if err != nil {
		return Saved{}, err
	}
	done := r.store.Write(ctx).Where("id = ? AND account_id = ?", id, account).Delete(&savedRow{})
	if done.Error == nil && done.RowsAffected == 0 {
		return Saved{}, ErrSavedNotFound
	}
	if done.Error != nil {
		return Saved{}, done.Error
	}
	return found.saved()
}
