package teams

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type invitationRow struct {
	ID             string
	TeamID         string
	Email          string
	EmailCanonical string
	Role           string
	InvitedBy      string
	SentAt         int64
	ExpiresAt      int64
}

func (invitationRow) TableName() string { return "team_invitations" }

func (r invitationRow) invitation() Invitation {
	return Invitation{
		ID: r.ID, TeamID: r.TeamID, Email: r.Email, Role: Role(r.Role), InvitedBy: r.InvitedBy, SentAt: store.Time(r.SentAt), ExpiresAt: store.Time(r.ExpiresAt),
	}
}

func (r repo) insertInvitation(ctx context.Context, i Invitation) error {
	err := r.store.Write(ctx).Create(&invitationRow{
		ID: i.ID, TeamID: i.TeamID, Email: i.Email, EmailCanonical: accounts.Canonical(i.Email), Role: string(i.Role), InvitedBy: i.InvitedBy,
		SentAt: store.Micros(i.SentAt), ExpiresAt: store.Micros(i.ExpiresAt),
	}).Error
	if store.IsUnique(err) {
		return ErrInvited.Because(err)
	}
	if err != nil {
		return fmt.Errorf("insert invitation: %w", err)
	}
	return nil
}

// renewInvitation stores who sent an invitation last, when, and how long it lasts.
func (r repo) renewInvitation(ctx context.Context, i Invitation) error {
	done := r.store.Write(ctx).Model(&invitationRow{}).Where("id = ?", i.ID).Updates(map[string]any{
		"invited_by": i.InvitedBy, "sent_at": store.Micros(i.SentAt), "expires_at": store.Micros(i.ExpiresAt),
	})
	return gone(done.RowsAffected, done.Error)
}

// deleteInvitation uses an invitation up, so that it is answered once.
func (r repo) deleteInvitation(ctx context.Context, id string) error {
	done := r.store.Write(ctx).Where("id = ?", id).Delete(&invitationRow{})
	return gone(done.RowsAffected, done.Error)
}

func gone(affected int64, err error) error {
	if err != nil {
		return fmt.Errorf("write invitation: %w", err)
	}
	if affected == 0 {
		return ErrInvitationGone
	}
	return nil
}

func (r repo) sweepInvitations(ctx context.Context, now time.Time) error {
	if err := r.store.Write(ctx).Where("expires_at <= ?", store.Micros(now)).Delete(&invitationRow{}).Error; err != nil {
		return fmt.Errorf("sweep invitations: %w", err)
	}
	return nil
}

func (r repo) forgetInvitationsTo(ctx context.Context, canonical string) error {
	if err := r.store.Write(ctx).Where("email_canonical = ?", canonical).Delete(&invitationRow{}).Error; err != nil {
		return fmt.Errorf("forget invitations: %w", err)
	}
	return nil
}

// invitation answers an open invitation, or ErrInvitationGone.
func (r repo) invitation(ctx context.Context, id string, now time.Time) (Invitation, error) {
	found, err := r.open(ctx, "id = ?", id, now)
	if err == nil && len(found) == 0 {
		err = ErrInvitationGone
	}
	if err != nil {
		return Invitation{}, err
	}
	return found[0], nil
}

func (r repo) invitations(ctx context.Context, team string, now time.Time) ([]Invitation, error) {
	return r.open(ctx, "team_id = ?", team, now)
}

func (r repo) invitationsTo(ctx context.Context, canonical string, now time.Time) ([]Invitation, error) {
	return r.open(ctx, "email_canonical = ?", canonical, now)
}

// open answers the open invitations that a condition names, newest first.
func (r repo) open(ctx context.Context, condition, value string, now time.Time) ([]Invitation, error) {
	var rows []invitationRow
	err := r.store.Read(ctx).Where(condition, value).Where("expires_at > ?", store.Micros(now)).Order("id DESC").Limit(200).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read invitations: %w", err)
	}
	out := make([]Invitation, len(rows))
	for i, row := range rows {
		out[i] = row.invitation()
	}
	return out, nil
}
