package activity_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
)

// scan is the volunteer's own check-in or check-out by the code shown on site.
func (w *world) scan(who models.Actor, code string, kind activity.Kind) (*activity.SignUp, error) {
	return w.scanOn(w.DB, who, activity.ScanInput{Code: code, Kind: kind})
}

// scanOn does what a phone does: a code that does not fit is counted before it is refused.
func (w *world) scanOn(db *models.DB, who models.Actor, in activity.ScanInput) (*activity.SignUp, error) {
	fits := false
	err := db.Read(w.t.Context(), who, func(tx *models.Tx) (err error) {
		fits, err = activity.CodeFits(tx, in.Code)
		return err
	})
	if err == nil && !fits {
		err = w.write(db, who, activity.CountWrongCode)
	}
	if err != nil {
		return nil, err
	}
	scanned, err := change(w, db, who, func(tx *models.Tx) (*activity.Scanned, error) { return activity.Scan(tx, in) })
	if err != nil {
		return nil, err
	}
	return scanned.SignUp, nil
}

func (w *world) code(shift *activity.Shift) string {
	w.t.Helper()
	return read(w, w.manager, func(tx *models.Tx) (*activity.CheckInCode, error) { return activity.ShowCode(tx, shift.ID) }).Code
}

func TestCheckInAndOut(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(2, 0), w.volunteers(2)
		signUps := w.signedUp(shift, people...)
		w.Clock.Set(at(3, 9, 5))
		in, err := w.tick(signUps[0], activity.In)
		w.must(err)
		if in.Status != activity.CheckedIn || in.CheckedInAt == nil || !in.CheckedInAt.Equal(at(3, 9, 5)) || in.CheckedOutAt != nil {
			w.t.Errorf("checked in: %+v", in)
		}
		_, err = w.scan(people[1], w.code(shift), activity.In)
		w.must(err)
		w.Clock.Set(at(3, 10, 35).Add(59 * time.Second))
		out, err := w.scan(people[1], w.code(shift), activity.Out)
		w.must(err)
		if out.Status != activity.Completed || out.CheckedOutAt == nil || out.ID != signUps[1].ID {
			w.t.Errorf("checked out: %+v", out)
		}
		if entry := w.entryOf(out); entry.Minutes != 90 || entry.ServedOn != "2026-03-03" || entry.Status != "pending" {
			w.t.Errorf("the entry is %+v", entry)
		}
		w.invariants()
	})
}

// TestCheckInTwice is mistake 11 of the peers: the second is refused and the first instant stays; a check-out without a
// check-in is a refusal and no fault; nothing is recorded outside the window.
func TestCheckInTwice(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.openShift(1, 0), w.volunteers(1)[0]
		signUp := w.signedUp(shift, who)[0]
		tick := func(kind activity.Kind, when time.Time, want *models.Error) {
			w.t.Helper()
			w.Clock.Set(when)
			_, err := w.tick(signUp, kind)
			if want == nil {
				w.must(err)
				return
			}
			w.refused(err, want)
		}
		opens, closes := at(3, 8, 30), at(3, 11, 30)
		tick(activity.In, opens.Add(-time.Millisecond), activity.ErrCheckInNotOpen)
		tick(activity.Out, opens.Add(-time.Millisecond), activity.ErrNotCheckedIn)
		tick(activity.In, closes, activity.ErrCheckInClosed)
		tick(activity.Out, opens, activity.ErrNotCheckedIn)
		tick(activity.In, opens, nil)
		tick(activity.In, at(3, 9, 0), activity.ErrAlreadyCheckedIn)
		tick(activity.Out, closes, activity.ErrCheckInClosed)
		tick(activity.Out, closes.Add(-time.Millisecond), nil)
		tick(activity.Out, at(3, 11, 0), activity.ErrAlreadyCheckedOut)
		tick(activity.In, at(3, 11, 0), activity.ErrAlreadyCheckedIn)
		if got := w.find(signUp); !got.CheckedInAt.Equal(opens) || !got.CheckedOutAt.Equal(closes.Add(-time.Millisecond)) {
			w.t.Errorf("attendance is kept as %v to %v", got.CheckedInAt, got.CheckedOutAt)
		}
		w.invariants()
	})
}

func TestCheckInOfWaitingAndCancelledOnes(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(1, 2), w.volunteers(3)
		signUps := w.signedUp(shift, people...)
		w.must(w.cancel(people[2], signUps[2], ""))
		w.Clock.Set(shift.StartsAt)
		for _, kind := range []activity.Kind{activity.In, activity.Out} {
			_, err := w.tick(signUps[1], kind)
			w.refused(err, activity.ErrStillWaitlisted)
			_, err = w.tick(signUps[2], kind)
			w.refused(err, activity.ErrSignUpCancelled)
			_, err = w.scan(people[1], w.code(shift), kind)
			w.refused(err, activity.ErrStillWaitlisted)
			_, err = w.scan(people[2], w.code(shift), kind) // without a live sign-up the code is nobody's
			w.refused(err, activity.ErrCodeInvalid)
		}
		w.invariants()
	})
}

func TestRosterIsTickedByStaffOnly(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(1, 0), w.volunteers(2)
		signUp := w.signedUp(shift, people[0])[0]
		w.Clock.Set(shift.StartsAt)
		for _, c := range []struct {
			who  models.Actor
			want *models.Error
		}{{people[0], models.ErrPermission}, {people[1], activity.ErrSignUpNotFound}} {
			_, err := change(w, w.DB, c.who, func(tx *models.Tx) (*activity.SignUp, error) { return activity.Tick(tx, signUp.ID, activity.In) })
			w.refused(err, c.want)
		}
		leader := people[1]
		leader.LedTeams = []int64{w.team.ID}
		_, err := change(w, w.DB, leader, func(tx *models.Tx) (*activity.SignUp, error) { return activity.Tick(tx, signUp.ID, activity.In) })
		w.must(err)
	})
}

// TestInAtOneOutAtTheOther is mistake 12 of the peers: attendance lives on the sign-up, so each end belongs to one shift,
// and a shift pays once however often somebody comes back.
func TestInAtOneOutAtTheOther(t *testing.T) {
	each(t, func(w *world) {
		morning, noon := w.openShiftAt(at(3, 9, 0), at(3, 10, 0), 1, 0), w.openShiftAt(at(3, 10, 0), at(3, 11, 0), 1, 0)
		who := w.volunteers(1)[0]
		first, second := w.signedUp(morning, who)[0], w.signedUp(noon, who)[0]
		w.Clock.Set(at(3, 9, 45)) // the windows of both are open
		_, err := w.scan(who, w.code(morning), activity.In)
		w.must(err)
		_, err = w.scan(who, w.code(noon), activity.Out)
		w.refused(err, activity.ErrNotCheckedIn)
		w.Clock.Set(at(3, 10, 5))
		_, err = w.scan(who, w.code(morning), activity.Out)
		w.must(err)
		for _, kind := range []activity.Kind{activity.In, activity.Out} {
			_, err = w.scan(who, w.code(morning), kind)
			if err == nil {
				w.t.Fatalf("%s again was taken", kind)
			}
		}
		w.states([]*activity.SignUp{first, second}, activity.Completed, activity.SignedUp)
		if entry := w.entryOf(first); entry.Minutes != 15 {
			w.t.Errorf("paid %d minutes, want 15", entry.Minutes)
		}
		w.invariants()
	})
}

// TestForgottenEndsFollowTheClock: nobody fills in what was forgotten; the roster shows it as what it is.
func TestForgottenEndsFollowTheClock(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(2, 0), w.volunteers(2)
		signUps := w.signedUp(shift, people...)
		w.Clock.Set(shift.StartsAt)
		_, err := w.tick(signUps[1], activity.In)
		w.must(err)
		closes := at(3, 11, 30)
		for now, want := range map[time.Time][2]activity.SignUpStatus{
			closes.Add(-time.Millisecond): {activity.SignedUp, activity.CheckedIn},
			closes:                        {activity.NoShow, activity.NotSignedOut},
		} {
			w.Clock.Set(now)
			for i, status := range want {
				if got := w.find(signUps[i]).StatusAt(now, closes); got != status {
					w.t.Errorf("at %v: %s, want %s", now, got, status)
				}
				rows := read(w, w.manager, func(tx *models.Tx) (models.Paged[activity.RosterRow], error) {
					_, rows, err := activity.Roster(tx, shift.ID, status, models.Page{Limit: 9})
					return rows, err
				})
				if len(rows.Items) != 1 || rows.Items[0].ID != signUps[i].ID {
					w.t.Errorf("the roster at %v has %d rows that are %s", now, len(rows.Items), status)
				}
			}
		}
		if entries := w.numbers("SELECT id FROM entries"); len(entries) != 0 {
			w.t.Errorf("a forgotten check-out made entries %v", entries)
		}
	})
}
