package feed

import "practicestation/models"

// RevokeAll ends every feed of the actor's and counts them.
func RevokeAll(tx *models.Tx) (int64, error) {
	var live []int64
	if err := tx.DB.Model(&Feed{}).Where("account_id = ? AND revoked_at IS NULL", tx.Actor.AccountID).Order("id").Pluck("id", &live).Error; err != nil {
		return 0, err
	}
	for _, id := range live {
		if _, err := Revoke(tx, id); err != nil {
			return 0, err
		}
	}
	return int64(len(live)), nil
}
