package activity_test

import (
	"slices"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/volunteer"
)

// waysIn are the verbs of those who come, or do not, in another way than by signing up; some are the person's own.
var (
	waysIn  = []string{"apply", "apply", "approve", "approve", "invite", "accept", "accept", "cannot come", "ask stand-ins", "add", "add above"}
	ownWays = []string{"sign up", "cancel", "apply", "accept", "acknowledge", "cannot come", "ask stand-ins"}
)

// wayIn does one of these verbs.
func (c *crowd) wayIn(tx *models.Tx, s step) error {
	shift, who, next := c.shifts[s.Shift], c.people[s.Person], c.people[(s.Person+1)%len(c.people)]
	var err error
	switch s.Verb {
	case "apply":
		_, err = activity.Apply(tx, shift.ID, "", activity.Way{RiskAcknowledged: true})
	case "approve":
		_, err = activity.ApproveApplications(tx, shift.ID, latest(tx, "applications", shift, who))
	case "invite":
		_, err = activity.Invite(tx, shift.ID, activity.Guests{VolunteerIDs: []int64{who.VolunteerID}})
	case "accept":
		for _, id := range latest(tx, "invitations", shift, who) {
			_, err = activity.AcceptInvitation(tx, id, activity.Way{RiskAcknowledged: true})
		}
	case "cannot come":
		for _, id := range latest(tx, "sign_ups", shift, who) {
			_, err = activity.CannotCome(tx, id, "发烧")
		}
	case "ask stand-ins":
		for _, id := range latest(tx, "sign_ups", shift, who) {
			_, err = activity.AskStandIns(tx, id, activity.Guests{VolunteerIDs: []int64{next.VolunteerID}})
		}
	case "add", "add above":
		way := activity.Way{RiskAcknowledged: true}
		if s.Verb == "add above" {
			way.OverReason = "有护士证"
		}
		_, err = activity.SignUpFor(tx, shift.ID, activity.Proxy{VolunteerID: who.VolunteerID, Confirmation: volunteer.ByPhone, Way: way})
	}
	if models.IsCode(err, models.ErrInvalid) { // nobody asks a stranger to stand in
		return nil
	}
	return err
}

// latest gives the person's last row for the shift, if there is one.
func latest(tx *models.Tx, table string, shift *activity.Shift, who models.Actor) []int64 {
	var ids []int64
	tx.DB.Table(table).Where("shift_id = ? AND volunteer_id = ?", shift.ID, who.VolunteerID).Order("id DESC").Limit(1).Pluck("id", &ids)
	return ids
}

// actor is who does the step: the person, or the manager.
func (c *crowd) actor(s step) models.Actor {
	if slices.Contains(ownWays, s.Verb) {
		return c.people[s.Person]
	}
	return c.w.manager
}
