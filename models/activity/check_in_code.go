package activity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"regexp"
	"strings"
	"time"

	"practicestation/models"
)

// codeStep is how long one check-in code is shown. The one before and the one after it are taken too, for slow hands and
// clocks: a picture of it that somebody sends on is good for 40 seconds at most.
const codeStep = 20 * time.Second

// ErrCodeInvalid refuses a code, whatever is wrong with it.
var ErrCodeInvalid = models.DefineError(models.Conflict, "check_in_code_invalid", "签到码无效",
	"签到码不对或已过期，或您没有报名这个班次。请看现场的最新签到码，或请工作人员在花名册上为您签到。")

// qrPattern is what the QR code holds: which shift it is for, in a form that tells nothing, and the digits.
var qrPattern = regexp.MustCompile(`^ps1:([a-z2-7]{12}):([0-9]{6})$`)

// CheckInCode is the code to show on site, and when the next one follows.
type CheckInCode struct {
	ShiftID   int64
	Code      string
	QR        string // what the QR code holds
	ExpiresAt time.Time
}

// ShowCode gives the shift's check-in code of this moment. It fails with ErrShiftNotFound or ErrPermission.
func ShowCode(tx *models.Tx, shiftID int64) (*CheckInCode, error) {
	shift, of, err := findVisible(tx, shiftID)
	if err != nil {
		return nil, err
	}
	if err := mayManage(tx, of, models.KeepRosters); err != nil {
		return nil, shiftMissing(err)
	}
	step := stepAt(tx.Now)
	code := shift.code(step)
	return &CheckInCode{
		ShiftID: shift.ID, Code: code, QR: "ps1:" + shift.publicToken() + ":" + code, ExpiresAt: time.Unix((step+1)*int64(codeStep/time.Second), 0).UTC(),
	}, nil
}

func stepAt(at time.Time) int64 { return at.Unix() / int64(codeStep/time.Second) }

// code is the six digits of the shift for one time step: nobody can tell the next one from the last.
func (s *Shift) code(step int64) string {
	mac := hmac.New(sha256.New, s.CodeSecret)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(step))) //nolint:gosec // after 1970
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(mac.Sum(nil))%1_000_000)
}

// publicToken names the shift in its QR code to nobody but this server.
func (s *Shift) publicToken() string {
	mac := hmac.New(sha256.New, s.CodeSecret)
	mac.Write([]byte("public token"))
	return strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil)))[:12]
}

// accepts reports whether the code, as digits or as the QR code holds it, is one of the shift's now, and of which step.
func (s *Shift) accepts(code string, now time.Time) (step int64, ok bool) {
	if parts := qrPattern.FindStringSubmatch(code); parts != nil {
		if !hmac.Equal([]byte(parts[1]), []byte(s.publicToken())) {
			return 0, false
		}
		code = parts[2]
	}
	current := stepAt(now)
	for _, step := range []int64{current, current - 1, current + 1} {
		if hmac.Equal([]byte(code), []byte(s.code(step))) {
			return step, true
		}
	}
	return 0, false
}

// fitting finds the one sign-up of the actor's whose shift's code this is. It fails with ErrCodeInvalid, which does not
// tell whose code it may be instead, or when.
func fitting(tx *models.Tx, code string) (*SignUp, int64, error) {
	own, err := near(tx)
	if err != nil {
		return nil, 0, err
	}
	for i := range own {
		shift, err := models.Find[Shift](tx, own[i].ShiftID, ErrShiftNotFound)
		if err != nil {
			return nil, 0, err
		}
		if step, ok := shift.accepts(code, tx.Now); ok {
			return &own[i], step, nil
		}
	}
	return nil, 0, ErrCodeInvalid
}
