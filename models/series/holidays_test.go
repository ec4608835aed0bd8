package series_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/holiday"
	"practicestation/models/recurrence"
	"practicestation/models/series"
)

// newNotice is one for 2026 with no more than what a notice cannot lack, and with Saturday, 14 March off.
const newNotice = `date,weekday,name,day_type,kind,notice_year,notice_url
2026-01-01,星期四,元旦,off,放假,2026,
2026-02-17,星期二,春节,off,放假,2026,
2026-03-14,星期六,植树节,off,放假,2026,
2026-04-05,星期日,清明节,off,放假,2026,
2026-05-01,星期五,劳动节,off,放假,2026,
2026-06-19,星期五,端午节,off,放假,2026,
2026-09-25,星期五,中秋节,off,放假,2026,
2026-10-01,星期四,国庆节,off,放假,2026,
`

func notice(text string) holiday.Sheet { return holiday.Read("csv", strings.NewReader(text)) }

// rehearsed is what an import would do, and whom it would tell what; everything is taken back.
func (w *world) rehearsed(text string) (result *series.HolidayRehearsal, told []models.Notice) {
	w.t.Helper()
	admin := w.manager
	admin.Scopes = []models.Scope{{Role: models.CenterAdmin, OrganizationID: 1, Path: "/1/"}}
	w.must(w.DB.Rehearse(w.t.Context(), admin, func(tx *models.Tx) (err error) {
		result, err = series.RehearseHolidays(tx, notice(text))
		told = tx.Told()
		if err == nil && tx.Actor.Scopes[0].Role != models.CenterAdmin {
			w.t.Error("the job's rights are left to who asked")
		}
		return err
	}))
	return result, told
}

// TestAHolidayImportIsRehearsedWithItsSeries: exactly what the job does within a day.
func TestAHolidayImportIsRehearsedWithItsSeries(t *testing.T) {
	each(t, func(w *world) {
		in := w.saturdays()
		in.Holidays = recurrence.Skip
		skips := w.create(in)
		in.Holidays = recurrence.Move
		moves := w.create(in)
		untouched := w.create(w.saturdays())
		joined := w.held(skips)[1]
		who := w.join(&joined)
		would, told := w.rehearsed(newNotice)
		if len(would.Touched) != 2 || would.LeftOut != 0 || !would.Years[0].Changed {
			w.t.Fatalf("it would touch %+v", would)
		}
		first, second := would.Touched[0], would.Touched[1]
		w.same("of the days", fmt.Sprint(first.Series.ID == skips.ID, first.Days, second.Series.ID == moves.ID, second.Days), "true 4 true 4")
		w.same("who skips", inWords(first.Changes), "kept 03-14")
		w.same("who moves", inWords(second.Changes), "changed 03-14 starts_at+ends_at+sign_up_closes_at+cancel_closes_at+shifts")
		if len(told) != 1 || *told[0].VolunteerID != who.VolunteerID || w.told(who) != 0 {
			w.t.Fatalf("told %+v", told)
		}
		w.same("nothing has happened", w.days(moves), "03-07 03-14 03-21 03-28")
		done(w, models.SystemActor("test"), func(tx *models.Tx) ([]holiday.Imported, error) { return holiday.Replace(tx, notice(newNotice)) })
		w.Clock.Advance(24 * time.Hour)
		for range 3 {
			_, err := w.generate(w.DB)
			w.must(err)
		}
		w.same("the words", w.lastWords(who), told[0].Text)
		w.same("who skips", w.days(skips), "03-07 03-14 03-21 03-28")
		w.same("who moves", w.days(moves), "03-07 03-16 03-21 03-28")
		w.same("who holds always", w.days(untouched), "03-07 03-14 03-21 03-28")
		if again, _ := w.rehearsed(newNotice); len(again.Touched) != 0 || again.Years[0].Changed {
			w.t.Errorf("again it would touch %+v", again)
		}
	})
}

// TestARehearsalOfHolidaysIsBounded, and says what it has left out.
func TestARehearsalOfHolidaysIsBounded(t *testing.T) {
	each(t, func(w *world) {
		in := w.saturdays()
		in.Holidays, in.LeadDays, in.Drafts = recurrence.Skip, 1, true
		made := w.create(in)
		columns := "station_id, team_id, title, category, place, description, rules, last_rule, holiday_policy, adjusted_workdays, excluded_dates, starts_on, ends_on, " +
			"lead_days, closes_before, cancel_before, publish, terms, shift_terms, status, generate_on, version, created_at, updated_at"
		for range 6 { // 2, 4 … 64
			w.exec("INSERT INTO series (" + columns + ") SELECT " + columns + " FROM series")
		}
		would, _ := w.rehearsed(newNotice)
		if len(would.Touched) != 50 || would.LeftOut != 14 || would.Touched[0].Series.ID != made.ID {
			w.t.Errorf("%d touched, %d left out", len(would.Touched), would.LeftOut)
		}
	})
}
