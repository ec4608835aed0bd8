package series

import (
	"cmp"
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/holiday"
	"practicestation/models/recurrence"
)

// Window is the part of a series' days that is wanted.
type Window struct {
	From  models.Date // empty: today
	To    models.Date // the first day after it; empty: no bound
	Limit int
}

// AsItIs is the outcome of an activity that is held as it is, although its series has come to go another way.
const AsItIs recurrence.Outcome = "kept"

// The outcomes of what the job has still to do, and of what a rule of the field forbids.
const (
	Pending    recurrence.Outcome = "pending" // nobody is on it, and the series will withdraw or move it when it looks next
	NotAllowed recurrence.Outcome = "refused"
)

// The reasons that only a series has, beside those of its plan.
const (
	Gone        recurrence.Reason = "gone"    // the rules do not give this day any more
	Differs     recurrence.Reason = "changed" // the rules give it, but not like this
	SeriesEnded recurrence.Reason = "ended"
)

// Day is one occurrence as its series gives it, with the activity that it has become, if any: then its times and shifts are
// those of the activity.
type Day struct {
	recurrence.Occurrence
	Slots      []DaySlot
	ActivityID int64
	Status     activity.Status // of the activity
	People     int64
}

// DaySlot is one shift of a day, with the seats that it keeps for teams.
type DaySlot struct {
	recurrence.Slot
	Quotas     []activity.Quota
	ReleasedAt *time.Time
}

// Days is what a series gives in a window.
type Days struct {
	Days                 []Day
	More                 bool
	HolidaysKnownThrough models.Date
	ReachesUnknown       bool // by any of the series' days, listed or not
}

// Preview gives the days of a series that is not there yet, and stores nothing. It refuses what Create refuses.
func Preview(tx *models.Tx, in Input, window Window) (*Days, error) {
	planned, err := plan(tx, in)
	if err != nil {
		return nil, err
	}
	calendar, err := holiday.Load(tx)
	if err != nil {
		return nil, err
	}
	return window.of(tx, planned.days(tx, calendar), calendar), nil
}

// Occurrences gives the days of a series that the actor may see, with the activities that they have become; an activity that
// the series no longer gives, and that is held all the same, is a day too. It fails with ErrNotFound or ErrInvalid.
func Occurrences(tx *models.Tx, id int64, window Window) (*Days, error) {
	found, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	if window.From != "" && window.To != "" && window.From >= window.To {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "to", Code: "order", Message: "to 要晚于 from。"})
	}
	calendar, err := holiday.Load(tx)
	if err != nil {
		return nil, err
	}
	days, err := found.attach(tx, found.days(tx, calendar), window, calendar)
	if err != nil {
		return nil, err
	}
	return window.of(tx, days, calendar), nil
}

func (w *Window) bounds(tx *models.Tx) (from, to models.Date) {
	return cmp.Or(w.From, tx.Today()), cmp.Or(w.To, forever)
}

// of are those of the days that lie in the window, in the order of their starts.
func (w *Window) of(tx *models.Tx, days []Day, calendar *holiday.Calendar) *Days {
	from, to := w.bounds(tx)
	unknown := slices.ContainsFunc(days, func(day Day) bool { return !day.CalendarKnown })
	days = slices.DeleteFunc(days, func(day Day) bool { return day.Date < from || day.Date >= to })
	slices.SortStableFunc(days, func(a, b Day) int { return cmp.Or(a.StartsAt.Compare(b.StartsAt), cmp.Compare(a.Rule, b.Rule)) })
	return &Days{
		HolidaysKnownThrough: calendar.KnownThrough(), ReachesUnknown: unknown, More: len(days) > w.Limit, Days: days[:min(w.Limit, len(days))],
	}
}

// days are all that the plan gives. Once the series has ended, nothing that is to come is held.
func (s *Series) days(tx *models.Tx, calendar *holiday.Calendar) []Day {
	var days []Day
	for _, one := range s.plan().Expand(calendar, tx.Zone, "", forever).Occurrences {
		if s.Status == Ended && one.StartsAt.After(tx.Now) {
			one.Outcome, one.Reason = recurrence.Skipped, SeriesEnded
		}
		day := Day{Occurrence: one}
		for i, slot := range one.Shifts {
			day.Slots = append(day.Slots, s.slotOf(one.Rule, i, slot))
		}
		days = append(days, day)
	}
	return days
}

// slotOf is a shift of a day that is no activity yet.
func (s *Series) slotOf(rule, shift int, on recurrence.Slot) DaySlot {
	slot := DaySlot{Slot: on}
	if kept := s.ShiftTermsOf(rule, shift).Quotas; len(kept.Teams) > 0 {
		quotas := kept.on(on.StartsAt)
		slot.Quotas, slot.ReleasedAt = quotas.Quotas, &quotas.ReleasedAt
	}
	return slot
}

// attach gives the days the activities that they have become, and adds those that are none of its days any more.
func (s *Series) attach(tx *models.Tx, days []Day, window Window, calendar *holiday.Calendar) ([]Day, error) {
	all, err := s.within(tx, window)
	if err != nil {
		return nil, err
	}
	for i := range days {
		known := key{days[i].OriginalDate, days[i].Rule}
		if there, found := all[known]; found {
			delete(all, known)
			if err := days[i].become(tx, there); err != nil {
				return nil, err
			}
		}
		days[i].suffer(s.setbackOf(tx, &days[i]))
	}
	for _, there := range inOrder(all) {
		if there.live() {
			day := s.leftOver(tx, there, calendar)
			day.suffer(s.setbackOf(tx, &day))
			days = append(days, day)
		}
	}
	return days, nil
}

// within finds the activities of the series that may lie in the window, by their day or by their original one.
func (s *Series) within(tx *models.Tx, window Window) (map[key]*present, error) {
	from, to := window.bounds(tx)
	var entries []entry
	err := tx.DB.Table("series_occurrences AS e").Select("e.*").Joins("JOIN activities AS a ON a.id = e.activity_id").
		Where("e.series_id = ? AND (e.occurrence_on >= ? AND e.occurrence_on < ? OR a.starts_at >= ? AND a.starts_at < ?)",
			s.ID, from, to, from.In(tx.Zone).UTC(), to.In(tx.Zone).UTC()).Find(&entries).Error
	if err != nil {
		return nil, err
	}
	return presentOf(tx, tx.DB, entries)
}

// live reports whether the activity is held, or would be once somebody publishes it.
func (p *present) live() bool {
	return p.activity.Status != activity.Withdrawn && p.activity.Status != activity.Cancelled
}

// become gives the day its activity. One that is not called off is held when it says itself.
func (d *Day) become(tx *models.Tx, there *present) error {
	d.ActivityID, d.Status, d.People = there.activity.ID, there.activity.StatusAt(tx.Now), there.people()
	if !there.live() {
		return nil
	}
	waits, err := there.waitsFor(tx, d.StartsAt)
	switch {
	case d.Outcome == recurrence.Skipped:
		d.Outcome = there.asItIs(tx) // for the reason for which the series would not hold it
	case there.entry.State == kept:
		d.Outcome, d.Reason = AsItIs, Differs
	case waits:
		d.Outcome, d.Reason = there.asItIs(tx), Differs
	}
	d.takePlace(tx, there)
	return err
}

// asItIs says of an activity that the series does not want like this whether it is held all the same, or only until the
// series looks next.
func (p *present) asItIs(tx *models.Tx) recurrence.Outcome {
	if p.entry.State == held && p.people() == 0 && !p.settled(tx) {
		return Pending
	}
	return AsItIs
}

// waitsFor reports whether the activity is where the series has laid it, and is to be held on another day.
func (p *present) waitsFor(tx *models.Tx, starts time.Time) (bool, error) {
	on := models.DateOf(p.activity.StartsAt, tx.Zone)
	if p.entry.State != held || p.settled(tx) || on == models.DateOf(starts, tx.Zone) {
		return false, nil
	}
	written, err := readContent(p.entry.Written)
	return on == models.DateOf(written.StartsAt, tx.Zone), err
}

// suffer lets the day say what a rule of the field has refused: to make it, to change it, or to publish it.
func (d *Day) suffer(setback *Setback) {
	none := d.ActivityID == 0 || d.Status == activity.Withdrawn
	switch {
	case setback == nil || none && d.Outcome == recurrence.Skipped || d.People > 0:
		return
	case d.ActivityID != 0 && setback.Draft && d.Status != activity.Draft, d.Status == activity.Cancelled:
		return // somebody has seen to it since
	case none:
		d.Outcome = NotAllowed
	case !setback.Draft:
		d.Outcome = AsItIs
	}
	d.Reason = recurrence.Reason(setback.Code)
}

// takePlace gives the day the times and the shifts of its activity; shifts that are called off are not held.
func (d *Day) takePlace(tx *models.Tx, there *present) {
	if !d.StartsAt.Equal(there.activity.StartsAt) {
		d.Date = models.DateOf(there.activity.StartsAt, tx.Zone)
	}
	d.StartsAt, d.EndsAt, d.Slots = there.activity.StartsAt, there.activity.EndsAt, nil
	for _, shift := range asWritten(there.shifts) {
		if shift.CancelledAt != nil {
			continue
		}
		d.Slots = append(d.Slots, DaySlot{Quotas: shift.Quotas, ReleasedAt: shift.QuotaReleasedAt, Slot: recurrence.Slot{
			Role: shift.Role, StartsAt: shift.StartsAt, EndsAt: shift.EndsAt, Capacity: shift.Capacity, WaitlistCapacity: shift.WaitlistCapacity,
		}})
	}
}

// leftOver is the day of an activity that the series no longer gives.
func (s *Series) leftOver(tx *models.Tx, there *present, calendar *holiday.Calendar) Day {
	on := calendar.Day(there.entry.OccurrenceOn)
	day := Day{Occurrence: recurrence.Occurrence{
		OriginalDate: there.entry.OccurrenceOn, Rule: there.entry.Rule, Outcome: there.asItIs(tx), Reason: Gone, CalendarKnown: on.Known,
	}}
	if on.Kind == holiday.Festival || on.Kind == holiday.InLieu {
		day.Holiday = on.Name
	}
	if s.Status == Ended {
		day.Reason = SeriesEnded
	}
	day.ActivityID, day.Status, day.People = there.activity.ID, there.activity.StatusAt(tx.Now), there.people()
	day.takePlace(tx, there)
	return day
}
