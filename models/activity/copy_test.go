package activity_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm/schema"

	"practicestation/models"
	"practicestation/models/activity"
)

// copies copies the shift's activity.
func (w *world) copies(shift *activity.Shift, in activity.CopyInput) (*activity.Batch, error) {
	return w.copiesOn(w.DB, w.manager, shift, in)
}

func (w *world) copiesOn(db *models.DB, who models.Actor, shift *activity.Shift, in activity.CopyInput) (*activity.Batch, error) {
	return change(w, db, who, func(tx *models.Tx) (*activity.Batch, error) { return activity.Copy(tx, shift.ActivityID, in) })
}

// copied copies the shift's activity to the days and gives the first shifts of the copies.
func (w *world) copied(shift *activity.Shift, publish bool, days ...models.Date) (*activity.Batch, []*activity.Shift) {
	w.t.Helper()
	batch, err := w.copies(shift, activity.CopyInput{Dates: days, Publish: publish, Repeated: true})
	w.must(err)
	return batch, w.shiftsOfBatch(batch.ID)
}

// view is the batch as the manager sees it.
func (w *world) view(id int64) *activity.BatchView {
	w.t.Helper()
	return read(w, w.manager, func(tx *models.Tx) (*activity.BatchView, error) { return activity.FindBatch(tx, id) })
}

func (w *world) shiftsOfBatch(id int64) (shifts []*activity.Shift) {
	w.t.Helper()
	for _, one := range w.view(id).Activities {
		shifts = append(shifts, &w.shiftsOf(one.ID)[0])
	}
	return shifts
}

// named wants exactly these faults, each as place:code.
func (w *world) named(err error, of *models.Error, want ...string) {
	w.t.Helper()
	if !models.IsCode(err, of) {
		w.t.Fatalf("got %v, want %s", err, of.Code)
	}
	if got := strings.Join(faultsOf(err), " "); got != strings.Join(want, " ") {
		w.t.Errorf("faults %s\nwant %v", got, want)
	}
}

// nothingMade wants so many activities and no batch at all.
func (w *world) nothingMade(activities int) {
	w.t.Helper()
	w.expect("activities", len(w.numbers("SELECT id FROM activities")), activities)
	w.expect("batches", len(w.numbers("SELECT id FROM activity_batches")), 0)
	w.expect("notices", len(w.numbers("SELECT id FROM notices")), 0)
}

// TestCopiesKeepTheClockOnTheWall: over the end of a month and a year, across midnight, and where the clock is set forward
// on the way; the windows for signing up and leaving and the release of kept seats stay as far from the start.
func TestCopiesKeepTheClockOnTheWall(t *testing.T) {
	each(t, func(w *world) {
		for _, name := range []string{"Asia/Shanghai", "Europe/Berlin"} {
			zone, err := time.LoadLocation(name)
			w.must(err)
			w.DB.Zone = zone
			clock := func(month time.Month, day, hour int) time.Time {
				return time.Date(2026, month, day, hour, 30, 0, 0, zone)
			}
			w.Clock.Set(clock(3, 2, 0))
			in := w.planAt(clock(3, 3, 22), clock(3, 4, 2), 5, 1)
			in.SignUpOpensAt, in.SignUpClosesAt, in.CancelClosesAt = clock(3, 2, 20), clock(3, 3, 18), clock(3, 3, 21)
			in.Shifts[0].Quotas = &activity.QuotasInput{ReleasedAt: clock(3, 3, 12), Quotas: []activity.Quota{{TeamID: w.team.ID, Seats: 2}}}
			_, shifts := w.copied(w.draft(in), false, "2026-03-31", "2026-12-31", "2027-02-28")
			for i, day := range []time.Time{clock(3, 31, 0), clock(12, 31, 0), time.Date(2027, 2, 28, 0, 30, 0, 0, zone)} {
				on := func(days, hour int) string {
					return time.Date(day.Year(), day.Month(), day.Day()+days, hour, 30, 0, 0, zone).Format(time.DateTime)
				}
				a, s := w.activityOf(shifts[i]), shifts[i]
				var got []string
				for _, at := range []time.Time{a.StartsAt, a.EndsAt, a.SignUpOpensAt, a.SignUpClosesAt, a.CancelClosesAt, s.StartsAt, s.EndsAt, *s.QuotaReleasedAt} {
					got = append(got, at.In(zone).Format(time.DateTime))
				}
				want := []string{on(0, 22), on(1, 2), on(-1, 20), on(0, 18), on(0, 21), on(0, 22), on(1, 2), on(0, 12)}
				if strings.Join(got, ", ") != strings.Join(want, ", ") {
					w.t.Errorf("in %s, to %s:\n%v, want\n%v", name, day, got, want)
				}
			}
		}
	})
}

// TestWhatOpenedAtOnceOpensAtOnce: sign-up without an hour of its own is open from now on, and none opens in the past.
func TestWhatOpenedAtOnceOpensAtOnce(t *testing.T) {
	each(t, func(w *world) {
		w.Clock.Set(at(2, 10, 0))
		_, atOnce := w.copied(w.draft(w.plan(1, 0)), true, "2026-04-01")
		if got := w.activityOf(atOnce[0]).SignUpOpensAt; !got.Equal(at(2, 10, 0)) {
			w.t.Errorf("sign-up opens at %s", got)
		}
		in := w.planAt(at(20, 9, 0), at(20, 11, 0), 1, 0)
		in.SignUpOpensAt, in.SignUpClosesAt = at(15, 9, 0), at(18, 9, 0)
		later := w.draft(in)
		_, near := w.copied(later, true, "2026-03-06")
		if got := w.activityOf(near[0]).SignUpOpensAt; !got.Equal(at(2, 10, 0)) {
			w.t.Errorf("sign-up opens at %s", got)
		}
		_, err := w.copies(later, activity.CopyInput{Dates: []models.Date{"2026-03-03", "2026-03-09"}, Publish: true})
		w.named(err, models.ErrInvalid, "dates.0:sign_up_closed")
		_, tooLate := w.copied(later, false, "2026-03-03") // as a draft it may still be changed
		if got := w.activityOf(tooLate[0]); !got.SignUpClosesAt.Equal(at(1, 9, 0)) || !got.SignUpOpensAt.Before(got.SignUpClosesAt) {
			w.t.Errorf("sign-up is from %s to %s", got.SignUpOpensAt, got.SignUpClosesAt)
		}
	})
}

// TestCopyTakesWhatIsNotOfItsDay: terms and shifts come along, people and history do not.
func TestCopyTakesWhatIsNotOfItsDay(t *testing.T) {
	each(t, func(w *world) {
		room, leader, oldest := w.venue(), w.colleague(), int64(70)
		in := w.dangerous()
		in.Gates.Insurance.To = "2026-12-31"
		in.VenueID, in.LeaderAccountID, in.Recruitment, in.JoinCode, in.Description = &room.ID, &leader, activity.ByCode, "2026AB", "自带工具"
		least := int64(1)
		in.Shifts[0].Requirements, in.Shifts[0].MinHeadcount = &activity.Requirements{MaxAge: &oldest}, &least
		in.Shifts[0].Quotas = &activity.QuotasInput{ReleasedAt: at(3, 8, 0), Quotas: []activity.Quota{{TeamID: w.team.ID, Seats: 1}}}
		off := in.Shifts[0]
		off.Role, off.Quotas = "多余的岗位", nil
		in.Shifts = append(in.Shifts, off)
		shift, people := w.publish(in), w.volunteers(1)
		w.enrol(people...) // the seat is one that is kept for the team
		w.must(w.cancelShift(w.manager, &w.shiftsOf(shift.ActivityID)[1], "不需要"))
		_, err := w.signUpBy(w.DB, people[0], shift, activity.Way{JoinCode: "2026AB", RiskAcknowledged: true})
		w.must(err)
		w.must(w.move(shift, activity.Reschedule{Place: "后山"}))
		w.exec("UPDATE activities SET occurrence_on = '2026-03-03' WHERE id = ?", shift.ActivityID)

		_, shifts := w.copied(shift, false, "2026-03-10")
		source, got, copied := w.activityOf(shift), w.activityOf(shifts[0]), w.reload(shifts[0])
		if got.Title != source.Title || got.Place != "后山" || got.Description != "自带工具" || *got.VenueID != room.ID || *got.LeaderAccountID != leader ||
			got.Recruitment != activity.ByCode || *got.JoinCode != "2026AB" || got.RiskLevel != activity.HighRisk || got.Insurer != "人保财险" {
			w.t.Errorf("the copy is %+v", got)
		}
		if got.Status != activity.Draft || got.PlanItemID != nil || got.SeriesID != nil || got.OccurrenceOn != nil || got.RescheduledAt != nil ||
			got.RescheduleReason != nil || got.FreeCancelClosesAt != nil || got.PublishedAt != nil || got.Version != 1 || *got.CreatedBy != w.manager.AccountID {
			w.t.Errorf("the copy has a past: %+v", got)
		}
		if text := read(w, w.manager, func(tx *models.Tx) (string, error) { return got.NoticeText(tx) }); text != *in.Gates.RiskNotice || *got.RiskNoticeID == *source.RiskNoticeID {
			w.t.Errorf("its risk notice is number %d, %s", *got.RiskNoticeID, text)
		}
		if n := len(w.shiftsOf(got.ID)); n != 1 || *copied.MaxAge != 70 || copied.MinHeadcount != 1 || copied.Capacity != 2 || copied.Confirmed != 0 ||
			copied.LastSequence != 0 || copied.Quotas[0].Taken != 0 || copied.Quotas[0].Seats != 1 || string(copied.CodeSecret) == string(shift.CodeSecret) {
			w.t.Errorf("%d shifts, the first %+v", n, copied)
		}
		w.expect("sign-ups of the copy", len(w.numbers("SELECT id FROM sign_ups WHERE activity_id = ?", got.ID)), 0)
		w.invariants()
	})
}

// TestAnyStateIsCopied, by who may plan there; publishing takes the right to publish.
func TestAnyStateIsCopied(t *testing.T) {
	each(t, func(w *world) {
		for _, state := range []activity.Status{activity.Draft, activity.Published, activity.Withdrawn, activity.Cancelled, activity.InProgress, activity.Ended, activity.Closed} {
			shift := w.inState(state)
			_, shifts := w.copied(shift, true, "2026-05-04")
			if got := w.activityOf(shifts[0]); got.Status != activity.Published || got.CancelReason != nil || got.DecidedEntries != 0 {
				w.t.Errorf("the copy of one that is %s is %+v", state, got)
			}
		}
		w.Clock.Set(at(2, 9, 0))
		hidden, shown, leader, stranger := w.draft(w.plan(1, 0)), w.openShift(1, 0), w.volunteers(1)[0], w.volunteers(1)[0]
		leader.LedTeams = []int64{w.team.ID}
		in := activity.CopyInput{Dates: []models.Date{"2026-05-05"}, Repeated: true}
		_, err := w.copiesOn(w.DB, stranger, hidden, in)
		w.refused(err, activity.ErrNotFound)
		_, err = w.copiesOn(w.DB, stranger, shown, in)
		w.refused(err, models.ErrPermission)
		_, err = w.copiesOn(w.DB, leader, shown, in)
		w.must(err)
		in.Publish = true
		_, err = w.copiesOn(w.DB, leader, shown, in)
		w.refused(err, models.ErrPermission)
	})
}

// timesOf are the times that a row holds, by member.
func timesOf(row any) map[string]*time.Time {
	found, value := map[string]*time.Time{}, reflect.ValueOf(row).Elem()
	for i := range value.NumField() {
		switch at := value.Field(i).Interface().(type) {
		case time.Time:
			found[value.Type().Field(i).Name] = &at
		case *time.Time:
			found[value.Type().Field(i).Name] = at
		}
	}
	return found
}

// TestNoTimeOfTheSourceIsLeft on a copy: each is moved, or is of the copy's own, or is gone. A time that rows come to have
// later must choose too.
func TestNoTimeOfTheSourceIsLeft(t *testing.T) {
	each(t, func(w *world) {
		shift := w.draft(w.plan(1, 0))
		for table, row := range map[string]any{"activities": &activity.Activity{}, "shifts": &activity.Shift{}} {
			for member, stored := range timesOf(row) {
				if stored == nil && member != "CancelledAt" { // a shift that is called off is not copied at all
					w.exec("UPDATE "+table+" SET "+schema.NamingStrategy{}.ColumnName("", member)+" = ?", at(3, 8, 0).UTC())
				}
			}
		}
		source, sourceShift := w.activityOf(shift), w.reload(shift)
		w.Clock.Set(at(2, 9, 30))
		_, shifts := w.copied(shift, false, "2026-03-10")
		for _, pair := range [][2]any{{source, w.activityOf(shifts[0])}, {sourceShift, w.reload(shifts[0])}} {
			before, after := timesOf(pair[0]), timesOf(pair[1])
			for member, was := range before {
				if is := after[member]; was != nil && is != nil && is.Equal(*was) {
					w.t.Errorf("%T.%s of the copy is the source's", pair[0], member)
				}
			}
		}
	})
}
