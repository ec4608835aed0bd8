package holiday_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"

	"practicestation/models"
	"practicestation/models/holiday"
	"practicestation/models/modelstest"
)

// Every day of the four years is what the list that was gathered for the tests says, and a weekend or not otherwise.
func TestEveryDayOfTheKnownYears(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../testdata/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := os.ReadFile("notices.csv")
	if err != nil || !bytes.Equal(content, shipped) {
		t.Errorf("the program ships another list than the tests have: %v", err)
	}
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	listed := map[models.Date][]string{}
	for _, row := range rows[1:] {
		listed[models.Date(row[0])] = row
	}
	kinds := map[string]holiday.Kind{"放假": holiday.Festival, "调休放假": holiday.InLieu, "调休上班": holiday.MakeUp}
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		calendar := load(t, w)
		checked := 0
		for day := models.Date("2022-12-31"); day <= "2026-12-31"; day = day.Plus(1) {
			want := holiday.Day{Date: day, Kind: holiday.Ordinary, Known: true, Off: day.Weekday() == time.Saturday || day.Weekday() == time.Sunday}
			if row := listed[day]; row != nil {
				want.Kind, want.Name, want.Off = kinds[row[4]], row[2], row[3] == "off"
				checked++
			}
			if got := calendar.Day(day); got != want || calendar.IsWorkday(day) == want.Off {
				t.Errorf("%s is %+v, want %+v", day, got, want)
			}
		}
		if checked != len(listed) || checked != 142 {
			t.Errorf("%d of %d listed days were seen", checked, len(listed))
		}
	})
}

func TestWhatNoNoticeCoversIsNotKnown(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		calendar := load(t, w)
		for day, want := range map[models.Date]holiday.Day{
			"2027-01-01": {Kind: holiday.Ordinary}, // a Friday
			"2027-01-02": {Kind: holiday.Ordinary, Off: true},
			"2022-12-30": {Kind: holiday.Ordinary},
			"2022-12-31": {Kind: holiday.Festival, Name: "元旦", Off: true, Known: true}, // the notice of 2023 names it
		} {
			want.Date = day
			if got := calendar.Day(day); got != want {
				t.Errorf("%s is %+v, want %+v", day, got, want)
			}
		}
		if calendar.Known(2022) || !calendar.Known(2023) || !calendar.Known(2026) || calendar.Known(2027) {
			t.Error("2023 to 2026 are known, and no other year")
		}
		if through := calendar.KnownThrough(); through != "2026-12-31" {
			t.Errorf("known through %s", through)
		}
		if days := calendar.Holidays(2023); len(days) == 0 || days[0].Day != "2022-12-31" || len(calendar.Holidays(2027)) != 0 {
			t.Errorf("the notice of 2023 begins with %+v", days)
		}
	})
}

func TestWorkdays(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "sqlite")
	calendar := load(t, w)
	for _, c := range []struct {
		name string
		from models.Date
		n    int
		want models.Date
	}{
		{"a weekend is passed", "2026-03-06", 1, "2026-03-09"},
		{"a Saturday that is worked counts", "2026-02-13", 1, "2026-02-14"},
		{"over the Spring Festival", "2026-02-14", 1, "2026-02-24"},
		{"from within the holidays", "2026-10-03", 1, "2026-10-08"},
		{"ten over the National Day, with its Saturday", "2026-09-28", 10, "2026-10-16"},
		{"a Sunday that is worked counts", "2026-01-02", 1, "2026-01-04"},
		{"into a year that is not known", "2026-12-31", 2, "2027-01-04"},
		{"none", "2026-10-01", 0, "2026-10-01"},
		{"back over the Spring Festival", "2026-02-24", -2, "2026-02-13"},
	} {
		if got := calendar.AddWorkdays(c.from, c.n); got != c.want {
			t.Errorf("%s: %d working days after %s is %s, want %s", c.name, c.n, c.from, got, c.want)
		}
	}
	if next := calendar.NextWorkday("2026-04-03"); next != "2026-04-07" {
		t.Errorf("after 清明 comes %s", next)
	}
}

// So many working days later lie so many working days, the last one itself.
func TestWorkdaysAreCounted(t *testing.T) {
	t.Parallel()
	calendar := load(t, modelstest.Open(t, "sqlite"))
	rapid.Check(t, func(t *rapid.T) {
		from := models.Date("2022-12-01").Plus(rapid.IntRange(0, 1600).Draw(t, "day"))
		n := rapid.IntRange(1, 30).Draw(t, "n")
		to := calendar.AddWorkdays(from, n)
		counted := 0
		for day := from.Plus(1); day <= to; day = day.Plus(1) {
			if calendar.IsWorkday(day) {
				counted++
			}
		}
		if counted != n || !calendar.IsWorkday(to) {
			t.Fatalf("%s to %s has %d working days, want %d", from, to, counted, n)
		}
	})
}
