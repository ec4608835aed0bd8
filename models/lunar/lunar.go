// Package lunar is the Chinese lunar calendar (农历) and the solar terms (节气) of the civil years 2000 to 2100, from a table.
//
// What is not on that calendar has an answer and never a guess: a day 30 of a month that has 29, a leap month in a year
// without it, and a civil day before 2000-01-01 or after 2100-12-31 do not exist here.
package lunar

import (
	"errors"
	"slices"
	"sort"
	"time"

	"practicestation/models"
)

// The civil years that the calendar covers, each with all its days.
const (
	FirstYear = 2000
	LastYear  = 2100
)

// ErrOutside says that the table does not reach a civil day; what that means for a person is the caller's to say.
var ErrOutside = errors.New("the lunar table covers the civil years 2000 to 2100")

// Date is a day of the lunar calendar; its year begins on 正月初一 (the Spring Festival), not in January.
type Date struct {
	Year, Month, Day int
	Leap             bool // in the leap month (闰月) that follows the month of this number
}

// month is a lunar month: where it stands, and the civil days that it has, counted from 1970-01-01.
type month struct {
	year, number int
	leap         bool
	first, days  int
}

// months is every month of the table in order.
var months = everyMonth()

func everyMonth() []month {
	first := dayNumber(firstMonth)
	all := make([]month, 0, len(table)*13)
	for i, line := range table {
		number := 0
		for at, long := range line.months {
			leap := line.leap > 0 && at == line.leap
			if !leap {
				number++
			}
			days := 29
			if long == '1' {
				days = 30
			}
			all = append(all, month{year: firstTabled + i, number: number, leap: leap, first: first, days: days})
			first += days
		}
	}
	return all
}

// Of is the lunar date of a civil day. It fails with ErrOutside when the table does not reach it, or when it is no date.
func Of(day models.Date) (Date, error) {
	if !covers(day) {
		return Date{}, ErrOutside
	}
	number := dayNumber(day)
	after := sort.Search(len(months), func(i int) bool { return months[i].first > number })
	in := months[after-1]
	return Date{Year: in.year, Month: in.number, Day: number - in.first + 1, Leap: in.leap}, nil
}

// Civil is the civil day of a lunar date, or false when there is no such day: no day 30 in that month, no such leap month
// in that year, or a civil day that the table does not reach.
func Civil(year, number, day int, leap bool) (models.Date, bool) {
	at, found := slices.BinarySearchFunc(months, month{year: year, number: number, leap: leap}, inOrder)
	if !found || day < 1 || day > months[at].days {
		return "", false
	}
	civil := dateOf(months[at].first + day - 1)
	return civil, covers(civil)
}

func inOrder(a, b month) int {
	switch {
	case a.year != b.year:
		return a.year - b.year
	case a.number != b.number:
		return a.number - b.number
	case a.leap == b.leap:
		return 0
	case b.leap:
		return -1
	}
	return 1
}

// covers reports whether the text is a date within the years of the table.
func covers(day models.Date) bool {
	clean, ok := models.ParseDate(string(day))
	return ok && clean >= "2000-01-01" && clean <= "2100-12-31"
}

func dayNumber(day models.Date) int { return int(day.In(time.UTC).Unix() / 86400) }

func dateOf(number int) models.Date {
	return models.DateOf(time.Unix(int64(number)*86400, 0), time.UTC)
}
