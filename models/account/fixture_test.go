package account_test

import (
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

const month = 30 * 24 * time.Hour

// county has a center, the towns A and B with a station each, and an administrator of the center.
type county struct {
	*modelstest.World
	center, townA, stationA, townB, stationB *organization.Organization
	admin                                    int64
	phones                                   int
}

func found(t testing.TB, w *modelstest.World) *county {
	t.Helper()
	c := &county{World: w}
	c.write(t, models.SystemActor("test"), func(tx *models.Tx) error {
		admin, err := account.FirstAdministrator(tx, account.Input{Name: "中心管理员", Phone: "13800000000", PasswordHash: "hash"})
		if err != nil {
			return err
		}
		c.admin = admin.ID
		c.center, err = organization.FindCenter(tx)
		return err
	})
	c.write(t, c.as(t, c.admin), func(tx *models.Tx) error {
		for _, o := range []struct {
			made   **organization.Organization
			name   string
			level  organization.Level
			parent **organization.Organization
		}{
			{&c.townA, "甲镇", organization.Institute, &c.center},
			{&c.stationA, "甲村", organization.Station, &c.townA},
			{&c.townB, "乙镇", organization.Institute, &c.center},
			{&c.stationB, "乙村", organization.Station, &c.townB},
		} {
			var err error
			if *o.made, err = organization.Create(tx, organization.Input{Name: o.name, Level: o.level, ParentID: (*o.parent).ID}); err != nil {
				return err
			}
		}
		return nil
	})
	return c
}

func (c *county) write(t testing.TB, actor models.Actor, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := c.DB.Write(t.Context(), actor, unit); err != nil {
		t.Fatalf("write: %v", err)
	}
}

func (c *county) read(t testing.TB, actor models.Actor, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := c.DB.Read(t.Context(), actor, unit); err != nil {
		t.Fatalf("read: %v", err)
	}
}

// as is what the account may do right now.
func (c *county) as(t testing.TB, id int64) (actor models.Actor) {
	t.Helper()
	c.read(t, models.Actor{}, func(tx *models.Tx) (err error) { actor, err = account.ActorOf(tx, id); return err })
	return actor
}

// person makes an account whose home is the organization.
func (c *county) person(t testing.TB, home *organization.Organization) int64 {
	t.Helper()
	c.phones++
	in := account.Input{Name: "某人", Phone: fmt.Sprintf("139%08d", c.phones), PasswordHash: "hash", OrganizationID: home.ID}
	var made *account.Account
	c.write(t, c.as(t, c.admin), func(tx *models.Tx) (err error) { made, err = account.Create(tx, in); return err })
	return made.ID
}

// wechat makes an account that has no home.
func (c *county) wechat(t testing.TB, openID string) int64 {
	t.Helper()
	var made *account.Account
	c.write(t, models.Actor{}, func(tx *models.Tx) (err error) {
		made, err = account.FindOrCreateByWechat(tx, openID, "微信")
		return err
	})
	return made.ID
}

func (c *county) grant(t testing.TB, by, to int64, in account.GrantInput) (given *account.Grant, err error) {
	t.Helper()
	err = c.DB.Write(t.Context(), c.as(t, by), func(tx *models.Tx) error { given, err = account.GrantRole(tx, to, in); return err })
	return given, err
}

// holder makes an account that has the role on the organization.
func (c *county) holder(t testing.TB, role models.Role, where *organization.Organization) int64 {
	t.Helper()
	id := c.person(t, where)
	if _, err := c.grant(t, c.admin, id, account.GrantInput{Role: role, OrganizationID: where.ID}); err != nil {
		t.Fatalf("grant %s: %v", role, err)
	}
	return id
}

func (c *county) revoke(t testing.TB, actor models.Actor, id int64) error {
	t.Helper()
	return c.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := account.RevokeGrant(tx, id); return err })
}

func (c *county) suspend(t testing.TB, actor models.Actor, id int64) error {
	t.Helper()
	return c.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := account.Suspend(tx, id, "离职"); return err })
}

func (c *county) logIn(t testing.TB, id int64) (opened *account.LogIn) {
	t.Helper()
	c.write(t, models.Actor{}, func(tx *models.Tx) (err error) { opened, err = account.Open(tx, id, month); return err })
	return opened
}

func (c *county) loadActor(t testing.TB, session int64) (actor models.Actor, err error) {
	t.Helper()
	err = c.DB.Read(t.Context(), models.Actor{}, func(tx *models.Tx) error { actor, err = account.LoadActor(tx, session); return err })
	return actor, err
}
