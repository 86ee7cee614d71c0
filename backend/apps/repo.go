package apps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// likeEscaper takes the meaning from the signs that LIKE would read.
var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

type repo struct{ store *store.Store }

type row struct {
	ID              string
	Owner           string
	Name            string
	Purpose         string
	RedirectOrigins string
	Contacts        string
	State           string
	StateReason     string
	StateBy         string
	Demo            bool
	RowVersion      int64
	CreatedAt       int64 `gorm:"autoCreateTime:false"`
	UpdatedAt       int64 `gorm:"autoUpdateTime:false"`
}

func (row) TableName() string { return "apps" }

func (r repo) insert(ctx context.Context, a App) error {
	err := r.store.Write(ctx).Create(&row{
		ID: a.ID, Owner: a.Owner, Name: a.Name, Purpose: a.Purpose, RedirectOrigins: list(a.RedirectOrigins),
		Contacts: list(a.Contacts), State: string(a.State), StateReason: a.StateReason, StateBy: a.StateBy, Demo: a.Demo, RowVersion: a.Version,
		CreatedAt: store.Micros(a.CreatedAt), UpdatedAt: store.Micros(a.UpdatedAt),
	}).Error
	if store.IsUnique(err) {
		return ErrNameTaken.Because(err)
	}
	return err
}

func (r repo) within(ctx context.Context, in reach) *gorm.DB {
	q := r.store.Read(ctx).Model(&row{})
	if !in.all {
		q = q.Where("owner IN ?", in.owners)
	}
	return q
}

func (r repo) find(ctx context.Context, id string, in reach) (App, error) {
	var found row
	err := r.within(ctx, in).Where("id = ?", id).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return App{}, ErrNotFound
	}
	if err != nil {
		return App{}, fmt.Errorf("find app %s: %w", id, err)
	}
	return found.app()
}

// list answers apps newest first; ids sort by the time of their making. name matches anywhere, without regard to case;
// after holds the id of the last one seen.
func (r repo) list(ctx context.Context, in reach, name string, after []string, limit int) ([]App, error) {
	q := r.within(ctx, in)
	if name != "" {
		q = q.Where(`LOWER(name) LIKE ? ESCAPE '\'`, "%"+likeEscaper.Replace(strings.ToLower(name))+"%")
	}
	if len(after) == 1 {
		q = q.Where("id < ?", after[0])
	}
	var found []row
	if err := q.Order("id DESC").Limit(limit).Find(&found).Error; err != nil {
		return nil, err
	}
	return apps(found)
}

func (r repo) some(ctx context.Context, ids []string) ([]App, error) {
	var found []row
	if err := r.within(ctx, reach{all: true}).Where("id IN ?", ids).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("find %d apps: %w", len(ids), err)
	}
	return apps(found)
}

func (r repo) owned(ctx context.Context, owners ...string) ([]App, error) {
	var found []row
	if err := r.within(ctx, reach{owners: owners}).Order("id").Find(&found).Error; err != nil {
		return nil, fmt.Errorf("list apps of %v: %w", owners, err)
	}
	return apps(found)
}

// contacted answers apps whose contacts hold an address, and perhaps others.
func (r repo) contacted(ctx context.Context, address string) ([]App, error) {
	var found []row
	like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(address)) + "%"
	if err := r.store.Read(ctx).Where(`LOWER(contacts) LIKE ? ESCAPE '\'`, like).Order("id").Find(&found).Error; err != nil {
		return nil, fmt.Errorf("list apps of a contact: %w", err)
	}
	return apps(found)
}

// update writes every changeable member when the stored version is still a.Version, and raises it by one.
func (r repo) update(ctx context.Context, a App) error {
	done := r.store.Write(ctx).Model(&row{}).Where("id = ? AND row_version = ?", a.ID, a.Version).Updates(map[string]any{
		"owner": a.Owner, "name": a.Name, "purpose": a.Purpose, "redirect_origins": list(a.RedirectOrigins), "contacts": list(a.Contacts),
		"state": string(a.State), "state_reason": a.StateReason, "state_by": a.StateBy, "row_version": a.Version + 1, "updated_at": store.Micros(a.UpdatedAt),
	})
	if store.IsUnique(done.Error) {
		return ErrNameTaken.Because(done.Error)
	}
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return ErrStale
	}
	return nil
}

func (r repo) delete(ctx context.Context, id string) error {
	done := r.store.Write(ctx).Where("id = ?", id).Delete(&row{})
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return ErrNotFound
	}
	return nil
}

func apps(found []row) ([]App, error) {
	out := make([]App, 0, len(found))
	for _, f := range found {
		a, err := f.app()
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

func (f row) app() (App, error) {
	a := App{
		ID: f.ID, Owner: f.Owner, Name: f.Name, Purpose: f.Purpose, State: State(f.State), StateReason: f.StateReason, StateBy: f.StateBy, Demo: f.Demo,
		Version: f.RowVersion, CreatedAt: store.Time(f.CreatedAt), UpdatedAt: store.Time(f.UpdatedAt),
	}
	if err := json.Unmarshal([]byte(f.RedirectOrigins), &a.RedirectOrigins); err != nil {
		return App{}, fmt.Errorf("read the origins of app %s: %w", f.ID, err)
	}
	if err := json.Unmarshal([]byte(f.Contacts), &a.Contacts); err != nil {
		return App{}, fmt.Errorf("read the contacts of app %s: %w", f.ID, err)
	}
	return a, nil
}

func list(values []string) string {
	if len(values) == 0 {
		return "[]"
	}
	text, err := json.Marshal(values)
	if err != nil {
		panic("encode a list of strings: " + err.Error())
	}
	return string(text)
}
