package filing

import (
	"regexp"

	"practicestation/models"
	"practicestation/models/organization"
)

// The kinds of notices about reports.
const (
	NoticeReturned models.NoticeKind = "report_returned"
	NoticeLocked   models.NoticeKind = "report_locked"
	NoticeReplaced models.NoticeKind = "report_replaced"
)

// Input says which report is begun.
type Input struct {
	Kind           Kind
	OrganizationID int64
	Period         Period
}

func (in *Input) faults(today models.Date) models.Faults {
	faults := in.Period.faults(today)
	if fault := in.Kind.fault(); fault != nil {
		faults.Add(fault.Field, fault.Code, fault.Message)
	}
	return faults
}

// Create begins a report of an organization for a period. It fails with ErrPermission, ErrInvalid or ErrExists.
func Create(tx *models.Tx, in Input) (*Filing, error) {
	if !tx.Actor.CanSomewhere(models.ManagePlans) {
		return nil, models.ErrPermission
	}
	if err := in.faults(tx.Today()).Err(); err != nil {
		return nil, err
	}
	of, err := models.Find[organization.Organization](tx, in.OrganizationID, models.Unknown("organization_id"))
	if err != nil {
		return nil, err
	}
	if !mayFile(tx.Actor, of) {
		return nil, models.ErrPermission
	}
	return insert(tx, Filing{Kind: in.Kind, OrganizationID: of.ID, Span: in.Period.Span, StartsOn: in.Period.StartsOn, Edition: 1})
}

// insert writes a new edition, which is the live one from now on.
func insert(tx *models.Tx, made Filing) (*Filing, error) {
	live := int64(1)
	made.Live, made.Status, made.CreatedBy = &live, Draft, models.Nullable(tx.Actor.AccountID)
	made.Version, made.CreatedAt, made.UpdatedAt = 1, tx.Now, tx.Now
	err := tx.DB.Create(&made).Error
	if models.IsDuplicate(err) {
		return nil, ErrExists
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "report.create", Subject: "report", SubjectID: made.ID, OrganizationID: made.OrganizationID, Row: rows().Row(made.ID),
		After: map[string]any{"kind": made.Kind, "period": made.Period().Code(), "edition": made.Edition, "reason": made.EditionReason},
	})
	return &made, nil
}

// Signature is who has filled a report in, and how to reach them.
type Signature struct {
	Name, Phone string
}

var phonePattern = regexp.MustCompile(`^[0-9+\-() ]{5,20}$`)

func (s *Signature) faults() models.Faults {
	var faults models.Faults
	name, fits := models.CleanName(s.Name)
	if !fits || len([]rune(name)) > 50 {
		faults.Add("filler_name", "invalid_name", "填表人要有 1 到 50 个字，不能含看不见的字符。")
	}
	s.Name = name
	if !phonePattern.MatchString(s.Phone) {
		faults.Add("filler_phone", "format", "联系电话只能是数字和 + - ( ) 空格，5 到 20 位。")
	}
	return faults
}

// Submit freezes the figures of this moment and hands the report to the level above.
// It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrStatus or ErrTooLong.
func Submit(tx *models.Tx, id int64, by Signature) (*Filing, error) {
	current, of, err := findLocked(tx, id)
	if err != nil {
		return nil, err
	}
	if !mayFile(tx.Actor, of) {
		return nil, models.ErrPermission
	}
	if err := by.faults().Err(); err != nil {
		return nil, err
	}
	if !current.Status.CanBecome(Submitted) {
		return nil, ErrStatus
	}
	digest, err := freeze(tx, current, of)
	if err != nil {
		return nil, err
	}
	return become(tx, current, Submitted, map[string]any{
		"filler_name": by.Name, "filler_phone": by.Phone, "submitted_by": models.Nullable(tx.Actor.AccountID), "frozen_at": tx.Now, "snapshot_sha256": digest,
	})
}

// Return gives a report back to be handed in anew, with a reason; its figures are live again.
// It fails with ErrNotFound, ErrPermission, ErrOwn, ErrStatus or ErrReasonMissing.
func Return(tx *models.Tx, id int64, reason string) (*Filing, error) {
	current, of, err := findToReview(tx, id, Returned)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	current.tellFiller(tx, NoticeReturned, "报表被退回", current.inWords(of.Name)+"被退回，原因："+reason+"。请核对后重新上报。")
	return become(tx, current, Returned, map[string]any{
		"return_reason": reason, "reviewed_by": models.Nullable(tx.Actor.AccountID), "reviewed_at": tx.Now,
	})
}

// Lock makes what was handed in final. It fails with ErrNotFound, ErrPermission, ErrOwn or ErrStatus.
func Lock(tx *models.Tx, id int64) (*Filing, error) {
	current, of, err := findToReview(tx, id, Locked)
	if err != nil {
		return nil, err
	}
	if _, err := thaw(tx, current); err != nil {
		return nil, err
	}
	current.tellFiller(tx, NoticeLocked, "报表已锁定", current.inWords(of.Name)+"已审核锁定。以后的更正列在差异里，需要时请另出新版。")
	return become(tx, current, Locked, map[string]any{
		"return_reason": nil, "reviewed_by": models.Nullable(tx.Actor.AccountID), "reviewed_at": tx.Now, "approver_name": tx.Actor.Name,
	})
}

// Revise begins the next edition of a locked report, with a reason; the locked one stays as it is.
// It fails with ErrNotFound, ErrPermission, ErrNotLocked or ErrReasonMissing.
func Revise(tx *models.Tx, id int64, reason string) (*Filing, error) {
	current, of, err := findLocked(tx, id)
	if err != nil {
		return nil, err
	}
	if !mayFile(tx.Actor, of) {
		return nil, models.ErrPermission
	}
	if current.Status != Locked || current.Live == nil {
		return nil, ErrNotLocked
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	if err := tx.UpdateVersion(current, id, current.Version, map[string]any{"live": nil}); err != nil {
		return nil, models.ConflictAt(err, current.Version)
	}
	tx.Audit(models.AuditEntry{
		Action: "report.replaced", Subject: "report", SubjectID: id, OrganizationID: of.ID, Row: rows().Row(id), After: map[string]any{"reason": reason},
	})
	for _, account := range []*int64{current.SubmittedBy, current.ReviewedBy} {
		if account != nil && *account != tx.Actor.AccountID {
			tx.Tell(models.Notice{
				AccountID: account, Kind: NoticeReplaced, Title: "报表另出新版", Text: current.inWords(of.Name) + "另出新版，原因：" + reason + "。原来的一版仍然保留。",
			})
		}
	}
	return insert(tx, Filing{
		Kind: current.Kind, OrganizationID: of.ID, Span: current.Span, StartsOn: current.StartsOn, Edition: current.Edition + 1, EditionReason: &reason,
	})
}

// findToReview finds a report that the actor may decide on now.
func findToReview(tx *models.Tx, id int64, outcome Status) (*Filing, *organization.Organization, error) {
	current, of, err := findLocked(tx, id)
	switch {
	case err != nil:
		return nil, nil, err
	case !mayReview(tx.Actor, of):
		return nil, nil, models.ErrPermission
	case current.isOwn(tx.Actor):
		return nil, nil, ErrOwn
	case !current.Status.CanBecome(outcome):
		return nil, nil, ErrStatus
	}
	return current, of, nil
}

// become is guarded by the version, so of two at once one decides, also where a lock holds on one node only.
func become(tx *models.Tx, current *Filing, status Status, change map[string]any) (*Filing, error) {
	change["status"] = status
	if err := tx.UpdateVersion(current, current.ID, current.Version, change); err != nil {
		return nil, models.ConflictAt(err, current.Version)
	}
	after := map[string]any{}
	for name, value := range change {
		if name != "filler_phone" { // the audit is read by many
			after[name] = value
		}
	}
	tx.Audit(models.AuditEntry{
		Action: "report." + string(status), Subject: "report", SubjectID: current.ID, OrganizationID: current.OrganizationID, Row: rows().Row(current.ID),
		Before: map[string]any{"status": current.Status, "snapshot_sha256": current.SnapshotSHA256}, After: after,
	})
	return models.Find[Filing](tx, current.ID, ErrNotFound)
}

// tellFiller tells who handed the report in what became of it.
func (f *Filing) tellFiller(tx *models.Tx, kind models.NoticeKind, title, text string) {
	if f.SubmittedBy != nil {
		tx.Tell(models.Notice{AccountID: f.SubmittedBy, Kind: kind, Title: title, Text: text})
	}
}
