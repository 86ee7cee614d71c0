package backup

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Settle has what the restored database says of credentials agree with the time since the backup. It runs in the
// transaction of ctx and answers the accounts that were removed since, which are still there.
func Settle(ctx context.Context, s *store.Store, since Since, now int64) ([]string, error) {
	r := repo{store: s}
	if err := r.all(ctx, always, now); err != nil {
		return nil, err
	}
	switch since.How {
	case Trusted:
		return nil, nil
	case Held:
		return nil, r.all(ctx, held, now)
	case Ended:
	}
	for _, t := range takings {
		if err := r.take(ctx, since.Former, t); err != nil {
			return nil, fmt.Errorf("take over what ended since the backup: %w", err)
		}
	}
	for _, g := range goings {
		if err := r.remove(ctx, since.Former, g, now); err != nil {
			return nil, fmt.Errorf("take over what was removed since the backup: %w", err)
		}
	}
	missing, err := r.missing(ctx, since.Former, "SELECT id FROM accounts")
	if err != nil {
		return nil, fmt.Errorf("find who left since the backup: %w", err)
	}
	left := make([]string, len(missing))
	for i, m := range missing {
		left[i] = fmt.Sprint(m[0])
	}
	return left, nil
}

func at(statement string, now int64) string {
	return strings.ReplaceAll(statement, "NOW", strconv.FormatInt(now, 10))
}

func (r repo) all(ctx context.Context, statements []string, now int64) error {
	for _, statement := range statements {
		if err := r.store.Write(ctx).Exec(at(statement, now)).Error; err != nil {
			return fmt.Errorf("settle credentials: %w", err)
		}
	}
	return nil
}

// take writes what the new database does not say already, which of most rows is nothing.
func (r repo) take(ctx context.Context, former *sql.DB, t taking) error {
	tx, _ := store.SQLTx(ctx)
	same := map[string]bool{}
	if err := eachRow(ctx, tx, t.read, func(values []any) error {
		same[fmt.Sprintf("%q", values)] = true
		return nil
	}); err != nil {
		return err
	}
	return eachRow(ctx, former, t.read, func(values []any) error {
		if same[fmt.Sprintf("%q", values)] {
			return nil
		}
		return r.store.Write(ctx).Exec(t.write, values...).Error
	})
}

func (r repo) remove(ctx context.Context, former *sql.DB, g going, now int64) error {
	missing, err := r.missing(ctx, former, g.keys)
	if err != nil {
		return err
	}
	for _, key := range missing {
		if err := r.store.Write(ctx).Exec(at(g.write, now), key...).Error; err != nil {
			return err
		}
	}
	return nil
}

// missing answers the keys that the new database has and the old one has not.
func (r repo) missing(ctx context.Context, former *sql.DB, keys string) ([][]any, error) {
	there := map[string]bool{}
	if err := eachRow(ctx, former, keys, func(key []any) error {
		there[fmt.Sprintf("%q", key)] = true
		return nil
	}); err != nil {
		return nil, err
	}
	tx, _ := store.SQLTx(ctx)
	var missing [][]any
	err := eachRow(ctx, tx, keys, func(key []any) error {
		if !there[fmt.Sprintf("%q", key)] {
			missing = append(missing, key)
		}
		return nil
	})
	return missing, err
}

// eachRow hands the values of each row to act.
func eachRow(ctx context.Context, db asker, query string, act func([]any) error) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		if err := act(values); err != nil {
			return err
		}
	}
	return rows.Err()
}
