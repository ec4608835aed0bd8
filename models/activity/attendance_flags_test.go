package activity_test

import (
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
)

// recorded is a shift's attendance as its staff read it, one line for each event: kind, method, flags.
func (w *world) recorded(shift *activity.Shift) (lines []string) {
	w.t.Helper()
	page := read(w, w.manager, func(tx *models.Tx) (models.Paged[activity.RecordedEvent], error) {
		return activity.Attendance(tx, shift.ID, models.Page{Limit: 100})
	})
	for _, event := range page.Items {
		lines = append(lines, string(event.Kind)+" "+string(event.Method)+" "+flagText(event.Flags))
	}
	return lines
}

func flagText(flags []activity.Flag) string {
	texts := make([]string, len(flags))
	for i, flag := range flags {
		texts[i] = string(flag)
	}
	return strings.Join(texts, "+")
}

// flagged wants a shift's events to be these.
func (w *world) flagged(shift *activity.Shift, want ...string) {
	w.t.Helper()
	if got := strings.Join(w.recorded(shift), "; "); got != strings.Join(want, "; ") {
		w.t.Errorf("recorded: %s\nwant: %s", got, strings.Join(want, "; "))
	}
}

// TestTickAndScanHaveTheSameStanding: who has no phone is worth as much; only who recorded it differs, and shows.
func TestTickAndScanHaveTheSameStanding(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(2, 0), w.volunteers(2)
		signUps := w.signedUp(shift, people...)
		for _, end := range []struct {
			kind activity.Kind
			when time.Time
		}{{activity.In, at(3, 8, 45)}, {activity.Out, at(3, 11, 15)}} {
			w.Clock.Set(end.when)
			_, err := w.tick(signUps[0], end.kind)
			w.must(err)
			_, err = w.scan(people[1], w.code(shift), end.kind)
			w.must(err)
		}
		ticked, scanned := w.find(signUps[0]), w.find(signUps[1])
		if ticked.Status != scanned.Status || !ticked.CheckedInAt.Equal(*scanned.CheckedInAt) || !ticked.CheckedOutAt.Equal(*scanned.CheckedOutAt) ||
			w.entryOf(ticked).Minutes != 120 || w.entryOf(scanned).Minutes != 120 {
			w.t.Errorf("ticked: %+v\nscanned: %+v", ticked, scanned)
		}
		w.flagged(shift, "in roster early+by_staff", "in code early", "out roster late+by_staff", "out code late")
		rows := w.roster(shift)
		if flagText(rows[0].Flags) != "early+late+by_staff" || flagText(rows[1].Flags) != "early+late" {
			w.t.Errorf("the roster shows %v and %v", rows[0].Flags, rows[1].Flags)
		}
		operators := w.numbers("SELECT operator_id FROM attendance_events WHERE operator_id IS NOT NULL")
		if len(operators) != 2 || operators[0] != w.manager.AccountID {
			w.t.Errorf("recorded by %v", operators)
		}
		w.invariants()
	})
}

func (w *world) roster(shift *activity.Shift) []activity.RosterRow {
	w.t.Helper()
	return read(w, w.manager, func(tx *models.Tx) ([]activity.RosterRow, error) {
		_, rows, err := activity.Roster(tx, shift.ID, "", models.Page{Limit: 100})
		return rows.Items, err
	})
}

// TestOnTimeIsNoFlag: neither at the first instant of the shift nor at its last.
func TestOnTimeIsNoFlag(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.openShift(1, 0), w.volunteers(1)[0]
		w.signedUp(shift, who)
		w.Clock.Set(shift.StartsAt)
		_, err := w.scan(who, w.code(shift), activity.In)
		w.must(err)
		w.Clock.Set(shift.EndsAt)
		_, err = w.scan(who, w.code(shift), activity.Out)
		w.must(err)
		w.flagged(shift, "in code ", "out code ")
		for _, outsider := range []models.Actor{who, w.volunteers(1)[0]} {
			err := w.DB.Read(w.t.Context(), outsider, func(tx *models.Tx) error {
				_, err := activity.Attendance(tx, shift.ID, models.Page{Limit: 1})
				return err
			})
			w.refused(err, models.ErrPermission)
		}
	})
}

// TestOneDeviceForSeveralIsAFlag: on each of them, also on the first; one person may use it as often as needed.
func TestOneDeviceForSeveralIsAFlag(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(4, 0), w.volunteers(4)
		w.signedUp(shift, people...)
		w.Clock.Set(shift.StartsAt)
		scan := func(i int, kind activity.Kind, device string) {
			w.t.Helper()
			_, err := w.scanOn(w.DB, people[i], activity.ScanInput{Code: w.code(shift), Kind: kind, Device: device})
			w.must(err)
		}
		scan(0, activity.In, "grandson's phone")
		scan(1, activity.In, "grandson's phone")
		scan(2, activity.In, "own phone")
		w.Clock.Advance(20 * time.Second)
		scan(2, activity.Out, "own phone")
		scan(3, activity.In, "")
		w.flagged(shift, "in code shared_device", "in code shared_device", "in code ", "out code ", "in code ")
		if found := w.numbers("SELECT COUNT(*) FROM attendance_events WHERE device_hash LIKE '%phone%'"); found[0] != 0 {
			w.t.Error("the name of a device is kept")
		}
		w.must(w.strike(w.manager, w.numbers("SELECT MIN(id) FROM attendance_events")[0], "借错了手机"))
		w.flagged(shift, "in code ", "in code ", "in code ", "out code ", "in code ")
	})
}

// TestNobodyIsAtTwoVenuesInAMoment: from one venue to another faster than 150 km/h is a flag on both ends, between venues
// that are worth a journey.
func TestNobodyIsAtTwoVenuesInAMoment(t *testing.T) {
	each(t, func(w *world) {
		people := w.volunteers(4)
		here, near, away := w.venueAt(0), w.venueAt(400), w.venueAt(49_990)
		morning := w.heldAt(here, at(3, 8, 0), 4)
		w.signedUp(morning, people...)
		beside, far := w.heldAt(near, at(3, 10, 0), 4), w.heldAt(away, at(3, 10, 0), 4)
		w.signedUp(beside, people[0])
		w.signedUp(far, people[1:]...)
		visit := func(i int, shift *activity.Shift, in, out time.Time) {
			for kind, when := range map[activity.Kind]time.Time{activity.In: in, activity.Out: out} {
				w.resulted(w.upload(shift, activity.BatchRow{
					SignUpID: w.numbers("SELECT id FROM sign_ups WHERE shift_id = ? AND volunteer_id = ?", shift.ID, people[i].VolunteerID)[0],
					Kind:     kind, DeviceTime: when, Nonce: string(kind) + string(rune('a'+i)),
				}), "recorded")
			}
		}
		w.Clock.Set(at(3, 14, 0))
		for i := range people {
			visit(i, morning, at(3, 8, 0), at(3, 9, 50))
		}
		visit(0, beside, at(3, 9, 50), at(3, 12, 0)) // across the square
		visit(1, far, at(3, 10, 10), at(3, 12, 0))   // 50 km in 20 minutes
		visit(2, far, at(3, 10, 9), at(3, 12, 0))    // and in 19
		visit(3, far, at(3, 10, 11), at(3, 12, 0))
		flagged := func(shift *activity.Shift) (found []int64) {
			page := read(w, w.manager, func(tx *models.Tx) (models.Paged[activity.RecordedEvent], error) {
				return activity.Attendance(tx, shift.ID, models.Page{Limit: 100})
			})
			for _, event := range page.Items {
				if strings.Contains(flagText(event.Flags), "teleport") {
					found = append(found, event.VolunteerID)
				}
			}
			return found
		}
		for _, shift := range []*activity.Shift{morning, far} {
			if got := flagged(shift); len(got) != 1 || got[0] != people[2].VolunteerID {
				w.t.Errorf("travelled too fast: %v, want %d", got, people[2].VolunteerID)
			}
		}
		w.must(w.strike(w.secondPerson(), w.numbers("SELECT id FROM attendance_events WHERE shift_id = ? AND volunteer_id = ? AND kind = 'out'", morning.ID, people[2].VolunteerID)[0], "抄错行"))
		if got := flagged(far); len(got) != 0 {
			w.t.Errorf("travelled too fast from what was struck: %v", got)
		}
		if got := flagged(beside); len(got) != 0 {
			w.t.Errorf("travelled too fast across the square: %v", got)
		}
	})
}

// TestReviewIsASecondPersons: not of one's own attendance, not of what one has recorded; the latest shows.
func TestReviewIsASecondPersons(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(2, 0), w.volunteers(2)
		signUps := w.signedUp(shift, people...)
		w.Clock.Set(shift.StartsAt)
		_, err := w.tick(signUps[0], activity.In)
		w.must(err)
		_, err = w.scan(people[1], w.code(shift), activity.In)
		w.must(err)
		events := w.numbers("SELECT id FROM attendance_events ORDER BY id")
		leader := people[1]
		leader.LedTeams = []int64{w.team.ID}
		auditor := w.volunteers(1)[0]
		auditor.Scopes = []models.Scope{{Role: models.Auditor, OrganizationID: w.station.ID, Path: w.station.Path}}
		review := func(who models.Actor, event int64, note string) (*activity.RecordedEvent, error) {
			return change(w, w.DB, who, func(tx *models.Tx) (*activity.RecordedEvent, error) { return activity.Review(tx, event, note) })
		}
		for _, c := range []struct {
			who   models.Actor
			event int64
			note  string
			want  *models.Error
		}{
			{w.manager, events[0], "在场", activity.ErrOwnReview},
			{leader, events[1], "在场", activity.ErrOwnReview},
			{people[0], events[0], "在场", activity.ErrEventNotFound},
			{auditor, events[0], "在场", models.ErrPermission},
			{w.manager, 999, "在场", activity.ErrEventNotFound},
			{leader, events[0], " ", models.ErrReasonMissing},
		} {
			_, err := review(c.who, c.event, c.note)
			if !models.IsCode(err, c.want) {
				w.t.Errorf("%d of %d: %v, want %v", c.who.AccountID, c.event, err, c.want)
			}
		}
		for _, note := range []string{"待问", " 本人在场 "} {
			seen, err := review(leader, events[0], note)
			w.must(err)
			if seen.Review == nil || seen.Review.Note != strings.TrimSpace(note) || flagText(seen.Flags) != "by_staff" {
				w.t.Errorf("reviewed: %+v", seen)
			}
		}
		page := read(w, w.manager, func(tx *models.Tx) (models.Paged[activity.RecordedEvent], error) {
			return activity.Attendance(tx, shift.ID, models.Page{Limit: 10})
		})
		if page.Items[0].Review == nil || page.Items[0].Review.Note != "本人在场" || page.Items[1].Review != nil {
			w.t.Errorf("listed: %+v", page.Items)
		}
	})
}
