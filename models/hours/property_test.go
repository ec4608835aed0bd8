package hours_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// book is what a careful clerk would have on paper: the minutes that count for each sign-up, and what waits.
type book struct {
	l           *ledger
	people      []models.Actor
	owner       map[int64]int   // entry → whose
	latest      []int64         // the entry that stands for each sign-up
	counts      map[int64]int64 // entry that stands → minutes that count
	state       map[int64]hours.Status
	corrections map[int64]int64 // entry → pending correction
	wanted      map[int64]int64 // pending correction → minutes
	objections  map[int64]int64 // entry → live objection
	day         models.Date     // on which somebody served last
	open        map[int64]bool  // live objection → not yet answered
}

// step does something at random, by the rules, and writes it into the book as it must come out.
func (b *book) step(t testing.TB, r *rapid.T) {
	manager, second := as(b.people[0].AccountID, on(models.StationManager, b.l.stations[0])), as(b.people[1].AccountID, on(models.TownAdmin, b.l.towns[0]))
	what := rapid.SampledFrom([]string{
		"approve", "approve", "approve", "correct", "correct", "confirm", "confirm", "attend", "object", "accept", "accept", "refuse", "reject", "batch", "decline",
	}).Draw(r, "step")
	if what == "attend" || len(b.latest) == 0 {
		who := rapid.IntRange(2, len(b.people)-1).Draw(r, "who")
		minutes := rapid.Int64Range(0, 500).Draw(r, "minutes")
		if !rapid.Bool().Draw(r, "on the same day") || b.day == "" {
			b.day = models.Date("2020-01-01").Plus(len(b.owner)*7 + rapid.IntRange(0, 6).Draw(r, "day"))
		}
		id := b.l.serve(t, b.people[who], 0, minutes, b.day)
		b.owner[id], b.state[id], b.counts[id] = who, hours.Pending, 0
		b.latest = append(b.latest, id)
		return
	}
	place := max(0, len(b.latest)-5) + rapid.IntRange(0, min(5, len(b.latest))-1).Draw(r, "which") // of late: so that steps meet
	if waiting := slices.IndexFunc(b.latest, func(id int64) bool { return b.corrections[id] != 0 }); waiting >= 0 && (what == "approve" || what == "refuse") {
		place = waiting
	}
	id := b.latest[place]
	asked, waits := b.corrections[id]
	objection, objected := b.objections[id]
	minutes := rapid.Int64Range(0, 480).Draw(r, "to")
	switch what {
	case "confirm":
		err := b.l.confirm(t, manager, id)
		if models.IsCode(err, hours.ErrOwnSettlement) { // the manager has set its minutes, for an objection
			err = b.l.confirm(t, second, id)
		}
		if err == nil {
			b.confirmed(t, id)
		}
	case "batch":
		if err := b.l.confirmAll(t, second, b.latest...); err == nil {
			for _, each := range b.latest {
				b.confirmed(t, each)
			}
		}
	case "reject":
		if err := b.l.reject(t, manager, id); err == nil {
			b.state[id] = hours.Rejected
		}
	case "correct":
		if made, err := b.l.correct(t, manager, id, minutes); err == nil {
			b.corrections[id], b.wanted[made] = made, minutes
		}
	case "object":
		if made, err := b.l.object(t, b.people[b.owner[id]], id); err == nil {
			b.objections[id], b.open[made] = made, true
		}
	case "accept":
		if objected && b.l.answer(t, manager, objection, minutes) == nil {
			if b.state[id] == hours.Pending { // answered for good: the minutes are set, and wait to be confirmed
				delete(b.objections, id)
				return
			}
			made := b.l.pendingOf(t, id)
			b.corrections[id], b.wanted[made], b.open[objection] = made, minutes, false
		}
	case "decline":
		if objected && b.l.answer(t, manager, objection, -1) == nil {
			delete(b.objections, id)
		}
	case "refuse":
		if waits && b.l.refuse(t, second, asked) == nil {
			delete(b.corrections, id)
			if objected && !b.open[objection] {
				b.open[objection] = true
			}
		}
	case "approve":
		if !waits {
			return
		}
		stands, err := b.l.approve(t, second, asked)
		if objected && b.open[objection] {
			modelstest.Expect(t, "approve before the answer", err, hours.ErrObjectionOpen)
			return
		}
		if models.IsCode(err, hours.ErrDayFull) {
			return
		}
		if err != nil {
			t.Fatalf("approve: %v", err)
		}
		delete(b.corrections, id)
		delete(b.objections, id)
		b.counts[id] = 0
		if stands != 0 {
			b.latest[place], b.owner[stands], b.counts[stands], b.state[stands] = stands, b.owner[id], b.wanted[asked], hours.Confirmed
		}
	}
}

func (b *book) confirmed(t testing.TB, id int64) {
	t.Helper()
	b.l.read(t, models.Actor{}, func(tx *models.Tx) error {
		entry, err := models.Find[hours.Entry](tx, id, hours.ErrNotFound)
		if err == nil {
			b.counts[id], b.state[id] = entry.Minutes, hours.Confirmed
		}
		return err
	})
}

// pendingOf is the correction of the entry that waits.
func (l *ledger) pendingOf(t testing.TB, entry int64) (id int64) {
	t.Helper()
	l.read(t, models.Actor{}, func(tx *models.Tx) error {
		return tx.DB.Model(&hours.Correction{}).Where("entry_id = ? AND status = ?", entry, hours.CorrectionPending).Pluck("id", &id).Error
	})
	return id
}

// uncut tells which entries that wait have not what the caps leave them: behind all that is decided of their person's day, in the
// order in which they were made, since they are of one shift.
func (b *book) uncut(t testing.TB) (all []string) {
	t.Helper()
	var entries []hours.Entry
	b.l.read(t, models.Actor{}, func(tx *models.Tx) error { return tx.DB.Order("id").Find(&entries).Error })
	left := map[string]int64{}
	of := func(entry *hours.Entry) string { return fmt.Sprint(entry.VolunteerID, " ", entry.ServedOn) }
	for i := range entries {
		if entries[i].Status == hours.Confirmed {
			left[of(&entries[i])] -= entries[i].Minutes
		}
	}
	for i := range entries {
		entry := &entries[i]
		if entry.Status != hours.Pending {
			continue
		}
		measured := entry.Minutes
		if entry.MeasuredMinutes != nil {
			measured = *entry.MeasuredMinutes
		}
		want := min(measured, 480, max(0, 720+left[of(entry)]))
		if left[of(entry)] -= entry.Minutes; entry.Minutes != want {
			all = append(all, fmt.Sprintf("entry %d of %s: %d minutes wait, %d of %d are left for it", entry.ID, of(entry), entry.Minutes, want, measured))
		}
	}
	return all
}

// differences tells where the total that a volunteer reads, the sum of the ledger and the book differ.
func (b *book) differences(t testing.TB) (all []string) {
	t.Helper()
	for i, who := range b.people {
		want := int64(0)
		for _, id := range b.latest {
			if b.owner[id] == i {
				want += b.counts[id]
			}
		}
		var sum, certified int64
		b.l.read(t, who, func(tx *models.Tx) error {
			if err := tx.DB.Raw("SELECT COALESCE(SUM(minutes), 0) FROM ledger WHERE volunteer_id = ?", who.VolunteerID).Scan(&sum).Error; err != nil {
				return err
			}
			served, err := hours.ConfirmedMinutes(tx, []int64{who.VolunteerID})
			certified = served[who.VolunteerID]
			return err
		})
		if total := b.l.total(t, who).Credit; total != want || sum != want || certified != want {
			all = append(all, fmt.Sprintf("of %d: the book says %d, the total is %d, the ledger's sum %d, what can be certified %d", i, want, total, sum, certified))
		}
	}
	return append(append(all, b.uncut(t)...), b.l.findings(t)...)
}

// TestTotalIsTheSumOfTheLedgerWhateverHappens: random attendance, confirmation, rejection, correction and objection leave the
// total that a volunteer reads, the sum over the ledger and what can be certified the same, on both databases. At the end one
// row is changed behind the product's back, and must be seen: the negative control.
func TestTotalIsTheSumOfTheLedgerWhateverHappens(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		var people []models.Actor
		for range 4 {
			people = append(people, l.volunteer(t))
		}
		var kept *book
		rapid.Check(t, func(r *rapid.T) {
			if kept == nil { // one ledger that goes on growing: it is appended to, and nothing is taken back
				kept = &book{
					l: l, people: people, owner: map[int64]int{}, counts: map[int64]int64{}, state: map[int64]hours.Status{},
					corrections: map[int64]int64{}, wanted: map[int64]int64{}, objections: map[int64]int64{}, open: map[int64]bool{},
				}
			}
			for range rapid.IntRange(8, 20).Draw(r, "steps") {
				kept.step(t, r)
			}
			if broken := kept.differences(t); len(broken) > 0 {
				t.Fatalf("%v", broken)
			}
		})
		reversals := 0
		for _, row := range l.postings(t) {
			if row.Movement == hours.Reverse {
				reversals++
			}
		}
		if reversals < 3 {
			t.Errorf("only %d rows were taken back: the walk is too tame", reversals)
		}
		l.sql(t, "UPDATE ledger SET minutes = minutes + 1 WHERE id = (SELECT last FROM (SELECT MAX(id) AS last FROM ledger) AS rows_now)")
		if len(kept.differences(t)) == 0 {
			t.Error("a row of the ledger was changed, and nothing shows it")
		}
	})
}
