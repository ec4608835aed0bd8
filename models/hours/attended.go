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

// Recredit gives a sign-up's entry the minutes that its attendance has come to since, as long as nobody has decided it, and cuts its
// person's day anew. Who decides takes the person's row, too, and looks at the attendance again behind that; so one of the two comes
// first, and the other sees it, also where the minutes stay.
func Recredit(tx *models.Tx, entry *Entry, minutes int64) error {
	day, err := dayOf(tx, entry.VolunteerID, entry.ServedOn)
	if err != nil {
		return err
	}
	own := day.find(entry.ID)
	if own == nil {
		return tx.Retry() // decided by now: look again
	}
	own.served = minutes
	return day.cut(tx)
}

// NextRevision is the revision of the entry that follows this one of the same sign-up; nil is none.
func NextRevision(before *Entry) int64 {
	if before == nil {
		return 0
	}
	return before.Revision + 1
}

// Withdraw takes back a pending entry whose attendance was struck, so that nobody has signed out any more. The row stays, and
// counts nowhere; what it took of the day is left to the others.
func Withdraw(tx *models.Tx, entry *Entry) error {
	if err := takePerson(tx, entry.VolunteerID); err != nil {
		return err
	}
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
	if err := recut(tx, entry.VolunteerID, entry.ServedOn); err != nil {
		return err
	}
	return closeObjection(tx, entry)
}
