package models_test

import (
	"errors"
	"testing"

	"github.com/go-sql-driver/mysql"
	"modernc.org/sqlite"

	"practicestation/models"
	"practicestation/models/modelstest"
)

var errMissing = models.DefineError(models.NotFound, "row_not_found_in_a_test", "没有这一行", "没有找到这一行。")

// TestBrokenConstraintsHaveNames on both databases alike, with the driver's own error kept beside.
func TestBrokenConstraintsHaveNames(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		write(t, w, func(tx *models.Tx) error { return lease(tx, "report", "甲") })
		twice := w.DB.Write(t.Context(), tester, func(tx *models.Tx) error { return lease(tx, "report", "乙") })
		if !models.IsDuplicate(twice) {
			t.Errorf("a second row of one key: %v", twice)
		}
		orphan := w.DB.Write(t.Context(), tester, func(tx *models.Tx) error {
			return tx.DB.Exec("INSERT INTO sessions (account_id, created_at, expires_at) VALUES (99, ?, ?)", tx.Now, tx.Now).Error
		})
		if orphan == nil || models.IsDuplicate(orphan) {
			t.Errorf("a row without its parent: %v", orphan)
		}
		for _, err := range []error{twice, orphan} {
			var fromMySQL *mysql.MySQLError
			var fromSQLite *sqlite.Error
			if !errors.As(err, &fromMySQL) && !errors.As(err, &fromSQLite) {
				t.Errorf("%v has lost the driver's error", err)
			}
		}
	})
}

func TestMissingRows(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		for name, find := range map[string]func(*models.Tx, int64, *models.Error) (*organizationRow, error){
			"Find": models.Find[organizationRow], "FindLocked": models.FindLocked[organizationRow],
		} {
			for _, id := range []int64{0, 1, -1} {
				err := w.DB.Write(t.Context(), tester, func(tx *models.Tx) error { _, err := find(tx, id, errMissing); return err })
				if !models.IsCode(err, errMissing) {
					t.Errorf("%s(%d): %v", name, id, err)
				}
			}
		}
	})
}

// TestFullDiskIsSaid and is over as soon as there is room again.
func TestFullDiskIsSaid(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "sqlite")
	pages := func(n int) {
		t.Helper()
		write(t, w, func(tx *models.Tx) error { return tx.DB.Exec("PRAGMA max_page_count = " + itoa(n)).Error })
	}
	fill := func() error {
		return w.DB.Write(t.Context(), tester, func(tx *models.Tx) error {
			return models.SaveAnswer(tx, models.IdempotencyKey{AccountID: 1, Key: "k"}, models.Answer{Body: make([]byte, 4<<20)})
		})
	}
	pages(300)
	if err := fill(); !models.IsCode(err, models.ErrStorageFull) {
		t.Errorf("got %v, want that the storage is full", err)
	}
	expectNothing(t, w)
	pages(1 << 20)
	if err := fill(); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

// TestConnectionLostInAUnit leaves all of it or nothing, and says so in a way that a client can act on.
func TestConnectionLostInAUnit(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "mysql")
	kill := func(tx *models.Tx) error {
		var id int64
		if err := tx.DB.Raw("SELECT CONNECTION_ID()").Scan(&id).Error; err != nil {
			return err
		}
		return w.DB.Read(t.Context(), tester, func(other *models.Tx) error { return other.DB.Exec("KILL CONNECTION " + itoa(int(id))).Error })
	}
	for name, unit := range map[string]func(tx *models.Tx) error{
		"before a statement": func(tx *models.Tx) error { return errors.Join(kill(tx), noted(tx, "report")) },
		"before the commit":  func(tx *models.Tx) error { return errors.Join(lease(tx, "report", "甲"), kill(tx)) },
	} {
		err := w.DB.Write(t.Context(), tester, unit)
		t.Logf("%s: %v", name, err)
		if !models.IsCode(err, models.ErrBusy) && !models.IsCode(err, models.ErrOutcomeUnknown) {
			t.Errorf("%s: got %v, want busy or an unknown outcome", name, err)
		}
		expectNothing(t, w)
	}
}
