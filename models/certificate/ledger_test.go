package certificate_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/certificate"
	"practicestation/models/hours"
)

// TestTotalIsTheLedgerOrSuperseded: whatever is confirmed, corrected and objected to, the volunteer's total is the sum of the
// ledger, and a certificate that is valid says what the ledger says.
func TestTotalIsTheLedgerOrSuperseded(t *testing.T) {
	each(t, func(w *world) {
		w.write(models.Actor{}, func(tx *models.Tx) error { // so long that any correction fits
			return tx.DB.Exec("UPDATE shifts SET ends_at = ?", tx.Now.Add(8*time.Hour)).Error
		})
		rapid.Check(t, func(r *rapid.T) {
			proof := &proof{w: w, r: r, who: w.volunteer("志愿者")}
			for range rapid.IntRange(1, 8).Draw(r, "steps") {
				proof.step(rapid.SampledFrom([]string{"serve", "serve", "confirm", "correct", "correct", "object"}).Draw(r, "verb"))
				got, err := w.ask(proof.who, certificate.Input{})
				if err != nil && !models.IsCode(err, certificate.ErrNoHours) {
					r.Fatal(err)
				}
				if err == nil {
					proof.issued = append(proof.issued, got.Certificates...)
				}
				proof.expectTotal()
			}
			for _, one := range proof.issued {
				w.expectLedger(r, &one)
			}
		})
	})
}

// proof is one volunteer's service, and what has been certified of it.
type proof struct {
	w       *world
	r       *rapid.T
	who     models.Actor
	entries []int64
	issued  []certificate.Full
}

// by is one of two managers of the station.
func (p *proof) by(account int64) models.Actor {
	actor := p.w.managers[0]
	actor.AccountID = account
	return actor
}

// try runs a rule, which may do what it is asked or refuse it.
func (p *proof) try(actor models.Actor, rule func(tx *models.Tx) error) {
	var refusal *models.Error
	err := p.w.DB.Write(p.w.t.Context(), actor, rule)
	if err != nil && (!errors.As(err, &refusal) || refusal.Kind != models.Conflict) {
		p.r.Fatal(err)
	}
}

func (p *proof) step(verb string) {
	if verb == "serve" {
		day := models.Date("2026-01-01").Plus(len(p.entries)) // a day each: what is cut is another test's matter
		p.entries = append(p.entries, p.w.serve(p.who, 0, rapid.Int64Range(1, 480).Draw(p.r, "minutes"), day))
	}
	if len(p.entries) == 0 {
		return
	}
	entry := rapid.SampledFrom(p.entries).Draw(p.r, "entry")
	switch verb {
	case "confirm":
		p.try(p.by(77), func(tx *models.Tx) error { _, err := activity.ConfirmEntry(tx, entry); return err })
	case "correct":
		minutes := rapid.Int64Range(0, 480).Draw(p.r, "other minutes")
		p.try(p.by(77), func(tx *models.Tx) error {
			_, err := hours.RequestCorrection(tx, entry, minutes, "按签到表")
			return err
		})
	case "object":
		minutes := rapid.Int64Range(0, 480).Draw(p.r, "claimed")
		p.try(p.who, func(tx *models.Tx) error { _, err := hours.Object(tx, entry, "我走得晚", nil); return err })
		p.answer(minutes)
	}
	p.approve()
}

// answer accepts the objections that are open.
func (p *proof) answer(minutes int64) {
	for _, id := range p.ids("SELECT id FROM objections WHERE status = 'open' AND volunteer_id = ?", p.who.VolunteerID) {
		p.try(p.by(77), func(tx *models.Tx) error {
			_, err := hours.AcceptObjection(tx, id, minutes, "核对属实")
			return err
		})
	}
}

// approve has the second manager decide on the corrections that wait; what stands then may be corrected in its turn.
func (p *proof) approve() {
	for _, id := range p.ids("SELECT c.id FROM corrections c JOIN entries e ON e.id = c.entry_id WHERE c.status = 'pending' AND e.volunteer_id = ?", p.who.VolunteerID) {
		p.try(p.by(78), func(tx *models.Tx) error { _, err := hours.ApproveCorrection(tx, id); return err })
	}
	p.entries = p.ids("SELECT id FROM entries WHERE volunteer_id = ?", p.who.VolunteerID)
}

func (p *proof) ids(query string, values ...any) (ids []int64) {
	err := p.w.DB.Read(p.w.t.Context(), models.Actor{}, func(tx *models.Tx) error { return tx.DB.Raw(query+" ORDER BY 1", values...).Scan(&ids).Error })
	if err != nil {
		p.r.Fatal(err)
	}
	return ids
}

// expectTotal holds the volunteer's total against the rows of the ledger.
func (p *proof) expectTotal() {
	var total, posted int64
	err := p.w.DB.Read(p.w.t.Context(), models.Actor{}, func(tx *models.Tx) error {
		totals, err := hours.ConfirmedMinutes(tx, []int64{p.who.VolunteerID})
		total = totals[p.who.VolunteerID]
		return errors.Join(err, tx.DB.Raw("SELECT COALESCE(SUM(minutes), 0) FROM ledger WHERE volunteer_id = ?", p.who.VolunteerID).Scan(&posted).Error)
	})
	if err != nil {
		p.r.Fatal(err)
	}
	if total != posted {
		p.r.Errorf("the total is %d and the ledger has %d", total, posted)
	}
}

// expectLedger holds a certificate against the entries that it rests on.
func (w *world) expectLedger(r *rapid.T, one *certificate.Full) {
	var records, stands int64
	for _, record := range one.Records {
		records += record.Minutes
	}
	err := w.DB.Read(w.t.Context(), models.Actor{}, func(tx *models.Tx) error {
		return tx.DB.Raw(`SELECT COALESCE(SUM(l.minutes), 0) FROM certificate_records r JOIN ledger l ON l.subject_id = r.entry_id AND l.kind = 'credit'
			WHERE r.certificate_id = ?`, one.ID).Scan(&stands).Error
	})
	if err != nil {
		r.Fatal(err)
	}
	found, err := w.check(one.Code, "")
	if err != nil {
		r.Fatal(err)
	}
	if records != one.Minutes || (stands == one.Minutes) != (found.State() == certificate.Valid) {
		r.Errorf("%s: %d minutes, %d in its records, %d of them in the ledger, and it is %s", one.Number(), one.Minutes, records, stands, found.State())
	}
}
