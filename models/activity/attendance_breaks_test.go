package activity_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/hours"
)

// withBreaks publishes a shift from 09:00 to 11:00 that people may leave and come back to.
func (w *world) withBreaks(capacity int64) *activity.Shift {
	w.t.Helper()
	in, allowed := w.plan(capacity, capacity), true
	in.BreaksAllowed = &allowed
	return w.publish(in)
}

// TestBreaksAddUpTheVisits: who leaves and comes back earns the sum, each visit cut to the shift, in one entry.
func TestBreaksAddUpTheVisits(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.withBreaks(1), w.volunteers(1)[0]
		signUp := w.signedUp(shift, who)[0]
		w.attended(signUp, at(3, 8, 40), at(3, 9, 20).Add(40*time.Second))
		w.invariants()
		w.Clock.Set(at(3, 10, 0))
		back, err := w.tick(signUp, activity.In)
		w.must(err)
		if back.Status != activity.CheckedIn || !back.CheckedInAt.Equal(at(3, 8, 40)) || back.CheckedOutAt != nil || w.entryOf(signUp).Minutes != 20 {
			w.t.Errorf("back: %+v", back)
		}
		w.invariants()
		w.Clock.Set(at(3, 10, 30).Add(30 * time.Second))
		left, err := w.tick(signUp, activity.Out)
		w.must(err)
		if left.Status != activity.Completed || !left.CheckedOutAt.Equal(w.Clock.Now()) || w.entryOf(signUp).Minutes != 51 {
			w.t.Errorf("left again: %+v with %d minutes, want 20 min 40 s and 30 min 30 s", left, w.entryOf(signUp).Minutes)
		}
		if decided := w.activityOf(shift); decided.PendingEntries != 1 {
			w.t.Errorf("%d entries are counted", decided.PendingEntries)
		}
		w.invariants()
	})
}

// TestDecidedHoursStay: after the decision nobody comes back, and nothing is decided about who is there; what is recorded after a
// decision all the same, as before this rule, shows.
func TestDecidedHoursStay(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.withBreaks(2), w.volunteers(2)
		signUps := w.signedUp(shift, people...)
		for _, signUp := range signUps {
			w.attended(signUp, at(3, 9, 0), at(3, 9, 30))
		}
		w.Clock.Set(at(3, 9, 40))
		_, err := w.tick(signUps[1], activity.In)
		w.must(err)
		w.Clock.Set(at(3, 11, 0))
		w.must(w.confirm(w.DB, w.manager, w.entryOf(signUps[0])))
		w.refused(w.confirm(w.DB, w.manager, w.entryOf(signUps[1])), activity.ErrStillPresent)
		w.refused(w.reject(w.manager, w.entryOf(signUps[1]), "提前离岗"), activity.ErrStillPresent)
		w.namedInBatch(w.confirmAll(w.manager, w.entryOf(signUps[1]).ID), hours.ErrBatch, "entry_ids.0 still_present")
		w.Clock.Set(at(3, 11, 5))
		_, err = w.tick(signUps[0], activity.In)
		w.refused(err, activity.ErrAttendanceDecided)
		_, err = w.tick(signUps[1], activity.Out)
		w.must(err)
		w.must(w.confirm(w.DB, w.manager, w.entryOf(signUps[1])))
		if whole := w.entryOf(signUps[1]); whole.Minutes != 30+80 {
			w.t.Errorf("both visits come to %d minutes", whole.Minutes)
		}
		w.invariants()
		w.exec("UPDATE attendance_events SET created_at = ? WHERE id = ?", at(3, 11, 10).UTC(), w.lastEvent(signUps[1]))
		w.flagged(shift, "in roster by_staff", "out roster by_staff", "in roster by_staff", "out roster by_staff", "in roster by_staff", "out roster late+after_decision+by_staff")
	})
}

// TestOneCodeIsNoReturnTicket: one picture serves once, for coming, for leaving or for coming back.
func TestOneCodeIsNoReturnTicket(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.withBreaks(1), w.volunteers(1)[0]
		signUp := w.signedUp(shift, who)[0]
		w.Clock.Set(at(3, 9, 0))
		for _, kind := range []activity.Kind{activity.In, activity.Out} {
			w.Clock.Advance(20 * time.Second)
			_, err := w.scan(who, w.code(shift), kind)
			w.must(err)
		}
		w.Clock.Advance(time.Second)
		_, err := w.scan(who, w.code(shift), activity.In)
		w.refused(err, activity.ErrCodeUsed)
		w.Clock.Advance(20 * time.Second)
		_, err = w.scan(who, w.code(shift), activity.In)
		w.must(err)
		w.states([]*activity.SignUp{signUp}, activity.CheckedIn)
	})
}

// TestClockAheadHasToldItBefore: a scan that changes no visit is answered with what is so already.
func TestClockAheadHasToldItBefore(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.withBreaks(1), w.volunteers(1)[0]
		signUp := w.signedUp(shift, who)[0]
		w.Clock.Set(at(3, 9, 0))
		w.resulted(w.upload(shift, activity.BatchRow{SignUpID: signUp.ID, Kind: activity.In, DeviceTime: at(3, 8, 30), Nonce: "in"},
			activity.BatchRow{SignUpID: signUp.ID, Kind: activity.Out, DeviceTime: at(3, 9, 2), Nonce: "out"}), "recorded", "recorded")
		_, err := w.tick(signUp, activity.In)
		w.refused(err, activity.ErrAlreadyCheckedIn)
		w.invariants()
	})
}

// TestBreaksAreSettledBeforeAnybodyComes: the visits of those who have come are worked out by it.
func TestBreaksAreSettledBeforeAnybodyComes(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.withBreaks(1), w.volunteers(1)[0]
		signUp := w.signedUp(shift, who)[0]
		allow := func(allowed *bool) error {
			in := w.plan(0, 0)
			in.Shifts, in.BreaksAllowed = nil, allowed
			_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
				return activity.Update(tx, shift.ActivityID, w.activityOf(shift).Version, in)
			})
			return err
		}
		yes, no := true, false
		w.must(allow(&no))
		w.must(allow(&yes))
		w.Clock.Set(at(3, 9, 0))
		_, err := w.tick(signUp, activity.In)
		w.must(err)
		w.refused(allow(&no), activity.ErrBreaksFixed)
		w.must(allow(nil))
		w.must(allow(&yes))
		w.must(w.strike(w.manager, w.lastEvent(signUp), "点错了人")) // so nobody has come
		w.must(allow(&no))
	})
}

// TestEveryPairOfStates walks from each state of a sign-up by each end, with breaks and without: what comes of it, or why
// nothing does. What is refused records nothing.
func TestEveryPairOfStates(t *testing.T) {
	each(t, func(w *world) {
		for _, c := range []struct {
			from    string
			breaks  bool
			in, out *models.Error
		}{
			{"confirmed", false, nil, activity.ErrNotCheckedIn},
			{"confirmed", true, nil, activity.ErrNotCheckedIn},
			{"waitlisted", false, activity.ErrStillWaitlisted, activity.ErrStillWaitlisted},
			{"waitlisted", true, activity.ErrStillWaitlisted, activity.ErrStillWaitlisted},
			{"cancelled", false, activity.ErrSignUpCancelled, activity.ErrSignUpCancelled},
			{"cancelled", true, activity.ErrSignUpCancelled, activity.ErrSignUpCancelled},
			{"removed", false, activity.ErrSignUpCancelled, activity.ErrSignUpCancelled},
			{"checked in", false, activity.ErrAlreadyCheckedIn, nil},
			{"checked in", true, activity.ErrAlreadyCheckedIn, nil},
			{"completed", false, activity.ErrAlreadyCheckedIn, activity.ErrAlreadyCheckedOut},
			{"completed", true, nil, activity.ErrAlreadyCheckedOut},
			{"decided", false, activity.ErrAlreadyCheckedIn, activity.ErrAlreadyCheckedOut},
			{"decided", true, activity.ErrAttendanceDecided, activity.ErrAlreadyCheckedOut},
			{"no show", false, activity.ErrCheckInClosed, activity.ErrNotCheckedIn},
			{"not signed out", true, activity.ErrAlreadyCheckedIn, activity.ErrCheckInClosed},
			{"too early", true, activity.ErrCheckInNotOpen, activity.ErrNotCheckedIn},
		} {
			for kind, want := range map[activity.Kind]*models.Error{activity.In: c.in, activity.Out: c.out} {
				signUp := w.broughtTo(c.from, c.breaks)
				before := w.kinds(signUp)
				after, err := w.tick(signUp, kind)
				switch {
				case want != nil && !models.IsCode(err, want):
					w.t.Errorf("%s, %s, breaks %v: %v, want %s", c.from, kind, c.breaks, err, want.Code)
				case want != nil && w.kinds(signUp) != before:
					w.t.Errorf("%s, %s, breaks %v: refused, and recorded all the same", c.from, kind, c.breaks)
				case want == nil && (err != nil || w.kinds(signUp) != before+string(kind)+" "):
					w.t.Errorf("%s, %s, breaks %v: %v, recorded %s", c.from, kind, c.breaks, err, w.kinds(signUp))
				case want == nil && (after.Status == activity.CheckedIn) != (kind == activity.In):
					w.t.Errorf("%s, %s, breaks %v: became %s", c.from, kind, c.breaks, after.Status)
				}
				w.invariants()
			}
		}
	})
}

// broughtTo makes a sign-up in the state.
func (w *world) broughtTo(state string, breaks bool) *activity.SignUp {
	w.t.Helper()
	w.Clock.Set(at(2, 9, 0))
	shift := w.openShift(1, 1)
	if breaks {
		shift = w.withBreaks(1)
	}
	people := w.volunteers(2)
	signUp := w.signedUp(shift, people[0])[0]
	w.Clock.Set(at(3, 9, 0))
	switch state {
	case "waitlisted":
		w.Clock.Set(at(2, 9, 0))
		signUp = w.signedUp(shift, people[1])[0]
		w.Clock.Set(at(3, 9, 0))
	case "cancelled", "removed":
		w.Clock.Set(at(2, 9, 0))
		who := people[0]
		if state == "removed" {
			who = w.manager
		}
		w.must(w.cancel(who, signUp, ""))
		w.Clock.Set(at(3, 9, 0))
	case "too early":
		w.Clock.Set(at(3, 8, 29))
	case "no show":
		w.Clock.Set(at(3, 11, 30))
	case "checked in", "not signed out":
		_, err := w.tick(signUp, activity.In)
		w.must(err)
		if state == "not signed out" {
			w.Clock.Set(at(3, 11, 30))
		}
	case "completed", "decided":
		w.attended(signUp, at(3, 9, 0), at(3, 9, 30))
		w.Clock.Set(at(3, 9, 40))
		if state == "decided" {
			w.Clock.Set(at(3, 11, 5))
			w.must(w.reject(w.manager, w.entryOf(signUp), "没有到场"))
		}
	}
	return signUp
}

// TestAShiftIsCountedOnceHoweverItEnds: who came back and never left has the whole shift settled, in place of the first visit; and an
// objection to what is gone with it is answered.
func TestAShiftIsCountedOnceHoweverItEnds(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.withBreaks(1), w.volunteers(1)[0]
		signUp := w.signedUp(shift, who)[0]
		w.attended(signUp, at(3, 9, 0), at(3, 9, 30))
		first := w.entryOf(signUp)
		_, err := change(w, w.DB, who, func(tx *models.Tx) (*hours.Objection, error) {
			return hours.Object(tx, first.ID, "还有下半场", nil)
		})
		w.must(err)
		w.Clock.Set(at(3, 9, 40))
		_, err = w.tick(signUp, activity.In)
		w.must(err)
		w.Clock.Set(at(3, 23, 0))
		settle := func() error {
			_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.SignUp, error) {
				return activity.Settle(tx, signUp.ID, 110, "队友证明")
			})
			return err
		}
		w.must(settle())
		w.same([]string{w.entries(signUp)}, "0 withdrawn 30; 1 pending 110; ")
		if open := w.numbers("SELECT COUNT(*) FROM objections WHERE status = 'open'")[0]; open != 0 {
			w.t.Errorf("%d objections wait for an answer about what is gone", open)
		}
		w.told(hours.NoticeObjectionRefused, 1)
		w.refused(w.confirm(w.DB, w.manager, first), hours.ErrWithdrawn)
		w.must(w.confirmAll(w.secondPerson(), w.numbers("SELECT MAX(id) FROM entries")[0]))
		w.refused(settle(), activity.ErrNotUnsettled)
		w.invariants()
	})
}
