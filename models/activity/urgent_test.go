package activity_test

import (
	"slices"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
)

// urgent reads the list of shifts in need.
func (w *world) urgent(who models.Actor, filter activity.UrgentFilter) []activity.UrgentShift {
	w.t.Helper()
	return read(w, who, func(tx *models.Tx) (models.Paged[activity.UrgentShift], error) {
		return activity.Urgent(tx, filter, models.Page{Limit: 20})
	}).Items
}

// TestUrgentShifts are below their minimum, or near and not full; volunteers see those open to them, staff their own.
func TestUrgentShifts(t *testing.T) {
	each(t, func(w *world) {
		plan := func(day int, minimum int64) *activity.Shift {
			in := w.planAt(at(day, 9, 0), at(day, 11, 0), 2, 0)
			in.Shifts[0].MinHeadcount = &minimum
			return w.publish(in)
		}
		far, needy, near, full := plan(20, 0), plan(21, 2), plan(4, 0), plan(5, 1)
		people := w.volunteers(2)
		w.signedUp(full, people...)
		w.signedUp(needy, people[0])
		in := w.planAt(at(4, 12, 0), at(4, 13, 0), 2, 0)
		in.SignUpOpensAt = at(3, 0, 0)
		later := w.publish(in)
		w.draft(w.planAt(at(4, 14, 0), at(4, 15, 0), 2, 0))
		called := plan(4, 0)
		w.must(w.manage(called, callOff))
		ids := func(found []activity.UrgentShift) (ids []int64) {
			for _, shift := range found {
				ids = append(ids, shift.ID)
			}
			return ids
		}
		if got := w.urgent(people[0], activity.UrgentFilter{Days: 3}); !slices.Equal(ids(got), []int64{near.ID, needy.ID}) || got[1].Missing() != 1 || got[1].ActivityTitle != "清洁家园" {
			w.t.Errorf("for volunteers: %v", ids(got))
		}
		if got := ids(w.urgent(w.manager, activity.UrgentFilter{Days: 3, Managed: true})); !slices.Equal(got, []int64{near.ID, later.ID, needy.ID}) {
			w.t.Errorf("for staff: %v", got)
		}
		if got := ids(w.urgent(w.manager, activity.UrgentFilter{Days: 30, Managed: true})); !slices.Equal(got, []int64{near.ID, later.ID, far.ID, needy.ID}) {
			w.t.Errorf("for staff, far ahead: %v", got)
		}
		elsewhere := w.manager
		elsewhere.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: 99, Path: "/1/99/"}}
		if got := w.urgent(elsewhere, activity.UrgentFilter{Days: 30, Managed: true}); len(got) > 0 {
			w.t.Errorf("elsewhere: %v", ids(got))
		}
		err := w.DB.Read(w.t.Context(), people[0], func(tx *models.Tx) error {
			_, err := activity.Urgent(tx, activity.UrgentFilter{Days: 3, Managed: true}, models.Page{Limit: 1})
			return err
		})
		w.refused(err, models.ErrPermission)
		w.Clock.Advance(48*time.Hour + time.Hour)
		if got := ids(w.urgent(people[0], activity.UrgentFilter{Days: 3})); !slices.Equal(got, []int64{later.ID, needy.ID}) {
			w.t.Errorf("later: %v", got)
		}
	})
}
