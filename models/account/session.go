package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"practicestation/models"
)

// Session (会话) is one log-in: it lives until its refresh tokens run out, or until it is revoked.
type Session struct {
	ID        int64
	AccountID int64
	CreatedAt time.Time
	ExpiresAt time.Time
	RevokedAt *time.Time
}

// refreshToken is one of a session's rotating tokens; only its SHA-256 is kept.
type refreshToken struct {
	ID        int64
	SessionID int64
	TokenHash string
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
}

// The refusals of log-in and refresh.
var (
	ErrCredentials    = models.DefineError(models.Unauthenticated, "credentials_wrong", "手机号或密码错误", "手机号或密码不对，请重新输入。")
	ErrLocked         = models.DefineError(models.TooMany, "too_many_attempts", "尝试次数过多", "密码错误次数过多，请 15 分钟后再试，或联系管理员。")
	ErrRefreshInvalid = models.DefineError(models.Unauthenticated, "refresh_token_invalid", "登录已失效", "登录已失效，请重新登录。")
	ErrRefreshReused  = models.DefineError(models.Unauthenticated, "refresh_token_reused", "登录已失效", "这个刷新令牌已经用过，为安全起见已退出登录，请重新登录。")
)

// After so many wrong passwords in a row an account refuses log-ins for a while.
const (
	wrongPasswords = 10
	lockedFor      = 15 * time.Minute
)

// LogIn (登录) is a session with the refresh token that only its holder knows.
type LogIn struct {
	Account      *Account
	SessionID    int64
	RefreshToken string
}

// FindByPhone finds the account behind a phone number for a log-in; an empty one, whose id is 0, when there is none, which
// the caller must not tell.
func FindByPhone(tx *models.Tx, phone string) (*Account, error) {
	var found []Account
	if err := tx.DB.Where("phone = ?", phone).Limit(1).Find(&found).Error; err != nil || len(found) == 0 {
		return &Account{}, err
	}
	return &found[0], nil
}

// Locked fails with ErrLocked while the account refuses log-ins.
func (a *Account) Locked(now time.Time) error {
	if a.LockedUntil != nil && now.Before(*a.LockedUntil) {
		return ErrLocked.With("retry_after", int(a.LockedUntil.Sub(now).Seconds())+1)
	}
	return nil
}

// Proved looks again, under the account's lock, whether what the password was compared with still holds: the password may
// have been changed, or the account locked by other tries, while this one was being compared.
// It fails with ErrLocked or ErrCredentials.
func Proved(tx *models.Tx, compared *Account) (*Account, error) {
	own, err := models.FindLocked[Account](tx, compared.ID, ErrCredentials)
	if err != nil {
		return nil, err
	}
	if err := own.Locked(tx.Now); err != nil {
		return nil, err
	}
	if own.PasswordHash == nil || compared.PasswordHash == nil || *own.PasswordHash != *compared.PasswordHash {
		return nil, ErrCredentials
	}
	return own, nil
}

// NoteWrongPassword counts a wrong password and locks the account after too many.
func NoteWrongPassword(tx *models.Tx, accountID int64) error {
	if accountID == 0 {
		return nil
	}
	err := tx.DB.Exec("UPDATE accounts SET failed_log_ins = failed_log_ins + 1 WHERE id = ?", accountID).Error
	if err != nil {
		return err
	}
	return tx.DB.Exec("UPDATE accounts SET failed_log_ins = 0, locked_until = ? WHERE id = ? AND failed_log_ins >= ?",
		tx.Now.Add(lockedFor), accountID, wrongPasswords).Error
}

// Open opens a session for an account that has proved itself. It fails with ErrSuspended.
func Open(tx *models.Tx, accountID int64, lifetime time.Duration) (*LogIn, error) {
	own, err := models.FindLocked[Account](tx, accountID, ErrCredentials)
	if err != nil {
		return nil, err
	}
	if own.Status != Active {
		return nil, ErrSuspended
	}
	if own.FailedLogIns > 0 || own.LockedUntil != nil {
		if err := tx.DB.Exec("UPDATE accounts SET failed_log_ins = 0, locked_until = NULL WHERE id = ?", own.ID).Error; err != nil {
			return nil, err
		}
	}
	session := &Session{AccountID: own.ID, CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(lifetime)}
	if err := tx.DB.Create(session).Error; err != nil {
		return nil, err
	}
	token, err := issue(tx, session, lifetime)
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "session.open", Subject: "session", SubjectID: session.ID, OrganizationID: deref(own.OrganizationID),
		Actor: &models.Actor{AccountID: own.ID, Name: own.Name, RequestID: tx.Actor.RequestID, Address: tx.Actor.Address},
	})
	return &LogIn{Account: own, SessionID: session.ID, RefreshToken: token}, nil
}

func issue(tx *models.Tx, session *Session, lifetime time.Duration) (string, error) {
	token := rand.Text() + rand.Text()
	row := &refreshToken{SessionID: session.ID, TokenHash: digest(token), CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(lifetime)}
	return token, tx.DB.Create(row).Error
}

// Refresh exchanges a refresh token for the next one. A token that was used before has been copied by somebody: its
// session ends. That must be committed, so it is told by reused and not by an error.
// It fails with ErrRefreshInvalid or ErrSuspended.
func Refresh(tx *models.Tx, token string, lifetime time.Duration) (next *LogIn, reused bool, err error) {
	var row refreshToken
	err = tx.DB.Where("token_hash = ?", digest(token)).Take(&row).Error
	if models.IsMissing(err) {
		return nil, false, ErrRefreshInvalid
	}
	if err != nil {
		return nil, false, err
	}
	session, err := models.FindLocked[Session](tx, row.SessionID, ErrRefreshInvalid)
	if err != nil {
		return nil, false, err
	}
	if session.RevokedAt != nil || !tx.Now.Before(row.ExpiresAt) {
		return nil, false, ErrRefreshInvalid
	}
	taken := tx.DB.Model(&refreshToken{}).Where("id = ? AND used_at IS NULL", row.ID).Update("used_at", tx.Now)
	if taken.Error != nil {
		return nil, false, taken.Error
	}
	if taken.RowsAffected == 0 {
		return nil, true, revoke(tx, session, "session.reused")
	}
	own, err := models.Find[Account](tx, session.AccountID, ErrRefreshInvalid)
	if err != nil {
		return nil, false, err
	}
	if own.Status != Active {
		return nil, false, ErrSuspended
	}
	if err := tx.DB.Model(session).Update("expires_at", tx.Now.Add(lifetime)).Error; err != nil {
		return nil, false, err
	}
	refreshed, err := issue(tx, session, lifetime)
	return &LogIn{Account: own, SessionID: session.ID, RefreshToken: refreshed}, false, err
}

// LogOut ends the actor's session and says since when it is over.
func LogOut(tx *models.Tx) (time.Time, error) {
	session, err := models.FindLocked[Session](tx, tx.Actor.SessionID, ErrSessionRevoked)
	if err != nil {
		return time.Time{}, err
	}
	if session.RevokedAt != nil {
		return *session.RevokedAt, nil
	}
	return tx.Now, revoke(tx, session, "session.close")
}

func revoke(tx *models.Tx, session *Session, action string) error {
	if err := tx.DB.Model(session).Update("revoked_at", tx.Now).Error; err != nil {
		return err
	}
	tx.Audit(models.AuditEntry{Action: action, Subject: "session", SubjectID: session.ID, After: map[string]any{"account_id": session.AccountID}})
	return nil
}

func endSessions(tx *models.Tx, accountID int64) error {
	return tx.DB.Model(&Session{}).Where("account_id = ? AND revoked_at IS NULL", accountID).Update("revoked_at", tx.Now).Error
}

// namelessWechat is what somebody is called of whom WeChat tells no usable name.
const namelessWechat = "微信用户"

// FindOrCreateByWechat finds the account of a WeChat identity, or makes one.
func FindOrCreateByWechat(tx *models.Tx, openID, name string) (*Account, error) {
	var found []Account
	if err := tx.DB.Where("wechat_open_id = ?", openID).Limit(1).Find(&found).Error; err != nil {
		return nil, err
	}
	if len(found) > 0 {
		return &found[0], nil
	}
	cleaned, ok := models.CleanName(name)
	if !ok || len([]rune(cleaned)) > 50 {
		cleaned = namelessWechat
	}
	created, err := insert(tx, &Account{Name: cleaned, WechatOpenID: &openID})
	if models.IsCode(err, ErrPhoneTaken) {
		return nil, tx.Retry() // the same person's first log-in, twice at once
	}
	return created, err
}

// ChangePassword keeps the new password and ends every other session of the actor.
func ChangePassword(tx *models.Tx, passwordHash string) (*Account, error) {
	own, err := models.FindLocked[Account](tx, tx.Actor.AccountID, ErrNotFound)
	if err != nil {
		return nil, err
	}
	if err := tx.UpdateVersion(own, own.ID, own.Version, map[string]any{"password_hash": passwordHash}); err != nil {
		return nil, err
	}
	others := tx.DB.Model(&Session{}).Where("account_id = ? AND id <> ? AND revoked_at IS NULL", own.ID, tx.Actor.SessionID)
	if err := others.Update("revoked_at", tx.Now).Error; err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{Action: "account.password", Subject: "account", SubjectID: own.ID, OrganizationID: deref(own.OrganizationID)})
	return models.Find[Account](tx, own.ID, ErrNotFound)
}

// ForgetSessions drops what ended more than thirty days ago and reports how many tokens there were.
func ForgetSessions(tx *models.Tx) (int64, error) {
	result := tx.DB.Where("expires_at < ?", tx.Now.AddDate(0, 0, -30)).Delete(&refreshToken{})
	return result.RowsAffected, result.Error
}

func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
