package hours

import "practicestation/models"

// OfSignUps finds the entries of sign-ups, by sign-up.
func OfSignUps(tx *models.Tx, signUpIDs []int64) (map[int64]*Entry, error) {
	var entries []Entry
	if err := tx.DB.Where("sign_up_id IN (?)", append([]int64{0}, signUpIDs...)).Order("id").Find(&entries).Error; err != nil {
		return nil, err
	}
	found := map[int64]*Entry{}
	for i := range entries {
		found[entries[i].SignUpID] = &entries[i]
	}
	return found, nil
}

// Recredit gives a sign-up's entry the minutes that its attendance has come to since, as long as nobody has decided it. They
// are cut as Credit cuts them.
func Recredit(tx *models.Tx, entry *Entry, minutes int64) error {
	already, err := dayMinutes(tx, entry.VolunteerID, entry.ServedOn, entry.ID)
	if err != nil {
		return err
	}
	before, measured := entry.Minutes, entry.measured()
	entry.measure(minutes, already, tx.Settings)
	if entry.Minutes == before && entry.measured() == measured {
		return nil // a row that is written as it was counts as none
	}
	changed := tx.DB.Model(&Entry{}).Where("id = ? AND status = ? AND minutes = ?", entry.ID, Pending, before).
		Updates(map[string]any{"minutes": entry.Minutes, "measured_minutes": entry.MeasuredMinutes})
	if changed.Error == nil && changed.RowsAffected == 0 {
		return tx.Retry() // decided or changed meanwhile: look again
	}
	witnessEntry(tx, "entry.recredit", entry, map[string]any{"minutes": before})
	return changed.Error
}
