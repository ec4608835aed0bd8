package activity_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/hours"
)

// secondPerson is a second manager of the station.
func (w *world) secondPerson() models.Actor {
	w.t.Helper()
	second := w.volunteers(1)[0]
	second.VolunteerID, second.Scopes = 0, w.manager.Scopes
	return second
}

// reviewAll has somebody look at events of the shift.
func (w *world) reviewAll(who models.Actor, shift *activity.Shift, note string, ids ...int64) error {
	_, err := change(w, w.DB, who, func(tx *models.Tx) ([]activity.RecordedEvent, error) {
		return activity.ReviewAll(tx, shift.ID, ids, note)
	})
	return err
}

// reviewed has a colleague look at all that was recorded for the shift.
func (w *world) reviewed(shift *activity.Shift) {
	w.t.Helper()
	ids := w.numbers("SELECT id FROM attendance_events WHERE shift_id = ? AND struck_at IS NULL ORDER BY id", shift.ID)
	w.must(w.reviewAll(w.secondPerson(), shift, "与签到表相符", ids...))
}

// namedInBatch wants the refusal of a call about many to name exactly these members, each with its own code.
func (w *world) namedInBatch(err error, batch *models.Error, want ...string) {
	w.t.Helper()
	var refusal *models.Error
	if !errors.As(err, &refusal) || refusal.Code != batch.Code {
		w.t.Fatalf("got %v, want %s", err, batch.Code)
	}
	var got []string
	for _, field := range refusal.Fields {
		got = append(got, field.Field+" "+field.Code)
	}
	w.same(got, want...)
}

// confirmAll confirms entries in one batch.
func (w *world) confirmAll(who models.Actor, ids ...int64) error {
	_, err := change(w, w.DB, who, func(tx *models.Tx) ([]hours.NamedEntry, error) { return activity.ConfirmEntries(tx, ids) })
	return err
}

// TestNobodyUploadsAndConfirmsAlone: what came from a device is reviewed by somebody else than who uploaded it, and then even the
// one who uploaded may confirm: two people have seen it.
func TestNobodyUploadsAndConfirmsAlone(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(2, 0), w.volunteers(2)
		signUps := w.signedUp(shift, people...)
		w.Clock.Set(shift.StartsAt)
		_, err := w.tick(signUps[1], activity.In)
		w.must(err)
		w.Clock.Set(shift.EndsAt)
		_, err = w.tick(signUps[1], activity.Out)
		w.must(err)
		w.resulted(w.upload(shift,
			activity.BatchRow{SignUpID: signUps[0].ID, Kind: activity.In, DeviceTime: at(3, 9, 0), Nonce: "in"},
			activity.BatchRow{SignUpID: signUps[0].ID, Kind: activity.Out, DeviceTime: at(3, 11, 0), Nonce: "out"}), "recorded", "recorded")
		uploaded, ticked, second := w.entryOf(signUps[0]), w.entryOf(signUps[1]), w.secondPerson()
		w.refused(w.confirm(w.DB, w.manager, uploaded), activity.ErrUnreviewed)
		w.refused(w.confirm(w.DB, second, uploaded), activity.ErrUnreviewed)
		err = w.confirmAll(w.manager, ticked.ID, uploaded.ID)
		w.namedInBatch(err, hours.ErrBatch, "entry_ids.1 attendance_unreviewed")
		events := w.numbers("SELECT id FROM attendance_events WHERE sign_up_id = ? ORDER BY id", signUps[0].ID)
		w.namedInBatch(w.reviewAll(w.manager, shift, "属实", events...), activity.ErrReviews, "event_ids.0 own_review", "event_ids.1 own_review")
		w.must(w.reviewAll(second, shift, "属实", events[0]))
		w.refused(w.confirm(w.DB, second, uploaded), activity.ErrUnreviewed) // the other end still waits
		w.must(w.reviewAll(second, shift, "属实", events[1]))
		w.must(w.confirmAll(w.manager, ticked.ID, uploaded.ID))
		w.invariants()
	})
}

// TestAReviewByWhoRecordedItIsNone, should a row say so from elsewhere: a second person is asked for again.
func TestAReviewByWhoRecordedItIsNone(t *testing.T) {
	each(t, func(w *world) {
		shift := w.openShift(1, 0)
		signUp := w.signedUp(shift, w.volunteers(1)[0])[0]
		w.Clock.Set(shift.EndsAt)
		w.upload(shift, activity.BatchRow{SignUpID: signUp.ID, Kind: activity.In, DeviceTime: at(3, 9, 0), Nonce: "in"},
			activity.BatchRow{SignUpID: signUp.ID, Kind: activity.Out, DeviceTime: at(3, 11, 0), Nonce: "out"})
		w.exec("INSERT INTO attendance_reviews (event_id, reviewed_by, note, created_at) SELECT id, operator_id, '属实', created_at FROM attendance_events")
		w.refused(w.confirm(w.DB, w.manager, w.entryOf(signUp)), activity.ErrUnreviewed)
	})
}

// TestDoubtsAreReviewedBeforeHoursAreConfirmed: each flag but early and late, which gain nothing, and those that say who
// recorded it. Who confirms may have reviewed.
func TestDoubtsAreReviewedBeforeHoursAreConfirmed(t *testing.T) {
	each(t, func(w *world) {
		north := 0.0 // a venue for each, a few meters apart
		for name, c := range map[string]struct {
			in, out time.Time
			device  string
			meters  float64
			doubt   bool
		}{
			"nothing":        {in: at(3, 9, 0), out: at(3, 11, 0), device: "own"},
			"early":          {in: at(3, 8, 59), out: at(3, 11, 0), device: "own"},
			"late":           {in: at(3, 9, 0), out: at(3, 11, 1), device: "own"},
			"a shared phone": {in: at(3, 9, 0), out: at(3, 11, 0), device: "shared", doubt: true},
			"far away":       {in: at(3, 9, 0), out: at(3, 11, 0), device: "own", meters: 900, doubt: true},
		} {
			w.Clock.Set(at(2, 9, 0))
			north++
			shift, people := w.heldAt(w.venueAt(north), at(3, 9, 0), 2), w.volunteers(2)
			signUp := w.signedUp(shift, people...)[0]
			w.locationConsent(people[0], true)
			scan := func(who models.Actor, when time.Time, kind activity.Kind, device string) {
				w.Clock.Set(when)
				_, err := w.scanOn(w.DB, who, activity.ScanInput{Code: w.code(shift), Kind: kind, Device: device, Location: northOf(c.meters, 10)})
				w.must(err)
			}
			scan(people[0], c.in, activity.In, c.device+name) // a device is known in all shifts of the day
			scan(people[1], at(3, 9, 30), activity.In, "shared"+name)
			scan(people[0], c.out, activity.Out, c.device+name)
			w.Clock.Set(at(3, 11, 20))
			entry := w.entryOf(signUp)
			if c.doubt {
				w.refused(w.confirm(w.DB, w.manager, entry), activity.ErrUnreviewed)
				w.must(w.reviewAll(w.manager, shift, "本人在场", w.numbers("SELECT id FROM attendance_events WHERE sign_up_id = ?", signUp.ID)...))
			}
			if err := w.confirm(w.DB, w.manager, entry); err != nil {
				w.t.Errorf("%s: %v", name, err)
			}
		}
		w.invariants()
	})
}

// TestTheLevelAboveReviewsForOneWhoIsAlone: a station's only manager uploads, the town looks.
func TestTheLevelAboveReviewsForOneWhoIsAlone(t *testing.T) {
	each(t, func(w *world) {
		shift := w.openShift(1, 0)
		signUp := w.signedUp(shift, w.volunteers(1)[0])[0]
		w.Clock.Set(shift.EndsAt)
		w.upload(shift, activity.BatchRow{SignUpID: signUp.ID, Kind: activity.In, DeviceTime: at(3, 9, 0), Nonce: "in"},
			activity.BatchRow{SignUpID: signUp.ID, Kind: activity.Out, DeviceTime: at(3, 11, 0), Nonce: "out"})
		center := w.volunteers(1)[0]
		center.VolunteerID, center.Scopes = 0, []models.Scope{{Role: models.CenterAdmin, OrganizationID: 1, Path: "/1/"}}
		w.refused(w.confirm(w.DB, w.manager, w.entryOf(signUp)), activity.ErrUnreviewed)
		events := w.numbers("SELECT id FROM attendance_events WHERE sign_up_id = ?", signUp.ID)
		w.namedInBatch(w.reviewAll(w.manager, shift, "属实", events...), activity.ErrReviews, "event_ids.0 own_review", "event_ids.1 own_review")
		w.must(w.reviewAll(center, shift, "已向村里核实", events...))
		w.must(w.confirm(w.DB, w.manager, w.entryOf(signUp)))
	})
}

// TestManyAreReviewedTogetherOrNotAtAll, and each that cannot be is named.
func TestManyAreReviewedTogetherOrNotAtAll(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(3, 0), w.volunteers(3)
		signUps := w.signedUp(shift, people...)
		w.Clock.Set(shift.StartsAt)
		_, err := w.tick(signUps[0], activity.In)
		w.must(err)
		for _, who := range people[1:] {
			_, err := w.scan(who, w.code(shift), activity.In)
			w.must(err)
		}
		e := w.numbers("SELECT id FROM attendance_events ORDER BY id")
		w.must(w.strike(w.manager, e[2], "点错了"))
		leader := people[1]
		leader.LedTeams = []int64{w.team.ID}
		err = w.reviewAll(w.manager, shift, "在场", e[1], e[0], e[1], e[2], 999)
		w.namedInBatch(err, activity.ErrReviews, "event_ids.1 own_review", "event_ids.2 attendance_event_repeated", "event_ids.3 attendance_event_struck",
			"event_ids.4 attendance_event_not_found")
		err = w.reviewAll(leader, shift, "在场", e[0], e[1])
		w.namedInBatch(err, activity.ErrReviews, "event_ids.1 own_review")
		w.refused(w.reviewAll(w.manager, shift, " ", e[1]), models.ErrReasonMissing)
		w.refused(w.reviewAll(w.manager, shift, "在场"), models.ErrInvalid)
		w.refused(w.reviewAll(people[2], shift, "在场", e[1]), models.ErrPermission)
		other := w.openShiftAt(at(4, 9, 0), at(4, 11, 0), 1, 0)
		w.namedInBatch(w.reviewAll(w.manager, other, "在场", e[1]), activity.ErrReviews, "event_ids.0 attendance_event_not_found")
		if count := w.numbers("SELECT COUNT(*) FROM attendance_reviews")[0]; count != 0 {
			w.t.Errorf("%d reviews of a refused call are kept", count)
		}
		w.must(w.reviewAll(w.secondPerson(), shift, "在场", e[0], e[1]))
		w.same([]string{fmt.Sprint(w.numbers("SELECT event_id FROM attendance_reviews ORDER BY event_id"))}, fmt.Sprint(e[:2]))
	})
}

// TestNobodyOfTheHouseholdActsOnItsAttendance as staff: neither by looking at a doubt, alone or in a batch, nor by striking a tap,
// even the one that they made themselves. Another person does.
func TestNobodyOfTheHouseholdActsOnItsAttendance(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(2, 0), w.volunteers(2)
		w.exec("UPDATE volunteers SET phone = '13911110000' WHERE id IN (?, ?)", people[0].VolunteerID, people[1].VolunteerID)
		who, relative := people[0], people[1]
		relative.Scopes = w.manager.Scopes
		signUp := w.signedUp(shift, who)[0]
		w.Clock.Set(shift.EndsAt)
		w.upload(shift, activity.BatchRow{SignUpID: signUp.ID, Kind: activity.In, DeviceTime: at(3, 9, 0), Nonce: "in"},
			activity.BatchRow{SignUpID: signUp.ID, Kind: activity.Out, DeviceTime: at(3, 10, 0), Nonce: "out"})
		events := w.numbers("SELECT id FROM attendance_events ORDER BY id")
		_, err := change(w, w.DB, relative, func(tx *models.Tx) (*activity.RecordedEvent, error) { return activity.Review(tx, events[0], "属实") })
		w.refused(err, hours.ErrHousehold)
		w.namedInBatch(w.reviewAll(relative, shift, "属实", events...), activity.ErrReviews, "event_ids.0 household_hours", "event_ids.1 household_hours")
		w.refused(w.strike(relative, events[1], "点错了"), hours.ErrHousehold)
		w.exec("UPDATE attendance_events SET operator_id = ? WHERE id = ?", relative.AccountID, events[1])
		w.refused(w.strike(relative, events[1], "是我点错的"), hours.ErrHousehold)
		w.exec("UPDATE attendance_events SET operator_id = ? WHERE id = ?", w.manager.AccountID, events[1])
		own := who
		own.Scopes = w.manager.Scopes
		w.refused(w.strike(own, events[1], "点错了"), activity.ErrOwnStrike)
		w.must(w.reviewAll(w.secondPerson(), shift, "属实", events...))
		w.must(w.strike(w.secondPerson(), events[1], "点错了"))
		w.invariants()
	})
}
