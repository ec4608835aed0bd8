package hours_test

import (
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// TestWhatOnePersonRestatedBeforeIsLeftAsItWas: until two people corrected a retro-entry, the answer to an objection did it
// alone, and the audit says so. Nothing else passes for it.
func TestWhatOnePersonRestatedBeforeIsLeftAsItWas(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		w.Clock.Advance(9 * time.Hour)
		retro := l.approvedRetro(t, l.volunteer(t))
		correction, err := l.correctRetro(t, as(88, on(models.TownAdmin, l.towns[0])), retro, 60)
		must(t, err)
		_, err = l.approve(t, as(99, on(models.CenterAdmin, l.center)), correction)
		must(t, err)
		for _, row := range l.postings(t)[1:] {
			l.write(t, models.SystemActor("test"), func(tx *models.Tx) error {
				return hours.Forge(tx, row.ID, func(p *hours.Posting) { p.RequestedBy = &l.retros(t)[0].EnteredBy })
			})
		}
		l.sql(t, "DELETE FROM corrections", "UPDATE retro_entries SET decided_by = 99, reason = '按签到表' WHERE id = 1",
			"DELETE FROM audit_entries WHERE row_table = 'corrections'", "UPDATE audit_starts SET last_id = 9 WHERE row_table = 'retro_entries'",
			"UPDATE audit_entries SET row_table = NULL, row_id = NULL, row_marks = NULL WHERE row_table = 'retro_entries'")
		if got := strings.Join(l.findings(t), "\n"); !strings.Contains(got, "ledger 2: ") || !strings.Contains(got, "retro_entries 2: ") {
			t.Errorf("nobody's correction: %s", got)
		}
		l.sql(t, "UPDATE audit_entries SET action = 'retro_entry.reversed' WHERE action = 'retro_entry.taken_back'",
			"UPDATE audit_entries SET action = 'retro_entry.restate' WHERE action = 'retro_entry.corrected'")
		l.sound(t, "as an older version left it")
	})
}
