package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// TestEarlierAttendanceBecomesEvents: what was recorded before there were events is the same afterwards, event by event, so
// that the next one is worked out together with it.
func TestEarlierAttendanceBecomesEvents(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		dropTables(t, w)
		if err := w.DB.MigrateTo(t.Context(), 21); err != nil {
			t.Fatal(err)
		}
		someAccount(t, w)
		write(t, w, func(tx *models.Tx) error {
			for _, statement := range []string{
				"INSERT INTO organizations (id, level, name, path, version, created_at, updated_at) VALUES (1, 'station', '站', '/1/', 1, @now, @now)",
				`INSERT INTO teams (id, organization_id, name, affiliation, category, status, version, created_at, updated_at)
					VALUES (1, 1, '队', 'party', '综合', 'active', 1, @now, @now)`,
				`INSERT INTO activities (id, station_id, team_id, title, category, place, description, starts_at, ends_at, sign_up_opens_at, sign_up_closes_at,
					cancel_closes_at, status, pending_entries, decided_entries, version, created_at, updated_at)
					VALUES (1, 1, 1, '义诊', '医疗', '广场', '', @now, @later, @now, @now, @now, 'published', 0, 0, 1, @now, @now)`,
				`INSERT INTO shifts (id, activity_id, role, starts_at, ends_at, capacity, waitlist_capacity, confirmed, waitlisted, last_sequence, roster_version,
					code_secret, version, created_at, updated_at) VALUES (1, 1, '引导', @now, @later, 3, 0, 3, 0, 3, 0, '', 1, @now, @now)`,
				`INSERT INTO volunteers (id, account_id, name, gender, born_on, phone, skills, roster_version, version, created_at, updated_at)
					VALUES (5, 7, '甲', 'female', '1990-01-01', '1', '', 0, 1, @now, @now)`,
				`INSERT INTO sign_ups (id, shift_id, activity_id, volunteer_id, status, live, sequence, checked_in_at, checked_out_at, created_at, updated_at)
					VALUES (1, 1, 1, 5, 'completed', NULL, 1, @now, @later, @now, @now), (2, 1, 1, 5, 'checked_in', NULL, 2, @now, NULL, @now, @now),
					(3, 1, 1, 5, 'confirmed', 1, 3, NULL, NULL, @now, @now)`,
			} {
				values := map[string]any{"now": tx.Now, "later": tx.Now.Add(time.Hour)}
				if err := tx.DB.Exec(statement, values).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if err := w.DB.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		var lines []string
		read(t, w, func(tx *models.Tx) error {
			var events []struct {
				SignUpID     int64
				Kind, Method string
				OccurredAt   time.Time
			}
			err := tx.DB.Raw("SELECT * FROM attendance_events ORDER BY sign_up_id, occurred_at").Scan(&events).Error
			for _, event := range events {
				lines = append(lines, strings.Join([]string{event.Kind, event.Method, event.OccurredAt.Sub(tx.Now).String()}, " "))
			}
			return err
		})
		if got := strings.Join(lines, ", "); got != "in unknown 0s, out unknown 1h0m0s, in unknown 0s" {
			t.Errorf("after the upgrade: %s", got)
		}
	})
}

// TestWhoWasFarIsJudgedAtTheUpgrade: where the distance was still kept, nothing had been judged yet.
func TestWhoWasFarIsJudgedAtTheUpgrade(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		dropTables(t, w)
		if err := w.DB.MigrateTo(t.Context(), 75); err != nil {
			t.Fatal(err)
		}
		someAccount(t, w)
		write(t, w, func(tx *models.Tx) error {
			for _, statement := range []string{
				"INSERT INTO organizations (id, level, name, path, version, created_at, updated_at) VALUES (1, 'station', '站', '/1/', 1, @now, @now)",
				`INSERT INTO teams (id, organization_id, name, affiliation, category, status, version, created_at, updated_at)
					VALUES (1, 1, '队', 'party', '综合', 'active', 1, @now, @now)`,
				`INSERT INTO activities (id, station_id, team_id, title, category, place, description, starts_at, ends_at, sign_up_opens_at, sign_up_closes_at,
					cancel_closes_at, status, pending_entries, decided_entries, version, created_at, updated_at)
					VALUES (1, 1, 1, '义诊', '医疗', '广场', '', @now, @now, @now, @now, @now, 'published', 0, 0, 1, @now, @now)`,
				`INSERT INTO shifts (id, activity_id, role, starts_at, ends_at, capacity, waitlist_capacity, confirmed, waitlisted, last_sequence, roster_version,
					code_secret, version, created_at, updated_at) VALUES (1, 1, '引导', @now, @now, 3, 0, 1, 0, 1, 0, '', 1, @now, @now)`,
				`INSERT INTO volunteers (id, account_id, name, gender, born_on, phone, skills, roster_version, version, created_at, updated_at)
					VALUES (5, 7, '甲', 'female', '1990-01-01', '1', '', 0, 1, @now, @now)`,
				`INSERT INTO sign_ups (id, shift_id, activity_id, volunteer_id, status, live, sequence, checked_in_at, created_at, updated_at)
					VALUES (1, 1, 1, 5, 'checked_in', NULL, 1, @now, @now, @now)`,
				`INSERT INTO attendance_events (sign_up_id, shift_id, volunteer_id, kind, occurred_at, method, distance_meters, accuracy_meters, was_far, created_at)
					VALUES (1, 1, 5, 'in', @now, 'code', 511, 10, 0, @now), (1, 1, 5, 'in', @now, 'code', 510, 10, 0, @now),
					(1, 1, 5, 'in', @now, 'code', NULL, NULL, 1, @now), (1, 1, 5, 'in', @now, 'roster', NULL, NULL, 0, @now)`,
			} {
				if err := tx.DB.Exec(statement, map[string]any{"now": tx.Now}).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if err := w.DB.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		var far []bool
		read(t, w, func(tx *models.Tx) error {
			return tx.DB.Raw("SELECT was_far FROM attendance_events ORDER BY id").Scan(&far).Error
		})
		if !slices.Equal(far, []bool{true, false, true, false}) {
			t.Errorf("after the upgrade: %v", far)
		}
	})
}
