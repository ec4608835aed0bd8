package holiday

import (
	"fmt"
	"time"

	"practicestation/models"
	"practicestation/models/lunar"
)

// maxDays bounds what one page of a calendar asks for: a year and the weeks around it.
const maxDays = 400

// Page is what a calendar shows of some days in a row.
type Page struct {
	Days         []PageDay
	KnownThrough models.Date
}

// PageDay is one day of a calendar page: its holiday, lunar date and solar term. Outside the lunar table there is no
// lunar date, and on most days no term.
type PageDay struct {
	Day
	Lunar *lunar.Date
	Term  string
}

// Days lists the days in [from, to). It fails with ErrInvalid.
func Days(tx *models.Tx, from, to models.Date) (Page, error) {
	if err := pageFaults(from, to).Err(); err != nil {
		return Page{}, err
	}
	calendar, err := Load(tx)
	if err != nil {
		return Page{}, err
	}
	page := Page{KnownThrough: calendar.KnownThrough()}
	for date := from; date < to; date = date.Plus(1) {
		day := PageDay{Day: calendar.Day(date)}
		if on, err := lunar.Of(date); err == nil {
			day.Lunar = &on
		}
		if term, begins := lunar.TermOn(date); begins {
			day.Term = term.String()
		}
		page.Days = append(page.Days, day)
	}
	return page, nil
}

func pageFaults(from, to models.Date) models.Faults {
	var faults models.Faults
	switch {
	case to <= from:
		faults.Add("to", "order", "终止日期不含当天，要晚于起始日期。")
	case to.In(time.UTC).After(from.In(time.UTC).AddDate(0, 0, maxDays)):
		faults.Add("to", "range", fmt.Sprintf("一次最多看 %d 天，请缩短期间。", maxDays))
	}
	return faults
}

// Notice is what is known of one year.
type Notice struct {
	Year         int
	Known        bool
	KnownThrough models.Date
	URL          string // where the State Council's notice can be read; empty when nobody has said
	Holidays     []Holiday
}

// NoticeOf is the notice of a year, imported or shipped; of a year that is not known it has no days.
func NoticeOf(tx *models.Tx, year int) (Notice, error) {
	imported, err := importedYears(tx)
	if err != nil {
		return Notice{}, err
	}
	calendar, err := Load(tx)
	if err != nil {
		return Notice{}, err
	}
	return Notice{
		Year: year, Known: calendar.Known(year), KnownThrough: calendar.KnownThrough(),
		URL: addressOf(year, imported[year]), Holidays: calendar.Holidays(year),
	}, nil
}
