package activity

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
)

// maxReviews bounds how many events one call reviews.
const maxReviews = 200

// The refusals of a review.
var (
	ErrEventNotFound = models.DefineError(models.NotFound, "attendance_event_not_found", "签到记录不存在", "没有找到这条签到签退记录。")
	ErrOwnReview     = models.DefineError(models.Forbidden, "own_review", "不能核对自己的记录",
		"自己的签到签退和自己记录的，要由另一位工作人员核对；站里没有别的工作人员的，请上级实践所核对。")
	ErrEventRepeated = models.DefineError(models.Conflict, "attendance_event_repeated", "签到记录重复", "这条签到签退在同一次提交里出现了两次，请去掉一个。")
	ErrEventStruck   = models.DefineError(models.Conflict, "attendance_event_struck", "签到记录已撤销", "这条签到签退已经撤销，不再计入，不需要再处理。")
	ErrReviews       = models.DefineError(models.Conflict, "attendance_reviews_refused", "有的签到不能核对", "有的签到签退不能核对，一条也没有核对。请按 errors 中逐项说明去掉它们后再提交。")
)

// AttendanceReview (签到核对) is what somebody found who looked at an event. Like events, reviews are only ever added.
type AttendanceReview struct {
	ID         int64
	EventID    int64
	ReviewedBy int64
	Note       string
	CreatedAt  time.Time
}

// Review notes what the actor has found out about an event: neither one's own attendance or the household's, nor what one has
// recorded. It fails with ErrEventNotFound, ErrPermission, ErrOwnReview, hours.ErrHousehold, ErrEventStruck or ErrReasonMissing.
func Review(tx *models.Tx, eventID int64, note string) (*RecordedEvent, error) {
	event, found, err := findKept(tx, eventID)
	if err != nil {
		return nil, err
	}
	barred, err := hours.Barred(tx, []int64{event.VolunteerID})
	if err != nil {
		return nil, err
	}
	if obstacle := event.reviewObstacle(tx.Actor, barred[event.VolunteerID]); obstacle != nil {
		return nil, obstacle
	}
	reviewed, err := review(tx, found.shift, found.activity, []int64{eventID}, note)
	if err != nil {
		return nil, err
	}
	return &reviewed[0], nil
}

// ReviewAll notes one finding about several events of a shift, all of them or none. It fails with ErrShiftNotFound,
// ErrPermission, ErrInvalid, ErrReasonMissing, or ErrReviews, which names each that the actor cannot review.
func ReviewAll(tx *models.Tx, shiftID int64, eventIDs []int64, note string) ([]RecordedEvent, error) {
	shift, of, err := findVisible(tx, shiftID)
	if err != nil {
		return nil, err
	}
	if err := mayManage(tx, of, models.KeepRosters); err != nil {
		return nil, shiftMissing(err)
	}
	if len(eventIDs) == 0 || len(eventIDs) > maxReviews {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "event_ids", Code: "range", Message: "一次核对 1 到 200 条。"})
	}
	var events []AttendanceEvent
	if err := tx.DB.Where("shift_id = ? AND id IN (?)", shift.ID, eventIDs).Find(&events).Error; err != nil {
		return nil, err
	}
	people, _, _ := spanOf(events)
	barred, err := hours.Barred(tx, people)
	if err != nil {
		return nil, err
	}
	if refused := reviewRefusals(tx.Actor, eventIDs, events, barred); len(refused) > 0 {
		return nil, ErrReviews.WithFields(refused...)
	}
	return review(tx, shift, of, eventIDs, note)
}

// reviewRefusals names, by their place in the list, the events that the actor cannot review.
func reviewRefusals(actor models.Actor, ids []int64, events []AttendanceEvent, barred map[int64]*models.Error) (refused []models.FieldError) {
	known := map[int64]*AttendanceEvent{}
	for i := range events {
		known[events[i].ID] = &events[i]
	}
	for i, id := range ids {
		var obstacle *models.Error
		switch event := known[id]; {
		case event == nil:
			obstacle = ErrEventNotFound
		case slices.Contains(ids[:i], id):
			obstacle = ErrEventRepeated
		default:
			obstacle = event.reviewObstacle(actor, barred[event.VolunteerID])
		}
		if obstacle != nil {
			refused = append(refused, models.FieldError{Field: fmt.Sprintf("event_ids.%d", i), Code: obstacle.Code, Message: obstacle.Message})
		}
	}
	return refused
}

// reviewObstacle says what keeps the actor from reviewing the event, given what bars the actor from acting for its volunteer.
func (e *AttendanceEvent) reviewObstacle(actor models.Actor, barred *models.Error) *models.Error {
	switch {
	case e.VolunteerID == actor.VolunteerID, e.OperatorID != nil && *e.OperatorID == actor.AccountID:
		return ErrOwnReview
	case barred != nil:
		return barred
	case e.isStruck():
		return ErrEventStruck
	}
	return nil
}

// review writes one finding about events of a shift down, and gives them in the order of their numbers.
func review(tx *models.Tx, shift *Shift, of *Activity, eventIDs []int64, note string) ([]RecordedEvent, error) {
	if note = strings.TrimSpace(note); note == "" {
		return nil, models.ErrReasonMissing.At("note")
	}
	for _, id := range eventIDs {
		made := AttendanceReview{EventID: id, ReviewedBy: tx.Actor.AccountID, Note: note, CreatedAt: tx.Now}
		if err := tx.DB.Create(&made).Error; err != nil {
			return nil, err
		}
		tx.Audit(models.AuditEntry{
			Action: "attendance_event.review", Subject: "attendance_event", SubjectID: id, OrganizationID: of.StationID, Row: reviewRows().Row(made.ID),
			After: map[string]any{"note": note},
		})
	}
	var seen []RecordedEvent
	if err := recorded(tx).Where("e.id IN (?)", eventIDs).Order("e.id").Scan(&seen).Error; err != nil {
		return nil, err
	}
	return seen, dress(tx, shift, seen)
}

// findKept finds an event on a roster that the actor keeps, with what stands behind it. It fails with ErrEventNotFound or
// ErrPermission.
func findKept(tx *models.Tx, eventID int64) (*AttendanceEvent, *attendance, error) {
	event, err := models.Find[AttendanceEvent](tx, eventID, ErrEventNotFound)
	if err != nil {
		return nil, nil, err
	}
	signUp, err := models.Find[SignUp](tx, event.SignUpID, ErrEventNotFound)
	if err != nil {
		return nil, nil, err
	}
	found, err := behind(tx, signUp)
	if err != nil {
		return nil, nil, err
	}
	switch actor := tx.Actor; {
	case !actor.CanForTeam(models.ReadRosters, found.stationPath, found.activity.TeamID):
		return nil, nil, ErrEventNotFound
	case !actor.CanForTeam(models.KeepRosters, found.stationPath, found.activity.TeamID):
		return nil, nil, models.ErrPermission
	}
	return event, found, nil
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
