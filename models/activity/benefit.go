package activity

import "practicestation/models"

// mostBeneficiaries bounds what one activity can have served.
const mostBeneficiaries = 1_000_000

// ErrNotHeld refuses to say whom an activity has served that has not been over, or was called off.
var ErrNotHeld = models.DefineError(models.Conflict, "activity_not_over", "活动还没有结束", "活动结束以后才能登记受益群众；已取消或没有发布的活动不用登记。")

// RecordBeneficiaries writes down how many people an activity has served, and who said so when; it can be corrected.
// It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrNotHeld or ErrVersionConflict.
func RecordBeneficiaries(tx *models.Tx, id, version, count int64) (*Activity, error) {
	current, err := findToManage(tx, id, models.KeepRosters)
	if err != nil {
		return nil, err
	}
	if count < 0 || count > mostBeneficiaries {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "beneficiaries", Code: "range", Message: "受益群众要在 0 到 1000000 人次之间。"})
	}
	if current.Version != version {
		return nil, models.ConflictAt(models.ErrVersionConflict, current.Version)
	}
	if status := current.StatusAt(tx.Now); status != Ended && status != Closed {
		return nil, ErrNotHeld
	}
	change := map[string]any{
		"beneficiaries": count, "beneficiaries_recorded_by": models.Nullable(tx.Actor.AccountID), "beneficiaries_recorded_at": tx.Now,
	}
	if err := tx.UpdateVersion(current, id, version, change); err != nil {
		return nil, models.ConflictAt(err, current.Version)
	}
	tx.Audit(models.AuditEntry{
		Action: "activity.record_beneficiaries", Subject: "activity", SubjectID: id, OrganizationID: current.StationID,
		Before: map[string]any{"beneficiaries": current.Beneficiaries}, After: map[string]any{"beneficiaries": count},
	})
	return models.Find[Activity](tx, id, ErrNotFound)
}
