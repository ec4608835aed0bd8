package servicerequest_test

import (
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/servicerequest"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// county is a center with two towns; the first has two stations and two teams, the second one station and one team. It stands on Monday
// 2026-03-02 at 09:00.
type county struct {
	*modelstest.World
	t                               testing.TB
	center, town, otherTown         *organization.Organization
	station, next, foreign          *organization.Organization
	team, second, far               *team.Team
	admin, townAdmin, manager       models.Actor
	neighbour, auditor              models.Actor
	leader, secondLeader, farLeader models.Actor
	resident, stranger              models.Actor
	accounts                        int64
}

func each(t *testing.T, story func(t *testing.T, c *county)) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { story(t, found(t, w)) })
}

func found(t testing.TB, w *modelstest.World) *county {
	t.Helper()
	c := &county{World: w, t: t}
	c.center = c.organization(nil, organization.Center, "宜兴市")
	c.town, c.otherTown = c.organization(c.center, organization.Institute, "甲镇"), c.organization(c.center, organization.Institute, "乙镇")
	c.station, c.next = c.organization(c.town, organization.Station, "甲一村"), c.organization(c.town, organization.Station, "甲二村")
	c.foreign = c.organization(c.otherTown, organization.Station, "乙一村")
	c.admin, c.townAdmin = c.staff(models.CenterAdmin, c.center), c.staff(models.TownAdmin, c.town)
	c.manager, c.neighbour = c.staff(models.StationManager, c.station), c.staff(models.StationManager, c.next)
	c.auditor = c.staff(models.Auditor, c.center)
	c.team, c.leader = c.led(c.station, "理发队")
	c.second, c.secondLeader = c.led(c.town, "家电维修队")
	c.far, c.farLeader = c.led(c.foreign, "乙一村队")
	c.resident, c.stranger = c.account(), c.account()
	return c
}

// insert writes a row as it is, past all rules.
func (c *county) insert(row any) {
	c.t.Helper()
	c.write(func(tx *models.Tx) error { return tx.DB.Create(row).Error })
}

func (c *county) write(unit func(tx *models.Tx) error) {
	c.t.Helper()
	c.check(c.DB.Write(c.t.Context(), models.SystemActor("test"), unit))
}

func (c *county) check(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *county) organization(above *organization.Organization, level organization.Level, name string) *organization.Organization {
	c.t.Helper()
	made := &organization.Organization{Level: level, Name: name, Version: 1}
	prefix := "/"
	if above != nil {
		made.ParentID, prefix = &above.ID, above.Path
	}
	c.insert(made)
	made.Path = fmt.Sprintf("%s%d/", prefix, made.ID)
	c.write(func(tx *models.Tx) error {
		return tx.DB.Model(&organization.Organization{}).Where("id = ?", made.ID).Update("path", made.Path).Error
	})
	return made
}

// account is somebody without any role, who has a volunteer profile.
func (c *county) account() models.Actor {
	c.t.Helper()
	c.accounts++
	name := fmt.Sprintf("第%d人", c.accounts)
	c.insert(&account.Account{ID: c.accounts, Name: name, OrganizationID: &c.center.ID, Status: account.Active, Version: 1})
	c.insert(&volunteer.Volunteer{
		ID: c.accounts, AccountID: models.Nullable(c.accounts), Name: name, Gender: volunteer.GenderUnknown, BornOn: "1950-01-01", Phone: "13800001234", Version: 1,
	})
	return models.Actor{AccountID: c.accounts, VolunteerID: c.accounts, Name: name}
}

func (c *county) staff(role models.Role, at *organization.Organization) models.Actor {
	c.t.Helper()
	actor := c.account()
	actor.Scopes = []models.Scope{{Role: role, OrganizationID: at.ID, Path: at.Path}}
	return actor
}

// led is a team with its person in charge.
func (c *county) led(home *organization.Organization, name string) (*team.Team, models.Actor) {
	c.t.Helper()
	made := c.unled(home, name)
	leader, last := c.account(), 1
	c.insert(&team.Leadership{TeamID: &made.ID, AccountID: leader.AccountID, StartsAt: c.Clock.Now().Add(-time.Hour), IsLast: &last, CreatedAt: c.Clock.Now()})
	leader.LedTeams = []int64{made.ID}
	return made, leader
}

func (c *county) unled(home *organization.Organization, name string) *team.Team {
	c.t.Helper()
	made := &team.Team{OrganizationID: home.ID, Name: name, Affiliation: team.Party, Category: "便民服务", Status: team.Active, Version: 1}
	c.insert(made)
	return made
}

// rule is a step without anything else to say.
type rule func(tx *models.Tx) (*servicerequest.Listed, error)

func (c *county) do(actor models.Actor, step rule) (*servicerequest.Listed, error) {
	var result *servicerequest.Listed
	err := c.DB.Write(c.t.Context(), actor, func(tx *models.Tx) (err error) {
		result, err = step(tx)
		return err
	})
	return result, err
}

func (c *county) must(actor models.Actor, step rule) *servicerequest.Listed {
	c.t.Helper()
	result, err := c.do(actor, step)
	c.check(err)
	return result
}

// look gives what the actor finds.
func (c *county) look(actor models.Actor, id int64) (*servicerequest.Listed, error) {
	var result *servicerequest.Listed
	err := c.DB.Read(c.t.Context(), actor, func(tx *models.Tx) (err error) {
		result, err = servicerequest.Find(tx, id)
		return err
	})
	return result, err
}

// wish is what the resident asks the station for.
func (c *county) wish() servicerequest.Input {
	return servicerequest.Input{StationID: c.station.ID, Category: "扶贫帮困", Content: "想请人上门理发"}
}

const (
	dueOn  models.Date = "2026-03-05"
	reason string      = "人手不够"
)

// The steps on a request, by what they are called.
func submit(in servicerequest.Input) rule {
	return func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Submit(tx, in) }
}

func record(in servicerequest.Input) rule {
	return func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Record(tx, in) }
}

func accept(id int64) rule {
	return func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Accept(tx, id) }
}

func send(id, to int64) rule { return sendBy(id, to, dueOn) }

func sendBy(id, to int64, day models.Date) rule {
	return func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Send(tx, id, to, day) }
}

func take(id int64) rule {
	return func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Take(tx, id) }
}

func complete(id int64) rule {
	return func(tx *models.Tx) (*servicerequest.Listed, error) {
		return servicerequest.Complete(tx, id, "已上门理发")
	}
}

func rate(id int64, rating servicerequest.Rating) rule {
	return func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Rate(tx, id, rating) }
}

func link(id, activityID int64) rule {
	return func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Link(tx, id, activityID) }
}

func unlink(id int64) rule {
	return func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Unlink(tx, id) }
}

func because(step func(tx *models.Tx, id int64, reason string) (*servicerequest.Listed, error), id int64) rule {
	return func(tx *models.Tx) (*servicerequest.Listed, error) { return step(tx, id, reason) }
}

// in takes a new request of the resident to a state.
func (c *county) in(status servicerequest.Status) *servicerequest.Listed {
	c.t.Helper()
	made := c.must(c.resident, submit(c.wish()))
	ways := map[servicerequest.Status][]func(){
		servicerequest.Rejected:   {c.step(c.manager, because(servicerequest.Reject, made.ID))},
		servicerequest.Withdrawn:  {c.step(c.resident, because(servicerequest.Withdraw, made.ID))},
		servicerequest.Accepted:   {c.step(c.manager, accept(made.ID))},
		servicerequest.Dispatched: {c.step(c.manager, accept(made.ID)), c.step(c.manager, send(made.ID, c.team.ID))},
		servicerequest.Cancelled:  {c.step(c.manager, accept(made.ID)), c.step(c.manager, because(servicerequest.Cancel, made.ID))},
	}
	ways[servicerequest.Taken] = append(ways[servicerequest.Dispatched], c.step(c.leader, take(made.ID)))
	ways[servicerequest.Completed] = append(ways[servicerequest.Taken], c.step(c.leader, complete(made.ID)))
	ways[servicerequest.Rated] = append(ways[servicerequest.Completed], c.step(c.resident, rate(made.ID, servicerequest.Rating{Score: 5})))
	for _, step := range ways[status] {
		step()
	}
	at, err := c.look(c.admin, made.ID)
	c.check(err)
	if at.Status != status {
		c.t.Fatalf("the request is %s, not %s", at.Status, status)
	}
	return at
}

func (c *county) step(actor models.Actor, step rule) func() {
	return func() { c.t.Helper(); c.must(actor, step) }
}

// told lists the kinds of notices that an account has got.
func (c *county) told(actor models.Actor) (kinds []models.NoticeKind) {
	c.t.Helper()
	c.write(func(tx *models.Tx) error {
		return tx.DB.Model(&models.Notice{}).Where("account_id = ?", actor.AccountID).Order("id").Pluck("kind", &kinds).Error
	})
	return kinds
}
