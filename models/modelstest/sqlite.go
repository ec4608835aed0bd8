package modelstest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"practicestation/models"
)

// migratedFile is the content of a database that has been migrated; to write it takes a small part of the time that
// migrating does.
func migratedFile() (content []byte, err error) {
	folder, err := os.MkdirTemp("", "practicestation-sqlite-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "template.db")
	if err := migrate(context.Background(), "sqlite:"+path); err != nil {
		return nil, fmt.Errorf("migrate the template: %w", err)
	}
	// The last connection to close folds the write-ahead log into the file; without that a copy would lack rows.
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s still has a write-ahead log (%w)", path, err)
	}
	return os.ReadFile(path)
}

// migrate brings the database at the address to the current schema.
func migrate(ctx context.Context, address string) error {
	db, err := models.Open(ctx, address, options(NewClock()))
	if err != nil {
		return err
	}
	return errors.Join(db.Migrate(ctx), db.Close())
}
