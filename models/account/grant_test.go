package account_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
)

// TestWhoGivesWhatWhere: rows are who asks, columns a role on an organization. Y is given, P is refused for want of
// permission, and L because the role is not held on that tier.
func TestWhoGivesWhatWhere(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		columns := []struct {
			role  models.Role
			where *organization.Organization
		}{
			{models.CenterAdmin, c.center},
			{models.CenterAdmin, c.townA},
			{models.TownAdmin, c.townA},
			{models.TownAdmin, c.stationA},
			{models.TownAdmin, c.center},
			{models.StationManager, c.stationA},
			{models.StationManager, c.townA},
			{models.StationManager, c.stationB},
			{models.TeamLeader, c.stationA},
			{models.TeamLeader, c.townA},
			{models.TeamLeader, c.stationB},
			{models.Auditor, c.townA},
			{models.Auditor, c.center},
			{"root", c.stationA},
		}
		for who, row := range map[string]struct {
			id   int64
			want string
		}{
			"center admin":    {c.admin, "YLYLLYLYYYYYYP"},
			"town admin":      {c.holder(t, models.TownAdmin, c.townA), "PPPPPYLPYYPYPP"},
			"station manager": {c.holder(t, models.StationManager, c.stationA), "PPPPPPPPYPPPPP"},
			"team leader":     {c.holder(t, models.TeamLeader, c.stationA), "PPPPPPPPPPPPPP"},
			"auditor":         {c.holder(t, models.Auditor, c.center), "PPPPPPPPPPPPPP"},
		} {
			// A colleague of the station is seen by all but the team leader, whose own account is tried instead.
			got := ""
			for _, column := range columns {
				target := c.person(t, c.stationA)
				if who == "team leader" {
					target = row.id
				}
				_, err := c.grant(t, row.id, target, account.GrantInput{Role: column.role, OrganizationID: column.where.ID})
				switch {
				case err == nil:
					got += "Y"
				case models.IsCode(err, models.ErrPermission):
					got += "P"
				case models.IsCode(err, models.ErrInvalid):
					got += "L"
				default:
					got += "?"
				}
			}
			if got != row.want {
				t.Errorf("%s: got %s, want %s", who, got, row.want)
			}
		}
	})
}

func TestGrantHoldsFromUntil(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		start := c.DB.Now()
		id := c.person(t, c.townA)
		in := account.GrantInput{Role: models.TownAdmin, OrganizationID: c.townA.ID, From: start.Add(time.Hour), To: start.Add(2 * time.Hour)}
		if _, err := c.grant(t, c.admin, id, in); err != nil {
			t.Fatal(err)
		}
		session := c.logIn(t, id).SessionID
		for _, at := range []struct {
			after time.Duration
			holds bool
		}{
			{0, false}, {time.Hour - time.Millisecond, false}, {time.Hour, true}, {2*time.Hour - time.Millisecond, true}, {2 * time.Hour, false},
		} {
			c.Clock.Set(start.Add(at.after))
			actor, err := c.loadActor(t, session)
			if err != nil || actor.Can(models.ManageTeams, c.townA.Path) != at.holds {
				t.Errorf("after %v: %v, %+v", at.after, err, actor.Scopes)
			}
			c.read(t, actor, func(tx *models.Tx) error {
				inForce, err := account.GrantsInForce(tx, id)
				if (len(inForce) == 1) != at.holds {
					t.Errorf("after %v: %d grants in force", at.after, len(inForce))
				}
				return err
			})
		}
	})
}

// TestSameGrantTwice is refused while the two would overlap, and only then.
func TestSameGrantTwice(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		start, id := c.DB.Now(), c.person(t, c.townA)
		hour := func(n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }
		for _, step := range []struct {
			from, to time.Time
			want     *models.Error
		}{
			{hour(4), hour(6), nil},
			{hour(5), time.Time{}, account.ErrGrantExists},
			{time.Time{}, time.Time{}, account.ErrGrantExists},
			{hour(3), hour(5), account.ErrGrantExists},
			{hour(3), hour(4), nil},
			{hour(6), time.Time{}, nil},
			{hour(9), hour(10), account.ErrGrantExists},
			{hour(2), hour(2), models.ErrInvalid},
			{hour(2), hour(1), models.ErrInvalid},
		} {
			_, err := c.grant(t, c.admin, id, account.GrantInput{Role: models.TownAdmin, OrganizationID: c.townA.ID, From: step.from, To: step.to})
			modelstest.Expect(t, step.from.String(), err, step.want)
		}
		results := modelstest.AtOnce(6, func(int) error {
			_, err := c.grant(t, c.admin, id, account.GrantInput{Role: models.Auditor, OrganizationID: c.townA.ID})
			return err
		})
		given := 0
		for _, err := range results {
			if err == nil {
				given++
			} else {
				modelstest.Expect(t, "six at once", err, account.ErrGrantExists)
			}
		}
		if given != 1 {
			t.Errorf("%d of six grants at once were given", given)
		}
	})
}

// TestRevocationActsAtOnce, on another instance too.
func TestRevocationActsAtOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		id := c.person(t, c.townA)
		given, err := c.grant(t, c.admin, id, account.GrantInput{Role: models.TownAdmin, OrganizationID: c.townA.ID})
		if err != nil {
			t.Fatal(err)
		}
		session, other := c.logIn(t, id).SessionID, c.Reopen(t)
		holds := func() (actor models.Actor) {
			t.Helper()
			if err := other.Read(t.Context(), models.Actor{}, func(tx *models.Tx) (err error) { actor, err = account.LoadActor(tx, session); return err }); err != nil {
				t.Error(err)
			}
			return actor
		}
		if !holds().Can(models.ManageTeams, c.stationA.Path) {
			t.Error("the grant does not hold")
		}
		version := func() (v int64) {
			c.read(t, models.Actor{}, func(tx *models.Tx) error {
				center, err := organization.FindCenter(tx)
				v = center.Version
				return err
			})
			return v
		}
		before := version()
		modelstest.Expect(t, "revoke", c.revoke(t, c.as(t, c.admin), given.ID), nil)
		if actor := holds(); actor.Can(models.ManageTeams, c.stationA.Path) || len(actor.Scopes) != 0 {
			t.Errorf("after it: %+v", actor.Scopes)
		}
		if version() != before {
			t.Error("a town's grant moved the center's version: whoever edits the center meanwhile is refused for nothing")
		}
		modelstest.Expect(t, "again", c.revoke(t, c.as(t, c.admin), given.ID), account.ErrGrantRevoked)
		modelstest.Expect(t, "one that there is not", c.revoke(t, c.as(t, c.admin), 999), account.ErrGrantNotFound)
		if _, err := c.grant(t, c.admin, id, account.GrantInput{Role: models.TownAdmin, OrganizationID: c.townA.ID}); err != nil {
			t.Errorf("given again: %v", err)
		}
	})
}

// TestWhoRevokesWhat: whoever may give a role may take it; one that is not seen is not there.
func TestWhoRevokesWhat(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		adminA, adminB := c.holder(t, models.TownAdmin, c.townA), c.holder(t, models.TownAdmin, c.townB)
		auditor, manager := c.holder(t, models.Auditor, c.center), c.holder(t, models.StationManager, c.stationA)
		grantOf := func(id int64) (grants []account.Grant) {
			c.read(t, models.Actor{}, func(tx *models.Tx) (err error) { grants, err = account.Grants(tx, id); return err })
			return grants
		}
		managers, townAdmins := grantOf(manager)[0].ID, grantOf(adminA)[0].ID
		modelstest.Expect(t, "another town", c.revoke(t, c.as(t, adminB), managers), account.ErrGrantNotFound)
		modelstest.Expect(t, "an auditor", c.revoke(t, c.as(t, auditor), managers), models.ErrPermission)
		modelstest.Expect(t, "a manager, the own grant", c.revoke(t, c.as(t, manager), managers), models.ErrPermission)
		modelstest.Expect(t, "a town's admin, an equal's", c.revoke(t, c.as(t, adminA), townAdmins), models.ErrPermission)
		modelstest.Expect(t, "nobody", c.revoke(t, models.Actor{}, managers), account.ErrGrantNotFound)
		modelstest.Expect(t, "the town's admin", c.revoke(t, c.as(t, adminA), managers), nil)
	})
}

func TestLastAdministratorStays(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		var first []account.Grant
		c.read(t, models.Actor{}, func(tx *models.Tx) (err error) { first, err = account.Grants(tx, c.admin); return err })
		modelstest.Expect(t, "the only one", c.revoke(t, c.as(t, c.admin), first[0].ID), account.ErrLastAdmin)
		second := c.person(t, c.center)
		future := account.GrantInput{Role: models.CenterAdmin, OrganizationID: c.center.ID, From: c.DB.Now().Add(time.Hour)}
		if _, err := c.grant(t, c.admin, second, future); err != nil {
			t.Fatal(err)
		}
		modelstest.Expect(t, "while the next one has not begun", c.revoke(t, c.as(t, c.admin), first[0].ID), account.ErrLastAdmin)
		c.Clock.Advance(time.Hour)
		actor := c.as(t, second)
		modelstest.Expect(t, "the other one is suspended", c.suspend(t, c.as(t, c.admin), second), nil)
		modelstest.Expect(t, "and counts no longer", c.revoke(t, actor, first[0].ID), account.ErrLastAdmin)
		modelstest.Expect(t, "nor may go", c.suspend(t, actor, c.admin), account.ErrLastAdmin)
	})
}

// TestTwoAdministratorsTurnOnEachOther at once, by each way there is: one of them stays.
func TestTwoAdministratorsTurnOnEachOther(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		for round := range 4 {
			rivals := []int64{c.admin, c.person(t, c.center)}
			if _, err := c.grant(t, c.admin, rivals[1], account.GrantInput{Role: models.CenterAdmin, OrganizationID: c.center.ID}); err != nil {
				t.Fatal(err)
			}
			actors := []models.Actor{c.as(t, rivals[0]), c.as(t, rivals[1])}
			grants := make([]int64, 2)
			for i, id := range rivals {
				c.read(t, models.Actor{}, func(tx *models.Tx) error {
					held, err := account.GrantsInForce(tx, id)
					grants[i] = held[0].ID
					return err
				})
			}
			left := -1
			for i, err := range modelstest.AtOnce(2, func(i int) error {
				if (round+i)%2 == 0 {
					return c.suspend(t, actors[i], rivals[1-i])
				}
				return c.revoke(t, actors[i], grants[1-i])
			}) {
				switch {
				case err == nil && left >= 0:
					t.Fatalf("round %d: nobody is left", round)
				case err == nil:
					left = i
				default:
					modelstest.Expect(t, "the slower one", err, account.ErrLastAdmin)
				}
			}
			if left < 0 {
				t.Fatalf("round %d: neither went", round)
			}
			c.admin = rivals[left]
		}
	})
}
