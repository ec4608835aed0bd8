package models_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// TestRetroEntriesGetWhoDecides: the one above the highest place for which who entered them could then do so; what stands instead of
// another says so, and corrections of entries are what they were.
func TestRetroEntriesGetWhoDecides(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		dropTables(t, w)
		if err := w.DB.MigrateTo(t.Context(), 64); err != nil {
			t.Fatal(err)
		}
		someAccount(t, w)
		write(t, w, func(tx *models.Tx) error {
			values := map[string]any{"now": tx.Now, "earlier": tx.Now.Add(-time.Hour), "later": tx.Now.Add(time.Hour)}
			for _, statement := range []string{
				`INSERT INTO organizations (id, parent_id, level, name, path, version, created_at, updated_at) VALUES (1, NULL, 'center', '中心', '/1/', 1, @now, @now),
					(2, 1, 'institute', '所', '/1/2/', 1, @now, @now), (3, 2, 'station', '站', '/1/2/3/', 1, @now, @now), (12, 1, 'institute', '邻所', '/1/12/', 1, @now, @now)`,
				`INSERT INTO role_grants (account_id, role, organization_id, starts_at, ends_at, revoked_at, created_at) VALUES
					(7, 'station_manager', 3, @earlier, NULL, NULL, @now), (7, 'town_admin', 2, @later, NULL, NULL, @now), (7, 'auditor', 1, @earlier, NULL, NULL, @now),
					(8, 'town_admin', 2, @earlier, NULL, @later, @now), (8, 'station_manager', 3, @earlier, NULL, NULL, @now), (8, 'center_admin', 1, @earlier, NULL, @earlier, @now)`,
				`INSERT INTO teams (id, organization_id, name, affiliation, category, status, version, created_at, updated_at)
					VALUES (1, 3, '队', 'party', '综合', 'active', 1, @now, @now)`,
				`INSERT INTO activities (id, station_id, team_id, title, category, place, description, starts_at, ends_at, sign_up_opens_at, sign_up_closes_at,
					cancel_closes_at, status, pending_entries, decided_entries, version, created_at, updated_at)
					VALUES (1, 3, 1, '义诊', '医疗', '广场', '', @earlier, @now, @now, @now, @now, 'published', 0, 0, 1, @now, @now)`,
				`INSERT INTO shifts (id, activity_id, role, starts_at, ends_at, capacity, waitlist_capacity, confirmed, waitlisted, last_sequence, roster_version,
					code_secret, version, created_at, updated_at) VALUES (1, 1, '引导', @earlier, @now, 3, 0, 1, 0, 1, 0, '', 1, @now, @now)`,
				`INSERT INTO volunteers (id, account_id, name, gender, born_on, phone, skills, roster_version, version, created_at, updated_at)
					VALUES (5, 7, '甲', 'female', '1990-01-01', '1', '', 0, 1, @now, @now)`,
				`INSERT INTO sign_ups (id, shift_id, activity_id, volunteer_id, status, live, sequence, created_at, updated_at) VALUES (1, 1, 1, 5, 'completed', NULL, 1, @now, @now)`,
				`INSERT INTO entries (id, sign_up_id, shift_id, activity_id, volunteer_id, station_id, team_id, minutes, served_on, status, created_at)
					VALUES (4, 1, 1, 1, 5, 3, 1, 60, '2026-03-01', 'confirmed', @now)`,
				`INSERT INTO corrections (id, entry_id, station_id, minutes, reason, status, live, requested_by, decided_at, created_at)
					VALUES (6, 4, 3, 30, '误记', 'refused', NULL, 7, @now, @now), (9, 4, 3, 20, '误记', 'pending', 1, 8, NULL, @now)`,
				`INSERT INTO retro_entries (id, station_id, activity_id, shift_id, team_id, volunteer_id, minutes, served_on, evidence, declared_at, status, live, entered_by,
					created_at) VALUES (1, 3, 1, 1, 1, 5, 60, '2026-03-01', '签到表', @now, 'reversed', NULL, 7, @now),
					(2, 3, 1, 1, 1, 5, 30, '2026-03-01', '签到表', @now, 'approved', 1, 7, @now), (3, 3, 1, 1, 1, 5, 30, '2026-03-01', '签到表', @now, 'refused', NULL, 8, @now),
					(4, 3, 1, 1, 1, 5, 30, '2026-03-01', '签到表', @now, 'refused', NULL, 99, @now)`,
				`INSERT INTO audit_entries (at, account_name, action, subject_kind, subject_id, before_json, request_id, address)
					VALUES (@now, '', 'retro_entry.restate', 'retro_entry', 2, '{"minutes":60,"retro_entry_id":1}', '', '')`,
			} {
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
			var retros []struct {
				ID, DecidingOrganizationID int64
				CorrectsID                 *int64
			}
			if err := tx.DB.Raw("SELECT * FROM retro_entries ORDER BY id").Scan(&retros).Error; err != nil {
				return err
			}
			for _, r := range retros {
				line := fmt.Sprintf("%d: %d", r.ID, r.DecidingOrganizationID)
				if r.CorrectsID != nil {
					line += fmt.Sprintf(" instead of %d", *r.CorrectsID)
				}
				lines = append(lines, line)
			}
			var corrections []struct {
				ID, EntryID, Minutes int64
				Live, RetroEntryID   *int64
				CreatedAt            time.Time
			}
			err := tx.DB.Raw("SELECT * FROM corrections ORDER BY id").Scan(&corrections).Error
			for _, c := range corrections {
				lines = append(lines, fmt.Sprintf("correction %d of %d to %d, %v %v %v", c.ID, c.EntryID, c.Minutes, c.Live == nil, c.RetroEntryID == nil, c.CreatedAt.Equal(tx.Now)))
			}
			return err
		})
		const want = "1: 2; 2: 2 instead of 1; 3: 1; 4: 2; correction 6 of 4 to 30, true true true; correction 9 of 4 to 20, false true true"
		if got := strings.Join(lines, "; "); got != want {
			t.Errorf("after the upgrade: %s\nwant %s", got, want)
		}
		write(t, w, func(tx *models.Tx) error {
			return tx.DB.Exec("INSERT INTO corrections (retro_entry_id, station_id, minutes, reason, status, requested_by, created_at) VALUES (2, 3, 0, '误记', 'pending', 7, ?)", tx.Now).Error
		})
	})
}
