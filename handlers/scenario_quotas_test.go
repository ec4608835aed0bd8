package handlers_test

import (
	"testing"
	"time"
)

func TestSeatsKeptForATeam(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, who := a.as(manager), a.as(volunteerRole)
		quotas := object{"released_at": a.at(time.Hour), "teams": []object{{"team_id": a.teamID(), "seats": 2}}}
		made := a.published("shifts", []object{a.shift("quotas", quotas, "min_headcount", 1, "waitlist_capacity", 0)})
		shift := shiftOf(made)
		path := "/activities/" + made.id() + "/shifts"
		a.run([]scenario{
			{name: "kept", who: who, path: "/shifts/" + shift + "/sign-ups", status: 409, code: "seats_kept"},
			{name: "and until when", who: who, method: "GET", path: "/shifts/" + shift + "/eligibility", status: 200, has: `"lifted_at":"` + a.at(time.Hour)},
			{name: "more than there are", who: staff, path: path, body: a.shift("quotas", object{"released_at": a.at(time.Hour), "teams": []object{{"team_id": a.teamID(), "seats": 3}}}), status: 422, has: `"field":"quotas.teams"`},
			{name: "for an unknown team", who: staff, path: path, body: a.shift("quotas", object{"released_at": a.at(time.Hour), "teams": []object{{"team_id": "999", "seats": 1}}}), status: 422, has: `"field":"quotas.teams.0.team_id"`},
			{name: "after the beginning", who: staff, path: path, body: a.shift("quotas", object{"released_at": a.at(3 * time.Hour), "teams": []object{{"team_id": a.teamID(), "seats": 1}}}), status: 422, has: `"field":"quotas.released_at"`},
			{name: "a minimum above the capacity", who: staff, path: path, body: a.shift("min_headcount", 3), status: 422, has: `"field":"min_headcount"`},
			{name: "fewer seats than are kept", who: staff, method: "PUT", path: "/shifts/" + shift, body: a.shift("capacity", 1, "version", 1), status: 409, code: "quotas_exceed_capacity"},
			{name: "urgent", who: who, method: "GET", path: "/shifts/urgent", status: 200, has: `"missing":1`},
			{name: "for staff", who: staff, method: "GET", path: "/shifts/urgent?managed=true&days=0", status: 200, has: `"missing":1`},
			{name: "for staff elsewhere", who: a.as(neighbour), method: "GET", path: "/shifts/urgent?managed=true", status: 200, has: `"items":[]`},
			{name: "for a volunteer as staff", who: who, method: "GET", path: "/shifts/urgent?managed=true", status: 403, code: "permission_missing"},
			{name: "so many days", who: who, method: "GET", path: "/shifts/urgent?days=61", status: 422, code: "invalid_request"},
			{name: "a broken cursor", who: who, method: "GET", path: "/shifts/urgent?cursor=x", status: 400, code: "invalid_cursor"},
		})
		a.wait(time.Hour)
		who.signUp(shift)
		if got := a.as(nobody).get("/shifts/" + shift).must(200); got.text("quotas.teams.0.taken") != "0" || got.text("min_headcount") != "1" || got.text("confirmed") != "1" {
			t.Errorf("the shift is %s", got.body)
		}
	})
}
