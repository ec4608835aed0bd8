package activity

import (
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// The obstacles to a sign-up, each with its code, in the order in which they are told.
var (
	ErrDraft           = models.DefineError(models.Conflict, "activity_draft", "活动尚未发布", "活动还没有发布，发布后才能报名。")
	ErrWithdrawn       = models.DefineError(models.Conflict, "activity_withdrawn", "活动已撤回", "活动已被撤回修改，重新发布后才能报名。")
	ErrCancelled       = models.DefineError(models.Conflict, "activity_cancelled", "活动已取消", "活动已经取消，请看看别的活动。")
	ErrEnded           = models.DefineError(models.Conflict, "activity_ended", "活动已结束", "活动已经结束。")
	ErrShiftEnded      = models.DefineError(models.Conflict, "shift_ended", "班次已结束", "这个班次已经结束，请选择别的班次。")
	ErrSignUpNotOpen   = models.DefineError(models.Conflict, "sign_up_not_open", "报名还没开始", "报名还没有开始，请在报名开始后再来。")
	ErrSignUpClosed    = models.DefineError(models.Conflict, "sign_up_closed", "报名已截止", "报名已经截止，请看看别的活动。")
	ErrAlreadySignedUp = models.DefineError(models.Conflict, "already_signed_up", "您已报名", "您已经报了这个班次，不需要重复报名。")
	ErrTimeConflict    = models.DefineError(models.Conflict, "time_conflict", "与已有报名时间冲突", "这个时间您已有别的报名（含候补），请先取消那一个再报。")
	ErrShiftFull       = models.DefineError(models.Conflict, "shift_full", "名额已满", "名额和候补都已满，请选择别的班次。")
)

// Obstacle (不能报名的原因) is one reason why somebody cannot sign up for a shift now, and what would lift it.
type Obstacle struct {
	*models.Error
	Remedy   string     // what the person can do about it
	LiftedAt *time.Time // when it lifts by itself, where that is known

	Minutes      int64   // of confirmed service that are missing
	TeamIDs      []int64 // any of these would do,
	Affiliations []team.Affiliation
	TrainingID   *int64
}

// remedy says what lifts an obstacle that is always lifted in the same way.
func remedy(reason *models.Error) string {
	return map[*models.Error]string{
		volunteer.ErrClosed:         "账号已由本人注销，不能再报名。",
		volunteer.ErrProfileMissing: "先填写志愿者资料；年龄是否符合，填写后就知道。",
		ErrDraft:                    "等组织方发布活动。",
		ErrWithdrawn:                "等组织方重新发布活动。",
		ErrCancelled:                "这个活动不再举行，请看看别的活动。",
		ErrEnded:                    "请看看别的活动。",
		ErrShiftCancelled:           "请选择这个活动别的班次。",
		ErrShiftEnded:               "请选择这个活动别的班次。",
		ErrSignUpNotOpen:            "报名开始后再来。",
		ErrSignUpClosed:             "请联系组织方，或看看别的活动。",
		ErrApprovalNeeded:           "提交报名申请，审核通过后就报上了。",
		ErrJoinCodeMissing:          "向实践站索取报名码，报名时填写。",
		ErrJoinCodeWrong:            "核对报名码后重新填写。",
		ErrApprovalOnly:             "提交报名申请，审核通过后就报上了；到期后自动恢复直接报名。",
		ErrInvitationNeeded:         "请实践站发出邀请后接受。",
		ErrGuardianConsentNeeded:    "请监护人联系实践站登记同意，登记后就能报名。",
		ErrRiskNotAcknowledged:      "阅读风险告知，报名时勾选确认。",
		ErrRiskNoticeOutdated:       "刷新后阅读最新的风险告知，再报名。",
		ErrAlreadySignedUp:          "已经报上，不需要再做什么。",
		ErrTimeConflict:             "取消时间重叠的那条报名后再报。",
		ErrSeatsKept:                "等名额释放后再来，或加入保留名额的队伍。",
		ErrShiftFull:                "有人取消后再来，或选择别的班次。",
	}[reason]
}

// obstacleList collects obstacles in the order in which they are told.
type obstacleList []Obstacle

func (l *obstacleList) add(hindered bool, reason *models.Error) {
	if hindered {
		*l = append(*l, Obstacle{Error: reason, Remedy: remedy(reason)})
	}
}

// refusal joins all obstacles into one error.
func refusal(obstacles []Obstacle) error {
	reasons := make([]*models.Error, len(obstacles))
	for i, obstacle := range obstacles {
		reasons[i] = obstacle.Error
	}
	return models.Refusal(reasons)
}

// obstacles lists everything that keeps a volunteer from signing up for the shift now, in one fixed order.
func (r *roster) obstacles(now time.Time, request Request) []Obstacle {
	var found obstacleList
	found.add(request.VolunteerID == 0, volunteer.ErrProfileMissing)
	who := r.people[request.VolunteerID]
	found.add(who != nil && who.Closed, volunteer.ErrClosed)
	r.addOfActivity(&found, now, request.Way)
	r.addOfWay(&found, request)
	r.addOfMinors(&found, request)
	r.addOfGates(&found, request)
	r.addOfRequirements(&found, request)
	held := r.held[request.VolunteerID]
	same := slices.ContainsFunc(held, func(s slot) bool { return s.ShiftID == r.shift.ID })
	found.add(same, ErrAlreadySignedUp)
	found.add(!same && len(held) > 0, ErrTimeConflict)
	if !same {
		r.addOfSeats(&found, now, request)
	}
	return found
}

// addOfActivity tells what the activity's state and times forbid.
func (r *roster) addOfActivity(found *obstacleList, now time.Time, way Way) {
	status := r.activity.StatusAt(now)
	over := status == Ended || status == Closed
	found.add(status == Draft, ErrDraft)
	found.add(status == Withdrawn, ErrWithdrawn)
	found.add(status == Cancelled, ErrCancelled)
	found.add(over, ErrEnded)
	found.add(r.shift.CancelledAt != nil && status != Cancelled, ErrShiftCancelled)
	found.add(!now.Before(r.shift.EndsAt) && !over, ErrShiftEnded)
	if !way.keepsTimes() {
		return
	}
	if opens := r.activity.SignUpOpensAt; now.Before(opens) {
		*found = append(*found, Obstacle{Error: ErrSignUpNotOpen, Remedy: remedy(ErrSignUpNotOpen), LiftedAt: &opens})
	}
	found.add(!now.Before(r.shift.SignUpCloses(r.activity)), ErrSignUpClosed)
}

// addOfGates tells what makes the activity too dangerous to be joined like this.
func (r *roster) addOfGates(found *obstacleList, request Request) {
	outdated := r.activity.outdates(request.Way)
	found.add(outdated, ErrRiskNoticeOutdated)
	found.add(!outdated && r.activity.isDangerous() && !r.activity.acknowledges(request), ErrRiskNotAcknowledged)
}
