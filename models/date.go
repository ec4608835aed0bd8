package models

import "time"

// Date is a civil date as 2006-01-02: it sorts as text, alike in both databases, and its first seven characters are its month.
type Date string

// DateOf is the civil date of the instant in the zone.
func DateOf(at time.Time, zone *time.Location) Date { return Date(at.In(zone).Format(time.DateOnly)) }

// ParseDate reads 2006-01-02 and reports whether it is a real date.
func ParseDate(text string) (Date, bool) {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return "", false
	}
	return Date(at.Format(time.DateOnly)), true
}

// In is the first instant of the date in the zone.
func (d Date) In(zone *time.Location) time.Time {
	at, _ := time.ParseInLocation(time.DateOnly, string(d), zone)
	return at
}

// AgeOn is how many whole years someone born on the date has lived on the other date.
func (d Date) AgeOn(day Date) int {
	born, on := d.In(time.UTC), day.In(time.UTC)
	years := on.Year() - born.Year()
	if on.Month() < born.Month() || on.Month() == born.Month() && on.Day() < born.Day() {
		years--
	}
	return years
}

// Plus is the date so many days later, or earlier for a negative number.
func (d Date) Plus(days int) Date { return DateOf(d.In(time.UTC).AddDate(0, 0, days), time.UTC) }

// Weekday is the day of the week that the date falls on.
func (d Date) Weekday() time.Weekday { return d.In(time.UTC).Weekday() }
