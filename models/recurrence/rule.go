package recurrence

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/lunar"
)

// Kind says by what a rule finds its days.
type Kind string

// The kinds of rules.
const (
	RRule      Kind = "rrule"       // the part of RFC 5545 that says days
	Dates      Kind = "dates"       // a list
	Lunar      Kind = "lunar"       // days of a lunar month, or of each
	SolarTerm  Kind = "solar_term"  // days about a solar term (节气)
	MarketDays Kind = "market_days" // 逢三六九: days of the month by their last digit
)

// LeapMonth says what a lunar rule does with a leap month (闰月).
type LeapMonth string

// What a rule may do with a leap month: most festivals are held once, in the first of two months of a name.
const (
	LeapSkipped  LeapMonth = "skip"
	LeapIncluded LeapMonth = "include"
)

// MonthsOf is the calendar whose months a rule of market days counts in.
type MonthsOf string

// The calendars of market days.
const (
	LunarMonths MonthsOf = "lunar"
	CivilMonths MonthsOf = "civil"
)

// Rule (重复规则) finds days in one of five ways; only the members of its kind are read. Each of its days has its shifts.
type Rule struct {
	Number     int           `json:"number"` // within its series, for good: an occurrence is known by it and its day
	Kind       Kind          `json:"kind"`
	RRule      string        `json:"rrule,omitempty"`
	Dates      []models.Date `json:"dates,omitempty"`
	LunarMonth int           `json:"lunar_month,omitempty"` // 0: every month
	LunarDays  []int         `json:"lunar_days,omitempty"`  // negative: from the month's end, -1 of the twelfth is 除夕
	LeapMonth  LeapMonth     `json:"leap_month,omitempty"`
	Term       string        `json:"term,omitempty"`
	TermFrom   int           `json:"term_from,omitempty"` // days from the term on: 清明前后十天 is -10 to 10
	TermTo     int           `json:"term_to,omitempty"`
	Digits     []int         `json:"market_digits,omitempty"`
	Months     MonthsOf      `json:"market_months,omitempty"`
	ExtraDates []models.Date `json:"extra_dates,omitempty"` // held besides, whatever the holidays say
	Shifts     []Shift       `json:"shifts"`
	LastShift  int           `json:"last_shift,omitempty"` // the number of the newest shift: none is given twice
}

// UnmarshalJSON reads a stored rule. The shifts of one from before they had numbers are numbered by their places.
func (r *Rule) UnmarshalJSON(text []byte) error {
	type stored Rule
	if err := json.Unmarshal(text, (*stored)(r)); err != nil {
		return err
	}
	for i := range r.Shifts {
		r.Shifts[i].Number = cmp.Or(r.Shifts[i].Number, i+1)
		r.LastShift = max(r.LastShift, r.Shifts[i].Number)
	}
	return nil
}

// SameDays reports whether the two rules are of one kind and find their days in the same way.
func (r *Rule) SameDays(other *Rule) bool {
	return r.Kind == other.Kind && r.RRule == other.RRule && slices.Equal(r.Dates, other.Dates) && r.LunarMonth == other.LunarMonth &&
		slices.Equal(r.LunarDays, other.LunarDays) && r.LeapMonth == other.LeapMonth && r.Term == other.Term && r.TermFrom == other.TermFrom &&
		r.TermTo == other.TermTo && slices.Equal(r.Digits, other.Digits) && r.Months == other.Months && slices.Equal(r.ExtraDates, other.ExtraDates)
}

// SameShifts reports whether the two rules have the same roles at the same times of each day.
func (r *Rule) SameShifts(other *Rule) bool {
	return slices.EqualFunc(r.Shifts, other.Shifts, Shift.Like)
}

// The bounds of a rule's members.
const (
	maxTermOffset = 15 // the next term is about fifteen days away
	maxShifts     = 10
	maxDates      = 180
)

// days are the rule's days in [from, last], in order and each once.
func (r *Rule) days(from, last models.Date) []models.Date {
	switch r.Kind {
	case RRule:
		pattern, wrong := parsePattern(r.RRule)
		if wrong != nil {
			return nil
		}
		if pattern.until != "" {
			last = min(last, pattern.until)
		}
		return pattern.days(from, last)
	case Dates:
		days := slices.DeleteFunc(slices.Clone(r.Dates), func(day models.Date) bool { return day < from || day > last })
		slices.Sort(days)
		return slices.Compact(days)
	case SolarTerm:
		return r.aboutTerm(from, last)
	}
	return each(from, last, r.fits)
}

// fits reports whether a day is one of a lunar rule or of market days.
func (r *Rule) fits(day models.Date) bool {
	if r.Kind == MarketDays && r.Months == CivilMonths {
		return slices.Contains(r.Digits, day.In(time.UTC).Day()%10)
	}
	on, err := lunar.Of(day)
	if err != nil {
		return false
	}
	if r.Kind == MarketDays {
		return slices.Contains(r.Digits, on.Day%10)
	}
	if r.LunarMonth != 0 && r.LunarMonth != on.Month || on.Leap && r.LeapMonth != LeapIncluded {
		return false
	}
	return slices.ContainsFunc(r.LunarDays, func(wanted int) bool {
		return wanted == on.Day || wanted < 0 && wanted == on.Day-1-lengthOf(on)
	})
}

// lengthOf is how many days the lunar month has.
func lengthOf(on lunar.Date) int {
	if _, long := lunar.Civil(on.Year, on.Month, 30, on.Leap); long {
		return 30
	}
	return 29
}

// aboutTerm are the days about each year's term, also of one that lies just outside [from, last].
func (r *Rule) aboutTerm(from, last models.Date) []models.Date {
	term, _ := lunar.TermNamed(r.Term)
	var days []models.Date
	for year := from.In(time.UTC).Year() - 1; year <= last.In(time.UTC).Year()+1; year++ {
		on, known := lunar.SolarTerm(year, term)
		if !known {
			continue
		}
		for offset := r.TermFrom; offset <= r.TermTo; offset++ {
			if day := on.Plus(offset); day >= from && day <= last {
				days = append(days, day)
			}
		}
	}
	return days
}

// usesLunarTable reports whether the rule's days come from the lunar calendar or the solar terms.
func (r *Rule) usesLunarTable() bool {
	return r.Kind == Lunar || r.Kind == SolarTerm || r.Kind == MarketDays && r.Months != CivilMonths
}

func each(from, last models.Date, fits func(models.Date) bool) []models.Date {
	var days []models.Date
	for day := from; day <= last; day = day.Plus(1) {
		if fits(day) {
			days = append(days, day)
		}
	}
	return days
}

// faults lists what is wrong with the rule itself; prefix names it in the plan.
func (r *Rule) faults(prefix string) models.Faults {
	var faults models.Faults
	switch r.Kind {
	case RRule:
		if _, wrong := parsePattern(r.RRule); wrong != nil {
			faults.Add(prefix+"rrule", wrong.code, wrong.message)
		}
	case Dates:
		faults = append(faults, dateFaults(prefix+"dates", r.Dates, 1, maxDates)...)
	case Lunar:
		if r.LunarMonth < 0 || r.LunarMonth > 12 {
			faults.Add(prefix+"lunar_month", "range", "农历月份要在 1 到 12 之间，不写表示每个月。")
		}
		if !all(r.LunarDays, func(day int) bool { return day != 0 && day >= -30 && day <= 30 }) {
			faults.Add(prefix+"lunar_days", "range", "农历日要写 1 到 30，或用负数从月末往前数（-1 是最后一天）。")
		}
	case SolarTerm:
		if _, known := lunar.TermNamed(r.Term); !known {
			faults.Add(prefix+"solar_term", "not_found", "节气要写二十四节气之一，如“清明”“冬至”。")
		}
		if r.TermFrom > r.TermTo || r.TermFrom < -maxTermOffset || r.TermTo > maxTermOffset {
			faults.Add(prefix+"term_from_days", "range", "从节气当天起算的天数要在 -15 到 15 之间，且起不晚于止。")
		}
	case MarketDays:
		if !all(r.Digits, func(digit int) bool { return digit >= 0 && digit <= 9 }) {
			faults.Add(prefix+"market_digits", "range", "逢几要写 0 到 9 的数字，逢三、六、九写 3、6、9，逢十写 0。")
		}
	default:
		faults.Add(prefix+"kind", "not_found", "没有这种规则，请写 rrule、dates、lunar、solar_term 或 market_days。")
	}
	faults = append(faults, dateFaults(prefix+"extra_dates", r.ExtraDates, 0, maxDates/3)...)
	return append(faults, shiftFaults(prefix+"shifts", r.Shifts)...)
}

// all reports whether there is an item at all, and each is right.
func all(items []int, right func(int) bool) bool {
	return len(items) > 0 && len(items) <= 30 && !slices.ContainsFunc(items, func(item int) bool { return !right(item) })
}

// dateFaults lists what is wrong with a list of dates that must have so many.
func dateFaults(field string, dates []models.Date, least, most int) models.Faults {
	var faults models.Faults
	if len(dates) < least || len(dates) > most {
		faults.Add(field, "length", fmt.Sprintf("日期要有 %d 到 %d 个。", least, most))
	}
	for i, date := range dates {
		if clean, ok := models.ParseDate(string(date)); !ok || clean != date {
			faults.Add(fmt.Sprintf("%s.%d", field, i), "invalid_date", "没有这一天，请检查日期。")
		}
	}
	return faults
}
