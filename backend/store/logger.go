package store

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm/logger"
)

const slowStatement = 200 * time.Millisecond

// statementLog tells of slow statements, and never of their values. Failed statements are returned to whoever asked and
// logged once at the edge.
type statementLog struct {
	out *slog.Logger
	now func() time.Time
}

func (l statementLog) LogMode(logger.LogLevel) logger.Interface { return l }

func (l statementLog) Info(context.Context, string, ...any) {}

func (l statementLog) Warn(ctx context.Context, message string, _ ...any) {
	l.out.WarnContext(ctx, "database library warns", "message", message)
}

func (l statementLog) Error(ctx context.Context, message string, _ ...any) {
	l.out.ErrorContext(ctx, "database library fails", "message", message)
}

func (l statementLog) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), _ error) {
	took := l.now().Sub(begin)
	if took < slowStatement {
		return
	}
	text, rows := statement()
	l.out.WarnContext(ctx, "slow statement", "sql", text, "rows", rows, "took", took)
}

// ParamsFilter keeps values out of every statement that is shown.
func (l statementLog) ParamsFilter(_ context.Context, statement string, _ ...any) (string, []any) {
	return statement, nil
}
