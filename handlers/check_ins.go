package handlers

import (
	"fmt"
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
	prepare := func() (struct{}, error) { return struct{}{}, s.tryCheckInCode(c, in.Code) }
	wanted := activity.ScanInput{Code: in.Code, Kind: activity.Kind(in.Kind), Device: in.Device}
	if in.Location != nil {
		wanted.Location = &activity.Location{Latitude: in.Location.Latitude, Longitude: in.Location.Longitude, Accuracy: in.Location.AccuracyMeters}
	}
	writePrepared(s, c, http.StatusOK, prepare, func(tx *models.Tx, _ struct{}) (checkIn, error) {
		scanned, err := activity.Scan(tx, wanted)
		if err != nil {
			return checkIn{}, err
		}
		signUp, err := viewSignUpNow(tx, scanned.SignUp.ID)
		return checkIn{SignUp: signUp, LocationUse: api.LocationUse(scanned.LocationUse)}, err
	})
}

// checkIn is the contract's CheckIn, which is a sign-up and one member more.
type checkIn struct {
	api.SignUp

	LocationUse api.LocationUse `json:"location_use"`
}

// tryCheckInCode counts a code that does not fit in a unit of its own, before the one that refuses it. A code that fits
// costs no unit, since everybody scans at once.
func (s *Server) tryCheckInCode(c *gin.Context, code string) error {
	var fits bool
	err := s.db.Read(c.Request.Context(), actorOf(c), func(tx *models.Tx) error {
		var err error
		fits, err = activity.CodeFits(tx, code)
		return err
	})
	if err != nil || fits {
		return err
	}
	return s.db.Write(c.Request.Context(), actorOf(c), activity.CountWrongCode)
}

// GetCheckInCode handles GET /shifts/{shift_id}/check-in-code: what staff show on site.
func (s *Server) GetCheckInCode(c *gin.Context, shiftID api.ShiftID) {
	read(s, c, func(tx *models.Tx) (api.CheckInCode, error) {
		shown, err := activity.ShowCode(tx, id64(shiftID))
		if err != nil {
			return api.CheckInCode{}, err
		}
		return api.CheckInCode{
			Code: shown.Code, Qr: shown.QR, ShiftID: idText(shown.ShiftID), ExpiresAt: localTime(tx, shown.ExpiresAt),
			RefreshAfterMs: int(shown.ExpiresAt.Sub(tx.Now).Milliseconds()),
		}, nil
	})
}

// GetCheckInCodeImage handles GET /shifts/{shift_id}/check-in-code/image: the same, drawn for a projector.
func (s *Server) GetCheckInCodeImage(c *gin.Context, shiftID api.ShiftID) {
	shown, ok := load(s, c, func(tx *models.Tx) (*activity.CheckInCode, error) { return activity.ShowCode(tx, id64(shiftID)) })
	if !ok {
		return
	}
	drawn, err := draw(shown.QR)
	if err != nil {
		abort(c, err)
		return
	}
	c.Data(http.StatusOK, "image/svg+xml", drawn.picture(shown.Code))
}

// picture is the code as a picture of its own, with the digits below it for phones that cannot scan.
func (d code) picture(digits string) []byte {
	const below = 6 // the height of the digits, in modules
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><rect width="100%%" height="100%%" fill="#fff"/>`+
		`<path fill="#000" d="%s"/><text x="50%%" y="%d" font-family="monospace" font-size="%d" text-anchor="middle" fill="#000">%s</text></svg>`,
		d.Width, d.Width+below, d.Path, d.Width+below-quietZone/2, below, digits)
}
