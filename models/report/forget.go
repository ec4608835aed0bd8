package report

import (
	"practicestation/models"
)

// forgotten is how many exports one unit tidies up: their files make it a large one.
const forgotten = 20

// ForgetExports drops the files of some exports that have expired, or that ended without one, and old tickets, and reports
// how many they were; 0 says that none is left. That there was an export stays known.
func ForgetExports(tx *models.Tx) (int64, error) {
	expired, err := expire(tx)
	if err != nil {
		return 0, err
	}
	var leftOver []int64
	err = tx.DB.Table("exports AS e").Joins("JOIN export_chunks AS c ON c.export_id = e.id AND c.number = 0").
		Where("e.status IN ?", []Status{Failed, Cancelled, Expired}).Order("e.id").Limit(forgotten).Pluck("e.id", &leftOver).Error
	if err != nil {
		return 0, err
	}
	if len(leftOver) > 0 {
		if err := dropPieces(tx, leftOver); err != nil {
			return 0, err
		}
	}
	tickets := tx.DB.Where("expires_at <= ?", tx.Now).Delete(&Ticket{})
	return expired + int64(len(leftOver)) + tickets.RowsAffected, tickets.Error
}

// expire brings the rows of exports up to date whose time is over, and notes that their files went.
func expire(tx *models.Tx) (int64, error) {
	var over []Export
	err := tx.Locking().Where("expires_at <= ? AND status IN ?", tx.Now, []Status{Queued, Running, Done}).Order("id").Limit(forgotten).Find(&over).Error
	for i := range over {
		if err != nil {
			break
		}
		err = tx.DB.Model(&Export{}).Where("id = ?", over[i].ID).Updates(map[string]any{"status": Expired, "owner": nil, "lease_until": nil}).Error
		over[i].audit(tx, "export.expire", map[string]any{})
	}
	return int64(len(over)), err
}
