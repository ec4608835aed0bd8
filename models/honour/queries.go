package honour

import (
	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/volunteer"
)

func named(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("honours AS h").Select("h.*, v.name AS volunteer_name, a.name AS decider_name").
		Joins("JOIN volunteers AS v ON v.id = h.volunteer_id").Joins("LEFT JOIN accounts AS a ON a.id = h.decided_by")
}

func find(tx *models.Tx, id int64) (*Named, error) {
	var found Named
	err := named(tx).Where("h.id = ?", id).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	return &found, err
}

// ListOwn lists the actor's own honours, the newest first.
func ListOwn(tx *models.Tx, status Status, page models.Page) (models.Paged[Named], error) {
	return fetch(named(tx).Where("h.volunteer_id = ?", tx.Actor.VolunteerID), status, page)
}

// ListOf lists the honours of one volunteer for staff. It fails with ErrPermission or volunteer.ErrNotFound.
func ListOf(tx *models.Tx, volunteerID int64, status Status, page models.Page) (models.Paged[Named], error) {
	if _, err := volunteer.FindInReach(tx, models.ReadRecords, volunteerID); err != nil {
		return models.Paged[Named]{}, err
	}
	return fetch(named(tx).Where("h.volunteer_id = ?", volunteerID), status, page)
}

// List lists the honours of all volunteers whose records the actor reads. It fails with ErrPermission.
func List(tx *models.Tx, status Status, page models.Page) (models.Paged[Named], error) {
	if !tx.Actor.CanSomewhere(models.ReadRecords) {
		return models.Paged[Named]{}, models.ErrPermission
	}
	return fetch(named(tx).Where("h.volunteer_id IN (?)", volunteer.InReach(tx, models.ReadRecords)), status, page)
}

func fetch(query *gorm.DB, status Status, page models.Page) (models.Paged[Named], error) {
	if status != "" {
		query = query.Where("h.status = ?", status)
	}
	return models.Fetch(query, page, models.Order[Named]{IDColumn: "h.id", ID: func(h *Named) int64 { return h.ID }, Descending: true})
}
