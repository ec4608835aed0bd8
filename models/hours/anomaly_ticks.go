package hours

import (
	"gorm.io/gorm"

	"practicestation/models"
)

// tenMinutes is within how many seconds very many ticks by one account stand out, as SQL.
const tenMinutes = "600"

// massTicks are people whom one account has ticked on the roster within ten minutes, wherever on the clock these begin: counted back
// from each tick. Only who has ticked so many on the day at all is looked at closely, so the window is laid over few rows.
func massTicks(tx *models.Tx, where bounds) *gorm.DB {
	ticks := func(columns string) *gorm.DB {
		return where.narrow(tx.DB.Table("entries AS r").Select("r.station_id, e.operator_id, r.served_on, e.kind, "+columns).
			Joins("JOIN attendance_events AS e ON e.sign_up_id = r.sign_up_id").
			Where("e.method = 'roster' AND e.operator_id IS NOT NULL AND e.struck_at IS NULL AND r.status IN (?)", []Status{Pending, Confirmed}))
	}
	busy := ticks("COUNT(*) AS ticks").Group("r.station_id, e.operator_id, r.served_on, e.kind").Having("COUNT(*) > ?", tx.Settings.MassEntries)
	near := tx.DB.Raw(`SELECT t.station_id, t.operator_id, t.served_on, COUNT(*) OVER near AS ticks, SUM(t.minutes) OVER near AS minutes FROM (?) AS t
		JOIN (?) AS b ON b.station_id = t.station_id AND b.operator_id = t.operator_id AND b.served_on = t.served_on AND b.kind = t.kind
		WINDOW near AS (PARTITION BY t.station_id, t.operator_id, t.served_on, t.kind ORDER BY t.at RANGE BETWEEN `+tenMinutes+` PRECEDING AND CURRENT ROW)`,
		ticks("r.minutes, "+secondsOf(tx, "e.occurred_at")+" AS at"), busy)
	return tx.DB.Table("(?) AS r", near).Select("? AS kind, r.station_id, r.operator_id AS account_id, a.name AS account_name, r.served_on, MAX(r.ticks) AS count, MAX(r.minutes) AS minutes", MassEntry).
		Joins("JOIN accounts AS a ON a.id = r.operator_id").Where("r.ticks > ?", tx.Settings.MassEntries).
		Group("r.station_id, r.operator_id, a.name, r.served_on").Order("count DESC, r.operator_id, r.served_on")
}

// secondsOf is an instant as a number, in which the two databases have no word in common.
func secondsOf(tx *models.Tx, column string) string {
	if tx.DB.Name() == string(models.SQLite) {
		return "CAST(strftime('%s', " + column + ") AS INTEGER)"
	}
	return "TIMESTAMPDIFF(SECOND, '1970-01-01', " + column + ")"
}
