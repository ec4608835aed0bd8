package honour

import "practicestation/models"

// WithdrawClaims takes back what the actor has claimed and nobody has decided, and tells how many claims those were: who is gone
// cannot add to the evidence, and nobody could decide on them any more.
func WithdrawClaims(tx *models.Tx, reason string) (withdrawn int64, err error) {
	var claims []Honour
	if err := tx.Locking().Where("volunteer_id = ? AND status = ?", tx.Actor.VolunteerID, Claimed).Order("id").Find(&claims).Error; err != nil {
		return 0, err
	}
	for i := range claims {
		if err := claims[i].become(tx, Withdrawn, reason); err != nil {
			return 0, err
		}
	}
	return int64(len(claims)), nil
}
