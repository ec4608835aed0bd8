package activity_test

import (
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
)

// checkpoint is manned around the clock, from Tuesday 06:00 to Wednesday 06:00, in shifts of eight hours.
func (w *world) checkpoint() activity.Input {
	in := w.planAt(at(3, 6, 0), at(4, 6, 0), 2, 0)
	in.Shifts = nil
	for i := range 3 {
		starts := in.StartsAt.Add(time.Duration(i) * 8 * time.Hour)
		in.Shifts = append(in.Shifts, activity.ShiftInput{Role: "值守", StartsAt: starts, EndsAt: starts.Add(8 * time.Hour), Capacity: 2})
	}
	return in
}

// closing gives the deadlines that count for each shift of the activity: to sign up, and to leave.
func (w *world) closing(of *activity.Shift) (signUp, leave []string) {
	w.t.Helper()
	current := w.activityOf(of)
	for _, shift := range w.shiftsOf(of.ActivityID) {
		signUp = append(signUp, shift.SignUpCloses(current).In(at(1, 0, 0).Location()).Format("2 15:04"))
		leave = append(leave, shift.CancelCloses(current).In(at(1, 0, 0).Location()).Format("2 15:04"))
	}
	return signUp, leave
}

func (w *world) edit(shift *activity.Shift, change func(in *activity.ShiftInput)) error {
	now := w.reload(shift)
	in := activity.ShiftInput{Role: now.Role, StartsAt: now.StartsAt, EndsAt: now.EndsAt, Capacity: now.Capacity, WaitlistCapacity: now.WaitlistCapacity}
	change(&in)
	return w.write(w.DB, w.manager, func(tx *models.Tx) error {
		_, err := activity.UpdateShift(tx, shift.ID, now.Version, in)
		return err
	})
}

// TestShiftOfTheNightIsOpenUntilItBegins, when nobody has said until when: people come and go until their own shift.
func TestShiftOfTheNightIsOpenUntilItBegins(t *testing.T) {
	each(t, func(w *world) {
		w.publish(w.checkpoint())
		first := w.publish(w.checkpoint())
		night, people := &w.shiftsOf(first.ActivityID)[2], w.volunteers(3)
		w.Clock.Set(at(3, 21, 59))
		urgent := read(w, people[0], func(tx *models.Tx) (models.Paged[activity.UrgentShift], error) {
			return activity.Urgent(tx, activity.UrgentFilter{Days: 3}, models.Page{Limit: 10})
		})
		w.expect("urgent shifts that are still open", len(urgent.Items), 2)
		_, err := w.signUp(people[0], first)
		w.refused(err, activity.ErrShiftEnded, activity.ErrSignUpClosed)
		signUps := w.signedUp(night, people[0], people[1])
		w.must(w.cancel(people[0], signUps[0], ""))
		w.Clock.Set(at(3, 22, 0))
		w.refused(w.cancel(people[1], signUps[1], ""), activity.ErrCancelClosed)
		_, err = w.signUp(people[2], night)
		w.refused(err, activity.ErrSignUpClosed)
	})
}

// TestDeadlineThatIsGivenCountsForAllShifts, but for those that have another one of their own.
func TestDeadlineThatIsGivenCountsForAllShifts(t *testing.T) {
	each(t, func(w *world) {
		in, own := w.checkpoint(), at(3, 20, 0)
		in.SignUpClosesAt, in.CancelClosesAt = at(2, 18, 0), at(2, 12, 0)
		in.Shifts[2].SignUpClosesAt, in.Shifts[2].CancelClosesAt = &own, &own
		shift := w.publish(in)
		signUp, leave := w.closing(shift)
		w.same(signUp, "2 18:00", "2 18:00", "3 20:00")
		w.same(leave, "2 12:00", "2 12:00", "3 20:00")
		w.Clock.Set(at(3, 13, 0))
		shifts := w.shiftsOf(shift.ActivityID)
		_, err := w.signUp(w.volunteers(1)[0], &shifts[1])
		w.refused(err, activity.ErrSignUpClosed)
		late := w.signedUp(&shifts[2], w.volunteers(1)[0])[0]
		w.must(w.cancel(models.Actor{AccountID: late.VolunteerID, VolunteerID: late.VolunteerID}, late, ""))
	})
}

// TestDeadlineOfAShiftLiesWithinReason: not after its end, nor before anybody may sign up.
func TestDeadlineOfAShiftLiesWithinReason(t *testing.T) {
	each(t, func(w *world) {
		shift := w.openShift(2, 0)
		late, early, end := at(3, 11, 1), at(2, 8, 0), at(3, 11, 0)
		for _, c := range []struct {
			change func(in *activity.ShiftInput)
			field  string
		}{
			{func(in *activity.ShiftInput) { in.SignUpClosesAt = &late }, "sign_up_closes_at"},
			{func(in *activity.ShiftInput) { in.SignUpClosesAt = &early }, "sign_up_closes_at"},
			{func(in *activity.ShiftInput) { in.CancelClosesAt = &late }, "cancel_closes_at"},
		} {
			w.faults(w.edit(shift, c.change), c.field)
			in := w.plan(2, 0)
			c.change(&in.Shifts[0])
			_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Create(tx, in) })
			w.faults(err, "shifts.0."+c.field)
			_, err = change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
				return activity.AddShift(tx, shift.ActivityID, in.Shifts[0])
			})
			w.faults(err, c.field)
		}
		w.must(w.edit(shift, func(in *activity.ShiftInput) { in.SignUpClosesAt, in.CancelClosesAt = &end, &end }))
	})
}

// TestDeadlinesOfTheActivityReachItsShifts: silence lets each shift close at its start; a new deadline means all that have
// had no other; the one that is there already changes nothing.
func TestDeadlinesOfTheActivityReachItsShifts(t *testing.T) {
	each(t, func(w *world) {
		in, own := w.checkpoint(), at(3, 20, 0)
		in.SignUpClosesAt, in.CancelClosesAt = at(3, 6, 0), at(3, 6, 0)
		in.Shifts[2].SignUpClosesAt = &own
		shift := w.publish(in)
		check := func(version int64, edit func(in *activity.Input), want ...string) {
			w.t.Helper()
			w.must(w.update(shift, version, edit))
			signUp, _ := w.closing(shift)
			w.same(signUp, want...)
		}
		check(2, func(in *activity.Input) { in.Description = "带水杯" }, "3 06:00", "3 06:00", "3 20:00")
		check(3, func(in *activity.Input) { in.SignUpClosesAt = time.Time{} }, "3 06:00", "3 14:00", "3 20:00")
		check(4, func(in *activity.Input) { in.Description = "带雨衣" }, "3 06:00", "3 14:00", "3 20:00")
		check(5, func(in *activity.Input) { in.SignUpClosesAt = at(2, 18, 0) }, "2 18:00", "2 18:00", "3 20:00")
		_, leave := w.closing(shift)
		w.same(leave, "3 06:00", "3 06:00", "3 06:00")
	})
}

// TestNobodyGetsLessTimeToLeave: once somebody is on a shift, neither the shift nor the activity may close it earlier.
func TestNobodyGetsLessTimeToLeave(t *testing.T) {
	each(t, func(w *world) {
		shift := w.publish(w.checkpoint())
		night := &w.shiftsOf(shift.ActivityID)[2]
		w.signedUp(night, w.volunteers(1)...)
		earlier, later, none := at(3, 21, 0), at(3, 23, 0), time.Time{}
		w.refused(w.edit(night, func(in *activity.ShiftInput) { in.CancelClosesAt = &earlier }), activity.ErrHasSignUps)
		w.refused(w.edit(night, func(in *activity.ShiftInput) { in.CancelClosesAt = &none }), activity.ErrHasSignUps)
		sooner := w.update(shift, 2, func(in *activity.Input) { in.CancelClosesAt = at(3, 5, 0) })
		w.refused(sooner, activity.ErrHasSignUps)
		if !strings.Contains(sooner.Error(), "取消报名的截止时间提前") {
			w.t.Errorf("who would close it sooner is told %v", sooner)
		}
		w.must(w.edit(night, func(in *activity.ShiftInput) { in.CancelClosesAt = &later }))
		w.must(w.update(shift, 2, func(in *activity.Input) { in.CancelClosesAt = at(3, 5, 0) })) // the night has its own now
		_, leave := w.closing(shift)
		w.same(leave, "3 05:00", "3 05:00", "3 23:00")
	})
}

// TestDeadlinesMoveAlongWithTheShift, however it is moved, and never past its end.
func TestDeadlinesMoveAlongWithTheShift(t *testing.T) {
	each(t, func(w *world) {
		shift := w.publish(w.checkpoint())
		shifts, current := w.shiftsOf(shift.ActivityID), w.activityOf(shift)
		late := at(3, 21, 0)
		w.must(w.edit(&shifts[1], func(in *activity.ShiftInput) { in.SignUpClosesAt = &late }))
		_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
			return activity.Move(tx, current.ID, activity.Reschedule{
				Version: current.Version, Reason: "封路", StartsAt: at(4, 6, 0),
				Shifts: []activity.ShiftTimes{{ID: shifts[1].ID, StartsAt: at(4, 15, 0), EndsAt: at(4, 20, 0)}},
			})
		})
		w.must(err)
		signUp, leave := w.closing(shift)
		w.same(signUp, "4 06:00", "4 20:00", "4 22:00")
		w.same(leave, "4 06:00", "4 15:00", "4 22:00")
		w.must(w.edit(&shifts[2], func(in *activity.ShiftInput) { in.StartsAt = in.StartsAt.Add(time.Hour) }))
		none := time.Time{}
		w.must(w.edit(&shifts[1], func(in *activity.ShiftInput) { in.SignUpClosesAt = &none }))
		signUp, _ = w.closing(shift)
		w.same(signUp, "4 06:00", "4 06:00", "4 23:00")
	})
}

// TestShiftThatIsAddedIsOpenUntilItBegins, in an activity that is.
func TestShiftThatIsAddedIsOpenUntilItBegins(t *testing.T) {
	each(t, func(w *world) {
		shift := w.publish(w.checkpoint())
		in := w.checkpoint().Shifts[2]
		_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Shift, error) { return activity.AddShift(tx, shift.ActivityID, in) })
		w.must(err)
		signUp, leave := w.closing(shift)
		w.same(signUp, "3 06:00", "3 14:00", "3 22:00", "3 22:00")
		w.same(leave, "3 06:00", "3 14:00", "3 22:00", "3 22:00")
	})
}
