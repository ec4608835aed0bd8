package activity_test

import (
	"fmt"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/hours"
)

// capacity: the number of seats changes, up and down, while people sign up.
func capacity(w *world, workers int) {
	shift := w.openShift(4, 6)
	people, sizes := w.volunteers(40), []int64{6, 3, 9, 5, 12, 8, 20, 14}
	w.atOnce(workers, 48, func(db *models.DB, i int) error {
		if i%6 == 3 {
			in := input(shift)
			in.Capacity = sizes[i/6]
			_, err := change(w, db, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
				seen, err := activity.FindShift(tx, shift.ID)
				if err != nil {
					return nil, err
				}
				return activity.UpdateShift(tx, shift.ID, seen.Version, in)
			})
			return err
		}
		_, err := w.signUpOn(db, people[i%40], shift)
		return err
	}, activity.ErrShiftFull, activity.ErrAlreadySignedUp, activity.ErrCapacityBelow, activity.ErrWaitlistBelow, models.ErrVersionConflict)
}

// moved: a shift without people is moved to another time while people who are busy at that time sign up for it.
func moved(w *world, workers int) {
	in := w.planAt(at(3, 9, 0), at(3, 18, 0), 50, 0)
	in.Shifts[0].EndsAt = at(3, 11, 0)
	shift, people := w.publish(in), w.volunteers(20)
	w.signedUp(w.openShiftAt(at(3, 15, 0), at(3, 16, 0), 50, 0), people...)
	later := input(shift)
	later.StartsAt, later.EndsAt = at(3, 14, 0), at(3, 18, 0)
	w.atOnce(workers, 21, func(db *models.DB, i int) error {
		if i > 0 {
			_, err := w.signUpOn(db, people[i-1], shift)
			return err
		}
		_, err := change(w, db, w.manager, func(tx *models.Tx) (*activity.Shift, error) { return activity.UpdateShift(tx, shift.ID, 1, later) })
		return err
	}, activity.ErrTimeConflict, activity.ErrHasSignUps)
}

func calledOff(w *world, workers int) {
	shift, people, newcomers := w.openShift(10, 10), w.volunteers(12), w.volunteers(30)
	signUps := w.signedUp(shift, people...)
	w.atOnce(workers, 37, func(db *models.DB, i int) error {
		switch {
		case i == 18:
			_, err := change(w, db, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return callOff(tx, shift.ActivityID) })
			return err
		case i%6 == 0:
			return w.cancelOn(db, people[i/6], signUps[i/6], "")
		}
		_, err := w.signUpOn(db, newcomers[i-i/6-1], shift)
		return err
	}, activity.ErrCancelled, activity.ErrShiftFull, activity.ErrAlreadyCancelled, activity.ErrAlreadySignedUp)
	w.holds(shift, 0, 0)
	w.expect("sign-ups not released", len(w.numbers("SELECT id FROM sign_ups WHERE shift_id = ? AND live = 1", shift.ID)), 0)
}

// withdrawn: either somebody is on the shift, or it has been withdrawn.
func withdrawn(w *world, workers int) {
	shift, people := w.openShift(10, 0), w.volunteers(10)
	w.atOnce(workers, 11, func(db *models.DB, i int) error {
		if i == 1 {
			_, err := change(w, db, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Withdraw(tx, shift.ActivityID) })
			return err
		}
		_, err := w.signUpOn(db, people[max(0, i-1)], shift)
		return err
	}, activity.ErrWithdrawn, activity.ErrHasSignUps)
	if status, taken := w.status(shift), w.reload(shift).Confirmed; (status == activity.Withdrawn) != (taken == 0) {
		w.t.Errorf("broken: the activity is %s with %d seats taken", status, taken)
	}
}

// attendance is mistakes 11 and 12 of the peers: one check-in, one check-out, one entry.
func attendance(w *world, workers int) {
	shift, people := w.openShift(4, 0), w.volunteers(4)
	signUps := w.signedUp(shift, people...)
	w.Clock.Set(shift.StartsAt)
	w.expect("check-ins", w.atOnce(workers, 50, func(db *models.DB, i int) error {
		_, err := w.tickOn(db, signUps[i%2], activity.In)
		return err
	}, activity.ErrAlreadyCheckedIn), 2)
	w.Clock.Set(at(3, 10, 0))
	w.expect("check-outs", w.atOnce(workers, 50, func(db *models.DB, i int) error {
		_, err := w.tickOn(db, signUps[i%2], activity.Out)
		return err
	}, activity.ErrAlreadyCheckedOut), 2)
	if entry := w.entryOf(signUps[0]); entry.Minutes != 60 {
		w.t.Errorf("broken: paid %d minutes, want 60", entry.Minutes)
	}
}

// checkInAndCancel: whoever has checked in keeps the seat, whoever has cancelled does not get in.
func checkInAndCancel(w *world, workers int) {
	in := w.plan(20, 0)
	in.CancelClosesAt = in.EndsAt
	shift, people := w.publish(in), w.volunteers(20)
	signUps := w.signedUp(shift, people...)
	w.Clock.Set(shift.StartsAt)
	succeeded := w.atOnce(workers, 40, func(db *models.DB, i int) error {
		if i%2 == 0 {
			return w.cancelOn(db, people[i/2], signUps[i/2], "")
		}
		_, err := w.tickOn(db, signUps[i/2], activity.In)
		return err
	}, activity.ErrAlreadyCheckedIn, activity.ErrSignUpCancelled)
	w.expect("people who have either checked in or cancelled", succeeded, 20)
}

// decisions is mistake 6 of the peers, for what is approved here: confirmed and rejected at once, an entry is decided once,
// and the others are told so.
func decisions(w *world, workers int) {
	signUp := w.signedUp(w.openShift(1, 0), w.volunteers(1)[0])[0]
	w.attended(signUp, at(3, 9, 0), at(3, 10, 0))
	entry := w.entryOf(signUp)
	w.Clock.Set(at(3, 11, 0))
	succeeded := w.atOnce(workers, 50, func(db *models.DB, i int) error {
		if i%2 == 0 {
			return w.confirm(db, w.manager, entry)
		}
		_, err := change(w, db, w.manager, func(tx *models.Tx) (*hours.NamedEntry, error) {
			return activity.RejectEntry(tx, entry.ID, "没有到场")
		})
		return err
	}, hours.ErrDecided)
	w.expect("decisions about one entry", succeeded, 1)
}

// strikes: a leaving is struck, recorded anew and confirmed at once. What is confirmed rests on events that nobody has struck.
func strikes(w *world, workers int) {
	shift := w.openShift(1, 0)
	signUp := w.signedUp(shift, w.volunteers(1)[0])[0]
	w.attended(signUp, at(3, 9, 0), at(3, 11, 0))
	entry, event := w.entryOf(signUp), w.lastEvent(signUp)
	w.atOnce(workers, 30, func(db *models.DB, i int) error {
		switch i % 3 {
		case 0:
			_, err := change(w, db, w.manager, func(tx *models.Tx) (*activity.RecordedEvent, error) { return activity.Strike(tx, event, "点错了") })
			return err
		case 1:
			return w.confirm(db, w.manager, entry)
		}
		_, err := w.tickOn(db, signUp, activity.Out)
		return err
	}, activity.ErrEventStruck, activity.ErrAttendanceDecided, activity.ErrAlreadyCheckedOut, hours.ErrDecided, hours.ErrWithdrawn, activity.ErrStillPresent)
	struck := w.numbers("SELECT COUNT(*) FROM attendance_events WHERE id = ? AND struck_at IS NOT NULL", event)[0]
	confirmed := w.numbers("SELECT COUNT(*) FROM entries WHERE id = ? AND status = 'confirmed'", entry.ID)[0]
	if struck+confirmed != 1 {
		w.t.Errorf("broken: struck %d times and confirmed %d times", struck, confirmed)
	}
}

// comeBacks: people come back from a break while their hours are decided, alone and together. Nobody is inside whose hours are
// decided: either the hours come first, and the door is closed, or the person does, and nobody decides.
func comeBacks(w *world, workers int) {
	shift, people := w.withBreaks(8), w.volunteers(8)
	signUps := w.signedUp(shift, people...)
	var entries []int64
	for _, signUp := range signUps {
		w.attended(signUp, at(3, 9, 0), at(3, 9, 30))
		entries = append(entries, w.entryOf(signUp).ID)
	}
	w.Clock.Set(at(3, 11, 5))
	w.atOnce(workers, 3*len(signUps), func(db *models.DB, i int) error {
		at := i / 3
		switch i % 3 {
		case 0:
			_, err := w.tickOn(db, signUps[at], activity.In)
			return err
		case 1:
			return w.confirm(db, w.manager, w.entryOf(signUps[at]))
		}
		_, err := change(w, db, w.manager, func(tx *models.Tx) ([]hours.NamedEntry, error) {
			return activity.ConfirmEntries(tx, []int64{entries[at], entries[(at+1)%len(entries)]})
		})
		return err
	}, activity.ErrAttendanceDecided, activity.ErrAlreadyCheckedIn, hours.ErrDecided, hours.ErrBatch, activity.ErrStillPresent)
	inside := w.numbers("SELECT COUNT(*) FROM sign_ups s JOIN entries e ON e.sign_up_id = s.id WHERE s.shift_id = ? AND s.status = 'checked_in' AND e.status <> 'pending'", shift.ID)[0]
	w.expect("people inside whose hours are decided", int(inside), 0)
}

// edits: of many edits of one version, one is saved, and the others are told so.
func edits(w *world, workers int) {
	shift := w.openShift(5, 0)
	current := w.activityOf(shift)
	succeeded := w.atOnce(workers, 20, func(db *models.DB, i int) error {
		in := w.plan(0, 0)
		in.Shifts, in.Description = nil, fmt.Sprintf("第 %d 稿", i)
		_, err := change(w, db, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
			return activity.Update(tx, shift.ActivityID, current.Version, in)
		})
		return err
	}, models.ErrVersionConflict)
	w.expect("edits of one version", succeeded, 1)
}

// shiftOff: a shift is called off while people come and go.
func shiftOff(w *world, workers int) {
	shift, _ := w.twoShifts()
	people, newcomers := w.volunteers(4), w.volunteers(20)
	signUps := w.signedUp(shift, people...)
	w.atOnce(workers, 24, func(db *models.DB, i int) error {
		switch {
		case i == 12:
			_, err := change(w, db, w.manager, func(tx *models.Tx) (*activity.Shift, error) { return activity.CancelShift(tx, shift.ID, "下雨") })
			return err
		case i%6 == 0:
			return w.cancelOn(db, people[i/6], signUps[i/6], "")
		}
		_, err := w.signUpOn(db, newcomers[i%20], shift)
		return err
	}, activity.ErrShiftCancelled, activity.ErrShiftFull, activity.ErrAlreadyCancelled, activity.ErrAlreadySignedUp)
	w.holds(shift, 0, 0)
}

// rescheduled: an activity moves to the time of another one, for which its people sign up at that moment.
func rescheduled(w *world, workers int) {
	shift, other, people := w.openShift(20, 0), w.openShiftAt(at(3, 14, 0), at(3, 16, 0), 20, 0), w.volunteers(20)
	w.signedUp(shift, people...)
	w.atOnce(workers, 21, func(db *models.DB, i int) error {
		if i != 3 {
			_, err := w.signUpOn(db, people[i%20], other)
			return err
		}
		_, err := change(w, db, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
			return activity.Move(tx, shift.ActivityID, activity.Reschedule{Version: 2, Reason: "下雨", StartsAt: at(3, 15, 0)})
		})
		return err
	}, activity.ErrTimeConflict, activity.ErrAlreadySignedUp)
}
