package series

import (
	"practicestation/models"
	"practicestation/models/organization"
)

// Generate makes the activities of one series that is due, up to its lead, and looks whether those that are there still
// fit; the holidays may have become known. It reports 1, or 0 when none is due. Whoever made the series was entitled to what
// it makes, so the job acts with a manager's rights at its station.
func Generate(tx *models.Tx) (int64, error) {
	var due []Series
	query := tx.Locking().Where("status = ? AND generate_on <= ?", Active, tx.Today()).Order("generate_on, id").Limit(1)
	if err := query.Find(&due).Error; err != nil || len(due) == 0 {
		return 0, err
	}
	station, err := models.Find[organization.Organization](tx, due[0].StationID, organization.ErrNotFound)
	if err != nil {
		return 0, err
	}
	tx.Actor.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: station.ID, Path: station.Path}}
	if refusal := refused(due[0].mayBe(tx, models.PlanActivities)); refusal != nil {
		return 1, due[0].lookAgain(tx, &ErrTeamInactive.Code)
	}
	_, err = due[0].reconcile(tx)
	return 1, err
}
