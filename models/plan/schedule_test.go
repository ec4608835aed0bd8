package plan_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
	"practicestation/models/plan"
)

// TestAnItemBecomesAnActivity with what the item says, and the usual where it says nothing.
func TestAnItemBecomesAnActivity(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		named := c.newBrand(c.town, "银龄剪")
		branded := dated
		branded.BrandID = named.ID
		made := c.approved(branded, haircuts)
		items := c.find(c.admin, made.ID).Items
		got, err := c.schedule(c.manager, items[0].ID, plan.Arrangement{DeclarationVersion: 1, TeamID: c.team.ID})
		c.check(err)
		if got.Title != "义务理发" || got.Category != "扶贫帮困" || got.Place != "文化广场" || got.StationID != c.station.ID || got.TeamID != c.team.ID ||
			!got.StartsAt.Equal(on(7, 9)) || !got.EndsAt.Equal(on(7, 11)) || *got.BrandID != named.ID || *got.PlanItemID != items[0].ID || got.Status != activity.Draft {
			t.Errorf("made of the item: %+v", got)
		}
		shifts, err := read(c, c.manager, func(tx *models.Tx) (map[int64][]activity.Shift, error) { return activity.ShiftsOf(tx, got.ID) })
		c.check(err)
		if len(shifts[got.ID]) != 1 || shifts[got.ID][0].Capacity != 6 {
			t.Errorf("its shifts are %+v", shifts[got.ID])
		}
		c.check(c.DB.Write(t.Context(), c.admin, func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE brands SET status = 'delisted' WHERE id = ?", named.ID).Error
		}))
		if again, err := c.schedule(c.manager, items[0].ID, plan.Arrangement{DeclarationVersion: 1, TeamID: c.team.ID}); err != nil || again.BrandID != nil {
			t.Errorf("after its brand was delisted: %+v, %v", again, err)
		}
		_, err = c.schedule(c.manager, items[1].ID, plan.Arrangement{DeclarationVersion: 1})
		expectField(t, "no day", err, "starts_at", "required")
		expectField(t, "no team", err, "team_id", "required")
		_, err = c.schedule(c.manager, items[0].ID, plan.Arrangement{TeamID: c.team.ID})
		expectField(t, "undeclared", err, "declaration_version", "declaration_outdated")
		_, err = c.schedule(c.manager, items[1].ID, plan.Arrangement{DeclarationVersion: 1, TeamID: c.team.ID, StartsAt: on(3, 9)})
		expectField(t, "no end", err, "ends_at", "required")
		known := plan.Arrangement{DeclarationVersion: 1, TeamID: c.team.ID, StartsAt: on(3, 14), EndsAt: on(3, 16), Place: "礼堂", Shifts: []activity.ShiftInput{}}
		got, err = c.schedule(c.manager, items[1].ID, known)
		c.check(err)
		if got.Place != "礼堂" || !got.StartsAt.Equal(on(3, 14)) || got.BrandID != nil {
			t.Errorf("made as asked: %+v", got)
		}
		known.Place = ""
		got, err = c.schedule(c.manager, items[1].ID, known)
		c.check(err)
		if got.Place != c.station.Name {
			t.Errorf("without a place it is held at %q", got.Place)
		}
		if listed := c.find(c.manager, made.ID).Items; len(listed[0].Activities) != 2 || len(listed[1].Activities) != 2 {
			t.Errorf("the plan shows %+v", listed)
		}
	})
}

// TestOnlyAnApprovedItemIsScheduled, within the plan's own organization, and for a team by the team.
func TestOnlyAnApprovedItemIsScheduled(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		draft := c.draft(dated)
		known := plan.Arrangement{DeclarationVersion: 1, TeamID: c.team.ID}
		id := c.item(draft).ID
		_, err := c.schedule(c.manager, id, known)
		modelstest.Expect(t, "a draft", err, plan.ErrNotApproved)
		c.check(c.step(c.manager, draft.ID, plan.Submitted))
		_, err = c.schedule(c.manager, id, known)
		modelstest.Expect(t, "a submitted plan", err, plan.ErrNotApproved)
		c.check(c.step(c.townAdmin, draft.ID, plan.Approved))
		_, err = c.schedule(c.leader, id, known)
		modelstest.Expect(t, "by who does not see the plan", err, plan.ErrItemNotFound)
		_, err = c.schedule(c.auditor, id, known)
		modelstest.Expect(t, "by who sees it only", err, models.ErrPermission)
		_, err = c.schedule(c.townAdmin, id, plan.Arrangement{DeclarationVersion: 1, TeamID: c.team.ID, StationID: c.next.ID})
		modelstest.Expect(t, "at another station", err, plan.ErrForeign)
		_, err = c.schedule(c.manager, 999, known)
		modelstest.Expect(t, "of no item", err, plan.ErrItemNotFound)

		led := c.must(c.create(c.leader, plan.Input{TeamID: c.team.ID, Month: "2026-03", Items: []plan.ItemInput{dated}}))
		c.check(c.step(c.leader, led.ID, plan.Submitted))
		c.check(c.step(c.manager, led.ID, plan.Approved))
		got, err := c.schedule(c.leader, c.item(led).ID, plan.Arrangement{DeclarationVersion: 1})
		c.check(err)
		if got.TeamID != c.team.ID || got.StationID != c.station.ID {
			t.Errorf("the team's activity: %+v", got)
		}
		_, err = c.schedule(c.manager, c.item(led).ID, plan.Arrangement{DeclarationVersion: 1, TeamID: c.newTeam(c.station, "巡防队").ID})
		modelstest.Expect(t, "by another team", err, plan.ErrForeign)

		town := c.must(c.create(c.townAdmin, plan.Input{OrganizationID: c.town.ID, Month: "2026-03", Items: []plan.ItemInput{dated}}))
		c.check(c.step(c.townAdmin, town.ID, plan.Submitted))
		c.check(c.step(c.admin, town.ID, plan.Approved))
		_, err = c.schedule(c.townAdmin, c.item(town).ID, known)
		expectField(t, "a town's without a station", err, "station_id", "required")
		_, err = c.schedule(c.townAdmin, c.item(town).ID, plan.Arrangement{DeclarationVersion: 1, TeamID: c.team.ID, StationID: c.next.ID})
		modelstest.Expect(t, "a town's at its station", err, nil)
		_, err = c.schedule(c.townAdmin, c.item(town).ID, plan.Arrangement{DeclarationVersion: 1, TeamID: c.team.ID, StationID: 999})
		expectField(t, "at no station", err, "station_id", "not_found")
	})
}

// TestALinkCountsOnce: an activity is on one item at most, in whatever state it is, and can be taken off again.
func TestALinkCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.approved(dated, haircuts)
		items := c.find(c.admin, made.ID).Items
		past := c.happened(c.station, on(1, 9), activity.Published, 2)
		elsewhere := c.happened(c.next, on(1, 9), activity.Published, 2)
		link := func(actor models.Actor, rule func(*models.Tx, int64, int64) (*activity.Activity, error), item, id int64) error {
			_, err := change(c, actor, func(tx *models.Tx) (*activity.Activity, error) { return rule(tx, item, id) })
			return err
		}
		first, second := items[0].ID, items[1].ID
		modelstest.Expect(t, "of another station", link(c.townAdmin, plan.Link, first, elsewhere.ID), plan.ErrForeign)
		modelstest.Expect(t, "by who sees it only", link(c.auditor, plan.Link, first, past.ID), models.ErrPermission)
		expectField(t, "no activity", link(c.manager, plan.Link, first, 999), "activity_id", "not_found")
		expectField(t, "not on it", link(c.manager, plan.Unlink, first, past.ID), "activity_id", "not_found")
		modelstest.Expect(t, "what is over", link(c.manager, plan.Link, first, past.ID), nil)
		modelstest.Expect(t, "a second time", link(c.manager, plan.Link, first, past.ID), activity.ErrPlanned)
		modelstest.Expect(t, "on a second item", link(c.manager, plan.Link, second, past.ID), activity.ErrPlanned)
		if got := c.item(made); len(got.Activities) != 1 || !got.Activities[0].Held {
			t.Errorf("the item shows %+v", got.Activities)
		}
		expectField(t, "off another item", link(c.manager, plan.Unlink, second, past.ID), "activity_id", "not_found")
		modelstest.Expect(t, "off again", link(c.manager, plan.Unlink, first, past.ID), nil)
		modelstest.Expect(t, "on the other", link(c.manager, plan.Link, second, past.ID), nil)
	})
}

func TestMonths(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"2026-03": true, "2026-13": false, "2026-3": false, "2026-00": false, "2026-03-01": false, "": false} {
		if _, got := plan.ParseMonth(text); got != want {
			t.Errorf("%q is a month: %t", text, got)
		}
	}
	zone := modelstest.Zone()
	if got := plan.MonthOf(time.Date(2026, 2, 28, 16, 0, 0, 0, time.UTC), zone); got != "2026-03" {
		t.Errorf("the month here is %s", got)
	}
	if plan.Month("2025-12").Plus(1) != "2026-01" || plan.Month("2026-01").Plus(-1) != "2025-12" {
		t.Error("December does not come before January")
	}
}
