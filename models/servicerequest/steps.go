package servicerequest

import (
	"practicestation/models"
)

// Accept lets a request be dispatched. It fails with ErrNotFound, ErrPermission or ErrStatus.
func Accept(tx *models.Tx, id int64) (*Listed, error) {
	current, err := findToHandle(tx, id, Submitted, Accepted)
	if err != nil {
		return nil, err
	}
	current.tellRequester(tx, NoticeAccepted, "点单已受理", current.inWords()+"已受理，正在联系志愿服务队。")
	return current.become(tx, Accepted, map[string]any{"reviewed_by": models.Nullable(tx.Actor.AccountID), "reviewed_at": tx.Now})
}

// Reject turns a request down, with a reason for whoever asked. It fails as Accept does, and with ErrReasonMissing.
func Reject(tx *models.Tx, id int64, reason string) (*Listed, error) {
	current, err := findToHandle(tx, id, Submitted, Rejected)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	current.tellRequester(tx, NoticeRejected, "点单没有受理", current.inWords()+"没有受理，原因："+reason+"。可以修改以后重新提交，或联系实践站。")
	return current.become(tx, Rejected, map[string]any{
		"reason": reason, "reviewed_by": models.Nullable(tx.Actor.AccountID), "reviewed_at": tx.Now,
	})
}

// Cancel ends an accepted request for good, with a reason for whoever asked and for the team that it stands with.
// It fails with ErrNotFound, ErrPermission, ErrReasonMissing or ErrStatus.
func Cancel(tx *models.Tx, id int64, reason string) (*Listed, error) {
	current, err := findToHandle(tx, id, "", Cancelled)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	current.tellRequester(tx, NoticeCancelled, "点单已取消", current.inWords()+"已由实践站取消，原因："+reason+"。有疑问请联系实践站。")
	if err := current.tellLeader(tx, NoticeCancelled, "点单已取消", current.inWords()+"已取消，不用再办，原因："+reason+"。"); err != nil {
		return nil, err
	}
	if err := current.endDispatch(tx, Recalled, reason); err != nil {
		return nil, err
	}
	return current.become(tx, Cancelled, map[string]any{"reason": reason, "activity_id": nil})
}

// Withdraw takes an own request back before a team has taken it. It fails with ErrNotFound, ErrPermission, ErrReasonMissing or ErrStatus.
func Withdraw(tx *models.Tx, id int64, reason string) (*Listed, error) {
	current, err := findLocked(tx, id)
	switch {
	case err != nil:
		return nil, err
	case !current.isOwn(tx.Actor):
		return nil, models.ErrPermission
	case !current.Status.CanBecome(Withdrawn):
		return nil, ErrStatus
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	if err := current.tellLeader(tx, NoticeWithdrawn, "点单已撤回", current.inWords()+"已由点单人撤回，不用再办，原因："+reason+"。"); err != nil {
		return nil, err
	}
	if err := current.endDispatch(tx, Recalled, reason); err != nil {
		return nil, err
	}
	return current.become(tx, Withdrawn, map[string]any{"reason": reason})
}

// findToHandle finds a request that the station's staff may now take to the state; from is where it must stand, empty for wherever the
// state machine lets it.
func findToHandle(tx *models.Tx, id int64, from, to Status) (*Listed, error) {
	current, err := findLocked(tx, id)
	switch {
	case err != nil:
		return nil, err
	case !current.isHandled(tx.Actor):
		return nil, models.ErrPermission
	case from != "" && current.Status != from || !current.Status.CanBecome(to):
		return nil, ErrStatus
	}
	return current, nil
}

// become is guarded by the version, so of two at once one decides, also where a lock holds on one node only.
func (l *Listed) become(tx *models.Tx, status Status, change map[string]any) (*Listed, error) {
	change["status"] = status
	return l.change(tx, "service_request."+string(status), change)
}

// change writes what is new of a request, with its audit line.
func (l *Listed) change(tx *models.Tx, action string, change map[string]any) (*Listed, error) {
	if err := tx.UpdateVersion(&l.Request, l.ID, l.Version, change); err != nil {
		return nil, models.ConflictAt(err, l.Version)
	}
	before := map[string]any{"status": l.Status}
	if _, moved := change["activity_id"]; moved {
		before["activity_id"] = l.ActivityID
	}
	tx.Audit(models.AuditEntry{
		Action: action, Subject: "service_request", SubjectID: l.ID, OrganizationID: l.StationID, Before: before, After: l.told(change),
	})
	return read(tx, l.ID)
}

// told is what the audit keeps of a change: what people have written about the service stays in the request.
func (l *Listed) told(change map[string]any) map[string]any {
	after := map[string]any{"number": l.Number}
	for name, value := range change {
		if name != "result" && name != "rating_text" {
			after[name] = value
		}
	}
	return after
}
