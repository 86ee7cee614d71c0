package enforce

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// readTerms reads the windows and the quota of a plan, or of a grant, as they are stored.
func (p *Plan) readTerms(limits, quota string) error {
	var windows []struct {
		Name          string `json:"name"`
		Requests      int64  `json:"requests"`
		WindowSeconds int64  `json:"windowSeconds"`
		Per           string `json:"per"`
	}
	if err := json.Unmarshal([]byte(limits), &windows); err != nil {
		return fmt.Errorf("plan %s: %w", p.ID, err)
	}
	for _, w := range windows {
		p.Limits = append(p.Limits, Limit{Name: w.Name, Requests: w.Requests, Window: time.Duration(w.WindowSeconds) * time.Second, Pool: poolNamed(w.Per)})
	}
	if quota != "" && quota != "null" {
		var q struct {
			Requests int64  `json:"requests"`
			Period   string `json:"period"`
			Per      string `json:"per"`
		}
		if err := json.Unmarshal([]byte(quota), &q); err != nil {
			return fmt.Errorf("plan %s: %w", p.ID, err)
		}
		p.Quota = Quota{Requests: q.Requests, Period: q.Period, Pool: poolNamed(q.Per)}
	}
	return nil
}

// readOwn gives a grant limits of its own, where it has some.
func (g *Grant) readOwn(limits, quota sql.NullString, until sql.NullInt64) error {
	if !limits.Valid {
		return nil
	}
	own := &Plan{ID: g.PlanID, Own: true}
	if err := own.readTerms(limits.String, quota.String); err != nil {
		return err
	}
	g.Own, g.OwnUntil = own.prepare(), until.Int64
	return nil
}
