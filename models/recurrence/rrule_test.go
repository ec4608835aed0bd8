package recurrence

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"practicestation/models"
)

func TestPatternIsRefusedWithAReason(t *testing.T) {
	t.Parallel()
	tests := map[string]*fault{
		"FREQ=WEEKLY;BYDAY=MO":                                 nil,
		"rrule:freq=weekly;byday=mo,we":                        nil,
		"FREQ=MONTHLY;BYDAY=-1SU;INTERVAL=3;WKST=SU":           nil,
		"FREQ=MONTHLY;BYMONTHDAY=-1":                           nil,
		"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1":        nil,
		"FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=5":                   nil,
		"FREQ=DAILY;COUNT=366":                                 nil,
		"FREQ=DAILY;UNTIL=20261231":                            nil,
		"FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2,4":               nil,
		"":                                                     malformed,
		"FREQ=":                                                malformed,
		"INTERVAL=2":                                           malformed,
		"FREQ=DAILY;FREQ=DAILY":                                malformed,
		"FREQ=DAILY;;":                                         malformed,
		"FREQ=DAILY;INTERVAL=0":                                wrongNumber,
		"FREQ=DAILY;COUNT=-1":                                  wrongNumber,
		"FREQ=DAILY;COUNT=5;UNTIL=20261231":                    malformed,
		"FREQ=DAILY;UNTIL=tomorrow":                            malformed, // no date, and a T in it
		"FREQ=WEEKLY;BYDAY=M":                                  wrongNumber,
		"FREQ=WEEKLY;BYDAY=XX":                                 wrongNumber,
		"FREQ=MONTHLY;BYDAY=6MO":                               wrongNumber,
		"FREQ=MONTHLY;BYDAY=0MO":                               wrongNumber,
		"FREQ=MONTHLY;BYMONTHDAY=32":                           wrongNumber,
		"FREQ=MONTHLY;BYMONTHDAY=0":                            wrongNumber,
		"FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1":                  wrongNumber,
		"FREQ=HOURLY":                                          unsupported,
		"FREQ=SECONDLY;COUNT=1":                                unsupported,
		"FREQ=DAILY;BYHOUR=9":                                  unsupported,
		"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO":                     unsupported,
		"FREQ=YEARLY;BYEASTER=0":                               unsupported,
		"FREQ=DAILY;UNTIL=20261231T000000":                     unsupported,
		"FREQ=DAILY;UNTIL=20261231T000000Z":                    unsupported,
		"FREQ=MONTHLY;BYDAY=MO,-1SU":                           together,
		"FREQ=WEEKLY;BYDAY=1MO":                                together,
		"FREQ=WEEKLY;BYDAY=MO;BYMONTHDAY=1":                    together,
		"FREQ=DAILY;BYSETPOS=1":                                together,
		"FREQ=MONTHLY;BYSETPOS=1":                              together,
		"FREQ=WEEKLY":                                          dayMissing, // at least once a week
		"FREQ=MONTHLY":                                         dayMissing,
		"FREQ=YEARLY;BYMONTHDAY=5":                             dayMissing,
		"FREQ=YEARLY;BYMONTH=3":                                dayMissing,
		"FREQ=DAILY;COUNT=367":                                 tooLong,
		"FREQ=DAILY;COUNT=10000":                               tooLong,
		"FREQ=DAILY;BYMONTHDAY=" + strings.Repeat("1,", 400):   wrongNumber,
		"FREQ=DAILY;COUNT=99999999999999999999999999999999999": wrongNumber,
	}
	for text, want := range tests {
		switch _, got := parsePattern(text); {
		case want == malformed && strings.Contains(text, "tomorrow"):
			if got == nil {
				t.Errorf("%s was taken", text)
			}
		case got != want:
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// A 31st is in the months that have one, a 29 February in leap years.
func TestDaysThatNotEveryMonthHas(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20260831":              "2026-01-31 2026-03-31 2026-05-31 2026-07-31 2026-08-31",
		"FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3":                     "2026-01-31 2026-02-28 2026-03-31",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;UNTIL=20281231":     "2028-02-29",
		"FREQ=MONTHLY;BYDAY=5SA;UNTIL=20260831":                  "2026-01-31 2026-05-30 2026-08-29",
		"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2":  "2026-01-30 2026-02-27",
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;UNTIL=20260131":         "2026-01-04 2026-01-18",
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU;UNTIL=20260131": "2026-01-11 2026-01-25",
	}
	for text, want := range tests {
		rule := Rule{Kind: RRule, RRule: text}
		if got := join(rule.days("2026-01-01", "2028-12-31")); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func join(days []models.Date) string {
	texts := make([]string, len(days))
	for i, day := range days {
		texts[i] = string(day)
	}
	return strings.Join(texts, " ")
}

// TestLibraryAgreesWithAWalkOverTheDays holds the days of random rules against a second, slow reading of RFC 5545.
func TestLibraryAgreesWithAWalkOverTheDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := randomRule(t)
		from := models.Date("2026-01-01").Plus(rapid.IntRange(0, 800).Draw(t, "from"))
		last := from.Plus(rapid.IntRange(0, 500).Draw(t, "length"))
		pattern, wrong := parsePattern(text)
		if wrong != nil {
			t.Fatalf("%s: %v", text, wrong)
		}
		if difference := cmp.Diff(walk(pattern, from, last), pattern.days(from, last)); difference != "" {
			t.Fatalf("%s in %s to %s: walk (-), library (+)\n%s", text, from, last, difference)
		}
	})
}

func randomRule(t *rapid.T) string {
	frequency := rapid.SampledFrom([]string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}).Draw(t, "frequency")
	monthly := frequency == "MONTHLY" || frequency == "YEARLY"
	parts := []string{"FREQ=" + frequency, fmt.Sprintf("INTERVAL=%d", rapid.IntRange(1, 5).Draw(t, "interval"))}
	add := func(name string, items *rapid.Generator[string], wanted bool) bool {
		if !wanted {
			return false
		}
		parts = append(parts, name+"="+strings.Join(rapid.SliceOfNDistinct(items, 1, 4, rapid.ID[string]).Draw(t, name), ","))
		return true
	}
	plain := rapid.SampledFrom([]string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"})
	day := plain
	if monthly {
		if rapid.Bool().Draw(t, "nth") {
			day = rapid.Custom(func(t *rapid.T) string {
				return rapid.SampledFrom([]string{"1", "2", "3", "4", "5", "-1", "-2", "-5"}).Draw(t, "nth") + plain.Draw(t, "day")
			})
		}
	}
	monthDay := rapid.Map(rapid.IntRange(1, 31), func(n int) string { return fmt.Sprint(n) })
	hasDay := add("BYDAY", day, frequency == "WEEKLY" || rapid.Bool().Draw(t, "by day"))
	add("BYMONTHDAY", monthDay, monthly && !hasDay || frequency != "WEEKLY" && rapid.Bool().Draw(t, "by month day"))
	add("BYMONTH", rapid.Map(rapid.IntRange(1, 12), func(n int) string { return fmt.Sprint(n) }), frequency == "YEARLY" || rapid.Bool().Draw(t, "by month"))
	return strings.Join(parts, ";")
}

// walk looks at each day by itself.
func walk(p *pattern, from, last models.Date) []models.Date {
	first := from.In(time.UTC)
	return each(from, last, func(date models.Date) bool {
		o, day := p.option, date.In(time.UTC)
		if len(o.Bymonth) > 0 && !slices.Contains(o.Bymonth, int(day.Month())) {
			return false
		}
		end := time.Date(day.Year(), day.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
		if len(o.Bymonthday) > 0 && !slices.Contains(o.Bymonthday, day.Day()) && !slices.Contains(o.Bymonthday, day.Day()-end-1) {
			return false
		}
		if len(o.Byweekday) > 0 {
			named := false
			for _, weekday := range o.Byweekday {
				same := (int(day.Weekday())+6)%7 == weekday.Day()
				nth, back := (day.Day()-1)/7+1, -((end-day.Day())/7 + 1)
				named = named || same && (weekday.N() == 0 || weekday.N() == nth || weekday.N() == back)
			}
			if !named {
				return false
			}
		}
		days := int(day.Sub(first).Hours() / 24)
		months := (day.Year()-first.Year())*12 + int(day.Month()) - int(first.Month())
		weeks := (days + (int(first.Weekday())+6)%7) / 7
		passed := map[string]int{"DAILY": days, "WEEKLY": weeks, "MONTHLY": months, "YEARLY": day.Year() - first.Year()}
		return passed[o.Freq.String()]%o.Interval == 0
	})
}

// FuzzPattern: whatever is sent is refused, or gives days in order and in bounds, and soon.
func FuzzPattern(f *testing.F) {
	for _, text := range []string{
		"FREQ=WEEKLY;BYDAY=MO", "FREQ=DAILY;COUNT=366", "FREQ=MONTHLY;BYDAY=-1SA;BYSETPOS=1", "FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
		"RRULE:FREQ=DAILY;INTERVAL=366;BYMONTHDAY=31;UNTIL=20261231", "FREQ=DAILY;BYMONTHDAY=1;BYMONTH=2;BYDAY=MO",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := Plan{
			Rules:    []Rule{{Kind: RRule, RRule: text, Shifts: []Shift{{Starts: "08:00", Ends: "10:00"}}}},
			StartsOn: "2026-03-02", EndsOn: "2028-03-02",
		}
		if len(p.Faults()) > 0 {
			return
		}
		days := p.Rules[0].days(p.StartsOn, p.last())
		if len(days) == 0 || len(days) > 732 || days[0] < p.StartsOn || days[len(days)-1] > p.EndsOn || !slices.IsSorted(days) || len(slices.Compact(slices.Clone(days))) != len(days) {
			t.Errorf("%q gives %v", text, days)
		}
	})
}

// BenchmarkDaysOfAYear compares the library with a walk over each day.
func BenchmarkDaysOfAYear(b *testing.B) {
	for _, text := range []string{"FREQ=DAILY", "FREQ=MONTHLY;BYDAY=3SA"} {
		pattern, _ := parsePattern(text)
		b.Run("library/"+text, func(b *testing.B) {
			for b.Loop() {
				pattern.days("2026-01-01", "2026-12-31")
			}
		})
		b.Run("walk/"+text, func(b *testing.B) {
			for b.Loop() {
				walk(pattern, "2026-01-01", "2026-12-31")
			}
		})
	}
}

// TestLunarRulesEndWithTheTable: beyond it a rule would silently have no days.
func TestLunarRulesEndWithTheTable(t *testing.T) {
	t.Parallel()
	shifts := []Shift{{Role: "志愿者", Starts: "08:00", Ends: "10:00", Capacity: 2}}
	rules := map[Kind]Rule{
		Lunar: {LunarDays: []int{1}, LeapMonth: LeapSkipped}, SolarTerm: {Term: "冬至"}, MarketDays: {Digits: []int{3}, Months: LunarMonths},
	}
	for kind, rule := range rules {
		for ends, want := range map[models.Date]string{"2100-12-31": "", "2101-01-01": "recurrence_beyond_lunar_table"} {
			rule.Kind, rule.Shifts = kind, shifts
			p := Plan{Rules: []Rule{rule}, StartsOn: "2100-01-01", EndsOn: ends, Holidays: Keep, Adjusted: AsWeekend}
			code := ""
			for _, wrong := range p.Faults() {
				code += wrong.Code
			}
			if code != want {
				t.Errorf("%s until %s: %q, want %q", kind, ends, code, want)
			}
		}
	}
}
