package recurrence

import (
	"slices"
	"time"

	"github.com/teambition/rrule-go"
)

// mayFall reports whether any period of the rule between the two days has as many days as the rule asks for. Where none has, the
// library would look for one up to the year 9999.
func (p *pattern) mayFall(from, last time.Time) bool {
	least := 1
	for i, place := range p.option.Bysetpos {
		if place = max(place, -place); i == 0 || place < least {
			least = place
		}
	}
	starts, ends := from, last
	switch p.option.Freq { // a place in a period counts the days before and after too
	case rrule.MONTHLY:
		starts, ends = dayOf(from.Year(), from.Month(), 1), dayOf(last.Year(), last.Month()+1, 0)
	case rrule.YEARLY:
		starts, ends = dayOf(from.Year(), time.January, 1), dayOf(last.Year(), time.December, 31)
	}
	found := map[int]int{}
	for day := starts; !day.After(ends); day = day.AddDate(0, 0, 1) {
		period := p.periodOf(from, day)
		if period%p.option.Interval != 0 || !p.names(day) {
			continue
		}
		if found[period]++; found[period] >= least {
			return true
		}
	}
	return false
}

// periodOf numbers the period of a day from that of the first; weeks are not told apart, since each has every weekday.
func (p *pattern) periodOf(first, day time.Time) int {
	switch p.option.Freq {
	case rrule.DAILY:
		return int(day.Sub(first) / (24 * time.Hour))
	case rrule.MONTHLY:
		return (day.Year()-first.Year())*12 + int(day.Month()) - int(first.Month())
	case rrule.YEARLY:
		return day.Year() - first.Year()
	}
	return 0
}

// names reports whether the day is in the months, of the weekdays and of the days of a month that the rule names.
func (p *pattern) names(day time.Time) bool {
	o, length := p.option, dayOf(day.Year(), day.Month()+1, 0).Day()
	if len(o.Bymonth) > 0 && !slices.Contains(o.Bymonth, int(day.Month())) {
		return false
	}
	if len(o.Bymonthday) > 0 && !slices.Contains(o.Bymonthday, day.Day()) && !slices.Contains(o.Bymonthday, day.Day()-length-1) {
		return false
	}
	nth, back := (day.Day()-1)/7+1, -(length-day.Day())/7-1
	return len(o.Byweekday) == 0 || slices.ContainsFunc(o.Byweekday, func(named rrule.Weekday) bool {
		return named.Day() == (int(day.Weekday())+6)%7 && (named.N() == 0 || named.N() == nth || named.N() == back)
	})
}

func dayOf(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
