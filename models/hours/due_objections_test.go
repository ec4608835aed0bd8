package hours_test

import (
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// TestAnAcceptedObjectionIsAnsweredWhenItsCorrectionIsDecided: one person's yes changes no hours. Until a second one has decided, the
// objection is reminded of, at the station and above it, and late after its day.
func TestAnAcceptedObjectionIsAnsweredWhenItsCorrectionIsDecided(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		staff, above, elsewhere, wang := l.volunteer(t), l.volunteer(t), l.volunteer(t), l.volunteer(t)
		l.manage(t, staff)
		l.grant(t, above, models.TownAdmin, l.towns[0])
		l.grant(t, elsewhere, models.TownAdmin, l.towns[1])
		manager, town := as(staff.AccountID, on(models.StationManager, l.stations[0])), as(above.AccountID, on(models.TownAdmin, l.towns[0]))
		w.Clock.Set(time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC)) // a Monday of a month without holidays
		entry := l.serve(t, wang, 0, 90, "2026-10-30")
		must(t, l.confirm(t, manager, entry))
		objection, err := l.object(t, wang, entry)
		must(t, err)
		must(t, l.answer(t, manager, objection, 120))
		days := func(told map[models.Date]int64) {
			t.Helper()
			for day := models.Date("2026-11-03"); day <= "2026-11-18"; day = day.Plus(1) {
				w.Clock.Set(day.In(modelstest.Zone()).Add(9 * time.Hour))
				if got := l.remind(t) + l.remind(t); got != told[day] {
					t.Errorf("on %s: told of %d, want %d", day, got, told[day])
				}
			}
		}
		days(map[models.Date]int64{"2026-11-09": 1, "2026-11-12": 1})
		for name, who := range map[string]models.Actor{"the station": staff, "the town": above} {
			if heard := l.heard(t, who); !strings.Contains(heard, "最早的期限是 2026-11-16，还有 2 个工作日") || !strings.Contains(heard, "其中 1 条已采纳，更正还没有经另一位管理员批准") {
				t.Errorf("%s hears %q", name, heard)
			}
		}
		if heard := l.heard(t, elsewhere); heard != "" {
			t.Errorf("another town hears %q", heard)
		}
		for name, who := range map[string]models.Actor{"the station": manager, "the town": town} {
			late := l.objections(t, who, hours.ObjectionFilter{Overdue: true, StationID: l.stations[0].ID})
			if len(late) != 1 || late[0].Status != hours.ObjectionAccepted || !late[0].IsOverdue("2026-11-17") || late[0].IsOverdue("2026-11-16") {
				t.Errorf("late for %s: %+v", name, late)
			}
		}
		if late := l.objections(t, town, hours.ObjectionFilter{Overdue: true, StationID: l.stations[1].ID}); len(late) != 0 {
			t.Errorf("late at another station: %+v", late)
		}
		l.sound(t, "reminded of twice")
		_, err = l.approve(t, town, l.pendingCorrection(t))
		must(t, err)
		if late := l.objections(t, town, hours.ObjectionFilter{Overdue: true}); len(late) != 0 {
			t.Errorf("decided: %+v", late)
		}
		l.sql(t, "UPDATE objections SET reminded = 0")
		days(nil)
	})
}
