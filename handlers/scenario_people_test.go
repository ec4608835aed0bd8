package handlers_test

import (
	"fmt"
	"strconv"
	"time"

	"practicestation/models"
	"practicestation/models/account"
)

// caller is somebody who sends requests; nobody has no token.
type caller struct {
	app     *app
	token   string
	refresh string
	account string
	phone   string
}

// grantOf is the role that an account of the matrix holds; the others hold none.
func (a *app) grantOf(who role) (models.Role, string) {
	switch who {
	case manager, expired, suspended:
		return models.StationManager, a.station
	case neighbour:
		return models.StationManager, a.otherStation
	case townAdmin:
		return models.TownAdmin, a.town
	case otherTownAdmin:
		return models.TownAdmin, a.otherTown
	case auditor:
		return models.Auditor, a.center
	case centerAdmin:
		return models.CenterAdmin, a.center
	}
	return "", ""
}

// as gives the one somebody of the role that the app knows.
func (a *app) as(who role) *caller {
	a.t.Helper()
	a.mutex.Lock()
	known := a.people[who]
	a.mutex.Unlock()
	if known != nil {
		return known
	}
	known = a.another(who)
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.people[who] = known
	return known
}

// another makes one more somebody of the role, signed in.
func (a *app) another(who role) *caller {
	a.t.Helper()
	if who == volunteerRole || who == otherVolunteer {
		return a.volunteer(fmt.Sprintf("%s %d", who, a.nextNumber()))
	}
	staff := a.hire(who)
	switch who {
	case suspended:
		a.as(centerAdmin).post("/accounts/"+staff.account+"/suspend", nil).must(200)
	case expired:
		account, err := strconv.ParseInt(staff.account, 10, 64)
		a.check(err)
		staff.token, _, err = a.tokens.Sign(account, 1, a.now().Add(-2*testTokens))
		a.check(err)
	}
	return staff
}

// hire makes a colleague by the rules themselves, who shares the one password hash, and opens a session: argon2 takes too
// long for the hundreds of colleagues of the tests. POST /accounts and POST /auth/login have scenarios of their own.
func (a *app) hire(who role) *caller {
	a.t.Helper()
	hash, err := sharedHash()
	a.check(err)
	staff := &caller{app: a, phone: a.newPhone()}
	granted, where := a.grantOf(who)
	home := id64(where)
	if home == 0 {
		home = id64(a.station)
	}
	a.byAdministrator(func(tx *models.Tx) error {
		made, err := account.Create(tx, account.Input{Name: string(who), Phone: staff.phone, PasswordHash: hash, OrganizationID: home})
		if err != nil {
			return err
		}
		if granted != "" {
			if _, err := account.GrantRole(tx, made.ID, account.GrantInput{Role: granted, OrganizationID: id64(where)}); err != nil {
				return err
			}
		}
		session, err := account.Open(tx, made.ID, testSessions)
		if err != nil {
			return err
		}
		staff.account, staff.refresh = strconv.FormatInt(made.ID, 10), session.RefreshToken
		staff.token, _, err = a.tokens.Sign(made.ID, session.SessionID, tx.Now)
		return err
	})
	return staff
}

// byAdministrator runs a rule in the name of the center's administrator.
func (a *app) byAdministrator(rule func(tx *models.Tx) error) {
	a.t.Helper()
	var actor models.Actor
	a.write(func(tx *models.Tx) error {
		var err error
		actor, err = account.ActorOf(tx, id64(a.as(centerAdmin).account))
		return err
	})
	a.check(a.db.Write(a.t.Context(), actor, rule))
}

// volunteer gives the person of that name, who comes by the fake WeChat and fills in the profile.
func (a *app) volunteer(name string) *caller {
	a.t.Helper()
	who := a.visitor(name)
	who.put("/me/volunteer", object{"name": name, "gender": "female", "born_on": "1990-02-28", "phone": a.newPhone()}).must(200)
	return who
}

// visitor is somebody who came by WeChat and has no profile yet.
func (a *app) visitor(name string) *caller {
	a.t.Helper()
	session := a.as(nobody).post("/auth/wechat", object{"code": "dev:" + name}).must(200)
	return &caller{app: a, token: session.text("access_token"), refresh: session.text("refresh_token"), account: session.text("account.id")}
}

// signUp signs the caller up for a shift and gives the sign-up.
func (c *caller) signUp(shift string) *answer {
	c.app.t.Helper()
	return c.post("/shifts/"+shift+"/sign-ups", nil).must(201)
}

// served takes the caller through a shift that is about to begin, by the roster, and gives the sign-up; the clock ends
// up at the end of the shift.
func (c *caller) served(activity *answer) *answer {
	c.app.t.Helper()
	signUp := c.signUp(shiftOf(activity))
	c.app.moveTo(activity.text("shifts.0.starts_at"))
	c.app.as(manager).post("/sign-ups/"+signUp.id()+"/check-in", nil).must(200)
	c.app.moveTo(activity.text("shifts.0.ends_at"))
	return c.app.as(manager).post("/sign-ups/"+signUp.id()+"/check-out", nil).must(200)
}

// entryOf is the id of the entry that a sign-up has earned.
func (a *app) entryOf(signUp *answer) string {
	a.t.Helper()
	return a.as(centerAdmin).get("/hours?status=pending&limit=100&shift_id="+signUp.text("shift_id")).must(200).find("sign_up_id", signUp.id())
}

// moveTo sets the test clock to an instant of an answer, but never back.
func (a *app) moveTo(instant string) {
	a.t.Helper()
	at, err := time.Parse(time.RFC3339, instant)
	a.check(err)
	if at.After(a.now()) {
		a.world.Clock.Set(at)
	}
}

func (a *app) nextNumber() int {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.phones++
	return a.phones
}

// newPhone is a number that nobody has yet.
func (a *app) newPhone() string { return fmt.Sprintf("139%08d", a.nextNumber()) }

func id64(id string) int64 {
	number, _ := strconv.ParseInt(id, 10, 64)
	return number
}
