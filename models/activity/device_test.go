package activity_test

import (
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/hours"
)

// devices are the names under which the events of a shift know their devices.
func (w *world) devices(shift *activity.Shift) (names []string) {
	w.t.Helper()
	return read(w, w.manager, func(tx *models.Tx) (names []string, err error) {
		err = tx.DB.Table("attendance_events").Distinct("device_hash").Where("shift_id = ?", shift.ID).Pluck("device_hash", &names).Error
		return names, err
	})
}

// TestOneDeviceIsSeenInAllShiftsOfAStationsDay: in two shifts of one activity and in another activity, whoever scans with it; and
// nowhere on another day.
func TestOneDeviceIsSeenInAllShiftsOfAStationsDay(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(2, 0)
		in.Shifts = append(in.Shifts, in.Shifts[0])
		in.Shifts[1].Role = "引导员"
		first := w.publish(in)
		second, later := &w.shiftsOf(first.ActivityID)[1], w.openShiftAt(at(3, 14, 0), at(3, 16, 0), 2, 0)
		tomorrow, people := w.openShiftAt(at(4, 9, 0), at(4, 11, 0), 2, 0), w.volunteers(5)
		shifts := []*activity.Shift{first, second, later, tomorrow}
		var signUps []*activity.SignUp
		for i, shift := range shifts {
			signUps = append(signUps, w.signedUp(shift, people[i])...)
		}
		w.signedUp(later, people[4])
		ends := []struct {
			kind activity.Kind
			into time.Duration
		}{{activity.In, 0}, {activity.Out, 2 * time.Hour}}
		scan := func(i int, shift *activity.Shift, kind activity.Kind, device string) {
			w.t.Helper()
			_, err := w.scanOn(w.DB, people[i], activity.ScanInput{Code: w.code(shift), Kind: kind, Device: device})
			w.must(err)
		}
		for _, end := range ends {
			w.Clock.Set(first.StartsAt.Add(end.into))
			scan(0, first, end.kind, "SAMEPHONE-123")
			scan(1, second, end.kind, "SAMEPHONE-123")
		}
		w.flagged(first, "in code shared_device", "out code shared_device")
		w.flagged(second, "in code shared_device", "out code shared_device")
		w.refused(w.confirm(w.DB, w.manager, w.entryOf(signUps[0])), activity.ErrUnreviewed)
		for _, end := range ends {
			w.Clock.Set(later.StartsAt.Add(end.into))
			scan(2, later, end.kind, "SAMEPHONE-123")
			scan(4, later, end.kind, "OWN-PHONE-77")
		}
		w.Clock.Set(tomorrow.StartsAt)
		scan(3, tomorrow, activity.In, "SAMEPHONE-123")
		w.flagged(later, "in code shared_device", "in code ", "out code shared_device", "out code ")
		w.flagged(tomorrow, "in code ")
		if today, other := w.devices(first), w.devices(tomorrow); len(today) != 1 || len(other) != 1 || today[0] == other[0] {
			w.t.Errorf("known as %v, and the next day as %v", today, other)
		}
		found := read(w, w.manager, func(tx *models.Tx) ([]hours.Anomaly, error) { return hours.Anomalies(tx, "2026-03-03", "2026-03-05") })
		if len(found) != 1 || found[0].Kind != hours.OneDevice || found[0].Count != 3 || found[0].Minutes != 360 || found[0].ServedOn != "2026-03-03" {
			w.t.Errorf("listed: %+v", found)
		}
		w.invariants()
	})
}

// TestKeysOfDevicesAreForgotten: two days after their own, so that nobody can find a phone that they know; until then people sign out.
func TestKeysOfDevicesAreForgotten(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.openShift(1, 0), w.volunteers(1)[0]
		w.signedUp(shift, who)
		w.Clock.Set(shift.StartsAt)
		_, err := w.scanOn(w.DB, who, activity.ScanInput{Code: w.code(shift), Kind: activity.In, Device: "OWN-PHONE-77"})
		w.must(err)
		forget := func(day int) {
			w.t.Helper()
			w.Clock.Set(at(day, 23, 59))
			w.must(w.write(w.DB, models.SystemActor("test"), func(tx *models.Tx) error { _, err := activity.ForgetDeviceKeys(tx); return err }))
		}
		for _, day := range []struct{ on, left int }{{3, 1}, {5, 1}, {6, 0}} {
			forget(day.on)
			w.expect("keys left", int(w.numbers("SELECT COUNT(*) FROM device_keys")[0]), day.left)
		}
		if names := w.devices(shift); len(names) != 1 || strings.Contains(names[0], "PHONE") {
			w.t.Errorf("the events know it as %v", names)
		}
	})
}
