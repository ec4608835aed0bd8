package closure_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/closure"
	"practicestation/models/modelstest"
	"practicestation/models/recurrence"
	"practicestation/models/series"
)

// TestWhatNeedsThePersonComesFirst: each of these refuses the closure, all of them are told at once, and none of them is for ever.
func TestWhatNeedsThePersonComesFirst(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		wang := w.person("王芳")
		shift := w.publish(func(*activity.Input) {})
		w.signUp(wang, shift)
		for _, c := range []struct {
			what, open, over string
			want             *models.Error
		}{
			{
				"a role", "INSERT INTO role_grants (account_id, role, organization_id, starts_at, created_at) VALUES (2, 'station_manager', 3, '2027-01-01', '2026-01-01')",
				"UPDATE role_grants SET revoked_at = '2026-03-01'", closure.ErrHoldsRole,
			},
			{
				"a team", "INSERT INTO leaderships (team_id, account_id, starts_at, is_last, note, created_at) VALUES (1, 2, '2026-01-01', 1, '', '2026-01-01')",
				"UPDATE leaderships SET ends_at = '2026-03-01', is_last = NULL", closure.ErrInCharge,
			},
			{"an activity on site", "UPDATE activities SET leader_account_id = 2", "UPDATE activities SET leader_account_id = NULL", closure.ErrInCharge},
			{"no signing out", "UPDATE sign_ups SET status = 'checked_in'", "UPDATE sign_ups SET status = 'confirmed'", closure.ErrCheckedIn},
			{
				"hours", `INSERT INTO entries (sign_up_id, shift_id, activity_id, volunteer_id, station_id, team_id, minutes, served_on, status, created_at)
				VALUES (1, 1, 1, 2, 3, 1, 60, '2026-02-01', 'pending', '2026-02-01')`, "UPDATE entries SET status = 'rejected'", closure.ErrUndecided,
			},
			{
				"a correction", "INSERT INTO corrections (entry_id, station_id, minutes, reason, status, live, requested_by, created_at) VALUES (1, 3, 30, '多记了', 'pending', 1, 1, '2026-02-01')",
				"UPDATE corrections SET status = 'refused', live = NULL", closure.ErrUndecided,
			},
			{
				"an objection", `INSERT INTO objections (kind, subject_id, volunteer_id, station_id, reason, status, live, due_on, created_at)
				VALUES ('credit', 1, 2, 3, '少记了', 'open', 1, '2026-03-20', '2026-02-01')`, "UPDATE objections SET status = 'refused', live = NULL", closure.ErrUndecided,
			},
			{
				"a star in review", `INSERT INTO star_applications (volunteer_id, scheme_id, level, threshold, status, live, created_at, updated_at)
				VALUES (2, (SELECT MIN(id) FROM star_schemes), 1, 6000, 'applied', 1, '2026-02-01', '2026-02-01')`, "UPDATE star_applications SET status = 'refused', live = NULL", closure.ErrUndecided,
			},
			{
				"an own request", `INSERT INTO service_requests (number, source, station_id, category, content, contact_name, contact_phone, requester_id, status, version, created_at, updated_at)
				VALUES ('D1', 'mini_program', 3, '便民服务', '理发', '王芳', '13900000002', 2, 'taken', 1, '2026-02-01', '2026-02-01')`, "UPDATE service_requests SET status = 'completed'", closure.ErrUndecided,
			},
		} {
			w.exec(c.open)
			_, err := w.close(wang)
			modelstest.Expect(t, c.what, err, c.want)
			w.exec(c.over)
		}
		w.exec("UPDATE activities SET leader_account_id = 2")
		w.exec("UPDATE entries SET status = 'pending'")
		_, err := w.close(wang)
		var refusal *models.Error
		if !errors.As(err, &refusal) || len(refusal.Fields) != 2 || !strings.Contains(refusal.Fields[0].Message, "义务理发") || !strings.Contains(refusal.Fields[1].Message, "1 条时长待确认") {
			t.Errorf("both at once: %+v", err)
		}
		w.exec("UPDATE activities SET leader_account_id = NULL")
		w.exec("UPDATE entries SET status = 'rejected'")
		w.closed(wang)
		if got := w.text("SELECT CONCAT(contact_name, contact_phone) FROM service_requests"); got != account.ClosedName {
			t.Errorf("the request is still %s's", got)
		}
	})
}

// TestWhoLeadsASeriesHandsItOverFirst: the series could hold nothing more without its on-site leader, even where nothing is made yet.
func TestWhoLeadsASeriesHandsItOverFirst(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for name, over := range map[string]func(made *series.Series, in series.Input) error{
			"another leads": func(made *series.Series, in series.Input) error {
				in.Rules[0].Number, in.Terms.LeaderAccountID = 1, w.manager.AccountID
				return w.DB.Write(t.Context(), w.manager, func(tx *models.Tx) error {
					_, _, err := series.Update(tx, made.ID, 1, in)
					return err
				})
			},
			"it is ended": func(made *series.Series, _ series.Input) error {
				return w.DB.Write(t.Context(), w.manager, func(tx *models.Tx) error {
					_, _, err := series.End(tx, made.ID, "不再开展")
					return err
				})
			},
			"its days are over": func(*series.Series, series.Input) error {
				w.Clock.Advance(365 * 24 * time.Hour)
				return nil
			},
		} {
			who := w.person("王芳")
			w.exec("INSERT INTO team_members (team_id, volunteer_id, status, live, reason, requested_at) VALUES (?, ?, 'active', 1, '', '2026-01-01')", w.team.ID, who.VolunteerID)
			in := w.saturdays(who)
			var made *series.Series
			w.write(w.manager, func(tx *models.Tx) (err error) {
				made, err = series.Create(tx, in)
				return err
			})
			_, err := w.close(who)
			modelstest.Expect(t, name, err, closure.ErrInCharge)
			var refusal *models.Error
			if errors.As(err, &refusal) && !strings.Contains(refusal.Fields[0].Message, "“周末理发（系列活动）”") {
				t.Errorf("%s: %s", name, refusal.Fields[0].Message)
			}
			modelstest.Expect(t, name, over(made, in), nil)
			w.closed(who)
		}
	})
}

// saturdays is a series of a spring that begins in two months, so that nothing of it is made yet.
func (w *world) saturdays(leader models.Actor) series.Input {
	from := w.DB.Now().Add(60 * 24 * time.Hour)
	return series.Input{
		StationID: w.station.ID, TeamID: w.team.ID, Title: "周末理发", Category: "便民服务", Place: "村口",
		Rules: []recurrence.Rule{{
			Kind: recurrence.RRule, RRule: "FREQ=WEEKLY;BYDAY=SA", Shifts: []recurrence.Shift{{Role: "理发师", Starts: "08:00", Ends: "10:00", Capacity: 2}},
		}},
		StartsOn: models.DateOf(from, modelstest.Zone()), EndsOn: models.DateOf(from.Add(60*24*time.Hour), modelstest.Zone()), LeadDays: 30,
		Terms: series.Terms{LeaderAccountID: leader.AccountID}, DeclarationVersion: 1,
	}
}

// TestTheLastAdministratorIsToldToGrantFirst: nobody else could take the role back.
func TestTheLastAdministratorIsToldToGrantFirst(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const granted = "INSERT INTO role_grants (account_id, role, organization_id, starts_at, created_at) VALUES (?, 'center_admin', 1, '2026-01-01', '2026-01-01')"
		wang, li := w.person("王芳"), w.person("李娜")
		for _, c := range []struct {
			who  models.Actor
			told string
		}{{wang, "请先授权另一人"}, {li, "请先请管理员收回授权"}} {
			w.exec(granted, c.who.AccountID)
			_, err := w.close(wang)
			var refusal *models.Error
			if !errors.As(err, &refusal) || refusal.Code != closure.ErrHoldsRole.Code || !strings.Contains(refusal.Fields[0].Message, c.told) {
				t.Errorf("%+v, want %s", err, c.told)
			}
		}
	})
}
