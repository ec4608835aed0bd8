package activity_test

import (
	"fmt"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/volunteer"
)

// somebody is a person without an account; an empty phone is none.
func somebody(name, phone string) activity.Proxy {
	return activity.Proxy{
		Confirmation: volunteer.InPerson,
		Person:       &volunteer.PersonInput{Name: name, Gender: volunteer.Female, BornOn: "1950-03-08", Phone: phone},
	}
}

func (w *world) walkIn(db *models.DB, shift *activity.Shift, who activity.Proxy) (*activity.SignUp, error) {
	return change(w, db, w.manager, func(tx *models.Tx) (*activity.SignUp, error) { return activity.WalkIn(tx, shift.ID, who) })
}

func (w *world) signUpFor(shift *activity.Shift, who activity.Proxy) (*activity.SignUp, error) {
	return change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.SignUp, error) { return activity.SignUpFor(tx, shift.ID, who) })
}

// TestNobodyIsSignedUpWithoutTheirWord: the person's agreement and the operator are kept, and every obstacle counts.
func TestNobodyIsSignedUpWithoutTheirWord(t *testing.T) {
	each(t, func(w *world) {
		shift := w.recruiting(activity.ByInvitation, 1)
		silent := somebody("周阿婆", "")
		silent.Confirmation = ""
		_, err := w.signUpFor(shift, silent)
		w.faults(err, "confirmation")
		made, err := w.signUpFor(shift, somebody("周阿婆", "13700000001"))
		w.must(err)
		if kept := w.find(made); kept.Source != activity.FromProxy || *kept.Confirmation != volunteer.InPerson || *kept.OperatorID != w.manager.AccountID {
			w.t.Errorf("kept: %+v", kept)
		}
		_, err = w.signUpFor(shift, somebody("周阿婆", "13700000001"))
		w.refused(err, activity.ErrAlreadySignedUp)
		_, err = w.signUpFor(shift, somebody("吴阿公", ""))
		w.refused(err, activity.ErrShiftFull)
		known := w.numbers("SELECT id FROM volunteers WHERE name = '周阿婆'")
		w.expect("registrations of one person", len(known), 1)
		elsewhere := w.openShift(5, 0)
		_, err = w.signUpFor(elsewhere, activity.Proxy{VolunteerID: known[0], Confirmation: volunteer.ByPhone})
		w.refused(err, activity.ErrTimeConflict)
		w.invariants()
	})
}

func TestAtTheDoorTheTimesForSigningUpDoNotMatter(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(2, 0)
		in.SignUpClosesAt = at(2, 12, 0)
		shift := w.publish(in)
		_, err := w.walkIn(w.DB, shift, somebody("周阿婆", ""))
		w.refused(err, activity.ErrCheckInNotOpen)
		w.Clock.Set(at(3, 8, 30))
		_, err = w.signUpFor(shift, somebody("周阿婆", ""))
		w.refused(err, activity.ErrSignUpClosed)
		came, err := w.walkIn(w.DB, shift, somebody("周阿婆", ""))
		w.must(err)
		w.states([]*activity.SignUp{came}, activity.CheckedIn)
		w.Clock.Set(shift.EndsAt)
		_, err = w.walkIn(w.DB, shift, somebody("吴阿公", ""))
		w.refused(err, activity.ErrEnded)
		w.invariants()
	})
}

// walkIns: ten people come to the door, two desks each write every one of them down.
func walkIns(w *world, workers int) {
	shift := w.openShift(4, 0)
	w.Clock.Set(shift.StartsAt)
	w.people++
	number := w.people // phones of this storm
	came := w.atOnce(workers, 20, func(db *models.DB, i int) error {
		_, err := w.walkIn(db, shift, somebody(fmt.Sprintf("第%d位", i/2), fmt.Sprintf("137%05d%03d", number, i/2)))
		return err
	}, activity.ErrAlreadySignedUp, activity.ErrShiftFull)
	w.expect("people with a seat", came, 4)
	w.expect("people registered twice", len(w.numbers("SELECT COUNT(*) FROM volunteers WHERE unclaimed_phone IS NOT NULL GROUP BY phone HAVING COUNT(*) > 1")), 0)
}

// TestAboveTheCapacityWithAReason: the seat is given at once, past the queue; nobody moves up until the shift is below its
// capacity again.
func TestAboveTheCapacityWithAReason(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(1, 2), w.volunteers(2)
		signUps := w.signedUp(shift, people...)
		w.people += 10
		guest := somebody("周阿婆", "")
		guest.Way.OverReason = "有护士证"
		extra, err := w.signUpFor(shift, guest)
		w.must(err)
		w.holds(shift, 2, 1)
		if kept := w.find(extra); *kept.OverReason != "有护士证" || w.reload(shift).OverLimit != 1 {
			w.t.Errorf("kept %v on %+v", kept.OverReason, w.reload(shift))
		}
		w.invariants()
		w.must(w.cancel(people[0], signUps[0], ""))
		w.states(signUps, activity.CancelledByVolunteer, activity.Waitlisted)
		w.invariants()
		w.must(w.cancel(w.manager, extra, ""))
		w.states(signUps, activity.CancelledByVolunteer, activity.SignedUp)
		w.invariants()
		guest = somebody("吴阿公", "")
		guest.Way.OverReason = "有护士证"
		roomy := w.openShiftAt(at(4, 9, 0), at(4, 10, 0), 1, 0)
		ordinary, err := w.signUpFor(roomy, guest)
		w.must(err)
		if w.find(ordinary).OverReason != nil {
			w.t.Error("a free seat was given above the capacity")
		}
	})
}

// overCapacity: staff add people above the capacity while others sign up, cancel and are promoted.
func overCapacity(w *world, workers int) {
	shift, people := w.openShift(4, 6), w.volunteers(20)
	signUps := w.signedUp(shift, people[:8]...)
	known := w.volunteers(6)
	w.enrol(known...)
	added := w.atOnce(workers, 24, func(db *models.DB, i int) error {
		switch i % 4 {
		case 0:
			_, err := change(w, db, w.manager, func(tx *models.Tx) (*activity.SignUp, error) {
				return activity.SignUpFor(tx, shift.ID, activity.Proxy{
					VolunteerID: known[i/4].VolunteerID, Confirmation: volunteer.ByPhone, Way: activity.Way{OverReason: "有护士证"},
				})
			})
			return err
		case 1:
			return w.cancelOn(db, people[i/4], signUps[i/4], "")
		}
		_, err := w.signUpOn(db, people[8+i/4*2+i%4-2], shift)
		return err
	}, activity.ErrShiftFull)
	w.expect("at least staff and those who left", min(added, 12), 12)
}
