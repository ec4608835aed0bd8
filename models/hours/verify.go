package hours

import (
	"context"
	"fmt"

	"practicestation/models"
)

// chainPage is how many rows of the ledger a check reads at once.
const chainPage = 1000

// Checks are the checks of the hours, from the chain itself to the sums that rest on it.
func Checks() []models.Check {
	return append([]models.Check{
		{Name: "台账逐行相连，每行与指纹一致", Run: checkChains},
		models.CountedCheck("每站台账的末行就是最后一行", "ledger_heads", `SELECT h.station_id AS subject, h.sequence AS told,
			(SELECT COUNT(*) FROM ledger l WHERE l.station_id = h.station_id) AS found FROM ledger_heads h`, "told <> found"),
		models.CountedCheck("台账没有末行之外的行", "ledger", `SELECT l.id AS subject, (SELECT COUNT(*) FROM ledger_heads h
			WHERE h.station_id = l.station_id AND h.sequence >= l.sequence) AS told, 1 AS found FROM ledger l`, "told <> found"),
		models.CountedCheck("每条时长记录的分钟数与台账一致", "entries", `SELECT e.id AS subject, CASE WHEN e.status = 'confirmed' THEN e.minutes ELSE 0 END AS told,
			(SELECT COALESCE(SUM(l.minutes), 0) FROM ledger l WHERE l.kind = 'credit' AND l.subject_id = e.id) AS found FROM entries e`, "told <> found"),
		models.CountedCheck("台账每行所指的时长记录都在，且是同一个人、同一天、同一支队伍", "ledger", `SELECT l.id AS subject, (SELECT COUNT(*) FROM entries e
			WHERE e.id = l.subject_id AND e.volunteer_id = l.volunteer_id AND e.station_id = l.station_id AND e.team_id = l.team_id
			AND e.activity_id = l.activity_id AND e.shift_id = l.shift_id AND e.served_on = l.served_on
			AND e.minutes = ABS(l.minutes)) AS told, 1 AS found FROM ledger l WHERE l.kind = 'credit'`, "told <> found"),
		models.CountedCheck("每条补录的分钟数与台账一致", "retro_entries", `SELECT r.id AS subject, CASE WHEN r.status = 'approved' THEN r.minutes ELSE 0 END AS told,
			(SELECT COALESCE(SUM(l.minutes), 0) FROM ledger l WHERE l.kind = 'honor' AND l.subject_id = r.id) AS found FROM retro_entries r`, "told <> found"),
		models.CountedCheck("台账每行所指的补录都在，且是同一个人、同一天、同一支队伍", "ledger", `SELECT l.id AS subject, (SELECT COUNT(*) FROM retro_entries r
			WHERE r.id = l.subject_id AND r.volunteer_id = l.volunteer_id AND r.station_id = l.station_id AND r.team_id = l.team_id
			AND r.activity_id = l.activity_id AND r.shift_id = l.shift_id AND r.served_on = l.served_on
			AND r.minutes = ABS(l.minutes)) AS told, 1 AS found FROM ledger l WHERE l.kind = 'honor'`, "told <> found"),
		models.CountedCheck("每位志愿者的总时长等于台账之和", "volunteers", `SELECT v.id AS subject,
			(SELECT COALESCE(SUM(e.minutes), 0) FROM entries e WHERE e.volunteer_id = v.id AND e.status = 'confirmed') AS told,
			(SELECT COALESCE(SUM(l.minutes), 0) FROM ledger l WHERE l.volunteer_id = v.id AND l.kind = 'credit') AS found FROM volunteers v`, "told <> found"),
		activityCheck("每场活动的时长只归它的一支主办队伍", "team_id", "队伍"),
		activityCheck("每场活动的时长都记在它的实践站", "station_id", "实践站"),
		models.NamedCheck("台账每行所写的活动都在", "ledger", "activity_id", "activities", "活动"),
		models.NamedCheck("台账每行所写的志愿者都在", "ledger", "volunteer_id", "volunteers", "志愿者"),
		models.CountedCheck("每站的汇总算到台账的末行", "ledger_heads", "SELECT h.station_id AS subject, h.rolled_sequence AS told, h.sequence AS found FROM ledger_heads h", "told <> found"),
		{Name: "每站按日、按月和每队按月的汇总等于台账之和", Run: checkRollups},
	}, decisionChecks()...)
}

// activityCheck holds what an activity says against its rows of the ledger. Either may be what was changed: a row is held by its
// chain, an activity by nothing else.
func activityCheck(name, column, word string) models.Check {
	query := fmt.Sprintf("SELECT a.id AS subject, a.%[1]s AS told, l.%[1]s AS found FROM ledger l JOIN activities a ON a.id = l.activity_id", column)
	return models.ToldCheck(name, "activities", query, "told <> found", func(told, found int64) string {
		return fmt.Sprintf("活动的%[1]s是 %[2]d，它的台账写的是 %[3]d，活动或台账被改动过", word, told, found)
	})
}

// checkChains walks every chain from its first row to its head. The head is read before the rows, so what is written meanwhile
// lies behind it and is left for the next time.
func checkChains(ctx context.Context, db *models.DB, progress func(int64)) (seen int64, found *models.Finding, err error) {
	heads := []Head{}
	err = db.Read(ctx, models.SystemActor("verify"), func(tx *models.Tx) error { return tx.DB.Order("station_id").Find(&heads).Error })
	if err != nil {
		return 0, nil, err
	}
	for _, head := range heads {
		end := reached{Head: Head{StationID: head.StationID, Hash: models.Genesis()}}
		for end.Sequence < head.Sequence && found == nil {
			var rows []Posting
			err := db.Read(ctx, models.SystemActor("verify"), func(tx *models.Tx) error {
				return tx.DB.Where("station_id = ? AND sequence > ? AND sequence <= ?", head.StationID, end.Sequence, head.Sequence).
					Order("sequence").Limit(chainPage).Find(&rows).Error
			})
			if err != nil {
				return seen, nil, err
			}
			if found, err = end.follow(rows); err != nil {
				return seen, nil, err
			}
			seen += int64(len(rows))
			progress(seen)
		}
		if found == nil && end.Hash != head.Hash {
			found = &models.Finding{Table: "ledger_heads", Row: head.StationID, Text: "末行的指纹与台账最后一行不符"}
		}
		if found != nil {
			return seen, found, nil
		}
	}
	return seen, nil, nil
}

// reached is the end of a chain as far as it was walked.
type reached struct {
	Head

	rowID int64
}

// follow walks from the end reached so far over the next rows, and says which is the first that does not follow. The number of a
// row in the table is not hashed; it rises, since a row is written under the lock of its station's head.
func (h *reached) follow(rows []Posting) (*models.Finding, error) {
	if len(rows) == 0 {
		return &models.Finding{Table: "ledger_heads", Row: h.StationID, Text: fmt.Sprintf("第 %d 号之后的行不见了", h.Sequence)}, nil
	}
	for i := range rows {
		row := &rows[i]
		hash, err := row.contentHash()
		if err != nil {
			return nil, err
		}
		place := fmt.Sprintf("实践站 %d 的第 %d 号", row.StationID, row.Sequence)
		switch {
		case row.Sequence != h.Sequence+1:
			return &models.Finding{Table: "ledger", Row: row.ID, Text: fmt.Sprintf("%s之前少了第 %d 号", place, h.Sequence+1)}, nil
		case row.PreviousHash != h.Hash:
			return &models.Finding{Table: "ledger", Row: row.ID, Text: place + "与前一行接不上"}, nil
		case hash != row.Hash:
			return &models.Finding{Table: "ledger", Row: row.ID, Text: place + "的内容与指纹不符"}, nil
		case row.ID <= h.rowID:
			return &models.Finding{Table: "ledger", Row: row.ID, Text: place + "的编号不大于前一行的编号"}, nil
		}
		h.Sequence, h.Hash, h.rowID = row.Sequence, row.Hash, row.ID
	}
	return nil, nil //nolint:nilnil // every row follows
}
