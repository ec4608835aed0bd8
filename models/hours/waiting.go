package hours

import "practicestation/models"

// Waiting (还没有结果的时长) counts what is open of somebody's hours.
type Waiting struct{ Entries, RetroEntries, Corrections, Objections int64 }

// WaitingOf counts what of the volunteer's hours somebody has still to decide.
func WaitingOf(tx *models.Tx, volunteerID int64) (open Waiting, err error) {
	err = tx.DB.Raw(`SELECT (SELECT COUNT(*) FROM entries WHERE volunteer_id = ? AND status = ?) AS entries,
		(SELECT COUNT(*) FROM retro_entries WHERE volunteer_id = ? AND status = ?) AS retro_entries,
		(SELECT COUNT(*) FROM corrections AS c LEFT JOIN entries AS e ON e.id = c.entry_id LEFT JOIN retro_entries AS r ON r.id = c.retro_entry_id
			WHERE COALESCE(e.volunteer_id, r.volunteer_id) = ? AND c.status = ?) AS corrections,
		(SELECT COUNT(*) FROM objections WHERE volunteer_id = ? AND status = ?) AS objections`,
		volunteerID, Pending, volunteerID, RetroPending, volunteerID, CorrectionPending, volunteerID, ObjectionOpen).Scan(&open).Error
	return open, err
}
