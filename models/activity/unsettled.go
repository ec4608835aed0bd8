package activity

import (
	"time"

	"practicestation/models"
	"practicestation/models/holiday"
	"practicestation/models/hours"
)

// Unsettled (未签退) is somebody who signed in and never out: nothing is filled in by itself, staff look and say what was served.
type Unsettled struct {
	SignUpID, ShiftID, ActivityID, StationID, VolunteerID int64
	ActivityTitle, VolunteerName                          string
	CheckedInAt, StartsAt, EndsAt                         time.Time
	SettleDueOn                                           *models.Date
	DueOn                                                 models.Date `gorm:"-"`
}

// UnsettledFilter narrows a list of who never signed out.
type UnsettledFilter struct {
	StationID int64
	Overdue   bool // only those whose day is past
}

// ListUnsettled lists who never signed out, once that is no longer possible, in the scopes where the actor reads hours. It fails
// with ErrPermission.
func ListUnsettled(tx *models.Tx, filter UnsettledFilter, page models.Page) (models.Paged[Unsettled], error) {
	paths := tx.Actor.Paths(models.ReadHours)
	if len(paths) == 0 {
		return models.Paged[Unsettled]{}, models.ErrPermission
	}
	query := tx.DB.Table("sign_ups AS s").Select("s.id AS sign_up_id, s.shift_id, s.activity_id, a.station_id, s.volunteer_id, a.title AS activity_title, v.name AS volunteer_name, s.checked_in_at, s.settle_due_on, h.starts_at, h.ends_at").
		Joins("JOIN shifts AS h ON h.id = s.shift_id").Joins("JOIN activities AS a ON a.id = s.activity_id").
		Joins("JOIN volunteers AS v ON v.id = s.volunteer_id").Joins("JOIN organizations AS o ON o.id = a.station_id").
		Where("s.status = ? AND h.ends_at <= ?", CheckedIn, tx.Now.Add(-tx.Settings.CheckInMargin)).Where(hours.Undecided)
	calendar, err := holiday.Load(tx)
	if err != nil {
		return models.Paged[Unsettled]{}, err
	}
	if filter.StationID != 0 {
		query = query.Where("a.station_id = ?", filter.StationID)
	}
	if filter.Overdue {
		// Who has no day yet, because the hourly task has not run, is late by the same rule.
		late := lateFrom(calendar, tx.Today(), tx.Settings.SettleDays).In(tx.Zone)
		query = query.Where("s.settle_due_on < ? OR s.settle_due_on IS NULL AND h.ends_at < ?", tx.Today(), late)
	}
	found, err := models.Fetch(models.Within(query, "o.path", paths), page, models.Order[Unsettled]{IDColumn: "s.id", ID: func(u *Unsettled) int64 { return u.SignUpID }})
	for i := range found.Items {
		row := &found.Items[i]
		if row.SettleDueOn != nil {
			row.DueOn = *row.SettleDueOn
		} else {
			row.DueOn = calendar.AddWorkdays(models.DateOf(row.EndsAt, tx.Zone), tx.Settings.SettleDays)
		}
	}
	return found, err
}

// lateFrom is the first day of which the working days are not over today.
func lateFrom(calendar *holiday.Calendar, today models.Date, workdays int) models.Date {
	day := today
	for calendar.AddWorkdays(day.Plus(-1), workdays) >= today {
		day = day.Plus(-1)
	}
	return day
}

// Overdue (逾期) is what should have been decided by now: a page of entries and, with the first page, who never signed out and which
// objections wait for their answer, or for the correction that is to follow it.
type Overdue struct {
	Entries    models.Paged[hours.NamedEntry]
	Unsettled  []Unsettled
	Objections []hours.Objection
}

// maxOverdue bounds how many of those who never signed out, and of the objections, come with the first page; their own lists have
// them all.
const maxOverdue = 200

// ListOverdue lists the hours whose day is past, in the scopes where the actor reads hours. It fails with ErrPermission.
func ListOverdue(tx *models.Tx, stationID int64, page models.Page) (found Overdue, err error) {
	found.Entries, err = hours.List(tx, hours.Filter{StationID: stationID, Overdue: true}, page)
	if err != nil || page.Cursor != "" || len(tx.Actor.Paths(models.ReadHours)) == 0 {
		return found, err
	}
	unsettled, err := ListUnsettled(tx, UnsettledFilter{StationID: stationID, Overdue: true}, models.Page{Limit: maxOverdue})
	if err != nil {
		return found, err
	}
	objections, err := hours.ListObjections(tx, hours.ObjectionFilter{StationID: stationID, Overdue: true}, models.Page{Limit: maxOverdue})
	found.Unsettled, found.Objections = unsettled.Items, objections.Items
	return found, err
}
