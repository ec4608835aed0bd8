package invitation_test

import (
	"fmt"
	"testing"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/invitation"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// village is a station with a team and its manager.
type village struct {
	*modelstest.World
	station *organization.Organization
	team    *team.Team
	manager models.Actor
	people  int
}

func found(t testing.TB, w *modelstest.World) *village {
	t.Helper()
	v := &village{World: w}
	v.write(t, models.Actor{}, func(tx *models.Tx) (err error) {
		v.station, err = organization.FoundCenter(tx, "甲村", "")
		return err
	})
	v.manager = v.visitor(t, "站长")
	v.manager.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: v.station.ID, Path: v.station.Path}}
	v.write(t, v.manager, func(tx *models.Tx) (err error) {
		v.team, err = team.Create(tx, team.Input{OrganizationID: v.station.ID, Name: "理发队", Affiliation: team.Party, Category: "便民服务"})
		return err
	})
	return v
}

func (v *village) write(t testing.TB, actor models.Actor, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := v.DB.Write(t.Context(), actor, unit); err != nil {
		t.Fatalf("write: %v", err)
	}
}

// visitor is an account without a profile.
func (v *village) visitor(t testing.TB, name string) (actor models.Actor) {
	t.Helper()
	v.people++
	v.write(t, models.Actor{}, func(tx *models.Tx) error {
		own, err := account.FindOrCreateByWechat(tx, fmt.Sprint("open ", v.people), name)
		if err == nil {
			actor, err = account.ActorOf(tx, own.ID)
		}
		return err
	})
	return actor
}

// withPhone gives an account a phone, as a colleague's has one.
func (v *village) withPhone(t testing.TB, actor models.Actor, phone string) {
	t.Helper()
	v.write(t, models.Actor{}, func(tx *models.Tx) error {
		return tx.DB.Model(&account.Account{}).Where("id = ?", actor.AccountID).Update("phone", phone).Error
	})
}

// volunteer is an account with a profile.
func (v *village) volunteer(t testing.TB, name, phone string) models.Actor {
	t.Helper()
	actor := v.visitor(t, name)
	v.write(t, actor, func(tx *models.Tx) error {
		_, err := volunteer.Save(tx, volunteer.Input{Name: name, Gender: volunteer.Female, BornOn: "1990-05-01", Phone: phone})
		return err
	})
	return v.again(t, actor)
}

// again is the actor as of now.
func (v *village) again(t testing.TB, actor models.Actor) models.Actor {
	t.Helper()
	v.write(t, models.Actor{}, func(tx *models.Tx) (err error) { actor, err = account.ActorOf(tx, actor.AccountID); return err })
	return actor
}

func (v *village) invite(t testing.TB, name, phone string, to *team.Team) (added bool) {
	t.Helper()
	in := invitation.Input{OrganizationID: v.station.ID, Name: name, Phone: phone}
	if to != nil {
		in.TeamID = to.ID
	}
	v.write(t, v.manager, func(tx *models.Tx) (err error) { added, err = invitation.Invite(tx, in); return err })
	return added
}

// waiting lists the ids of the invitations that wait for the actor.
func (v *village) waiting(t testing.TB, actor models.Actor) (ids []int64) {
	t.Helper()
	v.write(t, actor, func(tx *models.Tx) error {
		found, err := invitation.ListOwn(tx, models.Page{Limit: 20})
		ids = nil
		for _, one := range found.Items {
			ids = append(ids, one.ID)
		}
		return err
	})
	return ids
}

func (v *village) accept(t testing.TB, actor models.Actor, id int64, profile invitation.Profile) error {
	t.Helper()
	return v.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := invitation.Accept(tx, id, profile); return err })
}

func (v *village) decline(t testing.TB, actor models.Actor, id int64) error {
	t.Helper()
	return v.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := invitation.Decline(tx, id); return err })
}

func (v *village) count(t testing.TB, table, condition string, values ...any) (rows int64) {
	t.Helper()
	v.write(t, models.Actor{}, func(tx *models.Tx) error { return tx.DB.Table(table).Where(condition, values...).Count(&rows).Error })
	return rows
}
