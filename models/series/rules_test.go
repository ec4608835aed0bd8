package series_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/recurrence"
	"practicestation/models/series"
)

// rewrite sends the whole series as it is given, with whatever numbers it has.
func (w *world) send(of *series.Series, in series.Input) (string, error) {
	w.t.Helper()
	return do(w, w.DB, w.manager, func(tx *models.Tx) (string, error) {
		current, err := models.Find[series.Series](tx, of.ID, series.ErrNotFound)
		if err != nil {
			return "", err
		}
		_, changes, err := series.Update(tx, of.ID, current.Version, in)
		return inWords(changes), err
	})
}

func (w *world) sent(of *series.Series, in series.Input) string {
	w.t.Helper()
	changes, err := w.send(of, in)
	w.must(err)
	return changes
}

func TestRuleWithoutANumberIsTheOneItWas(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.saturdays())
		who := w.join(&w.held(made)[1])
		w.same("the same rule", w.sent(made, w.saturdays()), "")
		in := w.saturdays()
		in.Rules[0].Shifts[0].Capacity = 5
		w.same("more seats", w.sent(made, in), "changed 03-07 shifts, kept 03-14 shifts, changed 03-21 shifts, changed 03-28 shifts")
		in.Rules[0].RRule = "FREQ=WEEKLY;BYDAY=SA,SU"
		w.same("the only one of its kind", w.sent(made, in), "created 03-08, kept 03-14 shifts, created 03-15, created 03-22, created 03-29")
		w.same("its number", numbers(w.seriesOf(made)), "1")
		if told := w.told(who); told != 1 {
			w.t.Errorf("told %d times", told)
		}
		sunday := in.Rules[0]
		sunday.RRule = "FREQ=WEEKLY;BYDAY=SU"
		in.Rules[0].RRule = "FREQ=WEEKLY;BYDAY=SA"
		in.Rules = []recurrence.Rule{sunday, in.Rules[0]}
		w.sent(made, in)
		w.same("two new ones of a kind", numbers(w.seriesOf(made)), "2 3")
		in.Rules[0], in.Rules[1] = in.Rules[1], in.Rules[0]
		w.same("in another order", w.sent(made, in), "kept 03-14 shifts")
		w.same("their numbers", numbers(w.seriesOf(made)), "3 2")
		in.Rules[0].Number = 9
		_, err := w.send(made, in)
		modelstest.Expect(w.t, "an unknown number", err, models.ErrInvalid)
	})
}

func numbers(of *series.Series) (text string) {
	for _, rule := range of.Rules {
		text += " " + string(rune('0'+rule.Number))
	}
	return text[1:]
}

func (w *world) seriesOf(of *series.Series) *series.Series {
	w.t.Helper()
	return done(w, w.manager, func(tx *models.Tx) (*series.Series, error) {
		return models.Find[series.Series](tx, of.ID, series.ErrNotFound)
	})
}

// TestNoTwoOfASeriesAtTheSameHours: whichever rule gives the day, and whoever is on it.
func TestNoTwoOfASeriesAtTheSameHours(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.saturdays())
		who := w.join(&w.held(made)[1])
		listed := w.saturdays()
		listed.Rules[0].Kind, listed.Rules[0].Dates = recurrence.Dates, []models.Date{"2026-03-14", "2026-03-21"}
		w.same("the days one by one", w.sent(made, listed), "removed 03-07, removed 03-28")
		w.same("each once", w.days(made), "03-14 03-21")
		both := w.saturdays()
		both.Rules = append(both.Rules, listed.Rules[0])
		w.same("both", w.sent(made, both), "created 03-07, created 03-28")
		w.same("each once", w.days(made), "03-07 03-14 03-21 03-28")
		w.same("the list", w.listed(made, series.Window{To: "2026-03-22"}), "03-07 held 0, 03-14 held 1, 03-14 skipped/merged 0, 03-21 held 0, 03-21 skipped/merged 0")
		w.same("the same again", w.sent(made, both), "")
		if told := w.told(who); told != 0 {
			w.t.Errorf("told %d times", told)
		}
	})
}

// TestOneThatWasWithdrawnChangesPlacesWithTheOneThatIsHeld: the rule that comes back does not make the day twice.
func TestOneThatWasWithdrawnChangesPlacesWithTheOneThatIsHeld(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.saturdays())
		listed, later := w.saturdays(), w.saturdays()
		listed.Rules[0].Kind, listed.Rules[0].Dates = recurrence.Dates, []models.Date{"2026-03-14"}
		later.Rules[0].Number, later.Rules[0].RRule = 1, "FREQ=WEEKLY;BYDAY=SU"
		w.same("to Sundays", w.days(made), "03-07 03-14 03-21 03-28")
		w.sent(made, later)
		later.Rules = append(later.Rules, listed.Rules[0])
		w.sent(made, later)
		joined := w.held(made)[1]
		w.same("a Saturday of another rule", (*joined.OccurrenceOn).In(w.DB.Zone).Format("01-02"), "03-14")
		who := w.join(&joined)
		back := w.saturdays()
		back.Rules[0].Number = 1
		w.sent(made, back)
		w.same("back to Saturdays", w.days(made), "03-07 03-14 03-21 03-28")
		if told := w.told(who); told != 0 {
			w.t.Errorf("told %d times", told)
		}
	})
}
