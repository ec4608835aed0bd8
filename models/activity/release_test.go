package activity_test

import (
	"slices"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
)

// staffReason is what staff write when they cancel for somebody.
const staffReason = "本人来电，临时有事"

func TestCancelPromotesInOrder(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(2, 5), w.volunteers(6)
		signUps := w.signedUp(shift, people...)
		w.must(w.cancel(people[3], signUps[3], "")) // mistake 9 of the peers: one cancelled while waiting promotes nobody
		w.holds(shift, 2, 3)
		w.must(w.cancel(people[0], signUps[0], "")) // ... and one with a seat promotes exactly the first
		w.holds(shift, 2, 2)
		w.states(signUps, activity.CancelledByVolunteer, activity.SignedUp, activity.SignedUp, activity.CancelledByVolunteer,
			activity.Waitlisted, activity.Waitlisted)
		if got := w.queue(shift); !slices.Equal(got, ids(signUps[4], signUps[5])) {
			w.t.Errorf("the queue is %v", got)
		}
		w.must(w.cancel(people[1], signUps[1], ""))
		w.must(w.cancel(people[2], signUps[2], ""))
		w.holds(shift, 2, 0)
		w.must(w.cancel(people[4], signUps[4], ""))
		w.holds(shift, 1, 0)
		w.invariants()
	})
}

// TestCancelTwice is mistake 5 of the peers, one after the other: the second has no effect and says so.
func TestCancelTwice(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(3, 0), w.volunteers(3)
		signUps := w.signedUp(shift, people...)
		w.must(w.cancel(people[0], signUps[0], ""))
		w.refused(w.cancel(people[0], signUps[0], ""), activity.ErrAlreadyCancelled)
		w.refused(w.cancel(w.manager, signUps[0], staffReason), activity.ErrAlreadyCancelled)
		w.holds(shift, 2, 0)
		w.invariants()
	})
}

func TestCancellationDeadline(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(2, 2)
		in.CancelClosesAt = at(2, 18, 0)
		shift, people := w.publish(in), w.volunteers(4)
		signUps := w.signedUp(shift, people...)
		w.Clock.Set(in.CancelClosesAt.Add(-time.Millisecond))
		w.must(w.cancel(people[0], signUps[0], ""))
		w.Clock.Set(in.CancelClosesAt)
		w.refused(w.cancel(people[1], signUps[1], ""), activity.ErrCancelClosed)
		w.must(w.cancel(people[3], signUps[3], "")) // a place in the queue may always be left
		w.must(w.cancel(w.manager, signUps[1], staffReason))
		w.states(signUps, activity.CancelledByVolunteer, activity.CancelledByOrganizer, activity.SignedUp, activity.CancelledByVolunteer)
		w.Clock.Set(in.EndsAt)
		w.refused(w.cancel(w.manager, signUps[2], staffReason), activity.ErrCancelClosed)
		w.invariants()
	})
}

func TestDefaultDeadlineIsTheStart(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(2, 0), w.volunteers(2)
		signUps := w.signedUp(shift, people...)
		w.Clock.Set(shift.StartsAt.Add(-time.Millisecond))
		w.must(w.cancel(people[0], signUps[0], ""))
		w.Clock.Set(shift.StartsAt)
		w.refused(w.cancel(people[1], signUps[1], ""), activity.ErrCancelClosed)
	})
}

// TestWhoMayCancel: the owner, and staff with a reason. Mistake 7 of the peers: who waits may leave, and leaves the seats alone.
func TestWhoMayCancel(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(1, 2), w.volunteers(4)
		signUps := w.signedUp(shift, people[:3]...)
		w.refused(w.cancel(people[3], signUps[0], "嫉妒"), activity.ErrSignUpNotFound)
		w.refused(w.cancel(models.Actor{}, signUps[0], "匿名"), activity.ErrSignUpNotFound)
		auditor := models.Actor{AccountID: people[3].AccountID, Scopes: []models.Scope{{Role: models.Auditor, OrganizationID: 1, Path: "/1/"}}}
		w.refused(w.cancel(auditor, signUps[0], "审计"), models.ErrPermission)
		elsewhere := models.Actor{AccountID: 1, Scopes: []models.Scope{{Role: models.StationManager, OrganizationID: 9, Path: "/1/9/"}}}
		w.refused(w.cancel(elsewhere, signUps[0], "串门"), activity.ErrSignUpNotFound)
		w.states(signUps, activity.SignedUp, activity.Waitlisted, activity.Waitlisted)
		w.must(w.cancel(people[2], signUps[2], "改天"))
		w.must(w.cancel(w.manager, signUps[1], staffReason))
		w.holds(shift, 1, 0)
		if got := w.find(signUps[1]); got.CancelReason == nil || *got.CancelReason != staffReason {
			w.t.Errorf("the reason is kept as %v", got.CancelReason)
		}
		w.refused(w.promoteByTick(signUps[1]), activity.ErrSignUpCancelled) // a withdrawn request cannot be taken up later
		w.invariants()
	})
}

func (w *world) promoteByTick(signUp *activity.SignUp) error {
	w.Clock.Set(at(3, 9, 0))
	_, err := w.tick(signUp, activity.In)
	return err
}

// TestCancelAfterAttendance is mistake 14 of the peers: what was served stays served.
func TestCancelAfterAttendance(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(2, 1)
		in.CancelClosesAt = in.EndsAt
		shift, people := w.publish(in), w.volunteers(3)
		signUps := w.signedUp(shift, people...)
		w.Clock.Set(in.StartsAt)
		for _, signUp := range signUps[:2] {
			_, err := w.tick(signUp, activity.In)
			w.must(err)
		}
		w.Clock.Set(at(3, 10, 0))
		_, err := w.tick(signUps[0], activity.Out)
		w.must(err)
		for _, who := range []models.Actor{people[0], w.manager} {
			w.refused(w.cancel(who, signUps[0], staffReason), activity.ErrAlreadyCheckedOut)
		}
		w.refused(w.cancel(people[1], signUps[1], ""), activity.ErrAlreadyCheckedIn)
		w.refused(w.cancel(w.manager, signUps[1], staffReason), activity.ErrAlreadyCheckedIn)
		w.holds(shift, 2, 1)
		w.invariants()
	})
}

// TestNoPromotionOnceBegun: nobody is sent late to a shift that has begun.
func TestNoPromotionOnceBegun(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(1, 1)
		in.CancelClosesAt = in.EndsAt
		shift, people := w.publish(in), w.volunteers(2)
		signUps := w.signedUp(shift, people...)
		w.Clock.Set(in.StartsAt)
		w.must(w.cancel(people[0], signUps[0], ""))
		w.states(signUps, activity.CancelledByVolunteer, activity.Waitlisted)
		w.holds(shift, 0, 1)
		w.invariants()
	})
}

// input is a shift as it stands, for a test to change.
func input(s *activity.Shift) activity.ShiftInput {
	return activity.ShiftInput{Role: s.Role, StartsAt: s.StartsAt, EndsAt: s.EndsAt, Capacity: s.Capacity, WaitlistCapacity: s.WaitlistCapacity}
}

func (w *world) resize(shift *activity.Shift, capacity, waitlist int64) (*activity.Shift, error) {
	in := input(shift)
	in.Capacity, in.WaitlistCapacity = capacity, waitlist
	return change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
		return activity.UpdateShift(tx, shift.ID, shift.Version, in)
	})
}

func TestMoreSeatsPromoteInOrder(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(1, 4), w.volunteers(5)
		signUps := w.signedUp(shift, people...)
		shift, err := w.resize(shift, 3, 2)
		w.must(err)
		if shift.Confirmed != 3 || shift.Waitlisted != 2 || shift.Version != 2 {
			w.t.Errorf("the answer is %+v", shift)
		}
		w.states(signUps, activity.SignedUp, activity.SignedUp, activity.SignedUp, activity.Waitlisted, activity.Waitlisted)
		_, err = w.resize(shift, 2, 2)
		w.refused(err, activity.ErrCapacityBelow)
		_, err = w.resize(shift, 3, 1)
		w.refused(err, activity.ErrWaitlistBelow)
		shift, err = w.resize(shift, 10, 0)
		w.must(err)
		w.holds(shift, 5, 0)
		shift.Version--
		_, err = w.resize(shift, 20, 0)
		w.refused(err, models.ErrVersionConflict)
		w.invariants()
	})
}

// TestQueueIsKeptWhenSeatsComeTooLate: after the start new seats empty no queue, so the queue may not be cut to what it
// would have become; a newcomer still gets one of the new seats.
func TestQueueIsKeptWhenSeatsComeTooLate(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(1, 2)
		in.SignUpClosesAt = in.EndsAt
		shift, people := w.publish(in), w.volunteers(4)
		w.signedUp(shift, people[:3]...)
		w.Clock.Set(in.StartsAt)
		_, err := w.resize(shift, 3, 0)
		w.refused(err, activity.ErrWaitlistBelow)
		_, err = w.resize(shift, 3, 2)
		w.must(err)
		w.signedUp(shift, people[3])
		w.holds(shift, 2, 2)
		w.invariants()
	})
}

// TestCountersHaveFloorAndCeiling is mistake 3 of the peers: many cancellations of an empty shift leave it empty and usable.
func TestCountersHaveFloorAndCeiling(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(1, 0), w.volunteers(2)
		signUp := w.signedUp(shift, people[0])[0]
		w.must(w.cancel(people[0], signUp, ""))
		for range 5 {
			w.refused(w.cancel(people[0], signUp, ""), activity.ErrAlreadyCancelled)
		}
		w.holds(shift, 0, 0)
		w.signedUp(shift, people[1])
		_, err := w.signUp(people[0], shift)
		w.refused(err, activity.ErrShiftFull)
		w.invariants()
	})
}
