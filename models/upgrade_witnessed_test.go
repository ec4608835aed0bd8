package models_test

import (
	"fmt"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// TestTheAuditVouchesFromTheUpgradeOn: what was there before is known by its last row, and today's phones begin the history.
func TestTheAuditVouchesFromTheUpgradeOn(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		dropTables(t, w)
		if err := w.DB.MigrateTo(t.Context(), 30); err != nil {
			t.Fatal(err)
		}
		someAccount(t, w)
		write(t, w, func(tx *models.Tx) error {
			for _, statement := range []string{
				"UPDATE accounts SET phone = '13900000007', updated_at = @now WHERE id = 7",
				"INSERT INTO organizations (id, level, name, path, version, created_at, updated_at) VALUES (1, 'station', '站', '/1/', 1, @now, @now)",
				`INSERT INTO volunteers (id, account_id, name, gender, born_on, phone, skills, roster_version, version, created_at, updated_at)
					VALUES (5, 7, '甲', 'female', '1990-01-01', '13900000005', '', 0, 1, @now, @now), (6, NULL, '乙', 'female', '1950-01-01', '', '', 0, 1, @now, @now)`,
				`INSERT INTO certificates (id, number_series, sequence, code, volunteer_id, volunteer_name, station_id, issuer_name, from_on, to_on, services, minutes,
					digest, handler_name, issued_at) VALUES (9, '2026-Z1', 1, 'c', 5, '甲', 1, '站', '2026-01-01', '2026-01-01', 1, 60, '', '', @now)`,
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
		var phones []string
		var certificates, entries int64
		read(t, w, func(tx *models.Tx) (err error) {
			if certificates, err = models.LastEarly(tx, "certificates"); err != nil {
				return err
			}
			if entries, err = models.LastEarly(tx, "entries"); err != nil {
				return err
			}
			return tx.DB.Raw("SELECT phone FROM known_phones WHERE account_id = 7 OR volunteer_id IN (5, 6) ORDER BY phone").Scan(&phones).Error
		})
		if got := fmt.Sprint(phones, certificates, entries); got != "[13900000005 13900000007] 9 0" {
			t.Errorf("after the upgrade: %s", got)
		}
	})
}
