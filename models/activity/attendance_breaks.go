package activity

import "practicestation/models"

// The refusals of coming back.
var (
	ErrBreaksFixed = models.DefineError(models.Conflict, "breaks_fixed", "已有人签到",
		"已经有人签到，不能再改是否允许中途离开后返回；请在活动开始签到之前设置。")
	ErrCodeUsed = models.DefineError(models.Conflict, "check_in_code_used", "签到码已用过",
		"这个签到码您刚才已经用过，请等现场换出下一个再扫。")
)

func (a *Activity) fillBreaks(allowed *bool) {
	if allowed != nil {
		a.BreaksAllowed = *allowed
	}
}

// breaksMayChange keeps what the visits of those who have come are worked out by.
func breaksMayChange(tx *models.Tx, before, after *Activity) error {
	if before.BreaksAllowed == after.BreaksAllowed {
		return nil
	}
	var come int64
	err := tx.DB.Table("attendance_events AS e").Joins("JOIN sign_ups AS s ON s.id = e.sign_up_id").Where("s.activity_id = ? AND e.struck_at IS NULL", before.ID).Count(&come).Error
	if err == nil && come > 0 {
		return ErrBreaksFixed
	}
	return err
}

// comesBack reports whether this is somebody who has left and may come again.
func (r *record) comesBack(kind Kind) bool {
	return kind == In && r.signUp.Status == Completed && r.activity.BreaksAllowed
}

// hasUsed reports whether the code of the event has been used before, for either end: within the few seconds of a code
// somebody may come and leave, but not by one picture.
func (r *record) hasUsed(event *AttendanceEvent) bool {
	for _, known := range r.events {
		if event.CodeStep != nil && known.CodeStep != nil && *known.CodeStep == *event.CodeStep {
			return true
		}
	}
	return false
}
