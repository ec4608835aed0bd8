package activity_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
)

func (w *world) undo(id int64, leaveChanged bool) (*activity.BatchView, error) {
	return w.undoBy(w.DB, w.manager, id, leaveChanged)
}

func (w *world) undoBy(db *models.DB, who models.Actor, id int64, leaveChanged bool) (*activity.BatchView, error) {
	return change(w, db, who, func(tx *models.Tx) (*activity.BatchView, error) { return activity.Undo(tx, id, leaveChanged) })
}

// outcomes wants the state and the outcome of each activity of the batch, as state:outcome:reason.
func (w *world) outcomes(id int64, want ...string) {
	w.t.Helper()
	var got []string
	for _, a := range w.view(id).Activities {
		outcome, reason := "", ""
		if a.Outcome != nil {
			outcome = string(*a.Outcome)
		}
		if a.Reason != nil {
			reason = *a.Reason
		}
		got = append(got, fmt.Sprintf("%s:%s:%s", a.Status, outcome, reason))
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		w.t.Errorf("the activities are %v, want %v", got, want)
	}
}

// TestUndoTakesTheWholeBatchBack: drafts and published ones are no longer public and free what they held, the leader is
// told, and a second undo is refused.
func TestUndoTakesTheWholeBatchBack(t *testing.T) {
	each(t, func(w *world) {
		room, leader := w.venue(), w.colleague()
		shift := w.draft(w.booked(at(3, 9, 0), at(3, 11, 0), room.ID, leader))
		batch, shifts := w.copied(shift, true, "2026-03-10", "2026-03-17")
		drafts, _ := w.copied(shift, false, "2026-03-24")
		undone, err := w.undo(batch.ID, false)
		w.must(err)
		if undone.UndoneAt == nil || *undone.UndoneBy != w.manager.AccountID || undone.UndoClosesAt() != nil {
			w.t.Errorf("undone: %+v", undone)
		}
		w.outcomes(batch.ID, "withdrawn:taken_back:", "withdrawn:taken_back:")
		w.told(activity.NoticeActivityWithdrawn, 2)
		w.publish(w.booked(at(10, 9, 0), at(10, 11, 0), room.ID, leader))
		_, err = w.undo(batch.ID, false)
		w.refused(err, activity.ErrBatchUndone)
		stranger := w.volunteers(1)[0]
		_, err = change(w, w.DB, stranger, func(tx *models.Tx) (*activity.Listed, error) { return activity.Find(tx, shifts[0].ActivityID) })
		w.refused(err, activity.ErrNotFound)
		_, err = w.undo(drafts.ID, false)
		w.must(err)
		w.outcomes(drafts.ID, "withdrawn:taken_back:")
		w.told(activity.NoticeActivityWithdrawn, 2) // nobody had been told of a draft
		_, err = w.undo(999, false)
		w.refused(err, activity.ErrBatchNotFound)
		w.expect("audited", len(w.numbers("SELECT id FROM audit_entries WHERE action = 'activity_batch.undo'")), 2)
		w.invariants()
	})
}

// TestUndoHurtsNobody: with people on one, with one that has begun or one that was changed it is refused and names each;
// when those are to be left, the others are taken back.
func TestUndoHurtsNobody(t *testing.T) {
	each(t, func(w *world) {
		w.Clock.Set(at(2, 8, 0))
		source := w.planAt(at(3, 9, 0), at(3, 11, 0), 1, 1)
		batch, shifts := w.copied(w.draft(source), true, "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08")
		people := w.volunteers(2)
		signUps := w.signedUp(shifts[1], people...)
		w.must(w.cancel(people[0], w.signedUp(shifts[4], people[0])[0], "")) // who has left again is no reason
		_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
			return activity.UpdateShift(tx, shifts[2].ID, 1, activity.ShiftInput{Role: "志愿者", StartsAt: shifts[2].StartsAt, EndsAt: shifts[2].EndsAt, Capacity: 3})
		})
		w.must(err)
		_, err = change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
			return activity.AddShift(tx, shifts[3].ActivityID, activity.ShiftInput{Role: "后勤", StartsAt: shifts[3].StartsAt, EndsAt: shifts[3].EndsAt, Capacity: 3})
		})
		w.must(err)
		w.must(w.manage(shifts[5], callOff))
		w.must(w.move(shifts[6], activity.Reschedule{Place: "后山"}))
		w.Clock.Set(at(2, 9, 30))
		w.refusedUndo(batch.ID, false, "activity_begun", "has_sign_ups", "activity_changed", "activity_changed", "activity_changed")
		w.outcomes(batch.ID, "published::", "published::", "published::", "published::", "published::", "cancelled::", "published::")

		_, err = w.undo(batch.ID, true)
		w.must(err)
		w.outcomes(batch.ID, "published:left:activity_begun", "published:left:has_sign_ups", "published:left:activity_changed", "published:left:activity_changed",
			"withdrawn:taken_back:", "cancelled:off_already:", "published:left:activity_changed")
		w.states(signUps, activity.SignedUp, activity.Waitlisted)
		_, err = w.undo(batch.ID, true)
		w.refused(err, activity.ErrBatchUndone)
		w.invariants()
	})
}

// refusedUndo wants an undo to be refused for these reasons, each of which names its activity.
func (w *world) refusedUndo(id int64, leaveChanged bool, want ...string) {
	w.t.Helper()
	_, err := w.undo(id, leaveChanged)
	w.clashes(err, refusals(want)...)
	var refusal *models.Error
	if !errors.As(err, &refusal) || refusal.Code != activity.ErrBatchHeld.Code || len(refusal.Facts["activities"].([]map[string]string)) != len(want) {
		w.t.Errorf("refused with %+v", refusal)
	}
	for _, fault := range faultsIn(err) {
		if !strings.HasPrefix(fault.Message, "“清洁家园”（3月") {
			w.t.Errorf("told %s", fault.Message)
		}
	}
}

// refusals are errors of these codes.
func refusals(codes []string) (all []*models.Error) {
	for _, code := range codes {
		all = append(all, &models.Error{Code: code})
	}
	return all
}

// TestUndoNeedsSomethingToTakeBack: a batch of which everything would be left may be undone later.
func TestUndoNeedsSomethingToTakeBack(t *testing.T) {
	each(t, func(w *world) {
		batch, shifts := w.copied(w.draft(w.plan(1, 0)), true, "2026-03-10")
		who := w.volunteers(1)[0]
		signUp := w.signedUp(shifts[0], who)[0]
		w.refusedUndo(batch.ID, true, "has_sign_ups")
		w.must(w.cancel(who, signUp, ""))
		_, err := w.undo(batch.ID, true)
		w.must(err)
	})
}

// TestPublishingIsNoChange: drafts that were looked through and published one by one are still as they were made; what was
// withdrawn by hand is off already, and what was published again after that is another's wish.
func TestPublishingIsNoChange(t *testing.T) {
	each(t, func(w *world) {
		batch, shifts := w.copied(w.draft(w.plan(1, 0)), false, "2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13")
		for _, shift := range shifts[:3] {
			w.must(w.manage(shift, activity.Publish))
		}
		for _, shift := range shifts[1:3] {
			w.must(w.manage(shift, activity.Withdraw))
		}
		w.must(w.manage(shifts[2], activity.Publish))
		w.refusedUndo(batch.ID, false, "activity_changed")
		_, err := w.undo(batch.ID, true)
		w.must(err)
		w.outcomes(batch.ID, "withdrawn:taken_back:", "withdrawn:off_already:", "published:left:activity_changed", "withdrawn:taken_back:")
	})
}

// TestPastDraftsAreTakenBack: nobody can be at an activity that was never public.
func TestPastDraftsAreTakenBack(t *testing.T) {
	each(t, func(w *world) {
		batch, err := w.createBatch(w.manager, activity.BatchInput{Activities: []activity.Input{w.planAt(at(1, 9, 0), at(1, 11, 0), 1, 0)}})
		w.must(err)
		_, err = w.undo(batch.ID, false)
		w.must(err)
	})
}

// TestUndoEndsWhatWaits: applications and invitations end, their people are told, and stay ended when the activity is
// published again.
func TestUndoEndsWhatWaits(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(3, 0)
		in.Recruitment = activity.ByApproval
		batch, shifts := w.copied(w.draft(in), true, "2026-03-10", "2026-03-11")
		people := w.volunteers(2)
		w.enrol(people...)
		application, err := w.apply(w.DB, people[0], shifts[0])
		w.must(err)
		guests, err := w.invite(w.DB, shifts[1], people[1])
		w.must(err)
		_, err = w.undo(batch.ID, false)
		w.must(err)
		w.told(activity.NoticeActivityWithdrawn, 2)
		expired := func(table string) int {
			return len(w.numbers("SELECT id FROM " + table + " WHERE status = 'expired' AND live IS NULL"))
		}
		w.expect("ended", expired("applications")*10+expired("invitations"), 11)
		own := read(w, people[0], func(tx *models.Tx) (models.Paged[activity.NamedApplication], error) {
			return activity.ListOwnApplications(tx, activity.AskExpired, models.Page{Limit: 9})
		})
		w.expect("listed as expired", len(own.Items), 1)
		w.must(w.manage(shifts[0], activity.Publish))
		w.must(w.manage(shifts[1], activity.Publish))
		w.refused(w.approve(w.DB, application.ID), activity.ErrApplicationDecided)
		w.refused(w.accept(w.DB, people[1], guests[0].Invitation.ID), activity.ErrInvitationExpired)
		_, err = w.apply(w.DB, people[0], shifts[0]) // and may apply again
		w.must(err)
		w.invariants()
	})
}

// TestUndoIsForWhoMayTakeBackAll: who sees a part of a batch sees that part and undoes nothing; a draft takes the right to
// plan, what is public the right to publish.
func TestUndoIsForWhoMayTakeBackAll(t *testing.T) {
	each(t, func(w *world) {
		leader, neighbour := w.volunteers(1)[0], w.volunteers(1)[0]
		leader.LedTeams = []int64{w.team.ID}
		shift := w.draft(w.plan(1, 0))
		drafts, _ := w.copied(shift, false, "2026-03-10")
		public, _ := w.copied(shift, true, "2026-03-11", "2026-03-12")
		_, err := w.undoBy(w.DB, leader, public.ID, false)
		w.refused(err, models.ErrPermission)
		_, err = w.undoBy(w.DB, leader, drafts.ID, false)
		w.must(err)
		w.foreignVenue() // founds another station
		other := w.numbers("SELECT id FROM organizations WHERE path = '/1/99/'")[0]
		neighbour.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: other, Path: "/1/99/"}}
		_, err = w.undoBy(w.DB, neighbour, public.ID, false)
		w.refused(err, activity.ErrBatchNotFound)
		w.exec("UPDATE activities SET station_id = ? WHERE starts_at = ?", other, at(12, 9, 0).UTC())
		seen := read(w, neighbour, func(tx *models.Tx) (*activity.BatchView, error) { return activity.FindBatch(tx, public.ID) })
		w.expect("activities seen", len(seen.Activities), 1)
		_, err = w.undoBy(w.DB, neighbour, public.ID, true)
		w.refused(err, models.ErrPermission)
		hidden, _ := w.copied(shift, false, "2026-03-13", "2026-03-14")
		w.exec("UPDATE activities SET station_id = ? WHERE starts_at = ?", other, at(14, 9, 0).UTC())
		_, err = w.undoBy(w.DB, neighbour, hidden.ID, true) // the part that is hidden from them is no activity of theirs either
		w.refused(err, models.ErrPermission)
	})
}
