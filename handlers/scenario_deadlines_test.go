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

// TestWhoHasAskedIsTold of a change and of the end of what was asked, and the dry runs say so beforehand.
func TestWhoHasAskedIsTold(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff, who := a.as(manager), a.as(volunteerRole)
		made := a.published("recruitment", "approval")
		path := "/activities/" + made.id()
		applied := who.post("/shifts/"+shiftOf(made)+"/applications", nil).must(201)
		change := a.activity("station_id", nil, "shifts", nil, "place", "河边码头", "version", 2)
		moved := a.shift("role", "打捞员", "version", 1)
		a.run([]scenario{
			{name: "foreseen", who: staff, path: path + "/dry-run", status: 200, has: "地点改为“河边码头”", body: change},
			{name: "changed", who: staff, method: "PUT", path: path, status: 200, body: change},
			{name: "foreseen too late", who: staff, path: path + "/dry-run", status: 409, code: "version_conflict", body: change},
			{name: "told", who: who, method: "GET", path: "/me/notices", status: 200, has: "地点改为“河边码头”"},
			{name: "a shift, foreseen", who: staff, path: "/shifts/" + shiftOf(made) + "/dry-run", status: 200, has: "岗位改为“打捞员”", body: moved},
			{name: "withdrawing, foreseen", who: staff, path: path + "/withdraw/dry-run", status: 200, has: "已撤回修改。您的申请不再审核。"},
			{name: "still waiting", who: who, method: "GET", path: "/me/applications?status=pending", status: 200, has: `"id":"` + applied.id() + `"`},
			{name: "withdrawn", who: staff, path: path + "/withdraw", status: 200},
			{name: "told again", who: who, method: "GET", path: "/me/notices", status: 200, has: `"kind":"activity_withdrawn"`},
			{name: "published again", who: staff, path: path + "/publish", status: 200},
			{name: "over", who: who, method: "GET", path: "/me/applications?status=expired", status: 200, has: `"id":"` + applied.id() + `"`},
			{name: "not to be decided", who: staff, path: "/applications/" + applied.id() + "/approve", status: 409, code: "application_decided"},
			{name: "withdrawing what is not there", who: staff, path: "/activities/999/withdraw/dry-run", status: 404, code: "activity_not_found"},
			{name: "withdrawing a draft", who: staff, path: "/activities/" + a.draft().id() + "/withdraw/dry-run", status: 409, code: "activity_status"},
		})
	})
}

// TestWhoIsOnAShiftHearsOfTighterTerms: a condition, a new risk notice; and who would wait is told so before signing up.
func TestWhoIsOnAShiftHearsOfTighterTerms(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff, who, other := a.as(manager), a.as(volunteerRole), a.as(otherVolunteer)
		shift := a.shift("capacity", 1, "quotas", object{"released_at": a.at(time.Hour), "teams": []object{{"team_id": a.teamID(), "seats": 1}}})
		made := a.published("shifts", []object{shift, a.shift("capacity", 1)})
		kept, open := shiftOf(made), made.text("shifts.1.id")
		signUp := who.signUp(open).id()
		asks := a.shift("capacity", 1, "requirements", object{"min_age": 99}, "version", 1)
		change := a.activity("station_id", nil, "shifts", nil, "risk_notice", "河道湿滑，须穿救生衣。", "version", 2)
		proxy := object{"person": walkIn, "confirmation": "phone", "over_reason": "队里缺人"}
		a.run([]scenario{
			{name: "beside a kept seat", who: other, method: "GET", path: "/shifts/" + kept + "/eligibility", status: 200, has: `"waitlist_position":1,"would_wait":true`},
			{name: "would wait", who: other, method: "GET", path: "/shifts/eligibility?ids=" + open, status: 200, has: `"waitlist_position":1,"would_wait":true`},
			{name: "has one", who: who, method: "GET", path: "/shifts/" + open + "/eligibility", status: 200, has: `"waitlist_position":null,"would_wait":false`},
			{name: "a kept seat", who: staff, path: "/shifts/" + kept + "/proxy-sign-ups", status: 201, has: `"kept_seat_reason":"队里缺人"`, body: proxy},
			{name: "on the roster", who: staff, method: "GET", path: "/shifts/" + kept + "/roster", status: 200, has: `"kept_seat_reason":"队里缺人"`},
			{name: "a condition, foreseen", who: staff, path: "/shifts/" + open + "/dry-run", status: 200, has: "年满 99 周岁", body: asks},
			{name: "a condition", who: staff, method: "PUT", path: "/shifts/" + open, status: 200, body: asks},
			{name: "told", who: who, method: "GET", path: "/me/notices", status: 200, has: `"kind":"shift_requirements_changed"`},
			{name: "a notice, foreseen", who: staff, path: "/activities/" + made.id() + "/dry-run", status: 200, has: "风险告知有更新", body: change},
			{name: "none to read yet", who: who, path: "/sign-ups/" + signUp + "/acknowledge-risk", status: 409, code: "risk_notice_absent", body: object{"risk_notice_id": "1"}},
			{name: "a notice", who: staff, method: "PUT", path: "/activities/" + made.id(), status: 200, body: change},
			{name: "told again", who: who, method: "GET", path: "/me/notices", status: 200, has: `"kind":"risk_notice_changed"`},
			{name: "not read", who: staff, method: "GET", path: "/shifts/" + open + "/roster", status: 200, has: `"risk_acknowledged":false`},
			{name: "of another text", who: who, path: "/sign-ups/" + signUp + "/acknowledge-risk", status: 409, code: "risk_notice_outdated", body: object{"risk_notice_id": "999"}},
			{name: "by staff without a word", who: staff, path: "/sign-ups/" + signUp + "/acknowledge-risk", status: 422, code: "invalid_request", body: object{"risk_notice_id": "999"}},
		})
		notice := staff.get("/activities/" + made.id()).must(200).text("risk_notice_id")
		a.run([]scenario{
			{name: "read", who: who, path: "/sign-ups/" + signUp + "/acknowledge-risk", status: 200, has: `"risk_notice_id":"` + notice + `"`, body: object{"risk_notice_id": notice}},
			{name: "on the roster", who: staff, method: "GET", path: "/shifts/" + open + "/roster", status: 200, has: `"risk_acknowledged":true`},
		})
	})
}
