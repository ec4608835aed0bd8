package honour

import (
	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/volunteer"
)

// Verify makes a claimed honour part of the record, after its evidence has been checked by somebody else.
// It fails with ErrNotFound, ErrPermission, ErrOwn or ErrDecided.
func Verify(tx *models.Tx, id int64) (*Named, error) {
	claimed, err := findToJudge(tx, id)
	if err != nil {
		return nil, err
	}
	if err := claimed.become(tx, Verified, ""); err != nil {
		return nil, err
	}
	claimed.tell(tx, NoticeVerified, "表彰已核实", "您申报的表彰"+claimed.inWords()+"已经核实，记入了服务记录。")
	return find(tx, id)
}

// Refuse turns a claimed honour down, with a reason for its volunteer.
// It fails with ErrNotFound, ErrPermission, ErrOwn, ErrReasonMissing or ErrDecided.
func Refuse(tx *models.Tx, id int64, reason string) (*Named, error) {
	claimed, err := findToJudge(tx, id)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	if err := claimed.become(tx, Refused, reason); err != nil {
		return nil, err
	}
	claimed.tell(tx, NoticeRefused, "表彰没有通过核实", "您申报的表彰"+claimed.inWords()+"没有通过核实，原因："+reason+"。补齐证明材料后可以重新申报。")
	return find(tx, id)
}

// Withdraw takes an honour back, by whoever entered it: the volunteer a claim, the organization what it gave. What was verified
// by mistake, staff who keep the volunteer's record take back. It fails with ErrNotFound, ErrPermission, ErrReasonMissing or ErrDecided.
func Withdraw(tx *models.Tx, id int64, reason string) (*Named, error) {
	current, err := findVisible(tx, id)
	if err != nil {
		return nil, err
	}
	if err := current.mayWithdraw(tx); err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	if err := current.become(tx, Withdrawn, reason); err != nil {
		return nil, err
	}
	if current.VolunteerID != tx.Actor.VolunteerID {
		current.tell(tx, NoticeWithdrawn, "表彰记录已撤回", "您的表彰"+current.inWords()+"已被撤回，原因："+reason+"。有异议请联系实践站。")
	}
	return find(tx, id)
}

func (h *Honour) mayWithdraw(tx *models.Tx) error {
	if h.OrganizationID != nil {
		giver, err := models.Find[organization.Organization](tx, *h.OrganizationID, organization.ErrNotFound)
		if err == nil && !tx.Actor.Can(models.KeepRecords, giver.Path) {
			return models.ErrPermission
		}
		return err
	}
	if h.VolunteerID == tx.Actor.VolunteerID {
		return nil
	}
	if _, err := volunteer.FindInReach(tx, models.KeepRecords, h.VolunteerID); err != nil {
		return err
	}
	if h.Status == Claimed {
		return models.ErrPermission // a claim is the volunteer's until it is decided; staff refuse it
	}
	return nil
}

// findToJudge finds an honour on which the actor may decide.
func findToJudge(tx *models.Tx, id int64) (*Honour, error) {
	claimed, err := findVisible(tx, id)
	if err != nil {
		return nil, err
	}
	if claimed.VolunteerID == tx.Actor.VolunteerID {
		return nil, ErrOwn
	}
	_, err = volunteer.FindInReach(tx, models.KeepRecords, claimed.VolunteerID)
	return claimed, err
}

// findVisible locks an honour that the actor may see: an own one, or one of a volunteer whose records the actor reads.
func findVisible(tx *models.Tx, id int64) (*Honour, error) {
	found, err := models.FindLocked[Honour](tx, id, ErrNotFound)
	if err != nil || found.VolunteerID == tx.Actor.VolunteerID {
		return found, err
	}
	_, err = volunteer.FindInReach(tx, models.ReadRecords, found.VolunteerID)
	if models.IsCode(err, volunteer.ErrNotFound) || models.IsCode(err, models.ErrPermission) {
		return nil, ErrNotFound
	}
	return found, err
}

// become moves an honour on, once.
func (h *Honour) become(tx *models.Tx, status Status, reason string) error {
	if !h.Status.CanBecome(status) {
		return ErrDecided
	}
	change := map[string]any{"status": status, "decided_by": models.Nullable(tx.Actor.AccountID), "decided_at": tx.Now, "updated_at": tx.Now}
	if reason != "" {
		change["reason"] = reason
	}
	if status != Verified {
		change["live"] = nil
	}
	moved := tx.DB.Model(&Honour{}).Where("id = ? AND status = ?", h.ID, h.Status).Updates(change)
	if moved.Error != nil {
		return moved.Error
	}
	if moved.RowsAffected == 0 {
		return tx.Retry()
	}
	entry := models.AuditEntry{
		Action: "honour." + string(status), Subject: "honour", SubjectID: h.ID,
		Before: map[string]any{"status": h.Status}, After: map[string]any{"status": status, "reason": reason},
	}
	if h.OrganizationID != nil {
		entry.OrganizationID = *h.OrganizationID
	}
	tx.Audit(entry)
	return nil
}
