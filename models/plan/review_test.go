package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/plan"
)

// TestEveryPairOfStates walks from each state to each other by the verb that leads there: only those of the state machine
// succeed, and what is refused leaves the plan as it was.
func TestEveryPairOfStates(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		ways := map[plan.Status][]plan.Status{
			plan.Draft: {}, plan.Submitted: {plan.Submitted}, plan.Approved: {plan.Submitted, plan.Approved}, plan.Returned: {plan.Submitted, plan.Returned},
		}
		allowed := []string{"draft draft", "draft submitted", "submitted approved", "submitted returned", "returned draft", "returned submitted"}
		actors := map[plan.Status]models.Actor{plan.Draft: c.manager, plan.Submitted: c.manager, plan.Approved: c.townAdmin, plan.Returned: c.townAdmin}
		month := plan.Month("2026-01")
		for from, way := range ways {
			for to := range ways {
				made := c.must(c.create(c.manager, plan.Input{OrganizationID: c.station.ID, Month: month, Items: []plan.ItemInput{{Title: "义诊", Category: "医疗健身"}}}))
				month = month.Plus(1)
				for _, state := range way {
					c.check(c.step(actors[state], made.ID, state))
				}
				before := c.find(c.manager, made.ID)
				err := c.step(actors[to], made.ID, to)
				after := c.find(c.manager, made.ID)
				pair := fmt.Sprintf("%s %s", from, to)
				switch fits := slices.Contains(allowed, pair); {
				case before.Status != from:
					t.Errorf("%s: it starts as %s", pair, before.Status)
				case fits != from.CanBecome(to):
					t.Errorf("%s: the state machine says %t", pair, from.CanBecome(to))
				case fits && (err != nil || after.Status != to || after.Version != before.Version+1):
					t.Errorf("%s: %v, and it is %s at version %d", pair, err, after.Status, after.Version)
				case !fits && (!models.IsCode(err, plan.ErrStatus) || after.Status != from || after.Version != before.Version):
					t.Errorf("%s: %v, and it is %s at version %d", pair, err, after.Status, after.Version)
				}
			}
		}
	})
}

// TestWhoMakesAndWhoReviews: a station's plan is its manager's, and the town's to review; a team's its leader's, and the
// station's. Who is not above may not decide, and a stranger does not see it at all.
func TestWhoMakesAndWhoReviews(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		second, stranger := c.staff(models.StationManager, c.station), c.account()
		neighbour, otherTown := c.staff(models.StationManager, c.next), c.staff(models.TownAdmin, c.otherTown)
		secondAdmin := c.staff(models.CenterAdmin, c.center)
		for _, test := range []struct {
			name           string
			of             plan.Input
			makers, mayNot []models.Actor
			denied, blind  []models.Actor // of the review: see the plan, do not see it
			reviewer       models.Actor
		}{
			{
				"station",
				plan.Input{OrganizationID: c.station.ID},
				[]models.Actor{c.manager, second},
				[]models.Actor{c.leader, neighbour, otherTown, c.auditor, stranger},
				[]models.Actor{c.manager, second, c.auditor},
				[]models.Actor{c.leader, neighbour, otherTown, stranger},
				c.townAdmin,
			},
			{
				"team",
				plan.Input{TeamID: c.team.ID},
				[]models.Actor{c.leader, c.manager},
				[]models.Actor{neighbour, otherTown, c.auditor, stranger},
				[]models.Actor{c.leader, c.auditor},
				[]models.Actor{neighbour, otherTown, stranger},
				second,
			},
			{
				"town",
				plan.Input{OrganizationID: c.town.ID},
				[]models.Actor{c.townAdmin},
				[]models.Actor{c.manager, otherTown},
				[]models.Actor{c.townAdmin, c.auditor},
				[]models.Actor{c.manager, otherTown},
				c.admin,
			},
			{
				"center",
				plan.Input{OrganizationID: c.center.ID},
				[]models.Actor{c.admin},
				[]models.Actor{c.townAdmin},
				[]models.Actor{c.auditor},
				[]models.Actor{c.townAdmin, c.manager},
				secondAdmin,
			},
		} {
			for i, maker := range test.makers {
				test.of.Month, test.of.Items = plan.Month("2026-01").Plus(i), []plan.ItemInput{haircuts}
				for _, outsider := range test.mayNot {
					_, err := c.create(outsider, test.of)
					modelstest.Expect(t, test.name+" by "+outsider.Name, err, models.ErrPermission)
				}
				made := c.must(c.create(maker, test.of))
				_, err := c.create(maker, test.of)
				modelstest.Expect(t, test.name+" a second time", err, plan.ErrExists)
				c.check(c.step(maker, made.ID, plan.Submitted))
				for want, actors := range map[*models.Error][]models.Actor{models.ErrPermission: test.denied, plan.ErrNotFound: test.blind} {
					for _, actor := range actors {
						modelstest.Expect(t, test.name+" approved by "+actor.Name, c.step(actor, made.ID, plan.Approved), want)
						modelstest.Expect(t, test.name+" returned by "+actor.Name, c.step(actor, made.ID, plan.Returned), want)
					}
				}
				modelstest.Expect(t, test.name+" approved", c.step(test.reviewer, made.ID, plan.Approved), nil)
			}
		}
	})
}

// TestNobodyApprovesTheirOwn: whoever made, edited or submitted a plan, or leads its team, leaves it to another, also with
// a role above it.
func TestNobodyApprovesTheirOwn(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		second := c.staff(models.TownAdmin, c.town)
		for i, test := range []struct {
			name                    string
			creates, edits, submits models.Actor
		}{
			{"made", c.townAdmin, c.manager, c.manager},
			{"edited", c.manager, c.townAdmin, c.manager},
			{"submitted", c.manager, c.manager, c.townAdmin},
		} {
			made := c.must(c.create(test.creates, plan.Input{OrganizationID: c.station.ID, Month: plan.Month("2026-01").Plus(i)}))
			c.check(c.step(test.edits, made.ID, plan.Draft))
			c.check(c.step(test.submits, made.ID, plan.Submitted))
			modelstest.Expect(t, test.name, c.step(c.townAdmin, made.ID, plan.Approved), plan.ErrOwn)
			modelstest.Expect(t, test.name+", returned", c.step(c.townAdmin, made.ID, plan.Returned), plan.ErrOwn)
			modelstest.Expect(t, test.name+", by another", c.step(second, made.ID, plan.Approved), nil)
		}
		leading := c.manager
		leading.LedTeams = []int64{c.team.ID}
		made := c.must(c.create(c.townAdmin, plan.Input{TeamID: c.team.ID, Month: "2026-01", Items: []plan.ItemInput{haircuts}}))
		c.check(c.step(c.townAdmin, made.ID, plan.Submitted))
		modelstest.Expect(t, "of the team that one leads", c.step(leading, made.ID, plan.Approved), plan.ErrOwn)
	})
}

// TestTwoReviewersAtOnce: one decides, the other is told that it is done, and there is one notice.
func TestTwoReviewersAtOnce(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		reviewers := []models.Actor{c.townAdmin, c.admin, c.staff(models.TownAdmin, c.town), c.staff(models.CenterAdmin, c.center)}
		for round := range 4 {
			made := c.must(c.create(c.manager, plan.Input{OrganizationID: c.station.ID, Month: plan.Month("2026-01").Plus(round), Items: []plan.ItemInput{haircuts}}))
			c.check(c.step(c.manager, made.ID, plan.Submitted))
			won := 0
			for _, err := range modelstest.AtOnce(len(reviewers), func(i int) error {
				return c.step(reviewers[i], made.ID, []plan.Status{plan.Approved, plan.Returned}[i%2])
			}) {
				if err == nil {
					won++
					continue
				}
				modelstest.Expect(t, "the slower one", err, plan.ErrStatus)
			}
			told, err := read(c, c.manager, func(tx *models.Tx) (models.Paged[models.Notice], error) {
				return models.ListNotices(tx, false, models.Page{Limit: 50})
			})
			c.check(err)
			if won != 1 || len(told.Items) != round+1 {
				t.Errorf("%d of them decided, and %d notices were written in round %d", won, len(told.Items), round+1)
			}
		}
	})
}

// TestReturnSaysWhy: the author is told, the plan shows it, and once approved it is gone.
func TestReturnSaysWhy(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.draft()
		modelstest.Expect(t, "nothing planned", c.step(c.manager, made.ID, plan.Submitted), plan.ErrEmpty)
		c.check(c.step(c.manager, made.ID, plan.Draft))
		c.check(c.step(c.manager, made.ID, plan.Submitted))
		_, err := change(c, c.townAdmin, func(tx *models.Tx) (*plan.Plan, error) { return plan.Return(tx, made.ID, " ") })
		modelstest.Expect(t, "without a reason", err, models.ErrReasonMissing)
		c.check(c.step(c.townAdmin, made.ID, plan.Returned))
		back := c.find(c.manager, made.ID)
		if orEmpty(back.ReturnReason) != "请补充地点" || orEmpty(back.ReviewedByName) != c.townAdmin.Name || orEmpty(back.SubmittedByName) != c.manager.Name {
			t.Errorf("returned: %+v", back)
		}
		told, err := read(c, c.manager, func(tx *models.Tx) (models.Paged[models.Notice], error) {
			return models.ListNotices(tx, true, models.Page{Limit: 5})
		})
		c.check(err)
		if len(told.Items) != 1 || told.Items[0].Kind != plan.NoticeReturned || !strings.Contains(told.Items[0].Text, "甲一村2026年3月计划被退回，原因：请补充地点。") {
			t.Errorf("told: %+v", told.Items)
		}
		c.check(c.step(c.manager, made.ID, plan.Submitted))
		c.check(c.step(c.townAdmin, made.ID, plan.Approved))
		if done := c.find(c.manager, made.ID); done.ReturnReason != nil || done.ReviewedAt == nil {
			t.Errorf("approved: %+v", done)
		}
	})
}
