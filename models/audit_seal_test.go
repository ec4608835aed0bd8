package models_test

import (
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

// TestOnlyOldAuditRowsAreSealed: what a unit under way may still stand before waits.
func TestOnlyOldAuditRowsAreSealed(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		note(t, w, "one", "two")
		if got := seal(t, w); got != 0 {
			t.Errorf("%d young rows are sealed", got)
		}
		w.Clock.Advance(20 * time.Minute)
		note(t, w, "three")
		w.Clock.Advance(-20 * time.Minute)
		note(t, w, "four, from a unit that began early")
		w.Clock.Advance(20 * time.Minute)
		if got := seal(t, w); got != 2 {
			t.Errorf("%d are sealed, want those before the young one", got)
		}
		w.Clock.Advance(20 * time.Minute)
		if got := seal(t, w) + seal(t, w); got != 2 {
			t.Errorf("%d more are sealed, want two, once", got)
		}
		if found := auditFindings(t, w); len(found) != 0 {
			t.Errorf("found %q", found)
		}
	})
}

// TestATamperedAuditIsFound, sealed or not.
func TestATamperedAuditIsFound(t *testing.T) {
	t.Parallel()
	rehash := "UPDATE audit_entries SET action = 'six', hash = (SELECT hash FROM (SELECT hash FROM audit_entries WHERE action = 'three') AS other) WHERE action = 'two'"
	for what, c := range map[string]struct{ statement, want string }{
		"a sealed row changes":             {"UPDATE audit_entries SET account_name = '别人' WHERE action = 'two'", "audit_entries: 内容"},
		"an unsealed row changes":          {"UPDATE audit_entries SET after_json = '{}' WHERE action = 'four'", "audit_entries: 内容"},
		"an unsealed row loses its hash":   {"UPDATE audit_entries SET hash = NULL WHERE action = 'four'", "audit_entries: 没有指纹"},
		"a sealed row changes, hash gone":  {"UPDATE audit_entries SET action = 'six', hash = NULL WHERE action = 'two'", "audit_entries: 编号"},
		"a sealed row is gone":             {"DELETE FROM audit_entries WHERE action = 'two'", "audit_entries: 编号"},
		"a sealed row with another's hash": {rehash, "audit_entries: 内容"},
		"a seal changes":                   {"UPDATE audit_seals SET hash = '0' WHERE sequence = 1", "audit_entries: 编号"},
		"a seal is gone":                   {"DELETE FROM audit_seals WHERE sequence = 1", "audit_seals: "},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
				note(t, w, "one", "two")
				w.Clock.Advance(20 * time.Minute)
				seal(t, w)
				note(t, w, "three")
				w.Clock.Advance(20 * time.Minute)
				seal(t, w)
				note(t, w, "four")
				if found := auditFindings(t, w); len(found) != 0 {
					t.Errorf("before it: %q", found)
				}
				write(t, w, func(tx *models.Tx) error { return tx.DB.Exec(c.statement).Error })
				if found := auditFindings(t, w); len(found) == 0 || !strings.HasPrefix(found[0], c.want) {
					t.Errorf("found %q, want %q", found, c.want)
				}
			})
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

// TestAuditRowsFromBeforeTheHashesAreSealedAsTheyAre.
func TestAuditRowsFromBeforeTheHashesAreSealedAsTheyAre(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		note(t, w, "one", "two")
		write(t, w, func(tx *models.Tx) error { return tx.DB.Exec("UPDATE audit_entries SET hash = NULL").Error })
		if found := auditFindings(t, w); len(found) != 0 {
			t.Errorf("after an upgrade: %q", found)
		}
		w.Clock.Advance(20 * time.Minute)
		if got := seal(t, w); got != 2 {
			t.Errorf("%d are sealed", got)
		}
		write(t, w, func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE audit_entries SET action = 'six' WHERE action = 'two'").Error
		})
		if found := auditFindings(t, w); len(found) != 1 {
			t.Errorf("found %q", found)
		}
	})
}
