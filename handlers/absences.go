package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
)

// ReportCannotCome handles POST /sign-ups/{sign_up_id}/cannot-come.
func (s *Server) ReportCannotCome(c *gin.Context, signUpID api.SignUpID, _ api.ReportCannotComeParams) {
	var in api.OptionalReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.SignUp, error) {
		if _, err := activity.CannotCome(tx, id64(signUpID), in.Reason); err != nil {
			return api.SignUp{}, err
		}
		return viewSignUpNow(tx, id64(signUpID))
	})
}

// DryRunReportCannotCome handles POST /sign-ups/{sign_up_id}/cannot-come/dry-run.
func (s *Server) DryRunReportCannotCome(c *gin.Context, signUpID api.SignUpID) {
	var in api.OptionalReasonInput
	if !bind(c, &in) {
		return
	}
	rehearse(s, c, func(tx *models.Tx) error {
		_, err := activity.CannotCome(tx, id64(signUpID), in.Reason)
		return err
	})
}

// CreateStandIns handles POST /sign-ups/{sign_up_id}/stand-ins.
func (s *Server) CreateStandIns(c *gin.Context, signUpID api.SignUpID, _ api.CreateStandInsParams) {
	var in api.InvitationInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.InvitationOutcomes, error) {
		asked, err := activity.AskStandIns(tx, id64(signUpID), guestsOf(in))
		return api.InvitationOutcomes{Items: viewEach(tx, asked, viewGuest)}, err
	})
}

// DryRunCreateStandIns handles POST /sign-ups/{sign_up_id}/stand-ins/dry-run.
func (s *Server) DryRunCreateStandIns(c *gin.Context, signUpID api.SignUpID) {
	var in api.InvitationInput
	if !bind(c, &in) {
		return
	}
	rehearse(s, c, func(tx *models.Tx) error {
		_, err := activity.AskStandIns(tx, id64(signUpID), guestsOf(in))
		return err
	})
}

// ExcuseSignUp handles POST /sign-ups/{sign_up_id}/excuse.
func (s *Server) ExcuseSignUp(c *gin.Context, signUpID api.SignUpID, _ api.ExcuseSignUpParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.SignUp, error) {
		if _, err := activity.Excuse(tx, id64(signUpID), in.Reason); err != nil {
			return api.SignUp{}, err
		}
		return viewSignUpNow(tx, id64(signUpID))
	})
}

// GetMyReliability handles GET /me/reliability.
func (s *Server) GetMyReliability(c *gin.Context) {
	read(s, c, func(tx *models.Tx) (api.Reliability, error) {
		own, err := activity.OwnReliability(tx)
		if err != nil {
			return api.Reliability{}, err
		}
		return api.Reliability{
			Explanation: own.InWords(tx), Limit: tx.Settings.NoShowLimit, Absences: viewEach(tx, own.Absences, viewAbsence),
			ApprovalOnlyUntil: localTimeOrNone(tx, own.ApprovalOnlyUntil),
		}, nil
	})
}

func viewAbsence(tx *models.Tx, absence *activity.Absence) api.Absence {
	return api.Absence{
		SignUpID: idText(absence.SignUpID), ActivityTitle: absence.ActivityTitle,
		StartsAt: localTime(tx, absence.StartsAt), EndsAt: localTime(tx, absence.EndsAt),
	}
}
