package activity

import (
	"slices"

	"practicestation/models"
	"practicestation/models/volunteer"
)

// NoticeRiskRewritten asks who has signed up to acknowledge the new text of the risk notice.
const NoticeRiskRewritten models.NoticeKind = "risk_notice_changed"

// The refusals about acknowledging a risk notice.
var (
	ErrRiskNoticeAbsent   = models.DefineError(models.Conflict, "risk_notice_absent", "没有风险告知", "这个活动现在没有风险告知，不需要确认。")
	ErrRiskNoticeOutdated = models.DefineError(models.Conflict, "risk_notice_outdated", "风险告知已更新", "风险告知又有更新，请阅读最新的风险告知后再确认。")
)

// tellOfRisk asks everybody on the activity to acknowledge a risk notice that has been rewritten. Nobody is removed: they
// have agreed to an older text, and leave if they do not agree to this one. Who waits for dangerous work moves up only then.
func tellOfRisk(tx *models.Tx, was, is *Activity, shifts []Shift) error {
	if is.RiskNoticeID == nil || same(was.RiskNoticeID, is.RiskNoticeID) {
		return nil
	}
	var live []SignUp
	err := tx.DB.Where("activity_id = ? AND status IN (?)", is.ID, []SignUpStatus{SignedUp, Waitlisted}).Order("id").Find(&live).Error
	for i := range live {
		shift := shifts[slices.IndexFunc(shifts, func(s Shift) bool { return s.ID == live[i].ShiftID })]
		text := "您报名的" + shift.inWords(tx, is) + "的风险告知有更新，请阅读新的风险告知并确认；不同意的，请取消报名，或联系实践站。"
		if live[i].Status == Waitlisted && is.mustAcknowledge(&live[i]) {
			text = "您候补的" + shift.inWords(tx, is) + "的风险告知有更新，请阅读新的风险告知并确认。候补次序不变；确认之前有空位也不能录取，确认后有空位马上录取。不同意的，请取消报名。"
		}
		tell(tx, NoticeRiskRewritten, &live[i], "风险告知有更新", text)
	}
	return err
}

// Acknowledgement is that somebody has read a version of the risk notice.
type Acknowledgement struct {
	RiskNoticeID int64                  // the version that was shown
	Confirmation volunteer.Confirmation // how the person said so, where staff write it down
}

// AcknowledgeRisk records that somebody who has signed up has read the current risk notice: the person's own word, or what
// staff were told. The version that was acknowledged before stays in the audit. Whoever has waited only for that moves up in the
// same unit, if a seat is free.
// It fails with ErrSignUpNotFound, ErrPermission, ErrInvalid, ErrAlreadyCancelled, ErrRiskNoticeAbsent or ErrRiskNoticeOutdated.
func AcknowledgeRisk(tx *models.Tx, id int64, in Acknowledgement) (*SignUp, error) {
	found, err := findAttendance(tx, id)
	if err != nil {
		return nil, err
	}
	own := found.signUp.VolunteerID == tx.Actor.VolunteerID
	if !own && !tx.Actor.CanForTeam(models.KeepRosters, found.stationPath, found.activity.TeamID) {
		return nil, models.ErrPermission
	}
	if !own && !in.Confirmation.Valid() {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "confirmation", Code: "enum", Message: "本人确认方式只能是 in_person、phone 或 paper。"})
	}
	if found.shift, err = models.FindLocked[Shift](tx, found.shift.ID, ErrShiftNotFound); err != nil {
		return nil, err
	}
	if found.activity, err = models.Find[Activity](tx, found.activity.ID, ErrNotFound); err != nil { // it may have been rewritten meanwhile
		return nil, err
	}
	signUp, err := models.FindLocked[SignUp](tx, id, ErrSignUpNotFound)
	if err != nil {
		return nil, err
	}
	switch current := found.activity.RiskNoticeID; {
	case signUp.Live == nil:
		return nil, ErrAlreadyCancelled
	case current == nil:
		return nil, ErrRiskNoticeAbsent
	case *current != in.RiskNoticeID:
		return nil, ErrRiskNoticeOutdated
	case same(signUp.RiskNoticeID, current):
		return signUp, nil
	}
	if err := acknowledge(tx, found, signUp, in); err != nil {
		return nil, err
	}
	if err := promote(tx, found.activity, found.shift); err != nil {
		return nil, err
	}
	return models.Find[SignUp](tx, id, ErrSignUpNotFound)
}

func acknowledge(tx *models.Tx, found *attendance, signUp *SignUp, in Acknowledgement) error {
	before := map[string]any{"risk_notice_id": signUp.RiskNoticeID, "risk_acknowledged_at": signUp.RiskAcknowledgedAt}
	change := map[string]any{"risk_notice_id": in.RiskNoticeID, "risk_acknowledged_at": tx.Now, "updated_at": tx.Now}
	if err := tx.DB.Model(&SignUp{}).Where("id = ?", signUp.ID).Updates(change).Error; err != nil {
		return err
	}
	tx.Audit(models.AuditEntry{
		Action: "sign_up.acknowledge_risk", Subject: "sign_up", SubjectID: signUp.ID, OrganizationID: found.activity.StationID,
		Before: before, After: map[string]any{"risk_notice_id": in.RiskNoticeID, "risk_acknowledged_at": tx.Now, "confirmation": in.Confirmation},
	})
	return nil
}
