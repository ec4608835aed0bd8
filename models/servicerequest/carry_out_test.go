package servicerequest_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/servicerequest"
	"practicestation/models/team"
)

// happens writes an activity past all rules.
func (c *county) happens(at *organization.Organization, by *team.Team, status activity.Status) *activity.Activity {
	c.t.Helper()
	starts := c.Clock.Now().Add(48 * time.Hour)
	made := &activity.Activity{
		StationID: at.ID, TeamID: by.ID, Title: "上门理发", Category: "扶贫帮困", Place: "3 栋", StartsAt: starts, EndsAt: starts.Add(time.Hour),
		SignUpOpensAt: starts, SignUpClosesAt: starts, CancelClosesAt: starts, Status: status, PublishedAt: &starts, Version: 1,
	}
	c.insert(made)
	return made
}

// TestAnActivityCarriesARequestOut: one of the team that has taken it or of its station, which the actor plans; one at a time.
func TestAnActivityCarriesARequestOut(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		published := activity.Published
		own, other := c.happens(c.station, c.team, published), c.happens(c.station, c.second, published)
		elsewhere, foreign := c.happens(c.next, c.team, published), c.happens(c.foreign, c.far, published)
		made := c.in(servicerequest.Taken)
		_, err := c.do(c.leader, link(c.in(servicerequest.Dispatched).ID, own.ID))
		modelstest.Expect(t, "before it is taken", err, servicerequest.ErrStatus)
		_, err = c.do(c.leader, link(made.ID, foreign.ID))
		modelstest.Expect(t, "somebody else's somewhere else", err, servicerequest.ErrForeign)
		_, err = c.do(c.leader, link(made.ID, other.ID))
		modelstest.Expect(t, "another team's, by the leader", err, models.ErrPermission)
		_, err = c.do(c.leader, link(made.ID, 999))
		modelstest.Expect(t, "an activity that is not there", err, models.ErrInvalid)
		_, err = c.do(c.leader, link(made.ID, c.happens(c.station, c.team, activity.Cancelled).ID))
		modelstest.Expect(t, "a cancelled one", err, activity.ErrCancelled)
		_, err = c.do(c.resident, link(made.ID, own.ID))
		modelstest.Expect(t, "by the resident", err, models.ErrPermission)
		_, err = c.do(c.leader, unlink(made.ID))
		modelstest.Expect(t, "unlinked before", err, servicerequest.ErrStatus)
		if got := c.must(c.leader, link(made.ID, elsewhere.ID)); *got.ActivityID != elsewhere.ID || *got.ActivityTitle != "上门理发" {
			t.Errorf("linked: %+v", got)
		}
		_, err = c.do(c.manager, link(made.ID, other.ID))
		modelstest.Expect(t, "a second one", err, servicerequest.ErrLinked)
		if got := c.must(c.leader, unlink(made.ID)); got.ActivityID != nil {
			t.Errorf("unlinked: %+v", got)
		}
		c.must(c.manager, link(made.ID, other.ID))
		if got := c.must(c.manager, because(servicerequest.TakeBack, made.ID)); got.ActivityID != nil {
			t.Errorf("taken back with its activity: %+v", got)
		}
	})
}

// TestARequestBecomesADraft of its team at its station.
func TestARequestBecomesADraft(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.in(servicerequest.Taken)
		starts := c.Clock.Now().Add(48 * time.Hour)
		known := servicerequest.Arrangement{Title: "上门理发", Place: "3 栋", StartsAt: starts, EndsAt: starts.Add(time.Hour), DeclarationVersion: 1}
		schedule := func(actor models.Actor, known servicerequest.Arrangement) (drafted *activity.Activity, err error) {
			err = c.DB.Write(t.Context(), actor, func(tx *models.Tx) error {
				drafted, err = servicerequest.Schedule(tx, made.ID, known)
				return err
			})
			return drafted, err
		}
		_, err := schedule(c.resident, known)
		modelstest.Expect(t, "by the resident", err, models.ErrPermission)
		_, err = schedule(c.leader, servicerequest.Arrangement{DeclarationVersion: 1})
		modelstest.Expect(t, "without anything", err, models.ErrInvalid)
		drafted, err := schedule(c.leader, known)
		modelstest.Expect(t, "by the leader", err, nil)
		found, err := c.look(c.leader, made.ID)
		c.check(err)
		if *found.ActivityID != drafted.ID || drafted.StationID != c.station.ID || drafted.TeamID != c.team.ID || drafted.Category != made.Category || drafted.Status != activity.Draft {
			t.Errorf("%+v carries out %+v", drafted, found)
		}
		_, err = schedule(c.leader, known)
		modelstest.Expect(t, "a second time", err, servicerequest.ErrLinked)
	})
}
