package hours

import (
	"fmt"
	"time"

	"practicestation/models"
)

// CorrectionStatus (更正状态) is where a correction stands.
type CorrectionStatus string

// The states of a correction.
const (
	CorrectionPending  CorrectionStatus = "pending"
	CorrectionApproved CorrectionStatus = "approved"
	CorrectionRefused  CorrectionStatus = "refused"
)

// Correction (时长更正) asks for other minutes than an entry has. A second person decides; then the entry is reversed, and a new
// one stands instead of it. The entry itself keeps what it said.
type Correction struct {
	ID             int64
	EntryID        int64
	StationID      int64
	Minutes        int64 // 0: nothing was served
	Reason         string
	Status         CorrectionStatus
	Live           *int64 // 1 while it is pending: an entry has one at a time
	ObjectionID    *int64 // the objection that led to it
	RequestedBy    int64
	DecidedBy      *int64
	DecidedAt      *time.Time
	DecisionReason *string
	NewEntryID     *int64
	CreatedAt      time.Time
}

// The kinds of notices about corrections.
const (
	NoticeCorrected         models.NoticeKind = "hours_corrected"
	NoticeCorrectionRefused models.NoticeKind = "hours_correction_refused"
)

// The refusals about corrections.
var (
	ErrCorrectionNotFound = models.DefineError(models.NotFound, "correction_not_found", "更正申请不存在", "没有找到这条更正申请。")
	ErrUndecided          = models.DefineError(models.Conflict, "entry_undecided", "时长还没有处理", "这条时长还没有处理，请先确认或驳回。")
	ErrSuperseded         = models.DefineError(models.Conflict, "entry_superseded", "时长已被更正", "这条时长已经更正过，请在更正后的那一条上操作。")
	ErrMinutesSame        = models.DefineError(models.Conflict, "minutes_unchanged", "分钟数没有变", "更正后的分钟数与现在的相同，不需要更正。")
	ErrCorrectionOpen     = models.DefineError(models.Conflict, "correction_open", "已有待定的更正", "这条时长已有一条更正在等另一位管理员决定，请先等它有结果。")
	ErrCorrectionDecided  = models.DefineError(models.Conflict, "correction_decided", "更正已处理", "这条更正已经处理过，请刷新后查看。")
	ErrOwnCorrection      = models.DefineError(models.Forbidden, "own_correction", "要由另一人决定", "更正由您提出，请由另一位管理员决定。")
)

// RequestCorrection asks for other minutes of a decided entry, for a reason. It fails with ErrNotFound, ErrPermission,
// ErrReasonMissing, ErrInvalid, ErrOwn, ErrHousehold, ErrUndecided, ErrWithdrawn, ErrSuperseded, ErrMinutesSame,
// ErrShiftNotEnded or ErrCorrectionOpen.
func RequestCorrection(tx *models.Tx, entryID, minutes int64, reason string) (*Correction, error) {
	entry, err := findToDecide(tx, entryID)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	return request(tx, entry, Correction{Minutes: minutes, Reason: reason})
}

// request writes down a correction of an entry that the actor may decide about.
func request(tx *models.Tx, entry *NamedEntry, wanted Correction) (*Correction, error) {
	latest, err := isLatest(tx, entry)
	if err != nil {
		return nil, err
	}
	shift, err := spanOf(tx, entry.ShiftID)
	if err != nil {
		return nil, err
	}
	if err := entry.correctable(tx, latest, wanted.Minutes, shift); err != nil {
		return nil, err
	}
	live := int64(1)
	wanted.EntryID, wanted.StationID, wanted.Status, wanted.Live = entry.ID, entry.StationID, CorrectionPending, &live
	wanted.RequestedBy, wanted.CreatedAt = tx.Actor.AccountID, tx.Now
	err = tx.DB.Create(&wanted).Error
	if models.IsDuplicate(err) {
		return nil, ErrCorrectionOpen
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "correction.request", Subject: "entry", SubjectID: entry.ID, OrganizationID: entry.StationID, Row: correctionRows().Row(wanted.ID),
		Before: map[string]any{"minutes": entry.Minutes, "status": entry.Status}, After: map[string]any{"minutes": wanted.Minutes, "reason": wanted.Reason},
	})
	return &wanted, nil
}

// correctable says whether the entry may get these minutes instead of its own.
func (e *NamedEntry) correctable(tx *models.Tx, latest bool, minutes int64, shift span) error {
	switch {
	case e.Status == Withdrawn:
		return ErrWithdrawn
	case e.Status == Pending:
		return ErrUndecided
	case !latest:
		return ErrSuperseded
	case minutes == e.counted():
		return ErrMinutesSame
	case minutes > 0 && !shift.over:
		return ErrShiftNotEnded
	}
	return withinShift(tx, "minutes", minutes, shift.minutes)
}

// counted is how many minutes of the entry count.
func (e *NamedEntry) counted() int64 {
	if e.Status == Confirmed {
		return e.Minutes
	}
	return 0
}

// ApproveCorrection makes a correction true: the entry is reversed, and what was really served is confirmed instead. It fails
// with ErrCorrectionNotFound, ErrPermission, ErrOwnCorrection, ErrOwn, ErrHousehold, ErrCorrectionDecided, ErrOverlap
// or ErrDayFull.
func ApproveCorrection(tx *models.Tx, id int64) (*Correction, error) {
	correction, entry, err := findCorrection(tx, id)
	if err != nil {
		return nil, err
	}
	latest, err := isLatest(tx, entry)
	if err != nil {
		return nil, err
	}
	if !latest {
		return nil, tx.Retry() // it was approved since it was read: look again, and say so
	}
	if err := takePerson(tx, entry.VolunteerID); err != nil {
		return nil, err
	}
	if correction.Minutes > 0 {
		if obstacle, err := meetsRetro(tx, &entry.Entry); obstacle != nil || err != nil {
			return nil, refusal(obstacle, err)
		}
		if err := fits(tx, entry.VolunteerID, entry.ServedOn, entry.ID, correction.Minutes); err != nil {
			return nil, err
		}
		// The activity's row comes before the entry's, as everywhere.
		if err := tx.DB.Exec("UPDATE activities SET decided_entries = decided_entries + 1 WHERE id = ?", entry.ActivityID).Error; err != nil {
			return nil, err
		}
	}
	change := map[string]any{}
	if err := rewrite(tx, correction, entry, change); err != nil {
		return nil, err
	}
	if err := closeCorrection(tx, correction, CorrectionApproved, change); err != nil {
		return nil, err
	}
	tell(tx, &entry.Entry, NoticeCorrected, "时长已更正",
		fmt.Sprintf("%s 的服务时长从 %d 分钟更正为 %d 分钟，原因：%s。有出入可以提出异议。", entry.ServedOn, entry.counted(), correction.Minutes, correction.Reason))
	return models.Find[Correction](tx, id, ErrCorrectionNotFound)
}

// rewrite reverses the entry as far as it counts, and confirms a new one with the right minutes, if any; what waits of the day is cut
// behind that.
func rewrite(tx *models.Tx, correction *Correction, entry *NamedEntry, change map[string]any) error {
	var postings []Posting
	if entry.Status == Confirmed {
		reversed := tx.DB.Model(&Entry{}).Where("id = ? AND status = ?", entry.ID, Confirmed).Update("status", Reversed)
		if reversed.Error != nil {
			return reversed.Error
		}
		if reversed.RowsAffected == 0 {
			return tx.Retry()
		}
		taken := entry.Entry
		taken.Status = Reversed
		witnessEntry(tx, "entry.reversed", &taken, map[string]any{"status": Confirmed})
		reversal, err := reversalOf(tx, &entry.Entry)
		if err != nil {
			return err
		}
		postings = append(postings, *reversal)
	}
	if correction.Minutes > 0 {
		stands := entry.Entry
		stands.ID, stands.Minutes, stands.Status, stands.Revision, stands.CorrectsID = 0, correction.Minutes, Confirmed, entry.Revision+1, &entry.ID
		stands.DecidedAt, stands.DecidedBy, stands.Reason, stands.CreatedAt = &tx.Now, models.Nullable(tx.Actor.AccountID), &correction.Reason, tx.Now
		err := tx.DB.Create(&stands).Error
		if models.IsDuplicate(err) {
			return tx.Retry() // the same correction, twice at once
		}
		if err != nil {
			return err
		}
		witnessEntry(tx, "entry.corrected", &stands, nil)
		change["new_entry_id"] = stands.ID
		postings = append(postings, postingOf(tx, &stands))
	}
	for i := range postings {
		postings[i].Reason, postings[i].RequestedBy = &correction.Reason, &correction.RequestedBy
	}
	if err := recut(tx, entry.VolunteerID, entry.ServedOn); err != nil {
		return err
	}
	return post(tx, postings)
}

// reversalOf is the row that takes back what an entry has added. An entry from before there was a ledger is taken in first.
func reversalOf(tx *models.Tx, entry *Entry) (*Posting, error) {
	added, err := additionOf(tx, CreditKind, entry.ID)
	if err != nil {
		return nil, err
	}
	if added == nil {
		if err := post(tx, []Posting{adoptionOf(tx, entry)}); err != nil {
			return nil, err
		}
		if added, err = additionOf(tx, CreditKind, entry.ID); err != nil {
			return nil, err
		}
	}
	return added.reversed(tx), nil
}

// RefuseCorrection leaves an entry as it is, with a reason for whoever asked. It fails with ErrCorrectionNotFound,
// ErrPermission, ErrReasonMissing, ErrOwnCorrection, ErrOwn, ErrHousehold or ErrCorrectionDecided.
func RefuseCorrection(tx *models.Tx, id int64, reason string) (*Correction, error) {
	correction, _, err := findCorrection(tx, id)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	if err := closeCorrection(tx, correction, CorrectionRefused, map[string]any{"decision_reason": reason}); err != nil {
		return nil, err
	}
	tx.Tell(models.Notice{
		AccountID: &correction.RequestedBy, Kind: NoticeCorrectionRefused, Title: "时长更正未通过",
		Text: fmt.Sprintf("您提出的时长更正没有通过，原因：%s。时长保持原样；仍需更正的，请补充理由后重新提出。", reason),
	})
	return models.Find[Correction](tx, id, ErrCorrectionNotFound)
}

// closeCorrection ends a pending correction. It fails with ErrCorrectionDecided when somebody was faster.
func closeCorrection(tx *models.Tx, correction *Correction, status CorrectionStatus, change map[string]any) error {
	change["status"], change["live"], change["decided_at"], change["decided_by"] = status, nil, tx.Now, models.Nullable(tx.Actor.AccountID)
	closed := tx.DB.Model(&Correction{}).Where("id = ? AND status = ?", correction.ID, CorrectionPending).Updates(change)
	if closed.Error != nil {
		return closed.Error
	}
	if closed.RowsAffected == 0 {
		return ErrCorrectionDecided
	}
	if err := settleObjection(tx, correction, status); err != nil {
		return err
	}
	tx.Audit(models.AuditEntry{
		Action: "correction." + string(status), Subject: "entry", SubjectID: correction.EntryID, OrganizationID: correction.StationID, Row: correctionRows().Row(correction.ID),
		After: map[string]any{"minutes": correction.Minutes, "requested_by": correction.RequestedBy, "reason": change["decision_reason"]},
	})
	return nil
}

// findCorrection finds a pending correction that the actor may decide: a second person, and nobody of the household.
func findCorrection(tx *models.Tx, id int64) (*Correction, *NamedEntry, error) {
	correction, err := models.Find[Correction](tx, id, ErrCorrectionNotFound)
	if err != nil {
		return nil, nil, err
	}
	entry, err := findToDecide(tx, correction.EntryID)
	switch {
	case models.IsCode(err, ErrNotFound):
		return nil, nil, ErrCorrectionNotFound
	case err != nil:
		return nil, nil, err
	case correction.RequestedBy == tx.Actor.AccountID:
		return nil, nil, ErrOwnCorrection
	case correction.Status != CorrectionPending:
		return nil, nil, ErrCorrectionDecided
	}
	return correction, entry, nil
}
