package catalog

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type apiTeamRow struct {
	APIID  string `gorm:"column:api_id"`
	TeamID string
}

func (apiTeamRow) TableName() string { return "api_teams" }

// putTeams replaces the list of an API.
func (r repo) putTeams(ctx context.Context, api string, teams []string) error {
	if err := r.store.Write(ctx).Where("api_id = ?", api).Delete(&apiTeamRow{}).Error; err != nil {
		return err
	}
	if len(teams) == 0 {
		return nil
	}
	rows := make([]apiTeamRow, len(teams))
	for i, team := range teams {
		rows[i] = apiTeamRow{APIID: api, TeamID: team}
	}
	err := r.store.Write(ctx).Create(&rows).Error
	if store.IsForeignKey(err) { // a team that was removed in this instant
		return ErrStale.Because(err)
	}
	return err
}

// withTeams adds the lists of the APIs that are for listed teams.
func (r repo) withTeams(ctx context.Context, apis []API) error {
	at, ids := map[string]int{}, []string(nil)
	for i, a := range apis {
		if a.Visibility == ForTeams {
			at[a.ID], ids = i, append(ids, a.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var rows []apiTeamRow
	if err := r.store.Read(ctx).Where("api_id IN ?", ids).Order("api_id, team_id").Find(&rows).Error; err != nil {
		return fmt.Errorf("list the teams of %d APIs: %w", len(ids), err)
	}
	for _, row := range rows {
		api := &apis[at[row.APIID]]
		api.Teams = append(api.Teams, row.TeamID)
	}
	return nil
}

// members answers the accounts in the teams that an API is for.
func (r repo) members(ctx context.Context, api string) ([]string, error) {
	var accounts []string
	err := r.store.Read(ctx).Table("api_teams").Joins("JOIN team_members ON team_members.team_id = api_teams.team_id").
		Where("api_teams.api_id = ?", api).Distinct().Pluck("team_members.account_id", &accounts).Error
	if err != nil {
		return nil, fmt.Errorf("list the people whom an API is for: %w", err)
	}
	return accounts, nil
}
