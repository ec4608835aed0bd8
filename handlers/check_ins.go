package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
)

// CheckInSignUp handles POST /sign-ups/{sign_up_id}/check-in: the staff's tick on the roster.
func (s *Server) CheckInSignUp(c *gin.Context, signUpID api.SignUpID, _ api.CheckInSignUpParams) {
	s.tick(c, signUpID, activity.In)
}

// CheckOutSignUp handles POST /sign-ups/{sign_up_id}/check-out: the staff's tick on the roster.
func (s *Server) CheckOutSignUp(c *gin.Context, signUpID api.SignUpID, _ api.CheckOutSignUpParams) {
	s.tick(c, signUpID, activity.Out)
}

func (s *Server) tick(c *gin.Context, signUpID api.SignUpID, kind activity.Kind) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.SignUp, error) {
		ticked, err := activity.Tick(tx, id64(signUpID), kind)
		if err != nil {
			return api.SignUp{}, err
		}
		return viewSignUpNow(tx, ticked.ID)
	})
}

// CreateCheckIn handles POST /check-ins: the volunteer's own attendance, by the code shown on site.
func (s *Server) CreateCheckIn(c *gin.Context, _ api.CreateCheckInParams) {
	var in api.CheckInInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.SignUp, error) {
		scanned, err := activity.Scan(tx, in.Code, activity.Kind(in.Kind))
		if err != nil {
			return api.SignUp{}, err
		}
		return viewSignUpNow(tx, scanned.ID)
	})
}

// GetCheckInCode handles GET /shifts/{shift_id}/check-in-code: what staff show on site.
func (s *Server) GetCheckInCode(c *gin.Context, shiftID api.ShiftID) {
	read(s, c, func(tx *models.Tx) (api.CheckInCode, error) {
		shown, err := activity.ShowCode(tx, id64(shiftID))
		if err != nil {
			return api.CheckInCode{}, err
		}
		return api.CheckInCode{
			Code: shown.Code, ShiftID: idText(shown.ShiftID), ExpiresAt: localTime(tx, shown.ExpiresAt),
			RefreshAfterMs: int(shown.ExpiresAt.Sub(tx.Now).Milliseconds()),
		}, nil
	})
}
