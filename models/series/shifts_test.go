package series_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/recurrence"
	"practicestation/models/series"
)

// shift is one of a series, as “甲 09-12”.
func shift(text string) recurrence.Shift {
	role, hours, _ := strings.Cut(text, " ")
	starts, ends, _ := strings.Cut(hours, "-")
	return recurrence.Shift{Role: role, Starts: recurrence.Clock(starts + ":00"), Ends: recurrence.Clock(ends + ":00"), Capacity: 2}
}

// with is the series of the spring with these shifts.
func (w *world) with(shifts ...string) series.Input {
	in := w.saturdays()
	in.Rules[0].Shifts = nil
	for _, text := range shifts {
		in.Rules[0].Shifts = append(in.Rules[0].Shifts, shift(text))
	}
	return in
}

// shiftsInWords are all shifts of an activity by their start.
func (w *world) shiftsInWords(a *activity.Activity) string {
	w.t.Helper()
	var words []string
	for _, one := range w.shiftsOf(a) {
		text := fmt.Sprintf("%s %s-%s", one.Role, w.clock(one.StartsAt)[:2], w.clock(one.EndsAt)[:2])
		if one.Capacity != 2 {
			text += fmt.Sprintf(" ×%d", one.Capacity)
		}
		if one.CancelledAt != nil {
			text += " 停：" + *one.CancelReason
		}
		words = append(words, text)
	}
	return strings.Join(words, ", ")
}

func (w *world) named(a *activity.Activity, role string) *activity.Shift {
	w.t.Helper()
	for _, one := range w.shiftsOf(a) {
		if one.Role == role {
			return &one
		}
	}
	w.t.Fatalf("no shift %s", role)
	return nil
}

func (w *world) callOff(a *activity.Activity, role, reason string) {
	w.t.Helper()
	one := w.named(a, role)
	done(w, w.manager, func(tx *models.Tx) (*activity.Shift, error) { return activity.CancelShift(tx, one.ID, reason) })
}

// addShift adds one by hand to a single occurrence.
func (w *world) addShift(a *activity.Activity, text string) {
	w.t.Helper()
	day := models.DateOf(a.StartsAt, w.DB.Zone)
	added := shift(text)
	rule := recurrence.Rule{Shifts: []recurrence.Shift{added}}
	on := recurrence.Occurrence{Date: day}
	on.Place(&rule, w.DB.Zone)
	in := activity.ShiftInput{Role: added.Role, StartsAt: on.StartsAt, EndsAt: on.EndsAt, Capacity: 2}
	done(w, w.manager, func(tx *models.Tx) (*activity.Shift, error) { return activity.AddShift(tx, a.ID, in) })
}

func (w *world) first(of *series.Series) *activity.Activity {
	w.t.Helper()
	return &w.held(of)[0]
}

// settles: the same change again does nothing, and so does the job.
func (w *world) settles(of *series.Series, in series.Input) {
	w.t.Helper()
	w.same("the same again", w.update(of, in), "")
}

func TestShiftCalledOffByHandStaysSoAndOnlyItself(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.with("甲 09-10", "乙 10-11", "丙 11-12"))
		w.callOff(w.first(made), "乙", "缺老师")
		in := w.with("甲 09-10", "丙 11-12")
		w.update(made, in)
		w.same("the series drops the one that is off", w.shiftsInWords(w.first(made)), "甲 09-10, 乙 10-11 停：缺老师, 丙 11-12")
		w.same("and another day", w.shiftsInWords(&w.held(made)[1]), "甲 09-10, 丙 11-12")
		w.settles(made, in)

		made = w.create(w.with("甲 09-10", "乙 10-11"))
		w.callOff(w.first(made), "甲", "缺老师")
		in = w.with("新 08-09", "甲 09-10", "乙 10-11")
		w.update(made, in)
		w.same("one before it", w.shiftsInWords(w.first(made)), "新 08-09, 甲 09-10 停：缺老师, 乙 10-11")
		w.settles(made, in)
		in = w.with("甲 09-10")
		w.same("nothing would be left", w.update(made, in)[:10], "kept 03-07")
		w.same("it is kept", w.shiftsInWords(w.first(made)), "新 08-09, 甲 09-10 停：缺老师, 乙 10-11")
	})
}

func TestOwnValuesStayWithTheirOwnShift(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.with("甲 09-10", "乙 10-11"))
		second := w.named(w.first(made), "乙")
		done(w, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
			return activity.UpdateShift(tx, second.ID, second.Version, activity.ShiftInput{Role: "乙改", StartsAt: second.StartsAt, EndsAt: second.EndsAt, Capacity: 7})
		})
		in := w.with("乙 10-11", "甲 09-10")
		w.same("swapped", w.update(made, in), "")
		in = w.with("新 08-09", "甲 09-10", "乙 10-11")
		w.update(made, in)
		w.same("one before them", w.shiftsInWords(w.first(made)), "新 08-09, 甲 09-10, 乙改 10-11 ×7")
		w.settles(made, in)
		in = w.with("新 08-09", "甲 09-10", "丁 10-12")
		in.Rules[0].Shifts[0].Number, in.Rules[0].Shifts[1].Number, in.Rules[0].Shifts[2].Number = 3, 1, 2
		w.update(made, in)
		w.same("renamed and longer, by its number", w.shiftsInWords(w.first(made)), "新 08-09, 甲 09-10, 乙改 10-12 ×7")
		w.same("on another day", w.shiftsInWords(&w.held(made)[1]), "新 08-09, 甲 09-10, 丁 10-12")
	})
}

func TestShiftAddedByHandStaysAndBlocksNothing(t *testing.T) {
	each(t, func(w *world) {
		for _, tried := range []struct{ before, after, want, on string }{
			{"甲 09-12", "甲 09-12,乙 10-11", "甲 09-12, 摄影 09-10, 乙 10-11", "09:00-12:00"},
			{"甲 09-12", "乙 10-11", "摄影 09-10, 乙 10-11", "09:00-11:00"},
			{"甲 09-12,乙 10-11", "乙 10-11", "摄影 09-10, 乙 10-11", "09:00-11:00"},
		} {
			made := w.create(w.with(strings.Split(tried.before, ",")...))
			w.addShift(w.first(made), "摄影 09-10")
			in := w.with(strings.Split(tried.after, ",")...)
			w.update(made, in)
			first := w.first(made)
			w.same(tried.before+" to "+tried.after, w.shiftsInWords(first), tried.want)
			w.same("its hours", w.clock(first.StartsAt)+"-"+w.clock(first.EndsAt), tried.on)
			w.settles(made, in)
			in.Place = "村委会"
			w.update(made, in)
			w.same("and the place goes along", w.first(made).Place, "村委会")
			w.callOff(w.first(made), "摄影", "没有相机")
			w.update(made, in)
			w.same("without it, the hours of the series", w.clock(w.first(made).StartsAt), w.clock(w.held(made)[1].StartsAt))
		}
	})
}

// TestOccurrenceWithHoursOfItsOwnTakesInWhatFits: what is moved goes along with it, and its own bounds stay.
func TestOccurrenceWithHoursOfItsOwnTakesInWhatFits(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.with("甲 09-12"))
		first := w.first(made)
		done(w, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
			return activity.Move(tx, first.ID, activity.Reschedule{Version: first.Version, Reason: "停电", StartsAt: first.StartsAt.Add(5 * time.Hour)})
		})
		in := w.with("甲 09-12", "乙 10-11", "丙 12-13")
		w.update(made, in)
		w.same("in the afternoon", w.shiftsInWords(w.first(made)), "甲 14-17, 乙 15-16")
		w.settles(made, in)
	})
}

// TestShiftWithAHistoryIsCalledOffAndTheRestIsChanged: somebody was on it once, and nobody is.
func TestShiftWithAHistoryIsCalledOffAndTheRestIsChanged(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.with("甲 09-10", "乙 10-11"))
		all := w.held(made)
		left, cancelled := w.joinShift(w.named(&all[0], "乙")), w.joinShift(w.named(&all[1], "乙"))
		done(w, left, func(tx *models.Tx) (*activity.SignUp, error) { return activity.CancelSignUp(tx, w.ownSignUp(tx), "") })
		w.callOff(&all[1], "乙", "缺老师")
		in := w.with("甲 09-10")
		in.Place = "村委会"
		days := "changed 03-07 place+ends_at+shifts+shift_deadlines, changed 03-14 place+ends_at, changed 03-21 place+ends_at+shifts+shift_deadlines, changed 03-28 place+ends_at+shifts+shift_deadlines"
		w.same("the change", w.update(made, in), days)
		w.same("of who left", w.shiftsInWords(w.first(made)), "甲 09-10, 乙 10-11 停：系列活动不再安排这个班次")
		w.same("of who was released", w.shiftsInWords(&w.held(made)[1]), "甲 09-10, 乙 10-11 停：缺老师")
		w.same("of nobody", w.shiftsInWords(&w.held(made)[2]), "甲 09-10")
		for _, one := range w.held(made) {
			w.same("the place", one.Place, "村委会")
		}
		if kept := w.count("SELECT COUNT(*) FROM sign_ups WHERE volunteer_id IN (?, ?)", left.VolunteerID, cancelled.VolunteerID); kept != 2 {
			w.t.Errorf("%d sign-ups are left", kept)
		}
		w.settles(made, in)
		in = w.with("甲 09-10", "乙 10-11")
		in.Place = "文化礼堂"
		w.update(made, in)
		w.same("wanted again, it is another one", w.shiftsInWords(w.first(made)), "甲 09-10, 乙 10-11 停：系列活动不再安排这个班次, 乙 10-11")
		w.same("and later changes come too", w.first(made).Place, "文化礼堂")
	})
}

// joinShift signs somebody up for one shift.
func (w *world) joinShift(shift *activity.Shift) models.Actor {
	w.t.Helper()
	who := w.volunteer()
	done(w, who, func(tx *models.Tx) (*activity.SignUp, error) {
		return activity.SignUpSelf(tx, shift.ID, activity.Way{})
	})
	return who
}

func (w *world) ownSignUp(tx *models.Tx) int64 {
	w.t.Helper()
	own, err := activity.ListOwn(tx, activity.OwnFilter{}, models.Page{Limit: 1})
	w.must(err)
	return own.Items[0].ID
}

// forgetNumbers leaves what is stored as it was before shifts had numbers.
func (w *world) forgetNumbers() {
	w.t.Helper()
	w.exec("UPDATE series SET rules = REPLACE(rules, ',\"last_shift\":2', '')")
	for _, number := range []string{"1", "2"} {
		w.exec("UPDATE series SET rules = REPLACE(rules, ?, '{\"role\"')", `{"number":`+number+`,"role"`)
		w.exec("UPDATE series_occurrences SET written = REPLACE(written, ?, '')", `"number":`+number+`,`)
	}
	if numbered := w.count("SELECT COUNT(*) FROM series_occurrences WHERE written LIKE '%\"number\":1,%'"); numbered > 0 {
		w.t.Errorf("%d are numbered", numbered)
	}
}

// TestShiftsFromBeforeTheyHadNumbersAreKnownByWhatTheyWereMadeFrom: the stored forms of an older version.
func TestShiftsFromBeforeTheyHadNumbersAreKnownByWhatTheyWereMadeFrom(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.with("甲 09-10", "乙 10-11"))
		w.callOff(w.first(made), "甲", "缺老师")
		w.forgetNumbers()
		in := w.with("新 08-09", "乙 10-11", "甲 09-10")
		w.update(made, in)
		w.same("one before them, and swapped", w.shiftsInWords(w.first(made)), "新 08-09, 甲 09-10 停：缺老师, 乙 10-11")
		w.settles(made, in)
	})
}
