package activity_test

import (
	"slices"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/volunteer"
)

func TestSignUpTakesASeatThenWaitsThenIsRefused(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(2, 2), w.volunteers(5)
		signUps := w.signedUp(shift, people[:4]...)
		for i, want := range []struct {
			status   activity.SignUpStatus
			position int64
		}{{activity.SignedUp, 0}, {activity.SignedUp, 0}, {activity.Waitlisted, 1}, {activity.Waitlisted, 2}} {
			if got := signUps[i]; got.Status != want.status || got.WaitlistPosition != want.position || got.ID == 0 {
				w.t.Errorf("sign-up %d: %+v, want %+v", i, got, want)
			}
		}
		_, err := w.signUp(people[4], shift)
		w.refused(err, activity.ErrShiftFull)
		w.holds(shift, 2, 2)
		w.invariants()
	})
}

// TestRefusalsChangeNothing: what was refused leaves no row, no counter and no audit entry behind.
func TestRefusalsChangeNothing(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(1, 0), w.volunteers(2)
		w.signedUp(shift, people[0])
		before := w.numbers("SELECT COUNT(*) FROM audit_entries UNION ALL SELECT last_sequence FROM shifts")
		_, err := w.signUp(people[1], shift)
		w.refused(err, activity.ErrShiftFull)
		_, err = w.signUp(people[0], shift) // mistake 4 of the peers: a second sign-up of one person is a named refusal
		w.refused(err, activity.ErrAlreadySignedUp)
		_, err = w.signUp(models.Actor{AccountID: people[0].AccountID}, shift)
		w.refused(err, volunteer.ErrProfileMissing, activity.ErrShiftFull)
		if after := w.numbers("SELECT COUNT(*) FROM audit_entries UNION ALL SELECT last_sequence FROM shifts"); !slices.Equal(before, after) {
			w.t.Errorf("audit rows and last number were %v, are %v", before, after)
		}
		w.invariants()
	})
}

func TestEligibilityIsWhatSigningUpAnswers(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(1, 0)
		in.SignUpOpensAt, in.SignUpClosesAt = at(2, 12, 0), at(3, 8, 0)
		shift, people := w.publish(in), w.volunteers(2)
		eligibility := func(who models.Actor) []*models.Error {
			found := read(w, who, func(tx *models.Tx) (*activity.Eligible, error) { return activity.Eligibility(tx, shift.ID) })
			var all []*models.Error
			for _, obstacle := range found.Obstacles {
				all = append(all, obstacle.Error)
			}
			return all
		}
		for _, step := range []struct {
			now  time.Time
			want []*models.Error
		}{
			{at(2, 12, 0).Add(-time.Millisecond), []*models.Error{activity.ErrSignUpNotOpen}},
			{at(3, 8, 0), []*models.Error{activity.ErrSignUpClosed}},
			{at(3, 11, 0), []*models.Error{activity.ErrEnded, activity.ErrSignUpClosed}},
			{at(2, 12, 0), nil},
		} {
			w.Clock.Set(step.now)
			if got := eligibility(people[0]); !slices.Equal(got, step.want) {
				w.t.Errorf("eligibility at %v: %v, want %v", step.now, got, step.want)
			}
			_, err := w.signUp(people[0], shift)
			if step.want == nil {
				w.must(err)
				continue
			}
			w.refused(err, step.want...)
		}
		if got := eligibility(people[1]); !slices.Equal(got, []*models.Error{activity.ErrShiftFull}) {
			w.t.Errorf("the next one is told %v", got)
		}
	})
}

func TestSignUpFollowsTheActivity(t *testing.T) {
	each(t, func(w *world) {
		who := w.volunteers(1)[0]
		shift := w.draft(w.plan(1, 0))
		_, err := w.signUp(who, shift)
		w.refused(err, activity.ErrShiftNotFound) // a draft is nobody's business
		w.manager.VolunteerID = who.VolunteerID
		_, err = w.signUp(w.manager, shift)
		w.refused(err, activity.ErrDraft)
		w.must(w.manage(shift, activity.Publish))
		w.must(w.manage(shift, activity.Withdraw))
		_, err = w.signUp(who, shift)
		w.refused(err, activity.ErrWithdrawn)
		w.must(w.manage(shift, activity.Publish))
		w.must(w.manage(shift, callOff))
		_, err = w.signUp(who, shift)
		w.refused(err, activity.ErrCancelled)
		w.invariants()
	})
}

// TestOneTimeOnePlace is mistake 10 of the peers, one after the other: who waits holds the time too, and hours that only
// touch do not overlap. At once it is a storm of its own.
func TestOneTimeOnePlace(t *testing.T) {
	each(t, func(w *world) {
		nine, ten, eleven, twelve := at(3, 9, 0), at(3, 10, 0), at(3, 11, 0), at(3, 12, 0)
		people := w.volunteers(2)
		morning := w.openShiftAt(nine, eleven, 1, 1)
		inside, across, around := w.openShiftAt(nine.Add(30*time.Minute), ten, 5, 0), w.openShiftAt(ten, twelve, 5, 0), w.openShiftAt(at(3, 8, 0), twelve, 5, 0)
		before, after := w.openShiftAt(at(3, 8, 0), nine, 5, 0), w.openShiftAt(eleven, twelve, 5, 0)
		signUps := w.signedUp(morning, people...)
		for _, who := range people { // the first has the seat, the second waits for it
			for _, overlapping := range []*activity.Shift{inside, across, around} {
				_, err := w.signUp(who, overlapping)
				w.refused(err, activity.ErrTimeConflict)
			}
			w.signedUp(before, who)
			w.signedUp(after, who)
		}
		w.must(w.cancel(people[0], signUps[0], ""))
		_, err := w.signUp(people[0], inside)
		w.must(err)
		_, err = w.signUp(people[0], morning)
		w.refused(err, activity.ErrTimeConflict)
		w.invariants()
	})
}

// TestSignUpAgainAfterCancel is mistake 8 of the peers: the second sign-up is a new one, at the end of the line, without
// the attendance of the first.
func TestSignUpAgainAfterCancel(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(1, 2), w.volunteers(3)
		first := w.signedUp(shift, people...)
		for range 2 {
			w.must(w.cancel(people[0], first[0], ""))
			again := w.signedUp(shift, people[0])[0]
			if again.ID == first[0].ID || again.CheckedInAt != nil || again.CheckedOutAt != nil || again.CancelledAt != nil {
				w.t.Fatalf("the second sign-up is %+v", again)
			}
			first[0] = again
			w.holds(shift, 1, 2)
			w.must(w.cancel(people[1], first[1], ""))
			first[1] = w.signedUp(shift, people[1])[0]
			w.must(w.cancel(people[2], first[2], ""))
			first[2] = w.signedUp(shift, people[2])[0]
			w.invariants()
		}
		w.states(first, activity.SignedUp, activity.Waitlisted, activity.Waitlisted)
	})
}

// TestSignUpAfterTheStart: late comers get a free seat but nobody joins a queue that no longer moves.
func TestSignUpAfterTheStart(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(2, 2)
		in.SignUpClosesAt = in.EndsAt
		shift, people := w.publish(in), w.volunteers(4)
		w.signedUp(shift, people[0])
		w.Clock.Set(in.StartsAt)
		w.signedUp(shift, people[1])
		_, err := w.signUp(people[2], shift)
		w.refused(err, activity.ErrShiftFull)
		w.Clock.Set(in.EndsAt)
		_, err = w.signUp(people[3], shift)
		w.refused(err, activity.ErrEnded, activity.ErrSignUpClosed, activity.ErrShiftFull)
		w.invariants()
	})
}

func TestOwnSignUpsTellThePosition(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(1, 5), w.volunteers(4)
		signUps := w.signedUp(shift, people...)
		w.must(w.cancel(people[2], signUps[2], ""))
		own := read(w, people[3], func(tx *models.Tx) (models.Paged[activity.OwnSignUp], error) {
			return activity.ListOwn(tx, activity.OwnFilter{}, models.Page{Limit: 10})
		})
		if len(own.Items) != 1 || own.Items[0].WaitlistPosition != 2 || own.Items[0].ID != signUps[3].ID {
			w.t.Errorf("own sign-ups: %+v", own.Items)
		}
		if got := w.queue(shift); !slices.Equal(got, ids(signUps[1], signUps[3])) {
			w.t.Errorf("the queue is %v", got)
		}
	})
}

// TestSignUpAll serves a list of requests in one unit, each with its own outcome and its own person in the audit.
func TestSignUpAll(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(2, 1), w.volunteers(4)
		var requests []activity.Request
		for _, who := range []models.Actor{people[2], people[0], people[2], people[3], people[1]} {
			requests = append(requests, activity.Request{VolunteerID: who.VolunteerID, Actor: who})
		}
		outcomes, err := change(w, w.DB, models.SystemActor("test"), func(tx *models.Tx) ([]activity.Outcome, error) {
			return activity.SignUpAll(tx, shift.ID, requests)
		})
		w.must(err)
		w.refused(outcomes[2].Err, activity.ErrAlreadySignedUp)
		w.refused(outcomes[4].Err, activity.ErrShiftFull)
		for i, want := range map[int]activity.SignUpStatus{0: activity.SignedUp, 1: activity.SignedUp, 3: activity.Waitlisted} {
			stored := w.find(outcomes[i].SignUp)
			if stored.Status != want || stored.VolunteerID != requests[i].VolunteerID {
				w.t.Errorf("request %d became %+v, want %s", i, stored, want)
			}
		}
		who := w.numbers("SELECT account_id FROM audit_entries WHERE action = 'sign_up.create' ORDER BY id")
		if !slices.Equal(who, []int64{people[2].AccountID, people[0].AccountID, people[3].AccountID}) {
			w.t.Errorf("the audit names %v", who)
		}
		w.invariants()
	})
}
