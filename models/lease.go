package models

import (
	"time"

	"gorm.io/gorm/clause"
)

// lease is the turn of one recurring job: at most one instance holds it at a time.
type lease struct {
	Name       string `gorm:"primaryKey"`
	Owner      *string
	LeaseUntil time.Time
	NextRunAt  time.Time
}

// TableName names the table.
func (lease) TableName() string { return "job_leases" }

// IsDue reports whether nobody has done or is doing the recurring job; a look that costs no write.
func IsDue(tx *Tx, name string) (bool, error) {
	var waiting int64
	err := tx.DB.Model(&lease{}).Where("name = ? AND (next_run_at > ? OR lease_until > ?)", name, tx.Now, tx.Now).Count(&waiting).Error
	return waiting == 0, err
}

// TakeTurn takes a recurring job for the owner until the lease ends, and reports whether it is the owner's now. Of many
// at once one gets it; one whose owner has died is taken again when its lease is over.
func TakeTurn(tx *Tx, name, owner string, holds time.Duration) (bool, error) {
	fresh := &lease{Name: name, LeaseUntil: tx.Now, NextRunAt: tx.Now}
	if err := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(fresh).Error; err != nil {
		return false, err
	}
	taken := tx.DB.Model(&lease{}).Where("name = ? AND next_run_at <= ? AND lease_until <= ?", name, tx.Now, tx.Now).
		Updates(map[string]any{"owner": owner, "lease_until": tx.Now.Add(holds)})
	return taken.RowsAffected == 1, taken.Error
}

// EndTurn gives a recurring job back, to be done again after a while. An owner whose lease has been taken over changes
// nothing.
func EndTurn(tx *Tx, name, owner string, pause time.Duration) error {
	return tx.DB.Model(&lease{}).Where("name = ? AND owner = ?", name, owner).
		Updates(map[string]any{"owner": nil, "lease_until": tx.Now, "next_run_at": tx.Now.Add(pause)}).Error
}
