package models_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// note writes audit rows, one unit each.
func note(t testing.TB, w *modelstest.World, texts ...string) {
	t.Helper()
	for _, text := range texts {
		write(t, w, func(tx *models.Tx) error {
			tx.Audit(models.AuditEntry{Action: text, Subject: "row", SubjectID: 1, After: map[string]any{"text": text, "at": tx.Now}})
			return nil
		})
	}
}

func seal(t testing.TB, w *modelstest.World) (sealed int64) {
	t.Helper()
	write(t, w, func(tx *models.Tx) (err error) {
		sealed, err = models.SealAudit(tx)
		return err
	})
	return sealed
}

func auditFindings(t testing.TB, w *modelstest.World) (all []string) {
	t.Helper()
	for _, check := range models.AuditChecks() {
		_, found, err := check.Run(t.Context(), w.DB, func(int64) {})
		if err != nil {
			t.Fatalf("%s: %v", check.Name, err)
		}
		if found != nil {
			all = append(all, found.Table+": "+found.Text)
		}
	}
	return all
}

// TestOnlyOldAuditRowsAreSealed where units write side by side: what one under way may still stand before waits. SQLite has one
// writer, and seals at once.
func TestOnlyOldAuditRowsAreSealed(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		expect := func(what string, onSQLite, onMySQL int64) {
			t.Helper()
			want := onMySQL
			if w.DB.Dialect == models.SQLite {
				want = onSQLite
			}
			if got := seal(t, w); got != want {
				t.Errorf("%s: %d are sealed, want %d", what, got, want)
			}
		}
		note(t, w, "one", "two")
		expect("young rows", 2, 0)
		w.Clock.Advance(2 * time.Minute)
		note(t, w, "three")
		w.Clock.Advance(-2 * time.Minute)
		note(t, w, "four, from a unit that began early")
		w.Clock.Advance(2 * time.Minute)
		expect("those before the young one", 2, 2)
		w.Clock.Advance(2 * time.Minute)
		expect("all", 0, 2)
		expect("once", 0, 0)
		if found := auditFindings(t, w); len(found) != 0 {
			t.Errorf("found %q", found)
		}
	})
}

// TestASealWaitsForAUnitUnderWay: what a unit has written among older rows and not ended yet is in the seal, and not put in
// afterwards. On SQLite the unit is waited for by everybody.
func TestASealWaitsForAUnitUnderWay(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		if w.DB.Dialect == models.SQLite {
			return
		}
		written, end, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		go func() {
			ended <- w.DB.Write(context.Background(), models.SystemActor("slow"), func(tx *models.Tx) error {
				line := models.AuditRow{At: tx.Now, Action: "slow", SubjectKind: "row"}
				if err := tx.DB.Create(&line).Error; err != nil {
					return err
				}
				close(written)
				<-end
				return nil
			})
		}()
		<-written
		note(t, w, "quick")
		w.Clock.Advance(2 * time.Minute)
		sealed := make(chan int64, 1)
		go func() { sealed <- seal(t, w) }()
		select {
		case got := <-sealed:
			t.Errorf("%d are sealed without the one under way", got)
		case <-time.After(200 * time.Millisecond):
		}
		close(end)
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if got := <-sealed; got != 2 {
			t.Errorf("%d are sealed, want both", got)
		}
	})
}

// TestAUnitsAuditIsWhole: one line that is taken out, moved to another unit or counted anew is missed, before any seal.
func TestAUnitsAuditIsWhole(t *testing.T) {
	t.Parallel()
	for what, statement := range map[string]string{
		"the first line":   "DELETE FROM audit_entries WHERE action = 'a'",
		"the last line":    "DELETE FROM audit_entries WHERE action = 'c'",
		"a line twice":     "INSERT INTO audit_entries (at, account_name, action, subject_kind, subject_id, request_id, address, hash, unit, unit_line, unit_lines) SELECT at, account_name, action, subject_kind, subject_id, request_id, address, hash, unit, unit_line, unit_lines FROM audit_entries WHERE action = 'b'",
		"a line less told": "UPDATE audit_entries SET unit_lines = 2 WHERE action = 'b'",
		"moved":            "UPDATE audit_entries SET unit_line = CASE action WHEN 'a' THEN 3 WHEN 'c' THEN 1 ELSE 2 END WHERE action <> 'another unit'",
		"no unit":          "UPDATE audit_entries SET unit = NULL, unit_line = NULL, unit_lines = NULL WHERE action = 'b'",
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
				write(t, w, func(tx *models.Tx) error {
					for _, action := range []string{"a", "b", "c"} {
						tx.Audit(models.AuditEntry{Action: action, Subject: "row", SubjectID: 1})
					}
					return nil
				})
				note(t, w, "another unit")
				if found := auditFindings(t, w); len(found) != 0 {
					t.Errorf("before it: %q", found)
				}
				write(t, w, func(tx *models.Tx) error { return tx.DB.Exec(statement).Error })
				if found := auditFindings(t, w); len(found) == 0 || !strings.HasPrefix(found[0], "audit_entries: ") {
					t.Errorf("found %q", found)
				}
			})
		})
	}
}

// TestNothingStandsBetweenTheLinesOfAUnit where one writes at a time.
func TestNothingStandsBetweenTheLinesOfAUnit(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "sqlite")
	write(t, w, func(tx *models.Tx) error {
		tx.Audit(models.AuditEntry{Action: "a", Subject: "row", SubjectID: 1})
		tx.Audit(models.AuditEntry{Action: "b", Subject: "row", SubjectID: 1})
		return nil
	})
	note(t, w, "another unit")
	for _, statement := range []string{"UPDATE audit_entries SET id = 99 WHERE id = 3", "UPDATE audit_entries SET id = 3 WHERE id = 2", "UPDATE audit_entries SET id = 2 WHERE id = 99"} {
		write(t, w, func(tx *models.Tx) error { return tx.DB.Exec(statement).Error })
	}
	if found := auditFindings(t, w); len(found) != 1 || found[0] != "audit_entries: 这次操作的留痕之间夹着别的操作的留痕" {
		t.Errorf("found %q", found)
	}
}

// TestALineOfTheEarlierKindIsFound: whatever follows a line that names its unit names one, even if its hash fits.
func TestALineOfTheEarlierKindIsFound(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		note(t, w, "one", "two")
		write(t, w, func(tx *models.Tx) error { return models.Disown(tx, "two") })
		if found := auditFindings(t, w); len(found) != 1 || found[0] != "audit_entries: 没有写明属于哪次操作" {
			t.Errorf("found %q", found)
		}
	})
}

// TestAWholeUnitIsMissedOnSQLite: its numbers are given once, so that a row that is gone leaves a gap, at the end too.
func TestAWholeUnitIsMissedOnSQLite(t *testing.T) {
	t.Parallel()
	for _, action := range []string{"one", "two", "three"} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			w := modelstest.Open(t, "sqlite")
			note(t, w, "one", "two", "three")
			write(t, w, func(tx *models.Tx) error {
				return tx.DB.Exec("DELETE FROM audit_entries WHERE action = ?", action).Error
			})
			if found := auditFindings(t, w); len(found) != 1 || !strings.HasSuffix(found[0], "的留痕不见了") {
				t.Errorf("found %q", found)
			}
		})
	}
}

// TestARowLosesItsHashBeforeAnySeal: what follows a row with a hash has one.
func TestARowLosesItsHashBeforeAnySeal(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		note(t, w, "one", "two", "three")
		write(t, w, func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE audit_entries SET action = 'six', hash = NULL WHERE action = 'two'").Error
		})
		if found := auditFindings(t, w); len(found) != 1 || !strings.HasPrefix(found[0], "audit_entries: 没有指纹") {
			t.Errorf("found %q", found)
		}
	})
}
