package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
)

// CreateSignUp handles POST /shifts/{shift_id}/sign-ups: the caller takes a seat, or waits for one.
func (s *Server) CreateSignUp(c *gin.Context, shiftID api.ShiftID, _ api.CreateSignUpParams) {
	var in api.SignUpInput
	if !bind(c, &in) {
		return
	}
	prepare := func() (struct{}, error) { return struct{}{}, s.tryJoinCode(c, shiftID, in.JoinCode) }
	writePrepared(s, c, http.StatusCreated, prepare, func(tx *models.Tx, _ struct{}) (api.SignUp, error) {
		signUp, err := activity.SignUpSelf(tx, id64(shiftID), wayOf(in))
		if err != nil {
			return api.SignUp{}, err
		}
		return viewSignUp(tx, signUp, signUp.Status), nil // a shift whose check-in is over takes nobody
	})
}

// tryJoinCode counts a join code in a unit of its own, before the one that may refuse the sign-up.
func (s *Server) tryJoinCode(c *gin.Context, shiftID api.ShiftID, code string) error {
	if code == "" {
		return nil
	}
	return s.db.Write(c.Request.Context(), actorOf(c), func(tx *models.Tx) error {
		return activity.TryJoinCode(tx, id64(shiftID), code)
	})
}

// GetSignUp handles GET /sign-ups/{sign_up_id}.
func (s *Server) GetSignUp(c *gin.Context, signUpID api.SignUpID) {
	read(s, c, func(tx *models.Tx) (api.SignUp, error) {
		return viewSignUpNow(tx, id64(signUpID))
	})
}

// CancelSignUp handles POST /sign-ups/{sign_up_id}/cancel, for the volunteer and for staff.
func (s *Server) CancelSignUp(c *gin.Context, signUpID api.SignUpID, _ api.CancelSignUpParams) {
	var in api.OptionalReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.SignUp, error) {
		cancelled, err := activity.CancelSignUp(tx, id64(signUpID), in.Reason)
		if err != nil {
			return api.SignUp{}, err
		}
		return viewSignUpNow(tx, cancelled.ID)
	})
}

// GetEligibility handles GET /shifts/{shift_id}/eligibility.
func (s *Server) GetEligibility(c *gin.Context, shiftID api.ShiftID) {
	read(s, c, func(tx *models.Tx) (api.Eligibility, error) {
		found, err := activity.Eligibility(tx, id64(shiftID))
		if err != nil {
			return api.Eligibility{}, err
		}
		return viewEligibility(tx, found), nil
	})
}

// GetRoster handles GET /shifts/{shift_id}/roster.
func (s *Server) GetRoster(c *gin.Context, shiftID api.ShiftID, params api.GetRosterParams) {
	read(s, c, func(tx *models.Tx) (api.RosterPage, error) {
		status := activity.SignUpStatus(valueOf(params.Status))
		shift, rows, err := activity.Roster(tx, id64(shiftID), status, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.RosterPage{}, err
		}
		closes := shift.CheckInClosesAt(tx.Settings)
		items := viewEach(tx, rows.Items, func(tx *models.Tx, row *activity.RosterRow) api.RosterRow { return viewRosterRow(tx, row, closes) })
		return api.RosterPage{Items: items, NextCursor: textOrNone(rows.NextCursor)}, nil
	})
}

// ListMySignUps handles GET /me/sign-ups.
func (s *Server) ListMySignUps(c *gin.Context, params api.ListMySignUpsParams) {
	read(s, c, func(tx *models.Tx) (api.MySignUpPage, error) {
		filter := activity.OwnFilter{
			Status: activity.SignUpStatus(valueOf(params.Status)),
			From:   dateOrTimeOrNone(tx, params.From), To: dateOrTimeOrNone(tx, params.To),
		}
		own, err := activity.ListOwn(tx, filter, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.MySignUpPage{}, err
		}
		return api.MySignUpPage{Items: viewEach(tx, own.Items, viewMySignUp), NextCursor: textOrNone(own.NextCursor)}, nil
	})
}

// DryRunCancelSignUp handles POST /sign-ups/{sign_up_id}/cancel/dry-run.
func (s *Server) DryRunCancelSignUp(c *gin.Context, signUpID api.SignUpID) {
	var in api.OptionalReasonInput
	if !bind(c, &in) {
		return
	}
	rehearse(s, c, func(tx *models.Tx) error {
		_, err := activity.CancelSignUp(tx, id64(signUpID), in.Reason)
		return err
	})
}
