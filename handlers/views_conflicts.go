package handlers

import (
	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
)

// overriding is what a client says about conflicts.
func overriding(wanted bool, reason string) activity.Override {
	return activity.Override{Wanted: wanted, Reason: reason}
}

// acceptedConflicts are shown to staff only.
func acceptedConflicts(tx *models.Tx, activityIDs []int64) (map[int64][]activity.NamedOverridden, error) {
	if !tx.Actor.CanSomewhere(models.ReadDrafts) {
		return map[int64][]activity.NamedOverridden{}, nil
	}
	return activity.OverriddenOf(tx, activityIDs...)
}

// viewAccepted shows the accepted conflicts of one activity, each with the other activity.
func viewAccepted(tx *models.Tx, activityID int64, accepted []activity.NamedOverridden) []api.AcceptedConflict {
	return viewEach(tx, accepted, func(tx *models.Tx, c *activity.NamedOverridden) api.AcceptedConflict {
		view := api.AcceptedConflict{
			Kind: api.AcceptedConflictKind(c.Kind), ActivityID: idText(c.OtherID), Title: c.OtherTitle, Reason: c.Reason, CreatedAt: localTime(tx, c.CreatedAt),
		}
		if c.OtherID == activityID {
			view.ActivityID, view.Title = idText(c.ActivityID), c.Title
		}
		return view
	})
}

// viewLeaderName masks the name for whoever is not signed in.
func viewLeaderName(tx *models.Tx, name *string) *string {
	if name == nil || !tx.Actor.Anonymous() {
		return name
	}
	masked := models.MaskName(*name)
	return &masked
}
