package tokens

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/doctor"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
)

// EvidentProfile is a compliance profile that is on, and whether the portal's rules meet what it asks.
type EvidentProfile struct {
	ID      string                    `json:"id" enums:"pci,hipaa,gdpr" validate:"required"`
	Title   string                    `json:"title" example:"PCI DSS 4.0.1" validate:"required"`
	Since   time.Time                 `json:"since" format:"date-time" validate:"required"`
	Demands []policy.ComplianceDemand `json:"demands" validate:"required"`
}

// presentProfiles answers the profiles that are on.
func (s *Service) presentProfiles(ctx context.Context) ([]EvidentProfile, error) {
	views := []EvidentProfile{}
	on, err := s.Policy.ProfilesOn(ctx)
	if err != nil || len(on) == 0 {
		return views, err
	}
	rules, err := s.Policy.Current(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range on {
		views = append(views, EvidentProfile{ID: string(p.Profile), Title: p.Profile.Title(), Since: p.Since, Demands: policy.PresentDemands(p.Profile, rules, on)})
	}
	return views, nil
}

// clausesOf answers the clauses of profiles that a rule answers, each once.
func clausesOf(profiles []EvidentProfile, rule string) []string {
	clauses := []string{}
	for _, p := range profiles {
		for _, d := range policy.DemandsOf(doctor.Profile(p.ID)) {
			for _, clause := range d.Clauses {
				if string(d.Rule) == rule && !slices.Contains(clauses, clause) {
					clauses = append(clauses, clause)
				}
			}
		}
	}
	return clauses
}

// profileRows are the demands of the profiles for a spreadsheet: breaking is 1 where the rules miss one.
func (e ComplianceEvidence) profileRows() [][]string {
	var rows [][]string
	for _, p := range e.Profiles {
		for _, d := range p.Demands {
			breaking := 0
			if !d.Met {
				breaking = 1
			}
			rows = append(rows, []string{
				"profile", e.At.Format(time.RFC3339), d.Rule, policy.Instance, p.ID, p.Title + ": " + d.Asks, "", strconv.Itoa(breaking),
				"", "", "", "", "", "", strings.Join(d.Clauses, "; "),
			})
		}
	}
	return rows
}
