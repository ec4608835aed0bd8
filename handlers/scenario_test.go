// Package handlers_test drives the whole service from outside: the real router, the real rules and both real databases.
//
//	eachApp(t, func(t *testing.T, a *app) {
//		made := a.as(manager).post("/activities", a.activity("title", "义诊")).must(201)
//		a.as(manager).post("/activities/"+made.id()+"/publish", nil).must(200)
//		a.volunteer("张三").post("/shifts/"+made.text("shifts.0.id")+"/sign-ups", nil).must(201)
//		a.as(auditor).post("/activities/"+made.id()+"/withdraw", nil).refused(403, "permission_missing")
//	})
//
// An app is one installation after its set-up, with two towns and three stations. as gives somebody in a role, volunteer
// somebody who came by WeChat and has a profile; both are made when they are first asked for. get, post and put send a
// request below /api/v1, and send sends anything. A body is nil, a text that is sent as it is, or a value to be marshalled.
// must and refused end the test when the answer is another one; a goroutine looks at status instead.
//
// Every answer is held against the contract by send itself, and counted: see scenario_conform_test.go.
package handlers_test

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"practicestation/handlers"
	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
)

// role is who asks, seen from the station that the app's own activities take place at.
type role string

// The roles of the matrix.
const (
	nobody         role = "nobody"
	volunteerRole  role = "volunteer"       // owns what volunteers own in the tests
	otherVolunteer role = "other volunteer" // has a profile too, and nothing else
	teamLeader     role = "team leader"     // is in charge of the app's team, without any grant
	manager        role = "station manager"
	neighbour      role = "manager of another station" // of the same town
	townAdmin      role = "town admin"
	otherTownAdmin role = "admin of another town"
	centerAdmin    role = "center admin"
	auditor        role = "auditor" // of the whole county
	suspended      role = "suspended"
	expired        role = "expired token"
)

// password is everybody's: its hash takes long, so it is made once.
const password = "correct horse"

// sharedPasswords and sharedHash spare the tests most of what argon2 costs.
var (
	sharedPasswords = sync.OnceValues(func() (*account.Passwords, error) { return account.NewPasswords(2) })
	sharedHash      = sync.OnceValues(func() (string, error) {
		passwords, err := sharedPasswords()
		if err != nil {
			return "", err
		}
		return passwords.Hash(context.Background(), password)
	})
)

// app is one installation after its set-up.
type app struct {
	t      *testing.T
	world  *modelstest.World
	db     *models.DB
	router http.Handler
	tokens *handlers.Tokens

	center, town, otherTown             string // ids of organizations
	station, otherStation, thirdStation string // the last one lies in the other town

	mutex  sync.Mutex
	people map[role]*caller
	team   string // of the station, led by the team leader
	phones int
	tables []string // of the database
	from   string   // the address that requests come from
}

// eachApp runs a test on both databases at once, each with an installation of its own.
func eachApp(t *testing.T, test func(t *testing.T, a *app)) {
	t.Helper()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { test(t, newApp(t, w)) })
}

// eachBareApp is eachApp with an installation that nobody has set up.
func eachBareApp(t *testing.T, test func(t *testing.T, a *app)) {
	t.Helper()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { test(t, newBareApp(t, w, handlers.Options{})) })
}

// Tokens and sessions outlive any walk of the clock in a test that is not about them.
const (
	testTokens   = 400 * 24 * time.Hour
	testSessions = 400 * 24 * time.Hour
)

// newApp sets an installation up as its first administrator does, with the key that the program prints.
func newApp(t *testing.T, w *modelstest.World) *app {
	t.Helper()
	a := newBareApp(t, w, handlers.Options{TokenLifetime: testTokens, RefreshLifetime: testSessions})
	session := a.as(nobody).post("/setup", object{"key": a.setUpKey(), "name": "中心管理员", "phone": "13800000000", "password": password}).must(201)
	admin := &caller{app: a, token: session.text("access_token"), refresh: session.text("refresh_token"), account: session.text("account.id"), phone: "13800000000"}
	a.people[centerAdmin] = admin
	a.center = session.text("account.organization_id")
	a.town = a.organization(a.center, "institute", "城关镇新时代文明实践所")
	a.otherTown = a.organization(a.center, "institute", "河口镇新时代文明实践所")
	a.station = a.organization(a.town, "station", "东街社区新时代文明实践站")
	a.otherStation = a.organization(a.town, "station", "西街社区新时代文明实践站")
	a.thirdStation = a.organization(a.otherTown, "station", "东街社区新时代文明实践站")
	return a
}

// newBareApp is an installation that nobody has set up. The options need only what the test is about.
func newBareApp(t *testing.T, w *modelstest.World, options handlers.Options) *app {
	t.Helper()
	a := &app{t: t, world: w, db: w.DB, people: map[role]*caller{}, from: "127.0.0.1:50000"}
	a.people[nobody] = &caller{app: a}
	passwords, err := sharedPasswords()
	a.check(err)
	var key []byte
	a.write(func(tx *models.Tx) error {
		key, err = account.SigningKey(tx)
		return err
	})
	lifetime := cmp.Or(options.TokenLifetime, 15*time.Minute)
	a.tokens, err = handlers.NewTokens(key, lifetime, w.DB.Now)
	a.check(err)
	options.DB, options.Logger, options.Passwords = w.DB, slog.New(slog.DiscardHandler), passwords
	options.TokenKey, options.TokenLifetime, options.WeChatFake = key, lifetime, true
	server, err := handlers.New(options)
	a.check(err)
	a.router, err = server.Router()
	a.check(err)
	return a
}

func (a *app) setUpKey() (key string) {
	a.write(func(tx *models.Tx) error {
		var err error
		key, err = account.NewSetupKey(tx)
		return err
	})
	return key
}

// write runs a rule beside the API, for what no operation does.
func (a *app) write(rule func(tx *models.Tx) error) {
	a.t.Helper()
	a.check(a.db.Write(a.t.Context(), models.SystemActor("test"), rule))
}

func (a *app) check(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

// organization founds one below the parent and gives its id.
func (a *app) organization(parent, level, name string) string {
	a.t.Helper()
	return a.as(centerAdmin).post("/organizations", object{"name": name, "level": level, "parent_id": parent}).must(201).id()
}

// now is the instant at which the test clock stands, and at gives one relative to it as the contract writes it.
func (a *app) now() time.Time { return a.world.Clock.Now() }

func (a *app) at(offset time.Duration) string { return a.now().Add(offset).Format(time.RFC3339) }

// wait moves the test clock.
func (a *app) wait(by time.Duration) { a.world.Clock.Advance(by) }

// activity is what to post for an activity of the app's team at its station: it begins in two hours, lasts four, and has
// one shift of two seats and one place in the queue. Changes come as member and value in turn; nil takes a member away.
func (a *app) activity(changes ...any) object {
	body := object{
		"station_id": a.station, "team_id": a.teamID(), "title": "社区义诊", "category": "医疗健身", "place": "东街社区广场",
		"starts_at": a.at(2 * time.Hour), "ends_at": a.at(6 * time.Hour), "sign_up_opens_at": a.at(-time.Hour), "declaration_version": 1, "shifts": []object{a.shift()},
	}
	return body.with(changes...).declared()
}

// declared leaves the declaration out of what changes something: it is made once, with what is new.
func (o object) declared() object {
	if o["version"] != nil {
		return o.with("declaration_version", nil)
	}
	return o
}

// shift is what to post for a shift of such an activity.
func (a *app) shift(changes ...any) object {
	body := object{"role": "引导员", "starts_at": a.at(2 * time.Hour), "ends_at": a.at(4 * time.Hour), "capacity": 2, "waitlist_capacity": 1}
	return body.with(changes...)
}

// draft makes an activity, and published publishes it too; both give the activity.
func (a *app) draft(changes ...any) *answer {
	a.t.Helper()
	return a.as(manager).post("/activities", a.activity(changes...)).must(201)
}

func (a *app) published(changes ...any) *answer {
	a.t.Helper()
	return a.as(manager).post("/activities/"+a.draft(changes...).id()+"/publish", nil).must(200)
}

// shiftOf is the id of an activity's first shift.
func shiftOf(activity *answer) string { return activity.text("shifts.0.id") }

// teamID is the app's own team.
func (a *app) teamID() string {
	a.t.Helper()
	a.mutex.Lock()
	known := a.team
	a.mutex.Unlock()
	if known != "" {
		return known
	}
	known = a.newTeam("东街志愿服务队")
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.team = known
	return known
}

// newTeam founds a team at the station and puts the team leader in charge.
func (a *app) newTeam(name string) string {
	a.t.Helper()
	team := a.as(centerAdmin).post("/teams", object{"name": name, "organization_id": a.station, "affiliation": "party", "category": "医疗健身"}).must(201).id()
	a.as(centerAdmin).post("/teams/"+team+"/leader", object{"account_id": a.as(teamLeader).account}).must(200)
	return team
}

// object is a JSON object to send.
type object map[string]any

// with gives a changed copy: member and value come in turn, and nil takes a member away.
func (o object) with(changes ...any) object {
	changed := object{}
	for name, value := range o {
		changed[name] = value
	}
	for i := 0; i < len(changes); i += 2 {
		name := changes[i].(string)
		if changed[name] = changes[i+1]; changes[i+1] == nil {
			delete(changed, name)
		}
	}
	return changed
}

// text is the object as it is sent, to be spoilt.
func (o object) text() string { return marshal(o) }

// spoilt replaces a part of the object's text, which must be there.
func (o object) spoilt(t *testing.T, old, by string) string {
	t.Helper()
	if whole := o.text(); strings.Contains(whole, old) {
		return strings.Replace(whole, old, by, 1)
	}
	t.Fatalf("%s has no %s", o.text(), old)
	return ""
}
