package activity_test

import (
	"fmt"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
)

// expectFound wants the operator's checks to name a row.
func (w *world) expectFound(what, want string) {
	w.t.Helper()
	if found := w.findings(); !strings.Contains("\n"+strings.Join(found, "\n"), "\n"+want) {
		w.t.Errorf("broken: %s: found %q, want %q", what, found, want)
	}
}

// TestATamperedAttendanceIsFound: each column of an event, and events that are put in or taken out.
func TestATamperedAttendanceIsFound(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, base *modelstest.World) {
		w := build(t, base)
		people := w.volunteers(2)
		signUps := w.signedUp(w.openShift(2, 0), people...)
		w.attended(signUps[0], at(3, 9, 0), at(3, 10, 0))
		w.attended(signUps[1], at(3, 10, 10), at(3, 10, 30))
		w.invariants()
		modelstest.EachColumn(t, base, "attendance_events", 2, []string{"distance_meters", "accuracy_meters"}, activity.Checks())
		w.exec("INSERT INTO attendance_events (sign_up_id, shift_id, volunteer_id, kind, occurred_at, method, created_at) SELECT sign_up_id, shift_id, volunteer_id, 'out', ?, method, created_at FROM attendance_events WHERE id = 2", at(3, 10, 59))
		w.expectFound("one is put in", "attendance_events 5: 没有写入它的操作留痕")
		w.exec("DELETE FROM attendance_events WHERE id = 5")
		w.exec("DELETE FROM attendance_events WHERE id = 2")
		w.expectFound("one is taken out", "attendance_events 2: 操作留痕")
		w.expectFound("its minutes do not follow any more", "entries 1: 按签到签退和班次应为 0 分钟，实为 60 分钟")
	})
}

// TestThatSomebodyWasFarIsNotTakenAwayUnseen: neither by other meters, for nothing but the judgement keeps hours waiting, nor by
// another judgement; when the meters have gone with the consent, no more than before.
func TestThatSomebodyWasFarIsNotTakenAwayUnseen(t *testing.T) {
	each(t, func(w *world) {
		who := w.volunteers(1)[0]
		shift := w.heldAt(w.venueAt(0), at(3, 9, 0), 1)
		signUp := w.signedUp(shift, who)[0]
		w.locationConsent(who, true)
		w.Clock.Set(at(3, 9, 0))
		w.located(who, shift, northOf(111_194, 10))
		w.Clock.Set(at(3, 11, 0))
		_, err := w.tick(signUp, activity.Out)
		w.must(err)
		w.Clock.Set(at(3, 11, 20))
		waits := func() {
			w.t.Helper()
			w.refused(w.confirm(w.DB, w.manager, w.entryOf(signUp)), activity.ErrUnreviewed)
		}
		waits()
		meters := w.numbers("SELECT distance_meters FROM attendance_events WHERE id = 1")[0]
		w.exec("UPDATE attendance_events SET distance_meters = 10 WHERE id = 1")
		waits()
		w.expectFound("other meters", "attendance_events 1: 应为 0，实为 1")
		w.exec("UPDATE attendance_events SET was_far = 0 WHERE id = 1")
		w.expectFound("both", "attendance_events 1: was_far 与操作留痕")
		w.exec("UPDATE attendance_events SET distance_meters = ?, was_far = 1 WHERE id = 1", meters)
		w.locationConsent(who, false)
		w.invariants()
		waits()
		w.exec("UPDATE attendance_events SET was_far = 0 WHERE id = 1")
		w.expectFound("without any meters", "attendance_events 1: was_far 与操作留痕")
	})
}

// TestWhenSomebodyCameAndLeftFollowsFromTheEvents, of who is expected, there, through, settled, and called off.
func TestWhenSomebodyCameAndLeftFollowsFromTheEvents(t *testing.T) {
	each(t, func(w *world) {
		shift := w.openShift(5, 0)
		signUps := w.signedUp(shift, w.volunteers(5)...)
		w.must(w.cancel(w.manager, signUps[4], "家中有事"))
		w.attended(signUps[0], at(3, 9, 0), at(3, 10, 0))
		for _, signUp := range signUps[1:3] {
			w.Clock.Set(at(3, 9, 40))
			_, err := w.tick(signUp, activity.In)
			w.must(err)
		}
		w.Clock.Set(at(3, 23, 0))
		_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.SignUp, error) {
			return activity.Settle(tx, signUps[2].ID, 33, "证明人看到")
		})
		w.must(err)
		w.invariants()
		for i, tampered := range []map[string]string{
			{"checked_in_at": "'2026-03-03 01:30:00'", "checked_out_at": "'2026-03-03 03:00:00'", "status": "'checked_in'"},
			{"checked_in_at": "NULL", "checked_out_at": "'2026-03-03 03:00:00'", "status": "'completed'"},
			{"checked_in_at": "'2026-03-03 01:30:00'", "checked_out_at": "'2026-03-03 03:00:00'", "status": "'confirmed'"},
			{"checked_in_at": "'2026-03-03 01:30:00'", "checked_out_at": "'2026-03-03 03:00:00'", "status": "'completed'"},
			{"checked_in_at": "'2026-03-03 01:30:00'", "checked_out_at": "'2026-03-03 03:00:00'", "status": "'checked_in'"},
		} {
			for column, value := range tampered {
				w.exec("CREATE TABLE was AS SELECT * FROM sign_ups")
				w.exec("UPDATE sign_ups SET "+column+" = "+value+" WHERE id = ?", signUps[i].ID)
				w.expectFound(column, fmt.Sprintf("sign_ups %d: %s 与签到签退记录不符", signUps[i].ID, column))
				w.exec("UPDATE sign_ups SET "+column+" = (SELECT was."+column+" FROM was WHERE was.id = sign_ups.id) WHERE id = ?", signUps[i].ID)
				w.exec("DROP TABLE was")
			}
		}
		w.invariants()
	})
}

// TestMinutesFollowFromTheEvents, of what waits and of what was decided, of one visit and of two, until people say otherwise.
func TestMinutesFollowFromTheEvents(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(4, 0)
		allowed := true
		in.BreaksAllowed = &allowed
		shift := w.publish(in)
		signUps := w.signedUp(shift, w.volunteers(4)...)
		for _, signUp := range signUps[:3] {
			w.attended(signUp, at(3, 9, 0), at(3, 9, 30))
		}
		for _, signUp := range signUps[2:] {
			w.Clock.Set(at(3, 9, 40))
			_, err := w.tick(signUp, activity.In)
			w.must(err)
		}
		w.Clock.Set(at(3, 11, 5))
		w.must(w.confirm(w.DB, w.manager, w.entryOf(signUps[1])))
		w.Clock.Set(at(3, 11, 10))
		_, err := w.tick(signUps[2], activity.Out)
		w.must(err)
		w.Clock.Set(at(3, 23, 0))
		_, err = change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.SignUp, error) {
			return activity.Settle(tx, signUps[3].ID, 33, "证明人看到")
		})
		w.must(err)
		w.invariants()
		for _, entry := range w.numbers("SELECT id FROM entries WHERE settled_by IS NULL ORDER BY id") {
			earned := w.numbers("SELECT minutes FROM entries WHERE id = ?", entry)[0]
			w.exec("UPDATE entries SET minutes = minutes + 1 WHERE id = ?", entry)
			w.expectFound("other minutes", fmt.Sprintf("entries %d: 按签到签退和班次应为 %d 分钟，实为 %d 分钟", entry, earned, earned+1))
			w.exec("UPDATE entries SET minutes = minutes - 1 WHERE id = ?", entry)
		}
		w.exec("UPDATE entries SET measured_minutes = 20 WHERE id = 1")
		w.expectFound("cut to more than it was", "entries 1: 分钟数 30 没有少于签到签退所得的 20")
		w.exec("UPDATE entries SET measured_minutes = NULL WHERE id = 1")
		w.exec("UPDATE shifts SET starts_at = ? WHERE id = ?", at(3, 9, 10), shift.ID)
		w.expectFound("another shift", "entries 1: 按签到签退和班次应为 20 分钟，实为 30 分钟")
	})
}

// TestATamperedReviewIsFound: a second person is neither written in nor taken away by SQL.
func TestATamperedReviewIsFound(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, base *modelstest.World) {
		w := build(t, base)
		shift, who := w.openShift(1, 0), w.volunteers(1)[0]
		signUp := w.signedUp(shift, who)[0]
		w.Clock.Set(shift.EndsAt)
		w.upload(shift, activity.BatchRow{SignUpID: signUp.ID, Kind: activity.In, DeviceTime: at(3, 9, 0), Nonce: "in"},
			activity.BatchRow{SignUpID: signUp.ID, Kind: activity.Out, DeviceTime: at(3, 11, 0), Nonce: "out"})
		w.must(w.reviewAll(w.secondPerson(), shift, "属实", w.numbers("SELECT id FROM attendance_events ORDER BY id")...))
		w.invariants()
		modelstest.EachColumn(t, base, "attendance_reviews", 1, nil, activity.Checks())
		w.exec("INSERT INTO attendance_reviews (event_id, reviewed_by, note, created_at) SELECT event_id, reviewed_by, note, created_at FROM attendance_reviews WHERE id = 1")
		w.expectFound("one is written in", "attendance_reviews 3: 没有写入它的操作留痕")
		w.exec("DELETE FROM attendance_reviews WHERE id = 3")
		w.exec("DELETE FROM attendance_reviews WHERE id = 1")
		w.expectFound("one is taken away", "attendance_reviews 1: 操作留痕")
	})
}

// later are the columns of a sign-up that move with what happens at the shift: they follow from the events, or are left out.
var later = []string{
	"status", "live", "updated_at", "checked_in_at", "checked_out_at", "attendance_version", "settle_due_on", "settle_reminded", "quota_team_id",
	"cancelled_at", "cancel_reason", "cannot_come_at", "cannot_come_reason", "excused_at", "excused_by", "excuse_reason", "risk_acknowledged_at", "risk_notice_id",
}

// TestATamperedSignUpIsFound: whoever puts another person on a shift, or a person on another shift, by SQL is found, of a seat,
// a place in the queue, a seat taken over and one given back.
func TestATamperedSignUpIsFound(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, base *modelstest.World) {
		w := build(t, base)
		people, child := w.volunteers(5), w.minors(1)[0]
		w.enrol(append(people, child)...)
		consent := w.consent(child, 0, mother)
		shift, elsewhere := w.openShift(3, 1), w.openShiftAt(at(5, 9, 0), at(5, 11, 0), 3, 0)
		signUps := w.signedUp(shift, people[0], people[1], child, people[2])
		guests, err := w.askStandIns(w.DB, people[0], signUps[0], people[3])
		w.must(err)
		w.must(w.accept(w.DB, people[3], guests[0].Invitation.ID))
		w.attended(signUps[1], at(3, 9, 0), at(3, 10, 0))
		w.invariants()
		values := map[string]string{
			"volunteer_id": fmt.Sprint(people[4].VolunteerID), "shift_id": fmt.Sprint(elsewhere.ID), "activity_id": fmt.Sprint(elsewhere.ActivityID),
			"sequence": "99", "guardian_consent_id": fmt.Sprintf("CASE WHEN guardian_consent_id IS NULL THEN %d END", consent.ID),
		}
		for _, id := range w.numbers("SELECT id FROM sign_ups ORDER BY id") {
			// To these events, entries or invitations refer, so that the database itself lets nobody number them anew.
			without := append([]string{"id"}, later...)
			modelstest.EveryColumn(t, base, modelstest.Tampering{Table: "sign_ups", Key: "id", Row: id, Values: values, Without: without}, activity.Checks())
		}
		w.exec("INSERT INTO sign_ups (id, shift_id, activity_id, volunteer_id, status, sequence, created_at, updated_at) SELECT 99, shift_id, activity_id, ?, 'cancelled', 99, created_at, updated_at FROM sign_ups WHERE id = ?", people[4].VolunteerID, signUps[0].ID)
		w.expectFound("one is put in", "sign_ups 99: 没有写入它的操作留痕")
		w.exec("DELETE FROM sign_ups WHERE id = 99")
		w.invariants()
		w.exec("DELETE FROM sign_ups WHERE id = ?", signUps[3].ID)
		w.expectFound("one is taken out", fmt.Sprintf("sign_ups %d: 操作留痕", signUps[3].ID))
	})
}

// TestASignUpOfAnEarlierVersionFitsWhatFollowedFromIt: no line of the audit tells of it, its events, entries and shift do.
func TestASignUpOfAnEarlierVersionFitsWhatFollowedFromIt(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, base *modelstest.World) {
		w := build(t, base)
		people, shift, elsewhere := w.volunteers(3), w.openShift(3, 0), w.openShiftAt(at(5, 9, 0), at(5, 11, 0), 3, 0)
		signUps := w.signedUp(shift, people[:2]...)
		w.attended(signUps[0], at(3, 9, 0), at(3, 10, 0))
		w.exec("UPDATE audit_starts SET last_id = 2 WHERE row_table = 'sign_ups'")
		w.exec("UPDATE audit_entries SET row_table = NULL, row_id = NULL, row_marks = NULL WHERE row_table = 'sign_ups'")
		if found := strings.Join(modelstest.Findings(t, base, activity.Checks()), "\n"); found != "" {
			t.Errorf("before it: %s", found)
		}
		for column, c := range map[string]struct {
			value, was int64
			want       string
		}{
			"volunteer_id": {people[2].VolunteerID, people[0].VolunteerID, "shift_id 或 volunteer_id 与签到签退 1 的不符"},
			"activity_id":  {elsewhere.ActivityID, shift.ActivityID, "activity_id 与班次所属的活动不符"},
			"shift_id":     {elsewhere.ID, shift.ID, "activity_id 与班次所属的活动不符"},
		} {
			w.exec("UPDATE sign_ups SET "+column+" = ? WHERE id = ?", c.value, signUps[0].ID)
			w.expectFound(column, fmt.Sprintf("sign_ups %d: %s", signUps[0].ID, c.want))
			w.exec("UPDATE sign_ups SET "+column+" = ? WHERE id = ?", c.was, signUps[0].ID)
		}
		w.exec("UPDATE entries SET volunteer_id = ?", people[2].VolunteerID)
		w.expectFound("hours of another", fmt.Sprintf("sign_ups %d: shift_id 或 volunteer_id 与时长 1 的不符", signUps[0].ID))
	})
}
