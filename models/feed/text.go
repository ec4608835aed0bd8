package feed

import (
	"fmt"
	"time"

	"practicestation/models"
	"practicestation/models/holiday"
)

// weekdays as people say them, from Sunday on.
var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// words writes times as people read them in one place and year.
type words struct {
	zone     *time.Location
	year     int // of the reader: another one is named
	holidays *holiday.Calendar
}

func wordsOf(tx *models.Tx) (*words, error) {
	holidays, err := holiday.Load(tx)
	return &words{zone: tx.Zone, year: tx.Now.In(tx.Zone).Year(), holidays: holidays}, err
}

// day writes a day as 5月1日（周五，劳动节假期）, with its year when that is not this one.
func (w *words) day(at time.Time) string {
	at = at.In(w.zone)
	text := fmt.Sprintf("%d月%d日（%s%s）", at.Month(), at.Day(), weekdays[at.Weekday()], w.mark(at))
	if at.Year() != w.year {
		text = fmt.Sprintf("%d年%s", at.Year(), text)
	}
	return text
}

// mark says what the yearly notice makes of a day, for somebody who plans on an ordinary one would be wrong.
func (w *words) mark(at time.Time) string {
	switch day := w.holidays.Day(models.DateOf(at, w.zone)); day.Kind {
	case holiday.Festival, holiday.InLieu:
		return "，" + day.Name + "假期"
	case holiday.MakeUp:
		return "，调休上班"
	}
	return ""
}

// moment writes an instant as 3月3日（周二）09:00.
func (w *words) moment(at time.Time) string { return w.day(at) + at.In(w.zone).Format("15:04") }

// span writes a time with its day: 3月3日（周二）09:00–11:00.
func (w *words) span(from, to time.Time) string { return w.day(from) + w.hours(from, to) }

// hours writes the hours of what begins on a day that has been named: 22:00–次日06:00.
func (w *words) hours(from, to time.Time) string {
	from, to = from.In(w.zone), to.In(w.zone)
	end := to.Format("15:04")
	first := midnight(from)
	switch {
	case to.Equal(first.AddDate(0, 0, 1)):
		end = "24:00"
	case !to.Before(first.AddDate(0, 0, 2)):
		same := *w
		same.year = from.Year() // it has been named with the beginning
		end = same.moment(to)
	case to.After(first.AddDate(0, 0, 1)):
		end = "次日" + end
	}
	return from.Format("15:04") + "–" + end
}

func midnight(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location())
}
