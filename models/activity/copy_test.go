package activity_test

import (
	"strings"
	"testing"
	"time"

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

// TestDaysThatCannotBe are each named by their place, and nothing is made.
func TestDaysThatCannotBe(t *testing.T) {
	each(t, func(w *world) {
		shift, many := w.draft(w.plan(1, 0)), make([]models.Date, 61)
		for i := range many {
			many[i] = models.Date("2026-04-01").Plus(i)
		}
		w.Clock.Set(at(2, 9, 1))
		for _, c := range []struct {
			days []models.Date
			want []string
		}{
			{nil, []string{"dates:min_items"}},
			{many, []string{"dates:max_items"}},
			{[]models.Date{"2026-02-31", "2026-03-01", "2026-04-01", "2026-04-01", "20260402"}, []string{"dates.0:format", "dates.1:past", "dates.3:repeated", "dates.4:format"}},
			{[]models.Date{"2026-03-02"}, []string{"dates.0:past"}}, // today, and 09:00 has gone
		} {
			_, err := w.copies(shift, activity.CopyInput{Dates: c.days})
			w.named(err, models.ErrInvalid, c.want...)
		}
		_, err := w.copies(shift, activity.CopyInput{Dates: []models.Date{"2026-04-01"}, Override: activity.Override{Wanted: true}})
		w.named(err, models.ErrInvalid, "override_reason:reason_missing")
		w.nothingMade(1)
		_, err = w.copies(shift, activity.CopyInput{Dates: many[:60]})
		w.must(err)
	})
}

// TestNothingIsCopiedWhenADayIsRefused: the venue that others hold, the gates and an activity that is there already, each
// named by its day.
func TestNothingIsCopiedWhenADayIsRefused(t *testing.T) {
	each(t, func(w *world) {
		room, leader := w.venue(), w.colleague()
		other := w.publish(w.booked(at(10, 10, 0), at(10, 12, 0), room.ID, leader))
		w.exec("DELETE FROM notices")
		shift := w.draft(w.booked(at(3, 9, 0), at(3, 11, 0), room.ID, leader))
		days := []models.Date{"2026-03-03", "2026-03-10", "2026-03-11"}
		_, err := w.copies(shift, activity.CopyInput{Dates: days, Publish: true})
		w.named(err, activity.ErrBatchRefused, "dates.0:activity_repeated", "dates.1:venue_conflict", "dates.1:leader_conflict")
		if text := faultsIn(err)[1].Message; !strings.HasPrefix(text, "3月10日（周二）09:00：场地“") {
			w.t.Errorf("told %s", text)
		}
		w.nothingMade(2)

		accepted := activity.Override{Wanted: true, Reason: "分区使用"}
		batch, err := w.copies(shift, activity.CopyInput{Dates: days, Publish: true, Repeated: true, Override: accepted})
		w.must(err)
		w.expect("copies", len(w.view(batch.ID).Activities), 3)
		w.must(w.manage(other, callOff))

		dangerous := w.draft(w.dangerous())
		_, err = w.copies(dangerous, activity.CopyInput{Dates: []models.Date{"2026-03-03", "2026-03-04"}, Publish: true, Repeated: true})
		w.named(err, activity.ErrBatchRefused, "dates.1:insurance_missing")
		bare := w.plan(1, 0)
		bare.Shifts[0].Role = "岗位"
		empty := w.draft(bare)
		w.must(w.cancelShift(w.manager, empty, "多余"))
		_, err = w.copies(empty, activity.CopyInput{Dates: []models.Date{"2026-04-03"}, Publish: true})
		w.named(err, activity.ErrBatchRefused, "dates.0:shifts_missing")
		w.invariants()
	})
}

// TestCopiesThatMeetEachOther: an activity of more than a day cannot have its room on the next day too.
func TestCopiesThatMeetEachOther(t *testing.T) {
	each(t, func(w *world) {
		shift := w.draft(w.booked(at(3, 9, 0), at(4, 11, 0), w.venue().ID, w.colleague()))
		in := activity.CopyInput{Dates: []models.Date{"2026-04-01", "2026-04-02", "2026-04-04"}}
		for _, in.Publish = range []bool{false, true} {
			_, err := w.copies(shift, in)
			w.named(err, activity.ErrBatchRefused, "dates.1:venue_conflict", "dates.1:leader_conflict")
			w.nothingMade(1)
		}
		in.Override = activity.Override{Wanted: true, Reason: "连续开展"}
		_, err := w.copies(shift, in)
		w.must(err)
		w.invariants()
	})
}

// TestWhatIsGoneSinceIsNotCopied: a venue that has closed or a team that is no more.
func TestWhatIsGoneSinceIsNotCopied(t *testing.T) {
	each(t, func(w *world) {
		room := w.venue()
		shift := w.draft(w.booked(at(3, 9, 0), at(3, 11, 0), room.ID, w.colleague()))
		in := activity.CopyInput{Dates: []models.Date{"2026-04-01"}}
		w.exec("UPDATE venues SET status = 'closed' WHERE id = ?", room.ID)
		_, err := w.copies(shift, in)
		w.refused(err, activity.ErrSourceUnfit)
		w.exec("UPDATE venues SET status = 'open' WHERE id = ?", room.ID)
		w.exec("UPDATE teams SET status = 'dissolved' WHERE id = ?", w.team.ID)
		_, err = w.copies(shift, in)
		w.refused(err, activity.ErrSourceUnfit)
		w.nothingMade(1)
	})
}
