package hours

import (
	"fmt"

	"practicestation/models"
	"practicestation/models/holiday"
)

// NoticeDue reminds of hours that are to be decided soon.
const NoticeDue models.NoticeKind = "hours_due"

// NoticeSettled tells a volunteer who never signed out what staff have found.
const NoticeSettled models.NoticeKind = "hours_settled"

// ErrOwnSettlement refuses to confirm minutes that oneself has set for somebody who never signed out.
var ErrOwnSettlement = models.DefineError(models.Forbidden, "own_settlement", "要由另一人确认", "这条时长的分钟数由您核定，请由另一位管理员确认。")

// remindersAt says how many working days before the day entries are reminded of: once at each.
var remindersAt = [...]int{5, 2}

// duePage is how many entries without a day one unit gives one.
const duePage = 200

// reminder is one round of reminders: the later one has the higher number, and speaks of what is due by an earlier day.
type reminder struct {
	calendar *holiday.Calendar
	round    int64
	day      models.Date
}

// Remind tells the managers of each station once when five and once when two working days are left to decide about hours, to set
// the minutes of who never signed out, or to answer an objection, and counts what it spoke of. What has no such day yet gets one first.
func Remind(tx *models.Tx) (int64, error) {
	calendar, err := holiday.Load(tx)
	if err != nil {
		return 0, err
	}
	for _, give := range []func(*models.Tx, *holiday.Calendar) (int64, error){giveDays, giveSettleDays} {
		if given, err := give(tx, calendar); given > 0 || err != nil {
			return given, err
		}
	}
	total := int64(0)
	// The most urgent first: what is reminded of with two days left is not reminded of with five as well.
	for i := len(remindersAt) - 1; i >= 0; i-- {
		now := reminder{calendar: calendar, round: int64(i + 1), day: calendar.AddWorkdays(tx.Today(), remindersAt[i])}
		for _, speak := range []func(*models.Tx, reminder) (int64, error){remind, remindUnsettled, remindObjections} {
			told, err := speak(tx, now)
			if err != nil {
				return 0, err
			}
			total += told
		}
	}
	return total, nil
}

// backlog is what of one station waits, and the first day by which any of it is due.
type backlog struct {
	StationID, Count int64
	DueOn            models.Date
	Halfway          int64 // of objections: accepted, and the correction not decided
}

// byStation adds up what waits by station and day, in that order, to one backlog for each station.
func byStation(days []backlog) (stations []backlog) {
	for _, day := range days {
		if last := len(stations) - 1; last >= 0 && stations[last].StationID == day.StationID {
			stations[last].Count += day.Count
			stations[last].Halfway += day.Halfway
			continue
		}
		stations = append(stations, day)
	}
	return stations
}

// deadline tells the day of what waits longest. It is that row's own and not the day that was asked for: what came late, or was
// never told of, may be past it.
func (b *backlog) deadline(calendar *holiday.Calendar, today models.Date) string {
	switch {
	case b.DueOn < today:
		return fmt.Sprintf("最早的期限是 %s，已超过", b.DueOn)
	case b.DueOn == today:
		return fmt.Sprintf("最早的期限是 %s，就是今天", b.DueOn)
	}
	left := 0
	for calendar.AddWorkdays(today, left) < b.DueOn {
		left++
	}
	return fmt.Sprintf("最早的期限是 %s，还有 %d 个工作日", b.DueOn, left)
}

// remind tells of the pending entries that are due by the day and have not been told of in this round or a later one.
func remind(tx *models.Tx, now reminder) (int64, error) {
	const waiting = "status = ? AND due_on <= ? AND reminded < ?"
	var days []backlog
	err := tx.DB.Model(&Entry{}).Select("station_id, due_on, COUNT(*) AS count").Where(waiting, Pending, now.day, now.round).
		Group("station_id, due_on").Order("station_id, due_on").Scan(&days).Error
	if err != nil {
		return 0, err
	}
	for _, station := range byStation(days) {
		err := TellManagers(tx, station.StationID, NoticeDue, "时长待确认",
			fmt.Sprintf("有 %d 条服务时长要确认或驳回，%s，请到时长列表处理。", station.Count, station.deadline(now.calendar, tx.Today())))
		if err != nil {
			return 0, err
		}
	}
	marked := tx.DB.Model(&Entry{}).Where(waiting, Pending, now.day, now.round).Update("reminded", now.round)
	return marked.RowsAffected, marked.Error
}

// giveDays gives pending entries from before that their day, some at a time.
func giveDays(tx *models.Tx, calendar *holiday.Calendar) (int64, error) {
	var entries []Entry
	if err := tx.DB.Where("status = ? AND due_on IS NULL", Pending).Order("id").Limit(duePage).Find(&entries).Error; err != nil {
		return 0, err
	}
	for _, entry := range entries {
		day := calendar.AddWorkdays(entry.ServedOn, tx.Settings.SettleDays)
		given := tx.DB.Model(&Entry{}).Where("id = ? AND status = ? AND due_on IS NULL", entry.ID, Pending).Update("due_on", day)
		if given.Error != nil {
			return 0, given.Error
		}
		if given.RowsAffected == 0 {
			return 0, tx.Retry() // decided at this very moment
		}
		tx.Audit(models.AuditEntry{
			Action: "entry.due", Subject: "entry", SubjectID: entry.ID, OrganizationID: entry.StationID, Row: entryRows().Row(entry.ID),
			After: map[string]any{"due_on": day},
		})
	}
	return int64(len(entries)), nil
}
