package target

import (
	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/report"
)

// Assess says how far an organization and what lies below it have come in all targets of a period that hold in it, those that were
// set first first. Volunteers are left out: their names stand on no report; and so is what was ended before its first day.
func Assess(tx *models.Tx, of *organization.Organization, period Period, day models.Date) ([]Progress, error) {
	window := period.at(day, day)
	var targets []Listed
	err := listed(tx).Where("g.period = ? AND g.subject <> ?", period, report.OfVolunteers).
		Where("g.starts_on < ? AND COALESCE(g.ended_on, g.ends_on, ?) >= ?", window.To, window.From, window.From).
		Where("g.ended_on IS NULL OR g.ended_on >= g.starts_on").Order("g.id").Find(&targets).Error
	if err != nil {
		return nil, err
	}
	var found []Progress
	for _, one := range targets {
		if len(shared([]string{one.OrganizationPath}, []string{of.Path})) == 0 {
			continue
		}
		progress, err := Asked{Period: window.Code, OrganizationID: of.ID}.Measure(tx, one.ID, models.Page{})
		if err != nil {
			return nil, err
		}
		found = append(found, *progress)
	}
	return found, nil
}
