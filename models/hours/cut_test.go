package hours_test

import (
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// cut tells of an entry its minutes, and what it came to where these are fewer.
func (l *ledger) cut(t testing.TB, id int64) string {
	t.Helper()
	var entry *hours.Entry
	l.read(t, models.Actor{}, func(tx *models.Tx) (err error) {
		entry, err = models.Find[hours.Entry](tx, id, hours.ErrNotFound)
		return err
	})
	if entry.MeasuredMinutes != nil {
		return fmt.Sprintf("%d of %d", entry.Minutes, *entry.MeasuredMinutes)
	}
	return fmt.Sprint(entry.Minutes)
}

func (l *ledger) expectCut(t testing.TB, what string, id int64, want string) {
	t.Helper()
	if got := l.cut(t, id); got != want {
		t.Errorf("%s: %s minutes, want %s", what, got, want)
	}
}

// change changes an entry as attendance does.
func (l *ledger) change(t testing.TB, id int64, how func(tx *models.Tx, entry *hours.Entry) error) {
	t.Helper()
	l.write(t, models.Actor{}, func(tx *models.Tx) error {
		entry, err := models.Find[hours.Entry](tx, id, hours.ErrNotFound)
		if err != nil {
			return err
		}
		return how(tx, entry)
	})
}

// TestADayIsCutInTheOrderOfItsShifts, whichever entry came first; and whatever takes minutes off the day leaves them to what waits.
func TestADayIsCutInTheOrderOfItsShifts(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		center, second := on(models.CenterAdmin, l.center), as(78, on(models.CenterAdmin, l.center))
		l.sql(t, "UPDATE shifts SET starts_at = '2020-01-01 00:00:00', ends_at = '2020-01-01 08:00:00' WHERE id = 2")
		const evening, morning = 0, 1 // the stations of their shifts
		for i, c := range []struct {
			what          string
			happens       func(who models.Actor, morning int64)
			first, behind string
		}{
			{"nothing happens", func(models.Actor, int64) {}, "480", "240 of 480"},
			{"the morning is rejected", func(_ models.Actor, id int64) { must(t, l.reject(t, center, id)) }, "480", "480"},
			{"the morning is confirmed", func(_ models.Actor, id int64) { must(t, l.confirm(t, center, id)) }, "480", "240 of 480"},
			{"its signing out is struck", func(_ models.Actor, id int64) { l.change(t, id, hours.Withdraw) }, "480", "480"},
			{"who left came back and left earlier", func(_ models.Actor, id int64) {
				l.change(t, id, func(tx *models.Tx, entry *hours.Entry) error { return hours.Recredit(tx, entry, 300) })
			}, "300", "420 of 480"},
			{"more than a record may have", func(_ models.Actor, id int64) {
				l.change(t, id, func(tx *models.Tx, entry *hours.Entry) error { return hours.Recredit(tx, entry, 500) })
			}, "480 of 500", "240 of 480"},
			{"an objection is accepted", func(who models.Actor, id int64) {
				objection, err := l.object(t, who, id)
				must(t, err)
				must(t, l.answer(t, center, objection, 200))
			}, "200", "480"},
			{"the confirmed morning is corrected", func(_ models.Actor, id int64) {
				must(t, l.confirm(t, center, id))
				correction, err := l.correct(t, center, id, 400)
				must(t, err)
				_, err = l.approve(t, second, correction)
				must(t, err)
			}, "480", "320 of 480"},
			{"the confirmed morning is taken back", func(_ models.Actor, id int64) {
				must(t, l.confirm(t, center, id))
				correction, err := l.correct(t, center, id, 0)
				must(t, err)
				_, err = l.approve(t, second, correction)
				must(t, err)
			}, "480", "480"},
		} {
			for order, stations := range [][]int{{morning, evening}, {evening, morning}} {
				who, ids := l.volunteer(t), map[int]int64{}
				for _, station := range stations {
					ids[station] = l.serve(t, who, station, 480, models.Date("2026-03-01").Plus(i))
				}
				c.happens(who, ids[morning])
				what := fmt.Sprintf("%s, order %d", c.what, order)
				l.expectCut(t, what+": the morning", ids[morning], c.first)
				l.expectCut(t, what+": the evening", ids[evening], c.behind)
			}
		}
		l.sound(t, "after it")
	})
}

// TestWhatWasEnteredAfterwardsLeavesItsMinutesToo: attendance is cut behind an approved retro-entry, and gets back what a correction
// takes from that.
func TestWhatWasEnteredAfterwardsLeavesItsMinutesToo(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, town, wang := as(77, on(models.StationManager, l.stations[0])), as(88, on(models.TownAdmin, l.towns[0])), l.volunteer(t)
		ended := models.DateOf(w.DB.Now(), modelstest.Zone())
		w.Clock.Advance(9 * time.Hour)
		l.sql(t, "UPDATE shifts SET starts_at = '2020-01-01 00:00:00', ends_at = '2020-01-01 08:00:00' WHERE id = 2")
		in := retroFor(wang)
		in.Minutes = 400
		retro, err := l.enter(t, manager, in)
		must(t, err)
		must(t, l.decideRetro(t, town, retro, true))
		entry := l.serve(t, wang, 1, 400, ended)
		l.expectCut(t, "behind the retro-entry", entry, "320 of 400")
		second := as(89, on(models.TownAdmin, l.towns[0]))
		correct := func(minutes int64) {
			retros := l.retros(t)
			asked, err := l.correctRetro(t, town, retros[len(retros)-1].ID, minutes)
			must(t, err)
			_, err = l.approve(t, second, asked)
			must(t, err)
		}
		correct(350)
		l.expectCut(t, "with fewer of it", entry, "370 of 400")
		correct(0)
		l.expectCut(t, "without it", entry, "400")
		l.sound(t, "after it")
	})
}

// TestShiftsThatAreSettledAtOnceShareOneDay: whoever is first, the earlier shift has its minutes, and never more than a day's.
func TestShiftsThatAreSettledAtOnceShareOneDay(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		l.sql(t, "UPDATE shifts SET starts_at = '2020-01-01 00:00:00', ends_at = '2020-01-01 08:00:00' WHERE id = 2")
		center := on(models.CenterAdmin, l.center)
		for round := range 6 {
			wang, day := l.volunteer(t), models.Date("2026-03-01").Plus(round)
			late, early, rejected := l.serve(t, wang, 0, 100, day), l.serve(t, wang, 1, 100, day), l.serve(t, wang, 0, 400, day)
			for _, err := range modelstest.AtOnce(3, func(i int) error {
				if i == 2 {
					return l.DB.Write(t.Context(), center, func(tx *models.Tx) error {
						_, err := hours.Reject(tx, rejected, "没有到场", beyondDoubt)
						return err
					})
				}
				return l.DB.Write(t.Context(), models.Actor{}, func(tx *models.Tx) error {
					entry, err := models.Find[hours.Entry](tx, []int64{late, early}[i], hours.ErrNotFound)
					if err != nil {
						return err
					}
					return hours.Recredit(tx, entry, 480)
				})
			}) {
				must(t, err)
			}
			l.expectCut(t, "the early one", early, "480")
			l.expectCut(t, "the late one", late, "240 of 480")
		}
		l.sound(t, "after it")
	})
}
