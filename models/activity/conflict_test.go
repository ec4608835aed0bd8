package activity_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
	"practicestation/models/venue"
)

func TestEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, activity.Activity{}, activity.Shift{}, activity.SignUp{}, activity.Overridden{})
	})
}

// booked is a plan for a venue and a leader.
func (w *world) booked(starts, ends time.Time, venueID, leaderID int64) activity.Input {
	in := w.planAt(starts, ends, 5, 0)
	in.VenueID, in.LeaderAccountID = &venueID, &leaderID
	return in
}

func (w *world) create(in activity.Input) (*activity.Activity, error) {
	return change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Create(tx, in) })
}

// TestWhatOverlaps is the table of times: an activity holds its venue and its leader from its start to its end.
func TestWhatOverlaps(t *testing.T) {
	each(t, func(w *world) {
		room, leader := w.venue(), w.colleague()
		w.publish(w.booked(at(3, 9, 0), at(3, 11, 0), room.ID, leader))
		for _, c := range []struct {
			starts, ends time.Time
			venue, lead  int64
			refused      []*models.Error
		}{
			{at(3, 7, 0), at(3, 9, 0), room.ID, leader, nil},
			{at(3, 11, 0), at(3, 12, 0), room.ID, leader, nil},
			{at(4, 9, 0), at(4, 11, 0), room.ID, leader, nil},
			{at(3, 8, 0), at(3, 9, 1), room.ID, 0, []*models.Error{activity.ErrVenueConflict}},
			{at(3, 10, 59), at(3, 12, 0), 0, leader, []*models.Error{activity.ErrLeaderConflict}},
			{at(3, 9, 30), at(3, 10, 0), room.ID, leader, []*models.Error{activity.ErrVenueConflict, activity.ErrLeaderConflict}},
			{at(3, 9, 0), at(3, 11, 0), w.venue().ID, w.colleague(), nil},
			{at(3, 9, 0), at(3, 11, 0), 0, 0, nil},
		} {
			_, err := w.create(w.booked(c.starts, c.ends, c.venue, c.lead))
			if c.refused == nil {
				w.must(err)
				continue
			}
			w.clashes(err, c.refused...)
		}
		w.invariants()
	})
}

// TestTheOtherActivityIsNamed, for people and for machines.
func TestTheOtherActivityIsNamed(t *testing.T) {
	each(t, func(w *world) {
		room := w.venue()
		other := w.publish(w.booked(at(3, 9, 0), at(3, 11, 0), room.ID, 0))
		_, err := w.create(w.booked(at(3, 9, 0), at(3, 11, 0), room.ID, 0))
		var refusal *models.Error
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Message, "清洁家园") || !strings.Contains(refusal.Message, room.Name) {
			w.t.Fatalf("the refusal is %v", err)
		}
		conflicts, _ := refusal.Facts["conflicts"].([]map[string]string)
		if len(conflicts) != 1 || conflicts[0]["kind"] != "venue" || conflicts[0]["activity_id"] != fmt.Sprint(other.ActivityID) {
			w.t.Errorf("the facts are %v", refusal.Facts)
		}
	})
}

// TestDraftsHoldNothing: of two drafts the first to be published gets the room, and what is over or off gives it back.
func TestDraftsHoldNothing(t *testing.T) {
	each(t, func(w *world) {
		room := w.venue()
		plan := w.booked(at(3, 9, 0), at(3, 11, 0), room.ID, 0)
		first, second := w.draft(plan), w.draft(plan)
		w.must(w.manage(second, activity.Publish))
		w.clashes(w.manage(first, activity.Publish), activity.ErrVenueConflict)
		w.must(w.manage(second, activity.Withdraw))
		w.must(w.manage(first, activity.Publish))
		w.clashes(w.manage(second, activity.Publish), activity.ErrVenueConflict)
		w.must(w.manage(first, callOff))
		w.must(w.manage(second, activity.Publish))
		w.invariants()
	})
}

// TestOverride: a conflict is accepted openly, for what was shown and nothing else, until the booking changes.
func TestOverride(t *testing.T) {
	each(t, func(w *world) {
		room := w.venue()
		plan := w.booked(at(3, 9, 0), at(3, 11, 0), room.ID, 0)
		other := w.publish(plan)
		plan.Override = activity.Override{Wanted: true, Reason: " "}
		_, err := w.create(plan)
		w.refused(err, models.ErrInvalid)
		plan.Override.Reason = " 隔断使用 "
		shift := w.draft(plan)
		w.must(w.manage(shift, activity.Publish)) // accepted at the creation
		accepted := read(w, w.manager, func(tx *models.Tx) (map[int64][]activity.NamedOverridden, error) {
			return activity.OverriddenOf(tx, shift.ActivityID, other.ActivityID)
		})
		for _, id := range []int64{shift.ActivityID, other.ActivityID} {
			if all := accepted[id]; len(all) != 1 || all[0].Reason != "隔断使用" || all[0].OtherID != other.ActivityID {
				w.t.Errorf("activity %d shows %+v", id, all)
			}
		}
		if n := w.numbers("SELECT COUNT(*) FROM audit_entries WHERE action = 'activity.override_conflict' AND subject_id = ?", shift.ActivityID)[0]; n != 1 {
			w.t.Errorf("the audit has %d entries", n)
		}
		third := plan
		third.Override = activity.Override{}
		_, err = w.create(third)
		w.clashes(err, activity.ErrVenueConflict, activity.ErrVenueConflict) // with each of the two
		w.must(w.update(shift, 2, func(in *activity.Input) { in.Description = "带手套" }))
		longer := func(in *activity.Input) { in.EndsAt = in.EndsAt.Add(time.Hour) }
		w.clashes(w.update(shift, 3, longer), activity.ErrVenueConflict)
		w.must(w.update(shift, 3, func(in *activity.Input) {
			longer(in)
			in.Override = plan.Override
		}))
		w.invariants()
	})
}

// TestPublishDespite accepts at the publication what has come up since the draft.
func TestPublishDespite(t *testing.T) {
	each(t, func(w *world) {
		leader := w.colleague()
		plan := w.booked(at(3, 9, 0), at(3, 11, 0), 0, leader)
		shift := w.draft(plan)
		w.publish(plan)
		despite := func(reason string) error {
			return w.manage(shift, func(tx *models.Tx, id int64) (*activity.Activity, error) {
				return activity.PublishDespite(tx, id, activity.Override{Wanted: true, Reason: reason})
			})
		}
		w.clashes(w.manage(shift, activity.Publish), activity.ErrLeaderConflict)
		w.refused(despite(""), models.ErrInvalid)
		w.must(despite("两处相邻"))
		w.invariants()
	})
}

// TestWhatMayBeChosen: a venue that is open, of the station or above it; a leader whom one may know.
func TestWhatMayBeChosen(t *testing.T) {
	each(t, func(w *world) {
		closed, above := w.venue(), w.venue()
		w.exec("UPDATE venues SET status = 'closed' WHERE id = ?", closed.ID)
		w.exec("UPDATE venues SET organization_id = 1 WHERE id = ?", above.ID)
		foreign := w.foreignVenue()
		gone, stranger, member := w.colleague(), w.volunteers(1)[0], w.volunteers(1)[0]
		w.exec("UPDATE accounts SET status = ? WHERE id = ?", account.Suspended, gone)
		w.exec(`INSERT INTO team_members (team_id, volunteer_id, status, live, reason, requested_at) SELECT ?, ?, 'active', 1, '', created_at
			FROM teams WHERE id = ?`, w.team.ID, member.VolunteerID, w.team.ID)
		for name, c := range map[string]struct {
			venue, leader int64
			field         string
		}{
			"closed":             {closed.ID, 0, "venue_id"},
			"of another station": {foreign.ID, 0, "venue_id"},
			"of the county":      {above.ID, 0, ""},
			"no venue":           {999, 0, "venue_id"},
			"nobody":             {0, 999, "leader_account_id"},
			"suspended":          {0, gone, "leader_account_id"},
			"a stranger":         {0, stranger.AccountID, "leader_account_id"},
			"a member":           {0, member.AccountID, ""},
		} {
			_, err := w.create(w.booked(at(3, 9, 0), at(3, 11, 0), c.venue, c.leader))
			var refusal *models.Error
			switch {
			case c.field == "" && err != nil:
				w.t.Errorf("%s: %v", name, err)
			case c.field != "" && (!errors.As(err, &refusal) || len(refusal.Fields) != 1 || refusal.Fields[0].Field != c.field):
				w.t.Errorf("%s: %v", name, err)
			}
		}
		shift := w.draft(w.booked(at(3, 9, 0), at(3, 11, 0), above.ID, 0))
		w.exec("UPDATE venues SET status = 'closed' WHERE id = ?", above.ID)
		w.must(w.update(shift, 1, func(in *activity.Input) { in.Title = "植树" })) // what is booked stays booked
	})
}

// TestLeaderIsChanged: everybody hears of another leader, the two leaders too.
func TestLeaderIsChanged(t *testing.T) {
	each(t, func(w *world) {
		first, second, people := w.colleague(), w.colleague(), w.volunteers(2)
		shift := w.publish(w.booked(at(3, 9, 0), at(3, 11, 0), 0, first))
		w.signedUp(shift, people...)
		w.must(w.update(shift, 2, func(in *activity.Input) { in.LeaderAccountID = &second }))
		w.must(w.update(shift, 3, func(in *activity.Input) { in.Description = "带手套" }))
		none := int64(0)
		w.must(w.update(shift, 4, func(in *activity.Input) { in.LeaderAccountID = &none }))
		w.told(activity.NoticeLeaderAssigned, 2)
		w.told(activity.NoticeLeaderRelieved, 2)
		w.told(activity.NoticeLeaderChanged, 2)
		if n := len(w.numbers("SELECT id FROM notices WHERE kind = ? AND account_id = ?", activity.NoticeLeaderRelieved, first)); n != 1 {
			w.t.Errorf("the first leader was relieved %d times", n)
		}
	})
}

// TestVenueIsLockedLikeThePlace, once somebody has signed up.
func TestVenueIsLockedLikeThePlace(t *testing.T) {
	each(t, func(w *world) {
		shift := w.publish(w.booked(at(3, 9, 0), at(3, 11, 0), w.venue().ID, 0))
		other := w.venue()
		w.must(w.update(shift, 2, func(in *activity.Input) { in.VenueID = &other.ID }))
		w.signedUp(shift, w.volunteers(1)[0])
		none := int64(0)
		w.refused(w.update(shift, 3, func(in *activity.Input) { in.VenueID = &none }), activity.ErrHasSignUps)
	})
}

// clashes wants exactly these refusals, whose sentences name the other activities.
func (w *world) clashes(err error, want ...*models.Error) {
	w.t.Helper()
	var wanted []string
	for _, e := range want {
		wanted = append(wanted, e.Code)
	}
	if difference := cmp.Diff(wanted, codes(err)); difference != "" {
		w.t.Fatalf("refusals, want (-), got (+), of %v:\n%s", err, difference)
	}
}

// told wants so many notices of the kind.
func (w *world) told(kind models.NoticeKind, want int) {
	w.t.Helper()
	w.expect("notices of "+string(kind), len(w.numbers("SELECT id FROM notices WHERE kind = ?", kind)), want)
}

// foreignVenue is one of a station beside ours.
func (w *world) foreignVenue() *venue.Venue {
	w.t.Helper()
	w.exec(`INSERT INTO organizations (parent_id, level, name, path, version, created_at, updated_at)
		SELECT parent_id, level, '别村实践站', '/1/99/', 1, created_at, updated_at FROM organizations WHERE id = ?`, w.station.ID)
	room := w.venue()
	w.exec("UPDATE venues SET organization_id = (SELECT id FROM organizations WHERE path = '/1/99/') WHERE id = ?", room.ID)
	return room
}
