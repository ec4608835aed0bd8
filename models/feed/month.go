package feed

import (
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/holiday"
	"practicestation/models/organization"
)

// The bounds of one call for the days of a calendar: two months, and what a phone can still draw.
const (
	maxDays       = 62
	maxActivities = 1000
	maxShifts     = 5000
)

// ErrTooLarge refuses a calendar that would hold more than a client can use.
var ErrTooLarge = models.DefineError(models.Invalid, "calendar_too_large", "日历内容太多",
	"这段时间的活动超过 1000 个或班次超过 5000 个，请缩短时间，或只看一个站、一支队伍。")

// Wanted says which part of the calendar is asked for: the days [From, To), narrowed by what is not 0.
type Wanted struct {
	From, To       models.Date
	OrganizationID int64 // with everything below it
	StationID      int64
	TeamID         int64
	Mine           bool // only the shifts that the actor is on
}

// Day (日历的一天) is one civil date, with its holiday and lunar date, and what begins on it.
type Day struct {
	holiday.PageDay
	Activities []DayActivity
}

// DayActivity is an activity with those of its shifts that begin on one day. Without any shift in the days asked for it
// stands on the day of its own start.
type DayActivity struct {
	activity.Listed
	Shifts []DayShift
}

// DayShift is a shift with the actor's own sign-up for it, nil without one.
type DayShift struct {
	activity.Shift
	EndsNextDay bool // the shift goes on past midnight; it stands on the day of its start only
	Own         *activity.SignUp
}

// Days lists every day of the period with the activities and shifts that begin on it and that the actor may see.
// It takes the same few queries for a week and for two months. It fails with ErrInvalid or ErrTooLarge.
func Days(tx *models.Tx, wanted Wanted) ([]Day, error) {
	from, to := wanted.From.In(tx.Zone), wanted.To.In(tx.Zone)
	days, err := emptyDays(tx, wanted)
	if err != nil {
		return nil, err
	}
	filter := activity.Filter{StationID: wanted.StationID, TeamID: wanted.TeamID, Mine: wanted.Mine, From: from, To: to}
	if wanted.OrganizationID != 0 {
		top, err := models.Find[organization.Organization](tx, wanted.OrganizationID, models.Unknown("organization_id"))
		if err != nil {
			return nil, err
		}
		filter.Below = top.Path
	}
	found, err := activity.ListFirst(tx, filter, maxActivities+1)
	if err != nil {
		return nil, err
	}
	if len(found) > maxActivities {
		return nil, ErrTooLarge
	}
	shifts, err := shiftsBetween(tx, found, from, to)
	if err != nil {
		return nil, err
	}
	signUps, err := ownBetween(tx, from, to)
	if err != nil {
		return nil, err
	}
	fill(days, found, shifts, signUps, wanted.Mine, tx.Zone)
	return days, nil
}

func emptyDays(tx *models.Tx, wanted Wanted) ([]Day, error) {
	if wanted.To > wanted.From.Plus(maxDays) {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "to", Code: "range", Message: "一次最多看 62 天，请缩短 from 到 to 的时间。"})
	}
	page, err := holiday.Days(tx, wanted.From, wanted.To)
	if err != nil {
		return nil, err
	}
	days := make([]Day, len(page.Days))
	for i := range days {
		days[i].PageDay = page.Days[i]
	}
	return days, nil
}

func shiftsBetween(tx *models.Tx, of []activity.Listed, from, to time.Time) (map[int64][]activity.Shift, error) {
	ids := []int64{0}
	for _, a := range of {
		ids = append(ids, a.ID)
	}
	var shifts []activity.Shift
	err := tx.DB.Where("activity_id IN (?) AND starts_at >= ? AND starts_at < ?", ids, from, to).Order("starts_at, id").Limit(maxShifts + 1).Find(&shifts).Error
	if err != nil {
		return nil, err
	}
	if len(shifts) > maxShifts {
		return nil, ErrTooLarge
	}
	byActivity := map[int64][]activity.Shift{}
	for _, shift := range shifts {
		byActivity[shift.ActivityID] = append(byActivity[shift.ActivityID], shift)
	}
	return byActivity, nil
}

// ownBetween finds the actor's last sign-up for each shift.
func ownBetween(tx *models.Tx, from, to time.Time) (map[int64]*activity.SignUp, error) {
	byShift := map[int64]*activity.SignUp{}
	if tx.Actor.VolunteerID == 0 {
		return byShift, nil
	}
	var signUps []activity.SignUp
	err := tx.DB.Table("sign_ups AS s").Select("s.*").Joins("JOIN shifts AS h ON h.id = s.shift_id").
		Where("s.volunteer_id = ? AND h.starts_at >= ? AND h.starts_at < ?", tx.Actor.VolunteerID, from, to).Order("s.id").Find(&signUps).Error
	for i := range signUps {
		byShift[signUps[i].ShiftID] = &signUps[i]
	}
	return byShift, err
}

// fill puts each activity on every day on which one of its shifts begins.
func fill(days []Day, found []activity.Listed, shifts map[int64][]activity.Shift, signUps map[int64]*activity.SignUp, mine bool, zone *time.Location) {
	place := make(map[models.Date]*Day, len(days))
	for i := range days {
		place[days[i].Date] = &days[i]
	}
	for _, of := range found {
		if len(shifts[of.ID]) == 0 && !mine {
			if day := place[models.DateOf(of.StartsAt, zone)]; day != nil {
				day.Activities = append(day.Activities, DayActivity{Listed: of})
			}
		}
		for _, shift := range shifts[of.ID] {
			own := signUps[shift.ID]
			if mine && !counts(own) {
				continue
			}
			place[models.DateOf(shift.StartsAt, zone)].add(of, DayShift{Shift: shift, EndsNextDay: pastMidnight(&shift, zone), Own: own})
		}
	}
}

// add puts a shift under its activity, which the day may have already; the shifts of one come in turn.
func (d *Day) add(of activity.Listed, shift DayShift) {
	last := len(d.Activities) - 1
	if last < 0 || d.Activities[last].ID != of.ID {
		d.Activities = append(d.Activities, DayActivity{Listed: of})
		last++
	}
	d.Activities[last].Shifts = append(d.Activities[last].Shifts, shift)
}

// counts reports whether a sign-up is one that its volunteer still reckons with, or has to learn the end of.
func counts(own *activity.SignUp) bool {
	return own != nil && (own.Live != nil || own.Status == activity.CancelledByOrganizer)
}

// pastMidnight reports whether a shift ends on a later day than it begins; one until 24:00 does not.
func pastMidnight(shift *activity.Shift, zone *time.Location) bool {
	return shift.EndsAt.After(midnight(shift.StartsAt.In(zone)).AddDate(0, 0, 1))
}
