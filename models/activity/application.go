package activity

import (
	"slices"
	"strings"
	"time"

	"practicestation/models"
)

// AskStatus is where an application or an invitation stands.
type AskStatus string

// The states of applications and invitations. Expired follows the clock when read; it is stored where the shift was called
// off or taken back.
const (
	AskPending   AskStatus = "pending"
	AskApproved  AskStatus = "approved"
	AskRejected  AskStatus = "rejected"
	AskAccepted  AskStatus = "accepted"
	AskDeclined  AskStatus = "declined"
	AskWithdrawn AskStatus = "withdrawn"
	AskExpired   AskStatus = "expired"
)

// Application (报名申请) is a volunteer's wish for a seat that staff decide on. It holds no seat and no time.
type Application struct {
	ID           int64
	ShiftID      int64
	ActivityID   int64
	VolunteerID  int64
	Status       AskStatus // as stored
	Live         *int      // 1 while it is pending: the unique key behind "once at a time"
	Note         string    // what the volunteer says
	Reason       *string   // why it was rejected
	SignUpID     *int64    // what came of it
	RiskNoticeID *int64    // the version of the risk notice that the volunteer has acknowledged
	DecidedBy    *int64
	DecidedAt    *time.Time
	CreatedAt    time.Time
}

// The refusals about applications.
var (
	ErrApplicationNotFound  = models.DefineError(models.NotFound, "application_not_found", "申请不存在", "没有找到这条报名申请。")
	ErrApplicationExists    = models.DefineError(models.Conflict, "application_exists", "已提交申请", "您已经申请了这个班次，请等待实践站审核。")
	ErrApplicationNotNeeded = models.DefineError(models.Conflict, "application_not_needed", "不需要申请", "这个班次可以直接报名，不需要提交申请。")
	ErrApplicationDecided   = models.DefineError(models.Conflict, "application_decided", "申请已处理", "这条申请已经审核或撤回，请刷新后查看。")
	ErrOwnApplication       = models.DefineError(models.Forbidden, "own_application", "不能审核自己的申请", "不能审核自己的报名申请，请让别的管理员来审核。")
)

// What applicants and invited people are told.
const (
	NoticeApplicationApproved models.NoticeKind = "application_approved"
	NoticeApplicationRejected models.NoticeKind = "application_rejected"
)

// besidesApproval are the obstacles that an application may meet: it asks for approval, and holds no seat and no time.
var besidesApproval = []*models.Error{ErrApprovalNeeded, ErrApprovalOnly, ErrTimeConflict, ErrShiftFull, ErrSeatsKept}

// Apply asks staff for a seat, for the actor. What stands in the way besides the approval is told at once.
// It fails with ErrShiftNotFound, ErrApplicationExists, ErrApplicationNotNeeded or a refusal that lists every obstacle.
func Apply(tx *models.Tx, shiftID int64, note string, way Way) (*NamedApplication, error) {
	request := Request{VolunteerID: tx.Actor.VolunteerID, Actor: tx.Actor, Way: way}
	seen, err := look(tx, shiftID, []Request{request}, false)
	if err != nil {
		return nil, err
	}
	obstacles := seen.obstacles(tx.Now, request)
	if err := refusal(except(obstacles, besidesApproval...)); err != nil {
		return nil, err
	}
	if !hinders(obstacles, ErrApprovalNeeded) && !hinders(obstacles, ErrApprovalOnly) {
		return nil, ErrApplicationNotNeeded
	}
	if err := seen.unchanged(tx); err != nil {
		return nil, err
	}
	live := 1
	made := &Application{
		ShiftID: seen.shift.ID, ActivityID: seen.activity.ID, VolunteerID: request.VolunteerID, Status: AskPending, Live: &live,
		Note: strings.TrimSpace(note), CreatedAt: tx.Now,
	}
	if way.RiskAcknowledged {
		made.RiskNoticeID = seen.activity.RiskNoticeID
	}
	err = tx.DB.Create(made).Error
	if models.IsDuplicate(err) {
		return nil, ErrApplicationExists
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "application.create", Subject: "application", SubjectID: made.ID, OrganizationID: seen.activity.StationID,
		After: map[string]any{"shift_id": shiftID, "volunteer_id": made.VolunteerID},
	})
	return findApplication(tx, made.ID)
}

// unchanged locks the shift, so that nobody asks for one that is just being taken back or changed: who asks then would
// neither be ended nor told.
func (r *roster) unchanged(tx *models.Tx) error {
	now, err := models.FindLocked[Shift](tx, r.shift.ID, ErrShiftNotFound)
	if err == nil && now.RosterVersion != r.shift.RosterVersion {
		return tx.Retry()
	}
	return err
}

// except leaves some obstacles out.
func except(obstacles []Obstacle, out ...*models.Error) []Obstacle {
	return slices.DeleteFunc(slices.Clone(obstacles), func(o Obstacle) bool { return slices.Contains(out, o.Error) })
}

func hinders(obstacles []Obstacle, reason *models.Error) bool {
	return slices.ContainsFunc(obstacles, func(o Obstacle) bool { return o.Error == reason })
}

// Decision is what became of one application in a list: a sign-up, or the refusal.
type Decision struct {
	ApplicationID int64
	SignUp        *SignUp
	Err           error
}

// ApproveApplication signs the applicant up, if nothing stands in the way now.
// It fails with ErrApplicationNotFound, ErrPermission, ErrApplicationDecided or a refusal that lists every obstacle.
func ApproveApplication(tx *models.Tx, id int64) (*NamedApplication, error) {
	asked, err := findDecidable(tx, id)
	if err != nil {
		return nil, err
	}
	decisions, err := ApproveApplications(tx, asked.ShiftID, []int64{id})
	if err != nil {
		return nil, err
	}
	if err := decisions[0].Err; err != nil {
		return nil, err
	}
	return findApplication(tx, id)
}

// ApproveApplications signs the applicants of one shift up in the order of the list, as any sign-up: every obstacle is
// looked at again. Each application gets its own outcome. It fails with ErrShiftNotFound or ErrPermission.
func ApproveApplications(tx *models.Tx, shiftID int64, ids []int64) ([]Decision, error) {
	_, of, err := findVisible(tx, shiftID)
	if err != nil {
		return nil, err
	}
	if err := mayManage(tx, of, models.KeepRosters); err != nil {
		return nil, shiftMissing(err)
	}
	var found []Application
	if err := tx.DB.Where("id IN (?) AND shift_id = ?", append(slices.Clone(ids), 0), shiftID).Find(&found).Error; err != nil {
		return nil, err
	}
	decisions, requests, pending := sortOut(tx, ids, found)
	if len(requests) == 0 {
		return decisions, nil
	}
	outcomes, err := SignUpAll(tx, shiftID, requests)
	if err != nil {
		return nil, err
	}
	for i, outcome := range outcomes {
		decision := &decisions[pending[i]]
		decision.SignUp, decision.Err = outcome.SignUp, outcome.Err
		if outcome.Err != nil {
			if err := decideAgain(tx, decision); err != nil {
				return nil, err
			}
			continue
		}
		if err := approved(tx, of, decision); err != nil {
			return nil, err
		}
	}
	return decisions, nil
}

// decideAgain looks once more at an application whose sign-up was refused: another unit may just have approved it.
func decideAgain(tx *models.Tx, decision *Decision) error {
	now, err := models.Find[Application](tx, decision.ApplicationID, ErrApplicationNotFound)
	if err == nil && now.Status != AskPending {
		decision.Err = ErrApplicationDecided
	}
	return err
}

// sortOut makes a request of each application that waits, in the order of the list; pending says which decision is whose.
func sortOut(tx *models.Tx, ids []int64, found []Application) (decisions []Decision, requests []Request, pending []int) {
	for i, id := range ids {
		decisions = append(decisions, Decision{ApplicationID: id})
		at := slices.IndexFunc(found, func(a Application) bool { return a.ID == id })
		switch {
		case at < 0:
			decisions[i].Err = ErrApplicationNotFound
		case found[at].Status != AskPending || slices.Contains(ids[:i], id):
			decisions[i].Err = ErrApplicationDecided
		case found[at].VolunteerID == tx.Actor.VolunteerID:
			decisions[i].Err = ErrOwnApplication
		default:
			pending = append(pending, i)
			requests = append(requests, found[at].request(tx))
		}
	}
	return decisions, requests, pending
}

// request is what the application asks for, with what the volunteer has acknowledged.
func (a *Application) request(tx *models.Tx) Request {
	way := Way{Source: FromApplication}
	if a.RiskNoticeID != nil {
		way.RiskAcknowledged, way.RiskNoticeID = true, *a.RiskNoticeID
	}
	return Request{VolunteerID: a.VolunteerID, Actor: tx.Actor, Way: way}
}

// approved records the decision that has just made a sign-up, and tells the person.
func approved(tx *models.Tx, of *Activity, decision *Decision) error {
	signUp := decision.SignUp
	change := map[string]any{"status": AskApproved, "live": nil, "sign_up_id": signUp.ID, "decided_by": tx.Actor.AccountID, "decided_at": tx.Now}
	if err := decideAsk(tx, &Application{}, decision.ApplicationID, change); err != nil {
		return err
	}
	shift, err := models.Find[Shift](tx, signUp.ShiftID, ErrShiftNotFound)
	if err != nil {
		return err
	}
	result := "已通过，您已录取。不能参加请尽早取消报名。"
	if signUp.Status == Waitlisted {
		result = "已通过，名额已满，您进入了候补，有空位时会通知您。"
	}
	tell(tx, NoticeApplicationApproved, signUp, "报名申请已通过", "您对"+shift.inWords(tx, of)+"的申请"+result)
	tx.Audit(models.AuditEntry{
		Action: "application.approve", Subject: "application", SubjectID: decision.ApplicationID, OrganizationID: of.StationID,
		Before: map[string]any{"status": AskPending}, After: map[string]any{"status": AskApproved, "sign_up_id": signUp.ID},
	})
	return nil
}

// decideAsk moves a pending application or invitation on; when another unit was faster, this one runs again and says so.
func decideAsk(tx *models.Tx, table any, id int64, change map[string]any) error {
	moved := tx.DB.Model(table).Where("id = ? AND status = ?", id, AskPending).Updates(change)
	if moved.Error == nil && moved.RowsAffected == 0 {
		return tx.Retry()
	}
	return moved.Error
}

// RejectApplication turns an application down, with a reason for the applicant.
// It fails with ErrApplicationNotFound, ErrPermission, ErrReasonMissing or ErrApplicationDecided.
func RejectApplication(tx *models.Tx, id int64, reason string) (*NamedApplication, error) {
	asked, err := findDecidable(tx, id)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	change := map[string]any{"status": AskRejected, "live": nil, "reason": reason, "decided_by": tx.Actor.AccountID, "decided_at": tx.Now}
	if err := endApplication(tx, asked, change); err != nil {
		return nil, err
	}
	tx.Tell(models.Notice{
		VolunteerID: &asked.VolunteerID, Kind: NoticeApplicationRejected, ActivityID: &asked.ActivityID, ShiftID: &asked.ShiftID,
		Title: "报名申请未通过", Text: "您对" + asked.inWords(tx) + "的申请未通过" + because(reason) + "欢迎报名别的活动。",
	})
	return findApplication(tx, id)
}

// WithdrawApplication takes the actor's own application back. It fails with ErrApplicationNotFound or ErrApplicationDecided.
func WithdrawApplication(tx *models.Tx, id int64) (*NamedApplication, error) {
	asked, err := findApplication(tx, id)
	if err != nil {
		return nil, err
	}
	if asked.VolunteerID != tx.Actor.VolunteerID {
		return nil, ErrApplicationNotFound
	}
	if err := endApplication(tx, asked, map[string]any{"status": AskWithdrawn, "live": nil, "decided_at": tx.Now}); err != nil {
		return nil, err
	}
	return findApplication(tx, id)
}

func endApplication(tx *models.Tx, asked *NamedApplication, change map[string]any) error {
	if asked.Status != AskPending {
		return ErrApplicationDecided
	}
	if err := decideAsk(tx, &Application{}, asked.ID, change); err != nil {
		return err
	}
	tx.Audit(models.AuditEntry{
		Action: "application." + string(change["status"].(AskStatus)), Subject: "application", SubjectID: asked.ID, OrganizationID: asked.StationID,
		Before: map[string]any{"status": asked.Status}, After: map[string]any{"status": change["status"], "reason": change["reason"]},
	})
	return nil
}
