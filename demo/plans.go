package demo

import (
	"fmt"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/brand"
	"practicestation/models/plan"
)

// login is one of the demonstration's accounts, as it may act right now.
func (c *county) login(number int) (actor models.Actor, err error) {
	err = c.as(c.admin, func(tx *models.Tx) error {
		found, err := account.List(tx, account.Filter{Phone: demoPhone(number)}, models.Page{Limit: 1})
		if err != nil {
			return err
		}
		if len(found.Items) == 0 {
			return fmt.Errorf("the account %d is missing", number)
		}
		actor, err = account.ActorOf(tx, found.Items[0].ID)
		return err
	})
	return actor, err
}

// foundBrand makes the haircuts of the first station its brand, four years before the year begins.
func (c *county) foundBrand() error {
	manager, err := c.login(3)
	if err != nil {
		return err
	}
	return c.as(c.admin, func(tx *models.Tx) error {
		made, err := brand.Create(tx, brand.Input{
			OrganizationID: c.stations[0].ID, Name: "银龄剪", Slogan: "一把剪刀，一份牵挂", Category: kinds[0].category,
			Intro: "巾帼志愿者定期到村里，为老人义务理发。", StartedOn: models.DateOf(c.now.AddDate(-5, 0, 0), c.db.Zone), LeaderID: manager.AccountID,
		})
		if err != nil {
			return err
		}
		c.brand = made.ID
		return nil
	})
}

// planMonths gives the first station an approved plan for this month, with one thing not yet arranged, and one for the
// next month that waits for the town to review it.
func (c *county) planMonths() error {
	c.clock.hold(c.now)
	manager, err := c.login(3)
	if err != nil {
		return err
	}
	reviewer, err := c.login(2)
	if err != nil {
		return err
	}
	var held []activity.Listed
	var current *plan.Plan
	if err := c.as(manager, func(tx *models.Tx) (err error) {
		held, current, err = c.planMonth(tx)
		return err
	}); err != nil {
		return err
	}
	if err := c.as(reviewer, func(tx *models.Tx) error { _, err := plan.Approve(tx, current.ID); return err }); err != nil {
		return err
	}
	return c.as(manager, func(tx *models.Tx) error {
		found, err := plan.Find(tx, current.ID)
		if err != nil {
			return err
		}
		for i, one := range held {
			if _, err := plan.Link(tx, found.Items[i].ID, one.ID); err != nil {
				return err
			}
		}
		next, err := plan.Copy(tx, current.ID, current.Month.Plus(1))
		if err != nil {
			return err
		}
		_, err = plan.Submit(tx, next.ID)
		return err
	})
}

// planMonth plans what the first station holds this month, and one thing more.
func (c *county) planMonth(tx *models.Tx) ([]activity.Listed, *plan.Plan, error) {
	month := plan.MonthOf(c.now, c.db.Zone)
	held, err := activity.List(tx, activity.Filter{
		StationID: c.stations[0].ID, From: month.In(c.db.Zone), To: month.Plus(1).In(c.db.Zone),
	}, models.Page{Limit: 20})
	if err != nil {
		return nil, nil, err
	}
	var items []plan.ItemInput
	for _, one := range held.Items {
		item := plan.ItemInput{
			Title: one.Title, Category: one.Category, Place: one.Place, ExpectedHeadcount: 6,
			PlannedOn: models.DateOf(one.StartsAt, c.db.Zone),
		}
		if one.BrandID != nil {
			item.BrandID = *one.BrandID
		}
		items = append(items, item)
	}
	items = append(items, plan.ItemInput{Title: kinds[5].title, Category: kinds[5].category, PlannedWeek: 4, ExpectedHeadcount: 4})
	made, err := plan.Create(tx, plan.Input{OrganizationID: c.stations[0].ID, Month: month, Items: items})
	if err != nil {
		return nil, nil, err
	}
	submitted, err := plan.Submit(tx, made.ID)
	return held.Items, submitted, err
}
