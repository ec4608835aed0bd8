package activity_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
)

// twoShifts publishes an activity with a morning and an afternoon of two seats each.
func (w *world) twoShifts() (morning, afternoon *activity.Shift) {
	w.t.Helper()
	in := w.planAt(at(3, 9, 0), at(3, 17, 0), 2, 2)
	in.Shifts[0].EndsAt = at(3, 11, 0)
	second := in.Shifts[0]
	second.StartsAt, second.EndsAt = at(3, 14, 0), at(3, 17, 0)
	in.Shifts = append(in.Shifts, second)
	first := w.publish(in)
	shifts := w.shiftsOf(first.ActivityID)
	return &shifts[0], &shifts[1]
}

func (w *world) cancelShift(who models.Actor, shift *activity.Shift, reason string) error {
	_, err := change(w, w.DB, who, func(tx *models.Tx) (*activity.Shift, error) { return activity.CancelShift(tx, shift.ID, reason) })
	return err
}

// TestShiftIsCancelled: its people are released and told, the others stay, and it takes nobody any more.
func TestShiftIsCancelled(t *testing.T) {
	each(t, func(w *world) {
		morning, afternoon := w.twoShifts()
		people := w.volunteers(5)
		signUps := w.signedUp(morning, people[:3]...)
		kept := w.signedUp(afternoon, people[3])
		w.refused(w.cancelShift(w.manager, morning, " "), models.ErrReasonMissing)
		w.must(w.cancelShift(w.manager, morning, "上午有雨"))
		off := activity.CancelledByOrganizer
		w.states(signUps, off, off, off)
		w.states(kept, activity.SignedUp)
		w.holds(morning, 0, 0)
		w.told(activity.NoticeShiftCancelled, 3)
		if got := w.reload(morning); got.CancelledAt == nil || *got.CancelReason != "上午有雨" {
			w.t.Errorf("the shift is %+v", got)
		}
		_, err := w.signUp(people[4], morning)
		w.refused(err, activity.ErrShiftCancelled)
		_, err = w.resizeOver(morning, 9, activity.Over{})
		w.refused(err, activity.ErrShiftCancelled)
		w.refused(w.cancelShift(w.manager, morning, "又"), activity.ErrShiftCancelled)
		w.refused(w.cancelShift(w.manager, afternoon, "也"), activity.ErrLastShift)
		w.refused(w.cancelShift(w.manager, &activity.Shift{ID: 999}, "无"), activity.ErrShiftNotFound)
		w.invariants()
	})
}

// TestCancelledShiftIsNoShift: it neither bounds the activity nor makes it fit to be published.
func TestCancelledShiftIsNoShift(t *testing.T) {
	each(t, func(w *world) {
		shift := w.draft(w.plan(1, 0))
		w.must(w.cancelShift(w.manager, shift, "改由别的班次"))
		w.refused(w.manage(shift, activity.Publish), activity.ErrNoShifts)
		w.must(w.update(shift, 1, func(in *activity.Input) { in.StartsAt = at(3, 10, 0) }))
	})
}

// TestWhenAShiftMayBeCancelled: until it ends, by who may publish, or by who plans as long as nobody has seen it.
func TestWhenAShiftMayBeCancelled(t *testing.T) {
	each(t, func(w *world) {
		leader := w.volunteers(1)[0]
		leader.LedTeams = []int64{w.team.ID}
		draft := w.draft(w.plan(1, 0))
		w.must(w.cancelShift(leader, draft, "多余"))
		morning, afternoon := w.twoShifts()
		w.refused(w.cancelShift(leader, morning, "下雨"), models.ErrPermission)
		signUp := w.signedUp(morning, w.volunteers(1)[0])[0]
		w.Clock.Set(at(3, 9, 0))
		_, err := w.tick(signUp, activity.In)
		w.must(err)
		w.must(w.cancelShift(w.manager, morning, "下雨"))
		w.states([]*activity.SignUp{signUp}, activity.CheckedIn) // and may still check out
		another, _ := w.twoShifts()
		w.Clock.Set(at(3, 11, 0))
		w.refused(w.cancelShift(w.manager, another, "下雨"), activity.ErrShiftEnded)
		w.Clock.Set(at(3, 17, 0))
		w.refused(w.cancelShift(w.manager, afternoon, "下雨"), activity.ErrEnded)
		w.invariants()
	})
}
