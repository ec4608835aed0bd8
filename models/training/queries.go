package training

import (
	"gorm.io/gorm"

	"practicestation/models"
)

func named(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("training_records AS r").
		Select("r.*, t.name AS training_name, t.valid_months, v.name AS volunteer_name").
		Joins("JOIN trainings AS t ON t.id = r.training_id").Joins("JOIN volunteers AS v ON v.id = r.volunteer_id")
}

// ListOwn lists what the actor has taken part in, the latest record first.
func ListOwn(tx *models.Tx, page models.Page) (models.Paged[NamedRecord], error) {
	return models.Fetch(named(tx).Where("r.volunteer_id = ?", tx.Actor.VolunteerID), page, models.Order[NamedRecord]{
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
