package series

import (
	"encoding/json"

	"practicestation/models"
	"practicestation/models/organization"
)

// Update rewrites a series and what of its occurrences may still change, and lists what became of each that is not as it
// was. It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrEnded or ErrVersionConflict.
func Update(tx *models.Tx, id, version int64, in Input) (*Series, []Change, error) {
	current, err := findToManage(tx, id)
	if err != nil {
		return nil, nil, err
	}
	if in.StationID != 0 && in.StationID != current.StationID {
		return nil, nil, models.Fixed("station_id")
	}
	before := current.facts()
	if err := current.become(tx, in); err != nil {
		return nil, nil, err
	}
	if err := current.mayBe(tx, models.PlanActivities); err != nil {
		return nil, nil, err
	}
	if current.Version != version {
		return nil, nil, models.ConflictAt(models.ErrVersionConflict, current.Version)
	}
	if current.Status == Ended {
		return nil, nil, ErrEnded
	}
	if err := tx.UpdateVersion(current, id, version, current.columns()); err != nil {
		return nil, nil, models.ConflictAt(err, current.Version)
	}
	tx.Audit(models.AuditEntry{Action: "series.update", Subject: "series", SubjectID: id, OrganizationID: current.StationID, Before: before, After: current.facts()})
	changes, err := current.reconcile(tx)
	if err != nil {
		return nil, nil, err
	}
	changed, err := models.Find[Series](tx, id, ErrNotFound)
	return changed, changes, err
}

// End ends a series for good: its occurrences to come are withdrawn, those with people are held and the people told.
// It fails with ErrNotFound, ErrPermission, ErrReasonMissing or ErrEnded.
func End(tx *models.Tx, id int64, reason string) (*Series, []Change, error) {
	current, err := findToManage(tx, id)
	if err != nil {
		return nil, nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, nil, err
	}
	if current.Status == Ended {
		return nil, nil, ErrEnded
	}
	current.Status, current.EndReason = Ended, &reason
	if err := tx.UpdateVersion(current, id, current.Version, map[string]any{"status": Ended, "end_reason": reason}); err != nil {
		return nil, nil, models.ConflictAt(err, current.Version)
	}
	tx.Audit(models.AuditEntry{Action: "series.end", Subject: "series", SubjectID: id, OrganizationID: current.StationID, After: map[string]any{"reason": reason}})
	changes, err := current.reconcile(tx)
	if err != nil {
		return nil, nil, err
	}
	ended, err := models.Find[Series](tx, id, ErrNotFound)
	return ended, changes, err
}

// columns are what an update writes; GORM does not serialize the values of a map.
func (s *Series) columns() map[string]any {
	return map[string]any{
		"team_id": s.TeamID, "title": s.Title, "category": s.Category, "place": s.Place, "description": s.Description,
		"rules": jsonText(s.Rules), "last_rule": s.LastRule, "holiday_policy": s.Holidays, "adjusted_workdays": s.Adjusted,
		"excluded_dates": jsonText(s.Excluded), "starts_on": s.StartsOn, "ends_on": s.EndsOn, "lead_days": s.LeadDays,
		"opens_before": s.OpensBefore, "closes_before": s.ClosesBefore, "cancel_before": s.CancelBefore, "publish": s.Publish, "override_reason": s.OverrideReason,
		"brand_id": s.BrandID, "terms": jsonText(s.Terms), "shift_terms": jsonText(s.ShiftTerms), "generate_on": s.GenerateOn,
	}
}

func jsonText(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // only our own structs of texts and numbers come here
	}
	return string(text)
}

// findToManage finds a series for change, for who may see it and may plan for its station and team. Whoever plans for its
// publication must be able to publish: what the series wants next is checked besides.
func findToManage(tx *models.Tx, id int64) (*Series, error) {
	current, err := models.FindLocked[Series](tx, id, ErrNotFound)
	if err != nil {
		return nil, err
	}
	station, err := models.Find[organization.Organization](tx, current.StationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	permission := models.PlanActivities
	if current.Publish {
		permission = models.PublishActivities
	}
	switch {
	case !tx.Actor.CanForTeam(models.ReadDrafts, station.Path, current.TeamID):
		return nil, ErrNotFound
	case !tx.Actor.CanForTeam(permission, station.Path, current.TeamID):
		return nil, models.ErrPermission
	}
	return current, current.adopt(tx)
}
