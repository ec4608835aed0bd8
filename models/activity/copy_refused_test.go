package activity_test

import (
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
)

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
		for _, publish := range []bool{false, true} {
			_, err := w.copies(shift, activity.CopyInput{Dates: days, Publish: publish})
			w.named(err, activity.ErrBatchRefused, "dates.0:activity_repeated", "dates.1:venue_conflict", "dates.1:leader_conflict")
			if text := faultsIn(err)[1].Message; !strings.HasPrefix(text, "3月10日（周二）09:00：场地“") {
				w.t.Errorf("told %s", text)
			}
			w.nothingMade(2)
		}

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
