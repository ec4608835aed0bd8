package series

import (
	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/holiday"
)

// Listed is a series with the names of its station and team.
type Listed struct {
	Series      `gorm:"embedded"`
	StationName string
	TeamName    string
	StationPath string

	HolidaysKnownThrough models.Date `gorm:"-"`
	ReachesUnknown       bool        `gorm:"-"` // whether it is still to hold something beyond that
}

// lookAhead notes how far the holidays are known, and whether the series reaches farther. One that has ended holds nothing more.
func (l *Listed) lookAhead(calendar *holiday.Calendar) {
	l.HolidaysKnownThrough = calendar.KnownThrough()
	l.ReachesUnknown = l.Status == Active && l.plan().ReachesUnknown(calendar)
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
	if err != nil {
		return nil, err
	}
	calendar, err := holiday.Load(tx)
	if err != nil {
		return nil, err
	}
	found.lookAhead(calendar)
	return &found, nil
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
	found, err := models.Fetch(query, page, models.Order[Listed]{IDColumn: "s.id", ID: func(s *Listed) int64 { return s.ID }, Descending: true})
	if err != nil {
		return found, err
	}
	calendar, err := holiday.Load(tx)
	if err != nil {
		return found, err
	}
	for i := range found.Items {
		found.Items[i].lookAhead(calendar)
	}
	return found, nil
}
