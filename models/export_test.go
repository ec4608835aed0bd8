package models

import (
	"context"
	"errors"
)

// AnswerRow lets the tests compare the row of a kept answer with its table.
type AnswerRow = answerRow

// Attempts is how often a unit runs at most.
const Attempts = attempts

// MigrateTo brings an empty database to an older version, as an upgrade finds it.
func (db *DB) MigrateTo(ctx context.Context, version int64) error {
	provider, err := db.migrator()
	if err != nil {
		return err
	}
	_, err = provider.UpTo(ctx, version)
	return err
}

// Disown makes a line of the audit one of no unit, with a hash that fits, as somebody does who knows the earlier recipe.
func Disown(tx *Tx, action string) error {
	var row AuditRow
	if err := tx.DB.Where("action = ?", action).Take(&row).Error; err != nil {
		return err
	}
	row.Unit, row.UnitLine, row.UnitLines, row.AfterSeal = nil, nil, nil, nil
	hash, err := row.contentHash()
	if err != nil {
		return err
	}
	row.Hash = &hash
	return tx.DB.Model(&AuditRow{}).Where("id = ?", row.ID).Select("*").Updates(&row).Error
}

// Written is the line of the audit as the version that wrote it kept it: with the hash of its own recipe, if it had one.
func Written(tx *Tx, row AuditRow, hashed bool) error {
	if hashed {
		hash, err := row.contentHash()
		if err != nil {
			return err
		}
		row.Hash = &hash
	}
	return tx.DB.Omit("AfterSeal").Create(&row).Error
}

// Sealed is the first seal, as an earlier version made it of all lines.
func Sealed(tx *Tx) error {
	var rows []AuditRow
	if err := tx.DB.Order("id").Find(&rows).Error; err != nil {
		return err
	}
	seal := AuditSeal{Sequence: 1, LastID: rows[len(rows)-1].ID, SealedRows: int64(len(rows)), SealedAt: tx.Now, PreviousHash: genesis}
	hash, err := seal.sealHash(rows)
	seal.Hash = hash
	return errors.Join(err, tx.DB.Create(&seal).Error)
}
