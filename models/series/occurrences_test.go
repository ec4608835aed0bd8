package series_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/series"
)

// listed are the occurrences from today, each with its outcome and why.
func (w *world) listed(of *series.Series, window series.Window) string {
	w.t.Helper()
	window.Limit = 6
	days := done(w, w.manager, func(tx *models.Tx) (*series.Days, error) { return series.Occurrences(tx, of.ID, window) })
	var words []string
	for _, day := range days.Days {
		text := fmt.Sprintf("%s %s", day.Date[5:], day.Outcome)
		if day.Reason != "" {
			text += "/" + string(day.Reason)
		}
		words = append(words, text+fmt.Sprintf(" %d", day.People))
	}
	return strings.Join(words, ", ")
}

// TestKeptOccurrencesAreListedInTheirOrder: whoever plans sees everything that will be held.
func TestKeptOccurrencesAreListedInTheirOrder(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.saturdays())
		all := w.held(made)
		w.join(&all[1])
		in := w.saturdays()
		in.EndsOn = "2026-03-31"
		in.Rules[0].RRule = "FREQ=WEEKLY;BYDAY=SU"
		in.Rules[0].Shifts[0].Starts = "07:00"
		w.update(made, in)
		w.same("to Sundays", w.listed(made, series.Window{}), "03-08 held 0, 03-14 kept/gone 1, 03-15 held 0, 03-22 held 0, 03-29 held 0")
		w.same("a window without it", w.listed(made, series.Window{To: "2026-03-14"}), "03-08 held 0")
		w.same("a window of it alone", w.listed(made, series.Window{From: "2026-03-14", To: "2026-03-15"}), "03-14 kept/gone 1")
		in.Rules[0].RRule = "FREQ=WEEKLY;BYDAY=SA"
		w.update(made, in)
		w.same("the day again, at another hour", w.listed(made, series.Window{}), "03-07 held 0, 03-14 kept/changed 1, 03-21 held 0, 03-28 held 0")
		days := done(w, w.manager, func(tx *models.Tx) (*series.Days, error) {
			return series.Occurrences(tx, made.ID, series.Window{Limit: 9})
		}).Days
		w.same("with the hours at which it is held", w.clock(days[1].StartsAt)+w.clock(days[1].Slots[0].StartsAt)+w.clock(days[0].StartsAt), "08:0008:0007:00")
		in.Excluded = []models.Date{"2026-03-14", "2026-03-21"}
		w.update(made, in)
		w.same("excluded", w.listed(made, series.Window{}), "03-07 held 0, 03-14 kept/excluded 1, 03-21 skipped/excluded 0, 03-28 held 0")
		done(w, w.manager, func(tx *models.Tx) (int, error) {
			_, _, err := series.End(tx, made.ID, "理发师退休")
			return 0, err
		})
		w.same("after the end", w.listed(made, series.Window{}), "03-07 skipped/ended 0, 03-14 kept/ended 1, 03-21 skipped/ended 0, 03-28 skipped/ended 0")
		done(w, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Cancel(tx, all[1].ID, "暴雨") })
		w.same("called off", w.listed(made, series.Window{To: "2026-03-20"}), "03-07 skipped/ended 0, 03-14 skipped/ended 0")
	})
}

// TestOccurrenceIsListedWhenItIsHeld: an organizer may have moved it to another day.
func TestOccurrenceIsListedWhenItIsHeld(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.saturdays())
		all := w.held(made)
		done(w, w.manager, func(tx *models.Tx) (int, error) {
			_, err := activity.Move(tx, all[0].ID, activity.Reschedule{Version: all[0].Version, Reason: "场地检修", StartsAt: all[0].StartsAt.Add(24 * time.Hour)})
			return 0, err
		})
		w.same("moved to Sunday", w.listed(made, series.Window{To: "2026-03-15"}), "03-08 held 0, 03-14 held 0")
		w.same("by its new day", w.listed(made, series.Window{From: "2026-03-08", To: "2026-03-09"}), "03-08 held 0")
	})
}

// TestRefusedPublicationIsMadeGood: by the next look of the job, or of a change; what somebody took back stays so.
func TestRefusedPublicationIsMadeGood(t *testing.T) {
	each(t, func(w *world) {
		in := w.guarded(w.newVenue())
		policy := in.Terms.Insurance
		in.Terms.Insurance = activity.Insurance{}
		made := w.create(in)
		all := w.held(made)
		nextDay := func() {
			w.t.Helper()
			w.Clock.Advance(24 * time.Hour)
			_, err := w.generate(w.DB)
			w.must(err)
		}
		states := func() (text string) {
			for _, one := range w.held(made) {
				text += " " + string(one.Status)
			}
			return text
		}
		nextDay()
		w.same("nothing has been mended", states(), " draft draft")
		w.same("and the series still says so", w.trouble(made), activity.ErrInsuranceMissing.Code)
		w.edit(&all[0], func(edit *activity.Input) { edit.Recruitment, edit.Gates.Insurance = activity.ByCode, &policy })
		nextDay()
		w.same("insured on the activity", states(), " published draft")
		w.same("one is left", w.update(made, in), "kept 03-14 status")
		in.Terms.Insurance = policy
		w.same("insured on the series", w.update(made, in), "changed 03-14 insurance_policy")
		w.same("both are", states(), " published published")
		w.same("no trouble", w.trouble(made), "")
		done(w, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Withdraw(tx, all[1].ID) })
		nextDay()
		w.same("taken back", states(), " published")
	})
}
