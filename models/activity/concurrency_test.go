package activity_test

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
)

// repeats is how often each storm is tried at each number of workers: what goes wrong once in a while must have its chance.
// Under -short, which the race detector's run uses, once is enough.
func repeats() int {
	if testing.Short() {
		return 1
	}
	return 3
}

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
		{"one code 50 times", scans},
		{"50 check-in codes guessed", codeGuesses},
		{"one batch 20 times", uploads},
		{"decided 50 times", decisions},
		{"struck, ticked and confirmed", strikes},
		{"back from a break and confirmed", comeBacks},
		{"edited 20 times", edits},
		{"50 join codes guessed", guesses},
		{"applied 50 times", applyOften},
		{"asked while it is withdrawn", askAndWithdraw},
		{"stand-ins, cancellations and check-ins", standIns},
		{"registered at the door 20 times", walkIns},
		{"above the capacity, cancelled and promoted", overCapacity},
		{"invited and accepted twice", invitations},
		{"approved twice and withdrawn", approvals},
		{"a shift called off and sign-ups", shiftOff},
		{"rescheduled onto other sign-ups", rescheduled},
		{"a risk notice rewritten, cancellations and acknowledgements", rewrittenAtOnce},
		{"seats kept for a team", keptSeats},
		{"kept seats released", releasedSeats},
		{"one venue and 20 activities", oneVenue},
		{"one leader and 20 activities", oneLeader},
		{"a batch undone and sign-ups", undone},
		{"one copy and one batch made 10 times", madeOften},
		{"consents revoked and sign-ups", consentsRevoked},
	} {
		t.Run(storm.name, func(t *testing.T) {
			t.Parallel()
			modelstest.Each(t, func(t *testing.T, base *modelstest.World) {
				w := build(t, base)
				w.other = w.Reopen(t)
				for _, workers := range []int{1, 2, 4, 64} {
					for range repeats() {
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
	for i, err := range w.answers(workers, n, call) {
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

// answers makes n calls by so many workers and gives what each was answered.
func (w *world) answers(workers, n int, call func(db *models.DB, i int) error) []error {
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
	return answers
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
