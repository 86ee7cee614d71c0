package teams

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type memberRow struct {
	TeamID    string
	AccountID string
	Role      string
	JoinedAt  int64
}

func (memberRow) TableName() string { return "team_members" }

func (r repo) insertMember(ctx context.Context, team, account string, role Role, now time.Time) error {
	err := r.store.Write(ctx).Create(&memberRow{TeamID: team, AccountID: account, Role: string(role), JoinedAt: store.Micros(now)}).Error
	if store.IsUnique(err) {
		return ErrMember.Because(err)
	}
	if err != nil {
		return fmt.Errorf("insert member: %w", err)
	}
	return nil
}

func (r repo) setRole(ctx context.Context, team, account string, role Role) error {
	done := r.store.Write(ctx).Model(&memberRow{}).Where("team_id = ? AND account_id = ?", team, account).Updates(map[string]any{"role": string(role)})
	return one(done.RowsAffected, done.Error, "set role")
}

func (r repo) deleteMember(ctx context.Context, team, account string) error {
	done := r.store.Write(ctx).Where("team_id = ? AND account_id = ?", team, account).Delete(&memberRow{})
	return one(done.RowsAffected, done.Error, "delete member")
}

func one(affected int64, err error, what string) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if affected == 0 {
		return ErrMemberNotFound
	}
	return nil
}

type heldRow struct {
	Team teamRow `gorm:"embedded"`
	Role string
}

const heldColumns = "teams.id, teams.name, teams.name_folded, teams.created_by, teams.row_version, teams.created_at, teams.updated_at, team_members.role"

// of answers the teams of an account by name.
func (r repo) of(ctx context.Context, account string) ([]Membership, error) {
	var rows []heldRow
	err := r.store.Read(ctx).Table("team_members").Joins("JOIN teams ON teams.id = team_members.team_id").Select(heldColumns).
		Where("team_members.account_id = ?", account).Order("teams.name_folded, teams.id").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list teams of %s: %w", account, err)
	}
	out := make([]Membership, len(rows))
	for i, row := range rows {
		out[i] = Membership{Team: row.Team.team(), Role: Role(row.Role)}
	}
	return out, nil
}

// membership answers a team with the role of an account in it, or ErrNotFound.
func (r repo) membership(ctx context.Context, team, account string) (Membership, error) {
	var rows []heldRow
	err := r.store.Read(ctx).Table("team_members").Joins("JOIN teams ON teams.id = team_members.team_id").Select(heldColumns).
		Where("team_members.team_id = ? AND team_members.account_id = ?", team, account).Scan(&rows).Error
	if err != nil {
		return Membership{}, fmt.Errorf("find %s in team %s: %w", account, team, err)
	}
	if len(rows) == 0 {
		return Membership{}, ErrNotFound
	}
	return Membership{Team: rows[0].Team.team(), Role: Role(rows[0].Role)}, nil
}

// hold answers the role of an account in a team, or ErrNotFound. Inside Tx, whoever ends or changes the membership waits for
// the end of that, or is waited for. SQLite has one writer and needs nothing.
func (r repo) hold(ctx context.Context, team, account string) (Role, error) {
	q := r.store.Read(ctx).Model(&memberRow{}).Where("team_id = ? AND account_id = ?", team, account)
	if _, inside := store.SQLTx(ctx); inside && r.store.Dialect() == "postgres" {
		q = q.Clauses(clause.Locking{Strength: "SHARE"})
	}
	var rows []memberRow
	if err := q.Find(&rows).Error; err != nil {
		return "", fmt.Errorf("find %s in team %s: %w", account, team, err)
	}
	if len(rows) == 0 {
		return "", ErrNotFound
	}
	return Role(rows[0].Role), nil
}

// accounts answers the accounts in some teams, by team.
func (r repo) accounts(ctx context.Context, teams []string) (map[string][]string, error) {
	if len(teams) == 0 {
		return nil, nil
	}
	var rows []memberRow
	if err := r.store.Read(ctx).Where("team_id IN ?", teams).Order("team_id, account_id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list members of %d teams: %w", len(teams), err)
	}
	all := make(map[string][]string, len(teams))
	for _, row := range rows {
		all[row.TeamID] = append(all[row.TeamID], row.AccountID)
	}
	return all, nil
}

// members answers the members of a team: owners, developers, viewers, and among equals those who came first.
func (r repo) members(ctx context.Context, team string) ([]Member, error) {
	var rows []struct {
		AccountID string
		Role      string
		JoinedAt  int64
		Name      string
		Email     string
		State     string
	}
	err := r.store.Read(ctx).Table("team_members").Joins("JOIN accounts ON accounts.id = team_members.account_id").
		Select("team_members.account_id, team_members.role, team_members.joined_at, accounts.name, accounts.email, accounts.state").
		Where("team_members.team_id = ?", team).
		Order("CASE team_members.role WHEN 'owner' THEN 0 WHEN 'developer' THEN 1 ELSE 2 END, team_members.joined_at, team_members.account_id").
		Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list members of team %s: %w", team, err)
	}
	out := make([]Member, len(rows))
	for i, row := range rows {
		out[i] = Member{
			Account: row.AccountID, Name: row.Name, Email: row.Email, Active: row.State == "active", Role: Role(row.Role), JoinedAt: store.Time(row.JoinedAt),
		}
	}
	return out, nil
}
