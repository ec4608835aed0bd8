package handlers_test

import (
	"testing"
	"time"
)

// Fewer seats than people are refused or openly over the limit; a dry run says who would move up.
func TestCapacityIsChanged(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		shift := shiftOf(a.published())
		a.as(volunteerRole).signUp(shift)
		a.as(otherVolunteer).signUp(shift)
		waiting := a.volunteer("候补").signUp(shift)
		path, change := "/shifts/"+shift, a.shift("version", 1)
		dry := staff.post(path+"/dry-run", change.with("capacity", 3)).must(200)
		if dry.length("effects") != 1 || dry.text("effects.0.kind") != "sign_up_promoted" || dry.text("effects.0.sign_up_id") != waiting.id() || dry.text("effects.0.name") != "候补" {
			t.Errorf("one seat more: %s", dry.body)
		}
		a.run([]scenario{
			{name: "refused in the dry run too", who: staff, path: path + "/dry-run", body: change.with("capacity", 1), status: 409, code: "capacity_below_confirmed"},
			{name: "unknown", who: staff, path: "/shifts/999/dry-run", body: change, status: 404, code: "shift_not_found"},
			{name: "no reason", who: staff, method: "PUT", path: path, body: change.with("capacity", 1, "over_capacity", true), status: 422, code: "invalid_request", has: `"field":"over_reason"`},
			{name: "openly over", who: staff, method: "PUT", path: path, body: change.with("capacity", 1, "over_capacity", true, "over_reason", "场地变小"), status: 200, has: `"over_limit":1,"over_reason":"场地变小"`},
			{name: "still waiting", who: staff, method: "GET", path: "/sign-ups/" + waiting.id(), status: 200, has: `"status":"waitlisted"`},
		})
	})
}

func TestShiftIsCancelled(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		made := a.published()
		second := staff.post("/activities/"+made.id()+"/shifts", a.shift("starts_at", a.at(4*time.Hour), "ends_at", a.at(6*time.Hour))).must(201)
		signUp := a.as(volunteerRole).signUp(second.id())
		path := "/shifts/" + second.id() + "/cancel"
		dry := staff.post(path+"/dry-run", object{"reason": "下雨"}).must(200)
		if dry.length("effects") != 1 || dry.text("effects.0.kind") != "shift_cancelled" {
			t.Errorf("whom it would tell: %s", dry.body)
		}
		a.run([]scenario{
			{name: "nothing has happened", who: a.as(volunteerRole), method: "GET", path: "/sign-ups/" + signUp.id(), status: 200, has: `"status":"confirmed"`},
			{name: "no reason, in the dry run", who: staff, path: path + "/dry-run", body: object{"reason": " "}, status: 422, code: "reason_missing"},
			{name: "unknown, in the dry run", who: staff, path: "/shifts/999/cancel/dry-run", body: object{"reason": "下雨"}, status: 404, code: "shift_not_found"},
			{name: "no reason", who: staff, path: path, body: object{"reason": " "}, status: 422, code: "reason_missing"},
			{name: "unknown", who: staff, path: "/shifts/999/cancel", body: object{"reason": "下雨"}, status: 404, code: "shift_not_found"},
			{name: "cancelled", who: staff, path: path, body: object{"reason": "下雨"}, status: 200, has: `"cancel_reason":"下雨"`},
			{name: "its people are told", who: a.as(volunteerRole), method: "GET", path: "/me/notices", status: 200, has: "shift_cancelled"},
			{name: "twice", who: staff, path: path, body: object{"reason": "下雨"}, status: 409, code: "shift_cancelled"},
			{name: "twice, in the dry run", who: staff, path: path + "/dry-run", body: object{"reason": "下雨"}, status: 409, code: "shift_cancelled"},
			{name: "the last", who: staff, path: "/shifts/" + shiftOf(made) + "/cancel", body: object{"reason": "下雨"}, status: 409, code: "last_shift"},
			{name: "for others too", who: a.as(otherVolunteer), path: "/shifts/" + second.id() + "/sign-ups", status: 409, code: "shift_cancelled"},
		})
	})
}

// An activity moves with its people: a dry run names each of them, and who is busy at the new time.
func TestActivityIsRescheduled(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		made := a.published()
		kept, busy := a.as(volunteerRole).signUp(shiftOf(made)), a.as(otherVolunteer).signUp(shiftOf(made))
		other := a.published("title", "植树", "starts_at", a.at(26*time.Hour), "ends_at", a.at(30*time.Hour), "shifts", []object{a.shift("starts_at", a.at(26*time.Hour), "ends_at", a.at(28*time.Hour))})
		a.as(otherVolunteer).signUp(shiftOf(other))
		path, body := "/activities/"+made.id()+"/reschedule", object{"reason": "暴雨", "starts_at": a.at(27 * time.Hour), "version": 2}
		dry := staff.post(path+"/dry-run", body).must(200)
		if dry.every("effects", "kind") != "activity_rescheduled sign_up_released_by_clash" || dry.every("effects", "sign_up_id") != kept.id()+" "+busy.id() {
			t.Errorf("whom it would tell: %s", dry.body)
		}
		a.run([]scenario{
			{name: "nothing has moved", who: staff, method: "GET", path: "/activities/" + made.id(), status: 200, has: `"rescheduled_at":null`},
			{name: "no reason, in the dry run", who: staff, path: path + "/dry-run", body: body.with("reason", " "), status: 422, code: "invalid_request", has: `"field":"reason"`},
			{name: "unknown, in the dry run", who: staff, path: "/activities/999/reschedule/dry-run", body: body, status: 404, code: "activity_not_found"},
			{name: "stale, in the dry run", who: staff, path: path + "/dry-run", body: body.with("version", 1), status: 409, code: "version_conflict"},
			{name: "to the past", who: staff, path: path, body: body.with("starts_at", a.at(-time.Hour)), status: 422, code: "invalid_request", has: `"code":"past"`},
			{name: "nowhere", who: staff, path: path, body: body.with("starts_at", nil), status: 422, code: "invalid_request", has: `"code":"unchanged"`},
			{name: "no such venue", who: staff, path: path, body: body.with("venue_id", "999"), status: 422, code: "invalid_request", has: `"field":"venue_id"`},
			{name: "unknown", who: staff, path: "/activities/999/reschedule", body: body, status: 404, code: "activity_not_found"},
			{name: "stale", who: staff, path: path, body: body.with("version", 1), status: 409, code: "version_conflict"},
			{name: "moved", who: staff, path: path, body: body, status: 200, has: `"reschedule_reason":"暴雨"`},
			{name: "and the shift with it", who: staff, method: "GET", path: "/shifts/" + shiftOf(made), status: 200, has: a.at(27 * time.Hour)},
			{name: "kept", who: a.as(volunteerRole), method: "GET", path: "/sign-ups/" + kept.id(), status: 200, has: `"status":"confirmed"`},
			{name: "told", who: a.as(volunteerRole), method: "GET", path: "/me/notices", status: 200, has: "activity_rescheduled"},
			{name: "released", who: a.as(otherVolunteer), method: "GET", path: "/sign-ups/" + busy.id(), status: 200, has: "时间重叠"},
			{name: "told why", who: a.as(otherVolunteer), method: "GET", path: "/me/notices", status: 200, has: "植树"},
		})
	})
}
