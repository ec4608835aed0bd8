package plan

import (
	"time"

	"practicestation/models"
)

// Month (月份) is a civil month as 2006-01: it sorts as text, alike in both databases.
type Month string

const monthLayout = "2006-01"

// MonthOf is the civil month of the instant in the zone.
func MonthOf(at time.Time, zone *time.Location) Month { return Month(at.In(zone).Format(monthLayout)) }

// ParseMonth reads 2006-01 and reports whether it is a real month.
func ParseMonth(text string) (Month, bool) {
	at, err := time.Parse(monthLayout, text)
	if err != nil {
		return "", false
	}
	return MonthOf(at, time.UTC), true
}

// In is the first instant of the month in the zone.
func (m Month) In(zone *time.Location) time.Time {
	at, _ := time.ParseInLocation(monthLayout, string(m), zone)
	return at
}

// Plus is the month so many months later.
func (m Month) Plus(months int) Month {
	return MonthOf(m.In(time.UTC).AddDate(0, months, 0), time.UTC)
}

// days is how many days the month has.
func (m Month) days() int { return m.In(time.UTC).AddDate(0, 1, -1).Day() }

// day is the month's day with this number, and whether it has one.
func (m Month) day(number int) (models.Date, bool) {
	return models.DateOf(m.In(time.UTC).AddDate(0, 0, number-1), time.UTC), number >= 1 && number <= m.days()
}

// has reports whether the day lies in the month.
func (m Month) has(day models.Date) bool { return MonthOf(day.In(time.UTC), time.UTC) == m }

// weeks is how many weeks the month has: the first has the days 1 to 7, and the fifth what is left after the 28th.
func (m Month) weeks() int64 { return int64(m.days()+6) / 7 }
