package star

import "practicestation/models"

// InReview reports whether a star of the volunteer's is being reviewed, or is under public notice.
func InReview(tx *models.Tx, volunteerID int64) (bool, error) {
	var open int64
	err := listed(tx).Where("a.volunteer_id = ? AND (a.status = ? OR a.status = ? AND (a.notice_until >= ? OR "+openObjections+" > 0))",
		volunteerID, Applied, Approved, tx.Today()).Count(&open).Error
	return open > 0, err
}
