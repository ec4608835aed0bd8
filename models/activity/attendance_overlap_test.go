package activity_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
)

// TestNobodyIsAtTwoShiftsUnseen: who has not left the one and comes to the other is let in, and both show it; so does a
// roster. Who leaves at the moment of coming elsewhere was at neither twice.
func TestNobodyIsAtTwoShiftsUnseen(t *testing.T) {
	each(t, func(w *world) {
		morning, noon := w.openShiftAt(at(3, 9, 0), at(3, 10, 0), 3, 0), w.openShiftAt(at(3, 10, 0), at(3, 11, 0), 3, 0)
		people := w.volunteers(3)
		first, second := w.signedUp(morning, people...), w.signedUp(noon, people...)
		tick := func(signUp *activity.SignUp, kind activity.Kind, when time.Time) {
			w.t.Helper()
			w.Clock.Set(when)
			_, err := w.tick(signUp, kind)
			w.must(err)
		}
		for i := range people {
			tick(first[i], activity.In, at(3, 9, 0))
		}
		tick(second[0], activity.In, at(3, 9, 55))
		tick(first[1], activity.Out, at(3, 9, 55))
		tick(second[1], activity.In, at(3, 9, 55))
		tick(first[0], activity.Out, at(3, 10, 5))
		tick(second[0], activity.Out, at(3, 11, 0))
		tick(second[2], activity.In, at(3, 10, 45)) // and never out of the first, whose window has closed at half past ten
		w.flagged(morning, "in roster overlap+by_staff", "in roster by_staff", "in roster by_staff", "out roster by_staff", "out roster late+overlap+by_staff")
		w.flagged(noon, "in roster early+overlap+by_staff", "in roster early+by_staff", "out roster overlap+by_staff", "in roster by_staff")
		rows := w.roster(noon)
		if flagText(rows[0].Flags) != "early+overlap+by_staff" || flagText(rows[1].Flags) != "early+by_staff" {
			w.t.Errorf("the roster shows %v and %v", rows[0].Flags, rows[1].Flags)
		}
		w.invariants()
	})
}

// TestBreakAtAnotherShift: who takes a break at the one shift to serve at the other is at one place at a time.
func TestBreakAtAnotherShift(t *testing.T) {
	each(t, func(w *world) {
		in, allowed := w.planAt(at(3, 9, 0), at(3, 12, 0), 1, 0), true
		in.BreaksAllowed = &allowed
		in.Shifts[0].EndsAt = at(3, 9, 40)
		long := w.publish(in)
		beside := w.openShiftAt(at(3, 9, 40), at(3, 10, 0), 1, 0)
		who := w.volunteers(1)
		own, other := w.signedUp(long, who...)[0], w.signedUp(beside, who...)[0]
		w.attended(own, at(3, 9, 0), at(3, 9, 20))
		w.attended(other, at(3, 9, 20), at(3, 9, 50))
		w.attended(own, at(3, 9, 50), at(3, 10, 5))
		w.flagged(long, "in roster by_staff", "out roster by_staff", "in roster late+by_staff", "out roster late+by_staff")
		w.flagged(beside, "in roster early+by_staff", "out roster by_staff")
		if got := read(w, w.manager, func(tx *models.Tx) (*activity.SignUp, error) {
			found, _, err := activity.FindSignUp(tx, own.ID)
			return found, err
		}); w.entryOf(got).Minutes != 20 {
			w.t.Errorf("earned %d, want 20: the second visit lies after the shift", w.entryOf(got).Minutes)
		}
	})
}
