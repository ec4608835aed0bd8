package star

import (
	"fmt"

	"practicestation/models"
	"practicestation/models/holiday"
	"practicestation/models/volunteer"
)

// noticeWorkdays is for how many working days a star is put up before it is granted.
const noticeWorkdays = 5

// Approve puts an applied star up for public notice, after the ledger has been summed anew.
// It fails with ErrNotFound, ErrPermission, ErrOwn, ErrDecided or ErrShort.
func Approve(tx *models.Tx, id int64) (*Listed, error) {
	applied, err := findToReview(tx, id)
	if err != nil {
		return nil, err
	}
	if applied.Status != Applied {
		return nil, ErrDecided
	}
	if err := applied.reaches(tx); err != nil {
		return nil, err
	}
	calendar, err := holiday.Load(tx)
	if err != nil {
		return nil, err
	}
	until := calendar.AddWorkdays(tx.Today(), noticeWorkdays)
	if err := applied.become(tx, Approved, map[string]any{"notice_until": until}); err != nil {
		return nil, err
	}
	applied.tell(tx, NoticeApproved, "星级申请进入公示", fmt.Sprintf("您申请的%d星已通过审核，公示到 %s。没有异议的，从第二天起授予，不需要再操作。", applied.Level, until))
	return find(tx, id)
}

// Refuse turns an application down, with a reason. It fails with ErrNotFound, ErrPermission, ErrOwn, ErrReasonMissing or ErrDecided.
func Refuse(tx *models.Tx, id int64, reason string) (*Listed, error) {
	applied, err := findToReview(tx, id)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	if applied.Status != Applied {
		return nil, ErrDecided
	}
	if err := applied.become(tx, Refused, map[string]any{"reason": reason, "live": nil}); err != nil {
		return nil, err
	}
	applied.tell(tx, NoticeRefused, "星级申请没有通过", fmt.Sprintf("您申请的%d星没有通过，原因：%s。情况变化后可以再申请。", applied.Level, reason))
	return find(tx, id)
}

// Revoke takes a granted star back, with a reason; nothing else ever does.
// It fails with ErrNotFound, ErrPermission, ErrOwn, ErrReasonMissing or ErrNotGranted.
func Revoke(tx *models.Tx, id int64, reason string) (*Listed, error) {
	granted, err := findToReview(tx, id)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	open, err := countOpen(tx, id)
	if err != nil {
		return nil, err
	}
	if granted.StatusAt(tx.Today(), open) != Granted {
		return nil, ErrNotGranted
	}
	if err := granted.become(tx, Revoked, map[string]any{"reason": reason, "live": nil}); err != nil {
		return nil, err
	}
	granted.tell(tx, NoticeRevoked, "星级已撤销", fmt.Sprintf("您的%d星已被撤销，原因：%s。有异议请联系镇（街道）实践所。", granted.Level, reason))
	return find(tx, id)
}

// become moves an application on, once.
func (a *Application) become(tx *models.Tx, status Status, change map[string]any) error {
	change["status"], change["decided_by"], change["decided_at"], change["updated_at"] = status, models.Nullable(tx.Actor.AccountID), tx.Now, tx.Now
	moved := tx.DB.Model(&Application{}).Where("id = ? AND status = ?", a.ID, a.Status).Updates(change)
	if moved.Error != nil {
		return moved.Error
	}
	if moved.RowsAffected == 0 {
		return tx.Retry()
	}
	tx.Audit(models.AuditEntry{
		Action: "star." + string(status), Subject: "star", SubjectID: a.ID, Row: applicationRows().Row(a.ID), Before: map[string]any{"status": a.Status},
		After: map[string]any{"status": status, "reason": change["reason"], "notice_until": change["notice_until"]},
	})
	return nil
}

// findToReview locks an application on which the actor may decide.
func findToReview(tx *models.Tx, id int64) (*Application, error) {
	found, err := models.FindLocked[Application](tx, id, ErrNotFound)
	if err != nil {
		return nil, err
	}
	return found, mayReview(tx, found)
}

// mayReview fails with ErrNotFound for who does not see the application, with ErrOwn for whose it is, and with ErrPermission for
// who only reads.
func mayReview(tx *models.Tx, a *Application) error {
	if a.VolunteerID == tx.Actor.VolunteerID {
		return ErrOwn
	}
	_, err := volunteer.FindInReach(tx, models.ReadRecords, a.VolunteerID)
	if models.IsCode(err, volunteer.ErrNotFound) || models.IsCode(err, models.ErrPermission) {
		return ErrNotFound
	}
	if err != nil {
		return err
	}
	_, err = volunteer.FindInReach(tx, models.ReviewStars, a.VolunteerID)
	return err
}
