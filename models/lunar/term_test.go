package lunar_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/lunar"
)

func TestSolarTerms(t *testing.T) {
	t.Parallel()
	cases := map[string][]string{
		"冬至": strings.Fields("2019-12-22 2020-12-21 2021-12-21 2022-12-22 2023-12-22 2024-12-21 2025-12-21 2026-12-22"),
		"清明": strings.Fields("2019-04-05 2020-04-04 2021-04-04 2022-04-05 2023-04-05 2024-04-04 2025-04-04 2026-04-05"),
		"立春": strings.Fields("2017-02-03 2020-02-04 2021-02-03 2025-02-03 2026-02-04"),
		"夏至": strings.Fields("2020-06-21 2024-06-21 2025-06-21 2026-06-21"),
		"小寒": strings.Fields("2000-01-06 2026-01-05"),
	}
	for name, days := range cases {
		for _, want := range days {
			term, ok := lunar.TermNamed(name)
			if !ok {
				t.Fatalf("no term %s", name)
			}
			year := models.Date(want).In(time.UTC).Year()
			if got, ok := lunar.SolarTerm(year, term); !ok || string(got) != want {
				t.Errorf("%s of %d is %s, want %s", name, year, got, want)
			}
		}
	}
}

func TestNoSuchTerm(t *testing.T) {
	t.Parallel()
	for _, year := range []int{1999, 2101, 0, -1} {
		if got, ok := lunar.SolarTerm(year, 0); ok {
			t.Errorf("小寒 of %d is %s", year, got)
		}
	}
	for _, term := range []lunar.Term{-1, 24} {
		if got, ok := lunar.SolarTerm(2026, term); ok || term.String() != "" {
			t.Errorf("term %d is %s", term, got)
		}
	}
	if term, ok := lunar.TermNamed("大暖"); ok {
		t.Errorf("大暖 is %d", term)
	}
}

// The 24 terms of each year follow each other 14 to 16 days apart, and the day of each leads back to it.
func TestEveryTermOfEveryYear(t *testing.T) {
	t.Parallel()
	terms := lunar.Terms()
	if len(terms) != 24 {
		t.Fatalf("%d terms", len(terms))
	}
	before := time.Date(1999, 12, 22, 0, 0, 0, 0, time.UTC)
	for year := lunar.FirstYear; year <= lunar.LastYear; year++ {
		for _, term := range terms {
			day, ok := lunar.SolarTerm(year, term)
			at := day.In(time.UTC)
			if gap := at.Sub(before).Hours() / 24; !ok || at.Year() != year || gap < 14 || gap > 16 {
				t.Errorf("%s of %d is %s, %v days after the one before", term, year, day, gap)
			}
			if on, ok := lunar.TermOn(day); !ok || on != term {
				t.Errorf("%s is %s, want %s", day, on, term)
			}
			if named, ok := lunar.TermNamed(term.String()); !ok || named != term {
				t.Errorf("%s is %d, want %d", term, named, term)
			}
			before = at
		}
	}
	if term, ok := lunar.TermOn("2026-04-06"); ok {
		t.Errorf("the day after 清明 is %s", term)
	}
}

// The leap rule ties the two halves of the table together: 冬至 lies in the eleventh month, and when thirteen months lie
// between two of them, the first that holds no principal term (中气, every second one) is the leap month.
func TestLeapMonthsFollowFromTheSolarTerms(t *testing.T) {
	t.Parallel()
	principal := map[lunar.Date]bool{} // the months that hold one, as their first day
	for year := lunar.FirstYear; year <= lunar.LastYear; year++ {
		for term := lunar.Term(1); term < 24; term += 2 {
			day, _ := lunar.SolarTerm(year, term)
			date, err := lunar.Of(day)
			if err != nil {
				t.Fatal(err)
			}
			if term == 23 && (date.Month != 11 || date.Leap) {
				t.Errorf("冬至 of %d lies in %s", year, date)
			}
			date.Day = 1
			principal[date] = true
		}
	}
	for year := lunar.FirstYear + 1; year <= lunar.LastYear; year++ {
		checkYearBetweenSolstices(t, year, principal)
	}
}

func checkYearBetweenSolstices(t *testing.T, year int, principal map[lunar.Date]bool) {
	t.Helper()
	var months []lunar.Date
	start, _ := lunar.Civil(year-1, 11, 1, false)
	end, _ := lunar.Civil(year, 11, 1, false)
	for at := start.In(time.UTC); at.Before(end.In(time.UTC)); at = at.AddDate(0, 0, 1) {
		if date, err := lunar.Of(models.DateOf(at, time.UTC)); err == nil && date.Day == 1 {
			months = append(months, date)
		}
	}
	found := false
	for _, month := range months {
		want := len(months) == 13 && !found && !principal[month]
		if month.Leap != want {
			t.Errorf("%d %s: leap %v, by the solar terms %v", month.Year, month, month.Leap, want)
		}
		found = found || want
	}
	if len(months) < 12 || len(months) > 13 {
		t.Errorf("%d months before the solstice of %d", len(months), year)
	}
}

// The State Council's notices put the festivals where the table has them.
func TestFestivalsOfTheHolidayNotices(t *testing.T) {
	t.Parallel()
	off := holidaysByName(t)
	for year := 2023; year <= 2026; year++ {
		newYear, _ := lunar.Civil(year, 1, 1, false)
		boat, _ := lunar.Civil(year, 5, 5, false)
		moon, _ := lunar.Civil(year, 8, 15, false)
		qingming, _ := lunar.SolarTerm(year, 6)
		for festival, day := range map[string]models.Date{"春节": newYear, "端午节": boat, "中秋节": moon, "清明节": qingming} {
			if !strings.Contains(off[day], festival) {
				t.Errorf("%s of %d is %s, the notice has %q on it", festival, year, day, off[day])
			}
		}
	}
}

func holidaysByName(t *testing.T) map[models.Date]string {
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
	off := map[models.Date]string{}
	for _, row := range rows[1:] {
		if row[3] == "off" {
			off[models.Date(row[0])] = row[2]
		}
	}
	return off
}
