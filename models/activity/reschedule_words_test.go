package activity_test

import (
	"slices"
	"strings"
	"testing"

	"practicestation/models/activity"
)

// TestNobodyIsToldOfANewTimeWhoseShiftStays: each hears what becomes of the own shift, and nothing when nothing does.
func TestNobodyIsToldOfANewTimeWhoseShiftStays(t *testing.T) {
	for name, c := range map[string]struct {
		move                 activity.Reschedule
		ofMorning, ofEvening string // what is said of the shifts at 09:00 and at 10:00, between their names and the way out
	}{
		"the second shift is later": {
			activity.Reschedule{Shifts: []activity.ShiftTimes{{StartsAt: at(3, 10, 30), EndsAt: at(3, 11, 30)}}}, "",
			"活动改为“清洁家园”（3月3日（周二）10:30，桃源村文化广场，岗位：志愿者），原为3月3日（周二）10:00，原因：下雨。",
		},
		"the second shift is longer": {
			activity.Reschedule{Shifts: []activity.ShiftTimes{{StartsAt: at(3, 10, 0), EndsAt: at(3, 11, 30)}}}, "",
			"“清洁家园”（3月3日（周二）10:00，桃源村文化广场，岗位：志愿者）有变化，原因：下雨。结束时间改为3月3日（周二）11:30。",
		},
		"another place": {
			activity.Reschedule{Place: "村委会"},
			"活动改为“清洁家园”（3月3日（周二）09:00，村委会，岗位：志愿者），原为桃源村文化广场，原因：下雨。",
			"活动改为“清洁家园”（3月3日（周二）10:00，村委会，岗位：志愿者），原为桃源村文化广场，原因：下雨。",
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(w *world) {
				in := w.planAt(at(3, 9, 0), at(3, 12, 0), 5, 0)
				in.Shifts = append(in.Shifts, in.Shifts[0])
				in.Shifts[0].EndsAt, in.Shifts[1].StartsAt, in.Shifts[1].EndsAt = at(3, 10, 0), at(3, 10, 0), at(3, 11, 0)
				shift := w.publish(in)
				both := w.shiftsOf(shift.ActivityID)
				people := w.volunteers(2)
				for i := range both {
					w.signedUp(&both[i], people[i])
				}
				move := c.move
				move.Shifts = slices.Clone(c.move.Shifts)
				for i := range move.Shifts {
					move.Shifts[i].ID = both[1].ID
				}
				w.must(w.move(shift, move))
				for i, want := range []string{c.ofMorning, c.ofEvening} {
					text, times := w.words(people[i], activity.NoticeRescheduled)
					if want == "" && times > 0 || want != "" && !strings.HasPrefix(text, "您报名的"+want+"不能参加的，") {
						w.t.Errorf("told %d times: %s\nwant %s", times, text, want)
					}
				}
			})
		})
	}
}

// TestAnotherLeaderAloneIsNoNewTime for those on the shifts; who has only asked hears nothing of it.
func TestAnotherLeaderAloneIsNoNewTime(t *testing.T) {
	each(t, func(w *world) {
		next, shift := w.colleague(), w.openShift(5, 0)
		who := w.volunteers(1)[0]
		w.signedUp(shift, who)
		w.must(w.move(shift, activity.Reschedule{LeaderAccountID: &next}))
		text, _ := w.words(who, activity.NoticeRescheduled)
		if strings.Contains(text, "改为") || !strings.Contains(text, "有变化，原因：下雨。现场负责人有变化。") {
			w.t.Errorf("told %s", text)
		}
	})
}
