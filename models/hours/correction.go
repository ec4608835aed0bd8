package hours

import (
	"fmt"
	"time"

	"practicestation/models"
	"practicestation/models/volunteer"
)

// CorrectionStatus (更正状态) is where a correction stands.
type CorrectionStatus string

// The states of a correction.
const (
	CorrectionPending  CorrectionStatus = "pending"
	CorrectionApproved CorrectionStatus = "approved"
	CorrectionRefused  CorrectionStatus = "refused"
)

// Correction (时长更正) asks for other minutes than an entry or a retro-entry has. A second person decides; then it is reversed, and
// a new one stands instead of it. The old one itself keeps what it said.
type Correction struct {
	ID              int64
	EntryID         *int64 // what it is about: an entry,
	RetroEntryID    *int64 // or a retro-entry
	StationID       int64
	Minutes         int64 // 0: nothing was served
	Reason          string
	Status          CorrectionStatus
	Live            *int64 // 1 while it is pending: an entry or retro-entry has one at a time
	ObjectionID     *int64 // the objection that led to it
	RequestedBy     int64
	DecidedBy       *int64
	DecidedAt       *time.Time
	DecisionReason  *string
	NewEntryID      *int64 // what stands instead, if anything does,
	NewRetroEntryID *int64 // of the same kind
	CreatedAt       time.Time
}

// Kind says of which hours the correction is.
func (c *Correction) Kind() Kind {
	if c.RetroEntryID != nil {
		return HonorKind
	}
	return CreditKind
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

// ask writes down a correction of the actor's, for a second person to decide.
func ask(tx *models.Tx, wanted Correction, before map[string]any) (*Correction, error) {
	live := int64(1)
	wanted.Status, wanted.Live, wanted.RequestedBy, wanted.CreatedAt = CorrectionPending, &live, tx.Actor.AccountID, tx.Now
	err := tx.DB.Create(&wanted).Error
	if models.IsDuplicate(err) {
		return nil, ErrCorrectionOpen
	}
	if err != nil {
		return nil, err
	}
	line := wanted.line("correction.request")
	line.Before, line.After = before, map[string]any{"minutes": wanted.Minutes, "reason": wanted.Reason}
	tx.Audit(line)
	return &wanted, nil
}

// line is one of the audit about what is corrected, and vouches for the correction.
func (c *Correction) line(action string) models.AuditEntry {
	line := models.AuditEntry{Action: action, OrganizationID: c.StationID, Row: correctionRows().Row(c.ID)}
	if c.Kind() == HonorKind {
		line.Subject, line.SubjectID = "retro_entry", *c.RetroEntryID
	} else {
		line.Subject, line.SubjectID = "entry", *c.EntryID
	}
	return line
}

// ApproveCorrection makes a correction true: what it is about is reversed, and what was really served counts instead. It fails
// with ErrCorrectionNotFound, ErrPermission, ErrRetroAbove, ErrOwnRetro, ErrOwnCorrection, ErrOwn, ErrHousehold,
// ErrCorrectionDecided, volunteer.ErrClosed, ErrObjectionOpen, ErrSuperseded, ErrOverlap, ErrRetroExists or ErrDayFull.
func ApproveCorrection(tx *models.Tx, id int64) (*Correction, error) {
	asked, err := findCorrection(tx, id)
	if err != nil {
		return nil, err
	}
	if err := volunteer.MustBeOpen(tx, asked.volunteerID()); err != nil {
		return nil, err
	}
	if err := asked.answered(tx); err != nil {
		return nil, err
	}
	if asked.retro != nil {
		err = approveRetro(tx, asked.correction, asked.retro)
	} else {
		err = approveEntry(tx, asked.correction, asked.entry)
	}
	if err != nil {
		return nil, err
	}
	return models.Find[Correction](tx, id, ErrCorrectionNotFound)
}

// RefuseCorrection leaves the hours as they are, with a reason for whoever asked. It fails with ErrCorrectionNotFound,
// ErrPermission, ErrRetroAbove, ErrOwnRetro, ErrReasonMissing, ErrOwnCorrection, ErrOwn, ErrHousehold or ErrCorrectionDecided.
func RefuseCorrection(tx *models.Tx, id int64, reason string) (*Correction, error) {
	asked, err := findCorrection(tx, id)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	if err := closeCorrection(tx, asked.correction, CorrectionRefused, map[string]any{"decision_reason": reason}); err != nil {
		return nil, err
	}
	tx.Tell(models.Notice{
		AccountID: &asked.correction.RequestedBy, Kind: NoticeCorrectionRefused, Title: "时长更正未通过",
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
	line := correction.line("correction." + string(status))
	line.After = map[string]any{"minutes": correction.Minutes, "requested_by": correction.RequestedBy, "reason": change["decision_reason"]}
	tx.Audit(line)
	return nil
}

// asked is a pending correction with what it is about: an entry, or a retro-entry.
type asked struct {
	correction *Correction
	entry      *NamedEntry
	retro      *RetroEntry
}

// volunteerID says whose hours are to be corrected.
func (a *asked) volunteerID() int64 {
	if a.retro != nil {
		return a.retro.VolunteerID
	}
	return a.entry.VolunteerID
}

// findCorrection finds a pending correction that the actor may decide: a second person, who may decide about what it corrects.
func findCorrection(tx *models.Tx, id int64) (*asked, error) {
	correction, err := models.FindLocked[Correction](tx, id, ErrCorrectionNotFound)
	if err != nil {
		return nil, err
	}
	found := &asked{correction: correction}
	if correction.Kind() == HonorKind {
		found.retro, err = findRetroToDecide(tx, *correction.RetroEntryID)
	} else {
		found.entry, err = findToDecide(tx, *correction.EntryID)
	}
	switch {
	case models.IsCode(err, ErrNotFound) || models.IsCode(err, ErrRetroNotFound):
		return nil, ErrCorrectionNotFound
	case err != nil:
		return nil, err
	case correction.RequestedBy == tx.Actor.AccountID:
		return nil, ErrOwnCorrection
	case correction.Status != CorrectionPending:
		return nil, ErrCorrectionDecided
	}
	return found, nil
}

// answered fails with ErrObjectionOpen while the volunteer's own word on what is corrected waits for its answer: nobody changes
// the hours past it.
func (a *asked) answered(tx *models.Tx) error {
	subject := a.correction.EntryID
	if a.retro != nil {
		subject = a.correction.RetroEntryID
	}
	var waiting int64
	err := tx.DB.Model(&Objection{}).Where("kind = ? AND subject_id = ? AND status = ?", a.correction.Kind(), *subject, ObjectionOpen).Count(&waiting).Error
	if err != nil || waiting == 0 {
		return err
	}
	return ErrObjectionOpen.Saying("志愿者对这条时长提出了异议，请先在异议列表里答复。异议没有道理的，驳回异议以后再同意更正；有道理的，先不同意这条更正，再采纳异议。")
}
