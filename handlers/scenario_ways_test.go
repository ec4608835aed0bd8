package handlers_test

import (
	"testing"
	"time"
)

func TestSignUpByCode(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff, who := a.as(manager), a.as(volunteerRole)
		made := a.published("recruitment", "code", "join_code", "a1b2c3")
		path := "/shifts/" + shiftOf(made) + "/sign-ups"
		a.run([]scenario{
			{name: "no code is set", who: staff, path: "/activities", body: a.activity("recruitment", "code"), status: 422, code: "invalid_request", has: `"field":"join_code"`},
			{name: "a short one", who: staff, path: "/activities", body: a.activity("recruitment", "code", "join_code", "abc"), status: 422, code: "invalid_request", has: `"field":"join_code"`},
			{name: "no such recruitment", who: staff, path: "/activities", body: a.activity("recruitment", "lottery"), status: 422, code: "invalid_request", has: `"field":"recruitment"`},
			{name: "shown to staff", who: staff, method: "GET", path: "/activities/" + made.id(), status: 200, has: `"join_code":"A1B2C3"`},
			{name: "not to others", who: who, method: "GET", path: "/activities/" + made.id(), status: 200, has: `"join_code":null`},
			{name: "not to who only reads", who: a.as(auditor), method: "GET", path: "/activities/" + made.id(), status: 200, has: `"join_code":null`},
			{name: "foreseen", who: who, method: "GET", path: "/shifts/" + shiftOf(made) + "/eligibility", status: 200, has: `"code":"join_code_missing"`},
			{name: "missing", who: who, path: path, status: 409, code: "join_code_missing"},
			{name: "unknown shift", who: who, path: "/shifts/999/sign-ups", body: object{"join_code": "a1b2c3"}, status: 404, code: "shift_not_found"},
		})
		for range 5 {
			a.run([]scenario{{name: "wrong", who: who, path: path, body: object{"join_code": "000000"}, status: 409, code: "join_code_wrong"}})
		}
		a.run([]scenario{
			{name: "too many tries", who: who, path: path, body: object{"join_code": "a1b2c3"}, status: 429, code: "join_code_locked", has: `"retry_after":901`},
			{name: "somebody else", who: a.as(otherVolunteer), path: path, body: object{"join_code": "A1b2C3"}, status: 201, has: `"source":"self"`},
		})
		a.wait(15 * time.Minute)
		a.run([]scenario{{name: "later", who: who, path: path, body: object{"join_code": "a1b2c3"}, status: 201}})
	})
}

func TestRecruitmentKeepsPeopleOut(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		who := a.as(volunteerRole)
		approval, invitation := a.published("recruitment", "approval"), a.published("recruitment", "invitation")
		a.run([]scenario{
			{name: "by approval", who: who, path: "/shifts/" + shiftOf(approval) + "/sign-ups", status: 409, code: "approval_needed"},
			{name: "by invitation", who: who, path: "/shifts/" + shiftOf(invitation) + "/sign-ups", status: 409, code: "invitation_needed"},
		})
	})
}

// joined makes somebody an active member of the app's team, once.
func (a *app) joined(who *caller) {
	a.t.Helper()
	if asked := who.post("/teams/"+a.teamID()+"/members", nil); asked.status == 201 {
		a.as(manager).post("/members/"+asked.id()+"/approve", nil).must(200)
	}
}

// volunteerID is the number of the caller's profile.
func (c *caller) volunteerID() string {
	c.app.t.Helper()
	return c.get("/me/volunteer").must(200).id()
}
