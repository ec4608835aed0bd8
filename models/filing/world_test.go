package filing

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/brand"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/plan"
	"practicestation/models/population"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// county is a center with two towns; the first has two stations, the second one. It stands on Monday 2026-03-02 at 09:00.
type county struct {
	*modelstest.World
	t                                  testing.TB
	center, town, otherTown            *organization.Organization
	stations                           []*organization.Organization // two of the town, one of the other
	teams                              []*team.Team
	brands                             []int64
	volunteers                         []volunteer.Volunteer
	admin, secondAdmin, townAdmin      models.Actor
	otherTownAdmin, manager, colleague models.Actor
	auditor                            models.Actor
	serial                             int64
	filling                            *models.Tx // the unit that makes a life, while it does
}

func each(t *testing.T, story func(t *testing.T, c *county)) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { story(t, found(t, w)) })
}

func found(t testing.TB, w *modelstest.World) *county {
	t.Helper()
	c := &county{World: w, t: t}
	c.center = c.organization(nil, organization.Center, "青山县新时代文明实践中心", "320282000000")
	c.town = c.organization(c.center, organization.Institute, "青山镇新时代文明实践所", "320282102000")
	c.otherTown = c.organization(c.center, organization.Institute, "乙镇新时代文明实践所", "320282101000")
	c.stations = []*organization.Organization{
		c.organization(c.town, organization.Station, "茶东社区新时代文明实践站", "320282102002"),
		c.organization(c.town, organization.Station, "茶西村新时代文明实践站", "320282102001"),
		c.organization(c.otherTown, organization.Station, "乙一村新时代文明实践站", "320282101001"),
	}
	for i, at := range []*organization.Organization{c.stations[0], c.stations[1], c.stations[2], c.town} {
		made := &team.Team{OrganizationID: at.ID, Name: fmt.Sprintf("=第%d队", i+1), Affiliation: team.Affiliations()[i], Category: "便民服务", Status: team.Active, Version: 1}
		c.insert(made)
		c.teams = append(c.teams, made)
	}
	c.hire()
	return c
}

// hire gives the county its staff.
func (c *county) hire() {
	c.t.Helper()
	c.admin, c.secondAdmin = c.staff(models.CenterAdmin, c.center), c.staff(models.CenterAdmin, c.center)
	c.townAdmin, c.otherTownAdmin = c.staff(models.TownAdmin, c.town), c.staff(models.TownAdmin, c.otherTown)
	c.manager, c.colleague = c.staff(models.StationManager, c.stations[0]), c.staff(models.StationManager, c.stations[0])
	c.auditor = c.staff(models.Auditor, c.center)
}

// write runs a unit as the system, past all rules of who may.
func (c *county) write(unit func(tx *models.Tx) error) {
	c.t.Helper()
	c.check(c.DB.Write(c.t.Context(), models.SystemActor("test"), unit))
}

// insert writes a row as it is, past all rules.
func (c *county) insert(row any) {
	c.t.Helper()
	if c.filling != nil {
		c.check(c.filling.DB.Create(row).Error)
		return
	}
	c.write(func(tx *models.Tx) error { return tx.DB.Create(row).Error })
}

func (c *county) check(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *county) organization(above *organization.Organization, level organization.Level, name, code string) *organization.Organization {
	c.t.Helper()
	made := &organization.Organization{Level: level, Name: name, RegionCode: &code, Version: 1}
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

// staff is somebody with a role at an organization.
func (c *county) staff(role models.Role, at *organization.Organization) models.Actor {
	c.t.Helper()
	own := &account.Account{Name: fmt.Sprintf("第%d人", c.next()), OrganizationID: &at.ID, Status: account.Active, Version: 1}
	c.insert(own)
	c.insert(&account.Grant{AccountID: own.ID, Role: role, OrganizationID: at.ID, StartsAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	return models.Actor{AccountID: own.ID, Name: own.Name, Scopes: []models.Scope{{Role: role, OrganizationID: at.ID, Path: at.Path}}}
}

func (c *county) next() int64 {
	c.serial++
	return c.serial
}

// change runs one rule as one unit of work.
func change[T any](c *county, actor models.Actor, rule func(tx *models.Tx) (T, error)) (T, error) {
	var result T
	err := c.DB.Write(c.t.Context(), actor, func(tx *models.Tx) (err error) {
		result, err = rule(tx)
		return err
	})
	return result, err
}

// look runs one reading rule.
func look[T any](c *county, actor models.Actor, rule func(tx *models.Tx) (T, error)) T {
	c.t.Helper()
	var result T
	c.check(c.DB.Read(c.t.Context(), actor, func(tx *models.Tx) (err error) {
		result, err = rule(tx)
		return err
	}))
	return result
}

var february = Period{Month, "2026-02-01"}

func (c *county) create(actor models.Actor, kind Kind, of *organization.Organization, period Period) (*Filing, error) {
	return change(c, actor, func(tx *models.Tx) (*Filing, error) { return Create(tx, Input{kind, of.ID, period}) })
}

// draft is a report of February that the town's administrator has begun.
func (c *county) draft(kind Kind, of *organization.Organization) *Filing {
	c.t.Helper()
	made, err := c.create(c.townAdmin, kind, of, february)
	c.check(err)
	return made
}

// step does to a report what leads to the state.
func (c *county) step(actor models.Actor, id int64, to Status) error {
	_, err := change(c, actor, func(tx *models.Tx) (*Filing, error) {
		switch to {
		case Submitted:
			return Submit(tx, id, Signature{"王建平", "0510-87654321"})
		case Returned:
			return Return(tx, id, "请核对")
		case Locked:
			return Lock(tx, id)
		case Draft:
		}
		return Revise(tx, id, "更正了时长")
	})
	return err
}

func (c *county) show(id int64) *Shown {
	c.t.Helper()
	return look(c, c.admin, func(tx *models.Tx) (*Shown, error) { return Show(tx, id) })
}

// life is what a county lives through: so much, from a day on for so many days.
type life struct {
	from                               models.Date
	days, people, activities, requests int
}

// live fills the county around February with what reports count, the same for one seed.
func (c *county) live(seed uint64) {
	c.t.Helper()
	c.liveThrough(seed, life{from: "2026-01-31", days: 28, people: 20, activities: 40, requests: 40})
}

// liveThrough fills the county with what reports count, the same for one seed.
func (c *county) liveThrough(seed uint64, l life) {
	c.t.Helper()
	r := rand.New(rand.NewPCG(seed, 3)) //nolint:gosec // the same life each time is wanted
	for i := range 3 {
		made := &brand.Brand{OrganizationID: c.stations[i].ID, Name: fmt.Sprintf("品牌%d", i), Category: "文化", StartedOn: "2020-05-01", Status: brand.Active, Version: 1}
		c.insert(made)
		c.brands = append(c.brands, made.ID)
	}
	c.repeat(l.people, func() { c.person(r) })
	c.repeat(1, func() { c.plans(r, l) })
	for _, place := range []*organization.Organization{c.stations[0], c.stations[2], c.town} {
		c.insert(&population.Base{OrganizationID: place.ID, Year: 2026, Residents: 1000 + r.Int64N(5000), Source: "统计年鉴", RecordedAt: c.Clock.Now()})
	}
	c.repeat(l.activities, func() { c.activity(r, l) })
	c.repeat(l.requests, func() { c.request(r, l) })
	c.write(func(tx *models.Tx) error { // this life is from before there were audit lines, and so it is adopted
		return tx.DB.Exec("UPDATE audit_starts SET last_id = (SELECT MAX(id) FROM entries) WHERE row_table = 'entries'").Error
	})
	for adopted := int64(1); adopted > 0; {
		c.write(func(tx *models.Tx) (err error) {
			adopted, err = hours.Adopt(tx)
			return err
		})
	}
}

// repeat does something so many times, some hundred of them in one unit.
func (c *county) repeat(times int, do func()) {
	c.t.Helper()
	const inOneUnit = 200
	for done := 0; done < times; done += inOneUnit {
		c.write(func(tx *models.Tx) error {
			c.filling = tx
			for range min(inOneUnit, times-done) {
				do()
			}
			c.filling = nil
			return nil
		})
	}
}

// day is one of the life's.
func (l life) day(r *rand.Rand) time.Time { return l.from.Plus(r.IntN(l.days)).In(modelstest.Zone()) }

func (c *county) station(r *rand.Rand) *organization.Organization {
	return c.stations[r.IntN(len(c.stations))]
}

func (c *county) team(r *rand.Rand) *team.Team { return c.teams[r.IntN(len(c.teams))] }

func (c *county) person(r *rand.Rand) {
	c.t.Helper()
	own := &account.Account{Name: "志愿者", OrganizationID: &c.center.ID, Status: account.Active, Version: 1}
	c.insert(own)
	made := &volunteer.Volunteer{
		AccountID: &own.ID, Name: "张三丰", Gender: volunteer.Female, BornOn: []models.Date{"2012-05-06", "1990-01-01", "1950-03-04"}[r.IntN(3)],
		Phone: fmt.Sprintf("139%08d", c.next()), RosterVersion: 1, Version: 1, ResidenceID: &c.station(r).ID,
		CreatedAt: time.Date(2026, time.Month(1+r.IntN(2)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC),
	}
	c.insert(made)
	c.volunteers = append(c.volunteers, *made)
	live := 1
	for _, of := range c.teams {
		if r.IntN(len(c.teams)-1) == 0 {
			c.insert(&team.Member{TeamID: of.ID, VolunteerID: made.ID, Status: team.ActiveMember, Live: &live, RequestedAt: c.Clock.Now()})
		}
	}
}

func (c *county) plans(r *rand.Rand, l life) {
	c.t.Helper()
	own := 1
	first, last := l.from.Plus(1).In(modelstest.Zone()), l.from.Plus(l.days-1).In(modelstest.Zone())
	for month := plan.MonthOf(first, modelstest.Zone()); month <= plan.MonthOf(last, modelstest.Zone()); month = month.Plus(1) {
		for _, place := range c.stations {
			made := &plan.Plan{OrganizationID: place.ID, OfOrganization: &own, Month: month, Status: plan.Approved, Version: 1}
			c.insert(made)
			for i := range 1 + r.Int64N(4) {
				c.insert(&plan.Item{PlanID: made.ID, Position: i + 1, Title: "计划项", Category: "文化"})
			}
		}
	}
}

// activity makes one on some day, often over midnight, with who came.
func (c *county) activity(r *rand.Rand, l life) {
	c.t.Helper()
	starts := l.day(r).Add(time.Duration([]int{9, 22, 23}[r.IntN(3)]) * time.Hour).UTC()
	ends := starts.Add(2 * time.Hour)
	made := &activity.Activity{
		StationID: c.station(r).ID, TeamID: c.team(r).ID, Title: "=义诊", Category: "医疗健身", Place: "广场", StartsAt: starts, EndsAt: ends,
		SignUpOpensAt: starts, SignUpClosesAt: starts, CancelClosesAt: starts, Version: 1,
		Status: []activity.Status{activity.Published, activity.Published, activity.Published, activity.Cancelled}[r.IntN(4)],
	}
	if r.IntN(3) > 0 {
		platform := activity.Platforms()[r.IntN(5)]
		made.Platform = &platform
	}
	if r.IntN(2) == 0 {
		made.BrandID = &c.brands[r.IntN(3)]
	}
	if r.IntN(2) == 0 {
		people := r.Int64N(50)
		made.Beneficiaries = &people
	}
	c.insert(made)
	shift := &activity.Shift{ActivityID: made.ID, Role: "志愿者", StartsAt: starts, EndsAt: ends, Capacity: 9, RosterVersion: 1, CodeSecret: []byte("secret"), Version: 1}
	c.insert(shift)
	if made.Status == activity.Cancelled {
		return
	}
	for _, i := range r.Perm(len(c.volunteers))[:r.IntN(5)] {
		c.serve(r, made, shift, c.volunteers[i].ID)
	}
}

func (c *county) serve(r *rand.Rand, of *activity.Activity, shift *activity.Shift, volunteerID int64) {
	c.t.Helper()
	live := 1
	signUp := &activity.SignUp{
		ShiftID: shift.ID, ActivityID: of.ID, VolunteerID: volunteerID, Status: activity.Completed, Live: &live, Sequence: c.next(),
		CheckedInAt: &shift.StartsAt, CheckedOutAt: &shift.EndsAt,
	}
	c.insert(signUp)
	c.insert(&hours.Entry{
		SignUpID: signUp.ID, ShiftID: shift.ID, ActivityID: of.ID, VolunteerID: volunteerID, StationID: of.StationID, TeamID: of.TeamID,
		Minutes: 1 + r.Int64N(100), ServedOn: models.DateOf(shift.EndsAt, modelstest.Zone()),
		Status: []hours.Status{hours.Confirmed, hours.Confirmed, hours.Confirmed, hours.Pending}[r.IntN(4)], CreatedAt: c.Clock.Now(),
	})
}
