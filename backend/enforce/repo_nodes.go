package enforce

import (
	"context"
	"fmt"
)

// beatNode writes a node's beat and answers those of all.
func (s *Service) beatNode(ctx context.Context, id string, own beat) (map[string]beat, error) {
	var rows []struct {
		ID          string
		Beats       int64
		Fingerprint string
	}
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		db := s.Store.Write(ctx)
		if err := db.Exec(`INSERT INTO nodes (id, beats, fingerprint) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET beats = excluded.beats`, id, own.count, own.fingerprint).Error; err != nil {
			return err
		}
		rows = nil
		return s.Store.Read(ctx).Raw(`SELECT id, beats, fingerprint FROM nodes`).Scan(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("count the nodes: %w", err)
	}
	all := make(map[string]beat, len(rows))
	for _, row := range rows {
		all[row.ID] = beat{row.Beats, row.Fingerprint}
	}
	return all, nil
}

// forgetNodes removes nodes that ended without a word.
func (s *Service) forgetNodes(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		return s.Store.Write(ctx).Exec(`DELETE FROM nodes WHERE id IN ?`, ids).Error
	})
	if err != nil {
		return fmt.Errorf("forget nodes: %w", err)
	}
	return nil
}

// leaveNodes makes room for the others at once when this node stops.
func (s *Service) leaveNodes(ctx context.Context) error {
	if s.Shared == nil || s.Store == nil {
		return nil
	}
	return s.forgetNodes(ctx, []string{s.nodes.id})
}
