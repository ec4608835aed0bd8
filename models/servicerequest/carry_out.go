package servicerequest

import (
	"time"

	"practicestation/models"
	"practicestation/models/activity"
)

// Arrangement is what is known of an activity beyond the request that it carries out.
type Arrangement struct {
	Title, Place     string
	StartsAt, EndsAt time.Time
	Shifts           []activity.ShiftInput

	DeclarationVersion int64 // which texts of the excluded kinds have been read and declared away
}

// Schedule drafts an activity at the request's station by the team that has taken it, and links it.
// It fails with ErrNotFound, ErrPermission, ErrStatus, ErrLinked or ErrInvalid.
func Schedule(tx *models.Tx, id int64, known Arrangement) (*activity.Activity, error) {
	current, err := findToLink(tx, id)
	if err != nil {
		return nil, err
	}
	made, err := activity.Create(tx, activity.Input{
		StationID: current.StationID, TeamID: *current.TeamID, Title: known.Title, Category: current.Category, Place: known.Place,
		StartsAt: known.StartsAt, EndsAt: known.EndsAt, Shifts: known.Shifts, DeclarationVersion: known.DeclarationVersion,
	})
	if err != nil {
		return nil, err
	}
	_, err = current.carriedOutBy(tx, &made.ID)
	return made, err
}

// Link lets an activity that is there already carry out a request: one of the team that has taken it, or of its station, that the actor
// plans. It fails as Schedule does, and with ErrForeign or activity.ErrCancelled.
func Link(tx *models.Tx, id, activityID int64) (*Listed, error) {
	current, err := findToLink(tx, id)
	if err != nil {
		return nil, err
	}
	existing, err := activity.Find(tx, activityID)
	switch {
	case models.IsCode(err, activity.ErrNotFound):
		return nil, models.Unknown("activity_id")
	case err != nil:
		return nil, err
	case existing.TeamID != *current.TeamID && existing.StationID != current.StationID:
		return nil, ErrForeign
	case existing.Status == activity.Cancelled:
		return nil, activity.ErrCancelled
	}
	if _, err := activity.MayPlan(tx, existing.StationID, existing.TeamID); err != nil {
		return nil, err
	}
	return current.carriedOutBy(tx, &activityID)
}

// Unlink takes the activity off a request again. It fails with ErrNotFound, ErrPermission or ErrStatus.
func Unlink(tx *models.Tx, id int64) (*Listed, error) {
	current, err := findToCarryOut(tx, id)
	if err != nil {
		return nil, err
	}
	if current.Status != Taken || current.ActivityID == nil {
		return nil, ErrStatus
	}
	return current.carriedOutBy(tx, nil)
}

// findToLink finds a request that a team has taken and no activity carries out yet.
func findToLink(tx *models.Tx, id int64) (*Listed, error) {
	current, err := findToCarryOut(tx, id)
	switch {
	case err != nil:
		return nil, err
	case current.Status != Taken:
		return nil, ErrStatus
	case current.ActivityID != nil:
		return nil, ErrLinked
	}
	return current, nil
}

func (l *Listed) carriedOutBy(tx *models.Tx, activityID *int64) (*Listed, error) {
	action := "service_request.link"
	if activityID == nil {
		action = "service_request.unlink"
	}
	return l.change(tx, action, map[string]any{"activity_id": activityID})
}
