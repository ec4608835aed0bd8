package activity_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
)

// move reschedules the shift's activity, at its current version.
func (w *world) move(shift *activity.Shift, in activity.Reschedule) error {
	w.t.Helper()
	if in.Version == 0 {
		in.Version = w.activityOf(shift).Version
	}
	if in.Reason == "" {
		in.Reason = "下雨"
	}
	return w.manage(shift, func(tx *models.Tx, id int64) (*activity.Activity, error) { return activity.Move(tx, id, in) })
}

// faultsAt wants exactly these members to be named, each with its code, as member:code.
func (w *world) faultsAt(err error, want ...string) {
	w.t.Helper()
	var refusal *models.Error
	if !errors.As(err, &refusal) || refusal.Code != models.ErrInvalid.Code {
		w.t.Fatalf("got %v, want the faults %v", err, want)
	}
	var got []string
	for _, field := range refusal.Fields {
		got = append(got, field.Field+":"+field.Code)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		w.t.Errorf("faults %v, want %v", got, want)
	}
}

// TestEverybodyIsKept when an activity moves: with their seats and places, told of the new time, and free to leave.
func TestEverybodyIsKept(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(2, 2)
		in.SignUpClosesAt, in.CancelClosesAt = at(2, 18, 0), at(2, 18, 0)
		shift, people := w.publish(in), w.volunteers(3)
		signUps := w.signedUp(shift, people...)
		w.must(w.move(shift, activity.Reschedule{StartsAt: at(5, 14, 0), Place: "文化广场"}))
		w.states(signUps, activity.SignedUp, activity.SignedUp, activity.Waitlisted)
		got := w.activityOf(shift)
		if !got.StartsAt.Equal(at(5, 14, 0)) || !got.EndsAt.Equal(at(5, 16, 0)) || got.Place != "文化广场" || !got.SignUpClosesAt.Equal(at(4, 23, 0)) || *got.RescheduleReason != "下雨" {
			w.t.Errorf("the activity is %+v", got)
		}
		if moved := w.reload(shift); !moved.StartsAt.Equal(at(5, 14, 0)) || !moved.EndsAt.Equal(at(5, 16, 0)) || moved.Version != 2 {
			w.t.Errorf("the shift is %+v", moved)
		}
		w.told(activity.NoticeRescheduled, 3)
		text := read(w, w.manager, func(tx *models.Tx) (text string, err error) {
			err = tx.DB.Raw("SELECT text FROM notices ORDER BY id LIMIT 1").Scan(&text).Error
			return text, err
		})
		const want = "您报名的活动改为“清洁家园”（3月5日（周四）14:00，文化广场，岗位：志愿者），原为3月3日（周二）09:00，桃源村文化广场，原因：下雨。不能参加的，3月3日（周二）09:00前可以随时取消报名。"
		if text != want {
			w.t.Errorf("told %s\nwant %s", text, want)
		}
		w.invariants()
	})
}

// TestFreeCancel: who had signed up before may leave for a day, or until the shift, past any deadline; who came later may not.
func TestFreeCancel(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(9, 0)
		in.CancelClosesAt = at(2, 9, 30)
		shift, people := w.publish(in), w.volunteers(4)
		signUps := w.signedUp(shift, people[:3]...)
		w.Clock.Set(at(2, 10, 0))
		w.refused(w.cancel(people[0], signUps[0], ""), activity.ErrCancelClosed)
		w.must(w.move(shift, activity.Reschedule{StartsAt: at(3, 9, 30)}))
		w.must(w.cancel(people[0], signUps[0], ""))
		w.Clock.Set(at(2, 10, 1))
		late := w.signedUp(shift, people[3])[0]
		w.refused(w.cancel(people[3], late, ""), activity.ErrCancelClosed)
		w.Clock.Set(at(3, 9, 29))
		w.must(w.cancel(people[1], signUps[1], ""))
		w.Clock.Set(at(3, 9, 30)) // the shift begins before the day is over
		w.refused(w.cancel(people[2], signUps[2], ""), activity.ErrCancelClosed)

		other := w.openShiftAt(at(5, 9, 0), at(5, 11, 0), 9, 0)
		kept := w.signedUp(other, people[0])[0]
		w.must(w.move(other, activity.Reschedule{Place: "后山", FreeCancel: 2 * time.Hour}))
		if got := w.activityOf(other); !got.FreeCancelClosesAt.Equal(at(3, 11, 30)) {
			w.t.Errorf("the period ends at %s", got.FreeCancelClosesAt)
		}
		w.Clock.Set(at(4, 9, 0))
		w.must(w.cancel(people[0], kept, "")) // the ordinary deadline is later
	})
}

// TestClashReleases: whose other sign-up overlaps the new time is released and told, and the seat goes to the first in the
// queue who can come.
func TestClashReleases(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(2, 3), w.volunteers(4)
		signUps := w.signedUp(shift, people...)
		other := w.openShiftAt(at(3, 15, 0), at(3, 17, 0), 5, 0)
		w.signedUp(other, people[0], people[2])
		w.signedUp(w.openShiftAt(at(3, 17, 0), at(3, 18, 0), 5, 0), people[1]) // begins when it ends
		w.must(w.move(shift, activity.Reschedule{StartsAt: at(3, 15, 0)}))
		off := activity.CancelledByOrganizer
		w.states(signUps, off, activity.SignedUp, off, activity.SignedUp)
		w.told(activity.NoticeClash, 2)
		w.told(activity.NoticeRescheduled, 2)
		w.told(activity.NoticePromoted, 1)
		if reason := w.find(signUps[0]).CancelReason; reason == nil || *reason != "改期后与“清洁家园”（3月3日（周二）15:00）时间重叠" {
			w.t.Errorf("released because %v", reason)
		}
		w.invariants()
	})
}

// TestShiftsMoveAlongOrByName: without a word they move with the start; two that come to overlap keep a person once.
func TestShiftsMoveAlongOrByName(t *testing.T) {
	each(t, func(w *world) {
		morning, afternoon := w.twoShifts()
		both := w.volunteers(1)[0]
		early, late := w.signedUp(morning, both)[0], w.signedUp(afternoon, both)[0]
		w.must(w.move(morning, activity.Reschedule{StartsAt: at(4, 9, 0)}))
		if a, b := w.reload(morning), w.reload(afternoon); !a.StartsAt.Equal(at(4, 9, 0)) || !b.StartsAt.Equal(at(4, 14, 0)) || !b.EndsAt.Equal(at(4, 17, 0)) {
			w.t.Errorf("moved to %s and %s", a.StartsAt, b.StartsAt)
		}
		w.states([]*activity.SignUp{early, late}, activity.SignedUp, activity.SignedUp)
		w.must(w.move(morning, activity.Reschedule{Shifts: []activity.ShiftTimes{{ID: morning.ID, StartsAt: at(4, 15, 0), EndsAt: at(4, 17, 0)}}}))
		w.states([]*activity.SignUp{early, late}, activity.CancelledByOrganizer, activity.SignedUp) // the one that did not move
		w.must(w.move(morning, activity.Reschedule{EndsAt: at(4, 18, 0)}))
		w.invariants()
	})
}

// TestWhatCannotBeMoved: what is over or not public, a shift that people are at, and times that cannot be.
func TestWhatCannotBeMoved(t *testing.T) {
	each(t, func(w *world) {
		later := activity.Reschedule{StartsAt: at(9, 9, 0)}
		for _, c := range []struct {
			state   activity.Status
			refused *models.Error
		}{
			{activity.Draft, activity.ErrStatus},
			{activity.Withdrawn, activity.ErrStatus},
			{activity.Cancelled, activity.ErrStatus},
			{activity.InProgress, activity.ErrShiftBegun},
			{activity.Ended, activity.ErrEnded},
			{activity.Closed, activity.ErrEnded},
		} {
			w.refused(w.move(w.inState(c.state), later), c.refused)
		}
		w.Clock.Set(at(2, 9, 0))
		morning, afternoon := w.twoShifts()
		id := morning.ID
		times := func(id int64, starts, ends time.Time) []activity.ShiftTimes {
			return []activity.ShiftTimes{{ID: id, StartsAt: starts, EndsAt: ends}}
		}
		for _, c := range []struct {
			in   activity.Reschedule
			want []string
		}{
			{activity.Reschedule{}, []string{":unchanged"}},
			{activity.Reschedule{Reason: " ", StartsAt: at(4, 9, 0)}, []string{"reason:reason_missing"}},
			{activity.Reschedule{Reason: strings.Repeat("长", 201), StartsAt: at(4, 9, 0)}, []string{"reason:max_length"}},
			{activity.Reschedule{Place: "\u200b", FreeCancel: time.Minute}, []string{"place:invalid_text", "free_cancel_hours:range"}},
			{activity.Reschedule{StartsAt: at(4, 9, 0), FreeCancel: 337 * time.Hour}, []string{"free_cancel_hours:range"}},
			{activity.Reschedule{StartsAt: at(4, 9, 0), Override: activity.Override{Wanted: true}}, []string{"override_reason:reason_missing"}},
			{activity.Reschedule{StartsAt: at(2, 9, 0)}, []string{"starts_at:past"}},
			{activity.Reschedule{EndsAt: at(3, 9, 0)}, []string{"ends_at:order"}},
			{activity.Reschedule{EndsAt: at(3, 16, 0)}, []string{"shifts:shift_outside_activity"}},
			{activity.Reschedule{Shifts: times(999, at(3, 10, 0), at(3, 11, 0))}, []string{"shifts.0.id:not_found"}},
			{activity.Reschedule{Shifts: times(id, at(3, 11, 0), at(3, 11, 0))}, []string{"shifts.0.ends_at:order"}},
			{activity.Reschedule{Shifts: times(id, at(3, 8, 0), at(3, 11, 0))}, []string{"shifts.0.starts_at:shift_outside_activity"}},
			{activity.Reschedule{Shifts: append(times(id, at(3, 9, 30), at(3, 11, 0)), times(id, at(3, 10, 0), at(3, 11, 0))...)}, []string{"shifts.1.id:duplicate"}},
		} {
			in := c.in
			in.Version = 2
			if in.Reason == "" {
				in.Reason = "下雨"
			}
			err := w.manage(morning, func(tx *models.Tx, id int64) (*activity.Activity, error) { return activity.Move(tx, id, in) })
			w.faultsAt(err, c.want...)
		}
		w.refused(w.move(morning, activity.Reschedule{Version: 1, StartsAt: at(4, 9, 0)}), models.ErrVersionConflict)
		w.refused(w.move(&activity.Shift{ActivityID: 999}, activity.Reschedule{Version: 1, StartsAt: at(4, 9, 0)}), activity.ErrNotFound)
		leader := w.volunteers(1)[0]
		leader.LedTeams = []int64{w.team.ID}
		_, err := change(w, w.DB, leader, func(tx *models.Tx) (*activity.Activity, error) {
			return activity.Move(tx, morning.ActivityID, activity.Reschedule{Version: 2, Reason: "下雨", StartsAt: at(4, 9, 0)})
		})
		w.refused(err, models.ErrPermission)
		w.shiftsUnderWay(morning, afternoon)
	})
}

// shiftsUnderWay: once the activity has begun, only a shift that nobody is at can move, and into the future.
func (w *world) shiftsUnderWay(morning, afternoon *activity.Shift) {
	w.t.Helper()
	signUp := w.signedUp(afternoon, w.volunteers(1)[0])[0]
	w.Clock.Set(at(3, 13, 40))
	to := func(shift *activity.Shift, hour int) activity.Reschedule {
		return activity.Reschedule{Shifts: []activity.ShiftTimes{{ID: shift.ID, StartsAt: at(3, hour, 0), EndsAt: at(3, hour+1, 0)}}}
	}
	w.refused(w.move(morning, to(morning, 15)), activity.ErrShiftBegun)
	w.faultsAt(w.move(afternoon, to(afternoon, 13)), "shifts.0.starts_at:past")
	w.faultsAt(w.move(afternoon, activity.Reschedule{EndsAt: at(3, 13, 0)}), "ends_at:past")
	w.must(w.move(afternoon, to(afternoon, 14)))
	_, err := w.tick(signUp, activity.In)
	w.must(err)
	w.refused(w.move(afternoon, to(afternoon, 15)), activity.ErrShiftBegun)
	w.invariants()
}

// TestMoveBooks: the new time is checked for venue and leader, who are told.
func TestMoveBooks(t *testing.T) {
	each(t, func(w *world) {
		room, leader, next := w.venue(), w.colleague(), w.colleague()
		w.publish(w.booked(at(4, 9, 0), at(4, 11, 0), room.ID, leader))
		shift := w.publish(w.booked(at(3, 9, 0), at(3, 11, 0), room.ID, leader))
		to := activity.Reschedule{StartsAt: at(4, 10, 0)}
		w.clashes(w.move(shift, to), activity.ErrVenueConflict, activity.ErrLeaderConflict)
		none := int64(0)
		to.VenueID, to.LeaderAccountID = &none, &next
		w.must(w.move(shift, to))
		w.must(w.move(shift, activity.Reschedule{StartsAt: at(4, 10, 30)}))
		w.must(w.move(shift, activity.Reschedule{VenueID: &room.ID, Override: activity.Override{Wanted: true, Reason: "隔断使用"}}))
		if n := len(w.numbers("SELECT id FROM notices WHERE account_id = ? AND kind = ?", next, activity.NoticeRescheduled)); n != 2 {
			w.t.Errorf("the new leader heard of %d changes after the first", n)
		}
		w.told(activity.NoticeLeaderRelieved, 1)
		w.invariants()
	})
}

// TestWhoIsTooOldByThen is released and told; who was too old already stays, for the requirement came later.
func TestWhoIsTooOldByThen(t *testing.T) {
	each(t, func(w *world) {
		people := w.volunteers(3)
		for i, born := range []models.Date{"1960-03-05", "1960-03-10", "1950-01-01"} {
			w.exec("UPDATE volunteers SET born_on = ? WHERE id = ?", born, people[i].VolunteerID)
		}
		shift := w.openShift(5, 0)
		signUps := w.signedUp(shift, people...)
		w.exec("UPDATE shifts SET max_age = 65 WHERE id = ?", shift.ID)
		w.must(w.move(shift, activity.Reschedule{StartsAt: at(5, 9, 0)}))
		w.states(signUps, activity.CancelledByOrganizer, activity.SignedUp, activity.SignedUp)
		w.told(activity.NoticeUnfit, 1)
		if reason := w.find(signUps[0]).CancelReason; reason == nil || *reason != "改期后不符合报名条件：超过年龄" {
			w.t.Errorf("released because %v", reason)
		}
		w.invariants()
	})
}

// TestDangerousActivityNeedsInsuranceAtTheNewTime too.
func TestDangerousActivityNeedsInsuranceAtTheNewTime(t *testing.T) {
	each(t, func(w *world) {
		shift := w.publish(w.dangerous())
		err := w.move(shift, activity.Reschedule{StartsAt: at(3, 9, 0).AddDate(1, 0, 0)})
		w.refused(err, activity.ErrInsuranceMissing)
	})
}
