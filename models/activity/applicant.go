package activity

import (
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/team"
	"practicestation/models/training"
	"practicestation/models/volunteer"
)

// applicant is what a decision about sign-ups has to know of a person; of what no shift asks for, nothing is read.
type applicant struct {
	BornOn  models.Date
	Closed  bool                       // the account is, by its holder
	Teams   map[int64]team.Affiliation // of active membership
	Minutes int64                      // of confirmed service
	Records []training.NamedRecord

	Consents []volunteer.Consent // of guardians, the latest first; read for minors alone
}

func (a *applicant) trained(trainingID int64, day models.Date) bool {
	return slices.ContainsFunc(a.Records, func(r training.NamedRecord) bool { return r.TrainingID == trainingID && r.CountsOn(day) })
}

// needs is what some shifts ask for.
type needs struct {
	teams     bool
	minutes   bool
	trainings []int64
}

func needsOf(shifts []Shift) needs {
	var need needs
	for _, shift := range shifts {
		need.teams = need.teams || len(shift.TeamIDs)+len(shift.Affiliations)+len(shift.Quotas) > 0
		need.minutes = need.minutes || shift.MinMinutes > 0
		if shift.TrainingID != nil {
			need.trainings = append(need.trainings, *shift.TrainingID)
		}
	}
	return need
}

// readApplicants reads what is needed of the people, with one query for each kind of fact.
func readApplicants(tx *models.Tx, ids []int64, need needs) (map[int64]*applicant, error) {
	var rows []struct {
		ID       int64
		BornOn   models.Date
		ClosedAt *time.Time
	}
	if len(ids) == 0 {
		return nil, nil //nolint:nilnil // nobody is nobody
	}
	if err := tx.DB.Table("volunteers").Select("id, born_on, closed_at").Where("id IN (?)", ids).Scan(&rows).Error; err != nil {
		return nil, err
	}
	people := map[int64]*applicant{}
	var young []int64
	for _, row := range rows {
		people[row.ID] = &applicant{BornOn: row.BornOn, Closed: row.ClosedAt != nil}
		if row.BornOn.AgeOn(tx.Today()) <= volunteer.Adult { // a year more: a shift may have begun before the birthday
			young = append(young, row.ID)
		}
	}
	if err := readConsents(tx, young, people); err != nil {
		return nil, err
	}
	if need.teams {
		memberships, err := team.MembershipsOf(tx, ids)
		if err != nil {
			return nil, err
		}
		for id, who := range people {
			who.Teams = memberships[id]
		}
	}
	if need.minutes {
		minutes, err := hours.ConfirmedMinutes(tx, ids)
		if err != nil {
			return nil, err
		}
		for id, who := range people {
			who.Minutes = minutes[id]
		}
	}
	if len(need.trainings) > 0 {
		records, err := training.RecordsOf(tx, ids, need.trainings)
		if err != nil {
			return nil, err
		}
		for id, who := range people {
			who.Records = records[id]
		}
	}
	return people, nil
}

func readConsents(tx *models.Tx, young []int64, people map[int64]*applicant) error {
	if len(young) == 0 {
		return nil
	}
	consents, err := volunteer.LiveConsents(tx, young)
	for _, id := range young {
		people[id].Consents = consents[id]
	}
	return err
}
