package activity

import (
	"slices"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/organization"
	"practicestation/models/volunteer"
)

// The refusals of attendance.
var (
	ErrCheckInNotOpen  = models.DefineError(models.Conflict, "check_in_not_open", "签到还没开始", "还没到签到时间，请稍后再来。")
	ErrCheckInClosed   = models.DefineError(models.Conflict, "check_in_closed", "签到签退已截止", "签到签退的时间已过，请联系实践站处理。")
	ErrNotCheckedIn    = models.DefineError(models.Conflict, "not_checked_in", "还没有签到", "还没有签到，不能签退。")
	ErrStillWaitlisted = models.DefineError(models.Conflict, "sign_up_waitlisted", "仍在候补", "这条报名还在候补，递补成功后才能签到。")
	ErrSignUpCancelled = models.DefineError(models.Conflict, "sign_up_cancelled", "报名已取消", "这条报名已经取消，不能再签到签退，也不需要撤销。")
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
	return attend(tx, found, found.byStaff(tx, kind))
}

// byStaff is an event that the actor records now for somebody else.
func (a *attendance) byStaff(tx *models.Tx, kind Kind) AttendanceEvent {
	event := a.event(tx, kind, ByRoster)
	event.OperatorID = models.Nullable(tx.Actor.AccountID)
	return event
}

func (a *attendance) event(tx *models.Tx, kind Kind, method Method) AttendanceEvent {
	return AttendanceEvent{
		SignUpID: a.signUp.ID, ShiftID: a.shift.ID, VolunteerID: a.signUp.VolunteerID,
		Kind: kind, OccurredAt: tx.Now, Method: method, CreatedAt: tx.Now,
	}
}

// ScanInput is what somebody's own phone sends: the digits that are shown, or what the QR code holds.
type ScanInput struct {
	Code     string
	Kind     Kind
	Device   string    // the client's own name for the device; empty for none
	Location *Location // nil for none
}

// Scanned is a check-in with what became of the location that was sent.
type Scanned struct {
	SignUp      *SignUp
	LocationUse LocationUse
}

// Scan records the actor's own attendance by the code shown on site: it fits the one shift of the actor's whose code it is.
// It fails with ErrProfileMissing, ErrCodeLocked, ErrCodeInvalid or what attend refuses.
func Scan(tx *models.Tx, in ScanInput) (*Scanned, error) {
	if tx.Actor.VolunteerID == 0 {
		return nil, volunteer.ErrProfileMissing
	}
	if err := checkTries(tx); err != nil {
		return nil, err
	}
	signUp, step, err := fitting(tx, in.Code)
	if err != nil {
		return nil, err
	}
	found, err := behind(tx, signUp)
	if err != nil {
		return nil, err
	}
	event := found.event(tx, in.Kind, ByShownCode)
	event.CodeStep = &step
	if event.DeviceHash, err = found.deviceHash(tx, in.Device); err != nil {
		return nil, err
	}
	use, err := found.measure(tx, in.Location, &event)
	if err != nil {
		return nil, err
	}
	attended, err := attend(tx, found, event)
	if err != nil {
		return nil, err
	}
	return &Scanned{SignUp: attended, LocationUse: use}, forgetTries(tx)
}

// attend records one end of an attendance as it happens. It refuses with ErrSignUpCancelled, ErrStillWaitlisted, volunteer.ErrClosed,
// ErrAlreadyCheckedIn, ErrAlreadyCheckedOut, ErrNotCheckedIn, ErrCheckInNotOpen, ErrCheckInClosed, ErrAttendanceDecided or
// ErrCodeUsed.
func attend(tx *models.Tx, found *attendance, event AttendanceEvent) (*SignUp, error) {
	records, err := readRecords(tx, []*attendance{found})
	if err != nil {
		return nil, err
	}
	obstacle := records[0].obstacle(tx, &event)
	records[0].fresh = []AttendanceEvent{event}
	if obstacle == nil {
		obstacle = records[0].idle(event.Kind)
	}
	if obstacle != nil {
		return nil, records[0].refuse(tx, obstacle)
	}
	if err := keep(tx, records); err != nil {
		return nil, err
	}
	return models.Find[SignUp](tx, found.signUp.ID, ErrSignUpNotFound)
}

// refuse refuses, unless somebody was faster between what was read of the sign-up and what was read of its events: the
// person would be told something that was true at no time.
func (r *record) refuse(tx *models.Tx, obstacle *models.Error) error {
	now, err := models.Find[SignUp](tx, r.signUp.ID, ErrSignUpNotFound)
	if err != nil {
		return err
	}
	if now.AttendanceVersion != r.signUp.AttendanceVersion || now.Status != r.signUp.Status {
		return tx.Retry()
	}
	return models.Refusal([]*models.Error{obstacle})
}

// earned is what the sign-up earns for so many minutes.
func (a *attendance) earned(tx *models.Tx, minutes int64) hours.Entry {
	return hours.Entry{
		SignUpID: a.signUp.ID, ShiftID: a.shift.ID, ActivityID: a.activity.ID, VolunteerID: a.signUp.VolunteerID,
		StationID: a.activity.StationID, TeamID: a.activity.TeamID, Minutes: minutes, ServedOn: models.DateOf(a.shift.EndsAt, tx.Zone),
	}
}

// obstacle says what keeps this end of the attendance from being recorded now.
func (r *record) obstacle(tx *models.Tx, event *AttendanceEvent) *models.Error {
	switch status, kind := r.signUp.Status, event.Kind; {
	case status == CancelledByVolunteer || status == CancelledByOrganizer:
		return ErrSignUpCancelled
	case status == Waitlisted:
		return ErrStillWaitlisted
	case r.closed:
		return volunteer.ErrClosed
	case status == Completed && kind == Out:
		return ErrAlreadyCheckedOut
	case kind == In && (status == CheckedIn || status == Completed) && !r.comesBack(kind):
		return ErrAlreadyCheckedIn
	case kind == Out && status == SignedUp:
		return ErrNotCheckedIn
	case tx.Now.Before(r.shift.CheckInOpensAt(tx.Settings)):
		return ErrCheckInNotOpen
	case !tx.Now.Before(r.shift.CheckInClosesAt(tx.Settings)):
		return ErrCheckInClosed
	case r.comesBack(kind) && r.isDecided():
		return ErrAttendanceDecided
	case r.hasUsed(event):
		return ErrCodeUsed
	}
	return nil
}

// idle says what is so already when the new event changes no visit: a device whose clock runs ahead has told it before.
func (r *record) idle(kind Kind) *models.Error {
	before := visitsOf(r.events, r.activity.BreaksAllowed)
	switch {
	case !slices.EqualFunc(before, r.visits(), Visit.equal):
		return nil
	case kind == In:
		return ErrAlreadyCheckedIn
	}
	return ErrAlreadyCheckedOut
}
