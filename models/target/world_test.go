package target

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/population"
	"practicestation/models/report"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// county is two towns with three stations, a team at each station, and nobody yet. It is the second of March 2026.
type county struct {
	*modelstest.World
	t                  *testing.T
	center, east, west *organization.Organization
	stations           []*organization.Organization // two of east, one of west, in the order of their codes
	teams              []*team.Team
	admin, town        models.Actor // of the center, and of east
	serial             int64
}

func each(t *testing.T, story func(c *county)) {
	t.Helper()
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := &county{World: w, t: t}
		c.write(func(tx *models.Tx) {
			c.center = c.organization(tx, nil, organization.Center, "青山县中心", "340100000000")
			c.west = c.organization(tx, c.center, organization.Institute, "西桥镇所", "340102000000")
			c.east = c.organization(tx, c.center, organization.Institute, "东河街道所", "340101000000")
			for i, of := range []*organization.Organization{c.east, c.east, c.west} {
				c.station(tx, of, i)
			}
		})
		c.admin, c.town = c.staff(models.CenterAdmin, c.center), c.staff(models.TownAdmin, c.east)
		story(c)
	})
}

// station founds one with a team; codes go down in the order in which the stations are made, so that ids cannot pass for them.
func (c *county) station(tx *models.Tx, of *organization.Organization, i int) {
	made := c.organization(tx, of, organization.Station, fmt.Sprintf("第%d站", i+1), fmt.Sprintf("340101%03d000", 900-i))
	host := &team.Team{
		OrganizationID: made.ID, Name: fmt.Sprintf("第%d队", i+1), Affiliation: team.Affiliations()[0], Category: "卫生环保", Status: team.Active, Version: 1,
		CreatedAt: tx.Now.AddDate(-1, 0, 0), UpdatedAt: tx.Now,
	}
	c.create(tx, host)
	c.stations, c.teams = append(c.stations, made), append(c.teams, host)
}

func (c *county) organization(tx *models.Tx, parent *organization.Organization, level organization.Level, name, code string) *organization.Organization {
	made := &organization.Organization{Level: level, Name: name, RegionCode: &code, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	prefix := "/"
	if parent != nil {
		made.ParentID, prefix = &parent.ID, parent.Path
	}
	c.create(tx, made)
	made.Path = fmt.Sprintf("%s%d/", prefix, made.ID)
	c.must(tx.DB.Model(made).Update("path", made.Path).Error)
	return made
}

func (c *county) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *county) create(tx *models.Tx, row any) {
	c.t.Helper()
	c.must(tx.DB.Create(row).Error)
}

func (c *county) write(unit func(tx *models.Tx)) {
	c.t.Helper()
	c.must(c.DB.Write(c.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error { unit(tx); return nil }))
}

func (c *county) staff(role models.Role, at *organization.Organization) (actor models.Actor) {
	c.t.Helper()
	c.write(func(tx *models.Tx) {
		own := &account.Account{Name: "工作人员", Status: account.Active, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		c.create(tx, own)
		c.create(tx, &account.Grant{AccountID: own.ID, Role: role, OrganizationID: at.ID, StartsAt: tx.Now, CreatedAt: tx.Now})
		var err error
		actor, err = account.ActorOf(tx, own.ID)
		c.must(err)
	})
	return actor
}

// person is a volunteer who lives at a station and has been registered for a year.
func (c *county) person(tx *models.Tx, at *organization.Organization) *volunteer.Volunteer {
	c.serial++
	own := &account.Account{Name: "张三", Status: account.Active, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	c.create(tx, own)
	made := &volunteer.Volunteer{
		AccountID: &own.ID, Name: fmt.Sprintf("张三%d", c.serial), Gender: volunteer.Female, BornOn: "1990-01-01", Phone: fmt.Sprintf("139%08d", c.serial),
		ResidenceID: &at.ID, RosterVersion: 1, Version: 1, CreatedAt: tx.Now.AddDate(-1, 0, 0), UpdatedAt: tx.Now,
	}
	c.create(tx, made)
	return made
}

// people are so many volunteers of a station, who are members of its team.
func (c *county) people(station, count int) (made []*volunteer.Volunteer) {
	c.t.Helper()
	c.write(func(tx *models.Tx) {
		for range count {
			who, live := c.person(tx, c.stations[station]), 1
			c.create(tx, &team.Member{TeamID: c.teams[station].ID, VolunteerID: who.ID, Status: team.ActiveMember, Live: &live, RequestedAt: tx.Now})
			made = append(made, who)
		}
	})
	return made
}

// held is an activity of a station's team at the station, to which somebody came for so many minutes.
func (c *county) held(station int, on models.Date, category string, platform activity.Platform, who *volunteer.Volunteer, minutes int64) {
	c.t.Helper()
	c.write(func(tx *models.Tx) {
		c.serial++
		starts, live := on.In(tx.Zone).Add(9*time.Hour), 1
		ends := starts.Add(time.Duration(minutes) * time.Minute)
		made := &activity.Activity{
			StationID: c.stations[station].ID, TeamID: c.teams[station].ID, Title: "活动", Category: category, Place: "广场", StartsAt: starts, EndsAt: ends,
			SignUpOpensAt: starts, SignUpClosesAt: starts, CancelClosesAt: starts, Status: activity.Published, PublishedAt: &starts, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
		}
		if platform != "" {
			made.Platform = &platform
		}
		c.create(tx, made)
		shift := &activity.Shift{
			ActivityID: made.ID, Role: "志愿者", StartsAt: starts, EndsAt: ends, Capacity: 1, RosterVersion: 1, CodeSecret: []byte("secret"), Version: 1,
			CreatedAt: tx.Now, UpdatedAt: tx.Now,
		}
		c.create(tx, shift)
		signUp := &activity.SignUp{
			ShiftID: shift.ID, ActivityID: made.ID, VolunteerID: who.ID, Status: activity.Completed, Live: &live, Sequence: c.serial, CheckedInAt: &starts,
			CheckedOutAt: &ends, CreatedAt: tx.Now, UpdatedAt: tx.Now,
		}
		if minutes == 0 { // nobody came
			signUp.Status, signUp.CheckedInAt, signUp.CheckedOutAt = activity.SignedUp, nil, nil
		}
		c.create(tx, signUp)
		if minutes > 0 {
			c.create(tx, &hours.Entry{
				SignUpID: signUp.ID, ShiftID: shift.ID, ActivityID: made.ID, VolunteerID: who.ID, StationID: made.StationID, TeamID: made.TeamID, Minutes: minutes,
				ServedOn: on, Status: hours.Confirmed, CreatedAt: tx.Now,
			})
		}
	})
}

// residents are those of 2025.
func (c *county) residents(at *organization.Organization, count int64) {
	c.t.Helper()
	c.write(func(tx *models.Tx) {
		c.create(tx, &population.Base{OrganizationID: at.ID, Year: 2025, Residents: count, Source: "年鉴", RecordedAt: tx.Now})
	})
}

// wanted is a target of the county for its stations from the beginning of 2025.
func (c *county) wanted(subject report.Unit, period Period, comparisons ...Comparison) Input {
	for i := range comparisons {
		if comparisons[i].Measure == "" {
			comparisons[i].Measure = InUnits
		}
	}
	return Input{
		OrganizationID: c.center.ID, Title: "指标", Source: "原文", Subject: subject, Period: period, StartsOn: "2025-01-01",
		Condition: Condition{Group: Group{Match: All, Comparisons: comparisons}},
	}
}

func (c *county) set(actor models.Actor, in Input) (made *Target, err error) {
	err = c.DB.Write(c.t.Context(), actor, func(tx *models.Tx) error { made, err = Create(tx, in); return err })
	return made, err
}

// mustSet is the id of a target that the center sets.
func (c *county) mustSet(in Input) int64 {
	c.t.Helper()
	made, err := c.set(c.admin, in)
	c.must(err)
	return made.ID
}

func (c *county) measure(actor models.Actor, id int64, asked Asked) (found *Progress, err error) {
	err = c.DB.Read(c.t.Context(), actor, func(tx *models.Tx) error {
		found, err = asked.Measure(tx, id, models.Page{Limit: 100})
		return err
	})
	return found, err
}

// verdicts are what the center reads of a period: for each row met (+), not met (-) or not known (?), in their order.
func (c *county) verdicts(id int64, period string) (text string) {
	c.t.Helper()
	found, err := c.measure(c.admin, id, Asked{Period: period})
	c.must(err)
	for _, row := range found.Rows {
		text += mark(row.Met)
	}
	return text
}

func mark(met *bool) string {
	switch {
	case met == nil:
		return "?"
	case *met:
		return "+"
	}
	return "-"
}

// faultOf is the first fault of a refusal, as member and code.
func faultOf(err error) string {
	var refusal *models.Error
	if errors.As(err, &refusal) && len(refusal.Fields) > 0 {
		return refusal.Fields[0].Field + " " + refusal.Fields[0].Code
	}
	return fmt.Sprint(err)
}

func TestEntityMatchesTheSchema(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { modelstest.MatchesSchema(t, w, Target{}) })
}
