package recurrence

import (
	"cmp"
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/holiday"
)

// Outcome says whether an original day is held.
type Outcome string

// What becomes of an original day.
const (
	Held    Outcome = "held"
	Moved   Outcome = "moved"
	Skipped Outcome = "skipped"
)

// Reason says why an occurrence is not simply what its rule gives.
type Reason string

// The reasons.
const (
	Holiday         Reason = "holiday"          // the policy skips or moves it
	AdjustedWorkday Reason = "adjusted_workday" // a weekend rule on a day of work, or a working-day rule on a weekend
	Excluded        Reason = "excluded"
	Merged          Reason = "merged" // another one is held then: of its rule on the day that it would move to, or of another rule at the same hours
	Extra           Reason = "extra"
)

// Occurrence (场次) is one original day of one rule, and what becomes of it. Of two that come to lie on one day, the one that
// was there from the start is held, or else the earlier one; the other one is skipped as merged.
type Occurrence struct {
	Date             models.Date // when it is held; the original date for one that is not
	OriginalDate     models.Date
	Rule             int // the rule's number
	Outcome          Outcome
	Reason           Reason // empty for what the rule gives
	Holiday          string // the public holiday on the original day, by name
	CalendarKnown    bool   // whether the holidays of the original day's year are known
	StartsAt, EndsAt time.Time
	Shifts           []Slot
}

// Expansion is what a plan gives in [From, To].
type Expansion struct {
	Occurrences          []Occurrence // by start
	HolidaysKnownThrough models.Date  // beyond it every day counts as an ordinary one
	ReachesUnknown       bool         // an occurrence lies beyond it
}

// Expand gives the plan's occurrences that lie in [from, to], skipped ones by their original day. The plan has no faults.
func (p *Plan) Expand(calendar *holiday.Calendar, zone *time.Location, from, to models.Date) Expansion {
	found := Expansion{HolidaysKnownThrough: calendar.KnownThrough()}
	for i := range p.Rules {
		for _, one := range p.occurrences(&p.Rules[i], calendar) {
			if one.Date < from || one.Date > to {
				continue
			}
			one.Place(&p.Rules[i], zone)
			found.ReachesUnknown = found.ReachesUnknown || !one.CalendarKnown
			found.Occurrences = append(found.Occurrences, one)
		}
	}
	byStart(found.Occurrences)
	p.mergeHours(found.Occurrences, zone)
	byStart(found.Occurrences)
	return found
}

func byStart(all []Occurrence) {
	slices.SortStableFunc(all, func(a, b Occurrence) int {
		return cmp.Or(a.StartsAt.Compare(b.StartsAt), cmp.Compare(a.Rule, b.Rule))
	})
}

// mergeHours leaves one of the occurrences of several rules that would be held from the same start to the same end.
func (p *Plan) mergeHours(all []Occurrence, zone *time.Location) {
	taken := map[[2]time.Time]bool{}
	for i := range all {
		one := &all[i]
		if one.Outcome == Skipped {
			continue
		}
		hours := [2]time.Time{one.StartsAt.UTC(), one.EndsAt.UTC()}
		if taken[hours] {
			one.Outcome, one.Reason, one.Date = Skipped, Merged, one.OriginalDate
			one.Place(&p.Rules[slices.IndexFunc(p.Rules, func(r Rule) bool { return r.Number == one.Rule })], zone)
		}
		taken[hours] = true
	}
}

// occurrences are all of one rule, by original day, without their times.
func (p *Plan) occurrences(r *Rule, calendar *holiday.Calendar) []Occurrence {
	weekends, workdays, last := p.adjusts(r)
	days := r.days(p.StartsOn, p.last())
	all := make([]Occurrence, 0, len(days)+len(r.ExtraDates))
	for _, day := range days {
		all = append(all, p.decide(day, r.Number, weekends, calendar))
	}
	if workdays && len(days) > 0 {
		if last == "" {
			last = days[len(days)-1]
		}
		for _, day := range each(p.StartsOn, last, func(day models.Date) bool { return calendar.Day(day).Kind == holiday.MakeUp }) {
			all = append(all, p.add(day, r.Number, AdjustedWorkday, calendar))
		}
	}
	for _, day := range r.ExtraDates {
		all = append(all, p.add(day, r.Number, Extra, calendar))
	}
	return merge(all)
}

// adjusts says whether adjusted working days take the rule's days away, or add to them, and until when they add: empty for
// until the last of its days.
func (p *Plan) adjusts(r *Rule) (weekends, workdays bool, last models.Date) {
	if p.Adjusted != AsWorkday || r.Kind != RRule {
		return false, false, ""
	}
	pattern, wrong := parsePattern(r.RRule)
	if wrong != nil {
		return false, false, ""
	}
	switch {
	case pattern.until != "":
		last = min(pattern.until, p.last())
	case pattern.count == 0:
		last = p.last()
	}
	return pattern.isOnlyWeekends(), pattern.isEveryWorkday(), last
}

// decide says what becomes of a day that the rule gives.
func (p *Plan) decide(day models.Date, rule int, weekends bool, calendar *holiday.Calendar) Occurrence {
	on := calendar.Day(day)
	one := Occurrence{Date: day, OriginalDate: day, Rule: rule, Outcome: Held, CalendarKnown: on.Known}
	if isHoliday(on) {
		one.Holiday = on.Name
	}
	switch {
	case slices.Contains(p.Excluded, day):
		one.Outcome, one.Reason = Skipped, Excluded
	case isHoliday(on) && p.Holidays == Skip:
		one.Outcome, one.Reason = Skipped, Holiday
	case isHoliday(on) && p.Holidays == Move:
		one.Outcome, one.Reason, one.Date = Moved, Holiday, p.nextWorkday(day, calendar)
	case on.Kind == holiday.MakeUp && weekends:
		one.Outcome, one.Reason = Skipped, AdjustedWorkday
	}
	return one
}

// nextWorkday is the first day after a holiday to which the plan may move.
func (p *Plan) nextWorkday(day models.Date, calendar *holiday.Calendar) models.Date {
	for {
		day = calendar.NextWorkday(day)
		adjusted := calendar.Day(day).Kind == holiday.MakeUp && p.Adjusted != AsWorkday
		if !adjusted && !slices.Contains(p.Excluded, day) {
			return day
		}
	}
}

// add is a day that is held besides the rule's own, whatever the holiday policy says.
func (p *Plan) add(day models.Date, rule int, reason Reason, calendar *holiday.Calendar) Occurrence {
	on := calendar.Day(day)
	one := Occurrence{Date: day, OriginalDate: day, Rule: rule, Outcome: Held, Reason: reason, CalendarKnown: on.Known}
	if isHoliday(on) {
		one.Holiday = on.Name
	}
	if slices.Contains(p.Excluded, day) {
		one.Outcome, one.Reason = Skipped, Excluded
	}
	return one
}

// merge leaves one occurrence for an original day, and one that is held for a date. What was added comes last, and holds
// what the policy would have skipped or moved.
func merge(all []Occurrence) []Occurrence {
	slices.SortStableFunc(all, func(a, b Occurrence) int { return cmp.Compare(a.OriginalDate, b.OriginalDate) })
	kept := all[:0]
	for _, one := range all {
		if last := len(kept) - 1; last >= 0 && kept[last].OriginalDate == one.OriginalDate {
			if kept[last].Outcome != Held {
				kept[last] = one
			}
			continue
		}
		kept = append(kept, one)
	}
	taken := map[models.Date]bool{}
	for _, one := range kept {
		taken[one.Date] = taken[one.Date] || one.Outcome == Held
	}
	for i := range kept {
		one := &kept[i]
		if one.Outcome != Moved {
			continue
		}
		if taken[one.Date] {
			one.Outcome, one.Reason, one.Date = Skipped, Merged, one.OriginalDate
			continue
		}
		taken[one.Date] = true
	}
	return kept
}

// Place gives the occurrence the rule's shifts on its date.
func (o *Occurrence) Place(r *Rule, zone *time.Location) {
	day := o.Date.In(time.UTC)
	o.Shifts = make([]Slot, len(r.Shifts))
	for i := range r.Shifts {
		slot := r.Shifts[i].on(day, zone)
		o.Shifts[i] = slot
		if i == 0 || slot.StartsAt.Before(o.StartsAt) {
			o.StartsAt = slot.StartsAt
		}
		if i == 0 || slot.EndsAt.After(o.EndsAt) {
			o.EndsAt = slot.EndsAt
		}
	}
}

// isHoliday tells a day that a notice makes one off from an ordinary weekend.
func isHoliday(on holiday.Day) bool { return on.Kind == holiday.Festival || on.Kind == holiday.InLieu }
