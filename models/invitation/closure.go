package invitation

import "practicestation/models"

// ForgetOwn declines what waits for the actor, counts it, and forgets the name and phone in what the actor once accepted.
func ForgetOwn(tx *models.Tx) (int64, error) {
	query, err := addressed(tx)
	if err != nil {
		return 0, err
	}
	var waiting []int64
	if err := query.Order("i.id").Pluck("i.id", &waiting).Error; err != nil {
		return 0, err
	}
	for _, id := range waiting {
		if _, err := Decline(tx, id); err != nil {
			return 0, err
		}
	}
	if tx.Actor.VolunteerID == 0 {
		return int64(len(waiting)), nil
	}
	forgotten := map[string]any{"name": "", "phone": "", "name_key": ""}
	return int64(len(waiting)), tx.DB.Model(&Invitation{}).Where("volunteer_id = ?", tx.Actor.VolunteerID).Updates(forgotten).Error
}
