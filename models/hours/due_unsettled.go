package hours

import (
	"fmt"
	"time"

	"practicestation/models"
	"practicestation/models/holiday"
)

// Who signed in and never out has no entry until staff set the minutes. Such sign-ups are known above this package; their day
// and their reminders are those of entries all the same, since the hours wait as long.

// Undecided is, as SQL, that nobody has decided on any hours of a sign-up s: who was still inside when they were, by an earlier
// rule or at the same moment, waits for nothing any more.
const Undecided = "NOT EXISTS (SELECT 1 FROM entries AS d WHERE d.sign_up_id = s.id AND d.status IN ('confirmed', 'rejected', 'reversed'))"

// remindUnsettled tells of who never signed out, as remind does of pending entries.
func remindUnsettled(tx *models.Tx, now reminder) (int64, error) {
	const waiting = "status = 'checked_in' AND settle_due_on <= ? AND settle_reminded < ?"
	var days []backlog
	err := tx.DB.Table("sign_ups AS s").Select("a.station_id, s.settle_due_on AS due_on, COUNT(*) AS count").Joins("JOIN activities AS a ON a.id = s.activity_id").
		Where("s.status = 'checked_in' AND s.settle_due_on <= ? AND s.settle_reminded < ?", now.day, now.round).Where(Undecided).Group("a.station_id, s.settle_due_on").Order("a.station_id, s.settle_due_on").Scan(&days).Error
	if err != nil {
		return 0, err
	}
	for _, station := range byStation(days) {
		err := TellManagers(tx, station.StationID, NoticeDue, "未签退待核定",
			fmt.Sprintf("有 %d 人签到后没有签退，要核定时长并由另一位管理员确认，%s，请到未签退列表处理。", station.Count, station.deadline(now.calendar, tx.Today())))
		if err != nil {
			return 0, err
		}
	}
	marked := tx.DB.Table("sign_ups").Where(waiting, now.day, now.round).Update("settle_reminded", now.round)
	return marked.RowsAffected, marked.Error
}

// giveSettleDays gives who can no longer sign out the day by which their minutes are to be set, some at a time. It is kept, so
// that a later holiday notice does not move it.
func giveSettleDays(tx *models.Tx, calendar *holiday.Calendar) (int64, error) {
	var missing []struct {
		ID     int64
		EndsAt time.Time
	}
	err := tx.DB.Table("sign_ups AS s").Select("s.id, h.ends_at").Joins("JOIN shifts AS h ON h.id = s.shift_id").
		Where("s.status = 'checked_in' AND s.settle_due_on IS NULL AND h.ends_at <= ?", tx.Now.Add(-tx.Settings.CheckInMargin)).
		Order("s.id").Limit(duePage).Scan(&missing).Error
	if err != nil {
		return 0, err
	}
	for _, signUp := range missing {
		day := calendar.AddWorkdays(models.DateOf(signUp.EndsAt, tx.Zone), tx.Settings.SettleDays)
		if err := tx.DB.Table("sign_ups").Where("id = ?", signUp.ID).Update("settle_due_on", day).Error; err != nil {
			return 0, err
		}
	}
	return int64(len(missing)), nil
}
