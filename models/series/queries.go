package series

import (
	"gorm.io/gorm"

	"practicestation/models"
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
