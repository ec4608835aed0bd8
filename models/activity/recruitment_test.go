package activity_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
)

func TestWayEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, activity.Activity{}, activity.SignUp{}, activity.JoinCodeTry{}, activity.Application{}, activity.Invitation{})
	})
}

// recruiting publishes an activity with this recruitment; the code is for recruitment by code.
func (w *world) recruiting(how activity.Recruitment, capacity int64) *activity.Shift {
	w.t.Helper()
	in := w.plan(capacity, 0)
	in.Recruitment = how
	if how == activity.ByCode {
		in.JoinCode = "2026ab"
	}
	return w.publish(in)
}

func (w *world) signUpWith(who models.Actor, shift *activity.Shift, way activity.Way) (*activity.SignUp, error) {
	return change(w, w.DB, who, func(tx *models.Tx) (*activity.SignUp, error) { return activity.SignUpSelf(tx, shift.ID, way) })
}

func TestRecruitmentIsAnObstacle(t *testing.T) {
	each(t, func(w *world) {
		people := w.volunteers(2)
		_, err := w.signUp(people[0], w.recruiting(activity.ByApproval, 2))
		w.refused(err, activity.ErrApprovalNeeded)
		_, err = w.signUp(people[0], w.recruiting(activity.ByInvitation, 2))
		w.refused(err, activity.ErrInvitationNeeded)
		shift := w.recruiting(activity.ByCode, 1)
		_, err = w.signUp(people[0], shift)
		w.refused(err, activity.ErrJoinCodeMissing)
		_, err = w.signUpWith(people[0], shift, activity.Way{JoinCode: "2026AC"})
		w.refused(err, activity.ErrJoinCodeWrong)
		_, err = w.signUpWith(people[0], shift, activity.Way{JoinCode: "2026aB"})
		w.must(err)
		_, err = w.signUpWith(people[1], shift, activity.Way{JoinCode: "2026AC"})
		w.refused(err, activity.ErrJoinCodeWrong, activity.ErrShiftFull)
	})
}

// TestRecruitmentChanges: a sign-up that has read the activity before it must read it again.
func TestRecruitmentChanges(t *testing.T) {
	each(t, func(w *world) {
		shift := w.recruiting(activity.ByCode, 2)
		before := w.activityOf(shift)
		in := w.plan(0, 0)
		in.Shifts = nil
		update := func(version int64, how activity.Recruitment, code string) (*activity.Activity, error) {
			in.Recruitment, in.JoinCode = how, code
			return change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
				return activity.Update(tx, shift.ActivityID, version, in)
			})
		}
		kept, err := update(before.Version, "", "")
		w.must(err)
		if kept.Recruitment != activity.ByCode || *kept.JoinCode != "2026AB" {
			w.t.Errorf("what the change does not speak of became %s %v", kept.Recruitment, kept.JoinCode)
		}
		if w.reload(shift).RosterVersion == shift.RosterVersion {
			w.t.Error("the roster version stays")
		}
		opened, err := update(kept.Version, activity.Open, "")
		w.must(err)
		if opened.JoinCode != nil {
			w.t.Errorf("an open activity keeps the code %s", *opened.JoinCode)
		}
		_, err = update(opened.Version, activity.ByCode, "")
		w.refused(err, models.ErrInvalid)
		_, err = update(opened.Version, activity.ByCode, "123")
		w.refused(err, models.ErrInvalid)
		_, err = update(opened.Version, "by the mayor", "")
		w.refused(err, models.ErrInvalid)
	})
}

func TestWrongJoinCodesLockTheAccountForThatActivity(t *testing.T) {
	each(t, func(w *world) {
		who, shift, other := w.volunteers(1)[0], w.recruiting(activity.ByCode, 2), w.recruiting(activity.ByCode, 2)
		try := func(shift *activity.Shift, code string) error {
			return w.write(w.DB, who, func(tx *models.Tx) error { return activity.TryJoinCode(tx, shift.ID, code) })
		}
		for range 4 {
			w.must(try(shift, "WRONG1"))
		}
		w.must(try(shift, "2026AB")) // the count begins again
		for range 5 {
			w.must(try(shift, "WRONG1"))
		}
		w.refused(try(shift, "2026AB"), activity.ErrJoinCodeLocked)
		w.must(try(other, "2026AB"))
		w.Clock.Advance(15*time.Minute - time.Millisecond)
		w.refused(try(shift, "2026AB"), activity.ErrJoinCodeLocked)
		w.Clock.Advance(time.Millisecond)
		w.must(try(shift, "2026AB"))
		w.must(try(w.openShift(1, 0), "WRONG1")) // asks for no code
		if rows := w.numbers("SELECT COUNT(*) FROM join_code_tries")[0]; rows != 2 {
			w.t.Errorf("%d counts are kept", rows)
		}
	})
}

// guesses: of 50 wrong codes at once, five are looked at.
func guesses(w *world, workers int) {
	shift, who := w.recruiting(activity.ByCode, 5), w.volunteers(1)[0]
	answers := w.answers(workers, 50, func(db *models.DB, _ int) error {
		return w.write(db, who, func(tx *models.Tx) error { return activity.TryJoinCode(tx, shift.ID, "WRONG1") })
	})
	looked := 0
	for _, err := range answers {
		if err == nil {
			looked++
		} else if !models.IsCode(err, activity.ErrJoinCodeLocked) {
			w.t.Errorf("broken: a guess was answered %v", err)
		}
	}
	w.expect("codes looked at", looked, 5)
}
