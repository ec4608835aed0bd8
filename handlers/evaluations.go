package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/evaluation"
)

// EvaluateVolunteer handles PUT /sign-ups/{sign_up_id}/volunteer-evaluation.
func (s *Server) EvaluateVolunteer(c *gin.Context, signUpID api.SignUpID) {
	s.evaluate(c, id64(signUpID), evaluation.OfVolunteerBySignUp)
}

// EvaluateActivity handles PUT /sign-ups/{sign_up_id}/activity-evaluation.
func (s *Server) EvaluateActivity(c *gin.Context, signUpID api.SignUpID) {
	s.evaluate(c, id64(signUpID), evaluation.OfActivityBySignUp)
}

func (s *Server) evaluate(c *gin.Context, signUpID int64, rule func(tx *models.Tx, signUpID int64, in evaluation.Input) (*evaluation.Named, error)) {
	var in api.EvaluationInput
	if !bind(c, &in) {
		return
	}
	said := evaluation.Input{Score: int64(in.Score), Text: in.Text, Version: valueOf(in.Version)}
	s.writeEvaluation(c, func(tx *models.Tx) (*evaluation.Named, error) { return rule(tx, signUpID, said) })
}

// ListMyEvaluations handles GET /me/evaluations.
func (s *Server) ListMyEvaluations(c *gin.Context, params api.ListMyEvaluationsParams) {
	read(s, c, func(tx *models.Tx) (api.EvaluationPage, error) {
		found, err := evaluation.ListOwn(tx, evaluation.Direction(valueOf(params.Direction)), pageOf(params.Limit, params.Cursor))
		return viewEvaluationPage(tx, found), err
	})
}

// ListVolunteerEvaluations handles GET /volunteers/{volunteer_id}/evaluations.
func (s *Server) ListVolunteerEvaluations(c *gin.Context, volunteerID api.VolunteerID, params api.ListVolunteerEvaluationsParams) {
	read(s, c, func(tx *models.Tx) (api.EvaluationPage, error) {
		found, err := evaluation.ListOf(tx, id64(volunteerID), pageOf(params.Limit, params.Cursor))
		return viewEvaluationPage(tx, found), err
	})
}

// GetActivityEvaluation handles GET /activities/{activity_id}/evaluation.
func (s *Server) GetActivityEvaluation(c *gin.Context, activityID api.ActivityID) {
	read(s, c, func(tx *models.Tx) (api.ActivityEvaluation, error) {
		found, err := evaluation.SummaryOf(tx, id64(activityID))
		if err != nil {
			return api.ActivityEvaluation{}, err
		}
		return api.ActivityEvaluation{
			ActivityID: idText(id64(activityID)), Count: viewNumber(found.Count), Mean: found.Mean, Comments: append([]string{}, found.Comments...),
		}, nil
	})
}

// ObjectToEvaluation handles POST /evaluations/{evaluation_id}/objection.
func (s *Server) ObjectToEvaluation(c *gin.Context, evaluationID api.EvaluationID, _ api.ObjectToEvaluationParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	s.writeEvaluation(c, func(tx *models.Tx) (*evaluation.Named, error) {
		return evaluation.Object(tx, id64(evaluationID), in.Reason)
	})
}

// AnswerObjection handles POST /evaluations/{evaluation_id}/answer.
func (s *Server) AnswerObjection(c *gin.Context, evaluationID api.EvaluationID, _ api.AnswerObjectionParams) {
	var in api.ObjectionAnswer
	if !bind(c, &in) {
		return
	}
	s.writeEvaluation(c, func(tx *models.Tx) (*evaluation.Named, error) {
		return evaluation.Answer(tx, id64(evaluationID), in.Upheld, in.Answer)
	})
}

func (s *Server) writeEvaluation(c *gin.Context, rule func(tx *models.Tx) (*evaluation.Named, error)) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Evaluation, error) {
		written, err := rule(tx)
		if err != nil {
			return api.Evaluation{}, err
		}
		return viewEvaluation(tx, written), nil
	})
}

func viewEvaluation(tx *models.Tx, e *evaluation.Named) api.Evaluation {
	return api.Evaluation{
		ID: idText(e.ID), Direction: api.EvaluationDirection(e.Direction), SignUpID: idText(e.SignUpID), ActivityID: idText(e.ActivityID),
		ActivityTitle: e.ActivityTitle, VolunteerID: idText(e.VolunteerID), VolunteerName: e.VolunteerName, Score: int(e.Score), Text: e.Text,
		AuthorName: e.AuthorName, EvaluatedAt: localTime(tx, e.CreatedAt), CorrectedAt: localTimeOrNone(tx, e.CorrectedAt), ClosesOn: viewDate(e.ClosesOn),
		Objection: e.Objection, ObjectedAt: localTimeOrNone(tx, e.ObjectedAt), Answer: e.Answer, AnsweredAt: localTimeOrNone(tx, e.AnsweredAt),
		SetAside: e.SetAside, Version: e.Version,
	}
}

func viewEvaluationPage(tx *models.Tx, page models.Paged[evaluation.Named]) api.EvaluationPage {
	return api.EvaluationPage{Items: viewEach(tx, page.Items, viewEvaluation), NextCursor: textOrNone(page.NextCursor)}
}
