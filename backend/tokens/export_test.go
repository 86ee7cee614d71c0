package tokens

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
)

// Breaks answers the rules that a token breaks, as the job last saw them, in whole sentences.
func (s *Service) Breaks(ctx context.Context, id string) ([]string, error) {
	words, err := s.breachWords(ctx, []Token{{ID: id}})
	if err != nil {
		return nil, fmt.Errorf("read what token %s breaks: %w", id, err)
	}
	return words[id], nil
}

// CountBreaches answers how many tokens break each rule that is in force, as the job last saw them.
func (s *Service) CountBreaches(ctx context.Context) (map[policy.Rule]int64, error) {
	var found []struct {
		Rule policy.Rule
		N    int64
	}
	err := s.Store.Read(ctx).Model(&breachRow{}).Select("rule, COUNT(*) AS n").Where("planned = ?", false).Group("rule").Scan(&found).Error
	counts := map[policy.Rule]int64{}
	for _, f := range found {
		counts[f.Rule] = f.N
	}
	return counts, err
}

// Presented answers the evidence as the API gives it out.
func (s *Service) Presented(ctx context.Context) (ComplianceEvidence, error) {
	return s.presentEvidence(ctx)
}

// CSV answers the evidence for a spreadsheet.
func (e ComplianceEvidence) CSV() ([]byte, error) { return e.csv() }
