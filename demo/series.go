package demo

import (
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/recurrence"
	"practicestation/models/series"
)

// holdRegularly gives the first station a weekly series that keeps seats for its host team, and moves it to another weekday
// when people have already signed up for one day: that one is held as it is.
func (c *county) holdRegularly() error {
	c.clock.hold(c.now)
	first := c.now.In(c.db.Zone).AddDate(0, 0, 1)
	declared, _ := activity.Exclusions()
	weekdays := []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}
	on := func(day time.Time, number int) series.Input {
		return series.Input{
			StationID: c.stations[0].ID, TeamID: c.teams[0], DeclarationVersion: declared, Title: "周周讲堂", Category: kinds[0].category, Place: c.stations[0].Name + "二楼会议室",
			Rules: []recurrence.Rule{{
				Number: number, Kind: recurrence.RRule, RRule: "FREQ=WEEKLY;BYDAY=" + weekdays[day.Weekday()],
				Shifts: []recurrence.Shift{{Role: "签到引导", Starts: "19:00", Ends: "20:30", Capacity: 6, WaitlistCapacity: 2}},
			}},
			Holidays: recurrence.Skip, StartsOn: models.DateOf(first, c.db.Zone), EndsOn: models.DateOf(first.AddDate(0, 6, 0), c.db.Zone),
			ShiftTerms: [][]series.ShiftTerms{{{Quotas: series.KeptSeats{
				Before: 48 * time.Hour, Teams: []series.TeamSeats{{TeamID: c.teams[0], Seats: 2}},
			}}}},
		}
	}
	var made *series.Series
	var shift int64
	err := c.as(c.admin, func(tx *models.Tx) (err error) {
		if made, err = series.Create(tx, on(first.AddDate(0, 0, 3), 0)); err != nil {
			return err
		}
		days, err := series.Occurrences(tx, made.ID, series.Window{Limit: 1})
		if err != nil || len(days.Days) == 0 || days.Days[0].ActivityID == 0 {
			return err
		}
		shifts, err := activity.ShiftsOf(tx, days.Days[0].ActivityID)
		if err == nil {
			shift = shifts[days.Days[0].ActivityID][0].ID
		}
		return err
	})
	if err != nil || shift == 0 { // a holiday leaves the first day out
		return err
	}
	if _, err := c.join(chance(), shift, 3); err != nil {
		return err
	}
	return c.as(c.admin, func(tx *models.Tx) error {
		_, _, err := series.Update(tx, made.ID, made.Version, on(first.AddDate(0, 0, 4), made.Rules[0].Number))
		return err
	})
}
