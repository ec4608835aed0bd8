package models

import (
	"errors"
	"time"
)

// IdempotencyKey is a caller's own name for one write, so that a repeated request has one effect and one answer.
type IdempotencyKey struct {
	AccountID   int64
	Key         string // 1–64 printable ASCII characters
	Fingerprint string // what was asked: method, path and body, hashed
}

// Answer is what a write has answered, kept to be given again.
type Answer struct {
	Status      int
	ContentType string
	Body        []byte
	Fingerprint string
}

// answersKept is how long an answer is given again; a key older than that counts as new.
const answersKept = 48 * time.Hour

// The two outcomes of looking for an answer and of keeping one.
var (
	ErrAnswerUnknown = errors.New("no answer is kept for the key")
	ErrAnswerExists  = errors.New("an answer is kept for the key already")
)

// answerRow is one kept answer.
type answerRow struct {
	AccountID   int64
	Key         string `gorm:"column:idempotency_key"`
	Fingerprint string
	Status      int
	ContentType string
	Body        []byte
	CreatedAt   time.Time
}

// TableName names the table.
func (answerRow) TableName() string { return "idempotency_keys" }

// FindAnswer finds what the key's first request was answered. It fails with ErrAnswerUnknown when there was none.
func FindAnswer(tx *Tx, key IdempotencyKey) (*Answer, error) {
	var row answerRow
	err := tx.DB.Where("account_id = ? AND idempotency_key = ?", key.AccountID, key.Key).Take(&row).Error
	if IsMissing(err) {
		return nil, ErrAnswerUnknown
	}
	if err != nil {
		return nil, err
	}
	return &Answer{Status: row.Status, ContentType: row.ContentType, Body: row.Body, Fingerprint: row.Fingerprint}, nil
}

// SaveAnswer keeps the answer in the transaction of its effect. It fails with ErrAnswerExists when a twin of the request
// was faster: the unit must then leave no effect.
func SaveAnswer(tx *Tx, key IdempotencyKey, answer Answer) error {
	err := tx.DB.Create(&answerRow{
		AccountID: key.AccountID, Key: key.Key, Fingerprint: key.Fingerprint,
		Status: answer.Status, ContentType: answer.ContentType, Body: answer.Body, CreatedAt: tx.Now,
	}).Error
	if IsDuplicate(err) {
		return ErrAnswerExists
	}
	return err
}

// ForgetAnswers drops the answers whose time is over and reports how many there were.
func ForgetAnswers(tx *Tx) (int64, error) {
	result := tx.DB.Where("created_at < ?", tx.Now.Add(-answersKept)).Delete(&answerRow{})
	return result.RowsAffected, result.Error
}
