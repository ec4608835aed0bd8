package activity

import (
	"slices"
	"strconv"

	"practicestation/models"
)

// UndoOutcome says what the undo of a batch has made of one of its activities.
type UndoOutcome string

// The outcomes: withdrawn by the undo; withdrawn or called off before it; left as it is, for a reason.
const (
	TakenBack  UndoOutcome = "taken_back"
	OffAlready UndoOutcome = "off_already"
	Left       UndoOutcome = "left"
)

// The refusals about undoing a batch.
var (
	ErrBatchNotFound   = models.DefineError(models.NotFound, "batch_not_found", "批次不存在", "没有找到这个批次。")
	ErrBatchUndone     = models.DefineError(models.Conflict, "batch_undone", "这一批已经撤销过", "这一批已经撤销过，不能再撤销；还在举行的活动请逐个撤回或取消。")
	ErrBatchHeld       = models.DefineError(models.Conflict, "batch_held", "有的活动不能撤销", "有的活动已有人报名、已经开始或改过，所以一个也没有撤销；请核对 errors，只撤销其余的请选择保留这些活动。")
	ErrActivityBegun   = models.DefineError(models.Conflict, "activity_begun", "活动已开始", "活动已经开始，不能再撤销。")
	ErrActivityChanged = models.DefineError(models.Conflict, "activity_changed", "活动已被修改", "活动建立以后改过，不会随整批撤销；要撤回请单独操作。")
)

// undoing is one activity of a batch that is being undone, locked with its shifts.
type undoing struct {
	BatchMember
	of      *Activity
	shifts  []Shift
	outcome UndoOutcome
	reason  *models.Error // why it is left
}

// Undo (撤销) takes a batch back: each of its activities is withdrawn, drafts too, unless somebody has signed up, it has
// begun or it was changed by hand. With one of those the whole undo is refused, or they are left and the others are taken
// back. Nobody loses a seat by it. It fails with ErrBatchNotFound, ErrPermission, ErrBatchUndone or ErrBatchHeld.
func Undo(tx *models.Tx, id int64, leaveChanged bool) (*BatchView, error) {
	batch, err := FindBatch(tx, id)
	if err != nil {
		return nil, err
	}
	members, err := lockMembers(tx, id)
	if err != nil {
		return nil, err
	}
	if batch.UndoneAt != nil {
		return nil, ErrBatchUndone
	}
	if err := decideUndo(tx, members, leaveChanged); err != nil {
		return nil, err
	}
	marked := tx.DB.Model(&Batch{}).Where("id = ? AND undone_at IS NULL", id).
		Updates(map[string]any{"undone_at": tx.Now, "undone_by": models.Nullable(tx.Actor.AccountID)})
	if marked.Error != nil {
		return nil, marked.Error
	}
	if marked.RowsAffected == 0 {
		return nil, tx.Retry() // another undo was faster
	}
	outcomes := map[UndoOutcome][]int64{}
	for i := range members {
		if err := members[i].settle(tx); err != nil {
			return nil, err
		}
		outcomes[members[i].outcome] = append(outcomes[members[i].outcome], members[i].ActivityID)
	}
	tx.Audit(models.AuditEntry{
		Action: "activity_batch.undo", Subject: "activity_batch", SubjectID: id, OrganizationID: members[0].of.StationID, After: outcomes,
	})
	return FindBatch(tx, id)
}

// lockMembers locks the activities of a batch, then their shifts, for who may take back each of them.
func lockMembers(tx *models.Tx, batchID int64) ([]undoing, error) {
	var found []BatchMember
	if err := tx.DB.Where("batch_id = ?", batchID).Order("activity_id").Find(&found).Error; err != nil {
		return nil, err
	}
	members := make([]undoing, len(found))
	for i := range found {
		of, err := findToManage(tx, found[i].ActivityID, models.PlanActivities)
		if err == nil && of.isPublic() {
			err = mayManage(tx, of, models.PublishActivities)
		}
		if models.IsCode(err, ErrNotFound) {
			err = models.ErrPermission // part of the batch is another's
		}
		if err != nil {
			return nil, err
		}
		members[i] = undoing{of: of}
	}
	for i := range members {
		shifts, err := lockShifts(tx, members[i].of.ID)
		if err != nil {
			return nil, err
		}
		members[i].shifts = shifts
	}
	// Read again under the locks: who published one of them meanwhile has moved the version here too.
	if err := tx.DB.Where("batch_id = ?", batchID).Order("activity_id").Find(&found).Error; err != nil {
		return nil, err
	}
	for i := range members {
		members[i].BatchMember = found[i]
	}
	return members, nil
}

// decideUndo says for each activity what becomes of it. It fails with ErrBatchHeld, which names each that cannot be taken
// back, unless those may be left and there is anything else to take back.
func decideUndo(tx *models.Tx, members []undoing, leaveChanged bool) error {
	var faults []models.FieldError
	var kept []map[string]string
	for i := range members {
		members[i].decide(tx)
		if reason := members[i].reason; reason != nil {
			faults = append(faults, models.FieldError{Code: reason.Code, Message: reason.Message})
			kept = append(kept, map[string]string{"activity_id": strconv.FormatInt(members[i].ActivityID, 10), "reason": reason.Code})
		}
	}
	rest := slices.ContainsFunc(members, func(m undoing) bool { return m.outcome == TakenBack })
	if len(faults) == 0 || leaveChanged && rest {
		return nil
	}
	return ErrBatchHeld.WithFields(faults...).With("activities", kept)
}

func (u *undoing) decide(tx *models.Tx) {
	people, changed := int64(0), u.of.Version != u.Version || int64(len(u.shifts)) != u.Shifts
	for _, shift := range u.shifts {
		people += shift.Confirmed + shift.Waitlisted
		changed = changed || shift.Version != 1
	}
	u.outcome = Left
	switch status := u.of.StatusAt(tx.Now); {
	case status == Withdrawn || status == Cancelled:
		u.outcome = OffAlready
	case people > 0:
		u.reason = ErrHasSignUps.Saying("%s已有 %d 人报名，不能撤销。", u.of.inWords(tx), people)
	case status == InProgress || status == Ended || status == Closed:
		u.reason = ErrActivityBegun.Saying("%s已经开始，不能撤销。", u.of.inWords(tx))
	case changed:
		u.reason = ErrActivityChanged.Saying("%s建立以后改过，不会随整批撤销；要撤回请单独操作。", u.of.inWords(tx))
	default:
		u.outcome = TakenBack
	}
}

// settle takes one activity back where that was decided, and keeps what became of it.
func (u *undoing) settle(tx *models.Tx) error {
	result := map[string]any{"outcome": u.outcome}
	if u.reason != nil {
		result["reason"] = u.reason.Code
	}
	if err := tx.DB.Model(&BatchMember{}).Where("activity_id = ?", u.ActivityID).Updates(result).Error; err != nil {
		return err
	}
	if u.outcome != TakenBack {
		return nil
	}
	_, err := takeBack(tx, u.of, u.shifts)
	return err
}
