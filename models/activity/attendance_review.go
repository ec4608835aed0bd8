package activity

import (
	"strings"
	"time"

	"practicestation/models"
)

// The refusals of a review.
var (
	ErrEventNotFound = models.DefineError(models.NotFound, "attendance_event_not_found", "签到记录不存在", "没有找到这条签到签退记录。")
	ErrOwnReview     = models.DefineError(models.Forbidden, "own_review", "不能核对自己的记录", "自己的签到签退和自己记录的，要由另一位工作人员核对。")
)

// AttendanceReview (签到核对) is what somebody found who looked at an event. Like events, reviews are only ever added.
type AttendanceReview struct {
	ID         int64
	EventID    int64
	ReviewedBy int64
	Note       string
	CreatedAt  time.Time
}

// Review notes what the actor has found out about an event: neither one's own attendance, nor what one has recorded.
// It fails with ErrEventNotFound, ErrPermission, ErrOwnReview or ErrReasonMissing.
func Review(tx *models.Tx, eventID int64, note string) (*RecordedEvent, error) {
	event, err := models.Find[AttendanceEvent](tx, eventID, ErrEventNotFound)
	if err != nil {
		return nil, err
	}
	signUp, err := models.Find[SignUp](tx, event.SignUpID, ErrEventNotFound)
	if err != nil {
		return nil, err
	}
	found, err := behind(tx, signUp)
	if err != nil {
		return nil, err
	}
	switch actor := tx.Actor; {
	case !actor.CanForTeam(models.ReadRosters, found.stationPath, found.activity.TeamID):
		return nil, ErrEventNotFound
	case !actor.CanForTeam(models.KeepRosters, found.stationPath, found.activity.TeamID):
		return nil, models.ErrPermission
	case event.VolunteerID == actor.VolunteerID, event.OperatorID != nil && *event.OperatorID == actor.AccountID:
		return nil, ErrOwnReview
	}
	if note = strings.TrimSpace(note); note == "" {
		return nil, models.ErrReasonMissing.At("note")
	}
	review := &AttendanceReview{EventID: eventID, ReviewedBy: tx.Actor.AccountID, Note: note, CreatedAt: tx.Now}
	if err := tx.DB.Create(review).Error; err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "attendance_event.review", Subject: "attendance_event", SubjectID: eventID, OrganizationID: found.activity.StationID,
		After: map[string]any{"note": note},
	})
	var seen RecordedEvent
	if err := recorded(tx).Where("e.id = ?", eventID).Take(&seen).Error; err != nil {
		return nil, err
	}
	events := []RecordedEvent{seen}
	return &events[0], dress(tx, found.shift, events)
}

// latestReviews finds the last review of each event.
func latestReviews(tx *models.Tx, eventIDs []int64) (map[int64]*AttendanceReview, error) {
	var reviews []AttendanceReview
	if err := tx.DB.Where("event_id IN (?)", append([]int64{0}, eventIDs...)).Order("id").Find(&reviews).Error; err != nil {
		return nil, err
	}
	latest := map[int64]*AttendanceReview{}
	for i := range reviews {
		latest[reviews[i].EventID] = &reviews[i]
	}
	return latest, nil
}
