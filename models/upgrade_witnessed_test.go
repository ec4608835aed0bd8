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
		var certificates, entries, early, known, schemes int64
		read(t, w, func(tx *models.Tx) (err error) {
			if certificates, err = models.LastEarly(tx, "certificates"); err != nil {
				return err
			}
			if entries, err = models.LastEarly(tx, "entries"); err != nil {
				return err
			}
			if early, err = models.LastEarly(tx, "known_phones"); err != nil {
				return err
			}
			if schemes, err = models.LastEarly(tx, "star_schemes"); err != nil {
				return err
			}
			if err := tx.DB.Raw("SELECT MAX(id) FROM known_phones").Scan(&known).Error; err != nil {
				return err
			}
			return tx.DB.Raw("SELECT phone FROM known_phones WHERE account_id = 7 OR volunteer_id IN (5, 6) ORDER BY phone").Scan(&phones).Error
		})
		if got := fmt.Sprint(phones, certificates, entries); got != "[13900000005 13900000007] 9 0" {
			t.Errorf("after the upgrade: %s", got)
		}
		if early == 0 || early != known || schemes != 1 {
			t.Errorf("the audit vouches for phones behind %d of %d, and for schemes of stars behind %d", early, known, schemes)
		}
	})
}

// TestInvitationsThatWaitAreFoundByTheLettersOfTheName: what an older version has noted of a name becomes what this one looks for.
func TestInvitationsThatWaitAreFoundByTheLettersOfTheName(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		dropTables(t, w)
		if err := w.DB.MigrateTo(t.Context(), 57); err != nil {
			t.Fatal(err)
		}
		names := []string{"阿卜杜拉·买买提", "王　芳", "Anna-Li", "王芳"}
		write(t, w, func(tx *models.Tx) error {
			err := tx.DB.Exec("INSERT INTO organizations (id, level, name, path, version, created_at, updated_at) VALUES (1, 'station', '站', '/1/', 1, ?, ?)", tx.Now, tx.Now).Error
			for i, name := range names {
				if err == nil {
					err = tx.DB.Exec(`INSERT INTO volunteer_invitations (id, organization_id, name, phone, name_key, content_key, status, invited_by, created_at, expires_at)
						VALUES (?, 1, ?, '13900000001', ?, ?, 'pending', 1, ?, ?)`, i+1, name, name, name, tx.Now, tx.Now).Error
				}
			}
			return err
		})
		if err := w.DB.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		var keys []string
		read(t, w, func(tx *models.Tx) error {
			return tx.DB.Raw("SELECT name_key FROM volunteer_invitations ORDER BY id").Scan(&keys).Error
		})
		for i, name := range names {
			if keys[i] != models.NameKey(name) {
				t.Errorf("%s is kept as %q, and looked for as %q", name, keys[i], models.NameKey(name))
			}
		}
	})
}
