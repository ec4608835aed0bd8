// Package servicerequest holds what residents ask for (点单): reviewed by their station, dispatched to a team that takes it or
// declines, done, and rated by people only. Nobody is made to serve: a dispatch is a question (Decree 685, article 25).
package servicerequest

import (
	"slices"
	"time"

	"practicestation/models"
)

// Status (点单状态) is where a request stands.
type Status string

// The states of a request.
const (
	Submitted  Status = "submitted"
	Rejected   Status = "rejected"
	Accepted   Status = "accepted" // to be dispatched, the first time or again
	Dispatched Status = "dispatched"
	Taken      Status = "taken"
	Completed  Status = "completed"
	Rated      Status = "rated"
	Withdrawn  Status = "withdrawn" // by its requester
	Cancelled  Status = "cancelled" // by staff
)

// next is the state machine. A dispatched request is accepted again when its team declines; staff may take it back from a team
// until it is done, and its requester may withdraw it until a team has taken it.
var next = map[Status][]Status{
	Submitted:  {Accepted, Rejected, Withdrawn},
	Accepted:   {Dispatched, Withdrawn, Cancelled},
	Dispatched: {Taken, Accepted, Withdrawn, Cancelled},
	Taken:      {Completed, Accepted, Cancelled},
	Completed:  {Rated},
}

// CanBecome reports whether a request may go from one state to the other.
func (s Status) CanBecome(other Status) bool { return slices.Contains(next[s], other) }

// Statuses lists every state, from the first on.
func Statuses() []Status {
	return []Status{Submitted, Rejected, Accepted, Dispatched, Taken, Completed, Rated, Withdrawn, Cancelled}
}

// names are what people call the states.
var names = map[Status]string{
	Submitted: "待审核", Rejected: "不予受理", Accepted: "待派单", Dispatched: "待接单", Taken: "服务中", Completed: "已办结", Rated: "已评价",
	Withdrawn: "已撤回", Cancelled: "已取消",
}

// Name is what people call the state.
func (s Status) Name() string { return names[s] }

// Source (来源) is how a wish came to the station.
type Source string

// The sources.
const (
	MiniProgram Source = "mini_program" // by the resident's own account
	WalkIn      Source = "walk_in"
	ByPhone     Source = "phone"
	ByVisit     Source = "visit"
	BySurvey    Source = "survey"
	OtherSource Source = "other"
)

var sourceNames = map[Source]string{
	MiniProgram: "小程序", WalkIn: "来访", ByPhone: "电话", ByVisit: "走访", BySurvey: "问卷", OtherSource: "其他",
}

// Name is what people call the source.
func (s Source) Name() string { return sourceNames[s] }

// RatingWay (评价方式) is how a rating came about. There is no default rating: who says nothing has not rated.
type RatingWay string

// The ways of rating.
const (
	RatedSelf    RatingWay = "self"
	RatedByVisit RatingWay = "visit"
	RatedByPhone RatingWay = "phone"
)

var wayNames = map[RatingWay]string{RatedSelf: "本人评价", RatedByVisit: "上门回访", RatedByPhone: "电话回访"}

// Name is what people call the way.
func (w RatingWay) Name() string { return wayNames[w] }

// Request is one resident's wish. The contact is personal data: it is shown to who handles the request, and is in no audit.
type Request struct {
	ID           int64
	Number       string // 2026-000123, counted through each year of the county; a number may be missing
	Source       Source
	StationID    int64
	Category     string
	Content      string
	ContactName  string
	ContactPhone string
	RequesterID  *int64 // the account of the resident; nil for a wish that staff wrote down
	Status       Status
	Reason       *string // why it was rejected, withdrawn or cancelled
	ReviewedBy   *int64
	ReviewedAt   *time.Time
	ActivityID   *int64 // which carries it out
	Result       *string
	CompletedBy  *int64
	CompletedAt  *time.Time
	CompletedOn  *models.Date // by the installation's zone: what is compared with the due day
	Score        *int64       // 1 to 5; nil: nobody has said anything
	RatingWay    *RatingWay
	RatingText   *string
	RatedBy      *int64
	RatedAt      *time.Time
	CreatedBy    *int64
	Version      int64
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// TableName names the table.
func (Request) TableName() string { return "service_requests" }

// Answer (派单状态) is what has become of a dispatch.
type Answer string

// The answers. A dispatch that was recalled was taken back by staff, or ended with its request.
const (
	Pending  Answer = "pending"
	Yes      Answer = "taken"
	Declined Answer = "declined"
	Recalled Answer = "recalled"
)

// Dispatch (派单) asks one team to take a request by a day. Its last one is live, also when it is done.
type Dispatch struct {
	ID           int64
	RequestID    int64
	TeamID       int64
	DueOn        models.Date
	Status       Answer
	Live         *int // 1 for the one that stands, nil for those that ended: the unique key behind "one team at a time"
	DispatchedBy *int64
	DispatchedAt time.Time
	TakenBy      *int64
	TakenAt      *time.Time
	EndedBy      *int64
	EndedAt      *time.Time
	Reason       *string // why it was declined or recalled
}

// TableName names the table.
func (Dispatch) TableName() string { return "service_request_dispatches" }

// The refusals about requests.
var (
	ErrNotFound = models.DefineError(models.NotFound, "service_request_not_found", "点单不存在", "没有找到这个点单。")
	ErrStatus   = models.DefineError(models.Conflict, "service_request_status", "当前状态不能这样操作", "点单当前的状态不能做这件事，请刷新后查看。")
	ErrUnled    = models.DefineError(models.Conflict, "service_request_team_unled", "队伍没有负责人",
		"这支队伍现在没有负责人，没有人能决定接不接。请先为它交接负责人，或派给别的队伍。")
	ErrOwnService = models.DefineError(models.Forbidden, "own_service", "不能评价自己队伍的服务", "您是接单队伍的负责人，评价请由点单人或其他工作人员填写。")
	ErrLinked     = models.DefineError(models.Conflict, "service_request_linked", "点单已关联活动", "这个点单已经关联了活动，请先取消关联再换。")
	ErrForeign    = models.DefineError(models.Conflict, "activity_outside_request", "活动与点单不符", "只能关联接单队伍承办的、或在这个实践站举办的活动，请核对。")
)
