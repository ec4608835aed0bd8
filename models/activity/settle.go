package activity

import (
	"fmt"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
)

// ErrNotUnsettled refuses to set minutes for somebody who does not wait for that.
var ErrNotUnsettled = models.DefineError(models.Conflict, "not_unsettled", "不是未签退", "只有签到后没有签退、签退时间又已过的报名才能核定时长。")

// Settle sets how many minutes somebody has served who never signed out, with a reason. The hours are pending, and confirmed by
// another person. It fails with ErrSignUpNotFound, ErrPermission, ErrReasonMissing, ErrInvalid, hours.ErrOwn, hours.ErrHousehold,
// ErrNotUnsettled or ErrAttendanceDecided.
func Settle(tx *models.Tx, id, minutes int64, reason string) (*SignUp, error) {
	found, err := findAttendance(tx, id)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ConfirmHours, found.stationPath) {
		return nil, models.ErrPermission
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	if err := hours.MayDecideFor(tx, found.signUp.VolunteerID); err != nil {
		return nil, err
	}
	if err := found.settleable(tx, minutes); err != nil {
		return nil, err
	}
	if err := found.creditSettled(tx, minutes, reason); err != nil {
		return nil, err
	}
	settled := tx.DB.Model(&SignUp{}).Where("id = ? AND status = ?", id, CheckedIn).
		Updates(map[string]any{"status": Completed, "updated_at": tx.Now, "attendance_version": found.signUp.AttendanceVersion + 1})
	if settled.Error != nil {
		return nil, settled.Error
	}
	if settled.RowsAffected == 0 {
		return nil, tx.Retry()
	}
	tx.Audit(models.AuditEntry{
		Action: "sign_up.settle", Subject: "sign_up", SubjectID: id, OrganizationID: found.activity.StationID,
		After: map[string]any{"minutes": minutes, "reason": reason},
	})
	tell(tx, hours.NoticeSettled, found.signUp, "未签退的时长已核定",
		fmt.Sprintf("您在%s签到后没有签退，工作人员核定为 %d 分钟，原因：%s。确认后计入时长；有出入请联系实践站。", found.shift.inWords(tx, found.activity), minutes, reason))
	return models.Find[SignUp](tx, id, ErrSignUpNotFound)
}

// creditSettled writes the pending entry of the minutes that the actor has set.
func (a *attendance) creditSettled(tx *models.Tx, minutes int64, reason string) error {
	entries, err := hours.OfSignUps(tx, []int64{a.signUp.ID})
	if err != nil {
		return err
	}
	before := entries[a.signUp.ID]
	switch {
	case before == nil || before.Status == hours.Withdrawn:
	case before.Status != hours.Pending:
		return ErrAttendanceDecided
	default: // of an earlier visit: what is set now is for the whole shift
		if err := hours.Withdraw(tx, before); err != nil {
			return err
		}
	}
	entry := a.earned(tx, minutes)
	entry.Revision = hours.NextRevision(before)
	entry.SettledBy, entry.SettledReason = models.Nullable(tx.Actor.AccountID), &reason
	err = hours.Credit(tx, entry)
	if models.IsDuplicate(err) {
		return tx.Retry() // settled twice at once
	}
	return err
}

// settleable says whether somebody waits for minutes to be set, and may get so many.
func (a *attendance) settleable(tx *models.Tx, minutes int64) error {
	if a.signUp.Status != CheckedIn || tx.Now.Before(a.shift.CheckInClosesAt(tx.Settings)) {
		return ErrNotUnsettled
	}
	if longest := int64(a.shift.EndsAt.Sub(a.shift.StartsAt) / time.Minute); minutes < 0 || minutes > longest {
		return models.ErrInvalid.WithFields(models.FieldError{Field: "minutes", Code: "range", Message: fmt.Sprintf("分钟数要在 0 到 %d 之间，不能超过班次的时长。", longest)})
	}
	return nil
}
