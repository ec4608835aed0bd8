package team_test

import (
	"fmt"
	"testing"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// village is a station with a team, its manager, and people by name.
type village struct {
	*modelstest.World
	center, town, station *organization.Organization
	manager               models.Actor
	team                  *team.Team
}

func found(t testing.TB, w *modelstest.World) *village {
	t.Helper()
	v := &village{World: w}
	v.write(t, models.Actor{}, func(tx *models.Tx) (err error) {
		v.center, err = organization.FoundCenter(tx, "宜兴市", "")
		return err
	})
	admin := models.Actor{AccountID: 1, Scopes: []models.Scope{{Role: models.CenterAdmin, OrganizationID: v.center.ID, Path: v.center.Path}}}
	v.write(t, admin, func(tx *models.Tx) (err error) {
		if v.town, err = organization.Create(tx, organization.Input{Name: "甲镇", Level: organization.Institute, ParentID: v.center.ID}); err != nil {
			return err
		}
		v.station, err = organization.Create(tx, organization.Input{Name: "甲村", Level: organization.Station, ParentID: v.town.ID})
		return err
	})
	v.manager = v.person(t, "manager")
	v.manager.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: v.station.ID, Path: v.station.Path}}
	v.team = v.create(t, "理发队")
	return v
}

func (v *village) write(t testing.TB, actor models.Actor, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := v.DB.Write(t.Context(), actor, unit); err != nil {
		t.Fatalf("write: %v", err)
	}
}

func (v *village) read(t testing.TB, actor models.Actor, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := v.DB.Read(t.Context(), actor, unit); err != nil {
		t.Fatalf("read: %v", err)
	}
}

func (v *village) create(t testing.TB, name string) (made *team.Team) {
	t.Helper()
	in := team.Input{OrganizationID: v.station.ID, Name: name, Affiliation: team.Party, Category: "便民服务"}
	v.write(t, v.manager, func(tx *models.Tx) (err error) { made, err = team.Create(tx, in); return err })
	return made
}

// person is an account of the station's as it is right now; the first time it is made.
func (v *village) person(t testing.TB, openID string) (actor models.Actor) {
	t.Helper()
	v.write(t, models.Actor{}, func(tx *models.Tx) error {
		own, err := account.FindOrCreateByWechat(tx, openID, openID)
		if err != nil {
			return err
		}
		if err := tx.DB.Model(own).Update("organization_id", v.station.ID).Error; err != nil {
			return err
		}
		actor, err = account.ActorOf(tx, own.ID)
		return err
	})
	return actor
}

// volunteer is a person with a profile.
func (v *village) volunteer(t testing.TB, openID string) models.Actor {
	t.Helper()
	in := volunteer.Input{Name: openID, Gender: volunteer.Female, BornOn: "1990-05-01", Phone: "13900000001"}
	v.write(t, v.person(t, openID), func(tx *models.Tx) error { _, err := volunteer.Save(tx, in); return err })
	return v.person(t, openID)
}

func (v *village) handOver(t testing.TB, actor models.Actor, to team.Handover) error {
	t.Helper()
	return v.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := team.HandOver(tx, v.team.ID, to); return err })
}

// inCharge is the account in charge of the team right now, 0 for nobody.
func (v *village) inCharge(t testing.TB) (id int64) {
	t.Helper()
	v.read(t, models.Actor{}, func(tx *models.Tx) error {
		leaders, err := team.CurrentLeaders(tx, []int64{v.team.ID})
		id = leaders[v.team.ID].AccountID
		return err
	})
	return id
}

// expectOne checks that one of them succeeded and that the others were refused for that reason.
func expectOne(t testing.TB, results []error, want *models.Error) {
	t.Helper()
	won := 0
	for i, err := range results {
		if err == nil {
			won++
		} else {
			modelstest.Expect(t, fmt.Sprintf("the slower one %d", i), err, want)
		}
	}
	if won != 1 {
		t.Errorf("%d of %d at once succeeded, want 1", won, len(results))
	}
}
