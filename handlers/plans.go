package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/plan"
)

// ListPlans handles GET /plans (月度计划列表).
func (s *Server) ListPlans(c *gin.Context, params api.ListPlansParams) {
	filter := plan.Filter{
		OrganizationID: id64OrNone(params.OrganizationID), TeamID: id64OrNone(params.TeamID),
		Month: plan.Month(valueOf(params.Month)), Status: plan.Status(valueOf(params.Status)),
	}
	read(s, c, func(tx *models.Tx) (api.PlanPage, error) {
		found, err := plan.List(tx, filter, pageOf(params.Limit, params.Cursor))
		return api.PlanPage{Items: viewEach(tx, found.Items, viewListedPlan), NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// CreatePlan handles POST /plans (新建月度计划).
func (s *Server) CreatePlan(c *gin.Context, _ api.CreatePlanParams) {
	var in api.PlanInput
	if !bind(c, &in) {
		return
	}
	wanted := plan.Input{
		OrganizationID: id64OrNone(in.OrganizationID), TeamID: id64OrNone(in.TeamID), Month: plan.Month(in.Month), Items: planItems(in.Items),
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Plan, error) {
		created, err := plan.Create(tx, wanted)
		return viewPlan(tx, created, err)
	})
}

// GetPlan handles GET /plans/{plan_id} (月度计划).
func (s *Server) GetPlan(c *gin.Context, planID api.PlanID) {
	read(s, c, func(tx *models.Tx) (api.Plan, error) {
		found, err := plan.Find(tx, id64(planID))
		if err != nil {
			return api.Plan{}, err
		}
		return viewListedPlan(tx, found), nil
	})
}

// UpdatePlan handles PUT /plans/{plan_id} (修改月度计划).
func (s *Server) UpdatePlan(c *gin.Context, planID api.PlanID) {
	var in api.PlanUpdate
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Plan, error) {
		updated, err := plan.Update(tx, id64(planID), in.Version, planItems(in.Items))
		return viewPlan(tx, updated, err)
	})
}

// SubmitPlan handles POST /plans/{plan_id}/submit (上报计划).
func (s *Server) SubmitPlan(c *gin.Context, planID api.PlanID, _ api.SubmitPlanParams) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Plan, error) {
		submitted, err := plan.Submit(tx, id64(planID))
		return viewPlan(tx, submitted, err)
	})
}

// ApprovePlan handles POST /plans/{plan_id}/approve (批准计划).
func (s *Server) ApprovePlan(c *gin.Context, planID api.PlanID, _ api.ApprovePlanParams) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Plan, error) {
		approved, err := plan.Approve(tx, id64(planID))
		return viewPlan(tx, approved, err)
	})
}

// ReturnPlan handles POST /plans/{plan_id}/return (退回计划).
func (s *Server) ReturnPlan(c *gin.Context, planID api.PlanID, _ api.ReturnPlanParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Plan, error) {
		returned, err := plan.Return(tx, id64(planID), in.Reason)
		return viewPlan(tx, returned, err)
	})
}

// CopyPlan handles POST /plans/{plan_id}/copies (复制计划).
func (s *Server) CopyPlan(c *gin.Context, planID api.PlanID, _ api.CopyPlanParams) {
	var in api.CopyPlanInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Plan, error) {
		copied, err := plan.Copy(tx, id64(planID), plan.Month(in.Month))
		return viewPlan(tx, copied, err)
	})
}

// CreatePlanActivity handles POST /plan-items/{plan_item_id}/activities (按计划项安排活动).
func (s *Server) CreatePlanActivity(c *gin.Context, planItemID api.PlanItemID, _ api.CreatePlanActivityParams) {
	var in api.PlanActivityInput
	if !bind(c, &in) {
		return
	}
	known := plan.Arrangement{
		StationID: id64OrNone(in.StationID), TeamID: id64OrNone(in.TeamID), Place: in.Place,
		StartsAt: valueOf(in.StartsAt), EndsAt: valueOf(in.EndsAt), BreaksAllowed: in.BreaksAllowed, DeclarationVersion: in.DeclarationVersion,
	}
	if in.Shifts != nil {
		known.Shifts = newShifts(*in.Shifts)
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Activity, error) {
		created, err := plan.Schedule(tx, id64(planItemID), known)
		return viewChanged(tx, created, err)
	})
}

// LinkPlanActivity handles POST /plan-items/{plan_item_id}/link (把活动列入计划项).
func (s *Server) LinkPlanActivity(c *gin.Context, planItemID api.PlanItemID, _ api.LinkPlanActivityParams) {
	s.linkPlanActivity(c, planItemID, plan.Link)
}

// UnlinkPlanActivity handles POST /plan-items/{plan_item_id}/unlink (把活动移出计划项).
func (s *Server) UnlinkPlanActivity(c *gin.Context, planItemID api.PlanItemID, _ api.UnlinkPlanActivityParams) {
	s.linkPlanActivity(c, planItemID, plan.Unlink)
}

func (s *Server) linkPlanActivity(c *gin.Context, planItemID api.PlanItemID, rule func(tx *models.Tx, itemID, activityID int64) (*activity.Activity, error)) {
	var in api.PlanLinkInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Activity, error) {
		linked, err := rule(tx, id64(planItemID), id64(in.ActivityID))
		return viewChanged(tx, linked, err)
	})
}

// GetPlanProgress handles GET /plans/progress (计划执行情况).
func (s *Server) GetPlanProgress(c *gin.Context, params api.GetPlanProgressParams) {
	query := plan.ProgressQuery{From: plan.Month(params.FromMonth), To: plan.Month(params.ToMonth), OrganizationID: id64OrNone(params.OrganizationID)}
	read(s, c, func(tx *models.Tx) (api.PlanProgress, error) {
		progress, err := plan.Compare(tx, query)
		if err != nil {
			return api.PlanProgress{}, err
		}
		return viewProgress(tx, progress), nil
	})
}
