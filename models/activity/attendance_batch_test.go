package activity_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
)

func (w *world) upload(shift *activity.Shift, rows ...activity.BatchRow) []activity.BatchOutcome {
	w.t.Helper()
	outcomes, err := w.uploadOn(w.DB, shift, rows...)
	w.must(err)
	return outcomes
}

func (w *world) uploadOn(db *models.DB, shift *activity.Shift, rows ...activity.BatchRow) ([]activity.BatchOutcome, error) {
	return change(w, db, w.manager, func(tx *models.Tx) ([]activity.BatchOutcome, error) {
		return activity.Upload(tx, shift.ID, slices.Clone(rows))
	})
}

// results are what became of the rows, in words.
func results(outcomes []activity.BatchOutcome) (all []string) {
	for _, outcome := range outcomes {
		text := string(outcome.Result)
		if outcome.Err != nil {
			text += " " + outcome.Err.Code
		}
		all = append(all, text)
	}
	return all
}

func (w *world) resulted(got []activity.BatchOutcome, want ...string) {
	w.t.Helper()
	if difference := cmp.Diff(want, results(got)); difference != "" {
		w.t.Errorf("results, want (-), got (+):\n%s", difference)
	}
}

// TestOfflineRowsAreJudgedOneByOne: each row has its own answer, and a wrong one leaves the others alone.
func TestOfflineRowsAreJudgedOneByOne(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(3, 1), w.volunteers(5)
		signUps := w.signedUp(shift, people[:4]...)
		w.must(w.cancel(people[2], signUps[2], "")) // the fourth moves up
		elsewhere := w.signedUp(w.openShiftAt(at(4, 9, 0), at(4, 11, 0), 1, 0), people[4])[0]
		waiting := w.signedUp(shift, people[4])[0]
		w.Clock.Set(at(3, 12, 0)) // after the window: that is what offline is for
		row := func(signUp *activity.SignUp, kind activity.Kind, when time.Time, nonce string) activity.BatchRow {
			return activity.BatchRow{SignUpID: signUp.ID, Kind: kind, DeviceTime: when, Nonce: nonce}
		}
		rows := []activity.BatchRow{
			row(signUps[0], activity.Out, at(3, 10, 30), "out-one"), // before its coming
			row(signUps[0], activity.In, at(3, 8, 30), "in-one"),
			row(signUps[1], activity.In, at(3, 8, 30).Add(-time.Millisecond), "early"),
			row(signUps[1], activity.Out, at(3, 11, 30), "late"),
			row(signUps[2], activity.In, at(3, 9, 0), "cancelled"),
			row(waiting, activity.In, at(3, 9, 0), "waiting"),
			row(elsewhere, activity.In, at(3, 9, 0), "of another shift"),
			row(signUps[1], activity.In, at(3, 8, 30), "in-one"),
			row(signUps[0], activity.Out, at(3, 8, 30), "in-one"),
			row(signUps[0], activity.In, at(3, 8, 31), "in-one"),
		}
		want := []string{
			"recorded", "recorded", "refused device_time_outside", "refused device_time_outside", "refused sign_up_cancelled",
			"refused sign_up_waitlisted", "refused sign_up_not_found", "refused nonce_taken", "refused nonce_taken", "refused nonce_taken",
		}
		w.resulted(w.upload(shift, rows...), want...)
		want[0], want[1] = "duplicate", "duplicate"
		w.resulted(w.upload(shift, rows...), want...)
		w.flagged(shift, "in offline early+offline+by_staff", "out offline offline+by_staff")
		w.states(signUps[:2], activity.Completed, activity.SignedUp)
		if entry := w.entryOf(signUps[0]); entry.Minutes != 90 {
			w.t.Errorf("earned %d minutes, want 90", entry.Minutes)
		}
		w.invariants()
	})
}

// TestDeviceClockMayRunAheadALittle: by two minutes, and not more.
func TestDeviceClockMayRunAheadALittle(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.openShift(1, 0), w.volunteers(1)[0]
		signUp := w.signedUp(shift, who)[0]
		w.Clock.Set(at(3, 9, 0))
		rows := []activity.BatchRow{
			{SignUpID: signUp.ID, Kind: activity.In, DeviceTime: at(3, 9, 2), Nonce: "in"},
			{SignUpID: signUp.ID, Kind: activity.Out, DeviceTime: at(3, 9, 2).Add(time.Millisecond), Nonce: "out"},
		}
		w.resulted(w.upload(shift, rows...), "recorded", "refused device_time_ahead")
		for _, who := range []models.Actor{who, w.volunteers(1)[0]} {
			_, err := change(w, w.DB, who, func(tx *models.Tx) ([]activity.BatchOutcome, error) { return activity.Upload(tx, shift.ID, rows) })
			w.refused(err, models.ErrPermission)
		}
	})
}

// TestOfflineMeetsOnline: a row from before a scan moves the coming forward, as if it had been there in time; once somebody
// has decided on the hours, none changes them.
func TestOfflineMeetsOnline(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.openShift(1, 0), w.volunteers(1)[0]
		signUp := w.signedUp(shift, who)[0]
		w.Clock.Set(at(3, 9, 30))
		_, err := w.scan(who, w.code(shift), activity.In)
		w.must(err)
		row := activity.BatchRow{SignUpID: signUp.ID, Kind: activity.In, DeviceTime: at(3, 9, 10), Nonce: "earlier"}
		w.resulted(w.upload(shift, row), "recorded")
		w.Clock.Set(at(3, 10, 40))
		_, err = w.scan(who, w.code(shift), activity.Out)
		w.must(err)
		if got := w.find(signUp); !got.CheckedInAt.Equal(at(3, 9, 10)) || w.entryOf(signUp).Minutes != 90 {
			w.t.Errorf("came at %v, earned %d", got.CheckedInAt, w.entryOf(signUp).Minutes)
		}
		row.DeviceTime, row.Nonce = at(3, 9, 0), "earlier still"
		w.resulted(w.upload(shift, row), "recorded")
		if w.entryOf(signUp).Minutes != 100 {
			w.t.Errorf("earned %d, want 100", w.entryOf(signUp).Minutes)
		}
		w.Clock.Set(shift.EndsAt)
		w.reviewed(shift)
		w.must(w.confirm(w.DB, w.manager, w.entryOf(signUp)))
		late := activity.BatchRow{SignUpID: signUp.ID, Kind: activity.Out, DeviceTime: at(3, 10, 0), Nonce: "too late"}
		w.resulted(w.upload(shift, row, late), "duplicate", "refused attendance_decided")
		w.invariants()
	})
}

// TestAnyOrderHasOneOutcome draws what a device has written down of three people at two shifts of one day, which together are longer
// than a day may be, and uploads it to two such days alike: once as a whole, and once in another order, in pieces, with some of them
// twice. What comes of it is the same, and stays the same when the first shift's hours are rejected.
func TestAnyOrderHasOneOutcome(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, base *modelstest.World) {
		shared := build(t, base)
		rapid.Check(t, func(t *rapid.T) {
			w := *shared
			w.t = t
			defer func() { shared.people = w.people }()
			rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) activity.BatchRow {
				place := rapid.Int64Range(0, 5).Draw(t, "person and shift")
				return activity.BatchRow{
					SignUpID:   place,
					Kind:       rapid.SampledFrom([]activity.Kind{activity.In, activity.Out}).Draw(t, "kind"),
					DeviceTime: at(3, 6+8*int(place/3), 30*rapid.IntRange(-2, 18).Draw(t, "half hours")),
				}
			}), 1, 24).Draw(t, "rows")
			for i := range rows {
				rows[i].Nonce = fmt.Sprintf("row-%d", i)
			}
			pieces := []activity.BatchRow{}
			for _, i := range rapid.Permutation(indexes(len(rows))).Draw(t, "order") {
				pieces = append(pieces, rows[i])
			}
			again := rapid.IntRange(0, len(rows)-1).Draw(t, "again")
			pieces = append(pieces, pieces[:again]...)
			size := rapid.IntRange(1, len(pieces)).Draw(t, "piece")
			breaks := rapid.Bool().Draw(t, "breaks")
			whole := w.arrived(breaks, [][]activity.BatchRow{rows})
			parted := w.arrived(breaks, slices.Collect(slices.Chunk(pieces, size)))
			if difference := cmp.Diff(whole, parted); difference != "" {
				t.Fatalf("as a whole (-), in pieces (+):\n%s", difference)
			}
			w.invariants()
		})
	})
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// longDay publishes an activity with one shift from six to two and one from two to ten.
func (w *world) longDay(breaks bool) (shifts [2]*activity.Shift) {
	w.t.Helper()
	in := w.planAt(at(3, 6, 0), at(3, 22, 0), 3, 0)
	in.BreaksAllowed = &breaks
	in.Shifts = append(in.Shifts, in.Shifts[0])
	in.Shifts[0].EndsAt, in.Shifts[1].StartsAt, in.Shifts[1].Role = at(3, 14, 0), at(3, 14, 0), "引导员"
	first := w.publish(in)
	shifts[0], shifts[1] = first, &w.shiftsOf(first.ActivityID)[1]
	return shifts
}

// arrived uploads batches, in which people are numbered from 0 and at the second shift from 3, for a new day and tells what has
// become of everybody, and what when the hours of the first shift are rejected.
func (w *world) arrived(breaks bool, batches [][]activity.BatchRow) (all []string) {
	w.Clock.Set(at(2, 9, 0))
	shifts, people := w.longDay(breaks), w.volunteers(3)
	signUps := append(w.signedUp(shifts[0], people...), w.signedUp(shifts[1], people...)...)
	w.Clock.Set(at(3, 23, 0))
	for _, batch := range batches {
		for i, shift := range shifts {
			var rows []activity.BatchRow
			for _, row := range batch {
				if int(row.SignUpID/3) == i {
					row.SignUpID = signUps[row.SignUpID].ID
					rows = append(rows, row)
				}
			}
			if len(rows) > 0 {
				w.upload(shift, rows...)
			}
		}
	}
	all = w.becameOf(signUps)
	for _, signUp := range signUps[:3] {
		if w.find(signUp).Status == activity.Completed {
			w.must(w.reject(w.manager, w.entryOf(signUp), "没有到场"))
		}
	}
	return append(all, w.becameOf(signUps[3:])...)
}

// becameOf tells what has become of sign-ups.
func (w *world) becameOf(signUps []*activity.SignUp) (all []string) {
	for _, signUp := range signUps {
		now := w.find(signUp)
		minutes := w.numbers("SELECT minutes FROM entries WHERE sign_up_id = ?", signUp.ID)
		measured := w.numbers("SELECT COALESCE(measured_minutes, minutes) FROM entries WHERE sign_up_id = ?", signUp.ID)
		events := w.numbers("SELECT COUNT(*) FROM attendance_events WHERE sign_up_id = ?", signUp.ID)
		all = append(all, fmt.Sprint(now.Status, moment(now.CheckedInAt), moment(now.CheckedOutAt), minutes, measured, events))
	}
	return all
}

// TestALateBatchEarnsWhatItWouldHaveEarnedInTime: of two shifts that are longer than a day may be, the earlier one has its minutes,
// whichever batch came first; rejected, it leaves them to the later one.
func TestALateBatchEarnsWhatItWouldHaveEarnedInTime(t *testing.T) {
	each(t, func(w *world) {
		day := [][]activity.BatchRow{{}, {}}
		for shift := range day {
			for end, kind := range []activity.Kind{activity.In, activity.Out} {
				day[shift] = append(day[shift], activity.BatchRow{
					SignUpID: int64(3 * shift), Kind: kind, DeviceTime: at(3, 6+8*(shift+end), 0), Nonce: fmt.Sprintf("row-%d-%d", shift, end),
				})
			}
		}
		for _, batches := range [][][]activity.BatchRow{day, {day[1], day[0]}} {
			got := w.arrived(false, batches)
			for place, want := range map[int]string{0: "[480] [480]", 3: "[240] [480]", 6: "[480] [480]"} {
				if !strings.Contains(got[place], want) {
					w.t.Errorf("%d: %s, want %s", place, got[place], want)
				}
			}
		}
		w.invariants()
	})
}

func moment(at *time.Time) string {
	if at == nil {
		return " never"
	}
	return at.UTC().Format(" 15:04")
}

// uploads: a device that has heard no answer sends its batch again and again, at once; every row is recorded once.
func uploads(w *world, workers int) {
	shift, people := w.openShift(10, 0), w.volunteers(10)
	var rows []activity.BatchRow
	for i, signUp := range w.signedUp(shift, people...) {
		rows = append(rows,
			activity.BatchRow{SignUpID: signUp.ID, Kind: activity.In, DeviceTime: at(3, 9, i), Nonce: fmt.Sprintf("in-%d", i)},
			activity.BatchRow{SignUpID: signUp.ID, Kind: activity.Out, DeviceTime: at(3, 10, i), Nonce: fmt.Sprintf("out-%d", i)})
	}
	w.Clock.Set(at(3, 12, 0))
	w.expect("batches answered", w.atOnce(workers, 20, func(db *models.DB, i int) error {
		half := rows[i%2*10 : i%2*10+10] // each half of the rows in ten of the calls
		_, err := w.uploadOn(db, shift, half...)
		return err
	}), 20)
	w.expect("events recorded", len(w.numbers("SELECT id FROM attendance_events WHERE shift_id = ?", shift.ID)), 20)
	w.expect("minutes earned by each", len(w.numbers("SELECT id FROM entries WHERE shift_id = ? AND minutes = 60", shift.ID)), 10)
}
