package certificate_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/certificate"
	"practicestation/models/hours"
)

// TestTotalIsTheLedgerOrSuperseded: however somebody comes and goes, and whatever is confirmed, corrected, objected to and written down
// afterwards, the volunteer's totals are the sums of the ledger, and a certificate that is valid says what the ledger says.
func TestTotalIsTheLedgerOrSuperseded(t *testing.T) {
	each(t, func(w *world) {
		rapid.Check(w.t, func(r *rapid.T) {
			proof := &proof{w: w, r: r, who: w.volunteer("志愿者")}
			for range rapid.IntRange(1, 8).Draw(r, "steps") {
				proof.step(rapid.SampledFrom([]string{"attend", "attend", "confirm", "confirm", "correct", "correct", "object", "retro"}).Draw(r, "verb"))
				got, err := w.ask(proof.who, certificate.Input{})
				if err != nil && !models.IsCode(err, certificate.ErrNoHours) {
					r.Fatal(err)
				}
				if err == nil {
					proof.issued = append(proof.issued, got.Certificates...)
					proof.expectCertified(got.Certificates)
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
	if err != nil && (!errors.As(err, &refusal) || refusal.Kind != models.Conflict && refusal.Kind != models.Forbidden) {
		p.r.Fatal(err)
	}
}

func (p *proof) step(verb string) {
	switch verb {
	case "attend":
		p.attend()
	case "retro":
		p.retro()
	}
	p.entries = p.ids("SELECT id FROM entries WHERE volunteer_id = ?", p.who.VolunteerID)
	if len(p.entries) == 0 {
		return
	}
	entry := rapid.SampledFrom(p.entries).Draw(p.r, "entry")
	switch verb {
	case "confirm":
		p.try(p.by(77), func(tx *models.Tx) error { _, err := activity.ConfirmEntry(tx, entry); return err })
	case "correct":
		minutes := rapid.Int64Range(0, 200).Draw(p.r, "other minutes")
		p.try(p.by(77), func(tx *models.Tx) error {
			_, err := hours.RequestCorrection(tx, entry, minutes, "按签到表")
			return err
		})
	case "object":
		minutes := rapid.Int64Range(0, 200).Draw(p.r, "claimed")
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
}

func (p *proof) ids(query string, values ...any) (ids []int64) {
	err := p.w.DB.Read(p.w.t.Context(), models.Actor{}, func(tx *models.Tx) error { return tx.DB.Raw(query+" ORDER BY 1", values...).Scan(&ids).Error })
	if err != nil {
		p.r.Fatal(err)
	}
	return ids
}

// expectTotal holds the totals that the volunteer reads against the rows of the ledger.
func (p *proof) expectTotal() {
	var totals hours.Totals
	err := p.w.DB.Read(p.w.t.Context(), p.who, func(tx *models.Tx) (err error) {
		_, totals, err = hours.ListOwn(tx, hours.Filter{}, models.Page{Limit: 1})
		return err
	})
	if err != nil {
		p.r.Fatal(err)
	}
	if credit, honor := p.posted(hours.CreditKind), p.posted(hours.HonorKind); totals.Credit != credit || totals.Honor != honor {
		p.r.Errorf("the totals are %+v and the ledger has %d and %d", totals, credit, honor)
	}
}

func (p *proof) posted(kind hours.Kind) int64 {
	return p.ids("SELECT COALESCE(SUM(minutes), 0) FROM ledger WHERE volunteer_id = ? AND kind = ?", p.who.VolunteerID, kind)[0]
}

// expectCertified holds what was just certified of all the service against the ledger.
func (p *proof) expectCertified(issued []certificate.Full) {
	sum := int64(0)
	for _, one := range issued {
		sum += one.Minutes
	}
	if credit := p.posted(hours.CreditKind); sum != credit {
		p.r.Errorf("%d minutes are certified and the ledger has %d", sum, credit)
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
