package handlers

import (
	"net/http"

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
	view := api.AttendanceEvent{
		ID: idText(event.ID), SignUpID: idText(event.SignUpID), VolunteerID: idText(event.VolunteerID), VolunteerName: event.VolunteerName,
		Kind: api.CheckInKind(event.Kind), OccurredAt: localTime(tx, event.OccurredAt), RecordedAt: localTime(tx, event.CreatedAt),
		Method: api.AttendanceMethod(event.Method), OperatorName: event.OperatorName, Flags: viewFlags(event.Flags),
		DistanceMeters: event.DistanceMeters, AccuracyMeters: event.AccuracyMeters,
		StruckAt: localTimeOrNone(tx, event.StruckAt), StruckByName: event.StruckByName, StruckReason: event.StruckReason,
	}
	if event.Review != nil {
		view.ReviewedAt, view.ReviewNote = localTimeOrNone(tx, &event.Review.CreatedAt), &event.Review.Note
	}
	return view
}

func viewFlags(flags []activity.Flag) []api.AttendanceFlag {
	views := make([]api.AttendanceFlag, len(flags))
	for i, flag := range flags {
		views[i] = api.AttendanceFlag(flag)
	}
	return views
}

// CreateAttendanceBatch handles POST /shifts/{shift_id}/attendance-batches: what staff wrote down without a network.
func (s *Server) CreateAttendanceBatch(c *gin.Context, shiftID api.ShiftID, _ api.CreateAttendanceBatchParams) {
	var in api.AttendanceBatchInput
	if !bind(c, &in) {
		return
	}
	rows := make([]activity.BatchRow, len(in.Rows))
	for i, row := range in.Rows {
		rows[i] = activity.BatchRow{SignUpID: id64(row.SignUpID), Kind: activity.Kind(row.Kind), DeviceTime: row.DeviceTime, Nonce: row.Nonce}
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.AttendanceBatchOutcomes, error) {
		outcomes, err := activity.Upload(tx, id64(shiftID), rows)
		return api.AttendanceBatchOutcomes{Items: viewEach(tx, outcomes, viewBatchOutcome)}, err
	})
}

func viewBatchOutcome(_ *models.Tx, outcome *activity.BatchOutcome) api.AttendanceRowOutcome {
	view := api.AttendanceRowOutcome{
		SignUpID: idText(outcome.SignUpID), Kind: api.CheckInKind(outcome.Kind), Nonce: outcome.Nonce,
		Result: api.AttendanceRowOutcomeResult(outcome.Result), Errors: []api.RowProblem{},
	}
	if outcome.Err != nil {
		view.Errors = viewRowProblems(outcome.Err)
	}
	return view
}

// ReviewAttendanceEvent handles POST /attendance-events/{event_id}/review.
func (s *Server) ReviewAttendanceEvent(c *gin.Context, eventID api.ID, _ api.ReviewAttendanceEventParams) {
	var in api.AttendanceReviewInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.AttendanceEvent, error) {
		reviewed, err := activity.Review(tx, id64(eventID), in.Note)
		if err != nil {
			return api.AttendanceEvent{}, err
		}
		return viewRecordedEvent(tx, reviewed), nil
	})
}

// CreateAttendanceReviews handles POST /shifts/{shift_id}/attendance-reviews: all of them or none.
func (s *Server) CreateAttendanceReviews(c *gin.Context, shiftID api.ShiftID, _ api.CreateAttendanceReviewsParams) {
	var in api.AttendanceReviewsInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.AttendanceEvents, error) {
		reviewed, err := activity.ReviewAll(tx, id64(shiftID), id64s(in.EventIds), in.Note)
		return api.AttendanceEvents{Items: viewEach(tx, reviewed, viewRecordedEvent)}, err
	})
}

// StrikeAttendanceEvent handles POST /attendance-events/{event_id}/strike.
func (s *Server) StrikeAttendanceEvent(c *gin.Context, eventID api.ID, _ api.StrikeAttendanceEventParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.AttendanceEvent, error) {
		struck, err := activity.Strike(tx, id64(eventID), in.Reason)
		if err != nil {
			return api.AttendanceEvent{}, err
		}
		return viewRecordedEvent(tx, struck), nil
	})
}

// GetMyLocationConsent handles GET /me/consents/location.
func (s *Server) GetMyLocationConsent(c *gin.Context) {
	read(s, c, func(tx *models.Tx) (api.LocationConsent, error) {
		found, err := activity.OwnLocationConsent(tx)
		return viewLocationConsent(tx, found), err
	})
}

// PutMyLocationConsent handles PUT /me/consents/location.
func (s *Server) PutMyLocationConsent(c *gin.Context) {
	var in api.LocationConsentInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.LocationConsent, error) {
		kept, err := activity.SetLocationConsent(tx, in.Granted)
		return viewLocationConsent(tx, kept), err
	})
}

// viewLocationConsent shows a consent; who has said nothing has not agreed to the current text.
func viewLocationConsent(tx *models.Tx, consent *activity.LocationConsent) api.LocationConsent {
	if consent == nil {
		return api.LocationConsent{Version: activity.LocationNotice}
	}
	return api.LocationConsent{
		Granted: consent.Live != nil, Version: int(consent.Version), GrantedAt: localTimeOrNone(tx, &consent.GrantedAt), RevokedAt: localTimeOrNone(tx, consent.RevokedAt),
	}
}
