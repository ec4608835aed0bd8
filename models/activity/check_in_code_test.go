package activity_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
	"practicestation/models/volunteer"
)

func TestAttendanceEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, activity.AttendanceEvent{}, activity.CheckInCodeTry{}, activity.LocationConsent{}, activity.AttendanceReview{}, activity.DeviceKey{})
	})
}

func (w *world) shown(shift *activity.Shift) *activity.CheckInCode {
	w.t.Helper()
	return read(w, w.manager, func(tx *models.Tx) (*activity.CheckInCode, error) { return activity.ShowCode(tx, shift.ID) })
}

// eventsOf gives what has been recorded of a sign-up, as kinds in order.
func (w *world) kinds(signUp *activity.SignUp) (kinds string) {
	w.t.Helper()
	for _, kind := range read(w, w.manager, func(tx *models.Tx) (kinds []string, err error) {
		err = tx.DB.Raw("SELECT kind FROM attendance_events WHERE sign_up_id = ? ORDER BY id", signUp.ID).Scan(&kinds).Error
		return kinds, err
	}) {
		kinds += kind + " "
	}
	return kinds
}

// TestCodeOfItsTimeOnly: a code is good for its own 20 seconds and the ones beside; an expired, a future, a foreign and a
// made-up one are refused alike.
func TestCodeOfItsTimeOnly(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(2, 0), w.volunteers(2)
		who, stranger := people[0], people[1]
		signUp := w.signedUp(shift, who)[0]
		elsewhere := w.openShiftAt(at(3, 9, 0), at(3, 11, 0), 2, 0)
		w.signedUp(elsewhere, stranger)
		w.Clock.Set(at(3, 9, 0))
		shown := w.shown(shift)
		if want := at(3, 9, 0).Add(20 * time.Second); !shown.ExpiresAt.Equal(want) {
			w.t.Errorf("the code changes at %v, want %v", shown.ExpiresAt, want)
		}
		foreign := w.shown(elsewhere)
		for name, code := range map[string]string{"foreign": foreign.Code, "foreign, by QR": foreign.QR, "made up": "not a code"} {
			_, err := w.scan(who, code, activity.In)
			if !models.IsCode(err, activity.ErrCodeInvalid) {
				w.t.Errorf("%s: %v", name, err)
			}
		}
		_, err := w.scan(stranger, shown.QR, activity.In) // photographed for somebody who is not signed up
		w.refused(err, activity.ErrCodeInvalid)
		for _, away := range []time.Duration{-21 * time.Second, 40 * time.Second} {
			w.Clock.Set(at(3, 9, 0).Add(away))
			_, err := w.scan(people[0], shown.Code, activity.In)
			w.refused(err, activity.ErrCodeInvalid)
			w.exec("DELETE FROM check_in_code_tries") // this test is not about guessing
		}
		_, err = w.scan(models.Actor{AccountID: who.AccountID}, shown.Code, activity.In)
		w.refused(err, volunteer.ErrProfileMissing)
		w.Clock.Set(at(3, 9, 0).Add(40*time.Second - time.Millisecond))
		_, err = w.scan(who, shown.QR, activity.In)
		w.must(err)
		if got := w.kinds(signUp); got != "in " {
			w.t.Errorf("recorded: %s", got)
		}
	})
}

// TestCodeIsUsedOnce: a replayed scan changes nothing, and says what is so already; what has let somebody in does not let the
// same person out.
func TestCodeIsUsedOnce(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.openShift(1, 0), w.volunteers(1)[0]
		signUp := w.signedUp(shift, who)[0]
		w.Clock.Set(at(3, 9, 0))
		shown := w.shown(shift)
		_, err := w.scan(who, shown.Code, activity.In)
		w.must(err)
		w.Clock.Advance(5 * time.Second)
		for _, code := range []string{shown.Code, shown.QR} {
			_, err = w.scan(who, code, activity.In)
			w.refused(err, activity.ErrAlreadyCheckedIn)
		}
		if got := w.find(signUp); !got.CheckedInAt.Equal(at(3, 9, 0)) || w.kinds(signUp) != "in " {
			w.t.Errorf("after a replay: %v, %s", got.CheckedInAt, w.kinds(signUp))
		}
		_, err = w.scan(who, shown.Code, activity.Out)
		w.refused(err, activity.ErrCodeUsed)
		if got := w.kinds(signUp); got != "in " {
			w.t.Errorf("one code for both ends: %s", got)
		}
		w.Clock.Advance(20 * time.Second)
		next := w.shown(shift)
		_, err = w.scan(who, next.Code, activity.Out)
		w.must(err)
		_, err = w.scan(who, next.Code, activity.Out)
		w.refused(err, activity.ErrAlreadyCheckedOut)
		w.invariants()
	})
}

// TestGuessingCodesIsBounded: the fifth wrong code in a row closes the door, for a right one too, and not for others.
func TestGuessingCodesIsBounded(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(2, 0), w.volunteers(2)
		w.signedUp(shift, people...)
		w.Clock.Set(at(3, 9, 0))
		guess := func(times int) {
			for range times {
				_, err := w.scan(people[0], "wrong", activity.In)
				w.refused(err, activity.ErrCodeInvalid)
			}
		}
		guess(4)
		w.Clock.Advance(15 * time.Minute) // long enough to begin anew
		guess(4)
		_, err := w.scan(people[0], w.code(shift), activity.In) // a right one begins anew as well
		w.must(err)
		guess(4)
		_, err = w.scan(people[0], "wrong", activity.Out)
		w.refused(err, activity.ErrCodeLocked)
		for _, code := range []string{"wrong", w.code(shift)} {
			_, err = w.scan(people[0], code, activity.Out)
			w.refused(err, activity.ErrCodeLocked)
		}
		_, err = w.scan(people[1], w.code(shift), activity.In)
		w.must(err)
		w.Clock.Advance(15 * time.Minute)
		_, err = w.scan(people[0], w.code(shift), activity.Out)
		w.must(err)
	})
}

// scans: a crowd before one screen, everybody several times, as people do when nothing seems to happen: each scan is
// recorded once, none is lost, and the others are told that it is so already.
func scans(w *world, workers int) {
	shift, people := w.openShift(10, 0), w.volunteers(10)
	signUps := w.signedUp(shift, people...)
	for _, end := range []struct {
		kind  activity.Kind
		when  time.Time
		again *models.Error
	}{{activity.In, at(3, 9, 0), activity.ErrAlreadyCheckedIn}, {activity.Out, at(3, 10, 0), activity.ErrAlreadyCheckedOut}} {
		w.Clock.Set(end.when)
		code := w.code(shift)
		w.expect("scans taken", w.atOnce(workers, 50, func(db *models.DB, i int) error {
			_, err := w.scanOn(db, people[i%10], activity.ScanInput{Code: code, Kind: end.kind})
			return err
		}, end.again), 10)
	}
	for _, signUp := range signUps {
		if got := w.kinds(signUp); got != "in out " {
			w.t.Errorf("broken: recorded of one person: %s", got)
		}
	}
}

// codeGuesses: tries at once are counted one by one, and a right code after them finds the door closed.
func codeGuesses(w *world, workers int) {
	shift, who := w.openShift(1, 0), w.volunteers(1)[0]
	w.signedUp(shift, who)
	w.Clock.Set(at(3, 9, 0))
	refused := 0
	for _, err := range w.answers(workers, 50, func(db *models.DB, _ int) error {
		_, err := w.scanOn(db, who, activity.ScanInput{Code: "wrong", Kind: activity.In})
		return err
	}) {
		if models.IsCode(err, activity.ErrCodeInvalid) {
			refused++
		} else if !models.IsCode(err, activity.ErrCodeLocked) {
			w.t.Errorf("broken: a guess was answered %v", err)
		}
	}
	if refused > 4 {
		w.t.Errorf("broken: %d guesses were looked at", refused)
	}
	_, err := w.scan(who, w.code(shift), activity.In)
	w.refused(err, activity.ErrCodeLocked)
}
