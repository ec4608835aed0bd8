package hours

import (
	"practicestation/models"
)

// ErrOverlap refuses hours at a time for which the person has hours already.
var ErrOverlap = models.DefineError(models.Conflict, "hours_overlap", "已存在时长", "这位志愿者在同一时间已有时长记录，同一时间不能记两次。请先处理已有的那一条。")

// Sign-ups of one person never overlap, so attended hours cannot meet each other. What can meet is attendance and what was
// entered afterwards; both look for the other, and write the person's own row first, so that two units cannot both find nothing.

// takePerson makes the unit the only one that decides about a person's time.
func takePerson(tx *models.Tx, volunteerID int64) error {
	return tx.DB.Exec("UPDATE volunteers SET roster_version = roster_version + 1 WHERE id = ?", volunteerID).Error
}

// freeAt fails with ErrOverlap when the person was attending at the time of the shift, or has other hours entered for it. Who
// never signed out was attending: that is for staff to settle.
func freeAt(tx *models.Tx, volunteerID int64, shift *retroShift) error {
	if err := takePerson(tx, volunteerID); err != nil {
		return err
	}
	const meeting = "r.volunteer_id = ? AND h.starts_at < ? AND h.ends_at > ?"
	for _, other := range []struct {
		table, counting string
		values          []any
		obstacle        *models.Error
	}{
		{"entries", "r.status IN ('pending', 'confirmed')", nil, ErrOverlap},
		{"sign_ups", "r.status = 'checked_in'", nil, ErrOverlap.Saying("这位志愿者在同一时间签到后没有签退，同一时间不能记两次。请先在未签退列表里核定那一条。")},
		{"retro_entries", "r.live = 1 AND r.shift_id <> ?", []any{shift.ID}, ErrOverlap}, // the same shift has a refusal of its own
	} {
		var meets int64
		err := tx.DB.Table(other.table+" AS r").Joins("JOIN shifts AS h ON h.id = r.shift_id").
			Where(meeting, volunteerID, shift.EndsAt, shift.StartsAt).Where(other.counting, other.values...).Count(&meets).Error
		if err != nil {
			return err
		}
		if meets > 0 {
			return other.obstacle
		}
	}
	return nil
}

// meetsRetro answers ErrOverlap when hours have been entered afterwards for the time of the entry's shift.
func meetsRetro(tx *models.Tx, entry *Entry) (*models.Error, error) {
	if err := takePerson(tx, entry.VolunteerID); err != nil {
		return nil, err
	}
	var meets int64
	err := tx.DB.Table("retro_entries AS r").Joins("JOIN shifts AS h ON h.id = r.shift_id").Joins("JOIN shifts AS own ON own.id = ?", entry.ShiftID).
		Where("r.volunteer_id = ? AND r.live = 1 AND h.starts_at < own.ends_at AND h.ends_at > own.starts_at", entry.VolunteerID).Count(&meets).Error
	if err != nil || meets == 0 {
		return nil, err
	}
	return ErrOverlap, nil
}
