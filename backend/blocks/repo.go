package blocks

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type repo struct{ store *store.Store }

type networkRow struct {
	ID        string `gorm:"primaryKey"`
	Network   string
	Effect    string
	Reason    string
	EndsAt    *int64
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	CreatedBy string
	Hits      int64
	LastHitAt *int64
}

func (networkRow) TableName() string { return "blocked_networks" }

func (r networkRow) network() (Network, error) {
	p, err := netip.ParsePrefix(r.Network)
	if err != nil {
		return Network{}, fmt.Errorf("read the stored network %s: %w", r.ID, err)
	}
	return Network{
		ID: r.ID, Network: p, Effect: r.Effect, Reason: r.Reason, EndsAt: store.NullTime(r.EndsAt), CreatedAt: store.Time(r.CreatedAt),
		CreatedBy: r.CreatedBy, Hits: r.Hits, LastHitAt: store.NullTime(r.LastHitAt),
	}, nil
}

func networksOf(rows []networkRow) ([]Network, error) {
	all := make([]Network, len(rows))
	for i, row := range rows {
		var err error
		if all[i], err = row.network(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// networks answers the newest single networks before an id, which sort by their age.
func (r repo) networks(ctx context.Context, before string, limit int) ([]Network, error) {
	query := r.store.Read(ctx).Order("id DESC").Limit(limit)
	if before != "" {
		query = query.Where("id < ?", before)
	}
	var rows []networkRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list the blocked networks: %w", err)
	}
	return networksOf(rows)
}

func (r repo) livingNetworks(ctx context.Context, now time.Time) ([]Network, error) {
	var rows []networkRow
	if err := r.store.Read(ctx).Where("ends_at IS NULL OR ends_at > ?", store.Micros(now)).Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list the living blocked networks: %w", err)
	}
	return networksOf(rows)
}

func (r repo) network(ctx context.Context, id string) (Network, error) {
	var row networkRow
	err := r.store.Read(ctx).Where("id = ?", id).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Network{}, ErrNetworkNotFound
	}
	if err != nil {
		return Network{}, err
	}
	return row.network()
}

func (r repo) countNetworks(ctx context.Context) (n int64, err error) {
	return n, r.store.Read(ctx).Model(&networkRow{}).Count(&n).Error
}

// addNetwork takes the place of one whose end is over.
func (r repo) addNetwork(ctx context.Context, n Network) error {
	text := n.Network.String()
	err := r.store.Write(ctx).Where("network = ? AND effect = ? AND ends_at <= ?", text, n.Effect, store.Micros(n.CreatedAt)).Delete(&networkRow{}).Error
	if err != nil {
		return err
	}
	err = r.store.Write(ctx).Create(&networkRow{
		ID: n.ID, Network: text, Effect: n.Effect, Reason: n.Reason, EndsAt: store.NullMicros(n.EndsAt), CreatedAt: store.Micros(n.CreatedAt), CreatedBy: n.CreatedBy,
	}).Error
	if store.IsUnique(err) {
		return ErrNetworkTaken.Because(err)
	}
	return err
}

func (r repo) removeNetwork(ctx context.Context, id string) error {
	return r.store.Write(ctx).Where("id = ?", id).Delete(&networkRow{}).Error
}

func (r repo) addHits(ctx context.Context, hits map[string]int64, now time.Time) error {
	// In one order, so that two nodes that count at once don't wait for each other.
	for _, id := range slices.Sorted(maps.Keys(hits)) {
		n := hits[id]
		var model any = &listRow{}
		if strings.HasPrefix(id, networkPrefix) {
			model = &networkRow{}
		}
		err := r.store.Write(ctx).Model(model).Where("id = ?", id).UpdateColumns(map[string]any{"hits": gorm.Expr("hits + ?", n), "last_hit_at": store.Micros(now)}).Error
		if err != nil {
			return fmt.Errorf("count the refused calls of %s: %w", id, err)
		}
	}
	return nil
}
