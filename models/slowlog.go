package models

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm/logger"
)

// slow is how long a statement may take before the log tells of it.
const slow = 500 * time.Millisecond

// slowLog tells of slow statements, without their values: those are people's data. Errors come back to the caller and
// are told once, there.
type slowLog struct{ log *slog.Logger }

// LogMode keeps the one mode.
func (l slowLog) LogMode(logger.LogLevel) logger.Interface { return l }

// Info drops GORM's remarks.
func (slowLog) Info(context.Context, string, ...any) {}

// Warn drops GORM's remarks.
func (slowLog) Warn(context.Context, string, ...any) {}

// Error drops what comes back as an error.
func (slowLog) Error(context.Context, string, ...any) {}

// ParamsFilter leaves the values out.
func (slowLog) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) { return sql, nil }

// Trace tells of a statement that took too long.
func (l slowLog) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), _ error) {
	elapsed := time.Since(begin)
	if l.log == nil || elapsed < slow {
		return
	}
	sql, rows := statement()
	l.log.WarnContext(ctx, "slow statement", "sql", sql, "rows", rows, "elapsed", elapsed)
}
