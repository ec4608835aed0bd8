package models

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// ErrSchema says that the program and the database do not belong together.
var ErrSchema = NewOperatorError("schema_mismatch", "数据库结构与本程序不匹配。")

// Migrate brings the schema to what this program needs. Several instances may start it at once: on MySQL a lease row
// lets one of them work while the others wait; on SQLite the single writer does.
// It fails with ErrSchema when the database is newer than the program.
func (db *DB) Migrate(ctx context.Context) error {
	current, target, err := db.schemaVersions(ctx)
	if err != nil {
		return err
	}
	if current > target {
		return newerSchema(current, target)
	}
	provider, err := db.migrator()
	if err != nil {
		return err
	}
	for {
		if _, err = provider.Up(ctx); err == nil {
			return nil
		}
		// On SQLite another instance may have made the same step since this one looked, and a column cannot be added
		// twice: as long as the schema moves, look again.
		before := current
		if current, _, _ = db.schemaVersions(ctx); current == before || db.Dialect != SQLite {
			return fmt.Errorf("migrate: %w", err)
		}
	}
}

// CheckSchema fails with ErrSchema when the database is older or newer than the program.
func (db *DB) CheckSchema(ctx context.Context) error {
	current, target, err := db.schemaVersions(ctx)
	switch {
	case err != nil:
		return err
	case current > target:
		return newerSchema(current, target)
	case current < target:
		return ErrSchema.Saying("数据库结构是第 %d 版，本程序需要第 %d 版。请先备份数据库，再运行 station migrate 升级。", current, target)
	}
	return nil
}

// IsEmpty reports whether the database has never been migrated.
func (db *DB) IsEmpty(ctx context.Context) (bool, error) {
	current, _, err := db.schemaVersions(ctx)
	return current == 0, err
}

func newerSchema(current, target int64) error {
	return ErrSchema.Saying("数据库结构是第 %d 版，比本程序认识的第 %d 版新。请换用新版本的程序，不要用旧程序打开它。", current, target)
}

// schemaVersions reads the database's version without changing it; goose's own look would create its table.
func (db *DB) schemaVersions(ctx context.Context) (current, target int64, err error) {
	provider, err := db.migrator()
	if err != nil {
		return 0, 0, err
	}
	for _, source := range provider.ListSources() {
		target = max(target, source.Version)
	}
	var table string
	look := "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'goose_db_version'"
	if db.Dialect == SQLite {
		look = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version'"
	}
	if err := db.pools[0].QueryRowContext(ctx, look).Scan(&table); err != nil {
		if err == sql.ErrNoRows {
			return 0, target, nil
		}
		return 0, 0, fmt.Errorf("read the schema's version: %w", err)
	}
	err = db.pools[0].QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied = 1").Scan(&current)
	return current, target, err
}

func (db *DB) migrator() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations/"+string(db.Dialect))
	if err != nil {
		return nil, err
	}
	quiet := goose.WithSlog(slog.New(slog.DiscardHandler))
	if db.Dialect == SQLite {
		return goose.NewProvider(goose.DialectSQLite3, db.pools[0], files, quiet)
	}
	// As long as by default, but asked for four times a second: a migration takes a moment, and whoever waits for it is
	// an instance that should serve.
	locker, err := lock.NewMySQLTableLocker(lock.WithTableLockTimeout(250*time.Millisecond, 1200), lock.WithTableUnlockTimeout(250*time.Millisecond, 240))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectMySQL, db.pools[0], files, quiet, goose.WithLocker(locker))
}
