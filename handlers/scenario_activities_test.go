package handlers_test

import (
	"testing"
	"time"
)

func TestLifeOfAnActivity(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		draft := a.draft()
		path := "/activities/" + draft.id()
		status := func(want string) {
			t.Helper()
			if got := staff.get(path).must(200).text("status"); got != want {
				t.Errorf("the activity is %s, want %s", got, want)
			}
			if list := staff.get("/activities?status=" + want).must(200); list.every("items", "id") != draft.id() {
				t.Errorf("the list of %s ones: %s", want, list.body)
			}
		}
		status("draft")
		a.run([]scenario{
			{name: "withdraw a draft", who: staff, path: path + "/withdraw", status: 409, code: "activity_status"},
			{name: "cancel a draft", who: staff, path: path + "/cancel", body: object{"reason": "暴雨"}, status: 409, code: "activity_status"},
			{name: "publish", who: staff, path: path + "/publish", status: 200, has: `"published_at":"2026-03-02T09:00:00+08:00"`},
			{name: "publish twice", who: staff, path: path + "/publish", status: 409, code: "activity_status"},
			{name: "withdraw", who: staff, path: path + "/withdraw", status: 200, has: `"status":"withdrawn"`},
			{name: "seen by the public no more", who: a.as(nobody), method: "GET", path: path, status: 404, code: "activity_not_found"},
		})
		status("withdrawn")
		if list := a.as(otherVolunteer).get("/activities").must(200); list.length("items") != 0 {
			t.Errorf("the public list shows a withdrawn activity: %s", list.body)
		}
		staff.post(path+"/publish", object{}).must(200)
		status("published")
		signUp := a.as(volunteerRole).signUp(shiftOf(draft))
		a.run([]scenario{{name: "withdraw what people have signed up for", who: staff, path: path + "/withdraw", status: 409, code: "has_sign_ups"}})
		a.moveTo(draft.text("starts_at"))
		status("in_progress")
		staff.post("/sign-ups/"+signUp.id()+"/check-in", nil).must(200)
		a.moveTo(draft.text("shifts.0.ends_at"))
		signUp = staff.post("/sign-ups/"+signUp.id()+"/check-out", nil).must(200)
		a.moveTo(draft.text("ends_at"))
		status("ended")
		a.run([]scenario{{name: "cancel what is over", who: staff, path: path + "/cancel", body: object{"reason": "暴雨"}, status: 409, code: "activity_ended"}})
		staff.post("/hours/"+a.entryOf(signUp)+"/confirm", nil).must(200)
		status("closed")
	})
}

func TestActivityIsDrafted(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		bare := staff.post("/activities", a.activity("shifts", nil, "sign_up_opens_at", nil)).must(201)
		if bare.text("sign_up_closes_at") != bare.text("starts_at") || bare.text("cancel_closes_at") != bare.text("starts_at") {
			t.Errorf("the defaults are %s", bare.body)
		}
		past := a.draft("starts_at", a.at(-2*time.Hour), "ends_at", a.at(-time.Hour), "sign_up_opens_at", nil, "shifts", []object{a.shift("starts_at", a.at(-2*time.Hour), "ends_at", a.at(-time.Hour))})
		a.run([]scenario{
			{name: "no shifts", who: staff, path: "/activities/" + bare.id() + "/publish", status: 409, code: "shifts_missing"},
			{name: "of the past", who: staff, path: "/activities/" + past.id() + "/publish", status: 409, code: "activity_ended"},
			{name: "at a town", who: a.as(townAdmin), path: "/activities", body: a.activity("station_id", a.town), status: 422, code: "invalid_request", has: `"field":"station_id"`},
			{name: "at no station", who: staff, path: "/activities", body: a.activity("station_id", "999"), status: 422, code: "invalid_request", has: `"field":"station_id"`},
			{name: "of no team", who: staff, path: "/activities", body: a.activity("team_id", "999"), status: 422, code: "invalid_request", has: `"field":"team_id"`},
			{name: "sign-up ends before it begins", who: staff, path: "/activities", body: a.activity("sign_up_closes_at", a.at(-2*time.Hour)), status: 422, code: "invalid_request", has: `"field":"sign_up_closes_at"`},
			{name: "sign-up ends after the end", who: staff, path: "/activities", body: a.activity("sign_up_closes_at", a.at(7*time.Hour)), status: 422, code: "invalid_request", has: `"field":"sign_up_closes_at"`},
			{name: "a shift outside", who: staff, path: "/activities", body: a.activity("shifts", []object{a.shift("ends_at", a.at(7*time.Hour))}), status: 422, code: "invalid_request", has: `"field":"shifts.0.starts_at"`},
			{name: "all faults at once", who: staff, path: "/activities", body: a.activity("title", "\u200b", "ends_at", a.at(0)), status: 422, code: "invalid_request", has: `"field":"title"`},
		})
	})
}

func TestActivityIsChanged(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff := a.as(manager)
		made := a.published()
		path := "/activities/" + made.id()
		change := a.activity("station_id", nil, "shifts", nil, "version", 2)
		a.run([]scenario{
			{name: "renamed", who: staff, method: "PUT", path: path, body: change.with("title", "大型义诊"), status: 200, has: `"version":3`},
			{name: "stale", who: staff, method: "PUT", path: path, body: change, status: 409, code: "version_conflict", has: `"current_version":3`},
			{name: "away from its shifts", who: staff, method: "PUT", path: path, body: change.with("version", 3, "starts_at", a.at(3*time.Hour)), status: 422, code: "shift_outside_activity"},
			{name: "its shifts", who: staff, method: "PUT", path: path, body: change.with("version", 3, "shifts", []object{}), status: 400, code: "unknown_member"},
			{name: "unknown", who: staff, method: "PUT", path: "/activities/999", body: change, status: 404, code: "activity_not_found"},
			{name: "unknown, to publish", who: staff, path: "/activities/999/publish", status: 404, code: "activity_not_found"},
			{name: "unknown, to withdraw", who: staff, path: "/activities/999/withdraw", status: 404, code: "activity_not_found"},
			{name: "unknown, to cancel", who: staff, path: "/activities/999/cancel", body: object{"reason": "暴雨"}, status: 404, code: "activity_not_found"},
		})
		signUp := a.as(volunteerRole).signUp(shiftOf(made))
		a.run([]scenario{
			{name: "another title for those who signed up", who: staff, method: "PUT", path: path, body: change.with("version", 3), status: 409, code: "has_sign_ups"},
			{name: "another description", who: staff, method: "PUT", path: path, body: change.with("version", 3, "title", "大型义诊", "description", "自带水杯"), status: 200},
			{name: "cancelled without a reason", who: staff, path: path + "/cancel", body: object{"reason": "  "}, status: 422, code: "reason_missing"},
			{name: "cancelled", who: staff, path: path + "/cancel", body: object{"reason": "暴雨"}, status: 200, has: `"cancel_reason":"暴雨"`},
			{name: "and everybody with it", who: a.as(volunteerRole), method: "GET", path: "/sign-ups/" + signUp.id(), status: 200, has: `"status":"cancelled_by_organizer"`},
			{name: "changed after that", who: staff, method: "PUT", path: path, body: change.with("version", 5), status: 409, code: "activity_status"},
			{name: "cancelled twice", who: staff, path: path + "/cancel", body: object{"reason": "暴雨"}, status: 409, code: "activity_status"},
			{name: "a shift after that", who: staff, path: path + "/shifts", body: a.shift(), status: 409, code: "activity_status"},
		})
	})
}

func TestShifts(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		activity := a.published()
		shift := staff.post("/activities/"+activity.id()+"/shifts", a.shift("capacity", 1, "waitlist_capacity", 2)).must(201)
		path := "/shifts/" + shift.id()
		first, second := a.as(volunteerRole).signUp(shift.id()), a.as(otherVolunteer).signUp(shift.id())
		third := a.volunteer("第三人").signUp(shift.id())
		if first.text("status")+second.text("waitlist_position")+third.text("waitlist_position") != "confirmed12" {
			t.Errorf("%s\n%s\n%s", first.body, second.body, third.body)
		}
		if got := a.as(nobody).get("/activities/" + activity.id()).must(200); got.every("shifts", "id") != shiftOf(activity)+" "+shift.id() {
			t.Errorf("the activity has the shifts %s", got.every("shifts", "id"))
		}
		change := a.shift("version", 1, "capacity", 1, "waitlist_capacity", 2)
		a.run([]scenario{
			{name: "unknown", who: staff, method: "PUT", path: "/shifts/999", body: change, status: 404, code: "shift_not_found"},
			{name: "unknown, to read", who: staff, method: "GET", path: "/shifts/999", status: 404, code: "shift_not_found"},
			{name: "of an unknown activity", who: staff, path: "/activities/999/shifts", body: a.shift(), status: 404, code: "activity_not_found"},
			{name: "outside", who: staff, path: "/activities/" + activity.id() + "/shifts", body: a.shift("ends_at", a.at(7*time.Hour)), status: 422, code: "invalid_request", has: `"code":"shift_outside_activity"`},
			{name: "moved away from people", who: staff, method: "PUT", path: path, body: change.with("starts_at", a.at(3*time.Hour)), status: 409, code: "has_sign_ups"},
			{name: "fewer places than wait", who: staff, method: "PUT", path: path, body: change.with("waitlist_capacity", 1), status: 409, code: "waitlist_below_waitlisted", has: `"waitlisted":2`},
			{name: "one seat more", who: staff, method: "PUT", path: path, body: change.with("capacity", 2), status: 200, has: `"confirmed":2`},
			{name: "fewer seats than taken", who: staff, method: "PUT", path: path, body: change.with("version", 2), status: 409, code: "capacity_below_confirmed", has: `"confirmed":2`},
			{name: "stale", who: staff, method: "PUT", path: path, body: change.with("capacity", 3), status: 409, code: "version_conflict", has: `"current_version":2`},
			{name: "promoted", who: a.as(otherVolunteer), method: "GET", path: "/sign-ups/" + second.id(), status: 200, has: `"status":"confirmed"`},
		})
	})
}
