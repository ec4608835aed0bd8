package activity_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// repeats is how often each storm is tried at each number of workers: what goes wrong once in a while must have its chance.
const repeats = 2

// TestStorms lets many people do things at once, on two instances of the program, at several levels of contention: one
// level proves nothing (mistake 1 of the peers: one of them was right with one connection, oversold with two and four, and
// lost seats with 64). After each storm the invariants hold, and nobody was told anything but the truth (mistake 2: a
// deadlock is tried again, and never shown).
func TestStorms(t *testing.T) {
	t.Parallel()
	for _, storm := range []struct {
		name string
		run  func(w *world, workers int)
	}{
		{"one place and 50 people", onePlace},
		{"ten places and 200 people", tenPlaces},
		{"ten places, a queue of 30 and 200 people", queueStorm},
		{"one person 50 times", onePerson},
		{"overlapping shifts by one person", overlapping},
		{"cancel 50 times and refill", cancelAndRefill},
		{"cancel and sign up", cancelAndSignUp},
		{"cancel and sign up again", swap},
		{"cancellations and promotion", promotions},
		{"capacity and sign-ups", capacity},
		{"moved shift and sign-ups", moved},
		{"called off and sign-ups", calledOff},
		{"withdrawn and sign-ups", withdrawn},
		{"check in and out 50 times", attendance},
		{"check in and cancel", checkInAndCancel},
		{"decided 50 times", decisions},
		{"edited 20 times", edits},
	} {
		t.Run(storm.name, func(t *testing.T) {
			t.Parallel()
			modelstest.Each(t, func(t *testing.T, base *modelstest.World) {
				w := build(t, base)
				w.other = w.Reopen(t)
				for _, workers := range []int{1, 2, 4, 64} {
					for range repeats {
						w.Clock.Set(at(2, 9, 0))
						storm.run(w, workers)
						w.invariants()
					}
				}
			})
		})
	}
}

// atOnce makes n calls by so many workers, every second of them on the other instance, and counts those that succeed. Any
// other answer than one of the refusals is a fault: a deadlock or "busy" shown to somebody, a fault of the database.
func (w *world) atOnce(workers, n int, call func(db *models.DB, i int) error, refusals ...*models.Error) (succeeded int) {
	w.t.Helper()
	var group sync.WaitGroup
	var next atomic.Int64
	answers, start := make([]error, n), make(chan struct{})
	for worker := range workers {
		group.Go(func() {
			db := w.DB
			if worker%2 == 1 {
				db = w.other
			}
			<-start
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				answers[i] = call(db, i)
			}
		})
	}
	close(start)
	group.Wait()
	for i, err := range answers {
		if err == nil {
			succeeded++
			continue
		}
		known := func(e *models.Error) bool { return e.Kind == models.Conflict && errors.Is(err, e) }
		if !slices.ContainsFunc(refusals, known) {
			w.t.Errorf("broken: %d at once, call %d is no success and no refusal to be expected: %v", workers, i, err)
		}
	}
	return succeeded
}

// expect wants a number to be what it must be.
func (w *world) expect(what string, got, want int) {
	w.t.Helper()
	if got != want {
		w.t.Errorf("broken: %s: %d, want %d", what, got, want)
	}
}

// rush lets everybody sign up for the shift at once.
func (w *world) rush(workers int, shift *activity.Shift, people []models.Actor, refusals ...*models.Error) int {
	w.t.Helper()
	return w.atOnce(workers, len(people), func(db *models.DB, i int) error {
		_, err := w.signUpOn(db, people[i], shift)
		return err
	}, refusals...)
}

func onePlace(w *world, workers int) {
	shift := w.openShift(1, 0)
	w.expect("seats given", w.rush(workers, shift, w.volunteers(50), activity.ErrShiftFull), 1)
	w.holds(shift, 1, 0)
}

func tenPlaces(w *world, workers int) {
	shift := w.openShift(10, 0)
	w.expect("seats given", w.rush(workers, shift, w.volunteers(200), activity.ErrShiftFull), 10)
	w.holds(shift, 10, 0)
}

// queueStorm is mistake 9 of the peers: the positions told under load are unique and consecutive.
func queueStorm(w *world, workers int) {
	shift, people := w.openShift(10, 30), w.volunteers(200)
	told := make([]int64, len(people))
	succeeded := w.atOnce(workers, len(people), func(db *models.DB, i int) error {
		signUp, err := w.signUpOn(db, people[i], shift)
		if err == nil {
			told[i] = signUp.WaitlistPosition
		}
		return err
	}, activity.ErrShiftFull)
	w.expect("seats and places in the queue given", succeeded, 40)
	w.holds(shift, 10, 30)
	told = slices.DeleteFunc(told, func(position int64) bool { return position == 0 })
	slices.Sort(told)
	for i, position := range told {
		w.expect("position told", int(position), i+1)
	}
	w.expect("positions told", len(told), 30)
	w.expect("length of the queue", len(w.queue(shift)), 30)
}

// onePerson is mistake 4 of the peers.
func onePerson(w *world, workers int) {
	shift, who := w.openShift(5, 5), w.volunteers(1)
	w.expect("sign-ups of one person", w.rush(workers, shift, slices.Repeat(who, 50), activity.ErrAlreadySignedUp), 1)
	w.holds(shift, 1, 0)
}

// overlapping is mistake 10 of the peers, at once: each person gets exactly one of three shifts at one time.
func overlapping(w *world, workers int) {
	people := w.volunteers(20)
	shifts := []*activity.Shift{w.openShift(50, 0), w.openShiftAt(at(3, 10, 0), at(3, 12, 0), 1, 50), w.openShiftAt(at(3, 8, 0), at(3, 10, 30), 50, 0)}
	succeeded := w.atOnce(workers, len(people)*len(shifts), func(db *models.DB, i int) error {
		_, err := w.signUpOn(db, people[i/len(shifts)], shifts[i%len(shifts)])
		return err
	}, activity.ErrTimeConflict)
	w.expect("people with one of the shifts", succeeded, len(people))
}

// cancelAndRefill is mistake 5 of the peers: one effect, and a refill that stops at the capacity.
func cancelAndRefill(w *world, workers int) {
	shift, people := w.openShift(5, 0), w.volunteers(5)
	signUps := w.signedUp(shift, people...)
	succeeded := w.atOnce(workers, 50, func(db *models.DB, _ int) error {
		return w.cancelOn(db, people[2], signUps[2], "")
	}, activity.ErrAlreadyCancelled)
	w.expect("cancellations of one sign-up", succeeded, 1)
	w.holds(shift, 4, 0)
	w.expect("seats refilled", w.rush(workers, shift, w.volunteers(50), activity.ErrShiftFull), 1)
	w.holds(shift, 5, 0)
}

// cancelAndSignUp: a freed seat goes to the queue or to a newcomer, and is never lost between them.
func cancelAndSignUp(w *world, workers int) {
	shift, people, newcomers := w.openShift(10, 5), w.volunteers(15), w.volunteers(30)
	signUps := w.signedUp(shift, people...)
	left := 0
	entered := w.atOnce(workers, 40, func(db *models.DB, i int) error {
		if i%4 == 0 {
			return w.cancelOn(db, people[i/4], signUps[i/4], "")
		}
		_, err := w.signUpOn(db, newcomers[i-i/4-1], shift)
		return err
	}, activity.ErrShiftFull) - 10
	for _, signUp := range signUps {
		if w.find(signUp).CancelledAt != nil {
			left++
		}
	}
	w.expect("cancellations", left, 10)
	now := w.reload(shift)
	w.expect("seats and places held", int(now.Confirmed+now.Waitlisted), 5+entered)
	w.expect("seats taken", int(now.Confirmed), min(10, 5+entered))
}

// swap: people give their seats back and take them again, at once: each ends with one sign-up or none. "Full" is said
// without a lock, so it may still count the seat that the same person is giving back.
func swap(w *world, workers int) {
	shift, people := w.openShift(6, 4), w.volunteers(10)
	signUps := w.signedUp(shift, people...)
	w.atOnce(workers, 60, func(db *models.DB, i int) error {
		if i%2 == 0 {
			return w.cancelOn(db, people[i/2%10], signUps[i/2%10], "")
		}
		_, err := w.signUpOn(db, people[i/2%10], shift)
		return err
	}, activity.ErrAlreadySignedUp, activity.ErrAlreadyCancelled, activity.ErrShiftFull)
}

// promotions: ten with a seat and five of the queue leave at once, and those left move up in the order of their arrival.
func promotions(w *world, workers int) {
	shift, people := w.openShift(10, 20), w.volunteers(30)
	signUps := w.signedUp(shift, people...)
	succeeded := w.atOnce(workers, 15, func(db *models.DB, i int) error { return w.cancelOn(db, people[i*2], signUps[i*2], "") })
	w.expect("cancellations", succeeded, 15)
	w.holds(shift, 10, 5)
	var left []*activity.SignUp
	for i := range 15 {
		left = append(left, signUps[i*2+1])
	}
	w.states(left, append(slices.Repeat([]activity.SignUpStatus{activity.SignedUp}, 10), slices.Repeat([]activity.SignUpStatus{activity.Waitlisted}, 5)...)...)
}

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

// decisions: confirmed and rejected at once, an entry is decided once.
func decisions(w *world, workers int) {
	signUp := w.signedUp(w.openShift(1, 0), w.volunteers(1)[0])[0]
	w.attended(signUp, at(3, 9, 0), at(3, 10, 0))
	entry := w.entryOf(signUp)
	succeeded := w.atOnce(workers, 50, func(db *models.DB, i int) error {
		if i%2 == 0 {
			return w.confirm(db, w.manager, entry)
		}
		_, err := change(w, db, w.manager, func(tx *models.Tx) (*hours.NamedEntry, error) { return hours.Reject(tx, entry.ID, "没有到场") })
		return err
	}, hours.ErrDecided)
	w.expect("decisions about one entry", succeeded, 1)
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
