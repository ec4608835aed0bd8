package closure_test

import (
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/closure"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// world is a county with one town and one station, which has a team and a manager. It stands on Monday 2026-03-02 at 09:00.
type world struct {
	*modelstest.World
	t       testing.TB
	station *organization.Organization
	team    *team.Team
	manager models.Actor
	people  int
}

func each(t *testing.T, story func(t *testing.T, w *world)) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, base *modelstest.World) {
		w := &world{World: base, t: t}
		var center *organization.Organization
		w.write(models.Actor{}, func(tx *models.Tx) (err error) {
			center, err = organization.FoundCenter(tx, "宜兴市", "")
			return err
		})
		admin := models.Actor{AccountID: 1, Name: "管理员", Scopes: []models.Scope{{Role: models.CenterAdmin, OrganizationID: center.ID, Path: center.Path}}}
		w.write(admin, func(tx *models.Tx) error {
			town, err := organization.Create(tx, organization.Input{Name: "甲镇", Level: organization.Institute, ParentID: center.ID})
			if err != nil {
				return err
			}
			w.station, err = organization.Create(tx, organization.Input{Name: "甲村", Level: organization.Station, ParentID: town.ID})
			if err != nil {
				return err
			}
			w.team, err = team.Create(tx, team.Input{OrganizationID: w.station.ID, Name: "甲队", Affiliation: team.Party, Category: "便民服务"})
			return err
		})
		staff := w.person("站长")
		w.manager = models.Actor{AccountID: staff.AccountID, Name: "站长", Scopes: []models.Scope{{Role: models.StationManager, OrganizationID: w.station.ID, Path: w.station.Path}}}
		story(t, w)
	})
}

func (w *world) write(actor models.Actor, unit func(tx *models.Tx) error) {
	w.t.Helper()
	if err := w.DB.Write(w.t.Context(), actor, unit); err != nil {
		w.t.Fatalf("write: %v", err)
	}
}

func (w *world) exec(statement string, values ...any) {
	w.t.Helper()
	w.write(models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Exec(statement, values...).Error })
}

// person is a volunteer who came by WeChat and lives at the station.
func (w *world) person(name string) (actor models.Actor) {
	w.t.Helper()
	w.people++
	w.write(models.Actor{}, func(tx *models.Tx) error {
		own, err := account.FindOrCreateByWechat(tx, "openid "+name, name)
		if err == nil {
			tx.Actor.AccountID = own.ID
			_, err = volunteer.Save(tx, volunteer.Input{
				Name: name, Gender: volunteer.Male, BornOn: "1990-05-01", Phone: fmt.Sprintf("139000000%02d", w.people), ResidenceID: w.station.ID,
				Skills: "理发", Categories: []string{"便民服务"},
			})
		}
		if err == nil {
			actor, err = account.ActorOf(tx, own.ID)
		}
		return err
	})
	return actor
}

// publish plans an activity of tomorrow with one shift of one seat; change says what is special about it.
func (w *world) publish(change func(in *activity.Input)) (shiftID int64) {
	w.t.Helper()
	from := w.DB.Now().Add(24 * time.Hour)
	in := activity.Input{
		StationID: w.station.ID, TeamID: w.team.ID, Title: "义务理发", Category: "便民服务", Place: "村口", StartsAt: from, EndsAt: from.Add(2 * time.Hour),
		Shifts:             []activity.ShiftInput{{Role: "理发师", StartsAt: from, EndsAt: from.Add(2 * time.Hour), Capacity: 1, WaitlistCapacity: 5}},
		DeclarationVersion: 1,
	}
	change(&in)
	w.write(w.manager, func(tx *models.Tx) error {
		made, err := activity.Create(tx, in)
		if err != nil {
			return err
		}
		if _, err = activity.Publish(tx, made.ID); err != nil {
			return err
		}
		return tx.DB.Table("shifts").Select("id").Where("activity_id = ?", made.ID).Scan(&shiftID).Error
	})
	return shiftID
}

func (w *world) signUp(who models.Actor, shiftID int64) (made *activity.SignUp) {
	w.t.Helper()
	w.write(who, func(tx *models.Tx) (err error) {
		made, err = activity.SignUpSelf(tx, shiftID, activity.Way{})
		return err
	})
	return made
}

func (w *world) close(who models.Actor) (made *closure.Closure, err error) {
	w.t.Helper()
	err = w.DB.Write(w.t.Context(), who, func(tx *models.Tx) (err error) {
		made, err = closure.Close(tx, nil)
		return err
	})
	return made, err
}

// closed is close, and must come to an end.
func (w *world) closed(who models.Actor) *closure.Closure {
	w.t.Helper()
	made, err := w.close(who)
	if err != nil {
		w.t.Fatalf("close: %v", err)
	}
	return made
}

// text reads one value as text.
func (w *world) text(query string, values ...any) (found string) {
	w.t.Helper()
	err := w.DB.Read(w.t.Context(), models.Actor{}, func(tx *models.Tx) error { return tx.DB.Raw(query, values...).Scan(&found).Error })
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}
