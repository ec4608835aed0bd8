// Package importing takes people, teams, memberships, past hours and populations in from a file (导入). The check is the import itself, taken
// back; what is confirmed is done in one unit, all of it or nothing. People on a list are invited and never made volunteers.
package importing

import (
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
)

// Kind (导入种类) is what the rows of a file are.
type Kind string

// The kinds of import.
const (
	Volunteers  Kind = "volunteers"
	Teams       Kind = "teams"
	Members     Kind = "members"
	PastHours   Kind = "past_hours"
	Populations Kind = "populations"
)

// Kinds lists all of them.
func Kinds() []Kind {
	return []Kind{Volunteers, Teams, Members, PastHours, Populations}
}

// Name is what people call the kind.
func (k Kind) Name() string {
	return map[Kind]string{Volunteers: "志愿者", Teams: "志愿服务队", Members: "队员", PastHours: "补录时长", Populations: "常住人口"}[k]
}

// permission is what somebody must hold at an organization to import this into it: the same as for doing it one by one.
func (k Kind) permission() models.Permission {
	return map[Kind]models.Permission{
		Volunteers: models.KeepRosters, Teams: models.ManageTeams, Members: models.ApproveMembers, PastHours: models.ConfirmHours,
		Populations: models.ManagePlans,
	}[k]
}

// Format is the kind of file, found from its content and never from its name.
type Format string

// The formats.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// Status (导入状态) is where an import stands.
type Status string

// The states of an import.
const (
	Checking  Status = "checking" // waits for the check, or is being checked
	Checked   Status = "checked"  // waits for a person to confirm or discard it
	Applying  Status = "applying"
	Applied   Status = "applied"
	Failed    Status = "failed" // the file cannot be read
	Discarded Status = "discarded"
)

// Mode is what is confirmed.
type Mode string

// The modes: every row, which needs all of them to be good, or the good ones.
const (
	All  Mode = "all"
	Good Mode = "good"
)

// The limits of one file. An import is one unit of work, so that nothing half-imported is ever seen; more rows would keep
// others waiting too long. The template's columns are prepared for as many rows.
const (
	maxRows  = 2000
	maxBytes = 10 << 20
)

// maxOpen is how many imports of one account may wait at a time: each holds a file.
const maxOpen = 5

// kept is how long an import waits and can be looked at; its file and faults are then dropped.
const kept = 7 * 24 * time.Hour

// Import (导入) is one file on its way into the system.
type Import struct {
	ID             int64
	AccountID      int64
	OrganizationID int64
	Kind           Kind
	Format         Format
	FileName       string
	FileSize       int64
	FileSHA256     string `gorm:"column:file_sha256"`
	Status         Status
	Mode           *Mode // nil until it is confirmed
	TotalRows      int64
	GoodRows       int64 // that add something
	KnownRows      int64 // that are there already
	BadRows        int64
	FailureCode    *string
	Failure        *string // why the file cannot be read, or why the last confirmation was not carried out
	Owner          *string
	LeaseUntil     *time.Time
	Attempts       int64
	CreatedAt      time.Time
	CheckedAt      *time.Time
	FinishedAt     *time.Time
	ExpiresAt      time.Time
}

// The refusals about imports.
var (
	ErrNotFound = models.DefineError(models.NotFound, "import_not_found", "导入不存在", "没有找到这次导入，它可能已经过期，请重新上传文件。")
	ErrStatus   = models.DefineError(models.Conflict, "import_status", "现在不能这样操作", "这次导入还在检查，或者已经处理完，请刷新后查看。")
	ErrTooMany  = models.DefineError(models.Conflict, "imports_too_many", "待处理的导入太多", "您有太多导入还没有确认或放弃，请先处理它们。")
	ErrRowsBad  = models.DefineError(models.Conflict, "import_rows_bad", "有不能导入的行", "文件里有不能导入的行。请改好后重新上传，或选择只导入没有错的行。")
	ErrFileGone = models.DefineError(models.Conflict, "import_file_gone", "文件已经删除", "这次导入已经结束，上传的文件已经删除，请用手中的文件重新上传。")
	ErrMoved    = models.DefineError(models.Conflict, "import_changed", "情况有变，没有导入", "检查之后情况有变，有的行现在不能导入，什么都没有导入。请看重新检查的结果后再确认。")
)

// The refusals of a file as a whole.
var (
	ErrFileType  = models.DefineError(models.Invalid, "import_file_type", "不是可导入的文件", "只能导入 XLSX 工作簿或 CSV 文本。请用 Excel 或 WPS 打开后另存为 xlsx 再上传。")
	ErrFileLarge = models.DefineError(models.Invalid, "import_file_large", "文件太大", "文件不能超过 10 MB，解开后也不能过大。请去掉图片和多余的格式，或分成几个文件。")
	ErrTooLong   = models.DefineError(models.Invalid, "import_rows_too_many", "行数太多", "一个文件最多导入 2000 行。请分成几个文件分别导入，并删掉表格后面带格式的空行。")
	ErrBroken    = models.DefineError(models.Invalid, "import_file_broken", "文件已损坏", "文件内容读不出来。请用 Excel 或 WPS 打开并另存一份，再上传。")
	ErrHeads     = models.DefineError(models.Invalid, "import_heads", "表头不对", "第一行表头和模板不一致。请下载最新的模板，把内容粘贴进去再上传。")
	ErrSheets    = models.DefineError(models.Invalid, "import_sheets", "有几张可导入的表", "文件里有几张工作表都像要导入的，不知道该导入哪一张。请每张另存为一个文件，分别上传。")
	ErrEmpty     = models.DefineError(models.Invalid, "import_empty", "文件里没有内容", "表头下面没有一行内容，请检查是否选错了文件。")
	ErrTemplate  = models.DefineError(models.Invalid, "import_template", "模板用错了", "这个文件是为别的种类或别的组织下载的模板填写的，请改选种类和组织，或重新下载模板。")
	ErrStopped   = models.DefineError(models.Unavailable, "import_stopped", "处理多次中断", "处理这个文件时多次中断，什么都没有导入。请稍后重新上传；仍不成功时请联系管理员。")
)

// Progress is how much of the present step is done, in percent.
func (i *Import) Progress() int {
	switch {
	case i.Status != Checking && i.Status != Applying:
		return 100
	case i.TotalRows > 0:
		return 50 // the file has been read
	}
	return 0
}

// Input is what somebody uploads.
type Input struct {
	Kind           Kind
	OrganizationID int64
	FileName       string
	Content        []byte
}

// host finds the organization that the actor imports into. It fails with ErrPermission or ErrInvalid.
func host(tx *models.Tx, kind Kind, id int64) (*organization.Organization, error) {
	if !slices.Contains(Kinds(), kind) {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "kind", Code: "enum", Message: "没有这种导入。"})
	}
	if len(tx.Actor.Paths(kind.permission())) == 0 {
		return nil, models.ErrPermission
	}
	home, err := models.Find[organization.Organization](tx, id, models.Unknown("organization_id"))
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(kind.permission(), home.Path) {
		return nil, models.ErrPermission
	}
	return home, nil
}
