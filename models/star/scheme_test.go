package star_test

import (
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/star"
)

func TestEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, star.Scheme{}, star.Application{}, star.Objection{})
	})
}

// TestTheShippedSchemeIsTheNationalPractice: 100, 300, 600, 1000 and 1500 hours, of all time.
func TestTheShippedSchemeIsTheNationalPractice(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		shipped := c.standing(c.volunteer).Scheme
		for i, want := range []int64{100, 300, 600, 1000, 1500} {
			if shipped.Thresholds[i] != want*60 {
				t.Errorf("star %d takes %d minutes", i+1, shipped.Thresholds[i])
			}
		}
		if shipped.Version != 1 || shipped.Period != star.AllTime || shipped.CreatedAt.IsZero() {
			t.Errorf("shipped: %+v", shipped)
		}
	})
}

func TestTheCenterWritesTheScheme(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		in := star.SchemeInput{Name: "张家港", Period: star.AllTime, Thresholds: []int64{1800, 3600, 6000, 12000, 18000}, Version: 1}
		_, err := c.put(c.town, in)
		modelstest.Expect(t, "by a town", err, models.ErrPermission)
		for field, spoil := range map[string]func(in *star.SchemeInput){
			"name":              func(in *star.SchemeInput) { in.Name = strings.Repeat("长", 51) },
			"period":            func(in *star.SchemeInput) { in.Period = "fortnight" },
			"thresholds none":   func(in *star.SchemeInput) { in.Thresholds = nil },
			"thresholds six":    func(in *star.SchemeInput) { in.Thresholds = []int64{1, 2, 3, 4, 5, 6} },
			"thresholds equal":  func(in *star.SchemeInput) { in.Thresholds = []int64{100, 100} },
			"thresholds zero":   func(in *star.SchemeInput) { in.Thresholds = []int64{0} },
			"min_member_months": func(in *star.SchemeInput) { in.MinMemberMonths = 121 },
		} {
			wrong := in
			spoil(&wrong)
			_, err := c.put(c.center, wrong)
			modelstest.Expect(t, field, err, models.ErrInvalid)
		}
		written, err := c.put(c.center, in)
		if err != nil || written.Version != 2 {
			t.Fatalf("written: %v, %+v", err, written)
		}
		_, err = c.put(c.center, in)
		modelstest.Expect(t, "over somebody else's", err, models.ErrVersionConflict)
		c.read(models.Actor{}, func(tx *models.Tx) error {
			all, err := star.ListSchemes(tx, models.Page{Limit: 5})
			if err == nil && (len(all.Items) != 2 || all.Items[0].Version != 2 || all.Items[1].Thresholds[0] != 6000) {
				t.Errorf("versions: %+v", all.Items)
			}
			return err
		})
	})
}

// TestOnlyTheHoursOfThePeriodCount: confirmed ones, on days inside of it, summed anew each time.
func TestOnlyTheHoursOfThePeriodCount(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		for day, minutes := range map[models.Date]int64{"2025-03-02": 1, "2025-03-03": 10, "2025-12-31": 100, "2026-01-01": 1000, "2026-03-02": 10000} {
			c.served(c.volunteer, day, minutes, hours.Confirmed)
		}
		for _, status := range []hours.Status{hours.Pending, hours.Rejected, hours.Reversed} {
			c.served(c.volunteer, "2026-02-01", 100000, status)
		}
		other := c.lives(c.account(), "2025-01-01")
		c.served(other, "2026-02-01", 7, hours.Confirmed)
		for i, period := range []star.Period{star.AllTime, star.CalendarYear, star.RollingYear} {
			_, err := c.put(c.center, star.SchemeInput{Name: "办法", Period: period, Thresholds: []int64{100, 11100, 20000}, Version: int64(i) + 1})
			c.check(err)
			own := c.standing(c.volunteer)
			want := map[star.Period]int64{star.AllTime: 11111, star.CalendarYear: 11000, star.RollingYear: 11110}[period]
			level := map[star.Period]int64{star.AllTime: 2, star.CalendarYear: 1, star.RollingYear: 2}[period]
			if own.Minutes != want || own.Level != level || own.Granted != nil || own.Pending != nil {
				t.Errorf("%s: %+v, want %d", period, own, want)
			}
		}
		next, minutes := c.standing(c.volunteer).Next()
		if next != 3 || minutes != 20000 || c.standing(other).Minutes != 7 || c.standing(c.reader).Minutes != 0 {
			t.Errorf("next is %d at %d", next, minutes)
		}
		c.served(c.volunteer, "2026-03-01", 10000, hours.Confirmed)
		if next, _ := c.standing(c.volunteer).Next(); next != 0 {
			t.Errorf("after the last comes %d", next)
		}
	})
}
