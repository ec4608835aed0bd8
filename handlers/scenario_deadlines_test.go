package handlers_test

import (
	"testing"
	"time"
)

// TestShiftsCloseByThemselves: who says nothing about deadlines has each shift close at its start; a shift may say otherwise.
func TestShiftsCloseByThemselves(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, who := a.as(manager), a.as(volunteerRole)
		late := a.shift("starts_at", a.at(4*time.Hour), "ends_at", a.at(6*time.Hour))
		made := a.published("shifts", []object{a.shift(), late})
		second := made.text("shifts.1.id")
		if made.text("shifts.0.sign_up_closes_at") != "" || made.text("shifts.1.sign_up_closes_at") != made.text("shifts.1.starts_at") ||
			made.text("shifts.1.cancel_closes_at") != made.text("shifts.1.starts_at") {
			t.Errorf("the shifts close so: %s", made.body)
		}
		a.wait(3 * time.Hour)
		a.run([]scenario{
			{name: "the first", who: who, path: "/shifts/" + shiftOf(made) + "/sign-ups", status: 409, code: "sign_up_closed"},
			{name: "the second", who: who, path: "/shifts/" + second + "/sign-ups", status: 201},
			{
				name: "past its end", who: staff, method: "PUT", path: "/shifts/" + second, status: 422, code: "invalid_request", has: `"field":"cancel_closes_at"`,
				body: late.with("cancel_closes_at", a.at(4*time.Hour), "version", 1),
			},
			{name: "earlier", who: staff, method: "PUT", path: "/shifts/" + second, status: 409, code: "has_sign_ups", body: late.with("cancel_closes_at", a.at(0), "version", 1)},
			{name: "silent", who: staff, method: "PUT", path: "/shifts/" + second, status: 200, has: `"sign_up_closes_at":"` + made.text("shifts.1.starts_at"), body: late.with("version", 1)},
			{name: "the activity's again", who: staff, method: "PUT", path: "/shifts/" + second, status: 200, has: `"sign_up_closes_at":null`, body: `{"role":"引导员","starts_at":"` + made.text("shifts.1.starts_at") + `","ends_at":"` + made.text("shifts.1.ends_at") + `","capacity":2,"waitlist_capacity":1,"sign_up_closes_at":null,"version":2}`},
		})
	})
}
