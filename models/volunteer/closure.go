package volunteer

import (
	"practicestation/models"
	"practicestation/models/account"
)

// ErrClosed refuses to write down anything new of somebody who has closed the account.
var ErrClosed = models.DefineError(models.Conflict, "volunteer_closed", "志愿者已注销", "这名志愿者已经注销账号，过去的记录保留，不能再报名，也不能再登记新的内容。")

// MustBeOpen fails with ErrClosed for who has closed the account: nobody could see or contest what is written down now. It locks the
// profile, as a closure does before it looks at what is open, so that of the two one knows of the other.
func MustBeOpen(tx *models.Tx, id int64) error {
	person, err := models.FindLocked[Volunteer](tx, id, ErrNotFound)
	if err == nil && person.ClosedAt != nil {
		return ErrClosed
	}
	return err
}

// ClosedOf finds who of the volunteers have closed their accounts.
func ClosedOf(tx *models.Tx, ids []int64) (closed []int64, err error) {
	err = tx.DB.Model(&Volunteer{}).Where("id IN (?) AND closed_at IS NOT NULL", append([]int64{0}, ids...)).Pluck("id", &closed).Error
	return closed, err
}

// Anonymize empties a profile for good: what is left is who has registered it, the year of birth, and which certificate bears the
// last name. Whatever else is kept of the person goes by the number alone.
func Anonymize(tx *models.Tx, own *Volunteer, certifiedNameID *int64) error {
	err := tx.UpdateVersion(own, own.ID, own.Version, map[string]any{
		"name": account.ClosedName, "gender": GenderUnknown, "born_on": lastDayOfYear(own.BornOn), "phone": "", "unclaimed_phone": nil,
		"residence_id": nil, "skills": "", "service_categories": "", "closed_at": tx.Now, "certified_name_id": certifiedNameID,
	})
	if models.IsCode(err, models.ErrVersionConflict) {
		return tx.Retry() // changed since it was read: look again
	}
	if err != nil {
		return err
	}
	tx.Audit(models.AuditEntry{Action: "volunteer.close", Subject: "volunteer", SubjectID: own.ID, OrganizationID: own.home()})
	return nil
}

// lastDayOfYear leaves of a birth date its year alone, and makes nobody older: a minor is not of age before the time.
func lastDayOfYear(born models.Date) models.Date { return born[:4] + "-12-31" }
