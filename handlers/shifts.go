package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
)

// CreateShift handles POST /activities/{activity_id}/shifts.
func (s *Server) CreateShift(c *gin.Context, activityID api.ActivityID, _ api.CreateShiftParams) {
	var in api.ShiftInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Shift, error) {
		shift, err := activity.AddShift(tx, id64(activityID), newShift(in))
		if err != nil {
			return api.Shift{}, err
		}
		return viewShift(tx, shift), nil
	})
}

// GetShift handles GET /shifts/{shift_id}.
func (s *Server) GetShift(c *gin.Context, shiftID api.ShiftID) {
	read(s, c, func(tx *models.Tx) (api.Shift, error) {
		shift, err := activity.FindShift(tx, id64(shiftID))
		if err != nil {
			return api.Shift{}, err
		}
		return viewShift(tx, shift), nil
	})
}

// UpdateShift handles PUT /shifts/{shift_id}.
func (s *Server) UpdateShift(c *gin.Context, shiftID api.ShiftID) {
	var in api.ShiftUpdate
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Shift, error) {
		shift, err := activity.UpdateShift(tx, id64(shiftID), in.Version, editedShift(c, in))
		if err != nil {
			return api.Shift{}, err
		}
		return viewShift(tx, shift), nil
	})
}

// DryRunUpdateShift handles POST /shifts/{shift_id}/dry-run.
func (s *Server) DryRunUpdateShift(c *gin.Context, shiftID api.ShiftID) {
	var in api.ShiftUpdate
	if !bind(c, &in) {
		return
	}
	rehearse(s, c, func(tx *models.Tx) error {
		_, err := activity.UpdateShift(tx, id64(shiftID), in.Version, editedShift(c, in))
		return err
	})
}

// CancelShift handles POST /shifts/{shift_id}/cancel.
func (s *Server) CancelShift(c *gin.Context, shiftID api.ShiftID, _ api.CancelShiftParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Shift, error) {
		shift, err := activity.CancelShift(tx, id64(shiftID), in.Reason)
		if err != nil {
			return api.Shift{}, err
		}
		return viewShift(tx, shift), nil
	})
}

// DryRunCancelShift handles POST /shifts/{shift_id}/cancel/dry-run.
func (s *Server) DryRunCancelShift(c *gin.Context, shiftID api.ShiftID) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	rehearse(s, c, func(tx *models.Tx) error {
		_, err := activity.CancelShift(tx, id64(shiftID), in.Reason)
		return err
	})
}
