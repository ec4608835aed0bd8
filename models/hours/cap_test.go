package hours_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// TestHoursAreCutToTheCaps of one record and of one day, and what was measured stays readable. Only the day itself counts.
func TestHoursAreCutToTheCaps(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, wang := on(models.StationManager, l.stations[0]), l.volunteer(t)
		for _, c := range []struct {
			measured, kept int64
			day            models.Date
			reject         bool
		}{
			{480, 480, "2026-03-01", false},
			{481, 240, "2026-03-01", true},
			{200, 200, "2026-03-01", false},
			{41, 40, "2026-03-01", false},
			{5, 0, "2026-03-01", false},
			{500, 480, "2026-03-02", false},
			{240, 240, "2026-03-02", false},
		} {
			id := l.serve(t, wang, 0, c.measured, c.day)
			var entry *hours.Entry
			l.read(t, manager, func(tx *models.Tx) (err error) {
				entry, err = models.Find[hours.Entry](tx, id, hours.ErrNotFound)
				return err
			})
			cut := entry.MeasuredMinutes != nil && *entry.MeasuredMinutes == c.measured
			if entry.Minutes != c.kept || cut != (c.kept < c.measured) {
				t.Errorf("%d on %s: %d minutes, measured %v, want %d", c.measured, c.day, entry.Minutes, entry.MeasuredMinutes, c.kept)
			}
			if c.reject {
				must(t, l.reject(t, manager, id))
			}
		}
	})
}

// TestNoCorrectionAndNoRetroEntryPassesTheDaysCap.
func TestNoCorrectionAndNoRetroEntryPassesTheDaysCap(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, wang := as(77, on(models.StationManager, l.stations[0])), l.volunteer(t)
		town := as(l.volunteer(t).AccountID, on(models.TownAdmin, l.towns[0]))
		ended := models.DateOf(w.DB.Now().Add(8*time.Hour), modelstest.Zone())
		w.Clock.Advance(9 * time.Hour)
		first := l.serve(t, wang, 1, 400, ended)
		must(t, l.confirm(t, on(models.CenterAdmin, l.center), first))
		l.sql(t, "UPDATE shifts SET starts_at = '2020-01-01 00:00:00', ends_at = '2020-01-01 08:00:00' WHERE id = 2") // at another time of the day
		in := retroFor(wang)
		in.Minutes = 321
		retro, err := l.enter(t, manager, in)
		must(t, err)
		modelstest.Expect(t, "one minute too many", l.decideRetro(t, town, retro, true), hours.ErrDayFull)
		modelstest.Expect(t, "it is refused", l.decideRetro(t, town, retro, false), nil)
		in.Minutes = 320
		retro, err = l.enter(t, manager, in)
		must(t, err)
		modelstest.Expect(t, "a full day", l.decideRetro(t, town, retro, true), nil)
		objection, err := l.objectToRetro(t, wang, retro)
		must(t, err)
		must(t, l.answer(t, town, objection, 321))
		center := as(99, on(models.CenterAdmin, l.center))
		_, err = l.approve(t, center, l.pendingCorrection(t))
		modelstest.Expect(t, "an objection above it", err, hours.ErrDayFull)
		must(t, l.refuse(t, center, l.pendingCorrection(t)))
		must(t, l.answer(t, town, objection, 319))
		_, err = l.approve(t, center, l.pendingCorrection(t))
		modelstest.Expect(t, "an objection below it", err, nil)
		asker := as(l.volunteer(t).AccountID, on(models.StationManager, l.stations[1]))
		correct := func(minutes int64) error {
			correction, err := l.correct(t, asker, first, minutes)
			must(t, err)
			_, err = l.approve(t, on(models.CenterAdmin, l.center), correction)
			if err != nil {
				must(t, l.refuse(t, on(models.CenterAdmin, l.center), correction))
			}
			return err
		}
		modelstest.Expect(t, "a correction above it", correct(402), hours.ErrDayFull)
		modelstest.Expect(t, "a correction to a full day", correct(401), nil)
		l.sound(t, "after it")
	})
}

// TestTwoDecisionsAtOnceDoNotBothUseWhatIsLeftOfTheDay.
func TestTwoDecisionsAtOnceDoNotBothUseWhatIsLeftOfTheDay(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, wang := as(77, on(models.StationManager, l.stations[0])), l.volunteer(t)
		for round := range 4 {
			day := models.Date("2026-03-01").Plus(round)
			var corrections []int64
			for range 4 {
				id := l.serve(t, wang, 0, 0, day)
				must(t, l.reject(t, manager, id))
				correction, err := l.correct(t, manager, id, 480)
				must(t, err)
				corrections = append(corrections, correction)
			}
			approved := 0
			for _, err := range modelstest.AtOnce(len(corrections), func(i int) error {
				_, err := l.approve(t, as(78, manager), corrections[i])
				return err
			}) {
				if err == nil {
					approved++
				} else {
					modelstest.Expect(t, "a slower one", err, hours.ErrDayFull)
				}
			}
			if approved != 1 {
				t.Errorf("%d of 480 minutes are approved on one day", approved)
			}
		}
		l.sound(t, "after it")
	})
}
