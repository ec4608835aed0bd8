package lunar_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/lunar"
)

// newYears are the days of 正月初一 as almanacs print them.
var newYears = strings.Fields(`2000-02-05 2001-01-24 2002-02-12 2003-02-01 2004-01-22 2005-02-09 2006-01-29 2007-02-18
	2008-02-07 2009-01-26 2010-02-14 2011-02-03 2012-01-23 2013-02-10 2014-01-31 2015-02-19 2016-02-08 2017-01-28
	2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06
	2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28 2037-02-15`)

func TestNewYears(t *testing.T) {
	t.Parallel()
	for i, want := range newYears {
		if got, ok := lunar.Civil(2000+i, 1, 1, false); !ok || string(got) != want {
			t.Errorf("正月初一 of %d is %s, want %s", 2000+i, got, want)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	cases := []struct {
		civil models.Date
		want  lunar.Date
		text  string
		year  string
	}{
		{"2000-01-01", lunar.Date{Year: 1999, Month: 11, Day: 25}, "冬月廿五", "己卯"},
		{"2020-01-24", lunar.Date{Year: 2019, Month: 12, Day: 30}, "腊月三十", "己亥"},
		{"2020-01-27", lunar.Date{Year: 2020, Month: 1, Day: 3}, "正月初三", "庚子"},
		{"2020-05-22", lunar.Date{Year: 2020, Month: 4, Day: 30}, "四月三十", "庚子"},
		{"2020-05-23", lunar.Date{Year: 2020, Month: 4, Day: 1, Leap: true}, "闰四月初一", "庚子"},
		{"2023-03-22", lunar.Date{Year: 2023, Month: 2, Day: 1, Leap: true}, "闰二月初一", "癸卯"},
		{"2025-10-29", lunar.Date{Year: 2025, Month: 9, Day: 9}, "九月初九", "乙巳"},
		{"2026-02-16", lunar.Date{Year: 2025, Month: 12, Day: 29}, "腊月廿九", "乙巳"},
		{"2026-03-03", lunar.Date{Year: 2026, Month: 1, Day: 15}, "正月十五", "丙午"},
		{"2033-12-22", lunar.Date{Year: 2033, Month: 11, Day: 1, Leap: true}, "闰冬月初一", "癸丑"},
		{"2057-09-29", lunar.Date{Year: 2057, Month: 9, Day: 1}, "九月初一", "丁丑"},
		{"2097-08-07", lunar.Date{Year: 2097, Month: 7, Day: 1}, "七月初一", "丁巳"},
		{"2100-12-31", lunar.Date{Year: 2100, Month: 12, Day: 1}, "腊月初一", "庚申"},
	}
	for _, c := range cases {
		got, err := lunar.Of(c.civil)
		if err != nil || got != c.want || got.String() != c.text || got.YearName() != c.year {
			t.Errorf("%s is %+v %s %s年 (%v), want %+v %s %s年", c.civil, got, got, got.YearName(), err, c.want, c.text, c.year)
		}
	}
}

func TestWhatIsNotOnTheCalendar(t *testing.T) {
	t.Parallel()
	for _, day := range []models.Date{"1999-12-31", "2101-01-01", "2023-02-29", "2023-2-1", "今天", ""} {
		if got, err := lunar.Of(day); !errors.Is(err, lunar.ErrOutside) {
			t.Errorf("Of(%q) = %+v, %v, want ErrOutside", day, got, err)
		}
		if term, ok := lunar.TermOn(day); ok {
			t.Errorf("TermOn(%q) = %s", day, term)
		}
	}
	cases := map[string]struct {
		year, month, day int
		leap             bool
	}{
		"day 30 of a month with 29":      {2025, 12, 30, false},
		"day 31":                         {2024, 12, 31, false},
		"day 0":                          {2024, 1, 0, false},
		"month 13":                       {2024, 13, 1, false},
		"month 0":                        {2024, 0, 1, false},
		"a leap month in a year without": {2024, 4, 1, true},
		"another leap month":             {2025, 4, 1, true},
		"before the first civil year":    {1999, 11, 24, false},
		"after the last civil year":      {2100, 12, 2, false},
		"before the table":               {1990, 1, 1, false},
		"after the table":                {2101, 1, 1, false},
	}
	for name, c := range cases {
		if got, ok := lunar.Civil(c.year, c.month, c.day, c.leap); ok {
			t.Errorf("%s is %s", name, got)
		}
	}
	if name := (lunar.Date{Month: 13, Day: 31}).String(); name != "" {
		t.Errorf("month 13 has the name %q", name)
	}
}

// Every civil day has one lunar date that leads back to it, and the next day is the next date.
func TestEveryDayThereAndBack(t *testing.T) {
	t.Parallel()
	var before lunar.Date
	days := 0
	for at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() <= lunar.LastYear; at = at.AddDate(0, 0, 1) {
		day := models.DateOf(at, time.UTC)
		date, err := lunar.Of(day)
		if err != nil {
			t.Fatalf("%s: %v", day, err)
		}
		if back, ok := lunar.Civil(date.Year, date.Month, date.Day, date.Leap); !ok || back != day {
			t.Fatalf("%s is %+v, which is %s", day, date, back)
		}
		if days > 0 && !follows(before, date) {
			t.Fatalf("%s is %+v after %+v", day, date, before)
		}
		before = date
		days++
	}
	if days != 36890 {
		t.Errorf("%d days", days)
	}
}

// follows: the next day of a month, or the first of the next month after day 29 or 30.
func follows(a, b lunar.Date) bool {
	if b.Day > 1 {
		return b == lunar.Date{Year: a.Year, Month: a.Month, Day: a.Day + 1, Leap: a.Leap}
	}
	next := lunar.Date{Year: a.Year, Month: a.Month + 1, Day: 1}
	if a.Month == 12 {
		next = lunar.Date{Year: a.Year + 1, Month: 1, Day: 1}
	}
	leap := lunar.Date{Year: a.Year, Month: a.Month, Day: 1, Leap: true}
	return a.Day >= 29 && (b == next || b == leap && !a.Leap)
}

func BenchmarkOf(b *testing.B) {
	for b.Loop() {
		_, _ = lunar.Of("2026-09-25")
	}
}
