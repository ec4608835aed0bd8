package plan_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/brand"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/plan"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// county is a center with two towns; the first has two stations and a team, the second one station. It stands on Monday
// 2026-03-02 at 09:00.
type county struct {
	*modelstest.World
	t                       testing.TB
	center, town, otherTown *organization.Organization
	station, next, foreign  *organization.Organization
	team                    *team.Team // of the station
	admin, townAdmin        models.Actor
	manager, leader         models.Actor
	auditor                 models.Actor
	accounts                int64
}

func each(t *testing.T, story func(t *testing.T, c *county)) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { story(t, found(t, w)) })
}

func found(t testing.TB, w *modelstest.World) *county {
	t.Helper()
	c := &county{World: w, t: t}
	c.center = c.organization(nil, organization.Center, "宜兴市", "320282000000")
	c.town = c.organization(c.center, organization.Institute, "甲镇", "320282102000")
	c.otherTown = c.organization(c.center, organization.Institute, "乙镇", "320282101000")
	c.station = c.organization(c.town, organization.Station, "甲一村", "320282102002")
	c.next = c.organization(c.town, organization.Station, "甲二村", "320282102001")
	c.foreign = c.organization(c.otherTown, organization.Station, "乙一村", "320282101001")
	c.team = c.newTeam(c.station, "理发队")
	c.admin, c.townAdmin = c.staff(models.CenterAdmin, c.center), c.staff(models.TownAdmin, c.town)
	c.manager, c.auditor = c.staff(models.StationManager, c.station), c.staff(models.Auditor, c.center)
	c.leader = c.account()
	c.leader.LedTeams = []int64{c.team.ID}
	return c
}

// insert writes a row as it is, past all rules.
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

func (c *county) organization(above *organization.Organization, level organization.Level, name, code string) *organization.Organization {
	c.t.Helper()
	made := &organization.Organization{Level: level, Name: name, RegionCode: &code, Version: 1}
	prefix := "/"
	if above != nil {
		made.ParentID, prefix = &above.ID, above.Path
	}
	c.insert(made)
	made.Path = fmt.Sprintf("%s%d/", prefix, made.ID)
	c.check(c.DB.Write(c.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		return tx.DB.Model(&organization.Organization{}).Where("id = ?", made.ID).Update("path", made.Path).Error
	}))
	return made
}

func (c *county) newTeam(home *organization.Organization, name string) *team.Team {
	c.t.Helper()
	made := &team.Team{OrganizationID: home.ID, Name: name, Affiliation: team.Party, Category: "便民服务", Status: team.Active, Version: 1}
	c.insert(made)
	return made
}

// account is somebody without any role, who has a volunteer profile.
func (c *county) account() models.Actor {
	c.t.Helper()
	c.accounts++
	name := fmt.Sprintf("第 %d 人", c.accounts)
	c.insert(&account.Account{ID: c.accounts, Name: name, OrganizationID: &c.center.ID, Status: account.Active, Version: 1})
	c.insert(&volunteer.Volunteer{
		ID: c.accounts, AccountID: models.Nullable(c.accounts), Name: name, Gender: volunteer.GenderUnknown, BornOn: "1990-01-01", Phone: "13800000000", Version: 1,
	})
	return models.Actor{AccountID: c.accounts, VolunteerID: c.accounts, Name: name}
}

func (c *county) staff(role models.Role, at *organization.Organization) models.Actor {
	c.t.Helper()
	actor := c.account()
	actor.Scopes = []models.Scope{{Role: role, OrganizationID: at.ID, Path: at.Path}}
	return actor
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

// read gives what a query outside any transaction finds.
func read[T any](c *county, actor models.Actor, query func(tx *models.Tx) (T, error)) (T, error) {
	var found T
	err := c.DB.Read(c.t.Context(), actor, func(tx *models.Tx) (err error) {
		found, err = query(tx)
		return err
	})
	return found, err
}

func (c *county) must(made *plan.Plan, err error) *plan.Plan {
	c.t.Helper()
	c.check(err)
	return made
}

// haircuts fits into every month, and dated into March.
var (
	haircuts = plan.ItemInput{Title: "义务理发", Category: "扶贫帮困", PlannedWeek: 1}
	dated    = plan.ItemInput{Title: "义务理发", Category: "扶贫帮困", PlannedOn: "2026-03-07", Place: "文化广场", ExpectedHeadcount: 6}
)

func (c *county) create(actor models.Actor, in plan.Input) (*plan.Plan, error) {
	return change(c, actor, func(tx *models.Tx) (*plan.Plan, error) { return plan.Create(tx, in) })
}

// draft is the station's plan for March, by its manager.
func (c *county) draft(items ...plan.ItemInput) *plan.Plan {
	c.t.Helper()
	return c.must(c.create(c.manager, plan.Input{OrganizationID: c.station.ID, Month: "2026-03", Items: items}))
}

// approved is an approved plan for March.
func (c *county) approved(items ...plan.ItemInput) *plan.Plan {
	c.t.Helper()
	made := c.draft(items...)
	c.check(c.step(c.manager, made.ID, plan.Submitted))
	c.check(c.step(c.townAdmin, made.ID, plan.Approved))
	return made
}

// step takes a plan to the state by the verb that leads there.
func (c *county) step(actor models.Actor, id int64, to plan.Status) error {
	_, err := change(c, actor, func(tx *models.Tx) (*plan.Plan, error) {
		switch to {
		case plan.Submitted:
			return plan.Submit(tx, id)
		case plan.Approved:
			return plan.Approve(tx, id)
		case plan.Returned:
			return plan.Return(tx, id, "请补充地点")
		}
		found, err := plan.Find(tx, id)
		if err != nil {
			return nil, err
		}
		return plan.Update(tx, id, found.Version, []plan.ItemInput{haircuts})
	})
	return err
}

func (c *county) find(actor models.Actor, id int64) *plan.Listed {
	c.t.Helper()
	found, err := read(c, actor, func(tx *models.Tx) (*plan.Listed, error) { return plan.Find(tx, id) })
	c.check(err)
	return found
}

// item is the first item of a plan.
func (c *county) item(made *plan.Plan) plan.ListedItem {
	c.t.Helper()
	return c.find(c.admin, made.ID).Items[0]
}

func (c *county) schedule(actor models.Actor, itemID int64, known plan.Arrangement) (*activity.Activity, error) {
	return change(c, actor, func(tx *models.Tx) (*activity.Activity, error) { return plan.Schedule(tx, itemID, known) })
}

func (c *county) newBrand(home *organization.Organization, name string) *brand.Brand {
	c.t.Helper()
	made, err := change(c, c.admin, func(tx *models.Tx) (*brand.Brand, error) {
		return brand.Create(tx, brand.Input{OrganizationID: home.ID, Name: name, Category: "扶贫帮困", StartedOn: "2021-03-05", LeaderID: c.manager.AccountID})
	})
	c.check(err)
	return made
}

// happened writes an activity of two hours past all rules, attended by so many people.
func (c *county) happened(at *organization.Organization, starts time.Time, status activity.Status, attended int, changes ...func(*activity.Activity)) *activity.Activity {
	c.t.Helper()
	made := &activity.Activity{
		StationID: at.ID, TeamID: c.team.ID, Title: "活动", Category: "扶贫帮困", Place: "广场", StartsAt: starts, EndsAt: starts.Add(2 * time.Hour),
		SignUpOpensAt: starts, SignUpClosesAt: starts, CancelClosesAt: starts, Status: status, PublishedAt: &starts, Version: 1,
	}
	for _, change := range changes {
		change(made)
	}
	c.insert(made)
	shift := &activity.Shift{ActivityID: made.ID, Role: "志愿者", StartsAt: starts, EndsAt: made.EndsAt, Capacity: 9, CodeSecret: []byte("x"), Version: 1}
	c.insert(shift)
	for i := range attended {
		live := 1
		c.insert(&activity.SignUp{
			ShiftID: shift.ID, ActivityID: made.ID, VolunteerID: int64(i + 1), Status: activity.Completed, Live: &live, Sequence: int64(i + 1),
		})
	}
	return made
}

func on(day, hour int) time.Time {
	return time.Date(2026, time.March, day, hour, 0, 0, 0, modelstest.Zone())
}

// expectField checks that the refusal names the member with the code.
func expectField(t testing.TB, what string, err error, field, code string) {
	t.Helper()
	var refusal *models.Error
	if errors.As(err, &refusal) {
		for _, fault := range refusal.Fields {
			if fault.Field == field && fault.Code == code {
				return
			}
		}
	}
	t.Errorf("%s: got %v, want %s at %s", what, err, code, field)
}
