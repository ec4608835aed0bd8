package holiday

import (
	"maps"
	"slices"
	"strings"
	"time"

	"practicestation/models"
)

// Calendar answers for every day whether it is worked. It is read once and never changes.
type Calendar struct {
	days  map[models.Date]Holiday
	years map[int]bool
	first int // the first year of the notices that the program ships
}

// Day is what the calendar says of one day.
type Day struct {
	Date  models.Date
	Kind  Kind
	Name  string // of the holiday; empty on an ordinary day
	Off   bool
	Known bool // false: no notice covers the year, so that Off only says whether it is a weekend
}

// Load reads the calendar: an imported notice stands for the shipped one of its year.
func Load(tx *models.Tx) (*Calendar, error) {
	var imported []Holiday
	if err := tx.DB.Order("day").Find(&imported).Error; err != nil {
		return nil, err
	}
	return calendarOf(imported), nil
}

func calendarOf(imported []Holiday) *Calendar {
	c := &Calendar{days: map[models.Date]Holiday{}, years: map[int]bool{}, first: shipped()[0].NoticeYear}
	for _, holiday := range imported {
		c.years[holiday.NoticeYear] = true
		c.days[holiday.Day] = holiday
	}
	replaced := maps.Clone(c.years)
	for _, row := range shipped() {
		c.years[row.NoticeYear] = true
		if _, taken := c.days[row.Day]; !taken && !replaced[row.NoticeYear] {
			c.days[row.Day] = row.Holiday
		}
	}
	return c
}

// Known reports whether there is a notice for the year. Next year's may still move the last days of its December.
func (c *Calendar) Known(year int) bool { return c.years[year] }

// KnownThrough is the last day up to which every year has its notice, counted from the first year that the program ships.
func (c *Calendar) KnownThrough() models.Date {
	year := c.first
	for c.years[year+1] {
		year++
	}
	return models.DateOf(time.Date(year, time.December, 31, 0, 0, 0, 0, time.UTC), time.UTC)
}

// Day says what the date is.
func (c *Calendar) Day(date models.Date) Day {
	if holiday, named := c.days[date]; named {
		return Day{Date: date, Kind: holiday.Kind, Name: holiday.Name, Off: holiday.Off(), Known: true}
	}
	at := date.In(time.UTC)
	return Day{Date: date, Kind: Ordinary, Off: weekend(at.Weekday()), Known: c.years[at.Year()]}
}

func weekend(day time.Weekday) bool { return day == time.Saturday || day == time.Sunday }

// IsWorkday reports whether the date is worked: an ordinary day from Monday to Friday, or a weekend worked in exchange.
func (c *Calendar) IsWorkday(date models.Date) bool { return !c.Day(date).Off }

// NextWorkday is the first working day after the date.
func (c *Calendar) NextWorkday(date models.Date) models.Date { return c.AddWorkdays(date, 1) }

// AddWorkdays is the n-th working day after the date, or before it for a negative n; for 0 it is the date itself.
func (c *Calendar) AddWorkdays(date models.Date, n int) models.Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		date = date.Plus(step)
		if c.IsWorkday(date) {
			n--
		}
	}
	return date
}

// Holidays lists the days that the notice of the year names, in order.
func (c *Calendar) Holidays(year int) []Holiday {
	var named []Holiday
	for _, holiday := range c.days {
		if holiday.NoticeYear == year {
			named = append(named, holiday)
		}
	}
	slices.SortFunc(named, compareDays)
	return named
}

func compareDays(a, b Holiday) int { return strings.Compare(string(a.Day), string(b.Day)) }
