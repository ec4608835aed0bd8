package activity

import (
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"time"

	"practicestation/models"
)

// The bounds of a shift's capacity.
const maxCapacity = 100_000

// Shift is one role in one time slot [StartsAt, EndsAt), with seats and a waiting list of its own.
type Shift struct {
	ID               int64
	ActivityID       int64
	Role             string
	StartsAt         time.Time
	EndsAt           time.Time
	Capacity         int64
	WaitlistCapacity int64
	Confirmed        int64 // seats taken
	Waitlisted       int64 // people in the queue
	LastSequence     int64 // the number of the last sign-up, given out under the shift's lock
	Requirements
	MinHeadcount    int64       // below it the shift is urgent
	Quotas          list[Quota] // seats that are kept for teams
	QuotaReleasedAt *time.Time  // until when; nil without quotas
	RosterVersion   int64       // moves with whatever a sign-up relies on besides the counters
	CodeSecret      []byte
	Version         int64
	CreatedAt       time.Time
	UpdatedAt       time.Time

	SignUpClosesAt *time.Time // nil: the activity's
	CancelClosesAt *time.Time // likewise

	OverLimit    int64   // how many of those confirmed are openly above the capacity (超员)
	OverReason   *string // why
	CancelledAt  *time.Time
	CancelReason *string
}

// CheckInOpensAt is when attendance may first be recorded.
func (s *Shift) CheckInOpensAt(settings models.Settings) time.Time {
	return s.StartsAt.Add(-settings.CheckInMargin)
}

// CheckInClosesAt is when attendance can no longer be recorded.
func (s *Shift) CheckInClosesAt(settings models.Settings) time.Time {
	return s.EndsAt.Add(settings.CheckInMargin)
}

// The refusals about shifts.
var (
	ErrShiftNotFound = models.DefineError(models.NotFound, "shift_not_found", "班次不存在", "没有找到这个班次。")
	ErrCapacityBelow = models.DefineError(models.Conflict, "capacity_below_confirmed", "名额少于已录取人数", "名额少于已录取的人数。请先与已报名的人协商；确需减少的，写明原因后按超员保留全部人。")
	ErrWaitlistBelow = models.DefineError(models.Conflict, "waitlist_below_waitlisted", "候补名额少于在候人数", "候补名额不能少于正在候补的人数。")
)

// maxShifts bounds the shifts of one activity.
const maxShifts = 200

// ShiftInput is the editable part of a shift.
type ShiftInput struct {
	ID               int64 // of the shift of an occurrence that is to become so; 0: a new one
	Role             string
	StartsAt         time.Time
	EndsAt           time.Time
	Capacity         int64
	WaitlistCapacity int64
	Over             Over
	Requirements     *Requirements // nil: as it was, or none
	MinHeadcount     *int64        // nil: as it was, or 0
	Quotas           *QuotasInput  // nil: as they were, or none
	SignUpClosesAt   *time.Time    // nil: as it was, or the activity's; zero: the activity's
	CancelClosesAt   *time.Time    // likewise
}

func shiftField(i int) string { return fmt.Sprintf("shifts.%d.", i) }

func (in *ShiftInput) normalize() {
	in.StartsAt = in.StartsAt.UTC().Truncate(time.Millisecond)
	in.EndsAt = in.EndsAt.UTC().Truncate(time.Millisecond)
	for _, at := range []**time.Time{&in.SignUpClosesAt, &in.CancelClosesAt} {
		if *at != nil {
			cut := (*at).UTC().Truncate(time.Millisecond)
			*at = &cut
		}
	}
}

// faults lists what is wrong with the shift in an activity with these bounds; prefix names the shift in a list.
func (in *ShiftInput) faults(prefix string, starts, ends time.Time) models.Faults {
	var faults models.Faults
	role, ok := models.CleanName(in.Role)
	if !ok || len([]rune(role)) > 50 {
		faults.Add(prefix+"role", "invalid_text", "岗位名称要有 1 到 50 个字。")
	}
	in.Role = role
	if in.Capacity < 1 || in.Capacity > maxCapacity {
		faults.Add(prefix+"capacity", "range", "名额要在 1 到 100000 之间。")
	}
	if in.WaitlistCapacity < 0 || in.WaitlistCapacity > maxCapacity {
		faults.Add(prefix+"waitlist_capacity", "range", "候补名额要在 0 到 100000 之间。")
	}
	if in.Requirements != nil {
		faults = append(faults, in.Requirements.faults(prefix+"requirements.")...)
	}
	if in.Quotas != nil {
		faults = append(faults, in.Quotas.faults(prefix+"quotas.", in.Capacity, in.StartsAt)...)
	}
	if in.MinHeadcount != nil && (*in.MinHeadcount < 0 || *in.MinHeadcount > in.Capacity) {
		faults.Add(prefix+"min_headcount", "range", "最少人数要在 0 到名额之间。")
	}
	switch {
	case !in.EndsAt.After(in.StartsAt):
		faults.Add(prefix+"ends_at", "order", "班次的结束时间要晚于开始时间。")
	case in.StartsAt.Before(starts) || in.EndsAt.After(ends):
		faults.Add(prefix+"starts_at", ErrOutOfBounds.Code, ErrOutOfBounds.Message)
	}
	faults = append(faults, in.deadlineFaults(prefix)...)
	return append(faults, in.Over.faults(prefix)...)
}

// AddShift adds a shift to an activity that has not ended.
// It fails with ErrNotFound, ErrPermission, ErrStatus, ErrEnded or ErrInvalid.
func AddShift(tx *models.Tx, activityID int64, in ShiftInput) (*Shift, error) {
	current, err := findToManage(tx, activityID, models.PlanActivities)
	if err != nil {
		return nil, err
	}
	in.normalize()
	one := []ShiftInput{in}
	untilTheirStart(one, current.StartsAt, current.SignUpClosesAt.Equal(current.StartsAt), current.CancelClosesAt.Equal(current.StartsAt))
	in = one[0]
	faults := append(in.faults("", current.StartsAt, current.EndsAt), in.opensFault("", current.SignUpOpensAt)...)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if err := editable(current, tx.Now); err != nil {
		return nil, err
	}
	var shifts int64
	if err := tx.DB.Model(&Shift{}).Where("activity_id = ?", activityID).Count(&shifts).Error; err != nil {
		return nil, err
	}
	if shifts >= maxShifts {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "activity_id", Code: "max_items", Message: "一个活动最多 200 个班次。"})
	}
	if err := in.known(tx, ""); err != nil {
		return nil, err
	}
	shift, err := insertShift(tx, current, in)
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{Action: "shift.create", Subject: "shift", SubjectID: shift.ID, OrganizationID: current.StationID, After: shift.facts()})
	return shift, nil
}

func editable(current *Activity, now time.Time) error {
	switch current.StatusAt(now) {
	case Ended, Closed:
		return ErrEnded
	case Cancelled:
		return ErrStatus
	}
	return nil
}

// insertShift writes a shift whose input is known to be right.
func insertShift(tx *models.Tx, of *Activity, in ShiftInput) (*Shift, error) {
	secret, err := newCodeSecret()
	if err != nil {
		return nil, err
	}
	shift := &Shift{ActivityID: of.ID, RosterVersion: 1, CodeSecret: secret, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	shift.fill(in)
	return shift, tx.DB.Create(shift).Error
}

// newCodeSecret is what a shift makes its check-in codes from.
func newCodeSecret() ([]byte, error) {
	secret := make([]byte, 32)
	_, err := rand.Read(secret)
	return secret, err
}

func (s *Shift) facts() map[string]any {
	facts := map[string]any{"role": s.Role, "starts_at": s.StartsAt, "ends_at": s.EndsAt, "capacity": s.Capacity, "waitlist_capacity": s.WaitlistCapacity}
	facts["sign_up_closes_at"], facts["cancel_closes_at"] = s.SignUpClosesAt, s.CancelClosesAt
	facts["min_headcount"], facts["quotas"], facts["quota_released_at"] = s.MinHeadcount, slices.Clone(s.Quotas), s.QuotaReleasedAt
	maps.Copy(facts, s.Requirements.facts())
	return facts
}

func (s *Shift) fill(in ShiftInput) {
	by := in.StartsAt.Sub(s.StartsAt)
	s.Role, s.StartsAt, s.EndsAt, s.Capacity, s.WaitlistCapacity = in.Role, in.StartsAt, in.EndsAt, in.Capacity, in.WaitlistCapacity
	s.moveDeadlines(by)
	s.SignUpClosesAt, s.CancelClosesAt = ownDeadline(s.SignUpClosesAt, in.SignUpClosesAt), ownDeadline(s.CancelClosesAt, in.CancelClosesAt)
	if in.Requirements != nil {
		s.Requirements = *in.Requirements
	}
	if in.MinHeadcount != nil {
		s.MinHeadcount = *in.MinHeadcount
	}
	s.keep(in.Quotas)
}

// lockShifts locks an activity's shifts in the order of their ids and moves their roster versions, so that a sign-up that
// has read the activity before must read it again.
func lockShifts(tx *models.Tx, activityID int64) ([]Shift, error) {
	if err := tx.DB.Exec("UPDATE shifts SET roster_version = roster_version + 1 WHERE activity_id = ?", activityID).Error; err != nil {
		return nil, err
	}
	var shifts []Shift
	err := tx.Locking().Where("activity_id = ?", activityID).Order("id").Find(&shifts).Error
	return shifts, err
}

// shiftMissing speaks of the shift where the activity behind it may not be seen.
func shiftMissing(err error) error {
	if models.IsCode(err, ErrNotFound) {
		return ErrShiftNotFound
	}
	return err
}
