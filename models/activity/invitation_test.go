package activity_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/team"
)

// enrol makes people active members of the world's team, past all rules.
func (w *world) enrol(people ...models.Actor) {
	w.t.Helper()
	live, members := 1, []team.Member{}
	for _, who := range people {
		members = append(members, team.Member{TeamID: w.team.ID, VolunteerID: who.VolunteerID, Status: team.ActiveMember, Live: &live, RequestedAt: w.Clock.Now()})
	}
	w.insert(members)
}

func (w *world) invite(db *models.DB, shift *activity.Shift, people ...models.Actor) ([]activity.Guest, error) {
	var ids []int64
	for _, who := range people {
		ids = append(ids, who.VolunteerID)
	}
	return change(w, db, w.manager, func(tx *models.Tx) ([]activity.Guest, error) {
		return activity.Invite(tx, shift.ID, activity.Guests{VolunteerIDs: ids})
	})
}

func (w *world) accept(db *models.DB, who models.Actor, id int64) error {
	_, err := change(w, db, who, func(tx *models.Tx) (*activity.NamedInvitation, error) {
		return activity.AcceptInvitation(tx, id, activity.Way{})
	})
	return err
}

func TestAnInvitationHoldsNothingAndIsCheckedWhenAccepted(t *testing.T) {
	each(t, func(w *world) {
		people := w.volunteers(3)
		w.enrol(people...)
		shift := w.recruiting(activity.ByInvitation, 1)
		guests, err := w.invite(w.DB, shift, people...)
		w.must(err)
		w.holds(shift, 0, 0)
		elsewhere := w.signedUp(w.openShift(5, 0), people[0])[0] // the invitation holds no time
		w.refused(w.accept(w.DB, people[0], guests[0].Invitation.ID), activity.ErrTimeConflict)
		w.must(w.accept(w.DB, people[1], guests[1].Invitation.ID))
		w.refused(w.accept(w.DB, people[2], guests[2].Invitation.ID), activity.ErrShiftFull)
		w.must(w.cancel(people[0], elsewhere, ""))
		_, err = change(w, w.DB, people[0], func(tx *models.Tx) (*activity.NamedInvitation, error) {
			return activity.DeclineInvitation(tx, guests[0].Invitation.ID)
		})
		w.must(err)
		if left := w.numbers("SELECT id FROM sign_ups WHERE volunteer_id = ? AND shift_id = ?", people[0].VolunteerID, shift.ID); len(left) != 0 {
			w.t.Errorf("a declined invitation left the sign-ups %v", left)
		}
		w.invariants()
	})
}

// invitations: everybody is invited twice at once, and accepts twice at once.
func invitations(w *world, workers int) {
	people := w.volunteers(10)
	w.enrol(people...)
	shift := w.recruiting(activity.ByInvitation, 4)
	w.atOnce(workers, 20, func(db *models.DB, i int) error {
		_, err := w.invite(db, shift, people[i/2])
		return err
	})
	ids := w.numbers("SELECT id FROM invitations WHERE shift_id = ? AND live = 1 ORDER BY volunteer_id", shift.ID)
	w.expect("invitations", len(ids), 10)
	accepted := w.atOnce(workers, 20, func(db *models.DB, i int) error { return w.accept(db, people[i/2], ids[i/2]) },
		activity.ErrInvitationDecided, activity.ErrShiftFull)
	w.expect("accepted", accepted, 4)
	w.holds(shift, 4, 0)
}
