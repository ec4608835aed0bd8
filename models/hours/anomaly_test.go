package hours_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

func (l *ledger) anomalies(t testing.TB, actor models.Actor, from, to models.Date) string {
	t.Helper()
	var told []string
	l.read(t, actor, func(tx *models.Tx) error {
		found, err := hours.Anomalies(tx, from, to)
		for _, a := range found {
			told = append(told, fmt.Sprintf("%s v%d a%d %s %dx%d", a.Kind, a.VolunteerID, a.AccountID, a.ServedOn, a.Count, a.Minutes))
		}
		return err
	})
	return strings.Join(told, "\n")
}

// TestWhatStandsOutIsListed: a long day, many entered by hand for one day, and one pair of approver and beneficiary; each only
// above its threshold, in the period and in the scope.
func TestWhatStandsOutIsListed(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		approver := l.volunteer(t)
		manager, busy, steady := as(approver.AccountID, on(models.StationManager, l.stations[0])), l.volunteer(t), l.volunteer(t)
		for i := range 20 { // the 21st is one too many
			must(t, l.confirm(t, manager, l.serve(t, steady, 0, 60, models.Date("2026-01-01").Plus(i))))
		}
		must(t, l.confirm(t, manager, l.serve(t, busy, 0, 480, "2026-01-10")))
		town := on(models.TownAdmin, l.towns[0])
		if got := l.anomalies(t, town, "2026-01-01", "2026-02-01"); got != "" {
			t.Errorf("at the thresholds: %s", got)
		}
		must(t, l.confirm(t, manager, l.serve(t, busy, 0, 1, "2026-01-10")))
		must(t, l.confirm(t, manager, l.serve(t, steady, 0, 60, "2026-01-31")))
		ended := models.DateOf(w.DB.Now().Add(8*time.Hour), modelstest.Zone())
		w.Clock.Advance(9 * time.Hour)
		for range 21 {
			_, err := l.enter(t, manager, retroFor(l.volunteer(t)))
			must(t, err)
		}
		want := fmt.Sprintf("long_day v%d a0 2026-01-10 2x481\nsame_pair v%d a%d  21x1260", busy.VolunteerID, steady.VolunteerID, approver.AccountID)
		if got := l.anomalies(t, town, "2026-01-01", "2026-02-01"); got != want {
			t.Errorf("in January: %s\nwant %s", got, want)
		}
		if got, want := l.anomalies(t, town, ended, ended.Plus(1)), fmt.Sprintf("mass_entry v0 a%d %s 21x2520", approver.AccountID, ended); got != want {
			t.Errorf("on the day: %s\nwant %s", got, want)
		}
		if got := l.anomalies(t, town, "2026-01-01", "2026-01-10"); got != "" {
			t.Errorf("before it: %s", got)
		}
		if got := l.anomalies(t, on(models.TownAdmin, l.towns[1]), "2026-01-01", "2026-02-01"); got != "" {
			t.Errorf("another town reads %s", got)
		}
		for name, c := range map[string]struct {
			actor    models.Actor
			from, to models.Date
			want     *models.Error
		}{
			"a volunteer": {busy, "2026-01-01", "2026-02-01", models.ErrPermission}, "nobody": {models.Actor{}, "2026-01-01", "2026-02-01", models.ErrPermission},
			"too long": {town, "2026-01-01", "2027-01-03", models.ErrInvalid}, "the wrong way round": {town, "2026-01-02", "2026-01-01", models.ErrInvalid},
		} {
			err := l.DB.Read(t.Context(), c.actor, func(tx *models.Tx) error { _, err := hours.Anomalies(tx, c.from, c.to); return err })
			modelstest.Expect(t, name, err, c.want)
		}
	})
}

// checkedIn notes which device checked somebody in for their latest entry, and out again.
func (l *ledger) checkedIn(t testing.TB, who models.Actor, device string) {
	t.Helper()
	l.write(t, models.Actor{}, func(tx *models.Tx) error {
		return tx.DB.Exec(`INSERT INTO attendance_events (sign_up_id, shift_id, volunteer_id, kind, occurred_at, method, device_hash, created_at)
			SELECT s.id, s.shift_id, s.volunteer_id, k.kind, ?, 'code', ?, ? FROM sign_ups s
			JOIN (SELECT 'in' AS kind UNION SELECT 'out') k WHERE s.id = (SELECT MAX(id) FROM sign_ups WHERE volunteer_id = ?)`,
			tx.Now, device, tx.Now, who.VolunteerID).Error
	})
}

// TestOneDeviceBehindSeveralPeopleIsListed: once for the station's day, with how many people and minutes; a device of one's own is not.
func TestOneDeviceBehindSeveralPeopleIsListed(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		for i, device := range []string{"shared", "shared", "own"} {
			who := l.volunteer(t)
			l.serve(t, who, 0, int64(30*(i+1)), "2026-01-10")
			l.checkedIn(t, who, device)
		}
		town := on(models.TownAdmin, l.towns[0])
		if got, want := l.anomalies(t, town, "2026-01-01", "2026-02-01"), "one_device v0 a0 2026-01-10 2x90"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got := l.anomalies(t, on(models.TownAdmin, l.towns[1]), "2026-01-01", "2026-02-01"); got != "" {
			t.Errorf("another town reads %s", got)
		}
		l.sql(t, "UPDATE attendance_events SET struck_at = created_at WHERE device_hash = 'shared' AND sign_up_id = 1")
		if got := l.anomalies(t, town, "2026-01-01", "2026-02-01"); got != "" {
			t.Errorf("one of two was struck: %s", got)
		}
	})
}

// recordedBy notes that somebody of the staff has recorded who came and left for the latest entry of a person.
func (l *ledger) recordedBy(t testing.TB, staff int64, who models.Actor, method string) {
	t.Helper()
	l.write(t, models.Actor{}, func(tx *models.Tx) error {
		return tx.DB.Exec(`INSERT INTO attendance_events (sign_up_id, shift_id, volunteer_id, kind, occurred_at, method, operator_id, created_at)
			SELECT s.id, s.shift_id, s.volunteer_id, k.kind, ?, ?, ?, ? FROM sign_ups s
			JOIN (SELECT 'in' AS kind UNION SELECT 'out') k WHERE s.id = (SELECT MAX(id) FROM sign_ups WHERE volunteer_id = ?)`,
			tx.Now, method, staff, tx.Now, who.VolunteerID).Error
	})
}

// TestWhatOnePersonWroteDownOfManyStandsOut: retro-entries, settlements and uploaded rows together, each once; and ticks on the
// roster within ten minutes. What was struck counts for nothing, and ticks over an hour are how people arrive.
func TestWhatOnePersonWroteDownOfManyStandsOut(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		staff := l.volunteer(t)
		manager, town := as(staff.AccountID, on(models.StationManager, l.stations[0])), on(models.TownAdmin, l.towns[0])
		w.Clock.Set(w.DB.Now().Truncate(10 * time.Minute).Add(time.Hour))
		day := models.DateOf(w.DB.Now().Add(-time.Hour), modelstest.Zone())
		for range 7 {
			_, err := l.enter(t, manager, retroFor(l.volunteer(t)))
			must(t, err)
			settled, uploaded := l.volunteer(t), l.volunteer(t)
			entry := l.serve(t, settled, 0, 60, day)
			l.sql(t, fmt.Sprintf("UPDATE entries SET settled_by = %d, settled_reason = '现场证实' WHERE id = %d", staff.AccountID, entry))
			l.serve(t, uploaded, 0, 30, day)
			l.recordedBy(t, staff.AccountID, uploaded, "offline")
		}
		if got, want := l.anomalies(t, town, day, day.Plus(1)), fmt.Sprintf("mass_entry v0 a%d %s 21x1470", staff.AccountID, day); got != want {
			t.Errorf("by hand: %s\nwant %s", got, want)
		}
		l.sql(t, "UPDATE attendance_events SET struck_at = created_at WHERE id <= 2") // one person's two rows
		if got := l.anomalies(t, town, day, day.Plus(1)); got != "" {
			t.Errorf("one was struck: %s", got)
		}
		other := day.Plus(1)
		for i := range 21 {
			who := l.volunteer(t)
			l.serve(t, who, 0, 10, other)
			if i == 20 {
				if got := l.anomalies(t, town, other, other.Plus(1)); got != "" {
					t.Errorf("at the threshold: %s", got)
				}
			}
			w.Clock.Advance(25 * time.Second)
			l.recordedBy(t, staff.AccountID, who, "roster")
		}
		if got, want := l.anomalies(t, town, other, other.Plus(1)), fmt.Sprintf("mass_entry v0 a%d %s 21x210", staff.AccountID, other); got != want {
			t.Errorf("ticked: %s\nwant %s", got, want)
		}
		slow := other.Plus(20)
		for range 21 {
			who := l.volunteer(t)
			l.serve(t, who, 0, 10, slow)
			w.Clock.Advance(31 * time.Second) // the last one 620 seconds after the first
			l.recordedBy(t, staff.AccountID, who, "roster")
		}
		if got := l.anomalies(t, town, slow, slow.Plus(1)); got != "" {
			t.Errorf("ticked in more than ten minutes: %s", got)
		}
		// The same ticks again, begun at any minute of the clock: ten minutes are ten minutes.
		for shift := range 10 {
			next := other.Plus(shift + 1)
			w.Clock.Set(w.DB.Now().Truncate(time.Hour).Add(time.Hour + time.Duration(shift)*time.Minute))
			for range 21 {
				who := l.volunteer(t)
				l.serve(t, who, 0, 10, next)
				w.Clock.Advance(28 * time.Second)
				l.recordedBy(t, staff.AccountID, who, "roster")
			}
			if got, want := l.anomalies(t, town, next, next.Plus(1)), fmt.Sprintf("mass_entry v0 a%d %s 21x210", staff.AccountID, next); got != want {
				t.Errorf("ticked from minute %d: %s\nwant %s", shift, got, want)
			}
		}
		l.sql(t, "UPDATE attendance_events SET occurred_at = '2026-01-01 00:00:00' WHERE method = 'roster' AND id % 4 < 2")
		if got := l.anomalies(t, town, other, other.Plus(1)); got != "" {
			t.Errorf("ticked in two halves: %s", got)
		}
	})
}
