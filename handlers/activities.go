package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
)

// ListActivities handles GET /activities: what is offered, by start.
func (s *Server) ListActivities(c *gin.Context, params api.ListActivitiesParams) {
	read(s, c, func(tx *models.Tx) (api.ActivityPage, error) {
		filter := activity.Filter{
			StationID: id64OrNone(params.StationID), TeamID: id64OrNone(params.TeamID),
			BrandID: id64OrNone(params.BrandID), PlanItemID: id64OrNone(params.PlanItemID), SeriesID: id64OrNone(params.SeriesID),
			Category: valueOf(params.Category), Status: activity.Status(valueOf(params.Status)),
			From: dateOrTimeOrNone(tx, params.From), To: dateOrTimeOrNone(tx, params.To),
		}
		found, err := activity.List(tx, filter, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.ActivityPage{}, err
		}
		items, err := viewActivities(tx, found.Items)
		return api.ActivityPage{Items: items, NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// CreateActivity handles POST /activities: a draft, with shifts or without.
func (s *Server) CreateActivity(c *gin.Context, _ api.CreateActivityParams) {
	var in api.ActivityInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Activity, error) {
		created, err := activity.Create(tx, newActivity(in))
		return viewChanged(tx, created, err)
	})
}

// GetActivity handles GET /activities/{activity_id}.
func (s *Server) GetActivity(c *gin.Context, activityID api.ActivityID) {
	read(s, c, func(tx *models.Tx) (api.Activity, error) {
		return viewActivity(tx, id64(activityID))
	})
}

// UpdateActivity handles PUT /activities/{activity_id}: everything that may be edited, but its shifts.
func (s *Server) UpdateActivity(c *gin.Context, activityID api.ActivityID) {
	var in api.ActivityUpdate
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Activity, error) {
		updated, err := activity.Update(tx, id64(activityID), in.Version, editedActivity(c, in))
		return viewChanged(tx, updated, err)
	})
}

// DryRunUpdateActivity handles POST /activities/{activity_id}/dry-run.
func (s *Server) DryRunUpdateActivity(c *gin.Context, activityID api.ActivityID) {
	var in api.ActivityUpdate
	if !bind(c, &in) {
		return
	}
	rehearse(s, c, func(tx *models.Tx) error {
		_, err := activity.Update(tx, id64(activityID), in.Version, editedActivity(c, in))
		return err
	})
}

// PublishActivity handles POST /activities/{activity_id}/publish.
func (s *Server) PublishActivity(c *gin.Context, activityID api.ActivityID, _ api.PublishActivityParams) {
	var in api.PublishInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Activity, error) {
		published, err := activity.PublishDespite(tx, id64(activityID), overriding(in.OverrideConflicts, in.OverrideReason))
		return viewChanged(tx, published, err)
	})
}

// RecordBeneficiaries handles PUT /activities/{activity_id}/beneficiaries (登记受益群众).
func (s *Server) RecordBeneficiaries(c *gin.Context, activityID api.ActivityID) {
	var in api.BeneficiariesInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Activity, error) {
		recorded, err := activity.RecordBeneficiaries(tx, id64(activityID), in.Version, in.Beneficiaries)
		return viewChanged(tx, recorded, err)
	})
}

// WithdrawActivity handles POST /activities/{activity_id}/withdraw.
func (s *Server) WithdrawActivity(c *gin.Context, activityID api.ActivityID, _ api.WithdrawActivityParams) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Activity, error) {
		withdrawn, err := activity.Withdraw(tx, id64(activityID))
		return viewChanged(tx, withdrawn, err)
	})
}

// DryRunWithdrawActivity handles POST /activities/{activity_id}/withdraw/dry-run.
func (s *Server) DryRunWithdrawActivity(c *gin.Context, activityID api.ActivityID) {
	rehearse(s, c, func(tx *models.Tx) error {
		_, err := activity.Withdraw(tx, id64(activityID))
		return err
	})
}

// CancelActivity handles POST /activities/{activity_id}/cancel.
func (s *Server) CancelActivity(c *gin.Context, activityID api.ActivityID, _ api.CancelActivityParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Activity, error) {
		cancelled, err := activity.Cancel(tx, id64(activityID), in.Reason)
		return viewChanged(tx, cancelled, err)
	})
}

// DryRunCancelActivity handles POST /activities/{activity_id}/cancel/dry-run.
func (s *Server) DryRunCancelActivity(c *gin.Context, activityID api.ActivityID) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	rehearse(s, c, func(tx *models.Tx) error {
		_, err := activity.Cancel(tx, id64(activityID), in.Reason)
		return err
	})
}
