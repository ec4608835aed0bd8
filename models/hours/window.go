package hours

import (
	"strings"

	"practicestation/models"
)

// ConfirmedWithin adds up the confirmed service of one volunteer on days in [from, to); an empty bound is none.
func ConfirmedWithin(tx *models.Tx, volunteerID int64, from, to models.Date) (minutes int64, err error) {
	query := tx.DB.Model(&Entry{}).Select("COALESCE(SUM(minutes), 0)").Where("volunteer_id = ? AND status = ?", volunteerID, Confirmed)
	if from != "" {
		query = query.Where("served_on >= ?", from)
	}
	if to != "" {
		query = query.Where("served_on < ?", to)
	}
	err = query.Scan(&minutes).Error
	return minutes, err
}

// ConfirmedOf is ConfirmedWithin as an expression, for a query over rows that have a volunteer_id and the bounds from_on and to_on,
// NULL for none; rows is the query's name for them.
func ConfirmedOf(rows string) string {
	return strings.ReplaceAll(`(SELECT COALESCE(SUM(entry.minutes), 0) FROM entries AS entry WHERE entry.volunteer_id = ROWS.volunteer_id
		AND entry.status = 'confirmed' AND (ROWS.from_on IS NULL OR entry.served_on >= ROWS.from_on)
		AND (ROWS.to_on IS NULL OR entry.served_on < ROWS.to_on))`, "ROWS", rows)
}
