package feed_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/feed"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// world is a county with two stations in one town; each has a team, and one manager is in charge of both. It stands on
// Monday 2026-03-02 at 09:00.
type world struct {
	*modelstest.World
	t        *testing.T
	town     *organization.Organization
	stations [2]*organization.Organization
	teams    [2]*team.Team
	manager  models.Actor
	people   []models.Actor // three volunteers
}

// each runs a story on both databases, each in a world of its own.
func each(t *testing.T, story func(w *world)) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, base *modelstest.World) {
		w := &world{World: base, t: t}
		center := &organization.Organization{Level: organization.Center, Name: "县中心", Path: "/1/"}
		w.insert(center)
		w.town = &organization.Organization{ParentID: &center.ID, Level: organization.Institute, Name: "城关镇所", Path: "/1/2/"}
		w.insert(w.town)
		for i, name := range []string{"桃源村", "杏花村"} {
			path := []string{"/1/2/3/", "/1/2/4/"}[i]
			w.stations[i] = &organization.Organization{ParentID: &w.town.ID, Level: organization.Station, Name: name, Path: path}
			w.insert(w.stations[i])
			w.teams[i] = &team.Team{OrganizationID: w.stations[i].ID, Name: name + "队", Affiliation: team.Party, Category: "邻里互助", Status: team.Active, Version: 1}
			w.insert(w.teams[i])
		}
		for i, name := range []string{"张三丰", "阿卜杜拉·买买提", "𠮷田", "站长"} {
			id := int64(i + 1)
			w.insert(&account.Account{ID: id, Name: name, Status: account.Active, Version: 1})
			w.insert(&volunteer.Volunteer{ID: id, AccountID: models.Nullable(id), Name: name, Gender: volunteer.GenderUnknown, BornOn: "1990-01-01", Phone: "13800000000", Version: 1})
			w.people = append(w.people, models.Actor{AccountID: id, VolunteerID: id, Name: name})
		}
		w.manager = models.Actor{AccountID: 4, Name: "站长", Scopes: []models.Scope{{Role: models.StationManager, OrganizationID: w.town.ID, Path: w.town.Path}}}
		w.people = w.people[:3]
		story(w)
	})
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) insert(row any) {
	w.t.Helper()
	w.must(w.DB.Write(w.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Create(row).Error }))
}

func (w *world) exec(statement string, values ...any) {
	w.t.Helper()
	w.must(w.DB.Write(w.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Exec(statement, values...).Error }))
}

// read gives what a reading rule answers the actor.
func read[T any](w *world, actor models.Actor, rule func(tx *models.Tx) (T, error)) (found T, err error) {
	err = w.DB.Read(w.t.Context(), actor, func(tx *models.Tx) (err error) {
		found, err = rule(tx)
		return err
	})
	return found, err
}

// change runs a rule as one unit of work, and must come to an end.
func change[T any](w *world, actor models.Actor, rule func(tx *models.Tx) (T, error)) (changed T) {
	w.t.Helper()
	w.must(w.DB.Write(w.t.Context(), actor, func(tx *models.Tx) (err error) {
		changed, err = rule(tx)
		return err
	}))
	return changed
}

// at is an instant of March 2026; a day may lie outside the month.
func at(day, hour, minute int) time.Time {
	return time.Date(2026, time.March, day, hour, minute, 0, 0, modelstest.Zone())
}

// slot is a shift to plan: one seat and one place in the queue.
func slot(role string, from, to time.Time) activity.ShiftInput {
	return activity.ShiftInput{Role: role, StartsAt: from, EndsAt: to, Capacity: 1, WaitlistCapacity: 1}
}

// draft plans an activity of a station and its team, as long as its shifts together.
func (w *world) draft(station int, title string, shifts ...activity.ShiftInput) *activity.Activity {
	w.t.Helper()
	in := activity.Input{
		StationID: w.stations[station].ID, TeamID: w.teams[station].ID, Title: title, Category: "邻里互助", Place: "文化广场",
		StartsAt: shifts[0].StartsAt, EndsAt: shifts[0].EndsAt, Shifts: shifts, DeclarationVersion: 1,
	}
	for _, shift := range shifts {
		if shift.EndsAt.After(in.EndsAt) {
			in.EndsAt = shift.EndsAt
		}
	}
	return change(w, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Create(tx, in) })
}

func (w *world) publish(station int, title string, shifts ...activity.ShiftInput) *activity.Activity {
	w.t.Helper()
	drafted := w.draft(station, title, shifts...)
	return change(w, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Publish(tx, drafted.ID) })
}

func (w *world) callOff(of *activity.Activity) {
	w.t.Helper()
	change(w, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Cancel(tx, of.ID, "暴雨") })
}

func (w *world) withdraw(of *activity.Activity) {
	w.t.Helper()
	change(w, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Withdraw(tx, of.ID) })
}

// shifts are those of an activity, by start.
func (w *world) shifts(of *activity.Activity) []activity.Shift {
	w.t.Helper()
	found, err := read(w, w.manager, func(tx *models.Tx) (map[int64][]activity.Shift, error) { return activity.ShiftsOf(tx, of.ID) })
	w.must(err)
	return found[of.ID]
}

// signUp signs somebody up for the first shift of an activity.
func (w *world) signUp(who models.Actor, of *activity.Activity) *activity.SignUp {
	w.t.Helper()
	shift := w.shifts(of)[0]
	return change(w, who, func(tx *models.Tx) (*activity.SignUp, error) {
		return activity.SignUpSelf(tx, shift.ID, activity.Way{})
	})
}

func (w *world) cancel(who models.Actor, signUp *activity.SignUp) {
	w.t.Helper()
	change(w, who, func(tx *models.Tx) (*activity.SignUp, error) { return activity.CancelSignUp(tx, signUp.ID, "有事") })
}

// subscribe makes a feed and gives it with its secret.
func (w *world) subscribe(who models.Actor, in feed.Input) (*feed.Listed, string) {
	w.t.Helper()
	var secret string
	made := change(w, who, func(tx *models.Tx) (*feed.Listed, error) {
		made, fresh, err := feed.Create(tx, in)
		secret = fresh
		return made, err
	})
	return made, secret
}
