package recurrence_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/recurrence"
)

func TestOtherKindsOfRules(t *testing.T) {
	t.Parallel()
	known := calendar(t)
	tests := []struct {
		name string
		rule recurrence.Rule
		want string
	}{
		{"正月十五", recurrence.Rule{Kind: recurrence.Lunar, LunarMonth: 1, LunarDays: []int{15}}, "2025-02-12 2026-03-03"},
		{"九月初九", recurrence.Rule{Kind: recurrence.Lunar, LunarMonth: 9, LunarDays: []int{9}}, "2025-10-29 2026-10-18"},
		{"除夕", recurrence.Rule{Kind: recurrence.Lunar, LunarMonth: 12, LunarDays: []int{-1}}, "2025-01-28 2026-02-16"}, // 2025 and 2026: the twelfth month has 29 days
		{"腊月三十", recurrence.Rule{Kind: recurrence.Lunar, LunarMonth: 12, LunarDays: []int{30}}, ""},
		{"六月初一, and 2025 has a leap sixth month", recurrence.Rule{Kind: recurrence.Lunar, LunarMonth: 6, LunarDays: []int{1}}, "2025-06-25 2026-07-14"},
		{"六月初一 and 闰六月初一", recurrence.Rule{Kind: recurrence.Lunar, LunarMonth: 6, LunarDays: []int{1}, LeapMonth: recurrence.LeapIncluded}, "2025-06-25 2025-07-25 2026-07-14"},
		{"冬至", recurrence.Rule{Kind: recurrence.SolarTerm, Term: "冬至"}, "2025-12-21 2026-12-22"},
		{"清明前后", recurrence.Rule{Kind: recurrence.SolarTerm, Term: "清明", TermFrom: -1, TermTo: 0}, "2025-04-03 2025-04-04 2026-04-04 2026-04-05"},
		{"dates out of order", recurrence.Rule{Kind: recurrence.Dates, Dates: []models.Date{"2026-03-02", "2025-03-01", "2026-03-02"}}, "2025-03-01 2026-03-02"},
	}
	for _, test := range tests {
		p := plan("")
		p.StartsOn, test.rule.Number, test.rule.Shifts = "2025-01-01", 1, shifts
		p.Rules = []recurrence.Rule{test.rule}
		if test.want == "" {
			if faults := p.Faults(); len(faults) != 1 || faults[0].Code != "recurrence_never" {
				t.Errorf("%s: %v", test.name, faults)
			}
			continue
		}
		var days []string
		for _, one := range expand(t, p, known) {
			days = append(days, string(one.Date))
		}
		if got := strings.Join(days, " "); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// TestShiftsOfADay: half-open, across midnight, to the end of the day, in the small hours after.
func TestShiftsOfADay(t *testing.T) {
	t.Parallel()
	p := plan("FREQ=DAILY;COUNT=1")
	p.Rules[0].Shifts = []recurrence.Shift{
		{Starts: "06:30", Ends: "17:30"}, {Starts: "17:30", Ends: "01:00"}, {Starts: "01:00", Ends: "06:30", NextDay: true}, {Starts: "16:00", Ends: "24:00"}, {Starts: "00:00", Ends: "24:00"},
	}
	one := expand(t, p, calendar(t))[0]
	want := []string{"01 06:30–01 17:30", "01 17:30–02 01:00", "02 01:00–02 06:30", "01 16:00–02 00:00", "01 00:00–02 00:00"}
	var got []string
	for _, slot := range one.Shifts {
		got = append(got, slot.StartsAt.Format("02 15:04")+"–"+slot.EndsAt.Format("02 15:04"))
	}
	if difference := cmp.Diff(want, got); difference != "" {
		t.Error(difference)
	}
	if got := one.StartsAt.Format("02 15:04") + "–" + one.EndsAt.Format("02 15:04"); got != "01 00:00–02 06:30" {
		t.Errorf("the whole is %s", got)
	}
}

func TestPlanIsRefusedWithEveryFault(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(p *recurrence.Plan)
		want   string
	}{
		{"none", func(*recurrence.Plan) {}, ""},
		{"no rule", func(p *recurrence.Plan) { p.Rules = nil }, "rules rules_missing"},
		{"an unknown kind", func(p *recurrence.Plan) { p.Rules[0].Kind = "moon" }, "rules.0.kind not_found"},
		{"no shift", func(p *recurrence.Plan) { p.Rules[0].Shifts = nil }, "rules.0.shifts shifts_missing"},
		{"an open end", func(p *recurrence.Plan) { p.Rules[0].Shifts = []recurrence.Shift{{Starts: "08:00"}} }, "rules.0.shifts.0.ends invalid_time"},
		{"seconds", func(p *recurrence.Plan) { p.Rules[0].Shifts = []recurrence.Shift{{Starts: "08:00:30", Ends: "24:01"}} }, "rules.0.shifts.0.starts invalid_time, rules.0.shifts.0.ends invalid_time"},
		{"no time between", func(p *recurrence.Plan) { p.Rules[0].Shifts = []recurrence.Shift{{Starts: "08:00", Ends: "08:00"}} }, "rules.0.shifts.0.ends order"},
		{"no first day", func(p *recurrence.Plan) { p.StartsOn = "" }, "starts_on invalid_date"},
		{"30 February", func(p *recurrence.Plan) { p.EndsOn = "2026-02-30" }, "ends_on invalid_date"},
		{"an end before the start", func(p *recurrence.Plan) { p.EndsOn = "2025-12-31" }, "ends_on order"},
		{"more than two years", func(p *recurrence.Plan) { p.EndsOn = "2028-01-02" }, "ends_on recurrence_too_long"},
		{"endless", func(p *recurrence.Plan) { p.EndsOn = "" }, "rules.0.rrule recurrence_endless"},
		{"until after two years", func(p *recurrence.Plan) { p.EndsOn, p.Rules[0].RRule = "", "FREQ=DAILY;UNTIL=20280102" }, "rules.0.rrule recurrence_too_long"},
		{"counting beyond two years", func(p *recurrence.Plan) { p.EndsOn, p.Rules[0].RRule = "", "FREQ=MONTHLY;BYMONTHDAY=1;COUNT=30" }, "rules.0.rrule recurrence_too_long"},
		{"31 February", func(p *recurrence.Plan) { p.Rules[0].RRule = "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31" }, "rules.0.rrule recurrence_never"},
		{"never on a Tuesday", func(p *recurrence.Plan) { p.Rules[0].RRule = "FREQ=DAILY;INTERVAL=7;BYDAY=TU" }, "rules.0.rrule recurrence_never"},
		{"a date outside", func(p *recurrence.Plan) {
			p.Rules[0] = recurrence.Rule{Kind: recurrence.Dates, Dates: []models.Date{"2027-01-01"}, Shifts: shifts}
		}, "rules.0.dates order"},
		{"no date", func(p *recurrence.Plan) { p.Rules[0] = recurrence.Rule{Kind: recurrence.Dates, Shifts: shifts} }, "rules.0.dates length"},
		{"a lunar rule without end", func(p *recurrence.Plan) {
			p.EndsOn, p.Rules[0] = "", recurrence.Rule{Kind: recurrence.Lunar, LunarDays: []int{1}, Shifts: shifts}
		}, "rules.0.kind recurrence_endless"},
		{"no such lunar day", func(p *recurrence.Plan) {
			p.Rules[0] = recurrence.Rule{Kind: recurrence.Lunar, LunarMonth: 13, LunarDays: []int{0}, Shifts: shifts}
		}, "rules.0.lunar_month range, rules.0.lunar_days range"},
		{"no such term", func(p *recurrence.Plan) {
			p.Rules[0] = recurrence.Rule{Kind: recurrence.SolarTerm, Term: "五一", TermFrom: 2, TermTo: 1, Shifts: shifts}
		}, "rules.0.solar_term not_found, rules.0.term_from_days range"},
		{"a market of no day", func(p *recurrence.Plan) { p.Rules[0] = recurrence.Rule{Kind: recurrence.MarketDays, Shifts: shifts} }, "rules.0.market_digits range"},
		{"bad dates", func(p *recurrence.Plan) {
			p.Excluded, p.Rules[0].ExtraDates = []models.Date{"2026-02-29"}, []models.Date{"today"}
		}, "rules.0.extra_dates.0 invalid_date, excluded_dates.0 invalid_date"},
	}
	for _, test := range tests {
		p := plan("FREQ=DAILY")
		test.change(p)
		var got []string
		for _, fault := range p.Faults() {
			got = append(got, fault.Field+" "+fault.Code)
		}
		if text := strings.Join(got, ", "); text != test.want {
			t.Errorf("%s: %s, want %s", test.name, text, test.want)
		}
	}
}
