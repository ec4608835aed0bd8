package activity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/organization"
	"practicestation/models/volunteer"
)

// Kind (签到、签退) is which end of the attendance is recorded.
type Kind string

// The two ends.
const (
	In  Kind = "in"
	Out Kind = "out"
)

// codeStep is how long one check-in code is shown; the one before and the one after it are taken too.
const codeStep = time.Minute

// The refusals of attendance.
var (
	ErrCheckInNotOpen  = models.DefineError(models.Conflict, "check_in_not_open", "签到还没开始", "还没到签到时间，请稍后再来。")
	ErrCheckInClosed   = models.DefineError(models.Conflict, "check_in_closed", "签到签退已截止", "签到签退的时间已过，请联系实践站处理。")
	ErrNotCheckedIn    = models.DefineError(models.Conflict, "not_checked_in", "还没有签到", "还没有签到，不能签退。")
	ErrStillWaitlisted = models.DefineError(models.Conflict, "sign_up_waitlisted", "仍在候补", "这条报名还在候补，递补成功后才能签到。")
	ErrSignUpCancelled = models.DefineError(models.Conflict, "sign_up_cancelled", "报名已取消", "这条报名已经取消，不能签到签退。")
	ErrCodeInvalid     = models.DefineError(models.Conflict, "check_in_code_invalid", "签到码无效", "签到码不对或已过期，或您没有报名这个班次，请看现场的最新签到码。")
)

// attendance is a sign-up with what stands behind it.
type attendance struct {
	signUp      *SignUp
	shift       *Shift
	activity    *Activity
	stationPath string
}

// findAttendance finds a sign-up that the actor may see: the own one, or one on a roster that the actor may read.
func findAttendance(tx *models.Tx, id int64) (*attendance, error) {
	signUp, err := models.Find[SignUp](tx, id, ErrSignUpNotFound)
	if err != nil {
		return nil, err
	}
	found, err := behind(tx, signUp)
	if err != nil {
		return nil, err
	}
	own := signUp.VolunteerID == tx.Actor.VolunteerID
	if !own && !tx.Actor.CanForTeam(models.ReadRosters, found.stationPath, found.activity.TeamID) {
		return nil, ErrSignUpNotFound
	}
	return found, nil
}

func behind(tx *models.Tx, signUp *SignUp) (*attendance, error) {
	shift, err := models.Find[Shift](tx, signUp.ShiftID, ErrShiftNotFound)
	if err != nil {
		return nil, err
	}
	of, err := models.Find[Activity](tx, signUp.ActivityID, ErrNotFound)
	if err != nil {
		return nil, err
	}
	station, err := models.Find[organization.Organization](tx, of.StationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	return &attendance{signUp: signUp, shift: shift, activity: of, stationPath: station.Path}, nil
}

// Tick records attendance on the roster, by staff. It fails with ErrSignUpNotFound, ErrPermission or what attend refuses.
func Tick(tx *models.Tx, id int64, kind Kind) (*SignUp, error) {
	found, err := findAttendance(tx, id)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.CanForTeam(models.KeepRosters, found.stationPath, found.activity.TeamID) {
		return nil, models.ErrPermission
	}
	return attend(tx, found, kind)
}

// Scan records the actor's own attendance by the code shown on site: it fits the one shift of the actor's whose code it is.
// It fails with ErrProfileMissing, ErrCodeInvalid or what attend refuses.
func Scan(tx *models.Tx, code string, kind Kind) (*SignUp, error) {
	if tx.Actor.VolunteerID == 0 {
		return nil, volunteer.ErrProfileMissing
	}
	var near []SignUp
	err := tx.DB.Table("sign_ups AS s").Select("s.*").Joins("JOIN shifts AS h ON h.id = s.shift_id").
		Where("s.volunteer_id = ? AND s.live = 1 AND h.starts_at < ? AND h.ends_at > ?",
			tx.Actor.VolunteerID, tx.Now.Add(7*24*time.Hour), tx.Now.Add(-7*24*time.Hour)).Scan(&near).Error
	if err != nil {
		return nil, err
	}
	for i := range near {
		found, err := behind(tx, &near[i])
		if err != nil {
			return nil, err
		}
		if found.shift.accepts(code, tx.Now) {
			return attend(tx, found, kind)
		}
	}
	return nil, ErrCodeInvalid
}

// attend records one end of an attendance. It refuses with ErrSignUpCancelled, ErrStillWaitlisted, ErrAlreadyCheckedIn,
// ErrAlreadyCheckedOut, ErrNotCheckedIn, ErrCheckInNotOpen or ErrCheckInClosed.
func attend(tx *models.Tx, found *attendance, kind Kind) (*SignUp, error) {
	if obstacle := found.obstacle(tx, kind); obstacle != nil {
		return nil, models.Refusal([]*models.Error{obstacle})
	}
	if kind == Out {
		if err := credit(tx, found); err != nil {
			return nil, err
		}
	}
	change, from := map[string]any{"status": CheckedIn, "checked_in_at": tx.Now, "updated_at": tx.Now}, SignedUp
	if kind == Out {
		change, from = map[string]any{"status": Completed, "checked_out_at": tx.Now, "updated_at": tx.Now}, CheckedIn
	}
	recorded := tx.DB.Model(&SignUp{}).Where("id = ? AND status = ?", found.signUp.ID, from).Updates(change)
	if recorded.Error != nil {
		return nil, recorded.Error
	}
	if recorded.RowsAffected == 0 {
		return nil, tx.Retry() // somebody was faster: look again and say so
	}
	tx.Audit(models.AuditEntry{
		Action: "sign_up.check_" + string(kind), Subject: "sign_up", SubjectID: found.signUp.ID, OrganizationID: found.activity.StationID,
		After: map[string]any{"at": tx.Now},
	})
	return models.Find[SignUp](tx, found.signUp.ID, ErrSignUpNotFound)
}

func credit(tx *models.Tx, found *attendance) error {
	err := hours.Credit(tx, found.entry(tx, found.shift.minutes(*found.signUp.CheckedInAt, tx.Now)))
	if models.IsDuplicate(err) {
		return tx.Retry() // the same check-out, twice at once
	}
	return err
}

// entry is what the sign-up earns for so many minutes.
func (a *attendance) entry(tx *models.Tx, minutes int64) hours.Entry {
	return hours.Entry{
		SignUpID: a.signUp.ID, ShiftID: a.shift.ID, ActivityID: a.activity.ID, VolunteerID: a.signUp.VolunteerID,
		StationID: a.activity.StationID, TeamID: a.activity.TeamID, Minutes: minutes, ServedOn: models.DateOf(a.shift.EndsAt, tx.Zone),
	}
}

// obstacle says what keeps this end of the attendance from being recorded now.
func (a *attendance) obstacle(tx *models.Tx, kind Kind) *models.Error {
	switch status := a.signUp.Status; {
	case status == CancelledByVolunteer || status == CancelledByOrganizer:
		return ErrSignUpCancelled
	case status == Waitlisted:
		return ErrStillWaitlisted
	case status == Completed && kind == Out:
		return ErrAlreadyCheckedOut
	case kind == In && (status == CheckedIn || status == Completed):
		return ErrAlreadyCheckedIn
	case kind == Out && status == SignedUp:
		return ErrNotCheckedIn
	case tx.Now.Before(a.shift.CheckInOpensAt(tx.Settings)):
		return ErrCheckInNotOpen
	case !tx.Now.Before(a.shift.CheckInClosesAt(tx.Settings)):
		return ErrCheckInClosed
	}
	return nil
}

// CheckInCode is the code to show on site, and when the next one follows.
type CheckInCode struct {
	ShiftID   int64
	Code      string
	ExpiresAt time.Time
}

// ShowCode gives the shift's check-in code of this minute. It fails with ErrShiftNotFound or ErrPermission.
func ShowCode(tx *models.Tx, shiftID int64) (*CheckInCode, error) {
	shift, of, err := findVisible(tx, shiftID)
	if err != nil {
		return nil, err
	}
	if err := mayManage(tx, of, models.KeepRosters); err != nil {
		return nil, shiftMissing(err)
	}
	expires := tx.Now.Truncate(codeStep).Add(codeStep)
	return &CheckInCode{ShiftID: shift.ID, Code: shift.code(tx.Now), ExpiresAt: expires}, nil
}

// code is the six digits of the shift for the minute around the instant: nobody can tell the next one from the last.
func (s *Shift) code(at time.Time) string {
	mac := hmac.New(sha256.New, s.CodeSecret)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(at.Unix()/int64(codeStep/time.Second)))) //nolint:gosec // after 1970
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(mac.Sum(nil))%1_000_000)
}

func (s *Shift) accepts(code string, now time.Time) bool {
	for _, at := range []time.Time{now, now.Add(-codeStep), now.Add(codeStep)} {
		if hmac.Equal([]byte(code), []byte(s.code(at))) {
			return true
		}
	}
	return false
}
