package activity

import (
	"crypto/subtle"
	"regexp"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"practicestation/models"
)

// Recruitment (招募方式) is how an activity takes people in.
type Recruitment string

// The ways of recruitment: anybody may sign up; staff decide on applications; who knows a code may sign up; who is invited.
const (
	Open         Recruitment = "open"
	ByApproval   Recruitment = "approval"
	ByCode       Recruitment = "code"
	ByInvitation Recruitment = "invitation"
)

// The obstacles that recruitment puts up.
var (
	ErrApprovalNeeded   = models.DefineError(models.Conflict, "approval_needed", "需要审核", "这个活动要经实践站审核，请提交报名申请。")
	ErrJoinCodeMissing  = models.DefineError(models.Conflict, "join_code_missing", "请填写报名码", "这个活动凭报名码报名，请向实践站索取报名码后填写。")
	ErrJoinCodeWrong    = models.DefineError(models.Conflict, "join_code_wrong", "报名码不对", "报名码不对，请核对后重新填写。")
	ErrJoinCodeLocked   = models.DefineError(models.TooMany, "join_code_locked", "报名码错误次数过多", "报名码错误次数过多，请 15 分钟后再试，或向实践站核实。")
	ErrApprovalOnly     = models.DefineError(models.Conflict, "approval_only", "暂时只能申请报名", "近期多次缺席，暂时只能提交报名申请，由实践站审核；到期自动恢复。")
	ErrInvitationNeeded = models.DefineError(models.Conflict, "invitation_needed", "需要邀请", "这个活动只接受受邀的志愿者，请联系实践站。")
)

// After so many wrong join codes of one activity an account may not try that activity's again for a while.
const (
	wrongJoinCodes = 5
	joinCodeLock   = 15 * time.Minute
)

var joinCodePattern = regexp.MustCompile(`^[0-9A-Z]{4,6}$`)

// recruitAs fills in what the input leaves as it was.
func (in *Input) recruitAs(before Recruitment, code *string) {
	if in.Recruitment == "" {
		in.Recruitment = before
	}
	in.JoinCode = strings.ToUpper(in.JoinCode)
	if in.JoinCode == "" && code != nil {
		in.JoinCode = *code
	}
}

func (in *Input) recruitmentFaults() models.Faults {
	var faults models.Faults
	if !slices.Contains([]Recruitment{Open, ByApproval, ByCode, ByInvitation}, in.Recruitment) {
		faults.Add("recruitment", "enum", "招募方式只能是 open、approval、code 或 invitation。")
	}
	if in.Recruitment == ByCode && !joinCodePattern.MatchString(in.JoinCode) {
		faults.Add("join_code", "pattern", "凭报名码招募的活动要设 4 到 6 位数字或字母的报名码。")
	}
	return faults
}

// joinCode is what is kept of the code: nothing where none is asked for.
func (in *Input) joinCode() *string {
	if in.Recruitment != ByCode {
		return nil
	}
	return &in.JoinCode
}

// knows compares a join code, letters in either case, in a time that tells nothing.
func (a *Activity) knows(code string) bool {
	return a.JoinCode != nil && subtle.ConstantTimeCompare([]byte(strings.ToUpper(code)), []byte(*a.JoinCode)) == 1
}

// ShowsJoinCode reports whether the actor may see the join code: whoever plans the activity.
func (l *Listed) ShowsJoinCode(actor models.Actor) bool {
	return actor.CanForTeam(models.PlanActivities, l.StationPath, l.TeamID)
}

// JoinCodeTry counts the wrong join codes in a row that an account has given for an activity.
type JoinCodeTry struct {
	AccountID   int64 `gorm:"primaryKey;autoIncrement:false"`
	ActivityID  int64 `gorm:"primaryKey;autoIncrement:false"`
	Wrong       int64
	LockedUntil *time.Time
	Version     int64 // moves with every try, so that tries at once are counted one by one
}

// TryJoinCode counts a join code that somebody gives, in a unit of its own: the count must outlive the refusal of the
// sign-up. Every try is counted one after the other, so tries at once gain nothing.
// It fails with ErrShiftNotFound or ErrJoinCodeLocked.
func TryJoinCode(tx *models.Tx, shiftID int64, code string) error {
	_, of, err := findVisible(tx, shiftID)
	if err != nil || of.Recruitment != ByCode || code == "" || tx.Actor.AccountID == 0 {
		return err
	}
	try := JoinCodeTry{AccountID: tx.Actor.AccountID, ActivityID: of.ID}
	if err := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&try).Error; err != nil {
		return err
	}
	if err := tx.Locking().Where("account_id = ? AND activity_id = ?", tx.Actor.AccountID, of.ID).Take(&try).Error; err != nil {
		return err
	}
	if try.LockedUntil != nil && tx.Now.Before(*try.LockedUntil) {
		return ErrJoinCodeLocked.With("retry_after", int(try.LockedUntil.Sub(tx.Now).Seconds())+1)
	}
	wrong, until := try.Wrong+1, try.LockedUntil
	switch {
	case of.knows(code):
		wrong, until = 0, nil
	case wrong >= wrongJoinCodes:
		locked := tx.Now.Add(joinCodeLock)
		wrong, until = 0, &locked
	}
	counted := tx.DB.Model(&JoinCodeTry{}).Where("account_id = ? AND activity_id = ? AND version = ?", try.AccountID, try.ActivityID, try.Version).
		Updates(map[string]any{"wrong": wrong, "locked_until": until, "version": try.Version + 1})
	if counted.Error == nil && counted.RowsAffected == 0 {
		return tx.Retry()
	}
	return counted.Error
}
