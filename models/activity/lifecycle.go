package activity

import (
	"practicestation/models"
	"practicestation/models/organization"
)

// Publish opens an activity to everybody. An activity of the past may be drafted, but not published after its end.
// It fails with ErrNotFound, ErrPermission, ErrStatus, ErrEnded, ErrVenueConflict, ErrLeaderConflict, or a refusal
// that lists ErrNoShifts, ErrInsuranceMissing and ErrRiskNoticeMissing.
func Publish(tx *models.Tx, id int64) (*Activity, error) {
	return PublishDespite(tx, id, Override{})
}

// PublishDespite is Publish, with conflicts openly accepted where the override says so.
// It fails as Publish does, or with ErrInvalid for an override without a reason.
func PublishDespite(tx *models.Tx, id int64, override Override) (*Activity, error) {
	current, err := findToManage(tx, id, models.PublishActivities)
	if err != nil {
		return nil, err
	}
	if !current.StatusAt(tx.Now).CanBecome(Published) {
		return nil, ErrStatus
	}
	if !tx.Now.Before(current.EndsAt) {
		return nil, ErrEnded
	}
	if err := override.faults().Err(); err != nil {
		return nil, err
	}
	if err := holdBookings(tx, current); err != nil {
		return nil, err
	}
	if err := book(tx, current, override); err != nil {
		return nil, err
	}
	shifts, err := lockShifts(tx, id)
	if err != nil {
		return nil, err
	}
	gaps := current.gaps(tx.Zone)
	if len(held(shifts)) == 0 {
		gaps = append([]*models.Error{ErrNoShifts}, gaps...)
	}
	if err := models.Refusal(gaps); err != nil {
		return nil, err
	}
	tellLeader(tx, NoticeLeaderAssigned, current, current.LeaderAccountID)
	if err := followPublishing(tx, current); err != nil {
		return nil, err
	}
	return become(tx, current, Published, map[string]any{"published_at": tx.Now})
}

// Withdraw takes a published activity back for another round of editing, as long as nobody has signed up. What is
// asked of it ends, and publishing it again does not revive that.
// It fails with ErrNotFound, ErrPermission, ErrStatus or ErrHasSignUps.
func Withdraw(tx *models.Tx, id int64) (*Activity, error) {
	current, err := findToManage(tx, id, models.PublishActivities)
	if err != nil {
		return nil, err
	}
	if !current.StatusAt(tx.Now).CanBecome(Withdrawn) {
		return nil, ErrStatus
	}
	shifts, err := lockShifts(tx, id)
	if err != nil {
		return nil, err
	}
	for _, shift := range shifts {
		if shift.Confirmed+shift.Waitlisted > 0 {
			return nil, ErrHasSignUps
		}
	}
	return takeBack(tx, current, shifts)
}

// takeBack withdraws an activity whose shifts are locked and nobody's: what is asked of it ends. Once it has been public, the
// on-site leader hears of it and calendars keep that its shifts are off.
func takeBack(tx *models.Tx, of *Activity, shifts []Shift) (*Activity, error) {
	if err := endAsks(tx, of, shifts, NoticeActivityWithdrawn, ""); err != nil {
		return nil, err
	}
	withdrawn, err := become(tx, of, Withdrawn, map[string]any{})
	if err != nil || of.Status != Published {
		return withdrawn, err
	}
	tellLeader(tx, NoticeActivityWithdrawn, of, of.LeaderAccountID)
	return withdrawn, noteWithdrawn(tx, withdrawn, shifts)
}

// Cancel calls an activity off, with a reason: all who hold a seat or wait are released; those who have already
// checked in keep what they have earned. It fails with ErrNotFound, ErrPermission, ErrReasonMissing,
// ErrStatus or ErrEnded.
func Cancel(tx *models.Tx, id int64, reason string) (*Activity, error) {
	current, err := findToManage(tx, id, models.PublishActivities)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	switch status := current.StatusAt(tx.Now); {
	case status == Ended || status == Closed:
		return nil, ErrEnded
	case !status.CanBecome(Cancelled):
		return nil, ErrStatus
	}
	shifts, err := lockShifts(tx, id)
	if err != nil {
		return nil, err
	}
	for _, shift := range shifts {
		if err := release(tx, current, &shift, NoticeActivityCancelled, reason); err != nil {
			return nil, err
		}
	}
	if err := endAsks(tx, current, shifts, NoticeActivityCancelled, reason); err != nil {
		return nil, err
	}
	tellLeader(tx, NoticeActivityCancelled, current, current.LeaderAccountID)
	return become(tx, current, Cancelled, map[string]any{"cancel_reason": reason})
}

func become(tx *models.Tx, current *Activity, status Status, change map[string]any) (*Activity, error) {
	change["status"] = status
	if err := tx.UpdateVersion(current, current.ID, current.Version, change); err != nil {
		return nil, models.ConflictAt(err, current.Version)
	}
	tx.Audit(models.AuditEntry{
		Action: "activity." + string(status), Subject: "activity", SubjectID: current.ID, OrganizationID: current.StationID,
		Before: map[string]any{"status": current.Status}, After: change,
	})
	return models.Find[Activity](tx, current.ID, ErrNotFound)
}

// findToManage finds an activity for change, for who may see it and has the permission on it.
func findToManage(tx *models.Tx, id int64, permission models.Permission) (*Activity, error) {
	current, err := models.FindLocked[Activity](tx, id, ErrNotFound)
	if err != nil {
		return nil, err
	}
	return current, mayManage(tx, current, permission)
}

// mayManage fails with ErrNotFound for what the actor may not see, and with ErrPermission for what the actor sees and
// may not manage.
func mayManage(tx *models.Tx, current *Activity, permission models.Permission) error {
	station, err := models.Find[organization.Organization](tx, current.StationID, organization.ErrNotFound)
	if err != nil {
		return err
	}
	switch {
	case !current.isPublic() && !tx.Actor.CanForTeam(models.ReadDrafts, station.Path, current.TeamID):
		return ErrNotFound
	case !tx.Actor.CanForTeam(permission, station.Path, current.TeamID):
		return models.ErrPermission
	}
	return nil
}

// mayHandTo lets another active team become the host, for whoever may plan with that team too. A host that has been
// dissolved since may stay.
func mayHandTo(tx *models.Tx, current *Activity, teamID int64) error {
	if teamID == current.TeamID {
		return nil
	}
	if err := activeTeam(tx, teamID); err != nil {
		return err
	}
	station, err := models.Find[organization.Organization](tx, current.StationID, organization.ErrNotFound)
	if err != nil {
		return err
	}
	if !tx.Actor.CanForTeam(models.PlanActivities, station.Path, teamID) {
		return models.ErrPermission
	}
	return nil
}

// isPublic reports whether the activity has ever been shown to everybody.
func (a *Activity) isPublic() bool { return a.PublishedAt != nil }
