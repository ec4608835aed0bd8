package recurrence

import (
	"fmt"
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/holiday"
	"practicestation/models/lunar"
)

// HolidayPolicy (节假日安排) says what becomes of an occurrence on a public holiday.
type HolidayPolicy string

// The holiday policies. A public holiday is a day off of the official notices; an ordinary weekend is none.
const (
	Keep HolidayPolicy = "keep" // it is held
	Skip HolidayPolicy = "skip" // it is not held
	Move HolidayPolicy = "move" // it is held on the next working day that is not excluded, also after the plan's last day
)

// AdjustedWorkdays (调休上班日) says what a Saturday or Sunday is on which people have to work.
type AdjustedWorkdays string

// An adjusted working day as a weekend changes nothing: rules go by the weekday, and nothing is moved to it. As a workday,
// rules of weekends alone are not held on it, rules of all five working days are held on it too, and what is moved may come
// to lie on it; every other rule stays as it is.
const (
	AsWeekend AdjustedWorkdays = "as_weekend"
	AsWorkday AdjustedWorkdays = "as_workday"
)

// The bounds of a plan.
const (
	maxYears = 2
	maxRules = 10
)

// Plan (重复安排) is all that decides on which days something is held, and when on them.
type Plan struct {
	Rules    []Rule
	StartsOn models.Date
	EndsOn   models.Date // empty: each rule ends by itself
	Holidays HolidayPolicy
	Adjusted AdjustedWorkdays
	Excluded []models.Date // nothing is held on these, neither as planned nor moved there
}

// Faults lists everything that is wrong with the plan, so that one answer names it all. A plan without faults ends within
// two years, and each of its rules has at least one day.
func (p *Plan) Faults() models.Faults {
	faults := p.boundFaults()
	if len(p.Rules) == 0 || len(p.Rules) > maxRules {
		faults.Add("rules", "rules_missing", fmt.Sprintf("要有 1 到 %d 条规则，写明在哪些天开展。只有次数要求、没有日子的不是日程。", maxRules))
	}
	for i := range p.Rules {
		prefix := fmt.Sprintf("rules.%d.", i)
		wrong := p.Rules[i].faults(prefix)
		if len(wrong) == 0 && len(faults) == 0 {
			wrong = p.lengthFaults(&p.Rules[i], prefix)
		}
		faults = append(faults, wrong...)
	}
	return append(faults, dateFaults("excluded_dates", p.Excluded, 0, maxDates)...)
}

func (p *Plan) boundFaults() models.Faults {
	var faults models.Faults
	for field, date := range map[string]models.Date{"starts_on": p.StartsOn, "ends_on": p.EndsOn} {
		if clean, ok := models.ParseDate(string(date)); date != "" && (!ok || clean != date) || date == "" && field == "starts_on" {
			faults.Add(field, "invalid_date", "没有这一天，请检查日期。")
		}
	}
	switch {
	case len(faults) > 0 || p.EndsOn == "":
	case p.EndsOn < p.StartsOn:
		faults.Add("ends_on", "order", "结束日期不能早于开始日期。")
	case p.EndsOn > p.limit():
		faults.Add("ends_on", tooLong.code, tooLong.message)
	}
	return faults
}

// limit is the last day that a plan may reach.
func (p *Plan) limit() models.Date {
	return models.DateOf(p.StartsOn.In(time.UTC).AddDate(maxYears, 0, 0), time.UTC)
}

// last is the last day of every rule, holidays aside.
func (p *Plan) last() models.Date {
	if p.EndsOn != "" {
		return p.EndsOn
	}
	return p.limit()
}

// lengthFaults lists why a rule that is right in itself does not fit into the plan's time.
func (p *Plan) lengthFaults(r *Rule, prefix string) models.Faults {
	var faults models.Faults
	field := prefix + string(r.Kind)
	add := func(wrong *fault) { faults.Add(field, wrong.code, wrong.message) }
	count := 0
	switch r.Kind {
	case RRule:
		pattern, _ := parsePattern(r.RRule)
		count = pattern.count
		switch {
		case count == 0 && pattern.until == "" && p.EndsOn == "":
			add(endless)
			return faults
		case pattern.until > p.limit():
			add(tooLong)
			return faults
		}
	case Dates:
		field = prefix + "dates"
		if slices.Min(r.Dates) < p.StartsOn || slices.Max(r.Dates) > p.last() {
			faults.Add(field, "order", "日期要在系列的起止日期之内。")
			return faults
		}
	default:
		field = prefix + "kind"
		switch {
		case p.EndsOn == "":
			add(endless)
			return faults
		case r.usesLunarTable() && p.EndsOn.In(time.UTC).Year() > lunar.LastYear:
			add(offTheTable)
			return faults
		}
	}
	days := len(r.days(p.StartsOn, p.last()))
	switch {
	case days == 0:
		add(never)
	case days < count && p.EndsOn == "":
		add(tooLong) // COUNT goes on beyond the two years
	}
	return faults
}

// ReachesUnknown reports whether the plan, up to its end, has a day whose holidays are not known yet. The plan has no faults.
func (p *Plan) ReachesUnknown(calendar *holiday.Calendar) bool {
	for i := range p.Rules {
		if len(p.Rules[i].ExtraDates) == 0 && p.last() <= calendar.KnownThrough() {
			continue
		}
		if slices.ContainsFunc(p.occurrences(&p.Rules[i], calendar), func(one Occurrence) bool { return !one.CalendarKnown }) {
			return true
		}
	}
	return false
}
