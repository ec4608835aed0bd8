package activity

import (
	"fmt"

	"practicestation/models"
	"practicestation/models/hours"
)

// NoticeStruck tells a volunteer that a recorded coming or leaving was a mistake.
const NoticeStruck models.NoticeKind = "attendance_struck"

// ErrOwnStrike refuses to strike what is recorded of oneself.
var ErrOwnStrike = models.DefineError(models.Forbidden, "own_strike", "不能撤销自己的记录", "自己的签到签退记错了，要由另一位工作人员撤销；站里没有别的工作人员的，请上级实践所处理。")

// Strike marks an event as a mistake, for a reason: the row stays and counts for nothing. The state, the visits and the pending
// hours follow from the events that are left, as if it had never been. It fails with ErrEventNotFound, ErrPermission,
// ErrReasonMissing, ErrOwnStrike, hours.ErrHousehold, ErrEventStruck, ErrSignUpCancelled or ErrAttendanceDecided.
func Strike(tx *models.Tx, eventID int64, reason string) (*RecordedEvent, error) {
	event, found, err := findKept(tx, eventID)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	barred, err := hours.Barred(tx, []int64{event.VolunteerID})
	if err != nil {
		return nil, err
	}
	records, err := readRecords(tx, []*attendance{found})
	if err != nil {
		return nil, err
	}
	r := records[0]
	if obstacle := r.strikeObstacle(tx, event, barred[event.VolunteerID]); obstacle != nil {
		return nil, r.refuse(tx, obstacle)
	}
	r.strike(tx, eventID, reason)
	if err := r.credit(tx); err != nil {
		return nil, err
	}
	if err := r.follow(tx); err != nil {
		return nil, err
	}
	struck := tx.DB.Model(&AttendanceEvent{}).Where("id = ? AND struck_at IS NULL", eventID).
		Updates(map[string]any{"struck_at": tx.Now, "struck_by": tx.Actor.AccountID, "struck_reason": reason})
	if struck.Error != nil {
		return nil, struck.Error
	}
	if struck.RowsAffected == 0 {
		return nil, tx.Retry() // struck twice at once
	}
	return r.tellStruck(tx, event, reason)
}

// strikeObstacle says what keeps the actor from striking the event, given what bars the actor from acting for its volunteer. Who
// ticked it as staff may have been of the household: that one strikes nothing either.
func (r *record) strikeObstacle(tx *models.Tx, event *AttendanceEvent, barred *models.Error) *models.Error {
	switch status := r.signUp.Status; {
	case event.VolunteerID == tx.Actor.VolunteerID:
		return ErrOwnStrike
	case barred != nil:
		return barred
	case event.isStruck():
		return ErrEventStruck
	case status == CancelledByVolunteer || status == CancelledByOrganizer:
		return ErrSignUpCancelled
	case r.isDecided():
		return ErrAttendanceDecided
	}
	return nil
}

// strike marks the event in what was read, so that all that follows leaves it out.
func (r *record) strike(tx *models.Tx, eventID int64, reason string) {
	for i := range r.events {
		if r.events[i].ID == eventID {
			r.events[i].StruckAt, r.events[i].StruckReason = &tx.Now, &reason
		}
	}
}

// tellStruck records the strike, tells its volunteer what is so now, and gives the event as it stands.
func (r *record) tellStruck(tx *models.Tx, event *AttendanceEvent, reason string) (*RecordedEvent, error) {
	tx.Audit(models.AuditEntry{
		Action: "attendance_event.strike", Subject: "attendance_event", SubjectID: event.ID, OrganizationID: r.activity.StationID, Row: eventRows().Row(event.ID),
		Before: map[string]any{"kind": event.Kind, "at": event.OccurredAt}, After: map[string]any{"reason": reason},
	})
	what := map[Kind]string{In: "签到", Out: "签退"}
	status, _, _ := follows(r.visits())
	left := map[SignUpStatus]string{
		SignedUp:  "现在算作还没有签到；确实到岗的，请在现场重新签到，或联系实践站。",
		CheckedIn: "现在算作已签到、还没有签退；离开时请签退。",
		Completed: "时长已按其余的签到签退重新计算，请在“我的时长”里查看。",
	}
	tell(tx, NoticeStruck, r.signUp, "一条"+what[event.Kind]+"记录已撤销", fmt.Sprintf("您在%s的%s（%s）被撤销，原因：%s。%s",
		r.shift.inWords(tx, r.activity), what[event.Kind], Moment(event.OccurredAt, tx.Now, tx.Zone), reason, left[status]))
	var seen []RecordedEvent
	if err := recorded(tx).Where("e.id = ?", event.ID).Scan(&seen).Error; err != nil {
		return nil, err
	}
	return &seen[0], dress(tx, r.shift, seen)
}
