package series_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
	"practicestation/models/recurrence"
	"practicestation/models/series"
	"practicestation/models/team"
)

func TestEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, series.Series{}, series.Entry{})
	})
}

func TestSeriesMakesItsActivitiesAheadAndTheJobGoesOn(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.saturdays())
		w.same("at first", w.days(made), "03-07 03-14 03-21 03-28")
		first := w.held(made)[0]
		if first.Status != activity.Published || *first.OccurrenceOn != "2026-03-07" || first.CreatedBy == nil {
			w.t.Errorf("the first is %s, of %s", first.Status, *first.OccurrenceOn)
		}
		for _, tried := range []struct {
			wait time.Duration
			runs int64
			days string
		}{
			{0, 0, "03-07 03-14 03-21 03-28"},
			{24 * time.Hour, 1, "03-07 03-14 03-21 03-28"},
			{0, 0, "03-07 03-14 03-21 03-28"},
			{7 * 24 * time.Hour, 1, "03-07 03-14 03-21 03-28 04-04"}, // the job was away for a week
		} {
			w.Clock.Advance(tried.wait)
			runs, err := w.generate(w.DB)
			w.must(err)
			if runs != tried.runs {
				w.t.Errorf("%d runs, want %d", runs, tried.runs)
			}
			w.same("after the job", w.days(made), tried.days)
		}
	})
}

func TestTwoInstancesGenerateEachOccurrenceOnce(t *testing.T) {
	each(t, func(w *world) {
		var all []*series.Series
		for range 3 {
			in := w.saturdays()
			in.LeadDays = 1
			all = append(all, w.create(in))
		}
		w.exec("UPDATE series SET lead_days = 60, generate_on = '2026-03-02'")
		dbs := []*models.DB{w.DB, w.Reopen(w.t)}
		for _, err := range modelstest.AtOnce(8, func(i int) error {
			_, err := w.generate(dbs[i%2])
			return err
		}) {
			w.must(err)
		}
		for _, one := range all {
			w.same("the days", w.days(one), "03-07 03-14 03-21 03-28 04-04 04-11 04-18 04-25")
		}
	})
}

// TestOccurrenceIsOnceInTheDatabase: what keeps two nodes of a cluster apart, where no lock does.
func TestOccurrenceIsOnceInTheDatabase(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.saturdays())
		_, err := do(w, w.DB, w.manager, func(tx *models.Tx) (int, error) {
			return 0, tx.DB.Exec(`INSERT INTO series_occurrences (activity_id, series_id, rule, occurrence_on, state, written)
				SELECT activity_id + 1000, series_id, rule, occurrence_on, state, written FROM series_occurrences WHERE series_id = ?`, made.ID).Error
		})
		if err == nil {
			w.t.Error("an occurrence became two activities")
		}
	})
}

func TestDraftsAreForWhoMayNotPublish(t *testing.T) {
	each(t, func(w *world) {
		leader := w.volunteer()
		leader.LedTeams = []int64{w.team.ID}
		in := w.saturdays()
		create := func() error {
			_, err := do(w, w.DB, leader, func(tx *models.Tx) (*series.Series, error) { return series.Create(tx, in) })
			return err
		}
		modelstest.Expect(w.t, "publishing", create(), models.ErrPermission)
		in.Drafts = true
		modelstest.Expect(w.t, "drafts", create(), nil)
		stranger := w.volunteer()
		_, err := do(w, w.DB, stranger, func(tx *models.Tx) (*series.Series, error) { return series.Create(tx, in) })
		modelstest.Expect(w.t, "a volunteer", err, models.ErrPermission)
	})
}

func TestJobStopsForADissolvedTeamAndSaysSo(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.saturdays())
		w.exec("UPDATE teams SET status = ?", team.Dissolved)
		w.Clock.Advance(10 * 24 * time.Hour)
		_, err := w.generate(w.DB)
		w.must(err)
		found := done(w, w.manager, func(tx *models.Tx) (*series.Series, error) {
			return models.Find[series.Series](tx, made.ID, series.ErrNotFound)
		})
		if found.Trouble == nil || *found.Trouble != "series_team_inactive" {
			w.t.Errorf("the trouble is %v", found.Trouble)
		}
		w.same("the days", w.days(made), "03-07 03-14 03-21 03-28")
	})
}

func TestSeriesThatCannotBeIsRefused(t *testing.T) {
	each(t, func(w *world) {
		cases := map[string]func(in *series.Input){
			"no rule":           func(in *series.Input) { in.Rules = nil },
			"all over":          func(in *series.Input) { in.StartsOn, in.EndsOn = "2025-01-01", "2025-12-31" },
			"an unknown number": func(in *series.Input) { in.Rules[0].Number = 7 },
			"unseen title":      func(in *series.Input) { in.Title = "\u200b" },
			"no role":           func(in *series.Input) { in.Rules[0].Shifts[0].Role = "" },
			"no seats":          func(in *series.Input) { in.Rules[0].Shifts[0].Capacity = 0 },
			"no such team":      func(in *series.Input) { in.TeamID = 99 },
			"no such station":   func(in *series.Input) { in.StationID = 99 },
			"opens too late":    func(in *series.Input) { in.OpensBefore, in.ClosesBefore = new(int64), 60 },
		}
		for name, spoil := range cases {
			in := w.saturdays()
			spoil(&in)
			_, err := do(w, w.DB, w.manager, func(tx *models.Tx) (*series.Series, error) { return series.Create(tx, in) })
			modelstest.Expect(w.t, name, err, models.ErrInvalid)
			_, err = do(w, w.DB, w.manager, func(tx *models.Tx) (*series.Days, error) { return series.Preview(tx, in, series.Window{Limit: 10}) })
			modelstest.Expect(w.t, name+", previewed", err, models.ErrInvalid)
		}
	})
}

func TestPreviewIsWhatComesAndStoresNothing(t *testing.T) {
	each(t, func(w *world) {
		in := w.saturdays()
		in.Holidays, in.StartsOn, in.EndsOn = recurrence.Skip, "2026-04-01", "2027-01-31"
		days := done(w, w.manager, func(tx *models.Tx) (*series.Days, error) { return series.Preview(tx, in, series.Window{Limit: 3}) })
		if len(days.Days) != 3 || !days.More || !days.ReachesUnknown || days.HolidaysKnownThrough != "2026-12-31" {
			w.t.Errorf("the preview is %+v", days)
		}
		if first := days.Days[0]; first.Outcome != recurrence.Skipped || first.Holiday != "清明节" {
			w.t.Errorf("4 April is %+v", first)
		}
		days = done(w, w.manager, func(tx *models.Tx) (*series.Days, error) { return series.Preview(tx, in, series.Window{Limit: 100}) })
		if days.More || !days.ReachesUnknown {
			w.t.Errorf("to the end: %+v", days)
		}
		in.EndsOn = "2026-12-31"
		days = done(w, w.manager, func(tx *models.Tx) (*series.Days, error) { return series.Preview(tx, in, series.Window{Limit: 3}) })
		if days.ReachesUnknown {
			w.t.Errorf("to the last day that is known: %+v", days)
		}
		if list := done(w, w.manager, func(tx *models.Tx) (models.Paged[series.Listed], error) {
			return series.List(tx, series.Filter{}, models.Page{Limit: 10})
		}); len(list.Items) != 0 {
			w.t.Error("the preview has stored a series")
		}
	})
}

// TestAnOccurrenceCarriesTheWordThatWasGivenForItsSeries: no job declares anything, and what is older than the rule stays so.
func TestAnOccurrenceCarriesTheWordThatWasGivenForItsSeries(t *testing.T) {
	each(t, func(w *world) {
		undeclared := w.saturdays()
		undeclared.DeclarationVersion = 0
		_, err := do(w, w.DB, w.manager, func(tx *models.Tx) (*series.Series, error) { return series.Create(tx, undeclared) })
		if !models.IsCode(err, models.ErrInvalid) {
			w.t.Errorf("undeclared: %v", err)
		}
		given := w.DB.Now()
		in := w.saturdays()
		in.LeadDays = 7
		made, old := w.create(in), w.create(in)
		w.exec("UPDATE series SET declaration_version = NULL, declared_by = NULL, declared_at = NULL WHERE id = ?", old.ID)
		w.exec("UPDATE series SET lead_days = 14")
		w.exec("UPDATE activities SET declaration_version = NULL, declared_by = NULL, declared_at = NULL WHERE series_id = ?", old.ID)
		w.Clock.Advance(8 * 24 * time.Hour)
		for range 2 {
			_, err := w.generate(w.DB)
			w.must(err)
		}
		held := w.held(made)
		if len(held) < 2 {
			w.t.Fatalf("%d occurrences", len(held))
		}
		for _, one := range held {
			if *one.DeclarationVersion != 1 || *one.DeclaredBy != w.manager.AccountID || !one.DeclaredAt.Equal(given) {
				w.t.Errorf("%s carries %+v", one.Title, one.Declaration)
			}
		}
		for _, one := range w.held(old) {
			if one.DeclarationVersion != nil || one.DeclaredAt != nil {
				w.t.Errorf("%s carries %+v", one.Title, one.Declaration)
			}
		}
	})
}
