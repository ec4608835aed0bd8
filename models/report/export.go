package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
)

// Report (报表) is which table is exported: one of the dimensions, or the hours one by one.
type Report string

// HoursDetail (时长明细) is the report with one row for each confirmed entry; the others are called as their dimension.
const HoursDetail Report = "hours"

// Reports lists all of them.
func Reports() []Report {
	all := []Report{HoursDetail}
	for _, dimension := range Dimensions() {
		all = append(all, Report(dimension))
	}
	return all
}

// Format is the kind of file.
type Format string

// The formats.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// ContentType is the format's media type.
func (f Format) ContentType() string {
	if f == CSV {
		return "text/csv; charset=utf-8"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

// Status (导出状态) is where an export stands.
type Status string

// The states of an export.
const (
	Queued  Status = "queued"
	Running Status = "running"
	Done    Status = "done"
	Failed  Status = "failed"
)

// kept is how long an export and its file can be fetched.
const kept = 7 * 24 * time.Hour

// Export (导出) is one file to be made of a report, by whichever instance claims it, for the account that asked.
type Export struct {
	ID             int64
	AccountID      int64
	OrganizationID int64
	Report         Report
	Format         Format
	From           models.Date `gorm:"column:from_on"`
	To             models.Date `gorm:"column:to_on"` // the first day after the period
	Status         Status
	RowsDone       int64
	RowsTotal      int64
	FileName       *string // nil until it is done
	FileSize       int64
	FileSHA256     *string `gorm:"column:file_sha256"`
	Failure        *string // why it failed, as people should read it
	Owner          *string // the instance that works on it
	LeaseUntil     *time.Time
	Attempts       int64
	CreatedAt      time.Time
	FinishedAt     *time.Time
	ExpiresAt      time.Time
}

// The refusals about exports.
var (
	ErrExportNotFound = models.DefineError(models.NotFound, "export_not_found", "导出不存在", "没有找到这次导出，它可能已经过期，请重新导出。")
	ErrExportNotReady = models.DefineError(models.Conflict, "export_not_ready", "导出还没完成", "文件还在生成，请稍后再下载。")
	ErrExportFailed   = models.DefineError(models.Conflict, "export_failed", "导出失败", "这次导出没有成功，请按原因处理后重新导出。")
)

// Number is the export's own number (导出号), which the sheet, the file's properties and its name carry.
func (e *Export) Number() string { return fmt.Sprintf("DC%06d", e.ID) }

// Progress is how much of the work is done, in percent; only a whole file has 100.
func (e *Export) Progress() int {
	switch {
	case e.Status == Done:
		return 100
	case e.RowsTotal == 0:
		return 0
	}
	return int(min(e.RowsDone*100/e.RowsTotal, 99))
}

// fileName says what is in the file: whose, what, for which days, and the export's number.
func (e *Export) fileName(unit string) string {
	return fmt.Sprintf("%s_%s_%s至%s_%s.%s", fileSafe(unit), e.Report.name(), e.From, lastDay(e.To), e.Number(), e.Format)
}

// fileSafe replaces what Windows, where the offices work, does not take in a file's name.
func fileSafe(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`\/:*?"<>|`, r) {
			return '-'
		}
		return r
	}, name)
}

// lastDay is the day before an exclusive end: what people call the end.
func lastDay(to models.Date) models.Date {
	return models.DateOf(to.In(time.UTC).AddDate(0, 0, -1), time.UTC)
}

// Input says what to export.
type Input struct {
	Report         Report
	Format         Format
	From, To       models.Date // [From, To)
	OrganizationID int64       // 0: the highest organization of which the actor may export
}

func (in Input) faults() models.Faults {
	var faults models.Faults
	if !slices.Contains(Reports(), in.Report) {
		faults.Add("report", "enum", "报表只能是 stations、teams、affiliations、categories、months 或 hours。")
	}
	if in.Format != XLSX && in.Format != CSV {
		faults.Add("format", "enum", "格式只能是 xlsx 或 csv。")
	}
	return append(faults, periodFaults(in.From, in.To)...)
}

// mayExport reports whether the actor may take the report of the organization with this path out of the system: whoever
// exports must be able to read it.
func mayExport(actor models.Actor, report Report, path string) bool {
	read := models.ReadStatistics
	if report == HoursDetail {
		read = models.ReadHours
	}
	return actor.Can(models.ExportStatistics, path) && actor.Can(read, path)
}

// CreateExport puts an export into the queue. It fails with ErrPermission or ErrInvalid.
func CreateExport(tx *models.Tx, in Input) (*Export, error) {
	if !tx.Actor.CanSomewhere(models.ExportStatistics) {
		return nil, models.ErrPermission
	}
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
	if !mayExport(tx.Actor, in.Report, of.Path) {
		return nil, models.ErrPermission
	}
	created := &Export{
		AccountID: tx.Actor.AccountID, OrganizationID: of.ID, Report: in.Report, Format: in.Format, From: in.From, To: in.To,
		Status: Queued, CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(kept),
	}
	if err := tx.DB.Create(created).Error; err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "export.create", Subject: "export", SubjectID: created.ID, OrganizationID: of.ID,
		After: map[string]any{"report": in.Report, "format": in.Format, "from": in.From, "to": in.To},
	})
	return created, nil
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

// FindExport finds one of the actor's own exports. It fails with ErrExportNotFound, also once the export has expired.
func FindExport(tx *models.Tx, id int64) (*Export, error) {
	found, err := models.Find[Export](tx, id, ErrExportNotFound)
	if err != nil {
		return nil, err
	}
	if found.AccountID != tx.Actor.AccountID || !tx.Now.Before(found.ExpiresAt) {
		return nil, ErrExportNotFound
	}
	return found, nil
}

// ListExports lists the actor's own exports, newest first.
func ListExports(tx *models.Tx, page models.Page) (models.Paged[Export], error) {
	query := tx.DB.Model(&Export{}).Where("account_id = ? AND expires_at > ?", tx.Actor.AccountID, tx.Now)
	return models.Fetch(query, page, models.Order[Export]{IDColumn: "id", ID: func(e *Export) int64 { return e.ID }, Descending: true})
}
