package series

import "practicestation/models"

// Generate makes the activities of one series that is due, up to its lead, and looks whether those that are there still
// fit; the holidays may have become known. It reports 1, or 0 when none is due.
func Generate(tx *models.Tx) (int64, error) {
	var due []Series
	query := tx.Locking().Where("status = ? AND generate_on <= ?", Active, tx.Today()).Order("generate_on, id").Limit(1)
	if err := query.Find(&due).Error; err != nil || len(due) == 0 {
		return 0, err
	}
	_, err := due[0].look(tx)
	return 1, err
}
