package handlers_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"practicestation/models/modelstest"
)

// printed is a schedule as some station printed it, and what it means: a row of testdata/schedules.csv.
type printed struct {
	id       string
	rules    []string   // RFC 5545
	shifts   [][]string // of each rule, as HH:MM-HH:MM
	dates    []string   // instead of rules
	starts   time.Time  // the first day, zero where none is printed
	inMarch  []string   // the days of March 2026 that each rule gives
	hours    bool       // whether times of day are printed
	refusal  string     // the fault that it has as it is printed
	unusable string     // the fault that it still has once the user has chosen the hours
}

func printedSchedules(t *testing.T) []printed {
	t.Helper()
	file, err := os.Open("../testdata/schedules.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	var all []printed
	for _, row := range rows[1:] {
		cell := func(name string) string { return row[column[name]] }
		one := printed{id: cell("id"), rules: parts(cell("rrule"), " | "), dates: parts(cell("rdate"), ","), inMarch: parts(cell("days_in_2026_03"), "|"), hours: cell("shifts") != ""}
		for _, shifts := range parts(cell("shifts"), "|") {
			one.shifts = append(one.shifts, parts(shifts, ";"))
		}
		if day := cell("dtstart"); len(day) >= 8 {
			if one.starts, err = time.Parse("20060102", day[:8]); err != nil {
				t.Fatal(err)
			}
		}
		one.judge()
		all = append(all, one)
	}
	return all
}

func parts(text, by string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, by)
}

// judge says what the service must find wrong with the row, from what is printed.
func (p *printed) judge() {
	odd := func(shift string) bool { return strings.HasSuffix(shift, "-") || strings.Count(shift, ":") > 2 } // no end, or seconds
	noDay := func(rule string) bool {
		return rule != "FREQ=DAILY" && !strings.Contains(rule, "BY") && !strings.Contains(rule, "COUNT")
	}
	switch {
	case len(p.rules)+len(p.dates) == 0:
		p.refusal, p.unusable = "rules_missing", "rules_missing" // a number of times, a season, a duty: no schedule
		return
	case !p.hours:
		p.refusal = "shifts_missing"
	case slices.ContainsFunc(slices.Concat(p.shifts...), odd):
		p.refusal = "pattern"
	}
	switch {
	case slices.ContainsFunc(p.rules, noDay):
		p.unusable = "rrule_day_missing" // so many times a week or month, on no day
	case slices.ContainsFunc(p.rules, func(rule string) bool { return strings.Contains(rule, "BYHOUR") }):
		p.unusable = "rrule_unsupported" // the hours belong to the shifts
	}
}

// body is the series that the row describes. A day without a year of ours is the next one of its name; hours that the user
// has to choose are the afternoon.
func (p *printed) body(a *app, chosen bool) object {
	rules, ends := []object{}, any("2026-12-31")
	starts := "2026-01-01"
	for i, rule := range p.rules {
		rules = append(rules, object{"kind": "rrule", "rrule": rule, "shifts": p.shiftsOf(i, chosen)})
		if strings.Contains(rule, "COUNT") {
			starts, ends = a.next(p.starts), nil
		}
	}
	if len(p.dates) > 0 {
		ends = nil
		var days []string
		for _, date := range p.dates {
			day, err := time.Parse("20060102", date)
			a.check(err)
			days = append(days, a.next(day))
		}
		rules = append(rules, object{"kind": "dates", "dates": days, "shifts": p.shiftsOf(0, chosen)})
	}
	return object{
		"station_id": a.station, "team_id": a.teamID(), "title": "系列 " + p.id, "category": "其他", "place": "社区广场", "declaration_version": 1,
		"rules": rules, "starts_on": starts, "lead_days": 7,
	}.with("ends_on", ends)
}

func (p *printed) shiftsOf(rule int, chosen bool) []object {
	printed := []string{}
	switch {
	case len(p.shifts) > 0:
		printed = p.shifts[min(rule, len(p.shifts)-1)]
	case chosen:
		printed = []string{"14:00-17:00"}
	}
	shifts := []object{}
	for _, shift := range printed {
		starts, ends, _ := strings.Cut(strings.TrimSuffix(shift, "(+1)"), "-")
		if chosen && ends == "" {
			ends = "20:00"
		}
		shifts = append(shifts, object{"role": "志愿者", "starts": starts, "ends": ends, "capacity": 2})
	}
	return shifts
}

// next is the next day of this month and day, from tomorrow on.
func (a *app) next(day time.Time) string {
	today := a.now().In(modelstest.Zone())
	coming := time.Date(today.Year(), day.Month(), day.Day(), 0, 0, 0, 0, modelstest.Zone())
	if !coming.After(today) {
		coming = coming.AddDate(1, 0, 0)
	}
	return coming.Format(time.DateOnly)
}

// rewritten is the row as the refusal tells a manager to write it: hours in the shifts alone, and without seconds.
func (p *printed) rewritten() *printed {
	again := *p
	again.rules, again.shifts, again.unusable = nil, nil, ""
	for _, rule := range p.rules {
		rule, _, _ = strings.Cut(rule, ";BYHOUR=")
		again.rules = append(again.rules, rule)
	}
	for _, shifts := range p.shifts {
		var whole []string
		for _, shift := range shifts {
			whole = append(whole, withSeconds.ReplaceAllString(shift, "$1"))
		}
		again.shifts = append(again.shifts, whole)
	}
	return &again
}

var withSeconds = regexp.MustCompile(`(\d\d:\d\d):\d\d`)

// TestEachPrintedScheduleIsHeldOrRefusedWithAReason: the schedules of 77 stations, as they are printed. 15 are none: nine name no
// day at all, and six only so many times a week or month. Three more are refused until they are written as the reason says:
// one puts its hours into the rule, and two have seconds.
func TestEachPrintedScheduleIsHeldOrRefusedWithAReason(t *testing.T) {
	t.Parallel()
	all := printedSchedules(t)
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		w.Clock.Set(time.Date(2026, time.February, 28, 9, 0, 0, 0, modelstest.Zone()))
		a := newApp(t, w)
		held := 0
		for _, row := range all {
			if row.refusal != "" {
				a.refusesSchedule(&row, row.body(a, false), row.refusal)
			}
			if row.unusable != "" {
				a.refusesSchedule(&row, row.body(a, true), row.unusable)
			}
			if row.unusable == "rules_missing" || row.unusable == "rrule_day_missing" {
				continue
			}
			a.holdsSchedule(row.rewritten())
			held++
		}
		if len(all) != 77 || held != 62 {
			t.Errorf("%d schedules, %d held", len(all), held)
		}
	})
}

func (a *app) refusesSchedule(row *printed, body object, code string) {
	a.t.Helper()
	for _, path := range []string{"/series", "/series/preview"} {
		refused := a.as(manager).post(path, body)
		if refused.status != 422 || !slices.Contains(strings.Fields(refused.every("errors", "code")), code) {
			a.t.Errorf("%s on %s: %d %s, want %s", row.id, path, refused.status, refused.body, code)
		}
	}
}

// occurrence is one of a series' list.
type occurrence struct {
	Rule       int    `json:"rule_number"`
	HeldOn     string `json:"held_on"`
	Outcome    string
	Reason     *string
	StartsAt   time.Time `json:"starts_at"`
	ActivityID *string   `json:"activity_id"`
	Shifts     []struct {
		StartsAt time.Time `json:"starts_at"`
		EndsAt   time.Time `json:"ends_at"`
	}
}

func (a *app) occurrences(list *answer) []occurrence {
	a.t.Helper()
	var found struct{ Occurrences []occurrence }
	a.check(json.Unmarshal(list.body, &found))
	return found.Occurrences
}

func (a *app) holdsSchedule(row *printed) {
	a.t.Helper()
	made := a.as(manager).post("/series", row.body(a, true)).must(201)
	all := a.occurrences(a.as(manager).get("/series/" + made.id() + "/occurrences?from=2026-01-01&limit=1000").must(200))
	days := make([][]string, max(1, len(row.rules)))
	for _, one := range all {
		a.sameShifts(row, one)
		if strings.HasPrefix(one.HeldOn, "2026-03-") {
			days[one.Rule-1] = append(days[one.Rule-1], strings.TrimPrefix(one.HeldOn[8:], "0"))
		}
		// Where two rules give the same hours of a day, one of them holds it for both.
		merged := one.Reason != nil && *one.Reason == "merged"
		if near := one.StartsAt.After(a.now()) && one.HeldOn <= "2026-03-07" && !merged; near != (one.ActivityID != nil) {
			a.t.Errorf("%s on %s: an activity: %v", row.id, one.HeldOn, !near)
		}
	}
	for i, want := range row.inMarch {
		if want == "1-31" {
			want = "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31"
		}
		if got := strings.Join(days[i], ","); got != want {
			a.t.Errorf("%s in March: %s, want %s", row.id, got, want)
		}
	}
	if len(row.rules) > 0 {
		if _, wanted, found := strings.Cut(row.rules[0], "COUNT="); found && strconv.Itoa(len(all)) != wanted {
			a.t.Errorf("%s: %d days, want %s", row.id, len(all), wanted)
		}
	} else if len(all) != len(row.dates) {
		a.t.Errorf("%s: %d days, want %d", row.id, len(all), len(row.dates))
	}
}

// sameShifts holds an occurrence against the printed hours; an end that is not after its start is of the next day.
func (a *app) sameShifts(row *printed, one occurrence) {
	a.t.Helper()
	want := row.shiftsOf(one.Rule-1, true)
	if len(one.Shifts) != len(want) {
		a.t.Errorf("%s has %d shifts, want %d", row.id, len(one.Shifts), len(want))
		return
	}
	day, err := time.ParseInLocation(time.DateOnly, one.HeldOn, modelstest.Zone())
	a.check(err)
	for i, shift := range want {
		starts, ends := hoursOf(shift["starts"].(string)), hoursOf(shift["ends"].(string))
		if ends <= starts {
			ends += 24 * time.Hour
		}
		if got := one.Shifts[i]; !got.StartsAt.Equal(day.Add(starts)) || !got.EndsAt.Equal(day.Add(ends)) {
			a.t.Errorf("%s: %v, want %s", row.id, got, marshal(shift))
		}
	}
}

// hoursOf reads HH:MM, by hand.
func hoursOf(clock string) time.Duration {
	hours, minutes, _ := strings.Cut(clock, ":")
	h, _ := strconv.Atoi(hours)
	m, _ := strconv.Atoi(minutes)
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
}
