package activity_test

import (
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/hours"
)

func (w *world) strike(who models.Actor, event int64, reason string) error {
	_, err := change(w, w.DB, who, func(tx *models.Tx) (*activity.RecordedEvent, error) { return activity.Strike(tx, event, reason) })
	return err
}

// lastEvent is the event of the sign-up that was recorded last.
func (w *world) lastEvent(signUp *activity.SignUp) int64 {
	w.t.Helper()
	return w.numbers("SELECT MAX(id) FROM attendance_events WHERE sign_up_id = ?", signUp.ID)[0]
}

// entries tells the status and minutes of all entries of the sign-up.
func (w *world) entries(signUp *activity.SignUp) string {
	w.t.Helper()
	var found []hours.Entry
	w.must(w.DB.Read(w.t.Context(), w.manager, func(tx *models.Tx) error {
		return tx.DB.Where("sign_up_id = ?", signUp.ID).Order("id").Find(&found).Error
	}))
	told := ""
	for _, entry := range found {
		told += fmt.Sprintf("%d %s %d; ", entry.Revision, entry.Status, entry.Minutes)
	}
	return told
}

// TestAMistakenTapIsStruckAndAllThatFollowsWithIt: the row stays, the state and the pending hours are those of what is left, and
// the volunteer is told. Who leaves again has hours again.
func TestAMistakenTapIsStruckAndAllThatFollowsWithIt(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.openShift(1, 0), w.volunteers(1)[0]
		signUp := w.signedUp(shift, who)[0]
		w.attended(signUp, at(3, 9, 0), at(3, 9, 5))
		w.same([]string{w.entries(signUp)}, "0 pending 5; ")
		mistake := w.lastEvent(signUp)
		w.must(w.strike(w.manager, mistake, "点错了人"))
		w.states([]*activity.SignUp{signUp}, activity.CheckedIn)
		w.same([]string{w.entries(signUp)}, "0 withdrawn 5; ")
		if of := w.activityOf(shift); of.PendingEntries != 0 || of.DecidedEntries != 0 {
			w.t.Errorf("counted are %d and %d", of.PendingEntries, of.DecidedEntries)
		}
		w.invariants()
		w.refused(w.strike(w.manager, mistake, "点错了人"), activity.ErrEventStruck)
		w.refused(w.confirm(w.DB, w.manager, w.entryOf(signUp)), hours.ErrWithdrawn)
		w.refused(w.reject(w.manager, w.entryOf(signUp), "没有到场"), hours.ErrWithdrawn)
		if told := w.numbers("SELECT COUNT(*) FROM notices WHERE volunteer_id = ? AND kind = 'attendance_struck'", who.VolunteerID)[0]; told != 1 {
			w.t.Errorf("the volunteer is told %d times", told)
		}
		if kept := w.numbers("SELECT COUNT(*) FROM attendance_events WHERE id = ? AND struck_by = ? AND struck_reason = '点错了人'", mistake, w.manager.AccountID)[0]; kept != 1 {
			w.t.Error("who struck it, and why, is not kept")
		}
		if noted := w.numbers("SELECT COUNT(*) FROM audit_entries WHERE action IN ('attendance_event.strike', 'entry.withdrawn')")[0]; noted != 2 {
			w.t.Errorf("%d entries in the audit", noted)
		}
		w.Clock.Set(shift.EndsAt)
		_, err := w.tick(signUp, activity.Out)
		w.must(err)
		w.same([]string{w.entries(signUp)}, "0 withdrawn 5; 1 pending 120; ")
		w.invariants()
		w.must(w.confirmAll(w.manager, w.numbers("SELECT MAX(id) FROM entries")[0]))
		w.refused(w.strike(w.manager, w.lastEvent(signUp), "反悔"), activity.ErrAttendanceDecided)
		w.flagged(shift, "in roster by_staff", "out roster ", "out roster by_staff")
		w.invariants()
	})
}

// TestWhatIsLeftOfTheEventsCounts: an earlier or a later one takes the place of the struck one, and without a coming nobody has come.
func TestWhatIsLeftOfTheEventsCounts(t *testing.T) {
	each(t, func(w *world) {
		shift := w.openShift(1, 0)
		signUp := w.signedUp(shift, w.volunteers(1)[0])[0]
		w.Clock.Set(at(3, 11, 10))
		rows := []activity.BatchRow{
			{SignUpID: signUp.ID, Kind: activity.In, DeviceTime: at(3, 9, 0), Nonce: "in"},
			{SignUpID: signUp.ID, Kind: activity.In, DeviceTime: at(3, 9, 30), Nonce: "in later"},
			{SignUpID: signUp.ID, Kind: activity.Out, DeviceTime: at(3, 10, 0), Nonce: "out"},
			{SignUpID: signUp.ID, Kind: activity.Out, DeviceTime: at(3, 11, 0), Nonce: "out later"},
		}
		w.upload(shift, rows...)
		event := func(nonce string) int64 {
			return w.numbers("SELECT id FROM attendance_events WHERE nonce = ?", nonce)[0]
		}
		for _, c := range []struct{ strike, entries string }{
			{"out", "0 pending 120; "}, {"in", "0 pending 90; "}, {"in later", "0 withdrawn 90; "}, {"out later", "0 withdrawn 90; "},
		} {
			w.must(w.strike(w.manager, event(c.strike), "抄错行"))
			w.same([]string{w.entries(signUp)}, c.entries)
			w.invariants()
		}
		w.states([]*activity.SignUp{signUp}, activity.SignedUp)
		w.resulted(w.upload(shift, rows[0], rows[3]), "duplicate", "duplicate") // a struck row's name stays taken
		w.states([]*activity.SignUp{signUp}, activity.SignedUp)
		again := []activity.BatchRow{rows[3], rows[0]}
		again[0].Nonce, again[1].Nonce = "out again", "in again"
		w.resulted(w.upload(shift, again...), "recorded", "recorded")
		w.same([]string{w.entries(signUp)}, "0 withdrawn 90; 1 pending 120; ")
		w.invariants()
	})
}

// TestStrikingAndUploadingInAnyOrder come to the same: a batch that arrives before and one that arrives after the strike.
func TestStrikingAndUploadingInAnyOrder(t *testing.T) {
	each(t, func(w *world) {
		arrive := func(strikeFirst bool) string {
			w.Clock.Set(at(2, 9, 0))
			shift := w.openShift(1, 0)
			signUp := w.signedUp(shift, w.volunteers(1)[0])[0]
			w.attended(signUp, at(3, 9, 0), at(3, 9, 5))
			w.Clock.Set(at(3, 11, 10))
			strike := func() {
				w.must(w.strike(w.manager, w.numbers("SELECT MAX(id) FROM attendance_events WHERE method = 'roster'")[0], "点错了人"))
			}
			upload := func() {
				w.resulted(w.upload(shift, activity.BatchRow{SignUpID: signUp.ID, Kind: activity.Out, DeviceTime: at(3, 10, 30), Nonce: "out"}), "recorded")
			}
			for _, do := range map[bool][]func(){true: {strike, upload}, false: {upload, strike}}[strikeFirst] {
				do()
			}
			w.invariants()
			found := w.find(signUp)
			return fmt.Sprint(found.Status, found.CheckedOutAt, w.numbers("SELECT minutes FROM entries WHERE sign_up_id = ? AND status = 'pending'", signUp.ID))
		}
		w.same([]string{arrive(true)}, arrive(false))
	})
}

// TestWhoMayStrike: staff who keep the roster, never one's own, and nothing of what is decided, settled or cancelled.
func TestWhoMayStrike(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(3, 0), w.volunteers(3)
		signUps := w.signedUp(shift, people...)
		w.Clock.Set(shift.StartsAt)
		for _, signUp := range signUps {
			_, err := w.tick(signUp, activity.In)
			w.must(err)
		}
		events := w.numbers("SELECT id FROM attendance_events ORDER BY id")
		leader, self, auditor := people[1], people[0], w.volunteers(1)[0]
		leader.LedTeams, self.Scopes = []int64{w.team.ID}, w.manager.Scopes
		auditor.Scopes = []models.Scope{{Role: models.Auditor, OrganizationID: w.station.ID, Path: w.station.Path}}
		w.refused(w.strike(people[0], events[0], "点错了"), activity.ErrEventNotFound)
		w.refused(w.strike(auditor, events[0], "点错了"), models.ErrPermission)
		w.refused(w.strike(self, events[0], "点错了"), activity.ErrOwnStrike)
		w.refused(w.strike(leader, events[1], "点错了"), activity.ErrOwnStrike)
		w.refused(w.strike(w.manager, 999, "点错了"), activity.ErrEventNotFound)
		w.refused(w.strike(w.manager, events[0], " "), models.ErrReasonMissing)
		w.must(w.strike(leader, events[0], "点错了"))
		w.states(signUps[:1], activity.SignedUp)
		w.Clock.Set(at(3, 11, 30))
		_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.SignUp, error) {
			return activity.Settle(tx, signUps[1].ID, 60, "现场证实")
		})
		w.must(err)
		w.refused(w.strike(w.manager, events[1], "点错了"), activity.ErrAttendanceDecided)
		w.exec("UPDATE sign_ups SET status = 'cancelled', live = NULL WHERE id = ?", signUps[2].ID)
		w.refused(w.strike(w.manager, events[2], "点错了"), activity.ErrSignUpCancelled)
	})
}

// TestWhoseLeavingWasStruckIsSettledAnew: the withdrawn entry stays, and the minutes that staff set are an entry of their own.
func TestWhoseLeavingWasStruckIsSettledAnew(t *testing.T) {
	each(t, func(w *world) {
		shift := w.openShift(1, 0)
		signUp := w.signedUp(shift, w.volunteers(1)[0])[0]
		w.attended(signUp, at(3, 9, 0), at(3, 9, 5))
		w.must(w.strike(w.manager, w.lastEvent(signUp), "点错了人"))
		w.Clock.Set(at(3, 11, 30))
		w.states([]*activity.SignUp{signUp}, activity.CheckedIn)
		_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.SignUp, error) {
			return activity.Settle(tx, signUp.ID, 110, "现场证实")
		})
		w.must(err)
		w.same([]string{w.entries(signUp)}, "0 withdrawn 5; 1 pending 110; ")
		w.invariants()
	})
}

// TestAStruckScanKeepsItsCode: the picture of it is no second ticket.
func TestAStruckScanKeepsItsCode(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.openShift(1, 0), w.volunteers(1)[0]
		signUp := w.signedUp(shift, who)[0]
		w.Clock.Set(shift.StartsAt)
		_, err := w.scan(who, w.code(shift), activity.In)
		w.must(err)
		w.must(w.strike(w.manager, w.lastEvent(signUp), "不在现场"))
		_, err = w.scan(who, w.code(shift), activity.In)
		w.refused(err, activity.ErrCodeUsed)
		w.Clock.Advance(20 * time.Second)
		_, err = w.scan(who, w.code(shift), activity.In)
		w.must(err)
		w.invariants()
	})
}
