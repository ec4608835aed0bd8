package models

import "context"

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
