package hours

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"practicestation/models"
)

// Rebuild makes the rollups of one station anew from its ledger, and counts their rows. It holds the end of the station's chain
// meanwhile: who confirms hours there waits, everybody else goes on.
func Rebuild(tx *models.Tx, stationID int64) (written int64, err error) {
	head, err := headOf(tx, stationID)
	if err != nil {
		return 0, err
	}
	if err := clearRollups(tx, stationID); err != nil {
		return 0, err
	}
	counted, err := countLedger(tx, stationID)
	if err != nil {
		return 0, err
	}
	for i, r := range rollups {
		for places := range slices.Chunk(slices.SortedFunc(maps.Keys(counted[i]), place.compare), rollupPage) {
			if err := r.write(tx, places, counted[i]); err != nil {
				return 0, err
			}
			written += int64(len(places))
		}
	}
	return written, tx.DB.Model(&Head{}).Where("station_id = ?", stationID).Update("rolled_sequence", head.Sequence).Error
}

// countLedger counts the rows of a station's ledger as the rollups do, in their order: what a rebuild writes, and what a check
// compares with. What comes to nothing is left out.
func countLedger(tx *models.Tx, stationID int64) ([]tallies, error) {
	counted := make([]tallies, len(rollups))
	for i := range counted {
		counted[i] = tallies{}
	}
	rows, err := tx.DB.Raw("SELECT served_on, team_id, activity_id, volunteer_id, kind, movement, minutes FROM ledger WHERE station_id = ?", stationID).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		p := Posting{StationID: stationID}
		if err := rows.Scan(&p.ServedOn, &p.TeamID, &p.ActivityID, &p.VolunteerID, &p.Kind, &p.Movement, &p.Minutes); err != nil {
			return nil, err
		}
		for i, r := range rollups {
			r.count(counted[i], &p)
		}
	}
	for _, all := range counted {
		maps.DeleteFunc(all, func(_ place, sum *tally) bool { return sum.isNothing() })
	}
	return counted, rows.Err()
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
	if _, err := Rebuild(tx, behind[0]); err != nil {
		return 0, err
	}
	return 1, nil
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

// checkRollups compares the rollups with the ledger, station by station, each in one state of the database.
func checkRollups(ctx context.Context, db *models.DB, progress func(int64)) (seen int64, found *models.Finding, err error) {
	var stations []int64
	err = db.Read(ctx, models.SystemActor("verify"), func(tx *models.Tx) (err error) {
		stations, err = RolledStations(tx)
		return err
	})
	for i := 0; i < len(stations) && err == nil && found == nil; i++ {
		err = db.Snapshot(ctx, models.SystemActor("verify"), func(tx *models.Tx) error {
			rows, wrong, err := checkStation(tx, stations[i])
			seen, found = seen+rows, wrong
			return err
		})
		progress(seen)
	}
	return seen, found, err
}

// checkStation finds the first row of a station's rollups that is not what the ledger says, and counts the rows.
func checkStation(tx *models.Tx, stationID int64) (rows int64, wrong *models.Finding, err error) {
	counted, err := countLedger(tx, stationID)
	if err != nil {
		return 0, nil, err
	}
	for i, r := range rollups {
		held, err := r.read(tx, "station_id = ?", stationID)
		if err != nil {
			return rows, nil, err
		}
		rows += int64(len(held))
		maps.DeleteFunc(held, func(_ place, sum *tally) bool { return sum.isNothing() })
		if wrong := r.firstWrong(held, counted[i]); wrong != nil {
			return rows, wrong, nil
		}
	}
	return rows, nil, nil
}

// firstWrong is the first row, by its key, that is not what the ledger says.
func (r rollup) firstWrong(held, counted tallies) *models.Finding {
	both := maps.Clone(counted)
	maps.Copy(both, held)
	for _, of := range slices.SortedFunc(maps.Keys(both), place.compare) {
		told, want := held[of], counted[of]
		if told == nil {
			told = &tally{}
		}
		if want == nil {
			want = &tally{}
		}
		if told.equals(want) {
			continue
		}
		return &models.Finding{Table: r.table, Text: of.inWords() + told.instead(want) + "；运行 station rollups rebuild 按台账重算"}
	}
	return nil
}

// inWords names a row by its key.
func (p place) inWords() string {
	text := fmt.Sprintf("实践站 %d 在 %s", p.station, p.period)
	if p.team != 0 {
		text += fmt.Sprintf(" 的队伍 %d", p.team)
	}
	if p.activity != 0 {
		text += fmt.Sprintf("、活动 %d", p.activity)
	}
	return fmt.Sprintf("%s（%s）", text, p.kind)
}

func (t *tally) equals(other *tally) bool {
	return t.spoilt == other.spoilt && t.attendances == other.attendances && t.minutes == other.minutes &&
		slices.Equal(t.people.encode(), other.people.encode()) && slices.Equal(t.activities.encode(), other.activities.encode())
}

// instead says what the row holds instead of what the ledger says, and who is too many or missing.
func (t *tally) instead(want *tally) string {
	text := fmt.Sprintf("应为 %d 人次 %d 分钟，实为 %d 人次 %d 分钟", want.attendances, want.minutes, t.attendances, t.minutes)
	for _, c := range []struct {
		what string
		who  crowd
	}{
		{"多出志愿者", t.people.beyond(want.people)},
		{"缺少志愿者", want.people.beyond(t.people)},
		{"多出活动", t.activities.beyond(want.activities)},
		{"缺少活动", want.activities.beyond(t.activities)},
	} {
		if len(c.who) > 0 {
			text += "；" + c.what + " " + c.who.inWords()
		}
	}
	if t.spoilt {
		text += "；名单里有读不懂的内容"
	}
	return text
}
