package series_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
	"practicestation/models/recurrence"
	"practicestation/models/series"
	"practicestation/models/team"
)

// booked is a series in the hall, whose first day somebody else has taken.
func (w *world) booked() (other *series.Series, in series.Input) {
	w.t.Helper()
	in = w.guarded(w.newVenue())
	in.LeadDays = 7
	other = w.create(in)
	in.LeadDays = 14
	return other, in
}

func TestRefusedDaySaysSoAndItsMakerIsToldOnce(t *testing.T) {
	each(t, func(w *world) {
		other, in := w.booked()
		made := w.create(in)
		w.same("the list", w.listed(made, series.Window{To: "2026-03-28"}), "03-07 refused/venue_conflict 0, 03-14 held 0, 03-21 held 0")
		w.same("the first day", string(w.seriesOf(made).TroubleOn()), "2026-03-07")
		w.same("the words", w.lastWords(w.manager), "系列活动“周末理发”：3月7日（周六）08:00这一场没有照系列安排（场地已被占用）。请修改系列或这几场，原因消除后会自动补上。")
		taken := w.first(other).ID
		w.Clock.Advance(24 * time.Hour)
		_, err := w.generate(w.DB)
		w.must(err)
		if told := w.told(w.manager); told != 1 {
			w.t.Errorf("told %d times", told)
		}
		done(w, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
			return activity.Cancel(tx, taken, "暴雨")
		})
		w.update(made, in)
		w.same("once it is free", w.listed(made, series.Window{To: "2026-03-14"}), "03-07 held 0")
		w.same("no trouble", w.trouble(made)+string(w.seriesOf(made).TroubleOn()), "")
	})
}

// TestRefusedDayThatIsOverIsNotListedAsHeld: it was never made.
func TestRefusedDayThatIsOverIsNotListedAsHeld(t *testing.T) {
	each(t, func(w *world) {
		_, in := w.booked()
		made := w.create(in)
		w.Clock.Advance(7 * 24 * time.Hour)
		for range 3 {
			if _, err := w.generate(w.DB); err != nil {
				w.t.Fatal(err)
			}
		}
		w.same("a week later", w.listed(made, series.Window{From: "2026-03-07", To: "2026-03-15"}), "03-07 refused/venue_conflict 0, 03-14 held 0")
		w.same("no trouble", string(w.seriesOf(made).TroubleOn()), "")
	})
}

func TestOverlappingRulesWithOneLeaderSayWhichDaysAreNotMade(t *testing.T) {
	each(t, func(w *world) {
		in := w.saturdays()
		in.LeadDays, in.Terms.LeaderAccountID = 14, w.leader()
		late := in.Rules[0]
		late.Shifts = []recurrence.Shift{shift("引导员 09-11")}
		in.Rules = append(in.Rules, late)
		made := w.create(in)
		w.same("the list", w.listed(made, series.Window{To: "2026-03-15"}),
			"03-07 held 0, 03-07 refused/leader_conflict 0, 03-14 held 0, 03-14 refused/leader_conflict 0")
	})
}

// leader is somebody who may lead activities of the team on site.
func (w *world) leader() int64 {
	w.t.Helper()
	who := w.volunteer()
	w.insert(&team.Member{TeamID: w.team.ID, VolunteerID: who.VolunteerID, Status: team.ActiveMember, RequestedAt: w.DB.Now()})
	return who.AccountID
}

func TestSeriesSharesItsVenueOpenly(t *testing.T) {
	each(t, func(w *world) {
		other, in := w.booked()
		in.Override = activity.Override{Wanted: true, Reason: " "}
		_, err := do(w, w.DB, w.manager, func(tx *models.Tx) (*series.Series, error) { return series.Create(tx, in) })
		modelstest.Expect(w.t, "without a reason", err, models.ErrInvalid)
		in.Override.Reason = " 隔断使用 "
		made := w.create(in)
		w.same("both are made", w.days(made), "03-07 03-14")
		accepted := func() string {
			w.t.Helper()
			first := w.first(made).ID
			all := done(w, w.manager, func(tx *models.Tx) (map[int64][]activity.NamedOverridden, error) {
				return activity.OverriddenOf(tx, first)
			})
			if len(all[first]) != 1 || all[first][0].OtherID != w.first(other).ID {
				return ""
			}
			return all[first][0].Reason
		}
		w.same("with the reason", accepted(), "隔断使用")
		in.Rules[0].Shifts[0].Starts = "07:00"
		w.same("earlier", w.update(made, in)[:13], "changed 03-07")
		w.same("with the reason", accepted(), "隔断使用")
	})
}

// TestChangeIntoATakenHourIsRefusedForThatDay: nobody is on it, and it stays as it was.
func TestChangeIntoATakenHourIsRefusedForThatDay(t *testing.T) {
	each(t, func(w *world) {
		_, in := w.booked()
		in.Rules[0].Shifts = []recurrence.Shift{shift("理发师 11-12")}
		made := w.create(in)
		in.Rules[0].Shifts = []recurrence.Shift{shift("理发师 09-11")}
		w.same("earlier", w.update(made, in)[:10], "kept 03-07")
		w.same("the list", w.listed(made, series.Window{To: "2026-03-15"}), "03-07 kept/venue_conflict 0, 03-14 held 0")
		w.same("as it was", w.clock(w.first(made).StartsAt), "11:00")
	})
}

func TestDissolvedTeamIsSaidOnceAndOfEachDay(t *testing.T) {
	each(t, func(w *world) {
		in := w.saturdays()
		in.LeadDays = 7
		made := w.create(in)
		w.exec("UPDATE teams SET status = ?", team.Dissolved)
		w.exec("UPDATE accounts SET status = ? WHERE id = ?", account.Suspended, w.manager.AccountID)
		other := w.volunteer()
		w.insert(&account.Grant{AccountID: other.AccountID, Role: models.StationManager, OrganizationID: w.station.ID, StartsAt: w.DB.Now()})
		for range 2 {
			w.Clock.Advance(24 * time.Hour)
			_, err := w.generate(w.DB)
			w.must(err)
		}
		w.same("the list", w.listed(made, series.Window{To: "2026-03-21"}), "03-07 held 0, 03-14 refused/series_team_inactive 0")
		w.same("the manager", w.lastWords(other), "系列活动“周末理发”：承办这个系列的队伍已经解散，不再生成活动；请修改系列，换一支队伍。")
		if told := w.told(other); told != 1 {
			w.t.Errorf("told %d times", told)
		}
	})
}

// TestOccurrenceThatWaitsForTheJobIsListedAsPending: after an import of holidays nobody keeps it, and it is not gone yet.
func TestOccurrenceThatWaitsForTheJobIsListedAsPending(t *testing.T) {
	each(t, func(w *world) {
		w.Clock.Set(time.Date(2026, time.December, 20, 9, 0, 0, 0, modelstest.Zone()))
		in := w.saturdays()
		in.Rules[0].RRule, in.Holidays, in.StartsOn, in.EndsOn = "FREQ=DAILY;BYDAY=FR,SA", recurrence.Skip, "2026-12-31", "2027-01-31"
		skipped := w.create(in)
		w.join(&w.held(skipped)[1])
		in.Holidays = recurrence.Move
		moved := w.create(in)
		w.importHolidays(notice2027)
		january := series.Window{From: "2027-01-01", To: "2027-01-09"}
		w.same("skipped", w.listed(skipped, january), "01-01 pending/holiday 0, 01-02 kept/holiday 1, 01-08 held 0")
		w.same("moved", w.listed(moved, january), "01-01 pending/changed 0, 01-02 pending/merged 0, 01-08 held 0")
		w.Clock.Advance(24 * time.Hour)
		for range 2 {
			_, err := w.generate(w.DB)
			w.must(err)
		}
		w.same("skipped, by the job", w.listed(skipped, january), "01-01 skipped/holiday 0, 01-02 kept/holiday 1, 01-08 held 0")
		w.same("moved, by the job", w.listed(moved, january), "01-02 skipped/merged 0, 01-04 moved/holiday 0, 01-08 held 0")
	})
}

// TestLeaderWhoIsGoneIsNamedAsTheReason: people see what of the series to change, and with another leader all is made.
func TestLeaderWhoIsGoneIsNamedAsTheReason(t *testing.T) {
	each(t, func(w *world) {
		in := w.saturdays()
		in.StartsOn, in.LeadDays, in.Terms.LeaderAccountID = "2026-03-10", 7, w.leader()
		made := w.create(in)
		w.exec("UPDATE accounts SET status = 'closed' WHERE id = ?", in.Terms.LeaderAccountID)
		w.Clock.Advance(2 * 24 * time.Hour)
		w.same("looked at again", w.update(made, in), "")
		w.Clock.Advance(6 * 24 * time.Hour)
		_, err := w.generate(w.DB)
		w.must(err)
		w.same("the list", w.listed(made, series.Window{To: "2026-03-15"}), "03-14 refused/series_leader_gone 0")
		w.same("the series", w.trouble(made), "series_leader_gone")
		w.same("the words", w.lastWords(w.manager), "系列活动“周末理发”：3月14日（周六）08:00这一场没有照系列安排（现场负责人不能再担任）。请修改系列或这几场，原因消除后会自动补上。")
		in.Terms.LeaderAccountID = w.leader()
		w.update(made, in)
		w.same("with another", w.listed(made, series.Window{To: "2026-03-15"}), "03-14 held 0")
	})
}

// TestVenueThatIsClosedIsNamedAsTheReason: that the content is wrong would not say what to change.
func TestVenueThatIsClosedIsNamedAsTheReason(t *testing.T) {
	each(t, func(w *world) {
		in := w.guarded(w.newVenue())
		in.LeadDays = 7
		made := w.create(in)
		w.exec("UPDATE venues SET status = 'closed'")
		w.Clock.Advance(7 * 24 * time.Hour)
		_, err := w.generate(w.DB)
		w.must(err)
		w.same("the series", w.trouble(made), "invalid_request")
		w.same("the words", w.lastWords(w.manager), "系列活动“周末理发”：3月14日（周六）08:00这一场没有照系列安排（这个场地已停用，请选择别的场地）。请修改系列或这几场，原因消除后会自动补上。")
	})
}
