package account

import (
	"crypto/rand"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
)

// setupKeyLifetime is how long a printed key opens the set-up.
const setupKeyLifetime = 30 * time.Minute

// centerName is what a center is called until its divisions are imported.
const centerName = "新时代文明实践中心"

// The refusals of the set-up.
var (
	ErrSetupDone = models.DefineError(models.Conflict, "setup_done", "已完成首次设置", "首次设置已经完成，请直接登录。")
	ErrSetupKey  = models.DefineError(models.Forbidden, "setup_key_invalid", "设置密钥无效", "设置密钥不对或已过期，请重启服务取得新的密钥。")
)

// setupKey is one printed key; only its SHA-256 is kept.
type setupKey struct {
	KeyHash   string
	CreatedAt time.Time
	ExpiresAt time.Time
}

// NewSetupKey makes a one-time key for the first administrator, as ABCD-EFGH-JKMN-PQRS: 77 bits, good for 30 minutes.
// It fails with ErrSetupDone once there is one.
func NewSetupKey(tx *models.Tx) (string, error) {
	done, err := IsSetUp(tx)
	if err != nil {
		return "", err
	}
	if done {
		return "", ErrSetupDone
	}
	if err := tx.DB.Where("expires_at < ?", tx.Now).Delete(&setupKey{}).Error; err != nil {
		return "", err
	}
	code := models.RandomCode(16)
	row := &setupKey{KeyHash: digest(code), CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(setupKeyLifetime)}
	if err := tx.DB.Create(row).Error; err != nil {
		return "", err
	}
	return strings.Join([]string{code[:4], code[4:8], code[8:12], code[12:]}, "-"), nil
}

// IsSetUp reports whether the installation has had its first administrator.
func IsSetUp(tx *models.Tx) (bool, error) {
	var open int64
	err := tx.DB.Table("installation").Where("id = 1 AND set_up_at IS NULL").Count(&open).Error
	return open == 0, err
}

// CheckSetUp refuses what needs no password hash to be refused: without a good key nobody makes the server work.
// It fails with ErrSetupDone, ErrSetupKey, ErrInvalid or ErrWeakPassword.
func CheckSetUp(tx *models.Tx, key string, in Input, password string) error {
	if err := checkKey(tx, key); err != nil {
		return err
	}
	if err := in.faults().Err(); err != nil {
		return err
	}
	return CheckPassword(password, in.Phone)
}

// SetUp makes the first administrator, founds the center if there is none, and closes the set-up for ever, in one unit.
// It fails with ErrSetupDone, ErrSetupKey, ErrInvalid or ErrPhoneTaken.
func SetUp(tx *models.Tx, key string, in Input) (*Account, error) {
	if err := checkKey(tx, key); err != nil {
		return nil, err
	}
	return FirstAdministrator(tx, in)
}

// checkKey looks for the key before it asks whether the set-up is done: of two at once, the later one then learns the
// reason, whichever of the two reads comes before the other's commit.
func checkKey(tx *models.Tx, key string) error {
	normal := strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(key), "-", ""))
	var good int64
	if err := tx.DB.Model(&setupKey{}).Where("key_hash = ? AND expires_at > ?", digest(normal), tx.Now).Count(&good).Error; err != nil {
		return err
	}
	done, err := IsSetUp(tx)
	if err != nil {
		return err
	}
	if done {
		return ErrSetupDone
	}
	if good == 0 {
		return ErrSetupKey
	}
	return nil
}

// FirstAdministrator makes an administrator of the center and closes the set-up. Of two at once the second fails with
// ErrSetupDone.
func FirstAdministrator(tx *models.Tx, in Input) (*Account, error) {
	closed := tx.DB.Table("installation").Where("id = 1 AND set_up_at IS NULL").Update("set_up_at", tx.Now)
	if closed.Error != nil {
		return nil, closed.Error
	}
	if closed.RowsAffected == 0 {
		return nil, ErrSetupDone
	}
	if err := tx.DB.Where("expires_at > ?", time.Unix(0, 0).UTC()).Delete(&setupKey{}).Error; err != nil {
		return nil, err
	}
	return Administrator(tx, in)
}

// Administrator makes one more administrator of the center: the way back in for who holds the server.
// It fails with ErrInvalid or ErrPhoneTaken.
func Administrator(tx *models.Tx, in Input) (*Account, error) {
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	center, err := organization.FoundCenter(tx, centerName, "")
	if err != nil {
		return nil, err
	}
	created, err := insert(tx, &Account{Name: in.Name, Phone: &in.Phone, PasswordHash: &in.PasswordHash, OrganizationID: &center.ID})
	if err != nil {
		return nil, err
	}
	_, err = give(tx, created.ID, center, GrantInput{Role: models.CenterAdmin, From: tx.Now})
	return created, err
}

// SigningKey is the installation's secret for access tokens, made once and kept in the database, so that every instance
// has the same.
func SigningKey(tx *models.Tx) ([]byte, error) {
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, err
	}
	if err := tx.DB.Table("installation").Where("id = 1 AND signing_key IS NULL").Update("signing_key", fresh).Error; err != nil {
		return nil, err
	}
	var row struct{ SigningKey []byte }
	err := tx.DB.Table("installation").Select("signing_key").Where("id = 1").Take(&row).Error
	return row.SigningKey, err
}
