package activity

import (
	"practicestation/models"
)

// locks reports whether the change touches what people have signed up for.
func (a *Activity) locks(in Input) bool {
	return a.Title != in.Title || a.Place != in.Place || a.TeamID != in.TeamID || !a.StartsAt.Equal(in.StartsAt) || !a.EndsAt.Equal(in.EndsAt) ||
		a.harden(in.Gates) ||
		in.VenueID != nil && !same(a.VenueID, models.Nullable(*in.VenueID))
}

// Update rewrites an activity before its end. What people signed up for stays as it is once somebody has.
// It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrStatus, ErrHasSignUps, ErrOutOfBounds, ErrVersionConflict,
// ErrReasonMissing, ErrVenueConflict or ErrLeaderConflict.
func Update(tx *models.Tx, id, version int64, in Input) (*Activity, error) {
	current, err := findToUpdate(tx, id, version, &in)
	if err != nil {
		return nil, err
	}
	seen, was := *current, *current
	seen.fill(in)
	if err := rebook(tx, current, &seen, in.Override); err != nil {
		return nil, err
	}
	shifts, err := shiftsAllow(tx, current, &seen, in)
	if err != nil {
		return nil, err
	}
	if err := followDeadlines(tx, shifts, current, in); err != nil {
		return nil, err
	}
	if err := breaksMayChange(tx, current, &seen); err != nil {
		return nil, err
	}
	current.fill(in)
	if err := current.rewrite(tx, &was, in); err != nil {
		return nil, err
	}
	if err := tellOfUpdate(tx, &was, current, shifts); err != nil {
		return nil, err
	}
	if err := letUp(tx, &was, current, shifts); err != nil {
		return nil, err
	}
	return models.Find[Activity](tx, id, ErrNotFound)
}

// findToUpdate locks an activity that the actor may change as the input wants, and fills in what the input leaves as it was.
func findToUpdate(tx *models.Tx, id, version int64, in *Input) (*Activity, error) {
	current, err := findToManage(tx, id, models.PlanActivities)
	if err != nil {
		return nil, err
	}
	if in.StationID != 0 && in.StationID != current.StationID {
		return nil, models.Fixed("station_id")
	}
	in.normalize(current.SignUpOpensAt)
	in.recruitAs(current.Recruitment, current.JoinCode)
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	if err := mayHandTo(tx, current, in.TeamID); err != nil {
		return nil, err
	}
	if err := mayCarry(tx, current, in.BrandID); err != nil {
		return nil, err
	}
	if current.Version != version {
		return nil, models.ConflictAt(models.ErrVersionConflict, current.Version)
	}
	if status := current.StatusAt(tx.Now); status == Ended || status == Closed || status == Cancelled {
		return nil, ErrStatus
	}
	return current, nil
}

// rewrite saves the changed activity, if its gates allow what it has become.
func (a *Activity) rewrite(tx *models.Tx, was *Activity, in Input) error {
	if err := giveNotice(tx, a, in.Gates.RiskNotice); err != nil {
		return err
	}
	if a.Status == Published {
		if err := models.Refusal(a.gaps(tx.Zone)); err != nil {
			return err
		}
	}
	change := a.facts()
	change["description"], change["join_code"] = in.Description, a.JoinCode
	if err := tx.UpdateVersion(a, a.ID, a.Version, change); err != nil {
		return models.ConflictAt(err, a.Version)
	}
	tx.Audit(models.AuditEntry{Action: "activity.update", Subject: "activity", SubjectID: a.ID, OrganizationID: a.StationID, Before: was.facts(), After: a.facts()})
	return nil
}

// shiftsAllow locks an activity's shifts and fails with ErrHasSignUps or ErrOutOfBounds when one of them forbids the change.
func shiftsAllow(tx *models.Tx, current, seen *Activity, in Input) ([]Shift, error) {
	shifts, err := lockShifts(tx, current.ID)
	if err != nil {
		return nil, err
	}
	for _, shift := range held(shifts) {
		became := shift.underDeadlines(current, in)
		if shift.Confirmed+shift.Waitlisted > 0 && (current.locks(in) || shift.narrows(current, &became, seen)) {
			return nil, ErrHasSignUps
		}
		if shift.StartsAt.Before(in.StartsAt) || shift.EndsAt.After(in.EndsAt) {
			return nil, ErrOutOfBounds.At("starts_at")
		}
	}
	return shifts, nil
}
