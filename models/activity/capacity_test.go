package activity_test

import (
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
)

// resizeOver lowers a shift's capacity below those who hold a seat.
func (w *world) resizeOver(shift *activity.Shift, capacity int64, over activity.Over) (*activity.Shift, error) {
	in := input(shift)
	in.Capacity, in.WaitlistCapacity, in.Over = capacity, w.reload(shift).WaitlistCapacity, over
	return change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
		return activity.UpdateShift(tx, shift.ID, w.reload(shift).Version, in)
	})
}

// TestOverLimit: fewer seats than people is refused, or openly over the limit: all stay, and nobody moves up.
func TestOverLimit(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(4, 3), w.volunteers(6)
		signUps := w.signedUp(shift, people...)
		_, err := w.resizeOver(shift, 2, activity.Over{})
		w.refused(err, activity.ErrCapacityBelow)
		for _, reason := range []string{" ", strings.Repeat("长", 201)} {
			_, err = w.resizeOver(shift, 2, activity.Over{Wanted: true, Reason: reason})
			w.refused(err, models.ErrInvalid)
		}
		w.holds(shift, 4, 2)
		got, err := w.resizeOver(shift, 2, activity.Over{Wanted: true, Reason: " 场地变小 "})
		w.must(err)
		w.over(got, 2, "场地变小")
		w.must(w.cancel(people[0], signUps[0], ""))
		w.over(w.reload(shift), 1, "场地变小")
		w.holds(shift, 3, 2)
		_, err = w.signUp(w.volunteers(1)[0], shift)
		w.must(err) // waits
		_, err = w.signUp(w.volunteers(1)[0], shift)
		w.refused(err, activity.ErrShiftFull)
		w.must(w.cancel(people[1], signUps[1], ""))
		w.over(w.reload(shift), 0, "")
		w.holds(shift, 2, 3)
		w.must(w.cancel(people[2], signUps[2], ""))
		w.holds(shift, 2, 2) // below the limit, so the first has moved up
		w.invariants()
	})
}

// TestOverLimitIsKeptUntilThereIsRoom: what else is changed needs no reason again, and seats that come back end it.
func TestOverLimitIsKeptUntilThereIsRoom(t *testing.T) {
	each(t, func(w *world) {
		shift := w.openShift(4, 0)
		w.signedUp(shift, w.volunteers(4)...)
		_, err := w.resizeOver(shift, 1, activity.Over{Wanted: true, Reason: "场地变小"})
		w.must(err)
		got, err := w.resizeOver(shift, 2, activity.Over{})
		w.must(err)
		w.over(got, 2, "场地变小")
		_, err = w.resizeOver(shift, 1, activity.Over{})
		w.refused(err, activity.ErrCapacityBelow)
		got, err = w.resizeOver(shift, 4, activity.Over{})
		w.must(err)
		w.over(got, 0, "")
		_, err = w.resizeOver(shift, 1, activity.Over{Wanted: true, Reason: "又变小"})
		w.must(err)
		w.must(w.manage(shift, callOff))
		w.over(w.reload(shift), 0, "")
		w.invariants()
	})
}

func (w *world) over(shift *activity.Shift, people int64, reason string) {
	w.t.Helper()
	told := ""
	if shift.OverReason != nil {
		told = *shift.OverReason
	}
	if shift.OverLimit != people || told != reason {
		w.t.Errorf("%d above the limit because of %q, want %d because of %q", shift.OverLimit, told, people, reason)
	}
}
