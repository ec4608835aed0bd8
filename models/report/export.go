package report

import (
	"fmt"
	"strings"
	"time"

	"practicestation/models"
)

// Status (导出状态) is where an export stands.
type Status string

// The states of an export. An export whose time is over is expired from that moment on, whatever its row says yet.
const (
	Queued    Status = "queued"
	Running   Status = "running"
	Done      Status = "done"
	Failed    Status = "failed"
	Cancelled Status = "cancelled"
	Expired   Status = "expired"
)

// Masking (遮盖) is whether people in a file are made out of its reader's sight.
type Masking string

// The ways to show people.
const (
	Masked   Masking = "masked"
	Unmasked Masking = "unmasked" // for who may reveal names, and told in the audit
)

// kept is how long an export's file can be fetched.
const kept = 7 * 24 * time.Hour

// Export (导出) is one file to be made of a report, by whichever instance claims it, for the account that asked. Its row
// stays when the file has gone: who took what out of the system, and why, is to be known for years.
type Export struct {
	ID               int64
	AccountID        int64
	OrganizationID   int64
	OrganizationName string // as it was called when the export was asked for
	Report           Report
	Format           Format
	From             models.Date `gorm:"column:from_on"`
	To               models.Date `gorm:"column:to_on"` // the first day after the period
	Reason           string
	Masking          Masking
	Status           Status
	RowsDone         int64
	RowsTotal        int64
	FileName         *string // nil until it is done
	FileSize         int64
	FileSHA256       *string `gorm:"column:file_sha256"`
	FailureCode      *string // why it failed, for a machine
	Failure          *string // why it failed, as people should read it
	Owner            *string // the instance that works on it
	LeaseUntil       *time.Time
	Attempts         int64
	CreatedAt        time.Time
	FinishedAt       *time.Time
	ExpiresAt        time.Time
}

// The refusals about exports.
var (
	ErrExportNotFound  = models.DefineError(models.NotFound, "export_not_found", "导出不存在", "没有找到这次导出，请在导出列表里重新选择。")
	ErrExportNotReady  = models.DefineError(models.Conflict, "export_not_ready", "导出还没完成", "文件还在生成，请稍后再下载。")
	ErrExportFailed    = models.DefineError(models.Conflict, "export_failed", "导出失败", "这次导出没有成功，请按原因处理后重新导出。")
	ErrExportCancelled = models.DefineError(models.Conflict, "export_cancelled", "导出已取消", "这次导出已经取消，没有文件，需要时请重新导出。")
	ErrExportExpired   = models.DefineError(models.Conflict, "export_expired", "导出文件已过期", "文件已过保存期限并被删除，需要时请重新导出。")
	ErrExportEnded     = models.DefineError(models.Conflict, "export_ended", "导出已经结束", "这次导出已经结束，不能再取消，请刷新查看它的结果。")
	ErrExportsTooMany  = models.DefineError(models.Conflict, "exports_too_many", "未完成的导出太多", "您已有 5 次导出还没完成，请等它们完成，或取消一些后再提交。")
)

// StateAt is where the export stands at an instant: the row of one whose time is over is brought up to date only later.
func (e *Export) StateAt(now time.Time) Status {
	ended := e.Status == Failed || e.Status == Cancelled
	if !ended && !now.Before(e.ExpiresAt) {
		return Expired
	}
	return e.Status
}

// fetchable fails when there is no file to fetch, with what to do about it.
func (e *Export) fetchable(now time.Time) error {
	switch state := e.StateAt(now); {
	case state == Failed && e.Failure != nil:
		return ErrExportFailed.Saying("这次导出没有成功：%s", *e.Failure)
	case state == Cancelled:
		return ErrExportCancelled
	case state == Expired:
		return ErrExportExpired
	case state != Done || e.FileName == nil || e.FileSHA256 == nil:
		return ErrExportNotReady.With("progress", e.Progress())
	}
	return nil
}

// Number is the export's own number (导出号), which the sheet, the file's properties and its name carry.
func (e *Export) Number() string { return fmt.Sprintf("DC%06d", e.ID) }

// Progress is how much of the work is done, in percent; only a whole file has 100.
func (e *Export) Progress() int {
	switch {
	case e.Status == Done || e.FileName != nil: // also when the file has gone since
		return 100
	case e.RowsTotal == 0:
		return 0
	}
	return int(min(e.RowsDone*100/e.RowsTotal, 99))
}

// fileName says what is in the file: whose, what, for which days, the export's number, and who took it: a text for programs
// has no other place for that.
func (e *Export) fileName(unit, by string) string {
	return fmt.Sprintf("%s_%s_%s至%s_%s_%s.%s", fileSafe(unit), e.Report.name(), e.From, lastDay(e.To), e.Number(), shortened(fileSafe(by)), e.Format)
}

// shortened cuts a name to what a file's name has room for.
func shortened(name string) string {
	const most = 20
	if characters := []rune(name); len(characters) > most {
		return string(characters[:most])
	}
	return name
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

// FindExport finds one of the actor's own exports. It fails with ErrExportNotFound.
func FindExport(tx *models.Tx, id int64) (*Export, error) {
	return ownExport(tx, tx.DB, id)
}

// ListExports lists the actor's own exports, newest first, also those whose files have gone.
func ListExports(tx *models.Tx, page models.Page) (models.Paged[Export], error) {
	query := tx.DB.Model(&Export{}).Where("account_id = ?", tx.Actor.AccountID)
	return models.Fetch(query, page, models.Order[Export]{IDColumn: "id", ID: func(e *Export) int64 { return e.ID }, Descending: true})
}
