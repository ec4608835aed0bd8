package holiday_test

import (
	"errors"
	"testing"

	"practicestation/models"
	"practicestation/models/holiday"
	"practicestation/models/modelstest"
)

func page(t *testing.T, w *modelstest.World, from, to models.Date) (holiday.Page, error) {
	t.Helper()
	var found holiday.Page
	err := w.DB.Read(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		var err error
		found, err = holiday.Days(tx, from, to)
		return err
	})
	return found, err
}

func TestAPageOfDays(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "sqlite")
	got, err := page(t, w, "2026-02-28", "2026-04-06")
	if err != nil || len(got.Days) != 37 || got.KnownThrough != "2026-12-31" {
		t.Fatalf("%d days, known through %s, %v", len(got.Days), got.KnownThrough, err)
	}
	calendar := load(t, w)
	for i, day := range got.Days {
		if want := models.Date("2026-02-28").Plus(i); day.Date != want || day.Day != calendar.Day(want) || day.Lunar == nil {
			t.Errorf("day %d is %+v", i, day)
		}
	}
	if lanterns, tombs := got.Days[3], got.Days[36]; lanterns.Lunar.String() != "正月十五" || tombs.Term != "清明" || tombs.Name != "清明节" {
		t.Errorf("%+v, %+v", lanterns, tombs)
	}
	if old, err := page(t, w, "1999-12-31", "2000-01-02"); err != nil || old.Days[0].Lunar != nil || old.Days[1].Lunar == nil || old.Days[0].Known {
		t.Errorf("where the lunar table begins: %+v, %v", old, err)
	}
	for to, code := range map[models.Date]string{"2026-01-01": "order", "2025-01-01": "order", "2027-02-06": "range", "9999-12-31": "range", "2027-02-05": ""} {
		_, err := page(t, w, "2026-01-01", to)
		var refused *models.Error
		if errors.As(err, &refused) != (code != "") || code != "" && refused.Fields[0].Code != code {
			t.Errorf("to %s: %v, want %q", to, err, code)
		}
	}
}

// A year without a notice between two with one ends what is known.
func TestAGapEndsWhatIsKnown(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "sqlite")
	for _, step := range []struct {
		year    int
		through models.Date
	}{{2028, "2026-12-31"}, {2027, "2028-12-31"}} {
		if _, err := importing(t, w, administrator, notice(step.year)); err != nil {
			t.Fatal(err)
		}
		if calendar := load(t, w); calendar.KnownThrough() != step.through || !calendar.Known(2028) {
			t.Errorf("with %d the years are known through %s, want %s", step.year, calendar.KnownThrough(), step.through)
		}
	}
}

func TestTheNoticeOfAYear(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "sqlite")
	if _, err := importing(t, w, administrator, notice(2027)); err != nil {
		t.Fatal(err)
	}
	for year, want := range map[int]struct {
		known   bool
		days    int
		address string
	}{
		2026: {true, 39, "https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm"},
		2027: {true, 7, ""},
		2028: {false, 0, ""},
	} {
		var got holiday.Notice
		err := w.DB.Read(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
			var err error
			got, err = holiday.NoticeOf(tx, year)
			return err
		})
		if err != nil || got.Year != year || got.Known != want.known || len(got.Holidays) != want.days || got.URL != want.address || got.KnownThrough != "2027-12-31" {
			t.Errorf("%d: %+v, %v", year, got, err)
		}
	}
}
