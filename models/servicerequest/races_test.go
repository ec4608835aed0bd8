package servicerequest_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/servicerequest"
)

// attempt is one person's step, to be done at the same time as another's.
func (c *county) attempt(actor models.Actor, step rule) func() error {
	return func() error { _, err := c.do(actor, step); return err }
}

// atOnce counts the steps that succeed; the others must have found that somebody was faster.
func (c *county) atOnce(steps ...func() error) (done int) {
	c.t.Helper()
	for i, err := range modelstest.AtOnce(len(steps), func(i int) error { return steps[i]() }) {
		switch {
		case err == nil:
			done++
		case models.IsCode(err, servicerequest.ErrStatus), models.IsCode(err, models.ErrVersionConflict), models.IsCode(err, servicerequest.ErrNotFound):
		default:
			c.t.Errorf("step %d: %v", i, err)
		}
	}
	return done
}

// TestOfTwoAtOnceOneDecides, and at most one dispatch of a request stands.
func TestOfTwoAtOnceOneDecides(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		for range 5 {
			submitted, accepted := c.in(servicerequest.Submitted).ID, c.in(servicerequest.Accepted).ID
			first, second, third := c.in(servicerequest.Dispatched).ID, c.in(servicerequest.Dispatched).ID, c.in(servicerequest.Taken).ID
			for name, steps := range map[string][2]func() error{
				"accepted and rejected":    {c.attempt(c.manager, accept(submitted)), c.attempt(c.townAdmin, because(servicerequest.Reject, submitted))},
				"sent to two teams":        {c.attempt(c.manager, send(accepted, c.team.ID)), c.attempt(c.townAdmin, send(accepted, c.second.ID))},
				"taken and withdrawn":      {c.attempt(c.leader, take(first)), c.attempt(c.resident, because(servicerequest.Withdraw, first))},
				"taken and declined":       {c.attempt(c.leader, take(second)), c.attempt(c.leader, because(servicerequest.Decline, second))},
				"completed and taken back": {c.attempt(c.leader, complete(third)), c.attempt(c.manager, because(servicerequest.TakeBack, third))},
			} {
				if done := c.atOnce(steps[0], steps[1]); done != 1 {
					t.Errorf("%s: %d have succeeded", name, done)
				}
			}
			both := c.in(servicerequest.Accepted).ID
			c.atOnce(c.attempt(c.manager, send(both, c.team.ID)), c.attempt(c.resident, because(servicerequest.Withdraw, both)))
		}
		c.dispatchesStand()
	})
}

// dispatchesStand compares the states of all requests with the dispatches that stand.
func (c *county) dispatchesStand() {
	c.t.Helper()
	c.write(func(tx *models.Tx) error {
		var rows []struct {
			ID     int64
			Status servicerequest.Status
			Answer *servicerequest.Answer
		}
		err := tx.DB.Raw(`SELECT r.id, r.status, d.status AS answer FROM service_requests r
			LEFT JOIN service_request_dispatches d ON d.request_id = r.id AND d.live = 1`).Scan(&rows).Error
		stands := map[servicerequest.Status]servicerequest.Answer{
			servicerequest.Dispatched: servicerequest.Pending, servicerequest.Taken: servicerequest.Yes, servicerequest.Completed: servicerequest.Yes,
		}
		for _, row := range rows {
			want, sent := stands[row.Status]
			if sent != (row.Answer != nil) || sent && *row.Answer != want {
				c.t.Errorf("request %d is %s, and its dispatch %v", row.ID, row.Status, row.Answer)
			}
		}
		return err
	})
}

// TestNoTwoHaveOneNumber, also of a year that begins with them.
func TestNoTwoHaveOneNumber(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		const many = 12
		for _, err := range modelstest.AtOnce(many, func(int) error { _, err := c.do(c.resident, submit(c.wish())); return err }) {
			modelstest.Expect(t, "submitted", err, nil)
		}
		c.write(func(tx *models.Tx) error {
			var numbers, last int64
			if err := tx.DB.Raw("SELECT COUNT(DISTINCT number) FROM service_requests").Scan(&numbers).Error; err != nil {
				return err
			}
			err := tx.DB.Raw("SELECT last_serial FROM service_request_counters").Scan(&last).Error
			if numbers != many || last != many {
				t.Errorf("%d numbers, the last is %d", numbers, last)
			}
			return err
		})
	})
}

// TestNumbersAreCountedThroughTheYear, which begins at the installation's midnight.
func TestNumbersAreCountedThroughTheYear(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		number := func(want string) {
			t.Helper()
			if got := c.must(c.resident, submit(c.wish())).Number; got != want {
				t.Errorf("the number is %s, want %s", got, want)
			}
		}
		number("2026-000001")
		number("2026-000002")
		c.Clock.Set(time.Date(2026, 12, 31, 23, 59, 59, 0, modelstest.Zone()))
		number("2026-000003")
		c.Clock.Set(time.Date(2027, 1, 1, 0, 0, 0, 0, modelstest.Zone()))
		number("2027-000001")
	})
}
