package target

import (
	"strconv"
	"strings"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/report"
)

// Listed is a target with the names that belong to it.
type Listed struct {
	Target           `gorm:"embedded"`
	OrganizationName string
	OrganizationPath string
}

// Filter narrows the list of targets.
type Filter struct {
	OrganizationID int64 // who sets it
	Subject        report.Unit
	Period         Period
	On             models.Date // that hold on the day
}

// listed finds the targets that the actor may see: isVisible as a condition.
func listed(tx *models.Tx) *gorm.DB {
	paths := tx.Actor.Paths(models.ReadStatistics)
	above := []int64{0}
	for _, path := range paths {
		for part := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
			if id, err := strconv.ParseInt(part, 10, 64); err == nil {
				above = append(above, id)
			}
		}
	}
	return tx.DB.Table("targets AS g").Select("g.*, o.name AS organization_name, o.path AS organization_path").
		Joins("JOIN organizations AS o ON o.id = g.organization_id").Where(models.Within(tx.DB, "o.path", paths).Or("o.id IN (?)", above))
}

// Find finds a target that the actor may see. It fails with ErrNotFound.
func Find(tx *models.Tx, id int64) (*Listed, error) {
	var found Listed
	err := listed(tx).Where("g.id = ?", id).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	return &found, err
}

// List lists the targets that the actor may see, the last one set first. It fails with ErrPermission.
func List(tx *models.Tx, filter Filter, page models.Page) (models.Paged[Listed], error) {
	if len(tx.Actor.Paths(models.ReadStatistics)) == 0 {
		return models.Paged[Listed]{}, models.ErrPermission
	}
	query := listed(tx)
	if filter.OrganizationID != 0 {
		query = query.Where("g.organization_id = ?", filter.OrganizationID)
	}
	if filter.Subject != "" {
		query = query.Where("g.subject = ?", filter.Subject)
	}
	if filter.Period != "" {
		query = query.Where("g.period = ?", filter.Period)
	}
	if filter.On != "" {
		query = query.Where("g.starts_on <= ? AND COALESCE(g.ended_on, g.ends_on, ?) >= ?", filter.On, filter.On, filter.On)
	}
	return models.Fetch(query, page, models.Order[Listed]{IDColumn: "g.id", Descending: true, ID: func(l *Listed) int64 { return l.ID }})
}
