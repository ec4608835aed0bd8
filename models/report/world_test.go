package report

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) {
	way := os.Getenv(childMode)
	if way == "" {
		modelstest.Main(m)
		return
	}
	if err := benchChild(way); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// county is a small county with every shape a report must stand: two towns, a station without a region code, a team that
// serves away from home, entries in every state.
type county struct {
	*modelstest.World
	center, east, west *organization.Organization
	stations           []*organization.Organization // two of east, then two of west
	teams              []*team.Team                 // one at each station, then one at the center
	activities         []activity.Activity
	volunteers         []volunteer.Volunteer
	entries            []hours.Entry
	serial             int64
}

func newCounty(t *testing.T, w *modelstest.World) *county {
	t.Helper()
	c := &county{World: w}
	c.write(t, func(tx *models.Tx) error {
		c.center = c.organization(tx, nil, organization.Center, "青山县新时代文明实践中心", "340100000000")
		c.west = c.organization(tx, c.center, organization.Institute, "西桥镇新时代文明实践所", "340102000000")
		c.east = c.organization(tx, c.center, organization.Institute, "东河街道新时代文明实践所", "340101000000")
		c.stations = []*organization.Organization{
			c.organization(tx, c.east, organization.Station, "东一社区新时代文明实践站", ""),
			c.organization(tx, c.east, organization.Station, "东二社区新时代文明实践站", "340101002000"),
			c.organization(tx, c.west, organization.Station, "西一村新时代文明实践站", "340102001000"),
			c.organization(tx, c.west, organization.Station, "西二村新时代文明实践站", "340102002000"),
		}
		affiliations := team.Affiliations()
		for i, home := range append(c.stations, c.center) {
			made := &team.Team{
				OrganizationID: home.ID, Name: fmt.Sprintf("第%d志愿服务队", i+1), Affiliation: affiliations[i%4], Category: "卫生环保",
				Status: team.Active, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
			}
			c.create(tx, made)
			c.teams = append(c.teams, made)
		}
		return nil
	})
	return c
}

func (c *county) write(t *testing.T, unit func(tx *models.Tx) error) {
	t.Helper()
	err := c.DB.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		err := errors.Join(unit(tx), // what is written here is from before there were audit lines
			tx.DB.Exec("UPDATE audit_starts SET last_id = (SELECT COALESCE(MAX(id), 0) FROM entries) WHERE row_table = 'entries'").Error)
		for adopted := int64(1); adopted > 0 && err == nil; {
			adopted, err = hours.Adopt(tx) // what is confirmed stands in the ledger
		}
		return err
	})
	if err != nil {
		t.Fatalf("write: %v", err)
	}
}

func (c *county) create(tx *models.Tx, row any) {
	if err := tx.DB.Create(row).Error; err != nil {
		panic(err)
	}
}

func (c *county) organization(tx *models.Tx, parent *organization.Organization, level organization.Level, name, code string) *organization.Organization {
	made := &organization.Organization{Level: level, Name: name, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	prefix := "/"
	if parent != nil {
		made.ParentID, prefix = &parent.ID, parent.Path
	}
	if code != "" {
		made.RegionCode = &code
	}
	c.create(tx, made)
	made.Path = fmt.Sprintf("%s%d/", prefix, made.ID)
	if err := tx.DB.Model(made).Update("path", made.Path).Error; err != nil {
		panic(err)
	}
	return made
}

// person makes an account with a volunteer profile.
func (c *county) person(tx *models.Tx, name string) *volunteer.Volunteer {
	c.serial++
	own := &account.Account{Name: name, Status: account.Active, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	c.create(tx, own)
	made := &volunteer.Volunteer{
		AccountID: &own.ID, Name: name, Gender: volunteer.Female, BornOn: "1990-01-01", Phone: fmt.Sprintf("139%08d", c.serial),
		RosterVersion: 1, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	c.create(tx, made)
	c.volunteers = append(c.volunteers, *made)
	return made
}

// staff makes an account with a role at an organization and answers what it may do.
func (c *county) staff(t *testing.T, role models.Role, at *organization.Organization) models.Actor {
	t.Helper()
	var actor models.Actor
	c.write(t, func(tx *models.Tx) error {
		own := &account.Account{Name: "工作人员", Status: account.Active, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		c.create(tx, own)
		c.create(tx, &account.Grant{AccountID: own.ID, Role: role, OrganizationID: at.ID, StartsAt: tx.Now, CreatedAt: tx.Now})
		var err error
		actor, err = account.ActorOf(tx, own.ID)
		return err
	})
	return actor
}

// held makes an activity at a station by a team.
func (c *county) held(tx *models.Tx, at *organization.Organization, by *team.Team, title, category string) *activity.Activity {
	made := &activity.Activity{
		StationID: at.ID, TeamID: by.ID, Title: title, Category: category, Place: "广场", StartsAt: tx.Now, EndsAt: tx.Now,
		SignUpOpensAt: tx.Now, SignUpClosesAt: tx.Now, CancelClosesAt: tx.Now, Status: activity.Published, PublishedAt: &tx.Now,
		Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	c.create(tx, made)
	c.activities = append(c.activities, *made)
	return made
}

// served makes a shift, a sign-up and the entry of it.
func (c *county) served(tx *models.Tx, of *activity.Activity, who *volunteer.Volunteer, on models.Date, minutes int64, status hours.Status) {
	c.serial++
	starts := on.In(tx.Zone).Add(9 * time.Hour)
	ends := starts.Add(time.Duration(minutes) * time.Minute)
	shift := &activity.Shift{
		ActivityID: of.ID, Role: "志愿者", StartsAt: starts, EndsAt: ends, Capacity: 1, RosterVersion: 1,
		CodeSecret: []byte("secret"), Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	c.create(tx, shift)
	live := 1
	signUp := &activity.SignUp{
		ShiftID: shift.ID, ActivityID: of.ID, VolunteerID: who.ID, Status: activity.Completed, Live: &live, Sequence: c.serial,
		CheckedInAt: &starts, CheckedOutAt: &ends, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	c.create(tx, signUp)
	entry := &hours.Entry{
		SignUpID: signUp.ID, ShiftID: shift.ID, ActivityID: of.ID, VolunteerID: who.ID, StationID: of.StationID, TeamID: of.TeamID,
		Minutes: minutes, ServedOn: on, Status: status, CreatedAt: tx.Now,
	}
	c.create(tx, entry)
	c.entries = append(c.entries, *entry)
}

// fill makes activities at every station and hours of people who serve again and again, the same in each run.
func (c *county) fill(t *testing.T, count int) {
	t.Helper()
	chance := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same rows each time are wanted
	c.write(t, func(tx *models.Tx) error {
		for i := range 12 {
			c.person(tx, fmt.Sprintf("张三%d", i))
		}
		var held []*activity.Activity
		for i := range 14 {
			by := c.teams[(i*3)%len(c.teams)]
			held = append(held, c.held(tx, c.stations[i%4], by, fmt.Sprintf("活动%d", i), []string{"卫生环保", "理论宣讲", "=文化"}[i%3]))
		}
		statuses := []hours.Status{hours.Confirmed, hours.Confirmed, hours.Confirmed, hours.Pending, hours.Rejected, hours.Reversed}
		for range count {
			day := models.DateOf(time.Date(2025, 11, 20, 0, 0, 0, 0, time.UTC).AddDate(0, 0, chance.IntN(80)), time.UTC)
			who := &c.volunteers[chance.IntN(len(c.volunteers))]
			c.served(tx, held[chance.IntN(len(held))], who, day, int64(1+chance.IntN(300)), statuses[chance.IntN(len(statuses))])
		}
		return nil
	})
}

func (c *county) read(t *testing.T, actor models.Actor, unit func(tx *models.Tx) error) error {
	t.Helper()
	return c.DB.Read(t.Context(), actor, unit)
}

func (c *county) statistics(t *testing.T, actor models.Actor, query Query) ([]Row, Figures) {
	t.Helper()
	var rows []Row
	var total Figures
	err := c.read(t, actor, func(tx *models.Tx) error {
		var err error
		rows, total, err = Statistics(tx, query)
		return err
	})
	if err != nil {
		t.Fatalf("statistics by %s: %v", query.Dimension, err)
	}
	return rows, total
}
