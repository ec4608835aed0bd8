package recurrence_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/holiday"
	"practicestation/models/modelstest"
	"practicestation/models/recurrence"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// calendar is the one that the program ships.
func calendar(t testing.TB) *holiday.Calendar {
	t.Helper()
	w := modelstest.Open(t, "sqlite")
	var known *holiday.Calendar
	err := w.DB.Read(t.Context(), models.SystemActor("test"), func(tx *models.Tx) (err error) {
		known, err = holiday.Load(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return known
}

// notices are the days that testdata/holidays.csv names: off, with their holiday, and worked.
func notices(t *testing.T) (off map[string]string, work map[string]bool) {
	t.Helper()
	file, err := os.Open("../../testdata/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	off, work = map[string]string{}, map[string]bool{}
	for _, row := range rows[1:] { // date, weekday, name, day_type, …
		if row[3] == "work" {
			work[row[0]] = true
		} else {
			off[row[0]] = row[2]
		}
	}
	return off, work
}

// shifts is one from 08:00 to 10:00.
var shifts = []recurrence.Shift{{Role: "志愿者", Starts: "08:00", Ends: "10:00", Capacity: 2}}

// plan is one rule over 2026.
func plan(rrule string) *recurrence.Plan {
	return &recurrence.Plan{
		Rules:    []recurrence.Rule{{Number: 1, Kind: recurrence.RRule, RRule: rrule, Shifts: shifts}},
		StartsOn: "2026-01-01", EndsOn: "2026-12-31", Holidays: recurrence.Keep, Adjusted: recurrence.AsWeekend,
	}
}

func expand(t *testing.T, p *recurrence.Plan, known *holiday.Calendar) []recurrence.Occurrence {
	t.Helper()
	if faults := p.Faults(); len(faults) > 0 {
		t.Fatalf("%v", faults)
	}
	return p.Expand(known, modelstest.Zone(), "2020-01-01", "2040-01-01").Occurrences
}

// TestEachDayOf2026UnderEachPolicy holds every day against the notices, by a second way of counting.
func TestEachDayOf2026UnderEachPolicy(t *testing.T) {
	t.Parallel()
	known := calendar(t)
	off, work := notices(t)
	rules := map[string]string{
		"FREQ=DAILY": "1234567", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "12345", "FREQ=DAILY;BYDAY=FR,TH,WE,TU,MO": "12345", "FREQ=WEEKLY;BYDAY=SA,SU": "67", "FREQ=WEEKLY;BYDAY=SA": "6",
		"FREQ=WEEKLY;BYDAY=WE": "3", "FREQ=WEEKLY;BYDAY=FR,SA": "56",
	}
	for rrule, weekdays := range rules {
		for _, policy := range []recurrence.HolidayPolicy{recurrence.Keep, recurrence.Skip, recurrence.Move} {
			for _, adjusted := range []recurrence.AdjustedWorkdays{recurrence.AsWeekend, recurrence.AsWorkday} {
				p := plan(rrule)
				p.Holidays, p.Adjusted = policy, adjusted
				var got []string
				for _, one := range expand(t, p, known) {
					if one.Holiday != off[string(one.OriginalDate)] || !one.CalendarKnown {
						t.Errorf("%s is marked %q", one.OriginalDate, one.Holiday)
					}
					if one.Outcome != recurrence.Skipped {
						got = append(got, string(one.Date))
					}
				}
				want := expected(weekdays, policy, adjusted == recurrence.AsWorkday, off, work)
				if difference := cmp.Diff(want, got); difference != "" {
					t.Errorf("%s, %s, %s: by hand (-), plan (+)\n%s", rrule, policy, adjusted, difference)
				}
			}
		}
	}
}

// expected walks the year: which days are held when the rule has these weekdays, 1 for Monday.
func expected(weekdays string, policy recurrence.HolidayPolicy, asWorkday bool, off map[string]string, work map[string]bool) []string {
	held := map[string]bool{}
	for day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == 2026; day = day.AddDate(0, 0, 1) {
		date, number := day.Format(time.DateOnly), (int(day.Weekday())+6)%7+1
		fits := strings.Contains(weekdays, fmt.Sprint(number))
		if asWorkday && work[date] {
			switch strings.Trim(weekdays, "67") {
			case "":
				fits = false
			case "12345":
				fits = true
			}
		}
		if !fits {
			continue
		}
		switch {
		case off[date] == "" || policy == recurrence.Keep:
			held[date] = true
		case policy == recurrence.Move:
			next := day.AddDate(0, 0, 1)
			for off[next.Format(time.DateOnly)] != "" || (!asWorkday || !work[next.Format(time.DateOnly)]) && (next.Weekday() == time.Saturday || next.Weekday() == time.Sunday) {
				next = next.AddDate(0, 0, 1)
			}
			held[next.Format(time.DateOnly)] = true
		}
	}
	var days []string
	for date := range held {
		days = append(days, date)
	}
	slices.Sort(days)
	return days
}

// inWords writes occurrences as day, outcome and reason.
func inWords(all []recurrence.Occurrence) string {
	var words []string
	for _, one := range all {
		text := string(one.Date)[5:]
		if one.Date != one.OriginalDate {
			text = string(one.OriginalDate)[5:] + "→" + text
		}
		if one.Reason != "" {
			text += " " + string(one.Outcome) + " " + string(one.Reason)
		}
		words = append(words, text)
	}
	return strings.Join(words, ", ")
}

func TestWhatBecomesOfADay(t *testing.T) {
	t.Parallel()
	known := calendar(t)
	tests := []struct {
		name, rrule string
		change      func(p *recurrence.Plan)
		want        string
	}{
		{"held", "FREQ=WEEKLY;BYDAY=SA;COUNT=2", func(*recurrence.Plan) {}, "01-03, 01-10"},
		{"a holiday kept", "FREQ=DAILY;COUNT=1", func(*recurrence.Plan) {}, "01-01"},
		{"a holiday skipped", "FREQ=DAILY;COUNT=1", func(p *recurrence.Plan) { p.Holidays = recurrence.Skip }, "01-01 skipped holiday"},
		// 4 January 2026, a Sunday, is worked for the holiday of the 1st to the 3rd.
		{"a holiday moved past an adjusted working day", "FREQ=DAILY;COUNT=1", func(p *recurrence.Plan) { p.Holidays = recurrence.Move }, "01-01→01-05 moved holiday"},
		{"a holiday moved to an adjusted working day", "FREQ=DAILY;COUNT=1", func(p *recurrence.Plan) {
			p.Holidays, p.Adjusted = recurrence.Move, recurrence.AsWorkday
		}, "01-01→01-04 moved holiday"},
		{"two moved to one day", "FREQ=DAILY;COUNT=2", func(p *recurrence.Plan) { p.Holidays = recurrence.Move }, "01-02 skipped merged, 01-01→01-05 moved holiday"},
		{"moved to where it is held anyway", "FREQ=DAILY;BYDAY=FR,MO;COUNT=2", func(p *recurrence.Plan) { p.Holidays = recurrence.Move }, "01-02 skipped merged, 01-05"},
		{"excluded", "FREQ=WEEKLY;BYDAY=SA;COUNT=2", func(p *recurrence.Plan) { p.Excluded = []models.Date{"2026-01-10"} }, "01-03, 01-10 skipped excluded"},
		{"moved past an excluded day", "FREQ=DAILY;COUNT=1", func(p *recurrence.Plan) {
			p.Holidays, p.Excluded = recurrence.Move, []models.Date{"2026-01-05"}
		}, "01-01→01-06 moved holiday"},
		{"an extra day", "FREQ=WEEKLY;BYDAY=MO;COUNT=1", func(p *recurrence.Plan) { p.Rules[0].ExtraDates = []models.Date{"2026-01-06"} }, "01-05, 01-06 held extra"},
		{"an extra day that is a holiday", "FREQ=DAILY;COUNT=1", func(p *recurrence.Plan) {
			p.Holidays, p.Rules[0].ExtraDates = recurrence.Skip, []models.Date{"2026-01-01"}
		}, "01-01 held extra"},
		{"an extra day that is one anyway", "FREQ=WEEKLY;BYDAY=MO;COUNT=1", func(p *recurrence.Plan) { p.Rules[0].ExtraDates = []models.Date{"2026-01-05"} }, "01-05"},
		{"an excluded extra day", "FREQ=WEEKLY;BYDAY=MO;COUNT=1", func(p *recurrence.Plan) {
			p.Excluded, p.Rules[0].ExtraDates = []models.Date{"2026-01-06"}, []models.Date{"2026-01-06"}
		}, "01-05, 01-06 skipped excluded"},
		{"a weekend that is worked", "FREQ=WEEKLY;BYDAY=SU;COUNT=2", func(p *recurrence.Plan) { p.Adjusted = recurrence.AsWorkday }, "01-04 skipped adjusted_workday, 01-11"},
		{"a working-day rule on a weekend that is worked", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20260104", func(p *recurrence.Plan) { p.Adjusted = recurrence.AsWorkday }, "01-01, 01-02, 01-04 held adjusted_workday"},
		{"not beyond its last day when it counts", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=2", func(p *recurrence.Plan) { p.Adjusted = recurrence.AsWorkday }, "01-01, 01-02"},
		{"a monthly Saturday stays a Saturday", "FREQ=MONTHLY;BYMONTHDAY=4;COUNT=1", func(p *recurrence.Plan) { p.Adjusted = recurrence.AsWorkday }, "01-04"},
	}
	for _, test := range tests {
		p := plan(test.rrule)
		test.change(p)
		if got := inWords(expand(t, p, known)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// BenchmarkPreviewOfAYear expands a daily series of three shifts over 2026, as a preview does.
func BenchmarkPreviewOfAYear(b *testing.B) {
	known, p := calendar(b), plan("FREQ=DAILY")
	p.Holidays, p.Rules[0].Shifts = recurrence.Move, []recurrence.Shift{{Starts: "06:00", Ends: "14:00"}, {Starts: "14:00", Ends: "22:00"}, {Starts: "22:00", Ends: "06:00"}}
	for b.Loop() {
		if len(p.Faults()) > 0 || len(p.Expand(known, modelstest.Zone(), "2026-01-01", "2027-01-31").Occurrences) != 365 {
			b.Fatal("the year is wrong")
		}
	}
}
