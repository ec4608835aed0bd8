package hours

import "practicestation/models"

// dayCut (每日削减) is a person's day as it is cut: what is left of the day's cap behind all that is decided, and the entries that
// wait, in the order of their shifts. What each gets follows from that set alone and not from who came first: a batch that is
// uploaded late earns what it would have earned in time, and what is rejected or withdrawn leaves its minutes to the others.
type dayCut struct {
	left    int64
	waiting []waitingEntry
}

// waitingEntry is a pending entry, with what attendance or a person has come to.
type waitingEntry struct {
	Entry
	served int64
}

// dayOf reads a person's day. The person's own row is taken first: a cap is a sum over rows, and needs one that is written.
func dayOf(tx *models.Tx, volunteerID int64, day models.Date) (*dayCut, error) {
	if err := takePerson(tx, volunteerID); err != nil {
		return nil, err
	}
	decided, err := dayMinutes(tx, volunteerID, day, 0, Confirmed)
	if err != nil {
		return nil, err
	}
	var entries []Entry
	err = tx.DB.Table("entries AS e").Select("e.*").Joins("LEFT JOIN shifts AS h ON h.id = e.shift_id").
		Where("e.volunteer_id = ? AND e.served_on = ? AND e.status = ?", volunteerID, day, Pending).Order("h.starts_at, e.id").Scan(&entries).Error
	found := &dayCut{left: tx.Settings.DayCap - decided}
	for _, entry := range entries {
		found.waiting = append(found.waiting, waitingEntry{Entry: entry, served: entry.measured()})
	}
	return found, err
}

// recut cuts what waits of a person's day anew, whenever an entry of it has arisen, has changed or counts no more.
func recut(tx *models.Tx, volunteerID int64, day models.Date) error {
	found, err := dayOf(tx, volunteerID, day)
	if err != nil {
		return err
	}
	return found.cut(tx)
}

// find is the waiting entry with this id; nil when it waits no more.
func (d *dayCut) find(id int64) *waitingEntry {
	for i := range d.waiting {
		if d.waiting[i].ID == id {
			return &d.waiting[i]
		}
	}
	return nil
}

// cut gives each entry its minutes, those of earlier shifts first, and writes what has changed.
func (d *dayCut) cut(tx *models.Tx) error {
	left := d.left
	for _, waiting := range d.waiting {
		entry := waiting.Entry
		entry.measure(waiting.served, left, tx.Settings)
		left -= entry.Minutes
		if entry.Minutes == waiting.Minutes && entry.measured() == waiting.measured() {
			continue
		}
		changed := tx.DB.Model(&Entry{}).Where("id = ? AND status = ? AND minutes = ?", entry.ID, Pending, waiting.Minutes).
			Updates(map[string]any{"minutes": entry.Minutes, "measured_minutes": entry.MeasuredMinutes})
		if changed.Error != nil {
			return changed.Error
		}
		if changed.RowsAffected == 0 {
			return tx.Retry() // decided or changed meanwhile: look again
		}
		witnessEntry(tx, "entry.recredit", &entry, map[string]any{"minutes": waiting.Minutes})
	}
	return nil
}
