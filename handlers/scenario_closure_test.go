package handlers_test

import (
	"slices"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/certificate"
	"practicestation/models/evaluation"
	"practicestation/models/filing"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/star"
	"practicestation/models/volunteer"
)

var confirmed = object{"confirm": "注销"}

// TestAVolunteerClosesTheAccount: hours and a certificate behind, a seat ahead that somebody waits for.
func TestAVolunteerClosesTheAccount(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		who, next, staff := a.volunteer("欧阳𬭎"), a.volunteer("蒋文娟"), a.as(manager)
		entry := a.entryOf(who.served(a.published()))
		id := who.volunteerID()
		closing, rehearsal := "/me/closure", "/me/closure/dry-run"
		a.run([]scenario{
			{name: "hours are open", who: who, path: closing, body: confirmed, status: 409, code: "closure_undecided", has: "1 条时长待确认"},
			{name: "rehearsed", who: who, path: rehearsal, status: 409, code: "closure_undecided"},
			{name: "by an office", who: a.another(manager), path: rehearsal, status: 409, code: "closure_holds_role"},
			{name: "not confirmed", who: who, path: closing, body: object{"confirm": "好"}, status: 422, code: "invalid_request"},
			{name: "with nothing", who: who, path: closing, body: object{}, status: 422, code: "invalid_request"},
			{name: "by nobody", who: a.as(nobody), path: closing, body: confirmed, status: 401},
		})
		staff.post("/hours/"+entry+"/confirm", nil).must(200)
		issued := who.post("/me/certificates", nil).must(201)
		code, number := issued.text("items.0.code"), issued.text("items.0.number")
		made := a.published("shifts", []object{a.shift("capacity", 1)})
		who.signUp(shiftOf(made))
		next.signUp(shiftOf(made))
		expectCheck(t, a, code, number, "valid", "证明有效")
		const counted = "/statistics/years?from=2026-01-01&to=2027-01-01&figures=registered_volunteers,minutes"
		minutes, people := "total.figures.0.value", "total.figures.1.value"
		before := a.as(centerAdmin).get(counted).must(200)

		a.run([]scenario{
			{name: "what is to end", who: who, path: rehearsal, status: 200, has: `"sign_ups":[{`},
			{name: "and who moves up, by no name", who: who, path: rehearsal, status: 200, has: `"name":"蒋**"`},
			{name: "nothing has happened", who: who, method: "GET", path: "/me/sign-ups", status: 200, has: `"status":"confirmed"`},
			{name: "closed", who: who, path: closing, body: confirmed, status: 200, has: `"activity_title":"社区义诊"`},
			{name: "no token works", who: who, method: "GET", path: "/me", status: 401, code: "account_closed"},
			{name: "nor twice", who: who, path: closing, body: confirmed, status: 401, code: "account_closed"},
			{name: "nor a refresh", who: a.as(nobody), path: "/auth/refresh", body: object{"refresh_token": who.refresh}, status: 401, code: "refresh_token_invalid"},
			{name: "who waited has the seat", who: next, method: "GET", path: "/me/sign-ups", status: 200, has: `"status":"confirmed"`},
			{name: "old lists", who: staff, method: "GET", path: "/hours?volunteer_id=" + id, status: 200, has: `"volunteer_name":"已注销用户"`},
			{name: "hours stay", who: staff, method: "GET", path: "/hours?volunteer_id=" + id, status: 200, has: `"minutes":120`},
			{name: "nothing new by staff", who: staff, path: "/volunteers/" + id + "/identity-checks", body: object{"organization_id": a.station, "document": "resident_card"}, status: 409, code: "volunteer_closed"},
			{name: "no role", who: a.as(centerAdmin), path: "/accounts/" + who.account + "/grants", body: object{"role": "station_manager", "organization_id": a.station}, status: 409, code: "account_gone"},
			{name: "not to be resumed", who: a.as(centerAdmin), path: "/accounts/" + who.account + "/resume", status: 409, code: "account_gone"},
			{name: "nor suspended", who: a.as(centerAdmin), path: "/accounts/" + who.account + "/suspend", status: 409, code: "account_gone"},
			{name: "and is listed as closed", who: a.as(centerAdmin), method: "GET", path: "/accounts?status=closed", status: 200, has: `"name":"已注销用户"`},
		})
		expectCheck(t, a, code, number, "valid", "证明有效")
		after := a.as(centerAdmin).get(counted).must(200)
		if before.text(people) != "2" || after.text(people) != "1" || after.text(minutes) != before.text(minutes) {
			t.Errorf("before %s, after %s", before.body, after.body)
		}
		a.visitor("过客").post("/me/closure", confirmed).must(200) // without a profile
		back := a.visitor("欧阳𬭎")
		if back.account == who.account {
			t.Error("who logs in again has the old account")
		}
		back.get("/me/volunteer").refused(404, "volunteer_not_found")
		checks := slices.Concat(hours.Checks(), activity.Checks(), account.Checks(), volunteer.Checks(), certificate.Checks(), evaluation.Checks(), star.Checks(), filing.Checks(), models.AuditChecks())
		if found := modelstest.Findings(t, a.world, checks); len(found) != 0 {
			t.Errorf("verify: %q", found)
		}
	})
}

// TestAPasswordIsAskedForWhereThereIsOne: a session that somebody else has got hold of closes no account.
func TestAPasswordIsAskedForWhereThereIsOne(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		former := a.another(manager)
		grant := a.as(centerAdmin).get("/accounts/" + former.account).must(200).text("grants.0.id")
		a.as(centerAdmin).post("/grants/"+grant+"/revoke", nil).must(200)
		former.post("/me/closure", confirmed).refused(422, "password_wrong")
		former.post("/me/closure", confirmed.with("current_password", "battery staple")).refused(422, "password_wrong")
		a.wait(time.Minute)
		former.post("/me/closure", confirmed.with("current_password", password)).must(200)
		former.get("/me").refused(401, "account_closed")
		a.logIn(former.phone, password).refused(401, "credentials_wrong")
	})
}
