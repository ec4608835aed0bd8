package hours

import (
	"fmt"

	"practicestation/models"
)

// ErrBeyondClaim refuses to answer an objection with minutes that neither were recorded nor are claimed, or lie beyond both.
var ErrBeyondClaim = models.DefineError(models.Conflict, "minutes_beyond_claim", "不在主张范围内",
	"采纳的分钟数要在现在的与志愿者主张的之间，不能超出主张。不同意的请驳回异议，写明答复。")

// errClaimSame refuses an objection that claims what is recorded already.
var errClaimSame = ErrMinutesSame.Saying("您主张的分钟数与现在记录的相同，不需要提出异议。")

// errCorrectionFirst refuses to accept an objection while another correction waits. That one is not approved before the answer.
var errCorrectionFirst = ErrCorrectionOpen.Saying(
	"这条时长已有一条更正在等另一位管理员决定。异议有道理的，请先由另一位管理员不同意那条更正，再采纳异议；没有道理的，请驳回异议，写明答复。")

// AcceptObjection says that the volunteer is right. To decided hours it asks for the correction, which a second person decides;
// to pending ones it sets the minutes, which a second person confirms. Whoever answers for a retro-entry is of the level that
// decides about it. It fails with ErrObjectionNotFound, ErrPermission, ErrRetroAbove, ErrOwnRetro, ErrOwn, ErrHousehold,
// ErrObjectionDecided, ErrReasonMissing, ErrMinutesSame, ErrBeyondClaim, ErrDayFull or what RequestCorrection refuses.
func AcceptObjection(tx *models.Tx, id, minutes int64, answer string) (*Objection, error) {
	found, err := findObjection(tx, id)
	if err != nil {
		return nil, err
	}
	if answer, err = models.CleanReason(answer); err != nil {
		return nil, err
	}
	if err := found.grantable(minutes); err != nil {
		return nil, err
	}
	live := found.objection.Live
	if found.entry != nil && found.entry.Status == Pending {
		live = nil // answered for good: no correction follows
	}
	if err := decideObjection(tx, found.objection, ObjectionAccepted, answer, live); err != nil {
		return nil, err
	}
	switch {
	case found.retro != nil:
		_, err = requestRetro(tx, found.retro, Correction{Minutes: minutes, Reason: answer, ObjectionID: &id})
	case found.entry.Status == Pending:
		err = award(tx, found.entry, minutes, answer)
	default:
		_, err = request(tx, found.entry, Correction{Minutes: minutes, Reason: answer, ObjectionID: &id})
	}
	if models.IsCode(err, ErrCorrectionOpen) {
		return nil, errCorrectionFirst
	}
	if err != nil {
		return nil, err
	}
	return models.Find[Objection](tx, id, ErrObjectionNotFound)
}

// RefuseObjection tells the volunteer why the hours stay as they are. It fails with ErrObjectionNotFound, ErrPermission,
// ErrRetroAbove, ErrOwnRetro, ErrOwn, ErrHousehold, ErrObjectionDecided or ErrReasonMissing.
func RefuseObjection(tx *models.Tx, id int64, answer string) (*Objection, error) {
	found, err := findObjection(tx, id)
	if err != nil {
		return nil, err
	}
	if answer, err = models.CleanReason(answer); err != nil {
		return nil, err
	}
	if err := decideObjection(tx, found.objection, ObjectionRefused, answer, nil); err != nil {
		return nil, err
	}
	const told = "您对 %s 服务时长的异议没有被采纳，答复：%s。仍有不同意见，可以向上级实践所反映。"
	if found.retro != nil {
		found.retro.tell(tx, NoticeObjectionRefused, "时长异议的答复", fmt.Sprintf(told, found.retro.ServedOn, answer))
	} else {
		tell(tx, &found.entry.Entry, NoticeObjectionRefused, "时长异议的答复", fmt.Sprintf(told, found.entry.ServedOn, answer))
	}
	return models.Find[Objection](tx, id, ErrObjectionNotFound)
}

// decideObjection answers an open objection. It fails with ErrObjectionDecided when somebody was faster.
func decideObjection(tx *models.Tx, objection *Objection, status ObjectionStatus, answer string, live *int64) error {
	decided := tx.DB.Model(&Objection{}).Where("id = ? AND status = ?", objection.ID, ObjectionOpen).Updates(map[string]any{
		"status": status, "answer": answer, "live": live, "decided_at": tx.Now, "decided_by": models.Nullable(tx.Actor.AccountID),
	})
	if decided.Error != nil {
		return decided.Error
	}
	if decided.RowsAffected == 0 {
		return ErrObjectionDecided
	}
	tx.Audit(models.AuditEntry{
		Action: "objection." + string(status), Subject: "objection", SubjectID: objection.ID, OrganizationID: objection.StationID, Row: objectionRows().Row(objection.ID),
		After: map[string]any{"answer": answer},
	})
	return nil
}

// disputed is an open objection with what it is about now: an entry, or a retro-entry.
type disputed struct {
	objection *Objection
	entry     *NamedEntry
	retro     *RetroEntry
}

// findObjection finds an open objection that the actor may answer.
func findObjection(tx *models.Tx, id int64) (*disputed, error) {
	objection, err := models.Find[Objection](tx, id, ErrObjectionNotFound)
	if err != nil {
		return nil, err
	}
	subject, err := objection.standing(tx)
	if err != nil {
		return nil, err
	}
	found := &disputed{objection: objection}
	if objection.Kind == HonorKind {
		found.retro, err = findRetroToDecide(tx, subject)
	} else {
		found.entry, err = findToDecide(tx, subject)
	}
	switch {
	case models.IsCode(err, ErrNotFound) || models.IsCode(err, ErrRetroNotFound):
		return nil, ErrObjectionNotFound
	case err != nil:
		return nil, err
	case objection.Status != ObjectionOpen:
		return nil, ErrObjectionDecided
	}
	return found, nil
}

// recorded is how many minutes are disputed: those that count, or will when the entry is confirmed as it is.
func (d *disputed) recorded() int64 {
	if d.retro != nil {
		return d.retro.counted()
	}
	return d.entry.recorded()
}

// recorded is how many minutes of the entry count, or would if it were confirmed as it is.
func (e *NamedEntry) recorded() int64 {
	if e.Status == Pending {
		return e.Minutes
	}
	return e.counted()
}

// grantable says whether so many minutes answer the objection: more than nothing of what is claimed, and no more than all of it.
// Who claims no number leaves the number to the answer.
func (d *disputed) grantable(minutes int64) error {
	recorded, claimed := d.recorded(), d.objection.ClaimedMinutes
	if minutes == recorded {
		return ErrMinutesSame
	}
	if claimed == nil || min(recorded, *claimed) <= minutes && minutes <= max(recorded, *claimed) {
		return nil
	}
	return ErrBeyondClaim.Saying("现在记录的是 %d 分钟，志愿者主张 %d 分钟，采纳的分钟数要在两者之间，不能超出主张。不同意的请驳回异议，写明答复。", recorded, *claimed)
}

// award answers an accepted objection to a pending entry: what was found to be right is set on it, and another person confirms.
func award(tx *models.Tx, entry *NamedEntry, minutes int64, answer string) error {
	shift, err := spanOf(tx, entry.ShiftID)
	if err != nil {
		return err
	}
	if !shift.over {
		return ErrShiftNotEnded
	}
	if err := withinShift(tx, "minutes", minutes, shift.minutes); err != nil {
		return err
	}
	if err := fits(tx, entry.VolunteerID, entry.ServedOn, entry.ID, minutes); err != nil {
		return err
	}
	set := tx.DB.Model(&Entry{}).Where("id = ? AND status = ? AND minutes = ?", entry.ID, Pending, entry.Minutes).
		Updates(map[string]any{"minutes": minutes, "measured_minutes": nil, "settled_by": models.Nullable(tx.Actor.AccountID), "settled_reason": answer})
	if set.Error != nil {
		return set.Error
	}
	if set.RowsAffected == 0 {
		return tx.Retry() // decided or changed meanwhile: look again
	}
	tx.Audit(models.AuditEntry{
		Action: "entry.settle", Subject: "entry", SubjectID: entry.ID, OrganizationID: entry.StationID, Row: entryRows().Row(entry.ID),
		Before: map[string]any{"minutes": entry.Minutes}, After: map[string]any{"minutes": minutes, "reason": answer},
	})
	tell(tx, &entry.Entry, NoticeSettled, "您的时长异议已采纳",
		fmt.Sprintf("%s 的服务时长从 %d 分钟核定为 %d 分钟，答复：%s。由另一位管理员确认后计入时长。", entry.ServedOn, entry.Minutes, minutes, answer))
	return recut(tx, entry.VolunteerID, entry.ServedOn)
}

// settleObjection follows the correction that an accepted objection led to: approved, the objection is answered for good;
// refused, it is open again, for the volunteer has no answer yet.
func settleObjection(tx *models.Tx, correction *Correction, status CorrectionStatus) error {
	if correction.ObjectionID == nil {
		return nil
	}
	action, change := "objection.close", map[string]any{"live": nil}
	if status == CorrectionRefused {
		action, change = "objection.reopen", map[string]any{"status": ObjectionOpen, "answer": nil, "decided_at": nil, "decided_by": nil}
	}
	followed := tx.DB.Model(&Objection{}).Where("id = ? AND status = ?", *correction.ObjectionID, ObjectionAccepted).Updates(change)
	if followed.Error == nil && followed.RowsAffected > 0 {
		tx.Audit(models.AuditEntry{
			Action: action, Subject: "objection", SubjectID: *correction.ObjectionID, OrganizationID: correction.StationID,
			Row: objectionRows().Row(*correction.ObjectionID), After: map[string]any{"correction_id": correction.ID},
		})
	}
	return followed.Error
}

// closeObjection answers the open objection to an entry that is no more, and says what the volunteer can do: the minutes that
// follow are others.
func closeObjection(tx *models.Tx, entry *Entry) error {
	var open []Objection
	err := tx.DB.Where("kind = ? AND subject_id = ? AND status = ?", CreditKind, entry.ID, ObjectionOpen).Limit(1).Find(&open).Error
	if err != nil || len(open) == 0 {
		return err
	}
	const answer = "签到签退有更正或重新核定，这条时长已撤销"
	if err := decideObjection(tx, &open[0], ObjectionRefused, answer, nil); err != nil {
		return err
	}
	tell(tx, entry, NoticeObjectionRefused, "时长异议随原来的时长结束",
		fmt.Sprintf("您提出异议的 %s 的时长已撤销，签到签退有更正或由工作人员重新核定。新的时长有出入的，请再提出异议。", entry.ServedOn))
	return nil
}
