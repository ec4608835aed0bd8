// Package plan holds the monthly plans (月度计划) of organizations and teams: what they mean to hold, the review by the level
// above, the activities that come of it, and planned against held.
package plan

import (
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
)

// Status (计划状态) is where a plan stands.
type Status string

// The states of a plan.
const (
	Draft     Status = "draft"
	Submitted Status = "submitted"
	Approved  Status = "approved"
	Returned  Status = "returned"
)

// next is the state machine: its author edits and submits, a reviewer approves or returns. To edit a returned plan makes
// it a draft again; an approved one stays.
var next = map[Status][]Status{
	Draft:     {Draft, Submitted},
	Submitted: {Approved, Returned},
	Returned:  {Draft, Submitted},
}

// CanBecome reports whether a plan may go from one state to the other.
func (s Status) CanBecome(other Status) bool { return slices.Contains(next[s], other) }

// Plan is what one organization or team means to hold in one month. OrganizationID is the team's own for a team's plan.
type Plan struct {
	ID             int64
	OrganizationID int64
	TeamID         *int64
	OfOrganization *int // 1 for an organization's own plan, nil for a team's: the unique key behind "one for each month"
	Month          Month
	Status         Status
	ReturnReason   *string // of the last return
	CreatedBy      *int64
	EditedBy       *int64
	SubmittedBy    *int64
	SubmittedAt    *time.Time
	ReviewedBy     *int64
	ReviewedAt     *time.Time
	Version        int64
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// The refusals about plans.
var (
	ErrNotFound     = models.DefineError(models.NotFound, "plan_not_found", "计划不存在", "没有找到这份月度计划。")
	ErrItemNotFound = models.DefineError(models.NotFound, "plan_item_not_found", "计划项不存在", "没有找到这个计划项，计划可能刚被改过，请刷新后查看。")
	ErrExists       = models.DefineError(models.Conflict, "plan_exists", "本月已有计划", "这个组织或队伍本月已有计划，请直接修改那一份。")
	ErrStatus       = models.DefineError(models.Conflict, "plan_status", "当前状态不能这样操作", "计划当前的状态不能做这件事，请刷新后查看。")
	ErrEmpty        = models.DefineError(models.Conflict, "plan_empty", "计划还是空的", "计划至少要有一项才能上报，请先添加。")
	ErrOwn          = models.DefineError(models.Forbidden, "own_plan", "不能审批自己的计划", "不能审批自己编制或上报的计划，请由另一位上级管理员审批。")
	ErrNotApproved  = models.DefineError(models.Conflict, "plan_not_approved", "计划还没有批准", "计划批准以后才能按计划项安排活动。")
	ErrForeign      = models.DefineError(models.Conflict, "activity_outside_plan", "活动不属于这份计划", "只能列入本组织或下级、本队伍自己的活动，请核对。")
)

// subject is whose plan it is: an organization, or a team homed there.
type subject struct {
	home *organization.Organization
	team int64 // 0 for the organization's own plan
}

func (s subject) seenBy(actor models.Actor) bool {
	return actor.Can(models.ReadDrafts, s.home.Path) || slices.Contains(actor.LedTeams, s.team)
}

// madeBy reports whether the actor makes the plan: a station's its manager, a team's its leader.
func (s subject) madeBy(actor models.Actor) bool {
	if s.team != 0 {
		return actor.CanForTeam(models.PlanActivities, s.home.Path, s.team)
	}
	return actor.Can(models.ManagePlans, s.home.Path)
}

// reviewedBy reports whether the actor stands above the subject: for a team its organization, for an organization its
// parent. Nobody stands above the center, so one of its administrators reviews what another has made.
func (s subject) reviewedBy(actor models.Actor) bool {
	if s.team != 0 {
		return actor.Can(models.ManagePlans, s.home.Path)
	}
	return actor.Can(models.ManagePlans, s.home.ParentPath())
}

// isOwn reports whether the actor has had a hand in the plan, or leads the team that it is of.
func (p *Plan) isOwn(actor models.Actor) bool {
	hands := []*int64{p.CreatedBy, p.EditedBy, p.SubmittedBy}
	return slices.ContainsFunc(hands, func(hand *int64) bool { return hand != nil && *hand == actor.AccountID }) ||
		p.TeamID != nil && slices.Contains(actor.LedTeams, *p.TeamID)
}

// find finds a plan that the actor may see, with its subject. It fails with ErrNotFound.
func find(tx *models.Tx, id int64) (*Plan, subject, error) {
	return resolve(tx, id, models.Find[Plan])
}

// findLocked is find for change.
func findLocked(tx *models.Tx, id int64) (*Plan, subject, error) {
	return resolve(tx, id, models.FindLocked[Plan])
}

func resolve(tx *models.Tx, id int64, load func(*models.Tx, int64, *models.Error) (*Plan, error)) (*Plan, subject, error) {
	current, err := load(tx, id, ErrNotFound)
	if err != nil {
		return nil, subject{}, err
	}
	of := subject{}
	if current.TeamID != nil {
		of.team = *current.TeamID
	}
	if of.home, err = models.Find[organization.Organization](tx, current.OrganizationID, organization.ErrNotFound); err != nil {
		return nil, subject{}, err
	}
	if !of.seenBy(tx.Actor) {
		return nil, subject{}, ErrNotFound
	}
	return current, of, nil
}
