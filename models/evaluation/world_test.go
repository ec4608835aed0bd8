package evaluation_test

import (
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/evaluation"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// village is a station with an activity that ended on Monday 2026-03-02 at 08:00, an hour before the test begins.
type village struct {
	*modelstest.World
	t                                                   testing.TB
	station, another                                    *organization.Organization
	activity                                            *activity.Activity
	shift                                               *activity.Shift
	manager, second, neighbour, auditor, leader, onSite models.Actor
	people                                              int64
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
		v.manager, v.second = v.staff(models.StationManager, v.station), v.staff(models.StationManager, v.station)
		v.neighbour, v.auditor = v.staff(models.StationManager, v.another), v.staff(models.Auditor, center)
		v.leader, v.onSite = v.account(), v.account()
		host := &team.Team{OrganizationID: v.station.ID, Name: "红石榴队", Affiliation: team.WomensFederation, Category: "邻里互助", Status: team.Active, Version: 1}
		v.insert(host)
		v.leader.LedTeams = []int64{host.ID}
		ends := w.Clock.Now().Add(-time.Hour)
		v.activity = &activity.Activity{
			StationID: v.station.ID, TeamID: host.ID, Title: "义务理发", Category: "扶贫帮困", Place: "活动室", StartsAt: ends.Add(-2 * time.Hour), EndsAt: ends,
			SignUpOpensAt: ends.Add(-48 * time.Hour), SignUpClosesAt: ends, CancelClosesAt: ends, Status: activity.Published, PublishedAt: &ends,
			LeaderAccountID: &v.onSite.AccountID, Recruitment: activity.Open, Version: 1,
		}
		v.activity.RiskLevel = activity.LowRisk
		v.insert(v.activity)
		v.shift = &activity.Shift{
			ActivityID: v.activity.ID, Role: "理发师", StartsAt: v.activity.StartsAt, EndsAt: ends, Capacity: 9, RosterVersion: 1, CodeSecret: []byte("secret"), Version: 1,
		}
		v.insert(v.shift)
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

func (v *village) account() models.Actor {
	v.t.Helper()
	own := &account.Account{Name: "某人", Status: account.Active, Version: 1}
	v.insert(own)
	return models.Actor{AccountID: own.ID, Name: own.Name}
}

func (v *village) staff(role models.Role, at *organization.Organization) models.Actor {
	v.t.Helper()
	actor := v.account()
	actor.Scopes = []models.Scope{{Role: role, OrganizationID: at.ID, Path: at.Path}}
	return actor
}

// served is somebody who has served at the activity, or who did something else there, with the sign-up.
func (v *village) served(status activity.SignUpStatus) (models.Actor, int64) {
	v.t.Helper()
	return v.serves(v.account(), status)
}

func (v *village) serves(who models.Actor, status activity.SignUpStatus) (models.Actor, int64) {
	v.t.Helper()
	v.people++
	profile := &volunteer.Volunteer{
		AccountID: &who.AccountID, Name: fmt.Sprintf("志愿者%d", v.people), Gender: volunteer.Female, BornOn: "1968-03-05", Phone: "13861500007", Version: 1,
	}
	v.insert(profile)
	who.VolunteerID = profile.ID
	live := 1
	signUp := &activity.SignUp{
		ShiftID: v.shift.ID, ActivityID: v.activity.ID, VolunteerID: profile.ID, Status: status, Live: &live, Sequence: v.people, Source: "self",
	}
	v.insert(signUp)
	return who, signUp.ID
}

func (v *village) do(actor models.Actor, rule func(tx *models.Tx) (*evaluation.Named, error)) (done *evaluation.Named, err error) {
	err = v.DB.Write(v.t.Context(), actor, func(tx *models.Tx) error { done, err = rule(tx); return err })
	return done, err
}

func (v *village) person(actor models.Actor, signUp int64, in evaluation.Input) (*evaluation.Named, error) {
	return v.do(actor, func(tx *models.Tx) (*evaluation.Named, error) { return evaluation.OfVolunteerBySignUp(tx, signUp, in) })
}

func (v *village) event(actor models.Actor, signUp int64, in evaluation.Input) (*evaluation.Named, error) {
	return v.do(actor, func(tx *models.Tx) (*evaluation.Named, error) { return evaluation.OfActivityBySignUp(tx, signUp, in) })
}

func (v *village) object(actor models.Actor, id int64) error {
	_, err := v.do(actor, func(tx *models.Tx) (*evaluation.Named, error) { return evaluation.Object(tx, id, "送老人就医") })
	return err
}

func (v *village) answer(actor models.Actor, id int64, upheld bool, answer string) error {
	_, err := v.do(actor, func(tx *models.Tx) (*evaluation.Named, error) { return evaluation.Answer(tx, id, upheld, answer) })
	return err
}

// average is what the evaluations of one volunteer come to.
func (v *village) average(who models.Actor) (average evaluation.Average) {
	v.t.Helper()
	v.check(v.DB.Read(v.t.Context(), v.manager, func(tx *models.Tx) (err error) {
		average, err = evaluation.AverageOf(tx, who.VolunteerID)
		return err
	}))
	return average
}

func (v *village) told(who models.Actor, kind models.NoticeKind) (times int64) {
	v.t.Helper()
	v.check(v.DB.Read(v.t.Context(), who, func(tx *models.Tx) error {
		return tx.DB.Model(&models.Notice{}).Where("(volunteer_id = ? OR account_id = ?) AND kind = ?", who.VolunteerID, who.AccountID, kind).Count(&times).Error
	}))
	return times
}
