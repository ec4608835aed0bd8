// Package demo fills a throw-away database with a year in the life of a county: its real divisions, teams of all
// affiliations, activities, volunteers and hours. Everything happens through the rules, at the instant at which it would
// have happened, so what a visitor sees is what the product makes.
package demo

import (
	"bytes"
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/organization"
	"practicestation/testdata"
)

// Clock is the real clock, held at other instants while the year is made.
type Clock struct {
	real func() time.Time
	held atomic.Pointer[time.Time]
}

// NewClock starts from the real clock.
func NewClock(machine func() time.Time) *Clock { return &Clock{real: machine} }

// Now is the held instant, or the real one.
func (c *Clock) Now() time.Time {
	if held := c.held.Load(); held != nil {
		return *held
	}
	return c.real()
}

func (c *Clock) hold(at time.Time) { c.held.Store(&at) }

func (c *Clock) release() { c.held.Store(nil) }

// Login (演示账号) is one account that a visitor can use.
type Login struct {
	Role  string
	Name  string
	Phone string
}

// County is what was made: the accounts to sign in with, their one password, and the volunteers who sign in by the fake
// WeChat code.
type County struct {
	Password   string
	Logins     []Login
	Volunteers []string
}

// county is the making of it.
type county struct {
	ctx        context.Context
	db         *models.DB
	clock      *Clock
	now        time.Time
	admin      models.Actor
	keeper     models.Actor // the town's administrator, who keeps the rosters: who confirms the hours reviews what somebody else recorded
	passwords  *account.Passwords
	password   string
	hash       string
	town       organization.Organization
	stations   []organization.Organization
	teams      []int64
	brand      int64 // of the first station, for its haircuts
	volunteers []models.Actor
	made       County
}

// Fill makes the year that ends today. The clock must be the database's.
func Fill(ctx context.Context, db *models.DB, clock *Clock) (*County, error) {
	c := &county{ctx: ctx, db: db, clock: clock, now: clock.Now(), password: models.RandomCode(10)}
	defer clock.release()
	clock.hold(c.now.AddDate(-1, 0, -7))
	for _, make := range []func() error{c.foundCounty, c.openAccounts, c.foundTeams, c.foundBrand, c.register, c.liveAYear, c.planAhead, c.planMonths, c.holdRegularly, c.askFor} {
		if err := make(); err != nil {
			return nil, err
		}
	}
	c.made.Password = c.password
	return &c.made, nil
}

// as runs one unit as an actor.
func (c *county) as(actor models.Actor, unit func(tx *models.Tx) error) error {
	return c.db.Write(c.ctx, actor, unit)
}

func (c *county) foundCounty() error {
	towns, wrong := organization.ReadDivisions("towns.csv", bytes.NewReader(testdata.Towns))
	stations, wrongToo := organization.ReadDivisions("stations.csv", bytes.NewReader(testdata.Stations))
	if len(wrong)+len(wrongToo) > 0 {
		return fmt.Errorf("the shipped divisions cannot be read: %v %v", wrong, wrongToo)
	}
	return c.as(models.SystemActor("station demo"), func(tx *models.Tx) error {
		_, err := organization.ImportDivisions(tx, append(towns, stations...))
		return err
	})
}

// demoPhone numbers the demonstration's accounts.
func demoPhone(n int) string { return fmt.Sprintf("1990000%04d", n) }

func (c *county) openAccounts() error {
	var err error
	if c.passwords, err = account.NewPasswords(1); err != nil {
		return err
	}
	if c.hash, err = c.passwords.Hash(c.ctx, c.password); err != nil {
		return err
	}
	var center *organization.Organization
	err = c.as(models.SystemActor("station demo"), func(tx *models.Tx) error {
		var err error
		if center, err = organization.FindCenter(tx); err != nil {
			return err
		}
		if err := c.chooseTown(tx); err != nil {
			return err
		}
		first, err := account.FirstAdministrator(tx, account.Input{Name: "周明远", Phone: demoPhone(1), PasswordHash: c.hash})
		if err != nil {
			return err
		}
		c.admin = models.Actor{AccountID: first.ID, Name: first.Name, Scopes: []models.Scope{{Role: models.CenterAdmin, OrganizationID: center.ID, Path: center.Path}}}
		return nil
	})
	if err != nil {
		return err
	}
	c.made.Logins = append(c.made.Logins, Login{Role: "中心管理员", Name: "周明远", Phone: demoPhone(1)})
	return c.appoint([]appointment{
		{"镇管理员（" + c.town.Name + "）", "沈雨晴", 2, models.TownAdmin, c.town.ID},
		{"站长（" + c.stations[0].Name + "）", "顾建国", 3, models.StationManager, c.stations[0].ID},
		{"队长（" + c.stations[0].Name + "）", "陆小满", 4, models.TeamLeader, c.stations[0].ID},
		{"审计员", "钱清", 5, models.Auditor, center.ID},
	})
}

// chooseTown picks the town whose stations live the year.
func (c *county) chooseTown(tx *models.Tx) error {
	towns, err := organization.List(tx, organization.Filter{RegionCode: "320282105000"}, models.Page{Limit: 1})
	if err != nil || len(towns.Items) == 0 {
		return fmt.Errorf("the shipped divisions lack 杨巷镇: %w", err)
	}
	c.town = towns.Items[0]
	stations, err := organization.List(tx, organization.Filter{ParentID: c.town.ID}, models.Page{Limit: 8})
	c.stations = stations.Items
	return err
}

type appointment struct {
	title string
	name  string
	phone int
	role  models.Role
	where int64
}

func (c *county) appoint(appointments []appointment) error {
	for _, a := range appointments {
		err := c.as(c.admin, func(tx *models.Tx) error {
			created, err := account.Create(tx, account.Input{Name: a.name, Phone: demoPhone(a.phone), PasswordHash: c.hash, OrganizationID: a.where})
			if err != nil {
				return err
			}
			if _, err = account.GrantRole(tx, created.ID, account.GrantInput{Role: a.role, OrganizationID: a.where}); err != nil || a.role != models.TownAdmin {
				return err
			}
			c.keeper = models.Actor{AccountID: created.ID, Name: a.name, Scopes: []models.Scope{{Role: a.role, OrganizationID: c.town.ID, Path: c.town.Path}}}
			return nil
		})
		if err != nil {
			return err
		}
		c.made.Logins = append(c.made.Logins, Login{Role: a.title, Name: a.name, Phone: demoPhone(a.phone)})
	}
	return nil
}
