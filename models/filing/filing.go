package filing

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
)

// Status (报表状态) is where a report stands.
type Status string

// The states of a report. A draft and a returned one show live figures; the other two show what has been frozen.
const (
	Draft     Status = "draft"
	Submitted Status = "submitted"
	Returned  Status = "returned"
	Locked    Status = "locked"
)

// next is the state machine: its organization hands it in, the level above gives it back or locks it. A locked one stays.
var next = map[Status][]Status{
	Draft:     {Submitted},
	Submitted: {Returned, Locked},
	Returned:  {Submitted},
}

// CanBecome reports whether a report may go from one state to the other.
func (s Status) CanBecome(other Status) bool { return slices.Contains(next[s], other) }

// Filing is one report of one organization for one period, in one edition.
type Filing struct {
	ID             int64
	Kind           Kind
	OrganizationID int64
	Span           Span
	StartsOn       models.Date
	Edition        int64  // 版次: 1, 2, 3 …
	Live           *int64 // 1 for the last edition, nil for those before: the unique key behind "one for each period"
	EditionReason  *string
	Status         Status
	CreatedBy      *int64
	FillerName     *string
	FillerPhone    *string
	SubmittedBy    *int64
	FrozenAt       *time.Time // up to when the figures know what has happened (截止时间)
	SnapshotSHA256 *string    `gorm:"column:snapshot_sha256"`
	ReturnReason   *string
	ReviewedBy     *int64
	ReviewedAt     *time.Time
	ApproverName   *string // of who has locked it, as it was then
	Version        int64
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// The refusals about reports.
var (
	ErrNotFound  = models.DefineError(models.NotFound, "report_not_found", "报表不存在", "没有找到这份报表。")
	ErrExists    = models.DefineError(models.Conflict, "report_exists", "报表已存在", "这个组织这一期间的这种报表已经建立，请直接填报那一份；已锁定的请另出新版。")
	ErrStatus    = models.DefineError(models.Conflict, "report_status", "当前状态不能这样操作", "报表当前的状态不能做这件事，请刷新后查看。")
	ErrOwn       = models.DefineError(models.Forbidden, "own_report", "不能审核自己的报表", "不能退回或锁定自己建立或上报的报表，请由另一位上级管理员处理。")
	ErrLive      = models.DefineError(models.Conflict, "report_not_frozen", "报表还没有上报", "报表还没有上报，数字是实时的，没有可以对照的快照。请上报以后再看。")
	ErrNotLocked = models.DefineError(models.Conflict, "report_not_locked", "报表还没有锁定", "只有锁定的最新一版才能另出新版；没有锁定的请退回修改。")
)

// Period is the days of the report.
func (f *Filing) Period() Period { return Period{f.Span, f.StartsOn} }

// IsLive reports whether the report shows figures of this moment and not what has been frozen.
func (f *Filing) IsLive() bool { return f.Status == Draft || f.Status == Returned }

// Number is the report's own number (报表编号), which its file carries on every page.
func (f *Filing) Number() string { return fmt.Sprintf("BB%06d", f.ID) }

// Name is what the report is called.
func (f *Filing) Name() string {
	definition, _ := definitionOf(f.Kind)
	return definition.Name
}

// inWords names the report so that people know which one is meant.
func (f *Filing) inWords(unit string) string {
	return fmt.Sprintf("%s%s%s（第%d版）", unit, f.Period().InWords(), f.Name(), f.Edition)
}

// isOwn reports whether the actor has had a hand in the report.
func (f *Filing) isOwn(actor models.Actor) bool {
	hands := []*int64{f.CreatedBy, f.SubmittedBy}
	return slices.ContainsFunc(hands, func(hand *int64) bool { return hand != nil && *hand == actor.AccountID })
}

// maySee reports whether the actor sees the reports of the organization.
func maySee(actor models.Actor, of *organization.Organization) bool {
	return actor.Can(models.ReadStatistics, of.Path)
}

// mayFile reports whether the actor fills reports in for the organization.
func mayFile(actor models.Actor, of *organization.Organization) bool {
	return actor.Can(models.ManagePlans, of.Path)
}

// mayReview reports whether the actor stands above the organization. Nobody stands above the center, so one of its
// administrators reviews what another has handed in.
func mayReview(actor models.Actor, of *organization.Organization) bool {
	return actor.Can(models.ManagePlans, of.ParentPath())
}

// find finds a report that the actor may see, with its organization. It fails with ErrNotFound.
func find(tx *models.Tx, id int64) (*Filing, *organization.Organization, error) {
	return resolve(tx, id, models.Find[Filing])
}

// findLocked is find for change.
func findLocked(tx *models.Tx, id int64) (*Filing, *organization.Organization, error) {
	return resolve(tx, id, models.FindLocked[Filing])
}

func resolve(tx *models.Tx, id int64, load func(*models.Tx, int64, *models.Error) (*Filing, error)) (*Filing, *organization.Organization, error) {
	current, err := load(tx, id, ErrNotFound)
	if err != nil {
		return nil, nil, err
	}
	of, err := models.Find[organization.Organization](tx, current.OrganizationID, organization.ErrNotFound)
	if err != nil {
		return nil, nil, err
	}
	if !maySee(tx.Actor, of) {
		return nil, nil, ErrNotFound
	}
	return current, of, nil
}

// unitOf is the place that an organization is of: the name without what all of them are called. What tells two
// of one village apart, as （阳羡路）, stays.
func unitOf(name string) string {
	place, rest, _ := strings.Cut(name, "新时代文明实践")
	if place == "" {
		return name
	}
	for _, what := range []string{"中心", "所", "站"} {
		rest = strings.TrimPrefix(rest, what)
	}
	return place + rest
}
