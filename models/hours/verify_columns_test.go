package hours_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// TestEveryColumnOfLedgerAndAuditIsHeld: whichever column of a row of the ledger, of its heads, of the audit, its seals, their
// end and its starts, and of the entries is changed by SQL, verification names it. The few that are left out say why.
func TestEveryColumnOfLedgerAndAuditIsHeld(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		d := decide(t, w)
		d.seal(t)
		w.Clock.Advance(2 * time.Minute)
		must(t, d.reject(t, on(models.CenterAdmin, d.center), d.pending))
		d.seal(t)
		must(t, d.confirm(t, on(models.CenterAdmin, d.center), d.serve(t, d.volunteer(t), 1, 30, "2026-03-05")))
		number := func(query string) (found int64) {
			t.Helper()
			d.read(t, models.Actor{}, func(tx *models.Tx) error { return tx.DB.Raw(query).Scan(&found).Error })
			return found
		}
		lastSeal, lastLine := number("SELECT MAX(sequence) FROM audit_seals"), number("SELECT MAX(id) FROM audit_entries")
		if lastSeal < 2 || number("SELECT MAX(last_id) FROM audit_seals") >= lastLine {
			t.Fatalf("%d seals, and %d is the last line", lastSeal, lastLine)
		}
		d.sql(t, "INSERT INTO sign_ups (id, shift_id, activity_id, volunteer_id, status, sequence, created_at, updated_at) SELECT 99, shift_id, activity_id, 1, 'completed', 99, created_at, updated_at FROM sign_ups WHERE id = 1")
		other := map[string]string{"sign_up_id": "99"} // one that has earned nothing
		unsealed := []string{}
		if w.DB.Dialect != models.SQLite {
			// Until its seal, nothing but SQLite's own counter tells which number a line had; it says the same with another.
			unsealed = []string{"id"}
		}
		sealed := map[string]string{"id": "audit_entries ", "hash": "audit_entries "}
		inChain, heads := map[string]string{"id": "ledger ", "sequence": "ledger "}, map[string]string{"station_id": "ledger "}
		for _, row := range []modelstest.Tampering{
			{Table: "ledger", Key: "id", Row: number("SELECT MIN(id) FROM ledger"), Found: inChain},
			// Behind the last row of a chain there is none that a number which rose would meet.
			{Table: "ledger", Key: "id", Row: number("SELECT MAX(id) FROM ledger"), Found: map[string]string{"sequence": "ledger"}, Without: []string{"id"}},
			{Table: "ledger", Key: "id", Row: number("SELECT id FROM ledger WHERE kind = 'credit' AND movement = 'reverse'"), Found: inChain},
			{Table: "ledger", Key: "id", Row: number("SELECT MIN(id) FROM ledger WHERE kind = 'honor'"), Found: inChain},
			{Table: "ledger_heads", Key: "station_id", Row: d.stations[1].ID, Moved: d.center.ID, Found: heads},
			{Table: "audit_entries", Key: "id", Row: number("SELECT MIN(id) FROM audit_entries WHERE row_table = 'entries'"), Found: sealed},
			{Table: "audit_entries", Key: "id", Row: number("SELECT MIN(id) FROM audit_entries"), Found: sealed},
			{Table: "audit_entries", Key: "id", Row: lastLine, Found: map[string]string{"id": "audit_entries "}, Without: unsealed},
			{Table: "audit_seals", Key: "sequence", Row: int64(1), Found: ofSeal("audit_seals 2: ")},
			{Table: "audit_seals", Key: "sequence", Row: lastSeal, Found: ofSeal("audit_seals 987654: ")},
			{Table: "audit_heads", Key: "id", Row: int64(1), Found: map[string]string{"id": "audit_seals ", "sequence": "audit_seals ", "last_id": "audit_seals ", "hash": "audit_seals "}},
			{Table: "audit_starts", Key: "row_table", Row: "audit_entries", Found: map[string]string{"row_table": "audit_starts ", "last_id": "audit_entries "}},
			{Table: "audit_starts", Key: "row_table", Row: "entries", Found: map[string]string{"row_table": "audit_starts ", "last_id": "entries "}},
			// How often managers were reminded moves neither the hours nor the list of what is late.
			{Table: "entries", Key: "id", Row: d.pending, Values: other, Without: []string{"reminded"}},
			// To these a correction refers, so that the database itself lets nobody number them anew.
			{Table: "entries", Key: "id", Row: d.confirmed, Values: other, Without: []string{"reminded", "id"}},
			{Table: "entries", Key: "id", Row: d.stands, Values: other, Without: []string{"reminded", "id"}},
		} {
			modelstest.EveryColumn(t, w, row, hours.Checks(), models.AuditChecks())
		}
	})
}

// ofSeal is what is found when a column of a seal is changed: the rows that it covers do not come to it any more.
func ofSeal(sequence string) map[string]string {
	return map[string]string{"sequence": sequence, "hash": "audit_entries ", "last_id": "audit_entries ", "sealed_at": "audit_entries "}
}

// seal binds every line of the audit that is there.
func (l *ledger) seal(t testing.TB) {
	t.Helper()
	l.Clock.Advance(2 * time.Minute)
	l.write(t, models.SystemActor("seal"), func(tx *models.Tx) error {
		_, err := models.SealAudit(tx)
		return err
	})
}
