package activity

import (
	"slices"
	"strings"
	"time"

	"practicestation/models"
)

// The kinds of notices about a new time or place.
const (
	NoticeRescheduled models.NoticeKind = "activity_rescheduled"
	NoticeClash       models.NoticeKind = "sign_up_released_by_clash"
	NoticeUnfit       models.NoticeKind = "sign_up_released_by_requirement"
)

// ErrShiftBegun refuses to move a shift that people may already be at.
var ErrShiftBegun = models.DefineError(models.Conflict, "shift_begun", "班次已开始", "班次已经开始或已有人签到，不能再改时间。")

// The free-cancel period (自由取消期) after a reschedule: people who did not choose the new time may leave, however late it is.
const (
	FreeCancel        = 24 * time.Hour
	longestFreeCancel = 14 * 24 * time.Hour
)

// Reschedule (改期) is a new time or place for an activity that is published, whoever has signed up. What is empty stays
// as it is.
type Reschedule struct {
	Version         int64
	Reason          string
	StartsAt        time.Time
	EndsAt          time.Time // empty: as long after the start as it was
	Place           string
	VenueID         *int64 // 0 for none
	LeaderAccountID *int64 // 0 for none
	Shifts          []ShiftTimes
	FreeCancel      time.Duration // empty: 24 hours
	Override        Override
}

// ShiftTimes are the new times of one shift. Those that are not named move along with the activity's start.
type ShiftTimes struct {
	ID       int64
	StartsAt time.Time
	EndsAt   time.Time
}

func (in *Reschedule) normalize() {
	instants := []*time.Time{&in.StartsAt, &in.EndsAt}
	for i := range in.Shifts {
		instants = append(instants, &in.Shifts[i].StartsAt, &in.Shifts[i].EndsAt)
	}
	for _, at := range instants {
		*at = at.UTC().Truncate(time.Millisecond)
	}
	if in.FreeCancel == 0 {
		in.FreeCancel = FreeCancel
	}
}

func (in *Reschedule) faults() models.Faults {
	var faults models.Faults
	in.Reason = strings.TrimSpace(in.Reason)
	switch {
	case in.Reason == "":
		faults.Add("reason", models.ErrReasonMissing.Code, models.ErrReasonMissing.Message)
	case len([]rune(in.Reason)) > longestReason:
		faults.Add("reason", "max_length", "原因最多 200 个字。")
	}
	if in.Place != "" {
		place, ok := models.CleanName(in.Place)
		if !ok || len([]rune(place)) > 200 {
			faults.Add("place", "invalid_text", "地点要有 1 到 200 个字。")
		}
		in.Place = place
	}
	if in.FreeCancel < time.Hour || in.FreeCancel > longestFreeCancel {
		faults.Add("free_cancel_hours", "range", "自由取消期要在 1 到 336 小时之间。")
	}
	return append(faults, in.Override.faults()...)
}

// move is a reschedule under way: what was, what is to be, and everybody on it.
type move struct {
	Reschedule
	before, after *Activity
	shifts        []Shift // those that are held, locked
	was           []Shift // the same, for what is told about them
	times         map[int64]ShiftTimes
}

// Move gives a published activity another time, place, venue or on-site leader. Everybody who has signed up is kept and
// told, and may leave freely for a while; whose other sign-ups overlap the new time is released from this one and told why.
// A shift that has begun stays. It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrVersionConflict, ErrStatus,
// ErrEnded, ErrShiftBegun, ErrVenueConflict, ErrLeaderConflict or a gate's refusal.
func Move(tx *models.Tx, id int64, in Reschedule) (*Activity, error) {
	seen, err := models.Find[Activity](tx, id, ErrNotFound)
	if err != nil {
		return nil, err
	}
	if err := mayManage(tx, seen, models.PublishActivities); err != nil {
		return nil, err
	}
	in.normalize()
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	people, err := holdPeople(tx, id)
	if err != nil {
		return nil, err
	}
	current, err := findToManage(tx, id, models.PublishActivities)
	if err != nil {
		return nil, err
	}
	moving, err := planMove(tx, current, in)
	if err != nil {
		return nil, err
	}
	if err := moving.apply(tx, people); err != nil {
		return nil, err
	}
	return models.Find[Activity](tx, id, ErrNotFound)
}

// holdPeople writes the rows of all who have signed up, first of all locks: none of them gets another sign-up until it is
// clear who can come at the new time.
func holdPeople(tx *models.Tx, activityID int64) ([]int64, error) {
	var ids []int64
	err := tx.DB.Model(&SignUp{}).Where("activity_id = ? AND status IN (?)", activityID, []SignUpStatus{SignedUp, Waitlisted}).
		Distinct("volunteer_id").Order("volunteer_id").Pluck("volunteer_id", &ids).Error
	if err != nil {
		return nil, err
	}
	for chunk := range slices.Chunk(ids, 500) {
		if err := tx.DB.Exec("UPDATE volunteers SET roster_version = roster_version + 1 WHERE id IN (?)", chunk).Error; err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// planMove works out what is to be, and refuses what cannot be.
func planMove(tx *models.Tx, current *Activity, in Reschedule) (*move, error) {
	if current.Version != in.Version {
		return nil, models.ConflictAt(models.ErrVersionConflict, current.Version)
	}
	status := current.StatusAt(tx.Now)
	switch {
	case status == Ended || status == Closed:
		return nil, ErrEnded
	case status != Published && status != InProgress:
		return nil, ErrStatus
	}
	after := *current
	after.moveTo(in)
	moving := &move{Reschedule: in, before: current, after: &after}
	if status == InProgress && !after.StartsAt.Equal(current.StartsAt) {
		return nil, ErrShiftBegun
	}
	if err := moving.faultsOfBounds(tx.Now).Err(); err != nil {
		return nil, err
	}
	if err := rebook(tx, current, &after, in.Override); err != nil {
		return nil, err
	}
	if err := models.Refusal(after.gaps(tx.Zone)); err != nil {
		return nil, err
	}
	shifts, err := lockShifts(tx, current.ID)
	if err != nil {
		return nil, err
	}
	moving.shifts, moving.was = held(shifts), held(shifts)
	if err := moving.faultsOfTimes(tx.Now).Err(); err != nil {
		return nil, err
	}
	return moving, moving.begun(tx)
}

// moveTo takes over the new time and place; the windows for signing up and leaving move along with the start.
func (a *Activity) moveTo(in Reschedule) {
	starts, ends := a.StartsAt, a.EndsAt
	if !in.StartsAt.IsZero() {
		a.StartsAt = in.StartsAt
	}
	by := a.StartsAt.Sub(starts)
	a.EndsAt = ends.Add(by)
	if !in.EndsAt.IsZero() {
		a.EndsAt = in.EndsAt
	}
	a.SignUpClosesAt, a.CancelClosesAt = a.SignUpClosesAt.Add(by), a.CancelClosesAt.Add(by)
	for _, closes := range []*time.Time{&a.SignUpClosesAt, &a.CancelClosesAt} {
		if closes.After(a.EndsAt) {
			*closes = a.EndsAt
		}
	}
	if !a.SignUpOpensAt.Before(a.SignUpClosesAt) {
		a.SignUpOpensAt = a.SignUpClosesAt.Add(-time.Minute)
	}
	if in.Place != "" {
		a.Place = in.Place
	}
	a.fillBooking(in.VenueID, in.LeaderAccountID)
}

// leaveCloses is until when a volunteer may give this seat back: to the deadline, and after a reschedule to the end of
// the free-cancel period or the start of the shift, for who had signed up before it.
func (a *Activity) leaveCloses(s *SignUp, shift *Shift) time.Time {
	closes := shift.CancelCloses(a)
	if a.FreeCancelClosesAt == nil || s.CreatedAt.After(*a.RescheduledAt) {
		return closes
	}
	free := *a.FreeCancelClosesAt
	if shift.StartsAt.Before(free) {
		free = shift.StartsAt
	}
	if free.After(closes) {
		return free
	}
	return closes
}
