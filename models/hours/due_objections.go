package hours

import (
	"fmt"

	"practicestation/models"
)

// remindObjections tells of the objections that wait for their answer, as remind does of pending entries: also of those accepted by
// one person whose correction no second one has decided, since nothing has changed for the volunteer. The level above is told as
// well: it decides where the station has nobody else, and answers what was entered afterwards.
func remindObjections(tx *models.Tx, now reminder) (int64, error) {
	const waiting = "live = 1 AND due_on <= ? AND reminded < ?"
	var days []backlog
	err := tx.DB.Model(&Objection{}).Select("station_id, due_on, COUNT(*) AS count, SUM(CASE WHEN status = ? THEN 1 ELSE 0 END) AS halfway", ObjectionAccepted).
		Where(waiting, now.day, now.round).Group("station_id, due_on").Order("station_id, due_on").Scan(&days).Error
	if err != nil {
		return 0, err
	}
	for _, station := range byStation(days) {
		text := fmt.Sprintf("有 %d 条时长异议要答复，%s，请到异议列表处理。", station.Count, station.deadline(now.calendar, tx.Today()))
		if station.Halfway > 0 {
			text += fmt.Sprintf("其中 %d 条已采纳，更正还没有经另一位管理员批准，时长还没有变，请到更正列表处理。", station.Halfway)
		}
		if err := tellWhoAnswers(tx, station.StationID, NoticeDue, "时长异议待答复", text); err != nil {
			return 0, err
		}
	}
	marked := tx.DB.Model(&Objection{}).Where(waiting, now.day, now.round).Update("reminded", now.round)
	return marked.RowsAffected, marked.Error
}

// tellWhoAnswers tells everybody who manages the station now, or administers the level above it, each once.
func tellWhoAnswers(tx *models.Tx, station int64, kind models.NoticeKind, title, text string) error {
	return tellHolders(tx, kind, title, text, `organization_id = ? AND role = ? OR role IN (?) AND organization_id =
		(SELECT parent_id FROM organizations WHERE id = ?)`, station, models.StationManager, []models.Role{models.TownAdmin, models.CenterAdmin}, station)
}
