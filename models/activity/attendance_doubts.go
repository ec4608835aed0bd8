package activity

import (
	"slices"

	"practicestation/models"
	"practicestation/models/hours"
)

// ErrUnreviewed refuses to confirm hours that rest on attendance which is in doubt, or came from a device, and which nobody has
// looked at.
var ErrUnreviewed = models.DefineError(models.Conflict, "attendance_unreviewed", "签到签退还没有核对",
	"这条时长的签到签退有异常标记或是离线补传的，还没有核对。请由记录人和志愿者本人以外的工作人员在签到记录里核对，写明结果，再来确认；站里没有别的工作人员的，请上级实践所核对。")

// ErrStillPresent refuses to decide on hours of somebody who has not signed out yet, or never did: the visit that goes on is not in
// them.
var ErrStillPresent = models.DefineError(models.Conflict, "still_present", "还没有签退",
	"这位志愿者还在岗，或者没有签退，时长还不完整。请等签退以后再处理；过了签退时间没有签退的，请先核定时长。")

// inDoubt reports whether an event with this flag must have been reviewed before its hours are confirmed. Who comes early and
// leaves late gains nothing by it, for hours are cut to the shift; that staff recorded it is no doubt by itself, and what comes
// after the decision has no part in it.
func (f Flag) inDoubt() bool {
	return !slices.Contains([]Flag{EarlyFlag, LateFlag, ByStaffFlag, DecidedFlag}, f)
}

// ConfirmEntry confirms hours whose attendance is over and beyond doubt, or was reviewed. It fails with what hours.Confirm refuses,
// with ErrStillPresent or with ErrUnreviewed.
func ConfirmEntry(tx *models.Tx, id int64) (*hours.NamedEntry, error) {
	return hours.Confirm(tx, id, unreviewed)
}

// RejectEntry refuses hours of somebody who has left. It fails with what hours.Reject refuses, or with ErrStillPresent.
func RejectEntry(tx *models.Tx, id int64, reason string) (*hours.NamedEntry, error) {
	return hours.Reject(tx, id, reason, stillPresent)
}

// ConfirmEntries confirms all of the entries or none, as ConfirmEntry does. It fails with what hours.ConfirmAll refuses.
func ConfirmEntries(tx *models.Tx, ids []int64) ([]hours.NamedEntry, error) {
	return hours.ConfirmAll(tx, ids, unreviewed)
}

// unreviewed finds the entries that rest on events which wait for a review, with a number of queries that does not grow with them.
func unreviewed(tx *models.Tx, entries []hours.NamedEntry) (map[int64]*models.Error, error) {
	bySignUp, shifts, err := eventsBehind(tx, entries)
	if err != nil {
		return nil, err
	}
	var events []AttendanceEvent
	var ids []int64
	for _, own := range bySignUp {
		for _, event := range own {
			events, ids = append(events, event), append(ids, event.ID)
		}
	}
	flags, err := flagsOf(tx, shifts, events)
	if err != nil {
		return nil, err
	}
	reviews, err := latestReviews(tx, ids)
	if err != nil {
		return nil, err
	}
	found, err := stillPresent(tx, entries)
	if err != nil {
		return nil, err
	}
	for i := range entries {
		for _, event := range bySignUp[entries[i].SignUpID] {
			if event.waits(flags[event.ID], reviews[event.ID]) {
				found[entries[i].ID] = ErrUnreviewed
			}
		}
	}
	return found, nil
}

// stillPresent finds the entries whose volunteers have come, or come back, and not left.
func stillPresent(tx *models.Tx, entries []hours.NamedEntry) (map[int64]*models.Error, error) {
	signUps := make([]int64, len(entries))
	for i := range entries {
		signUps[i] = entries[i].SignUpID
	}
	var inside []int64
	err := tx.DB.Model(&SignUp{}).Where("id IN (?) AND status = ?", append(signUps, 0), CheckedIn).Pluck("id", &inside).Error
	found := map[int64]*models.Error{}
	for i := range entries {
		if slices.Contains(inside, entries[i].SignUpID) {
			found[entries[i].ID] = ErrStillPresent
		}
	}
	return found, err
}

// waits reports whether somebody must look at the event before its hours are confirmed. Who recorded it does not count.
func (e *AttendanceEvent) waits(flags []Flag, review *AttendanceReview) bool {
	if review != nil && (e.OperatorID == nil || *e.OperatorID != review.ReviewedBy) {
		return false
	}
	return slices.ContainsFunc(flags, Flag.inDoubt)
}

// eventsBehind reads what was recorded of the entries' sign-ups, and their shifts.
func eventsBehind(tx *models.Tx, entries []hours.NamedEntry) (map[int64][]AttendanceEvent, map[int64]*Shift, error) {
	signUps, ids := make([]int64, len(entries)), make([]int64, len(entries))
	for i := range entries {
		signUps[i], ids[i] = entries[i].SignUpID, entries[i].ShiftID
	}
	events, err := eventsOf(tx, signUps)
	if err != nil {
		return nil, nil, err
	}
	var all []Shift
	err = tx.DB.Where("id IN (?)", ids).Find(&all).Error
	shifts := map[int64]*Shift{}
	for i := range all {
		shifts[all[i].ID] = &all[i]
	}
	return events, shifts, err
}
