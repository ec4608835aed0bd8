package hours

import (
	"context"
	"fmt"
	"strings"

	"practicestation/models"
)

// Rebuild makes the rollups of one station anew from its ledger, and counts their rows. It holds the end of the station's chain
// meanwhile: who confirms hours there waits, everybody else goes on. The database does the work, so no row passes through here.
func Rebuild(tx *models.Tx, stationID int64) (int64, error) {
	head, err := headOf(tx, stationID)
	if err != nil {
		return 0, err
	}
	if err := clearRollups(tx, stationID); err != nil {
		return 0, err
	}
	written := int64(0)
	for _, r := range rollups {
		made := tx.DB.Exec(r.insert()+" "+r.recipe(), stationID)
		if made.Error != nil {
			return 0, made.Error
		}
		written += made.RowsAffected
	}
	return written, tx.DB.Model(&Head{}).Where("station_id = ?", stationID).Update("rolled_sequence", head.Sequence).Error
}

// forgetRollups removes what rollups say of a station whose chain only begins: it is of no ledger.
func forgetRollups(tx *models.Tx, stationID int64) error {
	people, err := rolledAt(tx, stationID)
	if err != nil {
		return err
	}
	if err := clearRollups(tx, stationID); err != nil {
		return err
	}
	return rebuildYears(tx, people)
}

// clearRollups removes what the rollups say of a station.
func clearRollups(tx *models.Tx, stationID int64) error {
	for _, r := range rollups {
		if err := tx.DB.Exec("DELETE FROM "+r.table+" WHERE station_id = ?", stationID).Error; err != nil {
			return err
		}
	}
	return nil
}

// RollUp rebuilds the rollups of one station whose chain they have fallen behind, as they have for every chain that is older than
// they are, and answers 1; 0 says that none is left.
func RollUp(tx *models.Tx) (int64, error) {
	var behind []int64
	err := tx.DB.Model(&Head{}).Where("rolled_sequence <> sequence").Order("station_id").Limit(1).Pluck("station_id", &behind).Error
	if err != nil || len(behind) == 0 {
		return 0, err
	}
	people, err := rolledAt(tx, behind[0])
	if err != nil {
		return 0, err
	}
	if _, err := Rebuild(tx, behind[0]); err != nil {
		return 0, err
	}
	return 1, rebuildYears(tx, people)
}

// RolledStations lists every station that has a ledger, or of which a rollup says anything.
func RolledStations(tx *models.Tx) (stations []int64, err error) {
	parts := []string{"SELECT station_id FROM ledger_heads"}
	for _, r := range rollups {
		parts = append(parts, "SELECT DISTINCT station_id FROM "+r.table)
	}
	err = tx.DB.Raw(strings.Join(parts, " UNION ") + " ORDER BY station_id").Scan(&stations).Error
	return stations, err
}

// check compares the rollup with the ledger, station by station. One statement sees one state of both.
func (r rollup) check(ctx context.Context, db *models.DB, progress func(int64)) (seen int64, found *models.Finding, err error) {
	var stations []int64
	err = db.Read(ctx, models.SystemActor("verify"), func(tx *models.Tx) (err error) {
		stations, err = RolledStations(tx)
		return err
	})
	for _, station := range stations {
		if err != nil || found != nil {
			break
		}
		err = db.Read(ctx, models.SystemActor("verify"), func(tx *models.Tx) (err error) {
			var rows int64
			if err = tx.DB.Table(r.table).Where("station_id = ?", station).Count(&rows).Error; err != nil {
				return err
			}
			seen += rows
			found, err = r.firstWrong(tx, station)
			return err
		})
		progress(seen)
	}
	return seen, found, err
}

// firstWrong is the first row of a station, by its key, that is not what the ledger says.
func (r rollup) firstWrong(tx *models.Tx, station int64) (*models.Finding, error) {
	key := strings.Join(r.key, ", ")
	query := "SELECT " + key + ", SUM(told) AS told, SUM(told_minutes) AS told_minutes, SUM(found) AS found, SUM(found_minutes) AS found_minutes FROM (" +
		"SELECT " + key + ", attendances AS told, minutes AS told_minutes, 0 AS found, 0 AS found_minutes FROM " + r.table + " WHERE station_id = ?" +
		" UNION ALL SELECT " + key + ", 0, 0, attendances, minutes FROM (" + r.recipe() + ") AS counted) AS compared GROUP BY " + key +
		" HAVING SUM(told) <> SUM(found) OR SUM(told_minutes) <> SUM(found_minutes) ORDER BY " + key + " LIMIT 1"
	var wrong []struct {
		ServedOn, Month                 string
		VolunteerID, TeamID, ActivityID int64
		Kind                            Kind
		Told, ToldMinutes               int64
		Found, FoundMinutes             int64
	}
	if err := tx.DB.Raw(query, station, station).Scan(&wrong).Error; err != nil || len(wrong) == 0 {
		return nil, err
	}
	row := wrong[0]
	text := fmt.Sprintf("实践站 %d 在 %s%s 的队伍 %d", station, row.ServedOn, row.Month, row.TeamID)
	if row.ActivityID != 0 {
		text += fmt.Sprintf("、活动 %d", row.ActivityID)
	}
	if row.VolunteerID != 0 {
		text += fmt.Sprintf("、志愿者 %d", row.VolunteerID)
	}
	text += fmt.Sprintf("（%s）应为 %d 人次 %d 分钟，实为 %d 人次 %d 分钟；运行 station rollups rebuild 按台账重算", row.Kind, row.Found, row.FoundMinutes, row.Told, row.ToldMinutes)
	return &models.Finding{Table: r.table, Row: station, Text: text}, nil
}
