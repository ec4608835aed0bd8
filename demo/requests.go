package demo

import (
	"time"

	"practicestation/models"
	"practicestation/models/servicerequest"
)

// wish is what a resident asks for, so many days ago, and how far it has come.
type wish struct {
	days     int
	station  int
	category string
	content  string
	reaches  servicerequest.Status
	score    int64
}

// wishes leave something to do for each of the accounts: one to review, one to dispatch, one to take, one to carry out.
var wishes = []wish{
	{40, 0, "便民服务", "家里老人腿脚不便，想请人上门理发。", servicerequest.Rated, 5},
	{33, 1, "便民服务", "厨房的灯不亮了，一个人住，不会换。", servicerequest.Rated, 4},
	{20, 0, "医疗健身", "想请人到楼下量量血压，好几位老人一起。", servicerequest.Completed, 0},
	{16, 2, "助学支教", "孙子的数学跟不上，想请人辅导几次。", servicerequest.Rejected, 0},
	{9, 0, "法律服务", "想问问房屋过户要哪些材料。", servicerequest.Taken, 0},
	{4, 0, "便民服务", "电视机没有信号，想请人来看看。", servicerequest.Dispatched, 0},
	{2, 0, "文化文艺", "重阳节想请人给老人拍照。", servicerequest.Accepted, 0},
	{1, 0, "卫生环保", "楼道里堆了旧家具，搬不动。", servicerequest.Submitted, 0},
}

// askFor lets residents ask for services, and a team answer.
func (c *county) askFor() error {
	leader, err := c.login(4)
	if err != nil {
		return err
	}
	for i, one := range wishes {
		c.clock.hold(c.now.AddDate(0, 0, -one.days))
		if err := c.fulfil(c.volunteers[i], leader, one); err != nil {
			return err
		}
	}
	c.clock.hold(c.now)
	return nil
}

// fulfil takes one wish as far as it has come, each step some hours after the last one but not later than now.
func (c *county) fulfil(resident, leader models.Actor, what wish) error {
	var id int64
	type step struct {
		reaches servicerequest.Status
		actor   models.Actor
		rule    func(tx *models.Tx) (*servicerequest.Listed, error)
	}
	steps := []step{
		{servicerequest.Submitted, resident, func(tx *models.Tx) (*servicerequest.Listed, error) {
			return servicerequest.Submit(tx, servicerequest.Input{StationID: c.stations[what.station].ID, Category: what.category, Content: what.content})
		}},
		{servicerequest.Accepted, c.keeper, func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Accept(tx, id) }},
		{servicerequest.Dispatched, c.keeper, func(tx *models.Tx) (*servicerequest.Listed, error) {
			return servicerequest.Send(tx, id, c.teams[2], tx.Today().Plus(7))
		}},
		{servicerequest.Taken, leader, func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Take(tx, id) }},
		{servicerequest.Completed, leader, func(tx *models.Tx) (*servicerequest.Listed, error) {
			return servicerequest.Complete(tx, id, "队员已上门办好。")
		}},
		{servicerequest.Rated, resident, func(tx *models.Tx) (*servicerequest.Listed, error) {
			return servicerequest.Rate(tx, id, servicerequest.Rating{Score: what.score})
		}},
	}
	if what.reaches == servicerequest.Rejected {
		steps[1] = step{servicerequest.Rejected, c.keeper, func(tx *models.Tx) (*servicerequest.Listed, error) {
			return servicerequest.Reject(tx, id, "学科辅导请参加四点半课堂，可以到站里报名")
		}}
	}
	for _, next := range steps {
		err := c.as(next.actor, func(tx *models.Tx) error {
			done, err := next.rule(tx)
			if err == nil {
				id = done.ID
			}
			return err
		})
		if err != nil || next.reaches == what.reaches {
			return err
		}
		if later := c.clock.Now().Add(3 * time.Hour); later.Before(c.now) {
			c.clock.hold(later)
		}
	}
	return nil
}
