package account

import (
	"time"

	"gorm.io/gorm/clause"

	"practicestation/models"
)

// KnownPhone (曾用手机号) is a phone that an account or a volunteer's profile has or once had. Rows are only ever added: who decides
// about hours must not shed a relative by changing a number.
type KnownPhone struct {
	ID          int64
	AccountID   *int64 // either an account
	VolunteerID *int64 // or a profile
	Phone       string
	CreatedAt   time.Time
}

// KeepPhone notes that an account or a profile has this phone; what is known already stays.
func KeepPhone(tx *models.Tx, known KnownPhone) error {
	known.ID, known.CreatedAt = 0, tx.Now
	kept := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&known)
	if kept.Error != nil || kept.RowsAffected == 0 {
		return kept.Error
	}
	tx.Audit(models.AuditEntry{
		Action: "known_phone.keep", Subject: "known_phone", SubjectID: known.ID, Row: phoneRows().Row(known.ID),
		After: map[string]any{"account_id": known.AccountID, "volunteer_id": known.VolunteerID, "phone": models.MaskPhone(known.Phone)},
	})
	return nil
}
