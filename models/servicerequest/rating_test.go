package servicerequest_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/servicerequest"
)

// TestOnlyPeopleRate: who asked, or staff who say how they asked; once, and never who leads the team.
func TestOnlyPeopleRate(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.in(servicerequest.Completed)
		if made.Score != nil || made.RatingWay != nil {
			t.Errorf("silence is a rating: %+v", made)
		}
		five := servicerequest.Rating{Score: 5}
		_, err := c.do(c.leader, rate(made.ID, five))
		modelstest.Expect(t, "by the team's leader", err, servicerequest.ErrOwnService)
		both := c.manager
		both.LedTeams = c.leader.LedTeams
		_, err = c.do(both, rate(made.ID, servicerequest.Rating{Score: 5, Way: servicerequest.RatedByPhone}))
		modelstest.Expect(t, "by staff who lead the team", err, servicerequest.ErrOwnService)
		_, err = c.do(c.auditor, rate(made.ID, five))
		modelstest.Expect(t, "by the auditor", err, models.ErrPermission)
		for name, wrong := range map[string]servicerequest.Rating{
			"no way": {Score: 5}, "by themselves": {Score: 5, Way: servicerequest.RatedSelf}, "six points": {Score: 6, Way: servicerequest.RatedByVisit},
			"no points": {Way: servicerequest.RatedByVisit}, "a long text": {Score: 5, Way: servicerequest.RatedByVisit, Text: strings.Repeat("好", 201)},
		} {
			_, err := c.do(c.manager, rate(made.ID, wrong))
			modelstest.Expect(t, "by staff, "+name, err, models.ErrInvalid)
		}
		_, err = c.do(c.resident, rate(made.ID, servicerequest.Rating{Score: 5, Way: servicerequest.RatedByVisit}))
		modelstest.Expect(t, "by a resident who visits", err, models.ErrInvalid)
		got := c.must(c.manager, rate(made.ID, servicerequest.Rating{Score: 2, Way: servicerequest.RatedByVisit, Text: " 来晚了 "}))
		if *got.Score != 2 || *got.RatingWay != servicerequest.RatedByVisit || *got.RatingText != "来晚了" || *got.RatedBy != c.manager.AccountID {
			t.Errorf("rated: %+v", got)
		}
		_, err = c.do(c.resident, rate(made.ID, five))
		modelstest.Expect(t, "once more", err, servicerequest.ErrStatus)
		own := c.must(c.resident, rate(c.in(servicerequest.Completed).ID, servicerequest.Rating{Score: 4}))
		if *own.RatingWay != servicerequest.RatedSelf || own.RatingText != nil {
			t.Errorf("by the resident: %+v", own)
		}
	})
}

// TestOverdue: the due day counts whole, by the installation's day, and what is done in time stays so.
func TestOverdue(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		waiting, open := c.in(servicerequest.Dispatched), c.in(servicerequest.Taken)
		inTime, late, unsent := c.in(servicerequest.Taken), c.in(servicerequest.Taken), c.in(servicerequest.Accepted)
		overdue := func(want ...int64) {
			t.Helper()
			var listed []int64
			err := c.DB.Read(t.Context(), c.manager, func(tx *models.Tx) error {
				found, err := servicerequest.List(tx, servicerequest.Filter{Overdue: true}, models.Page{Limit: 50})
				for _, one := range found.Items {
					listed = append(listed, one.ID)
				}
				return err
			})
			c.check(err)
			slices.Sort(listed)
			if !slices.Equal(listed, want) {
				t.Errorf("overdue are %v, want %v", listed, want)
			}
			today := models.DateOf(c.Clock.Now(), modelstest.Zone())
			for _, one := range []int64{waiting.ID, open.ID, inTime.ID, late.ID, unsent.ID} {
				found, err := c.look(c.manager, one)
				c.check(err)
				if found.IsOverdue(today) != slices.Contains(want, one) {
					t.Errorf("request %d is overdue: %t", one, found.IsOverdue(today))
				}
			}
		}
		c.Clock.Set(time.Date(2026, 3, 5, 23, 59, 59, 0, modelstest.Zone()))
		c.must(c.leader, complete(inTime.ID))
		overdue()
		c.Clock.Set(time.Date(2026, 3, 6, 0, 0, 0, 0, modelstest.Zone()))
		c.must(c.leader, complete(late.ID))
		overdue(waiting.ID, open.ID, late.ID)
	})
}
