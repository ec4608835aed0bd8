package training

import (
	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/volunteer"
)

func named(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("training_records AS r").
		Select("r.*, t.name AS training_name, t.content, COALESCE(NULLIF(t.host, ''), o.name) AS host, t.minutes, t.valid_months, v.name AS volunteer_name").
		Joins("JOIN trainings AS t ON t.id = r.training_id").Joins("JOIN organizations AS o ON o.id = t.organization_id").Joins("JOIN volunteers AS v ON v.id = r.volunteer_id")
}

// ListOwn lists what the actor has taken part in, the latest record first.
func ListOwn(tx *models.Tx, page models.Page) (models.Paged[NamedRecord], error) {
	return fetch(named(tx).Where("r.volunteer_id = ?", tx.Actor.VolunteerID), page)
}

// ListOf lists what one volunteer has taken part in, for staff. It fails with ErrPermission or volunteer.ErrNotFound.
func ListOf(tx *models.Tx, volunteerID int64, page models.Page) (models.Paged[NamedRecord], error) {
	if _, err := volunteer.FindInReach(tx, models.ReadRecords, volunteerID); err != nil {
		return models.Paged[NamedRecord]{}, err
	}
	return fetch(named(tx).Where("r.volunteer_id = ?", volunteerID), page)
}

func fetch(query *gorm.DB, page models.Page) (models.Paged[NamedRecord], error) {
	return models.Fetch(query, page, models.Order[NamedRecord]{
		IDColumn: "r.id", ID: func(r *NamedRecord) int64 { return r.ID }, Descending: true,
	})
}

// RecordsOf finds what the volunteers hold of the trainings, by volunteer.
func RecordsOf(tx *models.Tx, volunteerIDs, trainingIDs []int64) (map[int64][]NamedRecord, error) {
	var rows []NamedRecord
	err := named(tx).Where("r.volunteer_id IN (?) AND r.training_id IN (?)", volunteerIDs, trainingIDs).Order("r.trained_on, r.id").Find(&rows).Error
	byVolunteer := map[int64][]NamedRecord{}
	for _, row := range rows {
		byVolunteer[row.VolunteerID] = append(byVolunteer[row.VolunteerID], row)
	}
	return byVolunteer, err
}

// Names finds what the trainings are called.
func Names(tx *models.Tx, ids []int64) (map[int64]string, error) {
	var rows []Training
	err := tx.DB.Select("id, name").Where("id IN (?)", ids).Find(&rows).Error
	names := map[int64]string{}
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, err
}

// Latest finds the last records of one volunteer, with how many there are and how many minutes of learning they come to; who
// may see them is decided before.
func Latest(tx *models.Tx, volunteerID int64, limit int) (records []NamedRecord, count, minutes int64, err error) {
	var sum struct{ Count, Minutes int64 }
	err = tx.DB.Table("training_records AS r").Joins("JOIN trainings AS t ON t.id = r.training_id").Where("r.volunteer_id = ?", volunteerID).
		Select("COUNT(*) AS count, COALESCE(SUM(t.minutes), 0) AS minutes").Scan(&sum).Error
	if err != nil {
		return nil, 0, 0, err
	}
	err = named(tx).Where("r.volunteer_id = ?", volunteerID).Order("r.trained_on DESC, r.id DESC").Limit(limit).Find(&records).Error
	return records, sum.Count, sum.Minutes, err
}
