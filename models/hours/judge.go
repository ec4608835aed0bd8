package hours

import (
	"slices"

	"practicestation/models"
)

// ErrShiftNotEnded refuses to decide on hours of a shift that is not over: nobody knows yet what will have been served, and who left
// early may come back.
var ErrShiftNotEnded = models.DefineError(models.Conflict, "shift_not_ended", "班次还没有结束", "这个班次还没有结束，还不知道会服务多久，请在班次结束以后再确认、驳回或更正时长。")

// Judge answers, by entry, what about the attendance behind the entries keeps them from being decided. Attendance is known
// above this package.
type Judge func(tx *models.Tx, entries []NamedEntry) (map[int64]*models.Error, error)

// hindrances answers, by entry, what keeps pending entries from being decided beyond what they say themselves: an objection
// that waits for its answer, what the judge finds, and a shift that goes on.
func hindrances(tx *models.Tx, entries []NamedEntry, judge Judge) (map[int64]*models.Error, error) {
	found, err := judge(tx, entries)
	if err != nil {
		return nil, err
	}
	if err := goingOn(tx, entries, found); err != nil {
		return nil, err
	}
	return found, contested(tx, entries, found)
}

// unhindered looks once more behind the rows of the people, which have been written: nobody comes back, leaves or has an event
// recorded for hours that wait without taking them. What was found in between is told by the next look.
func unhindered(tx *models.Tx, entries []NamedEntry, judge Judge) error {
	found, err := judge(tx, entries)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(entries, func(e NamedEntry) bool { return found[e.ID] != nil }) {
		return tx.Retry()
	}
	return nil
}

// goingOn notes the entries whose shift has not ended.
func goingOn(tx *models.Tx, entries []NamedEntry, found map[int64]*models.Error) error {
	shifts := make([]int64, len(entries))
	for i := range entries {
		shifts[i] = entries[i].ShiftID
	}
	var on []int64
	if err := tx.DB.Table("shifts").Where("id IN (?) AND ends_at > ?", shifts, tx.Now).Pluck("id", &on).Error; err != nil {
		return err
	}
	for i := range entries {
		if slices.Contains(on, entries[i].ShiftID) {
			found[entries[i].ID] = ErrShiftNotEnded
		}
	}
	return nil
}

// contested notes the entries to which their volunteer has objected and waits for the answer.
func contested(tx *models.Tx, entries []NamedEntry, found map[int64]*models.Error) error {
	ids := make([]int64, len(entries))
	for i := range entries {
		ids[i] = entries[i].ID
	}
	var waiting []int64
	err := tx.DB.Model(&Objection{}).Where("kind = ? AND subject_id IN (?) AND status = ?", CreditKind, append(ids, 0), ObjectionOpen).
		Pluck("subject_id", &waiting).Error
	for _, id := range waiting {
		found[id] = ErrObjectionOpen.Saying("志愿者对这条时长提出了异议，请先在异议列表里答复，再确认或驳回。")
	}
	return err
}
