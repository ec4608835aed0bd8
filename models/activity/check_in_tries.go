package activity

import (
	"time"

	"gorm.io/gorm/clause"

	"practicestation/models"
)

// After so many wrong check-in codes, none of them longer ago than the lock lasts, an account may not try any for a while.
const (
	wrongCheckInCodes = 5
	checkInCodeLock   = 15 * time.Minute
)

// ErrCodeLocked refuses who has guessed too often.
var ErrCodeLocked = models.DefineError(models.TooMany, "check_in_code_locked", "签到码错误次数过多",
	"签到码错误次数过多，请 15 分钟后再试，或请现场工作人员在花名册上为您签到。")

// CheckInCodeTry counts the wrong check-in codes in a row that an account has given.
type CheckInCodeTry struct {
	AccountID   int64 `gorm:"primaryKey;autoIncrement:false"`
	Wrong       int64
	WrongAt     *time.Time
	LockedUntil *time.Time
	Version     int64 // moves with every try, so that tries at once are counted one by one
}

// CodeFits reports whether the code is that of a shift of the actor's, and whether wrong ones are still counted against
// the actor. A code that fits need not be counted.
func CodeFits(tx *models.Tx, code string) (bool, error) {
	if tx.Actor.VolunteerID == 0 {
		return true, nil // nobody to whom a code could belong: Scan says so
	}
	_, _, err := fitting(tx, code)
	if models.IsCode(err, ErrCodeInvalid) {
		return false, nil
	}
	return err == nil, err
}

// CountWrongCode counts a code that does not fit, in a unit of its own: the count must outlive the refusal of the check-in.
// It fails with ErrCodeLocked.
func CountWrongCode(tx *models.Tx) error {
	try := CheckInCodeTry{AccountID: tx.Actor.AccountID}
	if err := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&try).Error; err != nil {
		return err
	}
	if err := tx.Locking().Where("account_id = ?", tx.Actor.AccountID).Take(&try).Error; err != nil {
		return err
	}
	if err := try.check(tx.Now); err != nil {
		return err
	}
	wrong, until := try.Wrong+1, try.LockedUntil
	if try.WrongAt != nil && tx.Now.Sub(*try.WrongAt) >= checkInCodeLock {
		wrong = 1 // the last one is long ago
	}
	if wrong >= wrongCheckInCodes {
		locked := tx.Now.Add(checkInCodeLock)
		wrong, until = 0, &locked
	}
	counted := tx.DB.Model(&CheckInCodeTry{}).Where("account_id = ? AND version = ?", try.AccountID, try.Version).
		Updates(map[string]any{"wrong": wrong, "wrong_at": tx.Now, "locked_until": until, "version": try.Version + 1})
	if counted.Error == nil && counted.RowsAffected == 0 {
		return tx.Retry()
	}
	return counted.Error
}

func (t *CheckInCodeTry) check(now time.Time) error {
	if t.LockedUntil == nil || !now.Before(*t.LockedUntil) {
		return nil
	}
	return ErrCodeLocked.With("retry_after", int(t.LockedUntil.Sub(now).Seconds())+1)
}

// checkTries holds the lock against a code that fits, too: guesses that came before it have been counted by now.
func checkTries(tx *models.Tx) error {
	var try CheckInCodeTry
	err := tx.DB.Where("account_id = ?", tx.Actor.AccountID).Take(&try).Error
	if models.IsMissing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return try.check(tx.Now)
}

// forgetTries begins the count anew after a check-in.
func forgetTries(tx *models.Tx) error {
	return tx.DB.Exec("UPDATE check_in_code_tries SET wrong = 0, version = version + 1 WHERE account_id = ? AND wrong > 0", tx.Actor.AccountID).Error
}
