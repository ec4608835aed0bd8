package closure_test

import (
	"errors"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/closure"
	"practicestation/models/modelstest"
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
