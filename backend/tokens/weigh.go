package tokens

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

const weighBatch = 500

// weighArgs is the job that looks at the scopes of an API's tokens again.
type weighArgs struct {
	API string `json:"api"`
}

// Kind names the job.
func (weighArgs) Kind() string { return "tokens.weigh" }

// WeighLater has the tokens of an API weighed again. Register it for changes of scopes; it runs inside that transaction.
func (s *Service) WeighLater(ctx context.Context, api catalog.API) error {
	return s.Jobs.Enqueue(ctx, weighArgs{API: api.Slug})
}

// weight answers how risky the riskiest of the scopes is.
func (s *Service) weight(ctx context.Context, scopes []string) (int64, error) {
	risks, err := s.Grants.Risks(ctx, scopes)
	if err != nil {
		return 0, err
	}
	return heaviest(scopes, risks), nil
}

func heaviest(scopes []string, risks map[string]string) int64 {
	var most int64
	for _, scope := range scopes {
		most = max(most, weights[Risk(risks[scope])])
	}
	return most
}

// weigh goes through the tokens of an API, some in each transaction, so that nobody waits for a million.
func (s *Service) weigh(ctx context.Context, args weighArgs) error {
	ctx = reqinfo.AsSystem(ctx, "tokens.weigh")
	for from := (after{}); ; {
		more := false
		err := s.Store.Tx(ctx, func(ctx context.Context) error {
			found, next, err := s.repo.withScopes(ctx, args.API, from, weighBatch)
			if err != nil {
				return err
			}
			from, more = next, len(found) == weighBatch
			return s.weighEach(ctx, found)
		})
		if err != nil {
			return fmt.Errorf("weigh the tokens of %s: %w", args.API, err)
		}
		if !more {
			return nil
		}
	}
}

func (s *Service) weighEach(ctx context.Context, found []Token) error {
	var scopes []string
	for _, t := range found {
		scopes = append(scopes, t.Scopes...)
	}
	risks, err := s.Grants.Risks(ctx, sorted(scopes))
	if err != nil {
		return err
	}
	for _, t := range found {
		if is := heaviest(t.Scopes, risks); is != t.ScopeRisk {
			if err := s.repo.weigh(ctx, t.ID, is); err != nil {
				return err
			}
		}
	}
	return nil
}
