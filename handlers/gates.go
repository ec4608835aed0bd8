package handlers

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/volunteer"
)

// ListRiskNotices handles GET /activities/{activity_id}/risk-notices.
func (s *Server) ListRiskNotices(c *gin.Context, activityID api.ActivityID, params api.ListRiskNoticesParams) {
	read(s, c, func(tx *models.Tx) (api.RiskNoticePage, error) {
		found, err := activity.RiskNotices(tx, id64(activityID), pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.RiskNoticePage{}, err
		}
		return api.RiskNoticePage{Items: viewEach(tx, found.Items, viewRiskNotice), NextCursor: textOrNone(found.NextCursor)}, nil
	})
}

func viewRiskNotice(tx *models.Tx, n *activity.RiskNotice) api.RiskNotice {
	return api.RiskNotice{ID: idText(n.ID), ActivityID: idText(n.ActivityID), Notice: n.Notice, CreatedAt: localTime(tx, n.CreatedAt)}
}

// gatesOf is what a client says about the safety of an activity.
func gatesOf(level *api.RiskLevel, emergency *bool, notice *string, policy *api.InsurancePolicyInput) activity.GatesInput {
	return activity.GatesInput{RiskLevel: (*activity.RiskLevel)(level), Emergency: emergency, RiskNotice: notice, Insurance: insuranceOf(policy)}
}

// insuranceOf is nothing where a client says nothing of a policy.
func insuranceOf(policy *api.InsurancePolicyInput) *activity.Insurance {
	if policy == nil {
		return nil
	}
	return &activity.Insurance{
		Insurer: policy.Insurer, Number: policy.Number,
		From: policy.FromOn.Format(time.DateOnly), To: policy.ToOn.Format(time.DateOnly),
	}
}

// viewInsurance is nothing without a policy.
func viewInsurance(g activity.Gates) *api.InsurancePolicy {
	return viewPolicy(activity.Insurance{Insurer: g.Insurer, Number: g.PolicyNumber, From: string(g.InsuredFrom), To: string(g.InsuredTo)})
}

func viewPolicy(policy activity.Insurance) *api.InsurancePolicy {
	if policy.Insurer == "" {
		return nil
	}
	return &api.InsurancePolicy{
		Insurer: policy.Insurer, Number: policy.Number, FromOn: viewDate(models.Date(policy.From)), ToOn: viewDate(models.Date(policy.To)),
	}
}

// AcknowledgeRisk handles POST /sign-ups/{sign_up_id}/acknowledge-risk, for the volunteer and for staff.
func (s *Server) AcknowledgeRisk(c *gin.Context, signUpID api.SignUpID, _ api.AcknowledgeRiskParams) {
	var in api.RiskAcknowledgement
	if !bind(c, &in) {
		return
	}
	read := activity.Acknowledgement{RiskNoticeID: id64(in.RiskNoticeID), Confirmation: volunteer.Confirmation(valueOf(in.Confirmation))}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.SignUp, error) {
		signUp, err := activity.AcknowledgeRisk(tx, id64(signUpID), read)
		if err != nil {
			return api.SignUp{}, err
		}
		return viewSignUpNow(tx, signUp.ID)
	})
}

// joinOf is what a client brings along to a sign-up.
func wayOf(in api.SignUpInput) activity.Way {
	return activity.Way{JoinCode: in.JoinCode, RiskAcknowledged: in.RiskAcknowledged, RiskNoticeID: id64OrNone(in.RiskNoticeID)}
}
