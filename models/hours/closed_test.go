package hours_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/volunteer"
)

// TestNothingNewCountsOfWhoIsGone: who has closed the account could not contest it. What waited all the same may be refused.
func TestNothingNewCountsOfWhoIsGone(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager := as(l.volunteer(t).AccountID, on(models.StationManager, l.stations[0])) // who asks is told of a refusal
		colleague := as(78, manager)
		town := as(88, on(models.TownAdmin, l.towns[0]))
		wang, li, zhang := l.volunteer(t), l.volunteer(t), l.volunteer(t)
		w.Clock.Advance(9 * time.Hour)
		entry, retro := l.serve(t, wang, 0, 90, "2026-03-01"), l.approvedRetro(t, li)
		must(t, l.confirm(t, manager, entry))
		ofEntry, err := l.correct(t, manager, entry, 60)
		must(t, err)
		ofRetro, err := l.correctRetro(t, manager, retro, 60)
		must(t, err)
		waiting, err := l.enter(t, manager, retroFor(zhang))
		must(t, err)
		l.write(t, models.Actor{}, func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE volunteers SET closed_at = ?", tx.Now).Error
		})
		before := l.total(t, wang)

		_, err = l.approve(t, colleague, ofEntry)
		modelstest.Expect(t, "approve a correction", err, volunteer.ErrClosed)
		_, err = l.approve(t, town, ofRetro)
		modelstest.Expect(t, "approve one of a retro-entry", err, volunteer.ErrClosed)
		modelstest.Expect(t, "approve a retro-entry", l.decideRetro(t, town, waiting, true), volunteer.ErrClosed)
		modelstest.Expect(t, "refuse a correction", l.refuse(t, colleague, ofEntry), nil)
		modelstest.Expect(t, "refuse one of a retro-entry", l.refuse(t, town, ofRetro), nil)
		modelstest.Expect(t, "refuse a retro-entry", l.decideRetro(t, town, waiting, false), nil)
		_, err = l.correct(t, manager, entry, 0)
		modelstest.Expect(t, "ask for a correction", err, volunteer.ErrClosed)
		_, err = l.correctRetro(t, manager, retro, 0)
		modelstest.Expect(t, "ask for one of a retro-entry", err, volunteer.ErrClosed)
		_, err = l.enter(t, manager, retroFor(zhang))
		modelstest.Expect(t, "enter afterwards", err, volunteer.ErrClosed)
		if after := l.total(t, wang); after != before {
			t.Errorf("before %+v, after %+v", before, after)
		}
		if found := modelstest.Findings(t, w, hours.Checks()); len(found) != 0 {
			t.Errorf("verify: %q", found)
		}
	})
}
