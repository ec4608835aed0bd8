package activity_test

import (
	"slices"

	"practicestation/models"
	"practicestation/models/activity"
)

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
