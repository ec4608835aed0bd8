package jobs

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// TestTheAuditIsSealedAtTheEnd: what the last requests have written is sealed when an instance stops.
func TestTheAuditIsSealedAtTheEnd(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		runner, _ := newRunner(w.DB)
		runner.tasks = nil
		stop := start(t, runner)
		auditor(t, w)
		w.Clock.Advance(2 * time.Minute)
		stop()
		var sealed, written int64
		err := w.DB.Read(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
			if err := tx.DB.Raw("SELECT COALESCE(SUM(sealed_rows), 0) FROM audit_seals").Scan(&sealed).Error; err != nil {
				return err
			}
			return tx.DB.Raw("SELECT COUNT(*) FROM audit_entries").Scan(&written).Error
		})
		if err != nil || written == 0 || sealed != written {
			t.Errorf("%d of %d rows are sealed, %v", sealed, written, err)
		}
	})
}
