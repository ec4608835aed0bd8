package activity_test

import (
	"context"
	"flag"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// TestMain has properties tried fewer times than rapid's own 100: each of ours is a small storm. The flag still wins.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "50"); err != nil {
		panic(err)
	}
	modelstest.Main(m)
}

// world is a database with one station, its team and its manager. It stands on Monday 2026-03-02 at 09:00.
type world struct {
	*modelstest.World
	t       complainer
	station *organization.Organization
	team    *team.Team
	manager models.Actor
	other   *models.DB // a second instance of the program on the same database; nil in a story
	people  int64
}

// complainer is a test, or one try of a property.
type complainer interface {
	rapid.TB
	Context() context.Context
}

// each runs a story on both databases, each in a world of its own.
func each(t *testing.T, story func(w *world)) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { story(build(t, w)) })
}

func build(t *testing.T, base *modelstest.World) *world {
	t.Helper()
	w := &world{World: base, t: t}
	center := &organization.Organization{Level: organization.Center, Name: "县中心", Path: "/1/"}
	w.insert(center)
	w.station = &organization.Organization{ParentID: &center.ID, Level: organization.Station, Name: "桃源村实践站", Path: "/1/2/"}
	w.insert(w.station)
	w.team = &team.Team{OrganizationID: w.station.ID, Name: "红石榴队", Affiliation: team.WomensFederation, Category: "邻里互助", Status: team.Active, Version: 1}
	w.insert(w.team)
	w.manager = w.volunteers(1)[0]
	w.manager.VolunteerID = 0
	w.manager.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: w.station.ID, Path: w.station.Path}}
	return w
}

// insert writes rows as they are, past all rules.
func (w *world) insert(rows any) {
	w.t.Helper()
	w.must(w.write(w.DB, models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.CreateInBatches(rows, 500).Error }))
}

func (w *world) exec(statement string, values ...any) {
	w.t.Helper()
	w.must(w.write(w.DB, models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Exec(statement, values...).Error }))
}

func (w *world) write(db *models.DB, actor models.Actor, unit func(tx *models.Tx) error) error {
	return db.Write(w.t.Context(), actor, unit)
}

// read gives what a query outside any transaction finds.
func read[T any](w *world, actor models.Actor, query func(tx *models.Tx) (T, error)) T {
	w.t.Helper()
	var found T
	w.must(w.DB.Read(w.t.Context(), actor, func(tx *models.Tx) (err error) {
		found, err = query(tx)
		return err
	}))
	return found
}

// change runs one rule as one unit of work.
func change[T any](w *world, db *models.DB, actor models.Actor, rule func(tx *models.Tx) (T, error)) (T, error) {
	var result T
	err := w.write(db, actor, func(tx *models.Tx) (err error) {
		result, err = rule(tx)
		return err
	})
	return result, err
}

// volunteers registers n people, each with an account and a profile of the same number.
func (w *world) volunteers(n int) []models.Actor {
	w.t.Helper()
	actors, accounts, profiles := make([]models.Actor, n), make([]account.Account, n), make([]volunteer.Volunteer, n)
	for i := range n {
		w.people++
		accounts[i] = account.Account{ID: w.people, Name: "志愿者", Status: account.Active, Version: 1}
		profiles[i] = volunteer.Volunteer{
			ID: w.people, AccountID: models.Nullable(w.people), Name: "志愿者", Gender: volunteer.GenderUnknown,
			BornOn: "1990-01-01", Phone: fmt.Sprintf("138%08d", w.people), Version: 1,
		}
		actors[i] = models.Actor{AccountID: w.people, VolunteerID: w.people, Name: "志愿者"}
	}
	w.insert(accounts)
	w.insert(profiles)
	return actors
}

// at is an instant of the tests' month, March 2026.
func at(day, hour, minute int) time.Time {
	return time.Date(2026, time.March, day, hour, minute, 0, 0, modelstest.Zone())
}

// plan is an activity from Tuesday 09:00 to 11:00 with one shift of the same hours; sign-up is open from now on.
func (w *world) plan(capacity, waitlist int64) activity.Input {
	return w.planAt(at(3, 9, 0), at(3, 11, 0), capacity, waitlist)
}

func (w *world) planAt(starts, ends time.Time, capacity, waitlist int64) activity.Input {
	return activity.Input{
		StationID: w.station.ID, TeamID: w.team.ID, Title: "清洁家园", Category: "卫生环保", Place: "桃源村文化广场",
		StartsAt: starts, EndsAt: ends, DeclarationVersion: 1,
		Shifts: []activity.ShiftInput{{Role: "志愿者", StartsAt: starts, EndsAt: ends, Capacity: capacity, WaitlistCapacity: waitlist}},
	}
}

// draft creates an activity and gives its first shift.
func (w *world) draft(in activity.Input) *activity.Shift {
	w.t.Helper()
	created, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Create(tx, in) })
	w.must(err)
	return &w.shiftsOf(created.ID)[0]
}

// publish drafts and publishes an activity and gives its first shift.
func (w *world) publish(in activity.Input) *activity.Shift {
	w.t.Helper()
	shift := w.draft(in)
	w.must(w.manage(shift, activity.Publish))
	return shift
}

// openShift is a published shift from Tuesday 09:00 to 11:00.
func (w *world) openShift(capacity, waitlist int64) *activity.Shift {
	w.t.Helper()
	return w.publish(w.plan(capacity, waitlist))
}

func (w *world) openShiftAt(starts, ends time.Time, capacity, waitlist int64) *activity.Shift {
	w.t.Helper()
	return w.publish(w.planAt(starts, ends, capacity, waitlist))
}

// manage does to the shift's activity what only its manager may.
func (w *world) manage(shift *activity.Shift, verb func(*models.Tx, int64) (*activity.Activity, error)) error {
	_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return verb(tx, shift.ActivityID) })
	return err
}

// callOff is Cancel, in the form of the other verbs.
func callOff(tx *models.Tx, id int64) (*activity.Activity, error) {
	return activity.Cancel(tx, id, "台风预警")
}

func (w *world) shiftsOf(activityID int64) []activity.Shift {
	w.t.Helper()
	return read(w, w.manager, func(tx *models.Tx) (map[int64][]activity.Shift, error) { return activity.ShiftsOf(tx, activityID) })[activityID]
}

func (w *world) activityOf(shift *activity.Shift) *activity.Activity {
	w.t.Helper()
	return &read(w, w.manager, func(tx *models.Tx) (*activity.Listed, error) { return activity.Find(tx, shift.ActivityID) }).Activity
}

func (w *world) reload(shift *activity.Shift) *activity.Shift {
	w.t.Helper()
	return read(w, w.manager, func(tx *models.Tx) (*activity.Shift, error) { return activity.FindShift(tx, shift.ID) })
}

func (w *world) signUp(who models.Actor, shift *activity.Shift) (*activity.SignUp, error) {
	return w.signUpOn(w.DB, who, shift)
}

func (w *world) signUpOn(db *models.DB, who models.Actor, shift *activity.Shift) (*activity.SignUp, error) {
	return w.signUpBy(db, who, shift, activity.Way{})
}

func (w *world) signUpBy(db *models.DB, who models.Actor, shift *activity.Shift, way activity.Way) (*activity.SignUp, error) {
	return change(w, db, who, func(tx *models.Tx) (*activity.SignUp, error) {
		return activity.SignUpSelf(tx, shift.ID, way)
	})
}

// signedUp signs everybody up, one after the other.
func (w *world) signedUp(shift *activity.Shift, people ...models.Actor) []*activity.SignUp {
	w.t.Helper()
	signUps := make([]*activity.SignUp, len(people))
	for i, who := range people {
		var err error
		signUps[i], err = w.signUp(who, shift)
		w.must(err)
	}
	return signUps
}

func (w *world) cancel(who models.Actor, signUp *activity.SignUp, reason string) error {
	return w.cancelOn(w.DB, who, signUp, reason)
}

func (w *world) cancelOn(db *models.DB, who models.Actor, signUp *activity.SignUp, reason string) error {
	_, err := change(w, db, who, func(tx *models.Tx) (*activity.SignUp, error) { return activity.CancelSignUp(tx, signUp.ID, reason) })
	return err
}

// tick records attendance on the roster, by the manager.
func (w *world) tick(signUp *activity.SignUp, kind activity.Kind) (*activity.SignUp, error) {
	return w.tickOn(w.DB, signUp, kind)
}

func (w *world) tickOn(db *models.DB, signUp *activity.SignUp, kind activity.Kind) (*activity.SignUp, error) {
	return change(w, db, w.manager, func(tx *models.Tx) (*activity.SignUp, error) { return activity.Tick(tx, signUp.ID, kind) })
}

// attended takes a sign-up through both ends of its attendance.
func (w *world) attended(signUp *activity.SignUp, in, out time.Time) {
	w.t.Helper()
	w.Clock.Set(in)
	_, err := w.tick(signUp, activity.In)
	w.must(err)
	w.Clock.Set(out)
	_, err = w.tick(signUp, activity.Out)
	w.must(err)
}

// find reads a sign-up as the manager sees it.
func (w *world) find(signUp *activity.SignUp) *activity.SignUp {
	w.t.Helper()
	return read(w, w.manager, func(tx *models.Tx) (*activity.SignUp, error) {
		found, _, err := activity.FindSignUp(tx, signUp.ID)
		return found, err
	})
}
