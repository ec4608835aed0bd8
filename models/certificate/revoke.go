package certificate

import (
	"fmt"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/organization"
)

// NoticeRevoked tells a volunteer that a certificate no longer stands.
const NoticeRevoked models.NoticeKind = "certificate_revoked"

// Revoke takes a certificate back, with a reason, and tells the volunteer. The next one for this volunteer is issued by
// the station's staff: otherwise a volunteer would just ask again.
// It fails with ErrNotFound, ErrPermission, ErrReasonMissing or ErrRevoked.
func Revoke(tx *models.Tx, id int64, reason string) (*Full, error) {
	found, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	station, err := models.FindLocked[organization.Organization](tx, found.StationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ConfirmHours, station.Path) {
		return nil, models.ErrPermission
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	revoked := tx.DB.Model(&Certificate{}).Where("id = ? AND revoked_at IS NULL", id).
		Updates(map[string]any{"revoked_at": tx.Now, "revoked_by": models.Nullable(tx.Actor.AccountID), "revoke_reason": reason})
	if revoked.Error != nil {
		return nil, revoked.Error
	}
	if revoked.RowsAffected == 0 {
		return nil, ErrRevoked
	}
	tx.Audit(models.AuditEntry{
		Action: "certificate.revoke", Subject: "certificate", SubjectID: id, OrganizationID: found.StationID, Row: rows().Row(id),
		After: map[string]any{"number": found.Number(), "reason": reason},
	})
	tx.Tell(models.Notice{
		VolunteerID: &found.VolunteerID, Kind: NoticeRevoked, Title: "证明已撤销",
		Text: fmt.Sprintf("%s撤销了编号 %s 的志愿服务记录证明，原因：%s。您的服务时长不受影响；需要证明时请联系这个站重新出具。", found.IssuerName, found.Number(), reason),
	})
	return Find(tx, id)
}

// mayBeIssued has what takes the place of a revoked certificate issued by staff who gain nothing by it: not for oneself, and not
// for the own household.
func (f *Full) mayBeIssued(tx *models.Tx, byStaff bool) error {
	err := f.mayBeAsked(tx)
	if !byStaff || !models.IsCode(err, ErrAskStation) {
		return err
	}
	err = hours.MayDecideFor(tx, f.VolunteerID)
	if models.IsCode(err, hours.ErrOwn) {
		return hours.ErrOwn.Saying("上一次给您出具的证明已被撤销，不能由您给自己重新出具，请由另一位工作人员办理。")
	}
	return err
}

// mayBeAsked refuses a volunteer whose last certificate of the station has been revoked.
func (f *Full) mayBeAsked(tx *models.Tx) error {
	var last Certificate
	err := tx.DB.Where("volunteer_id = ? AND station_id = ?", f.VolunteerID, f.StationID).Order("id DESC").Take(&last).Error
	if models.IsMissing(err) || err == nil && last.RevokedAt == nil {
		return nil
	}
	if err != nil {
		return err
	}
	return ErrAskStation.Saying("%s上一次给您出具的证明已被撤销，请联系这个站，由工作人员重新出具。", f.IssuerName)
}
