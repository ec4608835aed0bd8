package activity

import (
	"slices"
	"strings"
	"time"

	"practicestation/models"
)

// The refusals of giving a seat back.
var (
	ErrSignUpNotFound    = models.DefineError(models.NotFound, "sign_up_not_found", "报名不存在", "没有找到这条报名。")
	ErrCancelClosed      = models.DefineError(models.Conflict, "cancel_closed", "取消已截止", "已过取消报名的截止时间，请直接联系实践站。")
	ErrAlreadyCancelled  = models.DefineError(models.Conflict, "already_cancelled", "报名已取消", "这条报名已经取消，不需要再操作。")
	ErrAlreadyCheckedIn  = models.DefineError(models.Conflict, "already_checked_in", "已签到", "已经签到，不需要重复签到，也不能再取消报名。")
	ErrAlreadyCheckedOut = models.DefineError(models.Conflict, "already_checked_out", "已签退", "已经签退，不需要重复操作。")
)

// CancelSignUp gives a seat or a place in the queue back: by the volunteer until the deadline, or by staff,
// with a reason to be read by the volunteer, if there is one to give. A freed seat goes to the first in the queue in the same unit.
// It fails with ErrSignUpNotFound, ErrPermission, ErrAlreadyCancelled, ErrAlreadyCheckedIn,
// ErrAlreadyCheckedOut or ErrCancelClosed.
func CancelSignUp(tx *models.Tx, id int64, reason string) (*SignUp, error) {
	found, err := findAttendance(tx, id)
	if err != nil {
		return nil, err
	}
	own := found.signUp.VolunteerID == tx.Actor.VolunteerID
	status, reason := CancelledByVolunteer, strings.TrimSpace(reason)
	if !own {
		if !tx.Actor.CanForTeam(models.KeepRosters, found.stationPath, found.activity.TeamID) {
			return nil, models.ErrPermission
		}
		status = CancelledByOrganizer
	}
	shift, err := models.FindLocked[Shift](tx, found.shift.ID, ErrShiftNotFound)
	if err != nil {
		return nil, err
	}
	signUp, err := models.FindLocked[SignUp](tx, id, ErrSignUpNotFound)
	if err != nil {
		return nil, err
	}
	if err := signUp.cancellable(tx.Now, found.activity, shift, own); err != nil {
		return nil, models.Refusal([]*models.Error{err})
	}
	if err := leave(tx, departure{shift, signUp, status, reason}); err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "sign_up." + string(status), Subject: "sign_up", SubjectID: id, OrganizationID: found.activity.StationID,
		Before: map[string]any{"status": signUp.Status}, After: map[string]any{"status": status, "reason": reason},
	})
	if !own {
		tell(tx, NoticeSignUpCancelled, signUp, "报名已被取消", "实践站取消了您在"+shift.inWords(tx, found.activity)+"的报名"+because(reason)+"如有疑问请联系实践站。")
	}
	if err := promote(tx, found.activity, shift); err != nil {
		return nil, err
	}
	return models.Find[SignUp](tx, id, ErrSignUpNotFound)
}

// cancellable says what keeps a sign-up from being cancelled now; a place in the queue may always be left.
func (s *SignUp) cancellable(now time.Time, of *Activity, shift *Shift, own bool) *models.Error {
	switch s.Status {
	case CancelledByVolunteer, CancelledByOrganizer:
		return ErrAlreadyCancelled
	case CheckedIn:
		return ErrAlreadyCheckedIn
	case Completed:
		return ErrAlreadyCheckedOut
	case Waitlisted:
		return nil
	}
	deadline := shift.EndsAt // who stayed away must not turn that into a cancellation
	if closes := of.leaveCloses(s, shift); own && closes.Before(deadline) {
		deadline = closes
	}
	if !now.Before(deadline) {
		return ErrCancelClosed
	}
	return nil
}

// departure is a sign-up that is taken off its locked shift.
type departure struct {
	shift  *Shift
	signUp *SignUp
	status SignUpStatus
	reason string
}

// leave takes sign-ups off their shifts. Every release of single seats goes through here: whoever was asked to take one of
// them over hears at once that nobody is needed for it any more.
func leave(tx *models.Tx, departures ...departure) error {
	var seats []int64
	for _, d := range departures {
		if err := d.write(tx); err != nil {
			return err
		}
		if d.signUp.Status == SignedUp {
			seats = append(seats, d.signUp.ID)
		}
	}
	return withdrawStandIns(tx, seats, 0, givenBack())
}

func (d *departure) write(tx *models.Tx) error {
	shift, signUp := d.shift, d.signUp
	change := map[string]any{"status": d.status, "live": nil, "cancelled_at": tx.Now, "updated_at": tx.Now}
	if d.reason != "" {
		change["cancel_reason"] = d.reason
	}
	left := tx.DB.Model(&SignUp{}).Where("id = ? AND status = ?", signUp.ID, signUp.Status).Updates(change)
	if left.Error != nil {
		return left.Error
	}
	if left.RowsAffected == 0 {
		return tx.Retry()
	}
	fewer, guard := "confirmed = confirmed - 1, "+lessOver(1), "confirmed > 0"
	if signUp.Status == Waitlisted {
		fewer, guard = "waitlisted = waitlisted - 1", "waitlisted > 0"
		shift.Waitlisted--
	} else {
		shift.Confirmed--
	}
	shift.giveBack(signUp)
	guarded := tx.DB.Exec("UPDATE shifts SET "+fewer+", quotas = ? WHERE id = ? AND "+guard, shift.Quotas, shift.ID)
	if guarded.Error == nil && guarded.RowsAffected == 0 {
		return tx.Retry()
	}
	return guarded.Error
}

// promote gives the free seats of a locked shift to the first in its queue (递补) who may take them, in order, until the
// shift begins: nobody is sent late to a shift. Every one of them holds the shift's time already, so nothing else needs a
// lock. The shift's counters move along.
func promote(tx *models.Tx, of *Activity, shift *Shift) error {
	quotas := slices.Clone(shift.Quotas)
	first, err := nextInQueue(tx, shift)
	if err != nil || len(first) == 0 {
		return err
	}
	ids := make([]int64, len(first))
	for i, signUp := range first {
		ids[i] = signUp.ID
		tx.Audit(models.AuditEntry{
			Action: "sign_up.promote", Subject: "sign_up", SubjectID: signUp.ID, OrganizationID: of.StationID,
			Before: map[string]any{"status": Waitlisted}, After: map[string]any{"status": SignedUp, "volunteer_id": signUp.VolunteerID},
		})
		tell(tx, NoticePromoted, &signUp, "候补成功", "您候补的"+shift.inWords(tx, of)+"已有名额，您已录取。不能参加请尽早取消报名。")
	}
	promoted := tx.DB.Model(&SignUp{}).Where("id IN (?) AND status = ?", ids, Waitlisted).
		Updates(map[string]any{"status": SignedUp, "updated_at": tx.Now})
	if promoted.Error != nil {
		return promoted.Error
	}
	guarded := tx.DB.Exec(`UPDATE shifts SET confirmed = confirmed + ?, waitlisted = waitlisted - ?, quotas = ?
		WHERE id = ? AND confirmed + ? <= capacity AND waitlisted >= ? AND quotas = ?`,
		len(ids), len(ids), shift.Quotas, shift.ID, len(ids), len(ids), quotas)
	if guarded.Error != nil {
		return guarded.Error
	}
	if promoted.RowsAffected != int64(len(ids)) || guarded.RowsAffected == 0 {
		return tx.Retry()
	}
	if err := tag(tx, first); err != nil || !shift.keeps(tx.Now) {
		return err
	}
	return promote(tx, of, shift) // who comes next may be in a team whose seats were passed over
}
