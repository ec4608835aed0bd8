package hours

import "practicestation/models"

// ConfirmedWithin adds up the confirmed service of one volunteer on days in [from, to); an empty bound is none.
func ConfirmedWithin(tx *models.Tx, volunteerID int64, from, to models.Date) (minutes int64, err error) {
	query := tx.DB.Model(&Entry{}).Select("COALESCE(SUM(minutes), 0)").Where("volunteer_id = ? AND status = ?", volunteerID, Confirmed)
	if from != "" {
		query = query.Where("served_on >= ?", from)
	}
	if to != "" {
		query = query.Where("served_on < ?", to)
	}
	err = query.Scan(&minutes).Error
	return minutes, err
}
