package handlers_test

import (
	"testing"
	"time"
)

func TestStaffSignUpWhoHasNoPhone(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		registration := walkIn.with("organization_id", a.station, "confirmed_by", "paper")
		person := staff.post("/volunteers", registration.with("phone", "13700000001")).must(201)
		if again := staff.post("/volunteers", registration.with("phone", "13700000001")).must(201); again.id() != person.id() {
			t.Errorf("registered again: %s", again.body)
		}
		mine := a.as(volunteerRole).get("/me/volunteer").must(200)
		made := a.published("recruitment", "invitation")
		path := "/shifts/" + shiftOf(made) + "/proxy-sign-ups"
		proxy := object{"volunteer_id": person.id(), "confirmation": "in_person"}
		a.run([]scenario{
			{name: "masked", who: staff, path: "/volunteers", body: registration.with("phone", "13700000001"), status: 201, has: `"phone":"137****0001"`},
			{name: "a child", who: staff, path: "/volunteers", body: registration.with("born_on", "2015-01-01"), status: 409, code: "guardian_consent_missing"},
			{name: "the phone of somebody else", who: staff, path: "/volunteers", body: registration.with("phone", mine.text("phone")), status: 409, code: "volunteer_exists"},
			{name: "nobody's word", who: staff, path: "/volunteers", body: registration.with("confirmed_by", nil), status: 422, code: "invalid_request"},
			{name: "another station's", who: staff, path: "/volunteers", body: registration.with("organization_id", a.otherStation), status: 422, code: "invalid_request", has: `"field":"organization_id"`},
			{name: "without the person's word", who: staff, path: path, body: proxy.with("confirmation", nil), status: 422, code: "invalid_request"},
			{name: "nobody", who: staff, path: path, body: object{"confirmation": "phone"}, status: 422, code: "invalid_request", has: `"code":"one_of"`},
			{name: "a stranger", who: staff, path: path, body: proxy.with("volunteer_id", mine.id()), status: 422, code: "invalid_request", has: `"field":"volunteer_id"`},
			{name: "unknown shift", who: staff, path: "/shifts/999/proxy-sign-ups", body: proxy, status: 404, code: "shift_not_found"},
			{name: "signed up", who: staff, path: path, body: proxy, status: 201, has: `"confirmation":"in_person"`},
			{name: "twice", who: staff, path: path, body: proxy, status: 409, code: "already_signed_up"},
			{name: "by name and phone", who: staff, path: path, body: object{"confirmation": "phone", "person": object{"name": mine.text("name"), "gender": "female", "born_on": "1990-02-28", "phone": mine.text("phone")}}, status: 201, has: `"volunteer_id":"` + mine.id() + `"`},
			{name: "told", who: a.as(volunteerRole), method: "GET", path: "/me/notices", status: 200, has: `"kind":"signed_up_by_staff"`},
			{name: "and free to leave", who: a.as(volunteerRole), method: "GET", path: "/me/sign-ups", status: 200, has: `"source":"proxy"`},
		})
	})
}

func TestWhoWalksInIsCheckedIn(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff := a.as(manager)
		made := a.published("sign_up_closes_at", a.at(time.Hour), "shifts", []object{a.shift("capacity", 1, "waitlist_capacity", 0)})
		path := "/shifts/" + shiftOf(made) + "/walk-ins"
		body := object{"person": walkIn.with("phone", "13700000002"), "confirmation": "in_person"}
		a.run([]scenario{
			{name: "too early", who: staff, path: path, body: body, status: 409, code: "check_in_not_open"},
			{name: "unknown shift", who: staff, path: "/shifts/999/walk-ins", body: body, status: 404, code: "shift_not_found"},
			{name: "wrong birthday", who: staff, path: path, body: object{"person": walkIn.with("born_on", "2027-01-01"), "confirmation": "in_person"}, status: 409, code: "check_in_not_open"},
		})
		a.moveTo(made.text("shifts.0.starts_at"))
		a.run([]scenario{
			{name: "wrong birthday", who: staff, path: path, body: object{"person": walkIn.with("born_on", "2027-01-01"), "confirmation": "in_person"}, status: 422, code: "invalid_request", has: `"field":"born_on"`},
			{name: "signed up and checked in", who: staff, path: path, body: body, status: 201, has: `"status":"checked_in"`},
			{name: "the same person", who: staff, path: path, body: body, status: 409, code: "already_signed_up"},
			{name: "full", who: staff, path: path, body: body.with("person", walkIn), status: 409, code: "shift_full"},
		})
		a.run([]scenario{
			{name: "for a reason that nobody can read", who: staff, path: path, body: body.with("person", walkIn, "over_reason", "\u3000"), status: 422, code: "invalid_request", has: `"field":"over_reason"`},
			{name: "above the capacity", who: staff, path: path, body: body.with("person", walkIn, "over_reason", "专程赶来"), status: 201, has: `"over_reason":"专程赶来"`},
			{name: "openly, on the shift", who: a.as(nobody), method: "GET", path: "/shifts/" + shiftOf(made), status: 200, has: `"over_limit":1`},
			{name: "and on the roster", who: staff, method: "GET", path: "/shifts/" + shiftOf(made) + "/roster", status: 200, has: `"over_reason":"专程赶来"`},
		})
		a.moveTo(made.text("shifts.0.ends_at"))
		a.run([]scenario{{name: "over", who: staff, path: path, body: body.with("person", walkIn), status: 409, code: "shift_ended"}})
	})
}
