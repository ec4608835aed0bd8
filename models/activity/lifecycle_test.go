package activity_test

import (
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
)

func (w *world) update(shift *activity.Shift, version int64, edit func(in *activity.Input)) error {
	in := edited(w.activityOf(shift))
	edit(&in)
	_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
		return activity.Update(tx, shift.ActivityID, version, in)
	})
	return err
}

// edited is an input that leaves the activity as it is.
func edited(current *activity.Activity) activity.Input {
	return activity.Input{
		StationID: current.StationID, TeamID: current.TeamID, Title: current.Title, Category: current.Category, Place: current.Place,
		Description: current.Description, StartsAt: current.StartsAt, EndsAt: current.EndsAt, SignUpOpensAt: current.SignUpOpensAt,
		SignUpClosesAt: current.SignUpClosesAt, CancelClosesAt: current.CancelClosesAt,
	}
}

func (w *world) status(shift *activity.Shift) activity.Status {
	w.t.Helper()
	return w.activityOf(shift).StatusAt(w.Clock.Now())
}

// TestVerbs tries every verb of a manager in every state that an activity can be in.
func TestVerbs(t *testing.T) {
	each(t, func(w *world) {
		verbs := []func(*models.Tx, int64) (*activity.Activity, error){activity.Publish, activity.Withdraw, callOff}
		status, ended := activity.ErrStatus, activity.ErrEnded
		for _, c := range []struct {
			state   activity.Status
			refused [3]*models.Error
		}{
			{activity.Draft, [3]*models.Error{nil, status, status}},
			{activity.Published, [3]*models.Error{status, nil, nil}},
			{activity.InProgress, [3]*models.Error{status, status, nil}},
			{activity.Ended, [3]*models.Error{status, status, ended}},
			{activity.Closed, [3]*models.Error{status, status, ended}},
			{activity.Withdrawn, [3]*models.Error{nil, status, status}},
			{activity.Cancelled, [3]*models.Error{status, status, status}},
		} {
			for i, verb := range verbs {
				shift := w.inState(c.state)
				if got := w.status(shift); got != c.state {
					w.t.Fatalf("the activity is %s, want %s", got, c.state)
				}
				err := w.manage(shift, verb)
				if c.refused[i] == nil {
					w.must(err)
					continue
				}
				w.refused(err, c.refused[i])
			}
		}
		w.invariants()
	})
}

// inState makes an activity that is in the state when the clock shows what it shows afterwards.
func (w *world) inState(state activity.Status) *activity.Shift {
	w.t.Helper()
	w.Clock.Set(at(2, 9, 0))
	shift := w.draft(w.plan(1, 0))
	if state == activity.Draft {
		return shift
	}
	w.must(w.manage(shift, activity.Publish))
	switch state {
	case activity.Withdrawn:
		w.must(w.manage(shift, activity.Withdraw))
	case activity.Cancelled:
		w.must(w.manage(shift, callOff))
	case activity.InProgress:
		w.Clock.Set(shift.StartsAt)
	case activity.Ended:
		w.Clock.Set(shift.EndsAt)
	case activity.Closed:
		signUp := w.signedUp(shift, w.volunteers(1)[0])[0]
		w.attended(signUp, shift.StartsAt, shift.EndsAt)
		w.must(w.confirm(w.DB, w.manager, w.entryOf(signUp)))
	}
	return shift
}

func TestPublishIsTooLateAfterTheEnd(t *testing.T) {
	each(t, func(w *world) {
		shift := w.draft(w.planAt(at(1, 9, 0), at(1, 11, 0), 5, 0)) // the past may be drafted
		w.refused(w.manage(shift, activity.Publish), activity.ErrEnded)
		shift = w.draft(w.plan(5, 0))
		w.Clock.Set(shift.EndsAt)
		w.refused(w.manage(shift, activity.Publish), activity.ErrEnded)
		w.Clock.Set(shift.EndsAt.Add(-time.Millisecond))
		w.must(w.manage(shift, activity.Publish))
	})
}

func TestPublishNeedsAShift(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(1, 0)
		in.Shifts = nil
		created, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Create(tx, in) })
		w.must(err)
		shift := &activity.Shift{ActivityID: created.ID}
		w.refused(w.manage(shift, activity.Publish), activity.ErrNoShifts)
		_, err = change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
			return activity.AddShift(tx, created.ID, w.plan(1, 0).Shifts[0])
		})
		w.must(err)
		w.must(w.manage(shift, activity.Publish))
	})
}

// TestWithdrawNeedsNobody: only an activity without sign-ups goes back to editing; cancelled sign-ups do not count.
func TestWithdrawNeedsNobody(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.openShift(1, 0), w.volunteers(1)[0]
		signUp := w.signedUp(shift, who)[0]
		w.refused(w.manage(shift, activity.Withdraw), activity.ErrHasSignUps)
		w.must(w.cancel(who, signUp, ""))
		w.must(w.manage(shift, activity.Withdraw))
		w.must(w.manage(shift, activity.Publish))
		w.signedUp(shift, who)
		w.invariants()
	})
}

// TestTheLeaderHearsOfAWithdrawal as of a cancellation, whoever withdraws; the rehearsal says so, and nobody hears of a draft.
func TestTheLeaderHearsOfAWithdrawal(t *testing.T) {
	for name, takeBack := range map[string]func(*models.Tx, int64) (*activity.Activity, error){"by hand": activity.Withdraw, "by its series": activity.Drop} {
		t.Run(name, func(t *testing.T) {
			each(t, func(w *world) {
				leader := w.colleague()
				shift := w.publish(w.booked(at(3, 9, 0), at(3, 11, 0), 0, leader))
				var told []models.Notice
				w.must(w.DB.Rehearse(t.Context(), w.manager, func(tx *models.Tx) error {
					_, err := takeBack(tx, shift.ActivityID)
					told = tx.Told()
					return err
				}))
				if len(told) != 1 || *told[0].AccountID != leader || !strings.Contains(told[0].Text, "已撤回修改，您暂时不需要再到现场") {
					w.t.Errorf("the rehearsal tells %+v", told)
				}
				w.told(activity.NoticeActivityWithdrawn, 0)
				_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return takeBack(tx, shift.ActivityID) })
				w.must(err)
				w.told(activity.NoticeActivityWithdrawn, 1)
				drafted := w.draft(w.booked(at(4, 9, 0), at(4, 11, 0), 0, leader))
				_, err = change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Drop(tx, drafted.ActivityID) })
				w.must(err)
				w.told(activity.NoticeActivityWithdrawn, 1)
			})
		})
	}
}

func TestLockedOnceSomebodyHasSignedUp(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.openShift(1, 0), w.volunteers(1)[0]
		locked := map[string]func(in *activity.Input){
			"title":               func(in *activity.Input) { in.Title = "植树" },
			"place":               func(in *activity.Input) { in.Place = "后山" },
			"starts":              func(in *activity.Input) { in.StartsAt = in.StartsAt.Add(-time.Hour) },
			"ends":                func(in *activity.Input) { in.EndsAt = in.EndsAt.Add(time.Hour) },
			"an earlier deadline": func(in *activity.Input) { in.CancelClosesAt = in.StartsAt.Add(-time.Hour) },
		}
		signUp := w.signedUp(shift, who)[0]
		for name, edit := range locked {
			if err := w.update(shift, 2, edit); !models.IsCode(err, activity.ErrHasSignUps) {
				w.t.Errorf("%s: %v", name, err)
			}
		}
		free := func(in *activity.Input) {
			in.Description, in.Category, in.CancelClosesAt, in.SignUpClosesAt = "带手套", "邻里互助", in.StartsAt.Add(time.Minute), at(3, 8, 30)
		}
		w.must(w.update(shift, 2, free))
		moved := input(shift)
		moved.StartsAt = moved.StartsAt.Add(30 * time.Minute)
		move := func() error {
			_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Shift, error) { return activity.UpdateShift(tx, shift.ID, 1, moved) })
			return err
		}
		w.refused(move(), activity.ErrHasSignUps)
		w.must(w.cancel(who, signUp, ""))
		w.must(move())
		version := int64(3)
		for name, edit := range locked {
			if err := w.update(shift, version, edit); err != nil {
				w.t.Errorf("%s for nobody: %v", name, err)
			}
			version++
		}
		w.refused(w.update(shift, version-1, free), models.ErrVersionConflict)
		w.invariants()
	})
}

func TestShiftsStayInsideTheActivity(t *testing.T) {
	each(t, func(w *world) {
		shift := w.openShift(1, 0)
		err := w.update(shift, 2, func(in *activity.Input) { in.StartsAt = in.StartsAt.Add(time.Millisecond) })
		w.refused(err, activity.ErrOutOfBounds)
		late := input(shift)
		late.EndsAt = late.EndsAt.Add(time.Millisecond)
		_, err = change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Shift, error) { return activity.UpdateShift(tx, shift.ID, 1, late) })
		w.refused(err, models.ErrInvalid)
	})
}

// TestCancelReleasesAll: who holds a seat or waits is released, who has checked in keeps it and may still check out.
func TestCancelReleasesAll(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(3, 2)
		second := in.Shifts[0]
		second.Role = "领队"
		in.Shifts = append(in.Shifts, second)
		shift, people := w.publish(in), w.volunteers(6)
		signUps := w.signedUp(shift, people[:5]...)
		signUps = append(signUps, w.signedUp(&w.shiftsOf(shift.ActivityID)[1], people[5])...)
		w.Clock.Set(at(3, 8, 50))
		for _, signUp := range signUps[:2] {
			_, err := w.tick(signUp, activity.In)
			w.must(err)
		}
		w.Clock.Set(at(3, 9, 30))
		_, err := w.tick(signUps[1], activity.Out)
		w.must(err)
		w.must(w.manage(shift, callOff))
		released := activity.CancelledByOrganizer
		w.states(signUps, activity.CheckedIn, activity.Completed, released, released, released, released)
		w.holds(shift, 2, 0)
		w.refused(w.cancel(people[2], signUps[2], ""), activity.ErrAlreadyCancelled)
		_, err = w.tick(signUps[2], activity.In)
		w.refused(err, activity.ErrSignUpCancelled)
		_, err = w.tick(signUps[0], activity.Out)
		w.must(err)
		w.signedUp(w.openShiftAt(at(3, 10, 0), at(3, 11, 0), 1, 0), people[3]) // the time is free again
		w.invariants()
	})
}

// TestWhatIsOverStays: after its end, or once cancelled, nothing of an activity can be edited.
func TestWhatIsOverStays(t *testing.T) {
	each(t, func(w *world) {
		nothing := func(*activity.Input) {}
		over, off := w.openShift(1, 0), w.openShift(1, 0)
		w.must(w.manage(off, callOff))
		w.refused(w.update(off, 3, nothing), activity.ErrStatus)
		_, err := w.resize(off, 2, 0)
		w.refused(err, activity.ErrStatus)
		w.Clock.Set(over.EndsAt)
		w.refused(w.update(over, 2, nothing), activity.ErrStatus)
		_, err = w.resize(over, 2, 0)
		w.refused(err, activity.ErrEnded)
		_, err = change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
			return activity.AddShift(tx, over.ActivityID, input(over))
		})
		w.refused(err, activity.ErrEnded)
	})
}
