package activity

import (
	"practicestation/models"
)

// The refusals about calling off one shift.
var (
	ErrShiftCancelled = models.DefineError(models.Conflict, "shift_cancelled", "班次已取消", "这个班次已经取消，请选择别的班次。")
	ErrLastShift      = models.DefineError(models.Conflict, "last_shift", "只剩这一个班次", "已发布的活动至少要保留一个班次；全部停办请取消活动并写明原因。")
)

// NoticeShiftCancelled tells people that their shift is off, and the activity is not.
const NoticeShiftCancelled models.NoticeKind = "shift_cancelled"

// releaseTitles head what those are told whose sign-ups end with something bigger.
var releaseTitles = map[models.NoticeKind]string{NoticeActivityCancelled: "活动已取消", NoticeShiftCancelled: "班次已取消"}

// CancelShift calls one shift off, with a reason, and releases who holds a seat or waits; who has checked in keeps what
// they have earned. It stays on the activity, marked. On what is published it takes the right to publish.
// It fails with ErrShiftNotFound, ErrPermission, ErrReasonMissing, ErrStatus, ErrEnded, ErrShiftEnded, ErrShiftCancelled
// or ErrLastShift.
func CancelShift(tx *models.Tx, id int64, reason string) (*Shift, error) {
	seen, err := models.Find[Shift](tx, id, ErrShiftNotFound)
	if err != nil {
		return nil, err
	}
	current, err := findToManage(tx, seen.ActivityID, models.PlanActivities)
	if err != nil {
		return nil, shiftMissing(err)
	}
	if current.isPublic() {
		if err := mayManage(tx, current, models.PublishActivities); err != nil {
			return nil, err
		}
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	if err := editable(current, tx.Now); err != nil {
		return nil, err
	}
	shifts, err := lockShifts(tx, current.ID)
	if err != nil {
		return nil, err
	}
	shift, err := toCancel(tx, current, shifts, id)
	if err != nil {
		return nil, err
	}
	if err := shift.callOff(tx, current, reason); err != nil {
		return nil, err
	}
	return models.Find[Shift](tx, id, ErrShiftNotFound)
}

// callOff marks a locked shift as called off, and ends what people have of it and what they ask of it.
func (s *Shift) callOff(tx *models.Tx, of *Activity, reason string) error {
	if err := release(tx, of, s, NoticeShiftCancelled, reason); err != nil {
		return err
	}
	if err := endAsks(tx, of, []Shift{*s}, NoticeShiftCancelled, reason); err != nil {
		return err
	}
	off := map[string]any{"cancelled_at": tx.Now, "cancel_reason": reason}
	if err := tx.UpdateVersion(s, s.ID, s.Version, off); err != nil {
		return models.ConflictAt(err, s.Version)
	}
	tx.Audit(models.AuditEntry{Action: "shift.cancel", Subject: "shift", SubjectID: s.ID, OrganizationID: of.StationID, After: off})
	return nil
}

// toCancel picks the shift out of the activity's locked ones, if it may be called off.
func toCancel(tx *models.Tx, of *Activity, shifts []Shift, id int64) (*Shift, error) {
	var found *Shift
	others := 0
	for i := range shifts {
		switch {
		case shifts[i].ID == id:
			found = &shifts[i]
		case shifts[i].CancelledAt == nil:
			others++
		}
	}
	switch {
	case found == nil:
		return nil, ErrShiftNotFound
	case found.CancelledAt != nil:
		return nil, ErrShiftCancelled
	case !tx.Now.Before(found.EndsAt):
		return nil, ErrShiftEnded
	case others == 0 && of.Status == Published:
		return nil, ErrLastShift
	}
	return found, nil
}

// held leaves the shifts out that are called off.
func held(shifts []Shift) []Shift {
	var left []Shift
	for _, shift := range shifts {
		if shift.CancelledAt == nil {
			left = append(left, shift)
		}
	}
	return left
}

// release ends every sign-up of a locked shift that has not been used.
func release(tx *models.Tx, of *Activity, shift *Shift, kind models.NoticeKind, reason string) error {
	var released []SignUp
	if err := tx.Locking().Where("shift_id = ? AND status IN (?)", shift.ID, []SignUpStatus{SignedUp, Waitlisted}).Find(&released).Error; err != nil {
		return err
	}
	if len(released) == 0 {
		return nil
	}
	seats := int64(0)
	for _, signUp := range released {
		if signUp.Status == SignedUp {
			seats++
			shift.giveBack(&signUp)
		}
		tx.Audit(models.AuditEntry{
			Action: "sign_up.cancelled_by_organizer", Subject: "sign_up", SubjectID: signUp.ID, OrganizationID: of.StationID,
			Before: map[string]any{"status": signUp.Status}, After: map[string]any{"reason": reason, "volunteer_id": signUp.VolunteerID},
		})
		tell(tx, kind, &signUp, releaseTitles[kind], "您报名的"+shift.inWords(tx, of)+"已取消"+because(reason)+"您不需要再到现场。")
	}
	ended := tx.DB.Model(&SignUp{}).Where("shift_id = ? AND status IN (?)", shift.ID, []SignUpStatus{SignedUp, Waitlisted}).
		Updates(map[string]any{"status": CancelledByOrganizer, "live": nil, "cancelled_at": tx.Now, "cancel_reason": reason, "updated_at": tx.Now})
	if ended.Error != nil {
		return ended.Error
	}
	return tx.DB.Exec("UPDATE shifts SET confirmed = confirmed - ?, waitlisted = 0, "+lessOver(seats)+", quotas = ? WHERE id = ?", seats, shift.Quotas, shift.ID).Error
}
