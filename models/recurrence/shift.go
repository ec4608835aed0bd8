package recurrence

import (
	"fmt"
	"time"

	"practicestation/models"
)

// Clock is a local time of day as 08:30; as an end also 24:00.
type Clock string

// ParseClock reads HH:MM and reports whether it is a time of day; 24:00 is the end of the day.
func ParseClock(text string) (minutes int, ok bool) {
	if text == "24:00" {
		return 24 * 60, true
	}
	at, err := time.Parse("15:04", text)
	if err != nil || len(text) != 5 {
		return 0, false
	}
	return at.Hour()*60 + at.Minute(), true
}

// Shift is one role in one time slot of each day of a rule. It begins on that day, or on the one after it with NextDay; an
// end that is not later than the start is of the day after the start.
type Shift struct {
	Number           int    `json:"number,omitempty"` // within its rule, for good: what is made from it is known by it
	Role             string `json:"role"`
	Starts           Clock  `json:"starts"`
	Ends             Clock  `json:"ends"`
	NextDay          bool   `json:"next_day,omitempty"`
	Capacity         int64  `json:"capacity"`
	WaitlistCapacity int64  `json:"waitlist_capacity,omitempty"`
}

// SameClock reports whether the two shifts are at the same time of each day.
func (s Shift) SameClock(other Shift) bool {
	return s.Starts == other.Starts && s.Ends == other.Ends && s.NextDay == other.NextDay
}

// Like reports whether the two shifts are the same role at the same time of each day.
func (s Shift) Like(other Shift) bool { return s.Role == other.Role && s.SameClock(other) }

// Slot is a shift on one day, in the zone of the installation.
type Slot struct {
	Number           int // the shift's
	Role             string
	StartsAt, EndsAt time.Time
	Capacity         int64
	WaitlistCapacity int64
}

// on is the shift of one day. Its local times are read on the wall: a day on which clocks are set lasts as long as it does.
func (s *Shift) on(day time.Time, zone *time.Location) Slot {
	starts, _ := ParseClock(string(s.Starts))
	ends, _ := ParseClock(string(s.Ends))
	if ends <= starts {
		ends += 24 * 60
	}
	first := day.Day()
	if s.NextDay {
		first++
	}
	wall := func(minutes int) time.Time {
		return time.Date(day.Year(), day.Month(), first, 0, minutes, 0, 0, zone)
	}
	return Slot{Number: s.Number, Role: s.Role, StartsAt: wall(starts), EndsAt: wall(ends), Capacity: s.Capacity, WaitlistCapacity: s.WaitlistCapacity}
}

// shiftFaults lists what is wrong with a rule's shifts: the times. Roles and capacities are the activity's to judge.
func shiftFaults(field string, shifts []Shift) models.Faults {
	var faults models.Faults
	if len(shifts) == 0 || len(shifts) > maxShifts {
		faults.Add(field, "shifts_missing", fmt.Sprintf("每条规则要有 1 到 %d 个班次，写明几点到几点。", maxShifts))
	}
	for i, shift := range shifts {
		at := fmt.Sprintf("%s.%d.", field, i)
		starts, ok := ParseClock(string(shift.Starts))
		if !ok || starts == 24*60 {
			faults.Add(at+"starts", "invalid_time", "开始时间要写成 08:30 这样的时和分，不带秒和时区。")
		}
		ends, known := ParseClock(string(shift.Ends))
		switch {
		case !known:
			faults.Add(at+"ends", "invalid_time", "结束时间要写成 11:30 这样的时和分，不带秒和时区；一天的末尾写 24:00。")
		case ok && starts == ends:
			faults.Add(at+"ends", "order", "结束时间不能与开始时间相同；全天值守请写 00:00 到 24:00，或分成几班。")
		}
	}
	return faults
}
