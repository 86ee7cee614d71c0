package tokens

import (
	"encoding/json"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// row answers the columns of a quarantine, those of none for nil.
func (q *Quarantine) row() row {
	if q == nil {
		return row{QuarantineNetworks: "[]"}
	}
	return row{
		QuarantineMode: string(q.Mode), QuarantineNetworks: list(q.Networks), QuarantineAt: store.NullMicros(&q.At),
		QuarantineUntil: store.NullMicros(&q.Until), QuarantineBy: q.By, QuarantineReason: q.Reason,
	}
}

func (f row) quarantine() (*Quarantine, error) {
	if f.QuarantineMode == "" || f.QuarantineAt == nil || f.QuarantineUntil == nil {
		return nil, nil
	}
	q := &Quarantine{
		Mode: QuarantineMode(f.QuarantineMode), At: store.Time(*f.QuarantineAt), Until: store.Time(*f.QuarantineUntil),
		By: f.QuarantineBy, Reason: f.QuarantineReason,
	}
	if err := json.Unmarshal([]byte(f.QuarantineNetworks), &q.Networks); err != nil {
		return nil, fmt.Errorf("read the stored quarantine of token %s: %w", f.ID, err)
	}
	return q, nil
}
