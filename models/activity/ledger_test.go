package activity_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/hours"
)

// entryOf is the one entry that a sign-up has earned.
func (w *world) entryOf(signUp *activity.SignUp) hours.NamedEntry {
	w.t.Helper()
	entries := read(w, w.manager, func(tx *models.Tx) (models.Paged[hours.NamedEntry], error) {
		return hours.List(tx, hours.Filter{VolunteerID: signUp.VolunteerID, ShiftID: signUp.ShiftID}, models.Page{Limit: 10})
	})
	if len(entries.Items) != 1 || entries.Items[0].SignUpID != signUp.ID {
		w.t.Errorf("broken: the sign-up has the entries %+v, want one", entries.Items)
		return hours.NamedEntry{}
	}
	return entries.Items[0]
}

func (w *world) confirm(db *models.DB, who models.Actor, entry hours.NamedEntry) error {
	_, err := change(w, db, who, func(tx *models.Tx) (*hours.NamedEntry, error) { return activity.ConfirmEntry(tx, entry.ID) })
	return err
}

func (w *world) reject(who models.Actor, entry hours.NamedEntry, reason string) error {
	_, err := change(w, w.DB, who, func(tx *models.Tx) (*hours.NamedEntry, error) { return activity.RejectEntry(tx, entry.ID, reason) })
	return err
}

// TestServedOn: a shift across midnight counts once, on the local day it ends; also across the end of a month and of a year.
func TestServedOn(t *testing.T) {
	each(t, func(w *world) {
		yearsEnd := time.Date(2026, 12, 31, 14, 0, 0, 0, time.UTC) // 22:00 in Shanghai
		for _, c := range []struct {
			starts, ends, in, out time.Time
			minutes               int64
			on                    models.Date
		}{
			{at(3, 22, 0), at(4, 2, 0), at(3, 22, 15), at(4, 1, 45), 210, "2026-03-04"},
			{at(31, 22, 0), at(31, 24, 0), at(31, 21, 30), at(31, 24, 10), 120, "2026-04-01"},
			{at(31, 20, 0), at(31, 23, 59), at(31, 20, 0), at(31, 23, 59), 239, "2026-03-31"},
			{yearsEnd, yearsEnd.Add(4 * time.Hour), yearsEnd, yearsEnd.Add(4 * time.Hour), 240, "2027-01-01"},
			{at(10, 7, 0), at(10, 9, 0), at(10, 7, 0), at(10, 8, 30), 90, "2026-03-10"}, // in UTC its start is on the day before
		} {
			w.Clock.Set(at(2, 9, 0))
			signUp := w.signedUp(w.openShiftAt(c.starts, c.ends, 1, 0), w.volunteers(1)[0])[0]
			w.attended(signUp, c.in, c.out)
			if entry := w.entryOf(signUp); entry.Minutes != c.minutes || entry.ServedOn != c.on {
				w.t.Errorf("from %v to %v: %d minutes on %s, want %d on %s", c.in, c.out, entry.Minutes, entry.ServedOn, c.minutes, c.on)
			}
		}
		w.invariants()
	})
}

func TestClosedOnceTheLastEntryIsDecided(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(3, 0), w.volunteers(3)
		signUps := w.signedUp(shift, people...)
		for _, signUp := range signUps[:2] {
			w.attended(signUp, at(3, 9, 0), at(3, 10, 0))
		}
		if got := w.status(shift); got != activity.InProgress {
			w.t.Errorf("before the end: %s", got)
		}
		w.Clock.Set(shift.EndsAt)
		for _, signUp := range signUps[:2] {
			if got := w.status(shift); got != activity.Ended {
				w.t.Errorf("not all are decided: %s", got)
			}
			w.must(w.reject(w.manager, w.entryOf(signUp), "没有到场"))
		}
		if got := w.status(shift); got != activity.Closed {
			w.t.Errorf("all decided, and at its end: %s", got)
		}
		w.attended(signUps[2], shift.EndsAt, shift.EndsAt) // the window is still open: one more entry, of no minute
		if got := w.status(shift); got != activity.Ended {
			w.t.Errorf("one entry came late: %s", got)
		}
		entry := w.entryOf(signUps[2])
		w.refused(w.confirm(w.DB, w.manager, entry), hours.ErrZero)
		w.refused(w.reject(w.manager, entry, " "), models.ErrReasonMissing)
		w.must(w.reject(w.manager, entry, "没有服务时间"))
		if got := w.status(shift); got != activity.Closed {
			w.t.Errorf("the last one is decided: %s", got)
		}
		w.invariants()
	})
}

// TestNeverOnesOwnHours: not even a manager's, and nobody decides twice.
func TestNeverOnesOwnHours(t *testing.T) {
	each(t, func(w *world) {
		people := w.volunteers(2)
		signUps := w.signedUp(w.openShift(2, 0), people...)
		w.attended(signUps[0], at(3, 9, 0), at(3, 10, 0))
		w.Clock.Set(at(3, 11, 0))
		entry := w.entryOf(signUps[0])
		w.refused(w.confirm(w.DB, people[0], entry), models.ErrPermission)
		w.refused(w.confirm(w.DB, people[1], entry), hours.ErrNotFound)
		self := people[0]
		self.Scopes = w.manager.Scopes
		w.refused(w.confirm(w.DB, self, entry), hours.ErrOwn)
		w.refused(w.reject(self, entry, "谦虚"), hours.ErrOwn)
		leader := people[1]
		leader.LedTeams = []int64{w.team.ID}
		w.refused(w.confirm(w.DB, leader, entry), models.ErrPermission)
		w.must(w.confirm(w.DB, w.manager, entry))
		w.refused(w.confirm(w.DB, w.manager, entry), hours.ErrDecided)
		w.refused(w.reject(w.manager, entry, "反悔"), hours.ErrDecided)
		w.invariants()
	})
}

// TestTotalIsTheSumOfTheLedger is mistake 13 of the peers: whole minutes, never rounded on the way, and only confirmed ones.
func TestTotalIsTheSumOfTheLedger(t *testing.T) {
	each(t, func(w *world) {
		who := w.volunteers(1)[0]
		for i, out := range []time.Time{at(3, 9, 7), at(4, 9, 29), at(5, 10, 41), at(6, 9, 50)} {
			w.Clock.Set(at(2, 9, 0))
			starts := out.Truncate(24 * time.Hour).Add(time.Hour) // 09:00 in Shanghai
			signUp := w.signedUp(w.openShiftAt(starts, starts.Add(2*time.Hour), 1, 0), who)[0]
			w.attended(signUp, starts, out)
			w.Clock.Set(starts.Add(2 * time.Hour))
			if i < 3 {
				w.must(w.confirm(w.DB, w.manager, w.entryOf(signUp)))
			}
		}
		total := read(w, who, func(tx *models.Tx) (int64, error) {
			_, totals, err := hours.ListOwn(tx, hours.Filter{}, models.Page{Limit: 1})
			return totals.Credit, err
		})
		if sum := w.numbers("SELECT SUM(minutes) FROM entries WHERE status = 'confirmed'")[0]; total != 7+29+101 || total != sum {
			w.t.Errorf("the total is %d, the ledger's sum %d, want %d", total, sum, 7+29+101)
		}
	})
}
