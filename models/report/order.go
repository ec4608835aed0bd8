package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/organization"
)

const (
	// unfinished is how many exports one account may have waiting or running: nobody else's shall wait for them all.
	unfinished = 5
	// shortestReason and longestReason bound a reason, in characters: "要用" tells an auditor nothing.
	shortestReason, longestReason = 4, 200
)

// Input says what to export, and why.
type Input struct {
	Report         Report
	Format         Format
	From, To       models.Date // [From, To)
	OrganizationID int64       // 0: the highest organization of which the actor may export
	Reason         string
	Masking        Masking // empty: masked
}

// complete fills in what may be left out.
func (in *Input) complete() {
	reason, _ := models.CleanReason(in.Reason)            // one with nothing to see is empty, and too short
	in.Reason = strings.Join(strings.Fields(reason), " ") // one line, as lists and the audit show it
	if in.Masking == "" {
		in.Masking = Masked
	}
}

func (in Input) faults() models.Faults {
	var faults models.Faults
	if !slices.Contains(Reports(), in.Report) {
		faults.Add("report", "enum", "报表只能是 stations、teams、affiliations、categories、months 或 hours。")
	}
	if in.Format != XLSX && in.Format != CSV {
		faults.Add("format", "enum", "格式只能是 xlsx 或 csv。")
	}
	if in.Masking != Masked && in.Masking != Unmasked {
		faults.Add("masking", "enum", "遮盖方式只能是 masked 或 unmasked。")
	}
	if length := utf8.RuneCountInString(in.Reason); length < shortestReason || length > longestReason {
		faults.Add("reason", "length", "请写明导出的用途，4 到 200 个字，审计时会看到它。")
	}
	return append(faults, periodFaults(in.From, in.To)...)
}

// mayExport reports whether the actor may take the report of the organization with this path out of the system, with or
// without the names in it: whoever exports must be able to read it.
func mayExport(actor models.Actor, report Report, masking Masking, path string) bool {
	read := models.ReadStatistics
	if report == HoursDetail {
		read = models.ReadHours
	}
	if masking == Unmasked && !actor.Can(models.RevealNames, path) {
		return false
	}
	return actor.Can(models.ExportStatistics, path) && actor.Can(read, path)
}

// CreateExport puts an export into the queue. It fails with ErrPermission, ErrInvalid or ErrExportsTooMany.
func CreateExport(tx *models.Tx, in Input) (*Export, error) {
	if !tx.Actor.CanSomewhere(models.ExportStatistics) {
		return nil, models.ErrPermission
	}
	in.complete()
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	if in.OrganizationID == 0 {
		in.OrganizationID = highestScope(tx.Actor)
	}
	of, err := models.Find[organization.Organization](tx, in.OrganizationID, models.Unknown("organization_id"))
	if err != nil {
		return nil, err
	}
	if !mayExport(tx.Actor, in.Report, in.Masking, of.Path) {
		return nil, models.ErrPermission
	}
	if err := hasRoom(tx); err != nil {
		return nil, err
	}
	created := &Export{
		AccountID: tx.Actor.AccountID, OrganizationID: of.ID, OrganizationName: of.Name, Report: in.Report, Format: in.Format, From: in.From, To: in.To,
		Reason: in.Reason, Masking: in.Masking, Status: Queued, CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(kept),
	}
	if err := tx.DB.Create(created).Error; err != nil {
		return nil, err
	}
	created.audit(tx, "export.create", map[string]any{"from": in.From, "to": in.To, "reason": in.Reason})
	return created, nil
}

// hasRoom fails with ErrExportsTooMany. The account's row is held meanwhile, or two at once would both find the last room.
func hasRoom(tx *models.Tx) error {
	if _, err := models.FindLocked[account.Account](tx, tx.Actor.AccountID, account.ErrNotFound); err != nil {
		return err
	}
	var waiting int64
	err := tx.DB.Model(&Export{}).Where("account_id = ? AND status IN ? AND expires_at > ?", tx.Actor.AccountID, []Status{Queued, Running}, tx.Now).
		Count(&waiting).Error
	if err == nil && waiting >= unfinished {
		return ErrExportsTooMany
	}
	return err
}

// audit notes what became of the export, with what the file shows of people.
func (e *Export) audit(tx *models.Tx, action string, facts map[string]any) {
	facts["report"], facts["format"], facts["masking"] = e.Report, e.Format, e.Masking
	tx.Audit(models.AuditEntry{Action: action, Subject: "export", SubjectID: e.ID, OrganizationID: e.OrganizationID, After: facts})
}

// highestScope is the organization nearest to the center on which the actor may export.
func highestScope(actor models.Actor) int64 {
	var highest models.Scope
	for _, scope := range actor.Scopes {
		if scope.Role.Allows(models.ExportStatistics) && (highest.Path == "" || strings.Count(scope.Path, "/") < strings.Count(highest.Path, "/")) {
			highest = scope
		}
	}
	return highest.OrganizationID
}

// CancelExport stops one of the actor's own exports that is not made yet. Who works on it hears so when it next asks.
// It fails with ErrExportNotFound or ErrExportEnded.
func CancelExport(tx *models.Tx, id int64) (*Export, error) {
	found, err := ownExport(tx, tx.Locking(), id)
	if err != nil {
		return nil, err
	}
	// Its worker may finish in this very moment: the write decides.
	stopped := tx.DB.Model(&Export{}).Where("id = ? AND status IN ? AND expires_at > ?", id, []Status{Queued, Running}, tx.Now).
		Updates(ending(tx, Cancelled, map[string]any{}))
	if stopped.Error != nil {
		return nil, stopped.Error
	}
	if stopped.RowsAffected == 0 {
		return nil, ErrExportEnded
	}
	found.Status, found.FinishedAt = Cancelled, &tx.Now
	found.audit(tx, "export.cancel", map[string]any{"rows_done": found.RowsDone})
	return found, nil
}

// ownExport finds one of the actor's own exports. It fails with ErrExportNotFound.
func ownExport(tx *models.Tx, from *gorm.DB, id int64) (*Export, error) {
	var found Export
	err := from.Where("id = ? AND account_id = ?", id, tx.Actor.AccountID).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrExportNotFound
	}
	return &found, err
}
