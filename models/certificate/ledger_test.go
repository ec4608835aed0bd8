package certificate_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"practicestation/models"
	"practicestation/models/certificate"
	"practicestation/models/hours"
)

// TestTotalIsTheLedgerOrSuperseded: whatever happens to the entries, a certificate that is valid says what the ledger says.
func TestTotalIsTheLedgerOrSuperseded(t *testing.T) {
	each(t, func(w *world) {
		rapid.Check(t, func(r *rapid.T) {
			who := w.volunteer("志愿者")
			var entries []int64
			for day := range rapid.IntRange(1, 5).Draw(r, "entries") { // a day each: a record may have eight hours, and one of none is never confirmed
				entries = append(entries, w.confirmed(who, 0, rapid.Int64Range(1, 480).Draw(r, "minutes"), models.Date(fmt.Sprintf("2026-02-%02d", day+1))))
			}
			var issued []certificate.Full
			for range rapid.IntRange(1, 6).Draw(r, "steps") {
				entry := rapid.SampledFrom(entries).Draw(r, "entry")
				w.become(entry, rapid.SampledFrom([]hours.Status{hours.Confirmed, hours.Reversed, hours.Reversed}).Draw(r, "status"))
				if got, err := w.ask(who, certificate.Input{}); err == nil {
					issued = append(issued, got.Certificates...)
				} else if !models.IsCode(err, certificate.ErrNoHours) {
					r.Fatal(err)
				}
			}
			for _, one := range issued {
				w.expectLedger(r, &one)
			}
		})
	})
}

// expectLedger holds a certificate against the entries that it rests on.
func (w *world) expectLedger(r *rapid.T, one *certificate.Full) {
	var sum, records int64
	for _, record := range one.Records {
		records += record.Minutes
	}
	err := w.DB.Read(w.t.Context(), models.Actor{}, func(tx *models.Tx) error {
		return tx.DB.Raw(`SELECT COALESCE(SUM(e.minutes), 0) FROM certificate_records r JOIN entries e ON e.id = r.entry_id
			WHERE r.certificate_id = ? AND e.status = 'confirmed'`, one.ID).Scan(&sum).Error
	})
	if err != nil {
		r.Fatal(err)
	}
	found, err := w.check(one.Code, "")
	if err != nil {
		r.Fatal(err)
	}
	if records != one.Minutes || (sum == one.Minutes) != (found.State() == certificate.Valid) {
		r.Errorf("%s: %d minutes, %d in its records, %d in the ledger, and it is %s", one.Number(), one.Minutes, records, sum, found.State())
	}
}
