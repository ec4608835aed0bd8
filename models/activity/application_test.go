package activity_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
)

func (w *world) applied(who models.Actor, shift *activity.Shift) *activity.NamedApplication {
	w.t.Helper()
	made, err := w.apply(w.DB, who, shift)
	w.must(err)
	return made
}

func (w *world) apply(db *models.DB, who models.Actor, shift *activity.Shift) (*activity.NamedApplication, error) {
	return change(w, db, who, func(tx *models.Tx) (*activity.NamedApplication, error) {
		return activity.Apply(tx, shift.ID, "", activity.Way{})
	})
}

func (w *world) approve(db *models.DB, id int64) error {
	_, err := change(w, db, w.manager, func(tx *models.Tx) (*activity.NamedApplication, error) { return activity.ApproveApplication(tx, id) })
	return err
}

// TestApprovalLooksAtEverythingAgain: between the application and its approval, the person may have become busy and the
// activity may have ended.
func TestApprovalLooksAtEverythingAgain(t *testing.T) {
	each(t, func(w *world) {
		people := w.volunteers(3)
		shift := w.recruiting(activity.ByApproval, 1)
		first, second, third := w.applied(people[0], shift), w.applied(people[1], shift), w.applied(people[2], shift)
		w.holds(shift, 0, 0)
		elsewhere := w.signedUp(w.openShift(5, 0), people[0])[0]
		w.refused(w.approve(w.DB, first.ID), activity.ErrTimeConflict)
		w.must(w.cancel(people[0], elsewhere, ""))
		w.must(w.approve(w.DB, first.ID))
		w.holds(shift, 1, 0)
		w.refused(w.approve(w.DB, second.ID), activity.ErrShiftFull)
		w.Clock.Set(shift.EndsAt)
		w.refused(w.approve(w.DB, third.ID), activity.ErrEnded, activity.ErrSignUpClosed, activity.ErrShiftFull)
		own := read(w, people[2], func(tx *models.Tx) (models.Paged[activity.NamedApplication], error) {
			return activity.ListOwnApplications(tx, activity.AskExpired, models.Page{Limit: 5})
		})
		if len(own.Items) != 1 || own.Items[0].StatusAt(w.Clock.Now()) != activity.AskExpired {
			w.t.Errorf("after the end: %+v", own.Items)
		}
		w.invariants()
	})
}

// TestNobodyApprovesTheOwnApplication, also not among others in a list.
func TestNobodyApprovesTheOwnApplication(t *testing.T) {
	each(t, func(w *world) {
		shift := w.recruiting(activity.ByApproval, 2)
		who := w.volunteers(1)[0]
		asked := w.applied(who, shift)
		both := w.manager
		both.VolunteerID = who.VolunteerID
		_, err := change(w, w.DB, both, func(tx *models.Tx) (*activity.NamedApplication, error) {
			return activity.ApproveApplication(tx, asked.ID)
		})
		w.refused(err, activity.ErrOwnApplication)
		w.must(w.approve(w.DB, asked.ID))
	})
}

// approvals: every application is approved twice at once, and people withdraw meanwhile: no seat is given twice or too many.
func approvals(w *world, workers int) {
	shift, people := w.recruiting(activity.ByApproval, 4), w.volunteers(10)
	var made []*activity.NamedApplication
	for _, who := range people {
		made = append(made, w.applied(who, shift))
	}
	approved := w.atOnce(workers, 24, func(db *models.DB, i int) error {
		if i >= 20 {
			_, err := change(w, db, people[i-20], func(tx *models.Tx) (*activity.NamedApplication, error) {
				return activity.WithdrawApplication(tx, made[i-20].ID)
			})
			return err
		}
		return w.approve(db, made[i/2].ID)
	}, activity.ErrApplicationDecided, activity.ErrShiftFull)
	w.expect("seats given or applications withdrawn", approved, len(w.numbers("SELECT id FROM applications WHERE shift_id = ? AND status IN ('approved', 'withdrawn')", shift.ID)))
}

// applyOften: one person asks for one shift 50 times at once.
func applyOften(w *world, workers int) {
	shift, who := w.recruiting(activity.ByApproval, 1), w.volunteers(1)[0]
	made := w.atOnce(workers, 50, func(db *models.DB, _ int) error {
		_, err := w.apply(db, who, shift)
		return err
	}, activity.ErrApplicationExists)
	w.expect("applications of one person", made, 1)
}
