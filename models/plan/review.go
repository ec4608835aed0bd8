package plan

import (
	"fmt"
	"time"

	"practicestation/models"
)

// The kinds of notices about plans.
const (
	NoticeApproved models.NoticeKind = "plan_approved"
	NoticeReturned models.NoticeKind = "plan_returned"
)

// Submit hands a plan to the level above. It fails with ErrNotFound, ErrPermission, ErrStatus or ErrEmpty.
func Submit(tx *models.Tx, id int64) (*Plan, error) {
	current, of, err := findLocked(tx, id)
	if err != nil {
		return nil, err
	}
	if !of.madeBy(tx.Actor) {
		return nil, models.ErrPermission
	}
	if !current.Status.CanBecome(Submitted) {
		return nil, ErrStatus
	}
	var items int64
	if err := tx.DB.Model(&Item{}).Where("plan_id = ?", id).Count(&items).Error; err != nil {
		return nil, err
	}
	if items == 0 {
		return nil, ErrEmpty
	}
	return become(tx, current, Submitted, map[string]any{"submitted_by": orNil(tx.Actor.AccountID), "submitted_at": tx.Now})
}

// Approve lets a submitted plan stand. Nobody approves a plan that they had a hand in.
// It fails with ErrNotFound, ErrPermission, ErrOwn or ErrStatus.
func Approve(tx *models.Tx, id int64) (*Plan, error) {
	current, of, err := findToReview(tx, id, Approved)
	if err != nil {
		return nil, err
	}
	current.tellAuthor(tx, NoticeApproved, "月度计划已批准", of.inWords(current.Month)+"已批准，可以按计划项安排活动了。")
	return become(tx, current, Approved, map[string]any{"return_reason": nil, "reviewed_by": orNil(tx.Actor.AccountID), "reviewed_at": tx.Now})
}

// Return gives a submitted plan back to its author, with a reason. It fails as Approve does, and with ErrReasonMissing.
func Return(tx *models.Tx, id int64, reason string) (*Plan, error) {
	current, of, err := findToReview(tx, id, Returned)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	current.tellAuthor(tx, NoticeReturned, "月度计划被退回", of.inWords(current.Month)+"被退回，原因："+reason+"。请修改后重新上报。")
	return become(tx, current, Returned, map[string]any{"return_reason": reason, "reviewed_by": orNil(tx.Actor.AccountID), "reviewed_at": tx.Now})
}

// findToReview finds a plan that the actor may decide on now.
func findToReview(tx *models.Tx, id int64, outcome Status) (*Plan, subject, error) {
	current, of, err := findLocked(tx, id)
	switch {
	case err != nil:
		return nil, of, err
	case !of.reviewedBy(tx.Actor):
		return nil, of, models.ErrPermission
	case current.isOwn(tx.Actor):
		return nil, of, ErrOwn
	case !current.Status.CanBecome(outcome):
		return nil, of, ErrStatus
	}
	return current, of, nil
}

// become is guarded by the version, so of two reviewers at once one decides, also where a lock holds on one node only.
func become(tx *models.Tx, current *Plan, status Status, change map[string]any) (*Plan, error) {
	change["status"] = status
	if err := tx.UpdateVersion(current, current.ID, current.Version, change); err != nil {
		return nil, models.ConflictAt(err, current.Version)
	}
	tx.Audit(models.AuditEntry{
		Action: "plan." + string(status), Subject: "plan", SubjectID: current.ID, OrganizationID: current.OrganizationID,
		Before: map[string]any{"status": current.Status}, After: change,
	})
	return models.Find[Plan](tx, current.ID, ErrNotFound)
}

// tellAuthor tells who submitted the plan what became of it.
func (p *Plan) tellAuthor(tx *models.Tx, kind models.NoticeKind, title, text string) {
	if p.SubmittedBy != nil {
		tx.Tell(models.Notice{AccountID: p.SubmittedBy, Kind: kind, Title: title, Text: text})
	}
}

// inWords names a plan so that its author knows which one is meant.
func (s subject) inWords(month Month) string {
	at := month.In(time.UTC)
	whose := s.home.Name
	if s.team != 0 {
		whose += "的队伍"
	}
	return fmt.Sprintf("您上报的%s%d年%d月计划", whose, at.Year(), at.Month())
}
