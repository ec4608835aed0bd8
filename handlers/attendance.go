package handlers

import (
	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
)

// ListAttendance handles GET /shifts/{shift_id}/attendance: every time that somebody came or left.
func (s *Server) ListAttendance(c *gin.Context, shiftID api.ShiftID, params api.ListAttendanceParams) {
	read(s, c, func(tx *models.Tx) (api.AttendanceEventPage, error) {
		found, err := activity.Attendance(tx, id64(shiftID), pageOf(params.Limit, params.Cursor))
		return api.AttendanceEventPage{Items: viewEach(tx, found.Items, viewRecordedEvent), NextCursor: textOrNone(found.NextCursor)}, err
	})
}

func viewRecordedEvent(tx *models.Tx, event *activity.RecordedEvent) api.AttendanceEvent {
	return api.AttendanceEvent{
		ID: idText(event.ID), SignUpID: idText(event.SignUpID), VolunteerID: idText(event.VolunteerID), VolunteerName: event.VolunteerName,
		Kind: api.CheckInKind(event.Kind), OccurredAt: localTime(tx, event.OccurredAt), RecordedAt: localTime(tx, event.CreatedAt),
		Method: api.AttendanceMethod(event.Method), OperatorName: event.OperatorName, Flags: viewFlags(event.Flags),
	}
}

func viewFlags(flags []activity.Flag) []api.AttendanceFlag {
	views := make([]api.AttendanceFlag, len(flags))
	for i, flag := range flags {
		views[i] = api.AttendanceFlag(flag)
	}
	return views
}
