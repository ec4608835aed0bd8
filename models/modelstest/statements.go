package modelstest

import (
	"errors"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"

	"practicestation/models"
)

// Statements counts, from now on, what units that only read ask the database.
func Statements(t testing.TB, db *models.DB) *atomic.Int64 {
	t.Helper()
	sent := &atomic.Int64{}
	err := db.Read(t.Context(), models.Actor{}, func(tx *models.Tx) error {
		on, note := tx.DB.Callback(), func(*gorm.DB) { sent.Add(1) }
		return errors.Join(on.Query().After("*").Register("test:count", note), on.Row().After("*").Register("test:count", note),
			on.Raw().After("*").Register("test:count", note))
	})
	if err != nil {
		t.Fatal(err)
	}
	return sent
}
