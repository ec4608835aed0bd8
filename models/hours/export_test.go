package hours

import "practicestation/models"

// Post appends rows to the ledger as the rules do, and is for tests that need more of them than rules can make in a moment.
var Post = post

// Forge changes a row of the ledger as somebody does who knows the recipe: it and all behind it get hashes that fit.
func Forge(tx *models.Tx, id int64, change func(p *Posting)) error {
	first, err := models.Find[Posting](tx, id, ErrNotFound)
	if err != nil {
		return err
	}
	var rows []Posting
	if err := tx.DB.Where("station_id = ? AND sequence >= ?", first.StationID, first.Sequence).Order("sequence").Find(&rows).Error; err != nil {
		return err
	}
	change(&rows[0])
	for i := range rows {
		if i > 0 {
			rows[i].PreviousHash = rows[i-1].Hash
		}
		if rows[i].Hash, err = rows[i].contentHash(); err != nil {
			return err
		}
		if err := tx.DB.Model(&Posting{}).Where("id = ?", rows[i].ID).Select("*").Updates(&rows[i]).Error; err != nil {
			return err
		}
	}
	return tx.DB.Exec("UPDATE ledger_heads SET hash = ? WHERE station_id = ?", rows[len(rows)-1].Hash, first.StationID).Error
}
