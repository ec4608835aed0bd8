package handlers

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
)

// RescheduleActivity handles POST /activities/{activity_id}/reschedule (改期).
func (s *Server) RescheduleActivity(c *gin.Context, activityID api.ActivityID, _ api.RescheduleActivityParams) {
	var in api.RescheduleInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Activity, error) {
		moved, err := activity.Move(tx, id64(activityID), rescheduled(c, in))
		return viewChanged(tx, moved, err)
	})
}

// DryRunRescheduleActivity handles POST /activities/{activity_id}/reschedule/dry-run.
func (s *Server) DryRunRescheduleActivity(c *gin.Context, activityID api.ActivityID) {
	var in api.RescheduleInput
	if !bind(c, &in) {
		return
	}
	rehearse(s, c, func(tx *models.Tx) error {
		_, err := activity.Move(tx, id64(activityID), rescheduled(c, in))
		return err
	})
}

// rescheduled is what a client wants to become of the time and place.
func rescheduled(c *gin.Context, in api.RescheduleInput) activity.Reschedule {
	times := make([]activity.ShiftTimes, len(in.Shifts))
	for i, shift := range in.Shifts {
		times[i] = activity.ShiftTimes{ID: id64(shift.ID), StartsAt: shift.StartsAt, EndsAt: shift.EndsAt}
	}
	return activity.Reschedule{
		Version: in.Version, Reason: in.Reason, StartsAt: valueOf(in.StartsAt), EndsAt: valueOf(in.EndsAt), Place: in.Place,
		VenueID: idGiven(c, "venue_id", in.VenueID), LeaderAccountID: idGiven(c, "leader_account_id", in.LeaderAccountID),
		Shifts: times, FreeCancel: time.Duration(in.FreeCancelHours) * time.Hour, Override: overriding(in.OverrideConflicts, in.OverrideReason),
	}
}
