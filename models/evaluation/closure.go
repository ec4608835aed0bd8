package evaluation

import "practicestation/models"

// OpenObjections counts the volunteer's objections to evaluations that nobody has answered.
func OpenObjections(tx *models.Tx, volunteerID int64) (open int64, err error) {
	err = tx.DB.Model(&Evaluation{}).Where("volunteer_id = ? AND direction = ? AND objected_at IS NOT NULL AND answered_at IS NULL", volunteerID, OfVolunteer).
		Count(&open).Error
	return open, err
}
