package plan_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/plan"
)

func (c *county) compare(actor models.Actor, query plan.ProgressQuery) (*plan.Progress, error) {
	return read(c, actor, func(tx *models.Tx) (*plan.Progress, error) { return plan.Compare(tx, query) })
}

func of(item int64) func(*activity.Activity) {
	return func(a *activity.Activity) { a.PlanItemID = &item }
}

// TestPlannedAgainstHeld: each figure with its one meaning, on a month that has a case of each.
func TestPlannedAgainstHeld(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.approved(dated, haircuts, haircuts, haircuts)
		items := c.find(c.admin, made.ID).Items
		c.must(c.create(c.manager, plan.Input{TeamID: c.team.ID, Month: "2026-03", Items: []plan.ItemInput{dated}})) // a draft plans nothing yet
		april := c.must(c.create(c.manager, plan.Input{OrganizationID: c.station.ID, Month: "2026-04", Items: []plan.ItemInput{haircuts}}))
		c.check(c.step(c.manager, april.ID, plan.Submitted))

		held := []*activity.Activity{
			c.happened(c.station, on(1, 0), activity.Published, 3, of(items[0].ID)), // from midnight on it is March here
			c.happened(c.station, on(7, 9), activity.Published, 1, of(items[0].ID)),
		}
		night := c.happened(c.station, on(31, 23), activity.Published, 1)                 // not planned, and of April, where it ends
		later := c.happened(c.station, on(32, 0), activity.Published, 2, of(items[1].ID)) // held in April, which is not when it was planned
		c.happened(c.station, on(8, 9), activity.Published, 0)                            // nobody came
		c.happened(c.station, on(9, 9), activity.Draft, 1, of(items[2].ID))
		c.happened(c.station, on(10, 9), activity.Withdrawn, 0)
		c.happened(c.station, on(-1, 9), activity.Published, 1) // February
		cancelled := c.happened(c.station, on(11, 9), activity.Cancelled, 1, of(items[2].ID))
		there := c.happened(c.next, on(12, 9), activity.Published, 1)
		c.happened(c.foreign, on(12, 9), activity.Published, 1)
		c.Clock.Set(on(33, 12))

		march := plan.Figures{Planned: 4, Made: 5, CarriedOut: 1, Held: 2, Cancelled: 1}
		got, err := c.compare(c.townAdmin, plan.ProgressQuery{From: "2026-03", To: "2026-04"})
		c.check(err)
		want := &plan.Progress{
			Rows: []plan.ProgressRow{
				{OrganizationID: c.next.ID, OrganizationName: "甲二村", Month: "2026-03", Figures: plan.Figures{Held: 1}, HeldIDs: []int64{there.ID}},
				{OrganizationID: c.next.ID, OrganizationName: "甲二村", Month: "2026-04"},
				{
					OrganizationID: c.station.ID, OrganizationName: "甲一村", Month: "2026-03", Figures: march, PlanIDs: []int64{made.ID},
					HeldIDs: []int64{held[0].ID, held[1].ID}, CancelledIDs: []int64{cancelled.ID},
				},
				{OrganizationID: c.station.ID, OrganizationName: "甲一村", Month: "2026-04", Figures: plan.Figures{Held: 2}, HeldIDs: []int64{night.ID, later.ID}},
			},
			Months: []plan.MonthFigures{
				{Month: "2026-03", Figures: plan.Figures{Planned: 4, Made: 5, CarriedOut: 1, Held: 3, Cancelled: 1}},
				{Month: "2026-04", Figures: plan.Figures{Held: 2}},
			},
			Total: plan.Figures{Planned: 4, Made: 5, CarriedOut: 1, Held: 5, Cancelled: 1},
		}
		if difference := cmp.Diff(want, got); difference != "" {
			t.Errorf("want (-), got (+):\n%s", difference)
		}
		if rate := march.Rate(); rate == nil || *rate != 0.25 || (plan.Figures{}).Rate() != nil || *(plan.Figures{Planned: 3, CarriedOut: 1}).Rate() != 0.3333 {
			t.Errorf("the rate of March is %v", rate)
		}
	})
}

// TestProgressShowsTheOwnScope, and a town's own plan in the town's row.
func TestProgressShowsTheOwnScope(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		town := c.must(c.create(c.townAdmin, plan.Input{OrganizationID: c.town.ID, Month: "2026-03", Items: []plan.ItemInput{dated}}))
		c.check(c.step(c.townAdmin, town.ID, plan.Submitted))
		c.check(c.step(c.admin, town.ID, plan.Approved))
		places := func(actor models.Actor, of *organization.Organization) string {
			query := plan.ProgressQuery{From: "2026-03", To: "2026-03"}
			if of != nil {
				query.OrganizationID = of.ID
			}
			got, err := c.compare(actor, query)
			if err != nil {
				return err.(*models.Error).Code //nolint:errorlint // a refusal is never wrapped
			}
			names := ""
			for _, row := range got.Rows {
				names += row.OrganizationName + " "
			}
			return names
		}
		for i, test := range []struct {
			actor models.Actor
			of    *organization.Organization
			want  string
		}{
			{c.admin, nil, "乙一村 甲镇 甲二村 甲一村 "},
			{c.auditor, c.otherTown, "乙一村 "},
			{c.townAdmin, nil, "甲镇 甲二村 甲一村 "},
			{c.townAdmin, c.station, "甲一村 "},
			{c.townAdmin, c.foreign, "permission_missing"},
			{c.manager, nil, "甲一村 "},
			{c.manager, c.town, "permission_missing"},
			{c.leader, nil, "permission_missing"},
			{c.account(), nil, "permission_missing"},
		} {
			if got := places(test.actor, test.of); got != test.want {
				t.Errorf("%d: sees %q, want %q", i, got, test.want)
			}
		}
		for _, test := range []struct {
			field, code string
			query       plan.ProgressQuery
		}{
			{"from_month", "format", plan.ProgressQuery{From: "2026-3", To: "2026-03"}},
			{"to_month", "format", plan.ProgressQuery{From: "2026-03", To: "x"}},
			{"to_month", "order", plan.ProgressQuery{From: "2026-03", To: "2026-02"}},
			{"to_month", "range", plan.ProgressQuery{From: "2026-03", To: "2027-03"}},
		} {
			_, err := c.compare(c.admin, test.query)
			expectField(t, string(test.query.From+" to "+test.query.To), err, test.field, test.code)
		}
		_, err := c.compare(c.admin, plan.ProgressQuery{From: "2026-03", To: "2027-02", OrganizationID: 999})
		expectField(t, "of nobody", err, "organization_id", "not_found")
	})
}

// TestFiguresAddUp on activities and items by chance: counted once more here, one by one.
func TestFiguresAddUp(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		chance := rand.New(rand.NewPCG(3, 8)) //nolint:gosec // the same each time is wanted
		c.Clock.Set(on(1, 0).AddDate(0, 3, 0))
		var items []int64
		months := map[int64]plan.Month{}
		for i := range 3 {
			month := plan.Month("2026-02").Plus(i)
			made := c.must(c.create(c.manager, plan.Input{OrganizationID: c.station.ID, Month: month, Items: slices.Repeat([]plan.ItemInput{haircuts}, 1+chance.IntN(6))}))
			c.check(c.step(c.manager, made.ID, plan.Submitted))
			c.check(c.step(c.townAdmin, made.ID, plan.Approved))
			for _, item := range c.find(c.admin, made.ID).Items {
				items = append(items, item.ID)
				months[item.ID] = month
			}
		}
		want, done := map[plan.Month]*plan.Figures{}, map[int64]bool{}
		for i := range 6 {
			want[plan.Month("2026-01").Plus(i)] = &plan.Figures{}
		}
		for _, month := range months {
			want[month].Planned++
		}
		statuses := []activity.Status{activity.Published, activity.Published, activity.Published, activity.Cancelled, activity.Draft, activity.Withdrawn}
		for range 40 {
			starts := on(1, 0).AddDate(0, -2, 0).Add(time.Duration(chance.IntN(150*24)) * time.Hour)
			status, attended := statuses[chance.IntN(len(statuses))], chance.IntN(3)
			var linked []func(*activity.Activity)
			item := items[chance.IntN(len(items))]
			if chance.IntN(2) == 0 {
				linked = append(linked, of(item))
				want[months[item]].Made++
			}
			one := c.happened(c.station, starts, status, attended, linked...)
			held := status == activity.Published && attended > 0 && !one.EndsAt.After(c.Clock.Now())
			month := want[plan.MonthOf(starts, modelstest.Zone())]
			switch {
			case held:
				month.Held++
			case status == activity.Cancelled:
				month.Cancelled++
			}
			if held && len(linked) > 0 && !done[item] && months[item] == plan.MonthOf(starts, modelstest.Zone()) {
				done[item] = true
				want[months[item]].CarriedOut++
			}
		}
		got, err := c.compare(c.manager, plan.ProgressQuery{From: "2026-01", To: "2026-06"})
		c.check(err)
		total := plan.Figures{}
		for i, month := range got.Months {
			if month.Figures != *want[month.Month] || got.Rows[i].Figures != month.Figures {
				t.Errorf("%s: got %+v, want %+v", month.Month, month.Figures, *want[month.Month])
			}
			total = plan.Figures{
				Planned: total.Planned + month.Planned, Made: total.Made + month.Made, CarriedOut: total.CarriedOut + month.CarriedOut,
				Held: total.Held + month.Held, Cancelled: total.Cancelled + month.Cancelled,
			}
		}
		if got.Total != total || total.Held == 0 || total.CarriedOut == 0 {
			t.Errorf("the total is %s, the sum %s", fmt.Sprint(got.Total), fmt.Sprint(total))
		}
	})
}
