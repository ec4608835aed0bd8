package activity

import "practicestation/models"

// insertSignUps writes the rows at once and reads their ids back by sequence: on a cluster the ids of one statement need
// not follow each other.
func insertSignUps(tx *models.Tx, shiftID int64, placed []*SignUp) error {
	err := tx.DB.CreateInBatches(placed, 200).Error
	if models.IsDuplicate(err) {
		return tx.Retry() // another node was faster: the next run will see its row
	}
	if err != nil || len(placed) == 1 {
		return err
	}
	var ids []struct{ ID, Sequence int64 }
	err = tx.DB.Model(&SignUp{}).Select("id, sequence").Where("shift_id = ? AND sequence BETWEEN ? AND ?",
		shiftID, placed[0].Sequence, placed[len(placed)-1].Sequence).Find(&ids).Error
	bySequence := make(map[int64]int64, len(ids))
	for _, row := range ids {
		bySequence[row.Sequence] = row.ID
	}
	for _, signUp := range placed {
		signUp.ID = bySequence[signUp.Sequence]
	}
	return err
}
