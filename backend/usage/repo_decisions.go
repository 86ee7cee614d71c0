package usage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

const (
	// decisionsWaitMax is how many decisions wait for the next flush; more than that in half a second are a flood.
	decisionsWaitMax = 1000
	decisionsBatch   = 200
)

// decisions keeps what was decided in the main database.
type decisions struct {
	store   *store.Store
	mu      sync.Mutex
	waiting []Decision
}

type decisionRow struct {
	ID          string
	At          int64
	AppID       string
	TokenID     string
	APIID       string `gorm:"column:api_id"`
	Environment string
	Door        string
	Method      string
	Path        string
	Operation   string
	Status      int
	Code        string
	Document    string
}

func (decisionRow) TableName() string { return "decisions" }

// decisionDocument is the part of a decision that nobody searches for.
type decisionDocument struct {
	Allowed bool    `json:"allowed"`
	Checks  []Check `json:"checks"`
}

func (k *decisions) add(d Decision) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.waiting) < decisionsWaitMax {
		k.waiting = append(k.waiting, d)
	}
}

// flush writes what waits; what can't be written waits on.
func (k *decisions) flush(ctx context.Context) error {
	k.mu.Lock()
	waiting := k.waiting
	k.waiting = nil
	k.mu.Unlock()
	if len(waiting) == 0 {
		return nil
	}
	rows := make([]decisionRow, len(waiting))
	for i, d := range waiting {
		text, err := json.Marshal(decisionDocument{Allowed: d.Allowed, Checks: d.Checks})
		if err != nil {
			return fmt.Errorf("encode decision %s: %w", d.ID, err)
		}
		rows[i] = decisionRow{
			ID: d.ID, At: d.At, AppID: d.AppID, TokenID: d.TokenID, APIID: d.APIID, Environment: d.Environment, Door: d.Door,
			Method: d.Method, Path: d.Path, Operation: d.Operation, Status: d.Status, Code: d.Code, Document: string(text),
		}
	}
	err := k.store.Tx(ctx, func(ctx context.Context) error {
		return k.store.Write(ctx).CreateInBatches(&rows, decisionsBatch).Error
	})
	if err != nil {
		k.mu.Lock()
		k.waiting = append(waiting, k.waiting...)[:min(len(waiting)+len(k.waiting), decisionsWaitMax)]
		k.mu.Unlock()
		return fmt.Errorf("write %d decisions: %w", len(rows), err)
	}
	return nil
}

func (k *decisions) find(ctx context.Context, id string) (Decision, error) {
	var row decisionRow
	err := k.store.Read(ctx).Where("id = ?", id).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Decision{}, ErrDecisionNotFound
	}
	if err != nil {
		return Decision{}, fmt.Errorf("find decision %s: %w", id, err)
	}
	var document decisionDocument
	if err := json.Unmarshal([]byte(row.Document), &document); err != nil {
		return Decision{}, fmt.Errorf("read decision %s: %w", id, err)
	}
	return Decision{
		ID: row.ID, At: row.At, Allowed: document.Allowed, Code: row.Code, Status: row.Status, Door: row.Door, APIID: row.APIID,
		Operation: row.Operation, Method: row.Method, Path: row.Path, TokenID: row.TokenID, AppID: row.AppID,
		Environment: row.Environment, Checks: document.Checks,
	}, nil
}

// forget deletes decisions that are older than a time in microseconds.
func (k *decisions) forget(ctx context.Context, before int64) error {
	return k.store.Tx(ctx, func(ctx context.Context) error {
		return k.store.Write(ctx).Where("at < ?", before).Delete(&decisionRow{}).Error
	})
}
