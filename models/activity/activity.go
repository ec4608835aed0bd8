package activity

import (
	"maps"
	"slices"
	"time"

	"practicestation/models"
)

// Status (活动状态) is where an activity stands.
type Status string

// The states of an activity. In progress, ended and closed are never stored: they follow the clock when read.
const (
	Draft      Status = "draft"
	Published  Status = "published"
	InProgress Status = "in_progress"
	Ended      Status = "ended"
	Closed     Status = "closed"
	Withdrawn  Status = "withdrawn"
	Cancelled  Status = "cancelled"
)

// next is the state machine of what a manager may do.
var next = map[Status][]Status{
	Draft:      {Published},
	Published:  {Withdrawn, Cancelled},
	InProgress: {Cancelled},
	Withdrawn:  {Published},
}

// CanBecome reports whether a manager may take an activity from one state to the other.
func (s Status) CanBecome(other Status) bool { return slices.Contains(next[s], other) }

// Activity is something a station holds with one host team, at one place, in one or more shifts.
type Activity struct {
	ID             int64
	StationID      int64
	TeamID         int64
	Title          string
	Category       string    // in the county's own words, as 卫生环保
	Platform       *Platform // nil while nobody has said
	Place          string
	Description    string
	StartsAt       time.Time
	EndsAt         time.Time
	SignUpOpensAt  time.Time
	SignUpClosesAt time.Time
	CancelClosesAt time.Time // until when a volunteer may give a seat back
	Status         Status    // as stored: draft, published, withdrawn or cancelled
	Gates
	Declaration
	PublishedAt    *time.Time
	CancelReason   *string
	PendingEntries int64 // hours that nobody has decided yet
	DecidedEntries int64
	CreatedBy      *int64
	Recruitment    Recruitment
	JoinCode       *string      // for recruitment by code
	BrandID        *int64       // the brand that it is held under
	PlanItemID     *int64       // the item of a monthly plan that it carries out
	SeriesID       *int64       // the series that it is an occurrence of
	OccurrenceOn   *models.Date // which of its original days: a holiday may have moved it
	Version        int64
	CreatedAt      time.Time
	UpdatedAt      time.Time

	VenueID         *int64 // held from start to end
	LeaderAccountID *int64 // who is in charge on site (现场负责人)

	Benefit

	BreaksAllowed bool // who has left may come back, and all visits count

	RescheduledAt      *time.Time // when it was last moved
	RescheduleReason   *string
	FreeCancelClosesAt *time.Time // until when those who had signed up before that may leave in any case
}

// StatusAt is the state at an instant: a published activity is in progress from its start, ended from its end, and
// closed once the last of its hours is decided.
func (a *Activity) StatusAt(now time.Time) Status {
	switch {
	case a.Status != Published || now.Before(a.StartsAt):
		return a.Status
	case now.Before(a.EndsAt):
		return InProgress
	case a.PendingEntries == 0 && a.DecidedEntries > 0:
		return Closed
	}
	return Ended
}

// The refusals about activities.
var (
	ErrNotFound    = models.DefineError(models.NotFound, "activity_not_found", "活动不存在", "没有找到这个活动。")
	ErrStatus      = models.DefineError(models.Conflict, "activity_status", "当前状态不能这样操作", "活动当前的状态不能做这件事，请刷新后查看。")
	ErrHasSignUps  = models.DefineError(models.Conflict, "has_sign_ups", "已有人报名", "已经有人报名，不能撤回，也不能改标题、时间、地点、岗位或队伍，把取消报名的截止时间提前，或提高风险等级；需要停办请取消活动并写明原因。")
	ErrNoShifts    = models.DefineError(models.Conflict, "shifts_missing", "还没有班次", "活动至少要有一个班次才能发布，请先添加班次。")
	ErrOutOfBounds = models.DefineError(models.Invalid, "shift_outside_activity", "班次超出活动时间", "班次要在活动的开始和结束时间之内。")
)

func (a *Activity) fill(in Input) {
	a.TeamID, a.Title, a.Category, a.Place, a.Description = in.TeamID, in.Title, in.Category, in.Place, in.Description
	a.StartsAt, a.EndsAt = in.StartsAt, in.EndsAt
	a.SignUpOpensAt, a.SignUpClosesAt, a.CancelClosesAt = in.SignUpOpensAt, in.SignUpClosesAt, in.CancelClosesAt
	a.Recruitment, a.JoinCode = in.Recruitment, in.joinCode()
	a.Gates.fill(in.Gates)
	a.fillBooking(in.VenueID, in.LeaderAccountID)
	a.fillBreaks(in.BreaksAllowed)
	a.fillPlatform(in.Platform)
	if in.BrandID != nil {
		a.BrandID = models.Nullable(*in.BrandID)
	}
}

// facts are what the audit keeps of an activity.
func (a *Activity) facts() map[string]any {
	facts := map[string]any{
		"title": a.Title, "category": a.Category, "place": a.Place, "team_id": a.TeamID, "starts_at": a.StartsAt, "ends_at": a.EndsAt,
		"sign_up_opens_at": a.SignUpOpensAt, "sign_up_closes_at": a.SignUpClosesAt, "cancel_closes_at": a.CancelClosesAt,
		"recruitment": a.Recruitment,
		"venue_id":    a.VenueID, "leader_account_id": a.LeaderAccountID, "brand_id": a.BrandID,
		"breaks_allowed": a.BreaksAllowed, "platform": a.Platform,
	}
	maps.Copy(facts, a.Gates.facts())
	return facts
}
