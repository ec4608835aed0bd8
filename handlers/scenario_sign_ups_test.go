package handlers_test

import (
	"fmt"
	"testing"
	"time"
)

func TestSignUpsTakeSeatsThenPlacesInTheQueue(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		shift := shiftOf(a.published())
		path := "/shifts/" + shift + "/sign-ups"
		people := []*caller{a.volunteer("甲"), a.volunteer("乙"), a.volunteer("丙"), a.volunteer("丁")}
		first, second, third := people[0].signUp(shift), people[1].signUp(shift), people[2].signUp(shift)
		if got := first.text("status") + second.text("status") + third.text("status") + third.text("waitlist_position"); got != "confirmedconfirmedwaitlisted1" {
			t.Errorf("the three got %s", got)
		}
		a.run([]scenario{
			{name: "twice", who: people[0], path: path, status: 409, code: "already_signed_up"},
			{name: "full", who: people[3], path: path, status: 409, code: "shift_full"},
			{name: "every obstacle", who: a.visitor("无名"), path: path, status: 409, code: "profile_missing", has: `"code":"shift_full"`},
			{name: "foreseen", who: people[3], method: "GET", path: "/shifts/" + shift + "/eligibility", status: 200, has: `"code":"shift_full"`},
			{name: "unknown shift", who: people[0], path: "/shifts/999/sign-ups", status: 404, code: "shift_not_found"},
			{name: "unknown shift, to ask", who: people[0], method: "GET", path: "/shifts/999/eligibility", status: 404, code: "shift_not_found"},
			{name: "unknown sign-up", who: people[0], method: "GET", path: "/sign-ups/999", status: 404, code: "sign_up_not_found"},
			{name: "unknown, to cancel", who: people[0], path: "/sign-ups/999/cancel", status: 404, code: "sign_up_not_found"},
			{name: "a seat given back", who: people[1], path: "/sign-ups/" + second.id() + "/cancel", body: object{"reason": "有事"}, status: 200, has: `"status":"cancelled"`},
			{name: "twice", who: people[1], path: "/sign-ups/" + second.id() + "/cancel", status: 409, code: "already_cancelled"},
			{name: "promoted", who: people[2], method: "GET", path: "/sign-ups/" + third.id(), status: 200, has: `"waitlist_position":null`},
			{name: "and back, at the end", who: people[1], path: path, status: 201, has: `"waitlist_position":1`},
			{name: "by staff", who: a.as(manager), path: "/sign-ups/" + first.id() + "/cancel", body: object{"reason": "重复"}, status: 200, has: `"status":"cancelled_by_organizer"`},
		})
		if got := people[2].get("/sign-ups/" + third.id()).must(200); got.text("status") != "confirmed" {
			t.Errorf("the first in the queue is %s", got.body)
		}
		roster := a.as(manager).get("/shifts/" + shift + "/roster").must(200)
		if roster.every("items", "name") != "丙 乙" || roster.every("items", "status") != "confirmed confirmed" {
			t.Errorf("the roster is %s", roster.body)
		}
		if cancelled := a.as(manager).get("/shifts/" + shift + "/roster?status=cancelled").must(200); cancelled.length("items") != 2 {
			t.Errorf("cancelled: %s", cancelled.body)
		}
		if own := people[1].get("/me/sign-ups?status=confirmed").must(200); own.length("items") != 1 || own.text("items.0.activity_title") != "社区义诊" {
			t.Errorf("one's own: %s", own.body)
		}
	})
}

func TestEveryObstacleHasItsCode(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		who := a.as(volunteerRole)
		// Somebody of the station's staff who is a volunteer too sees drafts.
		colleague := a.another(manager)
		colleague.put("/me/volunteer", object{"name": "站长", "gender": "male", "born_on": "1980-01-01", "phone": a.newPhone()}).must(200)
		draft, withdrawn, cancelled := a.draft(), a.published(), a.published()
		a.as(manager).post("/activities/"+withdrawn.id()+"/withdraw", nil).must(200)
		a.as(manager).post("/activities/"+cancelled.id()+"/cancel", object{"reason": "暴雨"}).must(200)
		late := a.published("sign_up_opens_at", a.at(time.Hour))
		short := a.published("sign_up_closes_at", a.at(30*time.Minute), "cancel_closes_at", a.at(30*time.Minute))
		evening := a.published("starts_at", a.at(3*time.Hour), "ends_at", a.at(5*time.Hour), "shifts", []object{a.shift("starts_at", a.at(3*time.Hour), "ends_at", a.at(5*time.Hour))})
		afterwards := a.published("starts_at", a.at(4*time.Hour), "ends_at", a.at(6*time.Hour), "shifts", []object{a.shift("starts_at", a.at(4*time.Hour), "ends_at", a.at(6*time.Hour))})
		signUp := func(of *answer) string { return "/shifts/" + shiftOf(of) + "/sign-ups" }
		own := who.signUp(shiftOf(short))
		a.run([]scenario{
			{name: "draft", who: colleague, path: signUp(draft), status: 409, code: "activity_draft"},
			{name: "draft of others", who: who, path: signUp(draft), status: 404, code: "shift_not_found"},
			{name: "withdrawn", who: a.as(otherVolunteer), path: signUp(withdrawn), status: 409, code: "activity_withdrawn"},
			{name: "cancelled", who: a.as(otherVolunteer), path: signUp(cancelled), status: 409, code: "activity_cancelled"},
			{name: "not open", who: a.as(otherVolunteer), path: signUp(late), status: 409, code: "sign_up_not_open"},
			{name: "overlap", who: who, path: signUp(evening), status: 409, code: "time_conflict"},
			{name: "touching is no overlap", who: who, path: signUp(afterwards), status: 201},
		})
		a.wait(30 * time.Minute)
		a.run([]scenario{
			{name: "closed", who: a.as(otherVolunteer), path: signUp(short), status: 409, code: "sign_up_closed"},
			{name: "cancelled too late", who: who, path: "/sign-ups/" + own.id() + "/cancel", status: 409, code: "cancel_closed"},
		})
		a.moveTo(short.text("ends_at"))
		a.run([]scenario{{name: "ended", who: a.as(otherVolunteer), path: signUp(short), status: 409, code: "activity_ended", has: `"code":"sign_up_closed"`}})
		if got := a.as(otherVolunteer).get("/shifts/" + shiftOf(late) + "/eligibility").must(200); got.text("eligible") != "false" {
			t.Errorf("eligible after the end: %s", got.body)
		}
	})
}

func TestShiftThatHasEndedTakesNobody(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		long := a.published("sign_up_closes_at", a.at(6*time.Hour))
		a.moveTo(long.text("shifts.0.ends_at"))
		a.run([]scenario{{name: "ended shift", who: a.as(volunteerRole), path: "/shifts/" + shiftOf(long) + "/sign-ups", status: 409, code: "shift_ended"}})
	})
}

func TestAttendanceByTheRoster(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		activity := a.published("shifts", []object{a.shift("capacity", 1)})
		shift, staff := shiftOf(activity), a.as(manager)
		own, waiting := a.as(volunteerRole).signUp(shift), a.as(otherVolunteer).signUp(shift)
		in, out := "/sign-ups/"+own.id()+"/check-in", "/sign-ups/"+own.id()+"/check-out"
		a.run([]scenario{
			{name: "too early", who: staff, path: in, status: 409, code: "check_in_not_open"},
			{name: "out before in", who: staff, path: out, status: 409, code: "not_checked_in"},
			{name: "unknown", who: staff, path: "/sign-ups/999/check-in", status: 404, code: "sign_up_not_found"},
			{name: "unknown, out", who: staff, path: "/sign-ups/999/check-out", status: 404, code: "sign_up_not_found"},
			{name: "no such roster", who: staff, method: "GET", path: "/shifts/999/roster", status: 404, code: "shift_not_found"},
		})
		a.moveTo(activity.text("shifts.0.check_in_opens_at"))
		a.run([]scenario{
			{name: "in the queue", who: staff, path: "/sign-ups/" + waiting.id() + "/check-in", status: 409, code: "sign_up_waitlisted"},
			{name: "in", who: staff, path: in, status: 200, has: `"checked_in_at":"2026-03-02T10:30:00+08:00"`},
		})
		a.wait(time.Minute)
		a.run([]scenario{
			{name: "in twice", who: staff, path: in, status: 409, code: "already_checked_in"},
			{name: "given back after that", who: a.as(volunteerRole), path: "/sign-ups/" + own.id() + "/cancel", status: 409, code: "already_checked_in"},
		})
		a.moveTo(activity.text("shifts.0.ends_at"))
		a.run([]scenario{
			{name: "out", who: staff, path: out, status: 200, has: `"status":"completed"`},
			{name: "out twice", who: staff, path: out, status: 409, code: "already_checked_out"},
			{name: "given back after the end", who: a.as(volunteerRole), path: "/sign-ups/" + own.id() + "/cancel", status: 409, code: "already_checked_out"},
			{name: "recorded with who did it", who: staff, method: "GET", path: "/shifts/" + shift + "/attendance", status: 200, has: `"flags":["early","by_staff"]`},
			{name: "no such attendance", who: staff, method: "GET", path: "/shifts/999/attendance", status: 404, code: "shift_not_found"},
			{name: "flags on the roster", who: staff, method: "GET", path: "/shifts/" + shift + "/roster", status: 200, has: `"flags":["early","by_staff"]`},
			{name: "the whole shift and no more", who: staff, method: "GET", path: "/hours?shift_id=" + shift, status: 200, has: `"minutes":120`},
		})
	})
}

func TestForgottenAttendanceIsAStateOfItsOwn(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		activity := a.published()
		shift, staff := shiftOf(activity), a.as(manager)
		came, absent := a.as(volunteerRole).signUp(shift), a.as(otherVolunteer).signUp(shift)
		a.moveTo(activity.text("shifts.0.starts_at"))
		staff.post("/sign-ups/"+came.id()+"/check-in", nil).must(200)
		a.moveTo(activity.text("shifts.0.check_in_closes_at"))
		a.run([]scenario{
			{name: "out too late", who: staff, path: "/sign-ups/" + came.id() + "/check-out", status: 409, code: "check_in_closed"},
			{name: "in too late", who: staff, path: "/sign-ups/" + absent.id() + "/check-in", status: 409, code: "check_in_closed"},
			{name: "not signed out", who: staff, method: "GET", path: "/sign-ups/" + came.id(), status: 200, has: `"status":"not_signed_out"`},
			{name: "no show", who: staff, method: "GET", path: "/shifts/" + shift + "/roster?status=no_show", status: 200, has: absent.id()},
			{name: "nothing is earned", who: staff, method: "GET", path: "/hours?shift_id=" + shift, status: 200, has: `"items":[]`},
		})
	})
}

func TestAttendanceByTheCodeOnSite(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		activity := a.published()
		shift, who := shiftOf(activity), a.as(volunteerRole)
		signUp := who.signUp(shift)
		code := func() string {
			return a.as(manager).get("/shifts/" + shift + "/check-in-code").must(200).text("code")
		}
		scan := func(code, kind string) object { return object{"code": code, "kind": kind} }
		a.run([]scenario{
			{name: "too early", who: who, path: "/check-ins", body: scan(code(), "in"), status: 409, code: "check_in_not_open"},
			{name: "no such shift", who: a.as(manager), method: "GET", path: "/shifts/999/check-in-code", status: 404, code: "shift_not_found"},
		})
		a.moveTo(activity.text("shifts.0.starts_at"))
		shown := code()
		wrong := fmt.Sprintf("%06d", (id64(shown)+1)%1_000_000)
		a.run([]scenario{
			{name: "wrong", who: who, path: "/check-ins", body: scan(wrong, "in"), status: 409, code: "check_in_code_invalid"},
			{name: "not signed up", who: a.as(otherVolunteer), path: "/check-ins", body: scan(shown, "in"), status: 409, code: "check_in_code_invalid"},
			{name: "out before in", who: who, path: "/check-ins", body: scan(shown, "out"), status: 409, code: "not_checked_in"},
			{name: "five digits", who: who, path: "/check-ins", body: scan("12345", "in"), status: 422, code: "invalid_request"},
		})
		a.wait(20 * time.Second)
		a.run([]scenario{{name: "of the step before", who: who, path: "/check-ins", body: scan(shown, "in"), status: 200, has: `"status":"checked_in"`}})
		a.wait(time.Hour)
		a.run([]scenario{
			{name: "old", who: who, path: "/check-ins", body: scan(shown, "out"), status: 409, code: "check_in_code_invalid"},
			{name: "out", who: who, path: "/check-ins", body: scan(code(), "out"), status: 200, has: `"status":"completed"`},
			{name: "out twice", who: who, path: "/check-ins", body: scan(code(), "out"), status: 409, code: "already_checked_out"},
		})
		if entry := who.get("/me/hours").must(200); entry.text("items.0.minutes") != "60" || entry.text("items.0.sign_up_id") != signUp.id() || entry.text("total_minutes") != "0" {
			t.Errorf("one minute late, left an hour later: %s", entry.body)
		}
	})
}
