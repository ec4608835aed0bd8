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
		_, rows, err := w.roster(shift)
		w.must(err)
		if flagText(rows.Items[0].Flags) != "early+late+by_staff" || flagText(rows.Items[1].Flags) != "early+late" {
			w.t.Errorf("the roster shows %v and %v", rows.Items[0].Flags, rows.Items[1].Flags)
		}
		operators := w.numbers("SELECT operator_id FROM attendance_events WHERE operator_id IS NOT NULL")
		if len(operators) != 2 || operators[0] != w.manager.AccountID {
			w.t.Errorf("recorded by %v", operators)
		}
		w.invariants()
	})
}

func (w *world) roster(shift *activity.Shift) (of *activity.Shift, rows models.Paged[activity.RosterRow], err error) {
	err = w.DB.Read(w.t.Context(), w.manager, func(tx *models.Tx) error {
		of, rows, err = activity.Roster(tx, shift.ID, "", models.Page{Limit: 100})
		return err
	})
	return of, rows, err
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
