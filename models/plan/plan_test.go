package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/plan"
	"practicestation/models/team"
)

func TestEntitiesMatchTheSchema(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { modelstest.MatchesSchema(t, w, plan.Plan{}, plan.Item{}) })
}

func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// TestOnePlanEachMonth also when two are made at once: an organization and each of its teams has one.
func TestOnePlanEachMonth(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		for name, of := range map[string]plan.Input{"station": {OrganizationID: c.station.ID}, "team": {TeamID: c.team.ID}} {
			of.Month = "2026-05"
			won := 0
			for _, err := range modelstest.AtOnce(4, func(int) error { _, err := c.create(c.manager, of); return err }) {
				if err == nil {
					won++
					continue
				}
				modelstest.Expect(t, name, err, plan.ErrExists)
			}
			if won != 1 {
				t.Errorf("%s: %d plans for one month", name, won)
			}
		}
		c.must(c.create(c.manager, plan.Input{TeamID: c.newTeam(c.station, "巡防队").ID, Month: "2026-05"}))
	})
}

func TestPlanIsListedToWhoMaySeeIt(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		station := c.draft(haircuts)
		led := c.must(c.create(c.leader, plan.Input{TeamID: c.team.ID, Month: "2026-04"}))
		town := c.must(c.create(c.townAdmin, plan.Input{OrganizationID: c.town.ID, Month: "2026-03"}))
		list := func(actor models.Actor, filter plan.Filter) string {
			found, err := read(c, actor, func(tx *models.Tx) (models.Paged[plan.Listed], error) {
				return plan.List(tx, filter, models.Page{Limit: 10})
			})
			if err != nil {
				return err.Error()
			}
			ids := ""
			for _, one := range found.Items {
				ids += fmt.Sprint(one.ID, " ")
			}
			return strings.TrimSpace(ids)
		}
		all := fmt.Sprint(town.ID, led.ID, station.ID)
		for i, test := range []struct {
			actor  models.Actor
			filter plan.Filter
			want   string
		}{
			{c.admin, plan.Filter{}, all},
			{c.auditor, plan.Filter{}, all},
			{c.manager, plan.Filter{}, fmt.Sprint(led.ID, station.ID)},
			{c.leader, plan.Filter{}, fmt.Sprint(led.ID)},
			{c.staff(models.TownAdmin, c.otherTown), plan.Filter{}, ""},
			{c.account(), plan.Filter{}, models.ErrPermission.Error()},
			{c.admin, plan.Filter{OrganizationID: c.station.ID}, fmt.Sprint(led.ID, station.ID)},
			{c.admin, plan.Filter{OrganizationID: c.town.ID}, all},
			{c.admin, plan.Filter{OrganizationID: 999}, ""},
			{c.admin, plan.Filter{TeamID: c.team.ID}, fmt.Sprint(led.ID)},
			{c.admin, plan.Filter{Month: "2026-03"}, fmt.Sprint(town.ID, station.ID)},
			{c.admin, plan.Filter{Status: plan.Approved}, ""},
		} {
			if got := list(test.actor, test.filter); got != test.want {
				t.Errorf("%d: %+v sees %q, want %q", i, test.filter, got, test.want)
			}
		}
	})
}

func TestItemsAreChecked(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		above, elsewhere := c.newBrand(c.town, "镇品牌"), c.newBrand(c.next, "邻村品牌")
		create := func(items ...plan.ItemInput) error {
			_, err := c.create(c.manager, plan.Input{OrganizationID: c.station.ID, Month: "2026-02", Items: items})
			return err
		}
		good := plan.ItemInput{Title: "义诊", Category: "医疗健身"}
		for _, test := range []struct {
			field, code string
			spoil       func(item *plan.ItemInput)
		}{
			{"title", "invalid_text", func(i *plan.ItemInput) { i.Title = "\u200b" }},
			{"title", "invalid_text", func(i *plan.ItemInput) { i.Title = strings.Repeat("长", 101) }},
			{"category", "invalid_text", func(i *plan.ItemInput) { i.Category = "" }},
			{"place", "invalid_text", func(i *plan.ItemInput) { i.Place = strings.Repeat("长", 201) }},
			{"planned_on", "outside_month", func(i *plan.ItemInput) { i.PlannedOn = "2026-03-01" }},
			{"planned_on", "outside_month", func(i *plan.ItemInput) { i.PlannedOn = "2026-02-29" }},
			{"planned_week", "outside_month", func(i *plan.ItemInput) { i.PlannedWeek = 5 }}, // a February of 28 days
			{"planned_week", "outside_month", func(i *plan.ItemInput) { i.PlannedWeek = -1 }},
			{"planned_week", "exclusive", func(i *plan.ItemInput) { i.PlannedWeek, i.PlannedOn = 1, "2026-02-01" }},
			{"expected_headcount", "range", func(i *plan.ItemInput) { i.ExpectedHeadcount = 100_001 }},
			{"brand_id", "not_found", func(i *plan.ItemInput) { i.BrandID = 999 }},
			{"brand_id", "brand_elsewhere", func(i *plan.ItemInput) { i.BrandID = elsewhere.ID }},
		} {
			spoilt := good
			test.spoil(&spoilt)
			expectField(t, test.field+" "+test.code, create(good, spoilt), "items.1."+test.field, test.code)
		}
		expectField(t, "101 items", create(make([]plan.ItemInput, 101)...), "items", "max_items")
		_, err := c.create(c.manager, plan.Input{OrganizationID: c.station.ID, Month: "2026-13"})
		expectField(t, "month", err, "month", "format")
		for _, of := range []plan.Input{{}, {OrganizationID: c.station.ID, TeamID: c.team.ID}} {
			_, err = c.create(c.manager, of)
			expectField(t, "whose", err, "team_id", "exclusive")
		}
		good.BrandID, good.PlannedOn = above.ID, "2026-02-28"
		c.check(create(good))
	})
}

// TestUpdateReplacesTheList and is refused to who saw another version.
func TestUpdateReplacesTheList(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.draft(dated, plan.ItemInput{Title: "义诊", Category: "医疗健身", PlannedWeek: 2})
		update := func(actor models.Actor, version int64, items ...plan.ItemInput) error {
			_, err := change(c, actor, func(tx *models.Tx) (*plan.Plan, error) { return plan.Update(tx, made.ID, version, items) })
			return err
		}
		modelstest.Expect(t, "by who sees it only", update(c.auditor, 1), models.ErrPermission)
		modelstest.Expect(t, "stale", update(c.manager, 2), models.ErrVersionConflict)
		c.check(update(c.manager, 1, plan.ItemInput{Title: "包粽子", Category: "邻里互助"}, dated))
		got := c.find(c.manager, made.ID)
		if len(got.Items) != 2 || got.Items[0].Title != "包粽子" || got.Items[0].PlannedOn != nil || got.Items[1].Title != "义务理发" || *got.Items[1].PlannedOn != "2026-03-07" {
			t.Errorf("the items are %+v", got.Items)
		}
	})
}

// TestCopyKeepsTheDayWhereTheMonthHasIt, and drops what the new month or its brands do not have any more.
func TestCopyKeepsTheDayWhereTheMonthHasIt(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		delisted := c.newBrand(c.station, "旧品牌")
		made := c.must(c.create(c.manager, plan.Input{OrganizationID: c.station.ID, Month: "2026-01", Items: []plan.ItemInput{
			{Title: "五日", Category: "甲", PlannedOn: "2026-01-05", Place: "广场", ExpectedHeadcount: 7, BrandID: delisted.ID},
			{Title: "三十一日", Category: "甲", PlannedOn: "2026-01-31"},
			{Title: "第四周", Category: "甲", PlannedWeek: 4},
			{Title: "第五周", Category: "甲", PlannedWeek: 5},
		}}))
		c.check(c.DB.Write(t.Context(), c.admin, func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE brands SET status = 'delisted' WHERE id = ?", delisted.ID).Error
		}))
		duplicate := func(actor models.Actor, month plan.Month) (*plan.Plan, error) {
			return change(c, actor, func(tx *models.Tx) (*plan.Plan, error) { return plan.Copy(tx, made.ID, month) })
		}
		_, err := duplicate(c.auditor, "2026-02")
		modelstest.Expect(t, "by who sees it only", err, models.ErrPermission)
		_, err = duplicate(c.leader, "2026-02")
		modelstest.Expect(t, "by who does not see it", err, plan.ErrNotFound)
		_, err = duplicate(c.manager, "2026-01")
		modelstest.Expect(t, "into its own month", err, plan.ErrExists)
		copied, err := duplicate(c.manager, "2026-02")
		c.check(err)
		got := ""
		for _, item := range c.find(c.manager, copied.ID).Items {
			got += item.Title
			if item.PlannedOn != nil {
				got += " " + string(*item.PlannedOn)
			}
			if item.PlannedWeek != nil {
				got += fmt.Sprint(" ", *item.PlannedWeek)
			}
			if item.BrandID != nil {
				got += " of a brand"
			}
			got += ";"
		}
		if got != "五日 2026-02-05;三十一日;第四周 4;第五周;" || copied.Status != plan.Draft || copied.Month != "2026-02" {
			t.Errorf("the copy of %s is %s", copied.Month, got)
		}
		if first := c.find(c.manager, copied.ID).Items[0]; first.Place != "广场" || *first.ExpectedHeadcount != 7 {
			t.Errorf("the copy lost something: %+v", first)
		}
		led := c.must(c.create(c.leader, plan.Input{TeamID: c.team.ID, Month: "2026-01"}))
		c.check(c.DB.Write(t.Context(), c.admin, func(tx *models.Tx) error {
			return tx.DB.Model(&team.Team{}).Where("id = ?", c.team.ID).Update("status", team.Dissolved).Error
		}))
		_, err = change(c, c.manager, func(tx *models.Tx) (*plan.Plan, error) { return plan.Copy(tx, led.ID, "2026-02") })
		modelstest.Expect(t, "of a dissolved team", err, team.ErrDissolved)
	})
}
