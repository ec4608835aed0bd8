package series

import (
	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/holiday"
	"practicestation/models/recurrence"
)

// Listed is a series with the names of its station and team.
type Listed struct {
	Series      `gorm:"embedded"`
	StationName string
	TeamName    string
	StationPath string
}

// ShowsJoinCode reports whether the actor may see the join code: whoever plans the activities.
func (l *Listed) ShowsJoinCode(actor models.Actor) bool {
	return actor.CanForTeam(models.PlanActivities, l.StationPath, l.TeamID)
}

// listed finds the series that the actor may see: those of the stations and teams whose drafts the actor may read.
func listed(tx *models.Tx) *gorm.DB {
	scope := models.Within(tx.DB, "o.path", tx.Actor.Paths(models.ReadDrafts)).Or("s.team_id IN (?)", append([]int64{0}, tx.Actor.LedTeams...))
	return tx.DB.Table("series AS s").Select("s.*, o.name AS station_name, o.path AS station_path, t.name AS team_name").
		Joins("JOIN organizations AS o ON o.id = s.station_id").Joins("JOIN teams AS t ON t.id = s.team_id").Where(scope)
}

// Find finds a series that the actor may see. It fails with ErrNotFound.
func Find(tx *models.Tx, id int64) (*Listed, error) {
	var found Listed
	err := listed(tx).Where("s.id = ?", id).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	return &found, err
}

// Filter narrows a list of series.
type Filter struct {
	StationID, TeamID int64
	BrandID           int64
	Status            Status
}

// List lists the series that the actor may see, newest first. It fails with ErrPermission for who may see none.
func List(tx *models.Tx, filter Filter, page models.Page) (models.Paged[Listed], error) {
	if !tx.Actor.CanSomewhere(models.ReadDrafts) {
		return models.Paged[Listed]{}, models.ErrPermission
	}
	query := listed(tx)
	if filter.StationID != 0 {
		query = query.Where("s.station_id = ?", filter.StationID)
	}
	if filter.TeamID != 0 {
		query = query.Where("s.team_id = ?", filter.TeamID)
	}
	if filter.BrandID != 0 {
		query = query.Where("s.brand_id = ?", filter.BrandID)
	}
	if filter.Status != "" {
		query = query.Where("s.status = ?", filter.Status)
	}
	return models.Fetch(query, page, models.Order[Listed]{IDColumn: "s.id", ID: func(s *Listed) int64 { return s.ID }, Descending: true})
}

// Window is the part of a series' days that is wanted.
type Window struct {
	From  models.Date // empty: today, or the first day of a series that begins later
	To    models.Date // the first day after it; empty: no bound
	Limit int
}

// Day is one occurrence as its series gives it, with the activity that it has become, if any.
type Day struct {
	recurrence.Occurrence
	ActivityID int64
	Status     activity.Status // of the activity
	People     int64
}

// Days is what a series gives in a window.
type Days struct {
	Days                 []Day
	More                 bool
	HolidaysKnownThrough models.Date
	ReachesUnknown       bool
}

// Preview gives the days of a series that is not there yet, and stores nothing. It refuses what Create refuses.
func Preview(tx *models.Tx, in Input, window Window) (*Days, error) {
	planned, err := plan(tx, in)
	if err != nil {
		return nil, err
	}
	return planned.days(tx, window)
}

// Occurrences gives the days of a series that the actor may see, with the activities that they have become. One that is
// held for its people alone, the series no longer gives. It fails with ErrNotFound or ErrInvalid.
func Occurrences(tx *models.Tx, id int64, window Window) (*Days, error) {
	found, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	if window.From != "" && window.To != "" && window.From >= window.To {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "to", Code: "order", Message: "to 要晚于 from。"})
	}
	days, err := found.days(tx, window)
	if err != nil {
		return nil, err
	}
	return days, found.attach(tx, days.Days)
}

func (s *Series) days(tx *models.Tx, window Window) (*Days, error) {
	calendar, err := holiday.Load(tx)
	if err != nil {
		return nil, err
	}
	from, to := window.From, window.To
	if from == "" {
		from = max(tx.Today(), s.StartsOn)
	}
	if to == "" {
		to = forever
	}
	found := s.plan().Expand(calendar, tx.Zone, from, to.Plus(-1))
	shown := &Days{HolidaysKnownThrough: found.HolidaysKnownThrough, More: len(found.Occurrences) > window.Limit}
	for _, one := range found.Occurrences[:min(window.Limit, len(found.Occurrences))] {
		shown.Days = append(shown.Days, Day{Occurrence: one})
		shown.ReachesUnknown = shown.ReachesUnknown || !one.CalendarKnown
	}
	return shown, nil
}

// attach finds the activities that the days have become.
func (s *Series) attach(tx *models.Tx, days []Day) error {
	var entries []entry
	if err := tx.DB.Where("series_id = ?", s.ID).Find(&entries).Error; err != nil {
		return err
	}
	wanted := map[key]*Day{}
	for i := range days {
		wanted[key{days[i].OriginalDate, days[i].Rule}] = &days[i]
	}
	byActivity, ids := map[int64]*Day{}, []int64{0}
	for _, one := range entries {
		if day := wanted[key{one.OccurrenceOn, one.Rule}]; day != nil {
			byActivity[one.ActivityID] = day
			ids = append(ids, one.ActivityID)
		}
	}
	var activities []activity.Activity
	if err := tx.DB.Where("id IN (?)", ids).Find(&activities).Error; err != nil {
		return err
	}
	shifts, err := activity.ShiftsOf(tx, ids...)
	for i := range activities {
		day := byActivity[activities[i].ID]
		day.ActivityID, day.Status = activities[i].ID, activities[i].StatusAt(tx.Now)
		for _, shift := range shifts[day.ActivityID] {
			day.People += shift.Confirmed + shift.Waitlisted
		}
	}
	return err
}
