package hours

import (
	"fmt"

	"practicestation/models"
)

// ErrDayFull refuses more hours than a person can have on one day.
var ErrDayFull = models.DefineError(models.Conflict, "day_cap_exceeded", "超过每日时长上限", "这位志愿者当天的时长会超过每日上限，请核对后减少分钟数。")

// measure gives an entry the minutes that attendance came to, cut to what one record may have and to what is left of the day; it
// keeps both where they differ.
func (e *Entry) measure(minutes, left int64, settings models.Settings) {
	e.Minutes, e.MeasuredMinutes = min(minutes, settings.RecordCap, max(0, left)), nil
	if e.Minutes < minutes {
		e.MeasuredMinutes = &minutes
	}
}

// measured is what attendance came to.
func (e *Entry) measured() int64 {
	if e.MeasuredMinutes != nil {
		return *e.MeasuredMinutes
	}
	return e.Minutes
}

// dayMinutes adds up what the person has on the day in these states, but for one entry, and what was approved afterwards.
func dayMinutes(tx *models.Tx, volunteerID int64, day models.Date, but int64, states ...Status) (int64, error) {
	var attended, entered int64
	err := tx.DB.Model(&Entry{}).Select("COALESCE(SUM(minutes), 0)").
		Where("volunteer_id = ? AND served_on = ? AND status IN (?) AND id <> ?", volunteerID, day, states, but).Scan(&attended).Error
	if err != nil {
		return 0, err
	}
	err = tx.DB.Model(&RetroEntry{}).Select("COALESCE(SUM(minutes), 0)").
		Where("volunteer_id = ? AND served_on = ? AND status = ?", volunteerID, day, RetroApproved).Scan(&entered).Error
	return attended + entered, err
}

// fits fails with ErrDayFull when the person would have more than a day's hours. The person's own row is taken first, so that two
// units cannot both use what is left.
func fits(tx *models.Tx, volunteerID int64, day models.Date, but, minutes int64) error {
	if err := takePerson(tx, volunteerID); err != nil {
		return err
	}
	already, err := dayMinutes(tx, volunteerID, day, but, Pending, Confirmed)
	if err != nil {
		return err
	}
	if already+minutes > tx.Settings.DayCap {
		return ErrDayFull.Saying("这位志愿者 %s 已有 %d 分钟，加上这一条会超过每日上限 %d 分钟，请核对后减少分钟数。", day, already, tx.Settings.DayCap)
	}
	return nil
}

// withinShift fails with ErrInvalid for more minutes than a shift has, or than one record may have.
func withinShift(tx *models.Tx, field string, minutes, longest int64) error {
	longest = min(longest, tx.Settings.RecordCap)
	if minutes >= 0 && minutes <= longest {
		return nil
	}
	return models.ErrInvalid.WithFields(models.FieldError{
		Field: field, Code: "range", Message: fmt.Sprintf("分钟数要在 0 到 %d 之间，不能超过班次的时长和每条的上限。", longest),
	})
}
