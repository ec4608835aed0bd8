package handlers

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
)

// CreateApplication handles POST /shifts/{shift_id}/applications: the caller asks staff for a seat.
func (s *Server) CreateApplication(c *gin.Context, shiftID api.ShiftID, _ api.CreateApplicationParams) {
	var in api.ApplicationInput
	if !bind(c, &in) {
		return
	}
	way := wayOf(api.SignUpInput{JoinCode: in.JoinCode, RiskAcknowledged: in.RiskAcknowledged, RiskNoticeID: in.RiskNoticeID})
	prepare := func() (struct{}, error) { return struct{}{}, s.tryJoinCode(c, shiftID, in.JoinCode) }
	writePrepared(s, c, http.StatusCreated, prepare, func(tx *models.Tx, _ struct{}) (api.Application, error) {
		made, err := activity.Apply(tx, id64(shiftID), in.Note, way)
		return viewAsked(tx, made, err)
	})
}

// ListApplications handles GET /shifts/{shift_id}/applications.
func (s *Server) ListApplications(c *gin.Context, shiftID api.ShiftID, params api.ListApplicationsParams) {
	read(s, c, func(tx *models.Tx) (api.ApplicationPage, error) {
		found, err := activity.ListApplications(tx, id64(shiftID), activity.AskStatus(valueOf(params.Status)), pageOf(params.Limit, params.Cursor))
		return viewApplicationPage(tx, found), err
	})
}

// ListMyApplications handles GET /me/applications.
func (s *Server) ListMyApplications(c *gin.Context, params api.ListMyApplicationsParams) {
	read(s, c, func(tx *models.Tx) (api.ApplicationPage, error) {
		found, err := activity.ListOwnApplications(tx, activity.AskStatus(valueOf(params.Status)), pageOf(params.Limit, params.Cursor))
		return viewApplicationPage(tx, found), err
	})
}

// ApproveApplication handles POST /applications/{application_id}/approve.
func (s *Server) ApproveApplication(c *gin.Context, applicationID api.ApplicationID, _ api.ApproveApplicationParams) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Application, error) {
		approved, err := activity.ApproveApplication(tx, id64(applicationID))
		return viewAsked(tx, approved, err)
	})
}

// ApproveApplications handles POST /shifts/{shift_id}/applications/approve.
func (s *Server) ApproveApplications(c *gin.Context, shiftID api.ShiftID, _ api.ApproveApplicationsParams) {
	var in api.ApproveApplicationsInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.ApprovalOutcomes, error) {
		decisions, err := activity.ApproveApplications(tx, id64(shiftID), ids64(in.ApplicationIds))
		return api.ApprovalOutcomes{Items: viewEach(tx, decisions, viewDecision)}, err
	})
}

// RejectApplication handles POST /applications/{application_id}/reject.
func (s *Server) RejectApplication(c *gin.Context, applicationID api.ApplicationID, _ api.RejectApplicationParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Application, error) {
		rejected, err := activity.RejectApplication(tx, id64(applicationID), in.Reason)
		return viewAsked(tx, rejected, err)
	})
}

// WithdrawApplication handles POST /applications/{application_id}/withdraw.
func (s *Server) WithdrawApplication(c *gin.Context, applicationID api.ApplicationID, _ api.WithdrawApplicationParams) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Application, error) {
		withdrawn, err := activity.WithdrawApplication(tx, id64(applicationID))
		return viewAsked(tx, withdrawn, err)
	})
}

// viewAsked shows an application, unless what was asked of it was refused.
func viewAsked(tx *models.Tx, a *activity.NamedApplication, refusal error) (api.Application, error) {
	if refusal != nil {
		return api.Application{}, refusal
	}
	return viewApplication(tx, a), nil
}

func viewApplication(tx *models.Tx, a *activity.NamedApplication) api.Application {
	return api.Application{
		ID: idText(a.ID), ShiftID: idText(a.ShiftID), ActivityID: idText(a.ActivityID), VolunteerID: idText(a.VolunteerID),
		VolunteerName: a.VolunteerName, ActivityTitle: a.ActivityTitle, StationName: a.StationName, Role: a.Role,
		StartsAt: localTime(tx, a.StartsAt), EndsAt: localTime(tx, a.EndsAt), Status: api.ApplicationStatus(a.StatusAt(tx.Now)),
		Note: a.Note, Reason: a.Reason, SignUpID: idTextOrNone(valueOf(a.SignUpID)),
		DecidedAt: localTimeOrNone(tx, a.DecidedAt), CreatedAt: localTime(tx, a.CreatedAt),
	}
}

func viewApplicationPage(tx *models.Tx, page models.Paged[activity.NamedApplication]) api.ApplicationPage {
	return api.ApplicationPage{Items: viewEach(tx, page.Items, viewApplication), NextCursor: textOrNone(page.NextCursor)}
}

func viewDecision(tx *models.Tx, decision *activity.Decision) api.ApprovalOutcome {
	view := api.ApprovalOutcome{ApplicationID: idText(decision.ApplicationID), Errors: viewRowProblems(decision.Err)}
	if decision.SignUp != nil {
		signUp := viewSignUp(tx, decision.SignUp, decision.SignUp.Status)
		view.SignUp = &signUp
	}
	return view
}

// viewRowProblems lists every obstacle that a refusal names; no refusal has none.
func viewRowProblems(err error) []api.RowProblem {
	views := []api.RowProblem{}
	var refusal *models.Error
	if !errors.As(err, &refusal) {
		return views
	}
	for _, field := range refusal.Fields {
		views = append(views, api.RowProblem{Code: api.ProblemCode(field.Code), Message: field.Message})
	}
	if len(views) == 0 {
		views = append(views, api.RowProblem{Code: api.ProblemCode(refusal.Code), Message: refusal.Message})
	}
	return views
}
