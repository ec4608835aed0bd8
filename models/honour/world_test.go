package honour_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/honour"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// village is a station with its manager, and two who live there; another station has a manager of its own.
type village struct {
	*modelstest.World
	t                            testing.TB
	station, another             *organization.Organization
	manager, neighbour, auditor  models.Actor
	volunteer, colleague, nobody models.Actor // the colleague is a manager who lives here too
}

func each(t *testing.T, story func(t *testing.T, v *village)) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := &village{World: w, t: t}
		center := &organization.Organization{Level: organization.Center, Name: "县中心", Path: "/1/", Version: 1}
		v.insert(center)
		v.station = &organization.Organization{ParentID: &center.ID, Level: organization.Station, Name: "甲村实践站", Path: "/1/2/", Version: 1}
		v.insert(v.station)
		v.another = &organization.Organization{ParentID: &center.ID, Level: organization.Station, Name: "乙村实践站", Path: "/1/3/", Version: 1}
		v.insert(v.another)
		v.manager = v.staff(1, models.StationManager, v.station)
		v.neighbour = v.staff(2, models.StationManager, v.another)
		v.auditor = v.staff(3, models.Auditor, center)
		v.volunteer = v.lives(v.account(4))
		v.colleague = v.lives(v.staff(5, models.StationManager, v.station))
		v.nobody = v.account(6)
		story(t, v)
	})
}

func (v *village) insert(row any) {
	v.t.Helper()
	v.check(v.DB.Write(v.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Create(row).Error }))
}

func (v *village) check(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

func (v *village) account(id int64) models.Actor {
	v.t.Helper()
	v.insert(&account.Account{ID: id, Name: "某人", Status: account.Active, Version: 1})
	return models.Actor{AccountID: id, Name: "某人"}
}

func (v *village) staff(id int64, role models.Role, at *organization.Organization) models.Actor {
	v.t.Helper()
	actor := v.account(id)
	actor.Scopes = []models.Scope{{Role: role, OrganizationID: at.ID, Path: at.Path}}
	return actor
}

// lives gives the actor a profile of the same number, at the station.
func (v *village) lives(actor models.Actor) models.Actor {
	v.t.Helper()
	v.insert(&volunteer.Volunteer{
		ID: actor.AccountID, AccountID: &actor.AccountID, Name: "蒋文娟", Gender: volunteer.Female, BornOn: "1968-03-05", Phone: "13861500007",
		ResidenceID: &v.station.ID, Version: 1,
	})
	actor.VolunteerID = actor.AccountID
	return actor
}

func (v *village) do(actor models.Actor, rule func(tx *models.Tx) (*honour.Named, error)) (done *honour.Named, err error) {
	err = v.DB.Write(v.t.Context(), actor, func(tx *models.Tx) error { done, err = rule(tx); return err })
	return done, err
}

func (v *village) claim(actor models.Actor, in honour.Input) (*honour.Named, error) {
	return v.do(actor, func(tx *models.Tx) (*honour.Named, error) { return honour.Claim(tx, in) })
}

func (v *village) give(actor, to models.Actor, in honour.Input) (*honour.Named, error) {
	return v.do(actor, func(tx *models.Tx) (*honour.Named, error) { return honour.Give(tx, to.VolunteerID, in) })
}

func (v *village) verify(actor models.Actor, id int64) error {
	_, err := v.do(actor, func(tx *models.Tx) (*honour.Named, error) { return honour.Verify(tx, id) })
	return err
}

func (v *village) refuse(actor models.Actor, id int64, reason string) error {
	_, err := v.do(actor, func(tx *models.Tx) (*honour.Named, error) { return honour.Refuse(tx, id, reason) })
	return err
}

func (v *village) withdraw(actor models.Actor, id int64, reason string) error {
	_, err := v.do(actor, func(tx *models.Tx) (*honour.Named, error) { return honour.Withdraw(tx, id, reason) })
	return err
}

// told is how often the volunteer has been told of the kind.
func (v *village) told(who models.Actor, kind models.NoticeKind) (times int64) {
	v.t.Helper()
	v.check(v.DB.Read(v.t.Context(), who, func(tx *models.Tx) error {
		return tx.DB.Model(&models.Notice{}).Where("volunteer_id = ? AND kind = ?", who.VolunteerID, kind).Count(&times).Error
	}))
	return times
}
