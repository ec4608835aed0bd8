package models_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// TestVolunteersSurviveTheUpgrade: on SQLite the table of volunteers is made anew under rows that refer to it. Whoever was
// there is still there, everything still refers to them, and the references still hold.
func TestVolunteersSurviveTheUpgrade(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		dropTables(t, w)
		if err := w.DB.MigrateTo(t.Context(), 6); err != nil {
			t.Fatal(err)
		}
		someAccount(t, w)
		write(t, w, func(tx *models.Tx) error {
			err := tx.DB.Exec(`INSERT INTO volunteers (id, account_id, name, gender, born_on, phone, skills, roster_version, version, created_at, updated_at)
				VALUES (5, 7, '志愿者', 'female', '1990-01-01', '13800000000', '理发', 3, 2, ?, ?)`, tx.Now, tx.Now).Error
			if err != nil {
				return err
			}
			return tx.DB.Exec("INSERT INTO notices (volunteer_id, kind, title, text, created_at) VALUES (5, 'test', '甲', '甲。', ?)", tx.Now).Error
		})
		if err := w.DB.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		var kept struct {
			AccountID, RosterVersion int64
			Skills, Title            string
		}
		read(t, w, func(tx *models.Tx) error {
			return tx.DB.Raw("SELECT v.account_id, v.roster_version, v.skills, n.title FROM volunteers v JOIN notices n ON n.volunteer_id = v.id").Scan(&kept).Error
		})
		if kept.AccountID != 7 || kept.RosterVersion != 3 || kept.Skills != "理发" || kept.Title != "甲" {
			t.Errorf("after the upgrade: %+v", kept)
		}
		err := w.DB.Write(t.Context(), tester, func(tx *models.Tx) error {
			return tx.DB.Exec("INSERT INTO notices (volunteer_id, kind, title, text, created_at) VALUES (6, 'test', '乙', '乙。', ?)", tx.Now).Error
		})
		if err == nil {
			t.Error("a notice to nobody is kept")
		}
	})
}
