package activity

import (
	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/team"
)

// Create drafts an activity at a station. It fails with ErrPermission, ErrInvalid, ErrReasonMissing, ErrVenueConflict or
// ErrLeaderConflict.
func Create(tx *models.Tx, in Input) (*Activity, error) {
	if !tx.Actor.CanSomewhere(models.PlanActivities) {
		return nil, models.ErrPermission
	}
	in.normalize(tx.Now)
	in.recruitAs(Open, nil)
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	declared, err := in.declared(tx)
	if err != nil {
		return nil, err
	}
	in.Declaration = declared
	station, err := MayPlan(tx, in.StationID, in.TeamID)
	if err != nil {
		return nil, err
	}
	if err := mayCarry(tx, &Activity{StationID: station.ID}, in.BrandID); err != nil {
		return nil, err
	}
	return insert(tx, station, in)
}

// insert writes a draft with its risk notice and its shifts.
func insert(tx *models.Tx, station *organization.Organization, in Input) (*Activity, error) {
	created := &Activity{
		StationID: station.ID, Status: Draft, CreatedBy: models.Nullable(tx.Actor.AccountID), PlanItemID: models.Nullable(in.PlanItemID),
		Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	created.RiskLevel, created.Declaration = LowRisk, in.Declaration
	created.fill(in)
	created.belong(in)
	if err := in.mayName(tx, &Activity{}, created); err != nil {
		return nil, err
	}
	if err := holdBookings(tx, created); err != nil {
		return nil, err
	}
	if !in.Override.Wanted { // a series goes on after a refusal, so nothing may have been written
		if err := book(tx, created, in.Override); err != nil {
			return nil, err
		}
	}
	if err := tx.DB.Create(created).Error; err != nil {
		return nil, err
	}
	if err := giveNotice(tx, created, in.Gates.RiskNotice); err != nil {
		return nil, err
	}
	if created.RiskNoticeID != nil {
		if err := tx.DB.Exec("UPDATE activities SET risk_notice_id = ? WHERE id = ?", *created.RiskNoticeID, created.ID).Error; err != nil {
			return nil, err
		}
	}
	if in.Override.Wanted { // what is accepted names the activity
		if err := book(tx, created, in.Override); err != nil {
			return nil, err
		}
	}
	for _, shift := range in.Shifts {
		if _, err := insertShift(tx, created, shift); err != nil {
			return nil, err
		}
	}
	tx.Audit(models.AuditEntry{Action: "activity.create", Subject: "activity", SubjectID: created.ID, OrganizationID: station.ID, After: created.facts()})
	return created, nil
}

// MayPlan finds the station that is to hold something with the team, if the actor may plan that.
// It fails with ErrPermission, or with ErrInvalid when there is no such station or team.
func MayPlan(tx *models.Tx, stationID, teamID int64) (*organization.Organization, error) {
	station, err := hostStation(tx, stationID)
	if err != nil {
		return nil, err
	}
	if err := activeTeam(tx, teamID); err != nil {
		return nil, err
	}
	if !tx.Actor.CanForTeam(models.PlanActivities, station.Path, teamID) {
		return nil, models.ErrPermission
	}
	return station, nil
}

// hostStation finds the station that is to hold an activity. It fails with ErrInvalid for anything else.
func hostStation(tx *models.Tx, id int64) (*organization.Organization, error) {
	station, err := models.Find[organization.Organization](tx, id, organization.ErrNotFound)
	if models.IsCode(err, organization.ErrNotFound) || err == nil && station.Level != organization.Station {
		return nil, models.Unknown("station_id")
	}
	return station, err
}

// activeTeam fails with ErrInvalid when there is no such team, or no longer.
func activeTeam(tx *models.Tx, id int64) error {
	host, err := models.Find[team.Team](tx, id, team.ErrNotFound)
	if models.IsCode(err, team.ErrNotFound) || err == nil && host.Status != team.Active {
		return models.Unknown("team_id")
	}
	return err
}
