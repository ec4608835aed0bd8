package hours

import "practicestation/models"

// OfSignUps finds the latest entry of each of the sign-ups, by sign-up.
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
		return stillPending(tx, entry.ID) // a row that is written as it was counts as none
	}
	changed := tx.DB.Model(&Entry{}).Where("id = ? AND status = ? AND minutes = ?", entry.ID, Pending, before).
		Updates(map[string]any{"minutes": entry.Minutes, "measured_minutes": entry.MeasuredMinutes})
	if changed.Error == nil && changed.RowsAffected == 0 {
		return tx.Retry() // decided or changed meanwhile: look again
	}
	witnessEntry(tx, "entry.recredit", entry, map[string]any{"minutes": before})
	return changed.Error
}

// stillPending takes the row of an entry whose attendance moves while its minutes stay: who decides takes it too, and looks at the
// attendance again behind that. So one of the two comes first, and the other sees it.
func stillPending(tx *models.Tx, id int64) error {
	entry, err := models.FindLocked[Entry](tx, id, ErrNotFound)
	if err == nil && entry.Status != Pending {
		return tx.Retry()
	}
	return err
}

// NextRevision is the revision of the entry that follows this one of the same sign-up; nil is none.
func NextRevision(before *Entry) int64 {
	if before == nil {
		return 0
	}
	return before.Revision + 1
}

// Withdraw takes back a pending entry whose attendance was struck, so that nobody has signed out any more. The row stays, and
// counts nowhere.
func Withdraw(tx *models.Tx, entry *Entry) error {
	// The activity's row comes before the entry's, as everywhere.
	if err := tx.DB.Exec("UPDATE activities SET pending_entries = pending_entries - 1 WHERE id = ?", entry.ActivityID).Error; err != nil {
		return err
	}
	withdrawn := tx.DB.Model(&Entry{}).Where("id = ? AND status = ? AND settled_by IS NULL", entry.ID, Pending).Update("status", Withdrawn)
	if withdrawn.Error != nil {
		return withdrawn.Error
	}
	if withdrawn.RowsAffected == 0 {
		return tx.Retry() // decided meanwhile: look again
	}
	taken := *entry
	taken.Status = Withdrawn
	witnessEntry(tx, "entry.withdrawn", &taken, map[string]any{"status": Pending, "minutes": entry.Minutes})
	return closeObjection(tx, entry)
}
