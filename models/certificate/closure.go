package certificate

import "practicestation/models"

// BearingName finds a certificate of the volunteer's that bears the name; nil when none does.
func BearingName(tx *models.Tx, volunteerID int64, name string) (*int64, error) {
	var id *int64
	err := tx.DB.Model(&Certificate{}).Select("MAX(id)").Where("volunteer_id = ? AND volunteer_name = ?", volunteerID, name).Scan(&id).Error
	return id, err
}
