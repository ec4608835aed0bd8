package activity

import (
	"slices"
	"strings"

	"practicestation/models"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// The refusals about seats that their people cannot use.
var (
	ErrCannotComeKnown = models.DefineError(models.Conflict, "cannot_come_known", "已经告知", "已经告知负责人您不能参加，不需要再操作；可以请人顶替。")
	ErrNotAbsent       = models.DefineError(models.Conflict, "not_absent", "不是缺席", "只有缺席或临时不能参加的报名才需要谅解，请刷新后查看。")
	ErrExcuseClosed    = models.DefineError(models.Conflict, "excuse_closed", "谅解期已过", "谅解的期限已过，不能再改。")
)

// What people are told about seats that are not used.
const (
	NoticeCannotCome models.NoticeKind = "cannot_come"
	NoticeExcused    models.NoticeKind = "absence_excused"
)

// CannotCome gives a seat back, or says that it will stay empty (不能参加), by its volunteer or by staff for somebody who
// has told them. Until the deadline it is a cancellation, and the first in the queue moves up; after it, the seat is marked
// and whoever is in charge is told at once: that is a late cancellation afterwards, and no no-show.
// It fails with ErrSignUpNotFound, ErrPermission, ErrCannotComeKnown or whatever CancelSignUp refuses.
func CannotCome(tx *models.Tx, id int64, reason string) (*SignUp, error) {
	found, err := findAttendance(tx, id)
	if err != nil {
		return nil, err
	}
	signUp := found.signUp
	own := signUp.VolunteerID == tx.Actor.VolunteerID
	if !own && !tx.Actor.CanForTeam(models.KeepRosters, found.stationPath, found.activity.TeamID) {
		return nil, models.ErrPermission
	}
	if signUp.cancellable(tx.Now, found.activity, found.shift, true) == nil {
		return CancelSignUp(tx, id, reason)
	}
	if err := signUp.cancellable(tx.Now, found.activity, found.shift, false); err != nil {
		return nil, err
	}
	if signUp.CannotComeAt != nil {
		return nil, ErrCannotComeKnown
	}
	reason = strings.TrimSpace(reason)
	marked := tx.DB.Model(&SignUp{}).Where("id = ? AND status = ? AND cannot_come_at IS NULL", id, SignedUp).
		Updates(map[string]any{"cannot_come_at": tx.Now, "cannot_come_reason": reason, "updated_at": tx.Now})
	if marked.Error != nil {
		return nil, marked.Error
	}
	if marked.RowsAffected == 0 {
		return nil, tx.Retry()
	}
	tx.Audit(models.AuditEntry{
		Action: "sign_up.cannot_come", Subject: "sign_up", SubjectID: id, OrganizationID: found.activity.StationID, After: map[string]any{"reason": reason},
	})
	names, err := volunteer.Names(tx, []int64{signUp.VolunteerID})
	if err != nil {
		return nil, err
	}
	text := names[signUp.VolunteerID] + "不能参加" + found.shift.inWords(tx, found.activity) + because(reason) + "名额仍为其保留，可以请人顶替，或取消这条报名。"
	if err := alert(tx, found, models.Notice{Kind: NoticeCannotCome, Title: "有人不能参加", Text: text, Named: names}); err != nil {
		return nil, err
	}
	if !own {
		tell(tx, NoticeCannotCome, signUp, "已登记您不能参加", "实践站登记了您不能参加"+found.shift.inWords(tx, found.activity)+because(reason)+"实践站可能请人顶替。您能参加的，请马上联系实践站。")
	}
	return models.Find[SignUp](tx, id, ErrSignUpNotFound)
}

// alert tells those in charge of a shift: the team's leader and who is in charge on site; without any, who made the activity.
func alert(tx *models.Tx, found *attendance, notice models.Notice) error {
	leaders, err := team.CurrentLeaders(tx, []int64{found.activity.TeamID})
	if err != nil {
		return err
	}
	var accounts []int64
	if leader, known := leaders[found.activity.TeamID]; known {
		accounts = append(accounts, leader.AccountID)
	}
	if found.activity.LeaderAccountID != nil {
		accounts = append(accounts, *found.activity.LeaderAccountID)
	}
	if len(accounts) == 0 && found.activity.CreatedBy != nil {
		accounts = append(accounts, *found.activity.CreatedBy)
	}
	slices.Sort(accounts)
	for _, account := range slices.Compact(accounts) {
		if account == tx.Actor.AccountID {
			continue
		}
		notice.AccountID, notice.ActivityID, notice.ShiftID, notice.SignUpID = &account, &found.activity.ID, &found.shift.ID, &found.signUp.ID
		tx.Tell(notice)
	}
	return nil
}

// Excuse forgives an absence (谅解), with a reason, by whoever keeps the roster, within days of the shift's end; nobody
// excuses themselves. It fails with ErrSignUpNotFound, ErrPermission, ErrReasonMissing, ErrNotAbsent or ErrExcuseClosed.
func Excuse(tx *models.Tx, id int64, reason string) (*SignUp, error) {
	found, err := findAttendance(tx, id)
	if err != nil {
		return nil, err
	}
	own := found.signUp.VolunteerID == tx.Actor.VolunteerID
	if own || !tx.Actor.CanForTeam(models.KeepRosters, found.stationPath, found.activity.TeamID) {
		return nil, models.ErrPermission
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	status := found.signUp.StatusAt(tx.Now, found.shift.CheckInClosesAt(tx.Settings))
	if status != NoShow && status != LateCancel {
		return nil, ErrNotAbsent
	}
	if tx.Now.After(found.shift.EndsAt.Add(tx.Settings.ExcusePeriod)) {
		return nil, ErrExcuseClosed
	}
	excused := tx.DB.Model(&SignUp{}).Where("id = ? AND status = ? AND excused_at IS NULL", id, SignedUp).
		Updates(map[string]any{"excused_at": tx.Now, "excused_by": tx.Actor.AccountID, "excuse_reason": reason, "updated_at": tx.Now})
	if excused.Error != nil {
		return nil, excused.Error
	}
	if excused.RowsAffected == 0 {
		return nil, tx.Retry()
	}
	tx.Audit(models.AuditEntry{
		Action: "sign_up.excuse", Subject: "sign_up", SubjectID: id, OrganizationID: found.activity.StationID,
		Before: map[string]any{"status": status}, After: map[string]any{"status": Excused, "reason": reason},
	})
	tell(tx, NoticeExcused, found.signUp, "缺席已获谅解", "您没有到场的"+found.shift.inWords(tx, found.activity)+"已获谅解"+because(reason)+"这次不计为缺席。")
	return models.Find[SignUp](tx, id, ErrSignUpNotFound)
}
