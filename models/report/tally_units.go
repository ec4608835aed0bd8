package report

import (
	"gorm.io/gorm"

	"practicestation/models"
)

// UnitRow is a unit with its name, the organization that it belongs to or is, and what it lies below: an organization below another,
// a team or a volunteer below an organization.
type UnitRow struct {
	ID               int64
	Name             string
	Home             string // empty for the center
	OrganizationID   int64
	OrganizationName string
}

// Members lists the units that there are by the end of the days before the date, in the order of the region codes. Organizations and
// teams come all at once; volunteers come by pages, in the order in which they registered, and their names as they are.
func (t Tally) Members(tx *models.Tx, before models.Date, page models.Page) (models.Paged[UnitRow], error) {
	const inOrder = "o.region_code IS NULL, o.region_code, o.id"
	var query *gorm.DB
	switch t.Unit {
	case OfVolunteers:
		return t.volunteers(tx, before, page)
	case OfTeams:
		query = t.teams(tx).Where("t.created_at < ?", before.In(tx.Zone).UTC()).
			Select("t.id, t.name, o.id AS organization_id, o.name AS organization_name, o.name AS home").Order(inOrder + ", t.id")
	case OfCenter, OfInstitutes, OfStations:
		query = t.organizations(tx).Joins("LEFT JOIN organizations AS p ON p.id = o.parent_id").
			Select("o.id, o.name, o.id AS organization_id, o.name AS organization_name, p.name AS home").Order(inOrder)
	}
	var rows []UnitRow
	err := query.Scan(&rows).Error
	return models.Paged[UnitRow]{Items: rows}, err
}

// volunteers are those who are registered and belong to the paths.
func (t Tally) volunteers(tx *models.Tx, before models.Date, page models.Page) (models.Paged[UnitRow], error) {
	query := tx.DB.Table("volunteers AS v").Joins("LEFT JOIN accounts AS c ON c.id = v.account_id").Joins("JOIN organizations AS o ON o.id = "+home).
		Where("v.created_at < ? AND (v.account_id IS NULL OR c.status = 'active')", before.In(tx.Zone).UTC()).
		Select("v.id, v.name, o.id AS organization_id, o.name AS organization_name, o.name AS home")
	order := models.Order[UnitRow]{IDColumn: "v.id", ID: func(u *UnitRow) int64 { return u.ID }}
	return models.Fetch(models.Within(query, "o.path", t.Paths), page, order)
}

// Holds reports whether a unit is one of the tally's.
func (t Tally) Holds(tx *models.Tx, unitID int64) (bool, error) {
	var query *gorm.DB
	switch t.Unit {
	case OfVolunteers:
		query = models.Within(tx.DB.Table("volunteers AS v").Joins("JOIN organizations AS o ON o.id = "+home), "o.path", t.Paths).Where("v.id = ?", unitID)
	case OfTeams:
		query = t.teams(tx).Where("t.id = ?", unitID)
	case OfCenter, OfInstitutes, OfStations:
		query = t.organizations(tx).Where("o.id = ?", unitID)
	}
	var count int64
	err := query.Count(&count).Error
	return count > 0, err
}
