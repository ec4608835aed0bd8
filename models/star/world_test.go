package star_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/star"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// county is a town with a station where everybody serves, another town, and a volunteer. It stands on Monday 2026-03-02 at 09:00.
type county struct {
	*modelstest.World
	t                                   testing.TB
	station                             *organization.Organization
	team                                *team.Team
	center, town, another, manager      models.Actor
	auditor, volunteer, reader, neither models.Actor
	number                              int64
}

func each(t *testing.T, story func(t *testing.T, c *county)) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := &county{World: w, t: t}
		center := c.organization(nil, organization.Center, "县中心", "/1/")
		town := c.organization(center, organization.Institute, "甲镇实践所", "/1/2/")
		another := c.organization(center, organization.Institute, "乙镇实践所", "/1/3/")
		c.station = c.organization(town, organization.Station, "甲村实践站", "/1/2/4/")
		c.team = &team.Team{OrganizationID: c.station.ID, Name: "红石榴队", Affiliation: team.WomensFederation, Category: "邻里互助", Status: team.Active, Version: 1}
		c.insert(c.team)
		c.center, c.town, c.another = c.staff(models.CenterAdmin, center), c.staff(models.TownAdmin, town), c.staff(models.TownAdmin, another)
		c.manager, c.auditor = c.staff(models.StationManager, c.station), c.staff(models.Auditor, center)
		c.volunteer = c.lives(c.account(), "2025-01-01")
		c.reader, c.neither = c.account(), c.account()
		story(t, c)
	})
}

func (c *county) organization(parent *organization.Organization, level organization.Level, name, path string) *organization.Organization {
	c.t.Helper()
	made := &organization.Organization{Level: level, Name: name, Path: path, Version: 1}
	if parent != nil {
		made.ParentID = &parent.ID
	}
	c.insert(made)
	return made
}

func (c *county) insert(row any) {
	c.t.Helper()
	c.check(c.DB.Write(c.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Create(row).Error }))
}

func (c *county) check(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *county) account() models.Actor {
	c.t.Helper()
	own := &account.Account{Name: "某人", Status: account.Active, Version: 1}
	c.insert(own)
	return models.Actor{AccountID: own.ID, Name: own.Name}
}

func (c *county) staff(role models.Role, at *organization.Organization) models.Actor {
	c.t.Helper()
	actor := c.account()
	actor.Scopes = []models.Scope{{Role: role, OrganizationID: at.ID, Path: at.Path}}
	return actor
}

// lives registers somebody at the station, on a day.
func (c *county) lives(who models.Actor, since models.Date) models.Actor {
	c.t.Helper()
	profile := &volunteer.Volunteer{
		AccountID: &who.AccountID, Name: "蒋文娟", Gender: volunteer.Female, BornOn: "1968-03-05", Phone: "13861500007", ResidenceID: &c.station.ID,
		Version: 1, CreatedAt: since.In(modelstest.Zone()),
	}
	c.insert(profile)
	who.VolunteerID = profile.ID
	return who
}

// served gives somebody minutes on a day, and the number of the entry.
func (c *county) served(who models.Actor, on models.Date, minutes int64, status hours.Status) int64 {
	c.t.Helper()
	c.number++
	at := on.In(modelstest.Zone())
	of := &activity.Activity{
		StationID: c.station.ID, TeamID: c.team.ID, Title: "义务理发", Category: "扶贫帮困", Place: "活动室", StartsAt: at, EndsAt: at, SignUpOpensAt: at,
		SignUpClosesAt: at, CancelClosesAt: at, Status: activity.Published, PublishedAt: &at, Recruitment: activity.Open, Version: 1,
	}
	of.RiskLevel = activity.LowRisk
	c.insert(of)
	shift := &activity.Shift{ActivityID: of.ID, Role: "理发师", StartsAt: at, EndsAt: at, Capacity: 1, RosterVersion: 1, CodeSecret: []byte("s"), Version: 1}
	c.insert(shift)
	live := 1
	signUp := &activity.SignUp{ShiftID: shift.ID, ActivityID: of.ID, VolunteerID: who.VolunteerID, Status: activity.Completed, Live: &live, Sequence: c.number, Source: "self"}
	c.insert(signUp)
	entry := &hours.Entry{
		SignUpID: signUp.ID, ShiftID: shift.ID, ActivityID: of.ID, VolunteerID: who.VolunteerID, StationID: c.station.ID, TeamID: c.team.ID,
		Minutes: minutes, ServedOn: on, Status: status,
	}
	c.insert(entry)
	return entry.ID
}

// reverse takes an entry back, past the rules of hours.
func (c *county) reverse(entry int64) {
	c.t.Helper()
	c.check(c.DB.Write(c.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		return tx.DB.Exec("UPDATE entries SET status = ? WHERE id = ?", hours.Reversed, entry).Error
	}))
}

func change[T any](c *county, actor models.Actor, rule func(tx *models.Tx) (T, error)) (done T, err error) {
	err = c.DB.Write(c.t.Context(), actor, func(tx *models.Tx) error { done, err = rule(tx); return err })
	return done, err
}

func (c *county) put(actor models.Actor, in star.SchemeInput) (*star.Scheme, error) {
	return change(c, actor, func(tx *models.Tx) (*star.Scheme, error) { return star.PutScheme(tx, in) })
}

// scheme makes the scheme of the test: 100 and 300 minutes for one star and two.
func (c *county) scheme(period star.Period) {
	c.t.Helper()
	_, err := c.put(c.center, star.SchemeInput{Name: "村里的办法", Period: period, Thresholds: []int64{100, 300}, Version: 1})
	c.check(err)
}

func (c *county) apply(who models.Actor, level int64) (*star.Listed, error) {
	return change(c, who, func(tx *models.Tx) (*star.Listed, error) { return star.Apply(tx, level) })
}

func (c *county) approve(actor models.Actor, id int64) (*star.Listed, error) {
	return change(c, actor, func(tx *models.Tx) (*star.Listed, error) { return star.Approve(tx, id) })
}

func (c *county) refuse(actor models.Actor, id int64, reason string) error {
	_, err := change(c, actor, func(tx *models.Tx) (*star.Listed, error) { return star.Refuse(tx, id, reason) })
	return err
}

func (c *county) revoke(actor models.Actor, id int64, reason string) error {
	_, err := change(c, actor, func(tx *models.Tx) (*star.Listed, error) { return star.Revoke(tx, id, reason) })
	return err
}

func (c *county) object(actor models.Actor, id int64, reason string) (*star.NamedObjection, error) {
	return change(c, actor, func(tx *models.Tx) (*star.NamedObjection, error) { return star.Object(tx, id, reason) })
}

func (c *county) uphold(actor models.Actor, id int64, answer string) error {
	_, err := change(c, actor, func(tx *models.Tx) (*star.NamedObjection, error) { return star.Uphold(tx, id, answer) })
	return err
}

func (c *county) dismiss(actor models.Actor, id int64, answer string) error {
	_, err := change(c, actor, func(tx *models.Tx) (*star.NamedObjection, error) { return star.Dismiss(tx, id, answer) })
	return err
}

// applied is an application of the volunteer with 120 minutes, and noticed puts it up for public notice.
func (c *county) applied() *star.Listed {
	c.t.Helper()
	c.scheme(star.AllTime)
	c.served(c.volunteer, "2026-02-01", 120, hours.Confirmed)
	made, err := c.apply(c.volunteer, 1)
	c.check(err)
	return made
}

func (c *county) noticed() *star.Listed {
	c.t.Helper()
	made, err := c.approve(c.town, c.applied().ID)
	c.check(err)
	return made
}

func (c *county) read(actor models.Actor, query func(tx *models.Tx) error) {
	c.t.Helper()
	c.check(c.DB.Read(c.t.Context(), actor, query))
}

func (c *county) standing(who models.Actor) (own *star.Standing) {
	c.t.Helper()
	c.read(who, func(tx *models.Tx) (err error) { own, err = star.OwnStanding(tx); return err })
	return own
}

// status is the state of the person's newest application, read in both ways: by the pure method, and by the filter of the list.
func (c *county) status(who models.Actor) (now star.Status) {
	c.t.Helper()
	c.read(who, func(tx *models.Tx) error {
		own, err := star.ListOwn(tx, models.Page{Limit: 1})
		if err == nil {
			now = own.Items[0].StatusAt(tx.Today(), own.Items[0].OpenObjections)
		}
		return err
	})
	c.read(c.center, func(tx *models.Tx) error {
		found, err := star.List(tx, now, models.Page{Limit: 1})
		if err == nil && (len(found.Items) != 1 || found.Items[0].VolunteerID != who.VolunteerID) {
			c.t.Errorf("the list of what is %s: %+v", now, found.Items)
		}
		return err
	})
	return now
}

// at moves the clock to a day of March 2026, at noon.
func (c *county) at(day int) {
	c.Clock.Set(time.Date(2026, time.March, day, 12, 0, 0, 0, modelstest.Zone()))
}

func (c *county) told(who models.Actor, kind models.NoticeKind) (times int64) {
	c.t.Helper()
	c.read(who, func(tx *models.Tx) error {
		return tx.DB.Model(&models.Notice{}).Where("(volunteer_id = ? OR account_id = ?) AND kind = ?", who.VolunteerID, who.AccountID, kind).Count(&times).Error
	})
	return times
}
