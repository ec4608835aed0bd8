package models_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// noted is a unit's whole effect in these tests: one row and its audit.
func noted(tx *models.Tx, name string) error {
	tx.Audit(models.AuditEntry{
		Action: "lease.take", Subject: "lease", SubjectID: 3, OrganizationID: 5,
		Before: map[string]any{"owner": nil}, After: map[string]any{"owner": "甲"},
	})
	return lease(tx, name, "甲")
}

func TestWriteKeepsTheEffectAndItsAuditTogether(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		write(t, w, func(tx *models.Tx) error { return noted(tx, "report") })
		var rows []models.AuditRow
		read(t, w, func(tx *models.Tx) error { return tx.DB.Find(&rows).Error })
		account, organization, before, after := int64(7), int64(5), `{"owner":null}`, `{"owner":"甲"}`
		want := []models.AuditRow{{
			ID: 1, At: w.DB.Now(), AccountID: &account, AccountName: "测试员", Action: "lease.take", SubjectKind: "lease",
			SubjectID: 3, OrganizationID: &organization, BeforeJSON: &before, AfterJSON: &after, RequestID: "request-1", Address: "192.0.2.1",
		}}
		if len(rows) == 1 && rows[0].Hash != nil && len(*rows[0].Hash) == 64 {
			want[0].Hash = rows[0].Hash // what it is of has tests of its own
			one, none := int64(1), int64(0)
			want[0].Unit, want[0].UnitLine, want[0].UnitLines, want[0].AfterSeal = rows[0].Unit, &one, &one, &none
		}
		if difference := cmp.Diff(want, rows); difference != "" {
			t.Errorf("audit, want (-), got (+):\n%s", difference)
		}
	})
}

// TestWriteRunsTheWholeUnitAgain: what an attempt that lost a race has done, its audit included, happens once.
func TestWriteRunsTheWholeUnitAgain(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		runs := 0
		write(t, w, func(tx *models.Tx) error {
			runs++
			if err := noted(tx, "report"); err != nil {
				return err
			}
			if runs < 4 {
				return tx.Retry()
			}
			return nil
		})
		if runs != 4 {
			t.Errorf("the unit ran %d times, want 4", runs)
		}
		for _, table := range []string{"job_leases", "audit_entries"} {
			if rows := count(t, w, table); rows != 1 {
				t.Errorf("%s has %d rows, want 1", table, rows)
			}
		}
	})
}

func TestWriteGivesUpWhenARaceIsAlwaysLost(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		runs := 0
		err := w.DB.Write(t.Context(), tester, func(tx *models.Tx) error {
			runs++
			return errors.Join(noted(tx, "report"), tx.Retry())
		})
		if !models.IsCode(err, models.ErrBusy) {
			t.Errorf("got %v, want busy", err)
		}
		if runs != models.Attempts {
			t.Errorf("the unit ran %d times, want %d", runs, models.Attempts)
		}
		expectNothing(t, w)
	})
}

func TestErrorLeavesNothing(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		refused := errors.New("refused")
		err := w.DB.Write(t.Context(), tester, func(tx *models.Tx) error {
			return errors.Join(noted(tx, "report"), models.SaveAnswer(tx, models.IdempotencyKey{AccountID: 7, Key: "k"}, models.Answer{Body: []byte("{}")}), refused)
		})
		if !errors.Is(err, refused) {
			t.Errorf("got %v, want the unit's own error", err)
		}
		expectNothing(t, w)
	})
}

// TestPanicLeavesNothing also needs the connection back: SQLite has but one that writes.
func TestPanicLeavesNothing(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic did not come through")
				}
			}()
			_ = w.DB.Write(t.Context(), tester, func(tx *models.Tx) error {
				if err := noted(tx, "report"); err != nil {
					return err
				}
				panic("a fault of ours")
			})
		}()
		expectNothing(t, w)
		write(t, w, func(tx *models.Tx) error { return noted(tx, "report") })
	})
}

func TestAuditThatCannotBeWrittenUndoesTheEffect(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		write(t, w, func(tx *models.Tx) error { return tx.DB.Exec("DROP TABLE audit_entries").Error })
		if err := w.DB.Write(t.Context(), tester, func(tx *models.Tx) error { return noted(tx, "report") }); err == nil {
			t.Error("a unit without its audit was accepted")
		}
		if rows := count(t, w, "job_leases"); rows != 0 {
			t.Errorf("%d rows without an audit", rows)
		}
	})
}

// TestTimeStandsStillInAUnit: one instant in UTC with milliseconds, and a new one for a new attempt.
func TestTimeStandsStillInAUnit(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		w.Clock.Set(time.Date(2026, 3, 3, 0, 30, 0, 123_987_654, modelstest.Zone()))
		first := time.Date(2026, 3, 2, 16, 30, 0, 123_000_000, time.UTC)
		runs := 0
		write(t, w, func(tx *models.Tx) error {
			runs++
			want := first.Add(time.Duration(runs-1) * time.Hour)
			w.Clock.Advance(time.Hour)
			if tx.Now != want || tx.Today() != "2026-03-03" || tx.Zone.String() != "Asia/Shanghai" {
				t.Errorf("attempt %d runs at %v, on %s in %s; want %v", runs, tx.Now, tx.Today(), tx.Zone, want)
			}
			if runs == 1 {
				return tx.Retry()
			}
			return noted(tx, "report")
		})
		var stored []time.Time
		read(t, w, func(tx *models.Tx) error { return tx.DB.Table("job_leases").Pluck("lease_until", &stored).Error })
		if len(stored) != 1 || !stored[0].Equal(first.Add(time.Hour)) {
			t.Errorf("stored %v, want %v", stored, first.Add(time.Hour))
		}
	})
}

func TestCancelledContextLeavesNothing(t *testing.T) {
	t.Parallel()
	finish := map[string]func(tx *models.Tx, cancel func()) error{
		"before a statement": func(tx *models.Tx, cancel func()) error { cancel(); return noted(tx, "report") },
		"before the commit":  func(tx *models.Tx, cancel func()) error { err := noted(tx, "report"); cancel(); return err },
		"before a retry": func(tx *models.Tx, cancel func()) error {
			err := noted(tx, "report")
			cancel()
			return errors.Join(err, tx.Retry())
		},
	}
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		for name, unit := range finish {
			ctx, cancel := context.WithCancel(t.Context())
			err := w.DB.Write(ctx, tester, func(tx *models.Tx) error { return unit(tx, cancel) })
			cancel()
			if !errors.Is(err, context.Canceled) && !models.IsCode(err, models.ErrBusy) {
				t.Errorf("%s: got %v, want that the context ended", name, err)
			}
			expectNothing(t, w)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		ran := func(*models.Tx) error { t.Error("a unit ran for nobody"); return nil }
		if err := w.DB.Write(ctx, tester, ran); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want that the context ended", err)
		}
		write(t, w, func(tx *models.Tx) error { return noted(tx, "report") })
	})
}

func TestReadOnSQLiteCannotWrite(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "sqlite")
	if err := w.DB.Read(t.Context(), tester, func(tx *models.Tx) error { return lease(tx, "report", "甲") }); err == nil {
		t.Error("a reading unit wrote")
	}
	expectNothing(t, w)
}

func TestUpdateVersion(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		write(t, w, func(tx *models.Tx) error {
			return tx.DB.Exec("INSERT INTO organizations (id, level, name, path, version, created_at, updated_at) VALUES (9, 'center', '旧', '/9/', 4, ?, ?)", tx.Now, tx.Now).Error
		})
		w.Clock.Advance(time.Minute)
		current := &organizationRow{ID: 9, Name: "旧", Version: 4}
		columns := map[string]any{"name": "新"}
		write(t, w, func(tx *models.Tx) error { return tx.UpdateVersion(current, 9, 4, columns) })
		if current.Name != "旧" || current.Version != 4 || len(columns) != 1 {
			t.Errorf("the caller's values moved: %+v, %v", current, columns)
		}
		var stored organizationRow
		read(t, w, func(tx *models.Tx) error { return tx.DB.Take(&stored).Error })
		if stored.Name != "新" || stored.Version != 5 || !stored.UpdatedAt.Equal(w.Clock.Now()) {
			t.Errorf("stored %+v", stored)
		}
		for _, stale := range []int64{4, 6, 0, -1} {
			err := w.DB.Write(t.Context(), tester, func(tx *models.Tx) error { return tx.UpdateVersion(current, 9, stale, map[string]any{"name": "x"}) })
			if !models.IsCode(err, models.ErrVersionConflict) {
				t.Errorf("version %d: got %v, want a conflict", stale, err)
			}
		}
	})
}

type organizationRow struct {
	ID, Version int64
	Name        string
	UpdatedAt   time.Time
}

func (organizationRow) TableName() string { return "organizations" }
